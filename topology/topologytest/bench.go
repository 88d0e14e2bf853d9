package topologytest

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
)

// shape is how the network of a case differs from two hosts on a wire of a
// millisecond.
type shape struct {
	delay  time.Duration
	rules  []string
	router bool // between the two: host 2, with the client's stack
}

// bench is a client (host 0) and a server (host 1), and the story so far.
type bench struct {
	t     *testing.T
	s     Suite
	ip    int
	plan  *topology.Plan
	net   *topology.Network
	ctx   context.Context
	log   *event.Log
	real  bool // the clock keeps real time
	story []string
}

func newBench(t *testing.T, s Suite, ip int, on shape) *bench {
	t.Helper()
	b := &bench{t: t, s: s, ip: ip, log: new(event.Log), plan: planOf(s, ip, on)}
	makers, c := s.Open(t)
	b.real = c.Real()
	b.ctx = t.Context()
	if b.real {
		ctx, stop := context.WithTimeout(b.ctx, s.Patience)
		t.Cleanup(stop)
		b.ctx = ctx
	}
	names := new(event.Names)
	chain, err := chainOf(b.plan, on.rules, names)
	if err != nil {
		t.Fatal(err)
	}
	b.net, err = topology.Build(b.plan, topology.Options{
		Makers: makers, Clock: c, Hooks: chain,
		Recorder: event.NewRecorder(names, b.log), Names: names,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.net.Close(); err != nil {
			t.Errorf("closing the network: %v", err)
		}
		if t.Failed() {
			b.tell()
		}
	})
	b.net.Record(&event.Event{Kind: event.Run, More: &event.More{Run: &event.RunInfo{Format: event.Format, Framing: s.Framing.String()}}})
	return b
}

// planOf is the plan of a shape. An end is a device where its stack needs one, or
// where the wire is of devices and neither end does.
func planOf(s Suite, ip int, on shape) *topology.Plan {
	p := &topology.Plan{Seed: 1, Hosts: []topology.HostPlan{{Name: "a", Stack: s.Stacks[0]}, {Name: "b", Stack: s.Stacks[1]}}}
	ends := [][2]int{{0, 1}}
	if on.router {
		p.Hosts = append(p.Hosts, topology.HostPlan{Name: "r", Stack: s.Stacks[0], Forward: true})
		ends = [][2]int{{0, 2}, {2, 1}}
	}
	for w, e := range ends {
		network := topology.Network4(w)
		if ip == 6 {
			network = topology.Network6(w)
		}
		props := topology.LinkProps{Delay: max(on.delay, time.Millisecond)}
		wire := topology.WirePlan{Name: fmt.Sprintf("wire%d", w+1), Link: s.Link, Framing: s.Framing, Props: [2]topology.LinkProps{props, props}}
		at := network.Addr()
		for i, host := range e {
			at = at.Next()
			h := &p.Hosts[host]
			wire.Ends[i] = topology.End{Host: host, Iface: len(h.Ifaces)}
			f := topology.Iface{Wire: w, Addrs: []netip.Prefix{netip.PrefixFrom(at, network.Bits())}, MTU: 1500, Framing: s.Framing}
			kernels := p.Hosts[e[0]].Stack == topology.Kernel || p.Hosts[e[1]].Stack == topology.Kernel
			if s.Link != topology.Memory && (h.Stack == topology.Kernel || !kernels) {
				f.Link = s.Link
			}
			h.Ifaces = append(h.Ifaces, f)
		}
		p.Wires = append(p.Wires, wire)
	}
	topology.FillRoutes(p)
	return p
}

func chainOf(p *topology.Plan, rules []string, names *event.Names) ([]hooks.Hook, error) {
	env := hooks.Env{Seed: p.Seed}
	for i := range p.Hosts {
		env.Hosts = append(env.Hosts, p.Hosts[i].Name)
	}
	for i := range p.Wires {
		env.Wires = append(env.Wires, p.Wires[i].Name)
	}
	var parsed []hooks.Rule
	for _, text := range rules {
		r, err := hooks.ParseRule(text, env)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, r)
		names.Rules = append(names.Rules, event.RuleInfo{Name: r.Name, Text: r.String()})
	}
	return hooks.Compile(parsed, env)
}

// tell prints the story so far, or its end where it is long.
func (b *bench) tell() {
	var lines []string
	for e := range b.log.All() {
		line := fmt.Sprintf("%10v  %-8s %s %s", e.At, e.Kind, e.Names.Host(e.Host), e.Names.Conn(e.Conn))
		switch {
		case e.Kind == event.Change:
			line += fmt.Sprintf(" %s -> %s", e.From, e.To)
		case e.Packet != 0:
			line += fmt.Sprintf(" #%d %s %s %s", e.Packet, e.Seg.Proto, e.Seg.Flags, e.Info.Role)
		case e.More != nil && e.More.Timer != nil:
			line += fmt.Sprintf(" %s %v", e.More.Timer.Name, e.More.Timer.After)
		}
		lines = append(lines, line)
	}
	if most := 200; len(lines) > most {
		b.t.Logf("%d events before these", len(lines)-most)
		lines = lines[len(lines)-most:]
	}
	for _, s := range append(lines, b.story...) {
		b.t.Log(s)
	}
}

func (b *bench) fatalf(format string, args ...any) {
	b.t.Helper()
	b.t.Fatalf(format, args...)
}

func (b *bench) addr(host int, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(b.plan.Addr(host, b.ip), port)
}

func (b *bench) open(host int, proto string) topology.Socket {
	b.t.Helper()
	s, e := b.net.Host(event.HostID(host + 1)).Open(topology.SocketSpec{Proto: proto, Name: fmt.Sprintf("s%d", len(b.story)), V6: b.ip == 6})
	if e != topology.OK {
		b.fatalf("open: %s", e)
	}
	return s
}

// try tries an operation once and settles its host.
func (b *bench) try(host int, s topology.Socket, op *topology.Op) (done bool) {
	b.net.Call(event.HostID(host+1), func() (*event.Event, bool) {
		done = s.Try(op)
		return nil, true
	})
	return done
}

// do does an operation, stepping the network until it is done.
func (b *bench) do(host int, s topology.Socket, op topology.Op) topology.Op {
	b.t.Helper()
	b.story = append(b.story, fmt.Sprintf("%v %s: %s", b.net.Now(), b.plan.Hosts[host].Name, op.Kind))
	for !b.try(host, s, &op) {
		if !b.step() {
			b.fatalf("%s on %s never returned", op.Kind, b.plan.Hosts[host].Name)
		}
	}
	b.story[len(b.story)-1] += " = " + string(op.Errno)
	return op
}

// must does an operation that succeeds.
func (b *bench) must(host int, s topology.Socket, op topology.Op) topology.Op {
	b.t.Helper()
	if op = b.do(host, s, op); op.Errno != topology.OK {
		b.fatalf("%s on %s: %s", op.Kind, b.plan.Hosts[host].Name, op.Errno)
	}
	return op
}

// step does one beat; false when there is none or patience is over.
func (b *bench) step() bool {
	return b.net.Now() < b.s.Patience && b.ctx.Err() == nil && b.net.Step(b.ctx) != topology.Idle
}

// run steps until a condition holds.
func (b *bench) run(what string, until func() bool) {
	b.t.Helper()
	for !until() {
		if !b.step() {
			b.fatalf("waited in vain until %s", what)
		}
	}
}

// over is something that happens when a while is over.
type over bool

// Do implements clock.Doer.
func (o *over) Do() { *o = true }

// pass lets time pass; of a real clock's a part, lest the suite take long.
func (b *bench) pass(d time.Duration) {
	b.t.Helper()
	if b.real {
		d = min(d, 100*time.Millisecond)
	}
	var beat clock.Beat
	var is over
	b.net.At(&beat, b.net.Now()+d, &is)
	b.run(d.String()+" are over", func() bool { return bool(is) })
}

// listen makes b a server.
func (b *bench) listen(port uint16) topology.Socket {
	b.t.Helper()
	return b.listenFor(port, 8)
}

func (b *bench) listenFor(port uint16, backlog int) topology.Socket {
	b.t.Helper()
	l := b.open(1, "tcp")
	b.must(1, l, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, port)})
	b.must(1, l, topology.Op{Kind: topology.OpListen, Backlog: backlog})
	return l
}

// pair is an established connection from a to b.
func (b *bench) pair(port uint16) (listener, client, server topology.Socket) {
	b.t.Helper()
	listener, client = b.listen(port), b.open(0, "tcp")
	b.must(0, client, topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, port)})
	r := b.must(1, listener, topology.Op{Kind: topology.OpAccept})
	if r.Accepted == nil {
		b.fatalf("accept gave no socket")
	}
	return listener, client, r.Accepted
}

// transfer sends octets one way, to the end, and gives what came.
func (b *bench) transfer(from int, out topology.Socket, to int, in topology.Socket, data []byte) (got []byte) {
	b.t.Helper()
	send, recv := topology.Op{Kind: topology.OpSend, Data: data}, topology.Op{Kind: topology.OpRecv}
	sent := b.try(from, out, &send)
	for len(got) < len(data) {
		if b.try(to, in, &recv) {
			if recv.Errno != topology.OK || recv.EOF {
				b.fatalf("recv after %d octets: %s, eof %v", len(got), recv.Errno, recv.EOF)
			}
			got = append(got, recv.Received...)
			recv = topology.Op{Kind: topology.OpRecv}
			continue
		}
		if !sent {
			sent = b.try(from, out, &send)
		}
		if !b.step() {
			b.fatalf("only %d of %d octets came", len(got), len(data))
		}
	}
	if !sent || send.N != len(data) || send.Errno != topology.OK {
		b.fatalf("send took %d octets of %d: %s", send.N, len(data), send.Errno)
	}
	return got
}

// states is a connection's history.
func (b *bench) states(c *topology.Conn) []event.State {
	var path []event.State
	for e := range b.log.All() {
		if e.Kind == event.Change && e.Conn == c.ID {
			path = append(path, e.To)
		}
	}
	return path
}

func (b *bench) wantStates(c *topology.Conn, want ...event.State) {
	b.t.Helper()
	if got := b.states(c); !slices.Equal(got, want) {
		b.fatalf("%s went %v, want %v", c.Name, got, want)
	}
}

// count is how many packets hosts wrote of a protocol.
func (b *bench) count(such func(*event.Event) bool) (n int) {
	for e := range b.log.All() {
		if e.Kind == event.Send && such(e) {
			n++
		}
	}
	return n
}

// wellFormed fails for a packet that a host wrote with a wrong checksum, or that
// is longer than the MTU: one segment is one packet.
func (b *bench) wellFormed() {
	b.t.Helper()
	for e := range b.log.All() {
		if e.Kind != event.Send {
			continue
		}
		if n := len(e.Raw) - int(e.Seg.Net); n > 1500 {
			b.fatalf("packet %d is %d octets long: one segment a packet, at most the MTU", e.Packet, n)
		}
		if err := sound(b.s.Framing, e); err != nil {
			b.fatalf("packet %d: %v", e.Packet, err)
		}
	}
}

func sound(f segment.Framing, e *event.Event) error {
	ip, transport := segment.VerifyChecksums(f, e.Raw, &e.Seg)
	switch {
	case e.Seg.Problem != 0:
		return errors.New(e.Seg.Problem.String())
	case ip == segment.ChecksumBad || transport == segment.ChecksumBad:
		return fmt.Errorf("checksums %s and %s", ip, transport)
	}
	return nil
}
