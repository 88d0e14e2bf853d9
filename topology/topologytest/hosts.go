// Package topologytest is what every Host must do. A maker of hosts calls Hosts
// in a test of its own; all implementations pass the same suite, whatever stack is
// inside and whatever wire they are on.
package topologytest

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
)

// Suite says what to test.
type Suite struct {
	Maker topology.Maker
	Stack string             // the maker's name in plans
	Link  string             // what the wires are made of
	Clock func() clock.Clock // a fresh clock a run
	// Patience is how long a test may take in simulated time.
	Patience time.Duration
}

// Hosts runs the suite.
func Hosts(t *testing.T, s Suite) {
	for _, v := range []int{4, 6} {
		t.Run(fmt.Sprintf("IPv%d", v), func(t *testing.T) {
			for _, c := range []struct {
				name string
				test func(*bench)
			}{
				{"a connection from handshake to CLOSED", lifeOfAConnection},
				{"bytes arrive whole and in order", bytesArrive},
				{"a closed port refuses", refused},
				{"abort resets", abortResets},
				{"half-close leaves the other direction open", halfClose},
				{"a listener's port is taken", portTaken},
				{"nobody answers in a void", nothingWithoutAsking},
				{"a datagram arrives", datagram},
				{"socket options are read as they were set", options},
				{"a crash says nothing", crash},
			} {
				t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
					b := newBench(t, s, v)
					c.test(b)
				})
			}
		})
	}
}

// bench is two hosts on a wire and the story so far.
type bench struct {
	t     *testing.T
	s     Suite
	ip    int
	plan  *topology.Plan
	net   *topology.Network
	log   *event.Log
	story []string
}

func newBench(t *testing.T, s Suite, ip int) *bench {
	t.Helper()
	b := &bench{t: t, s: s, ip: ip, log: new(event.Log)}
	b.plan = &topology.Plan{Seed: 1,
		Hosts: []topology.HostPlan{{Name: "a", Stack: s.Stack}, {Name: "b", Stack: s.Stack}},
		Wires: []topology.WirePlan{{Name: "wire1", Link: s.Link, Ends: [2]topology.End{{Host: 0}, {Host: 1}}}},
	}
	network := topology.Network4(0)
	if ip == 6 {
		network = topology.Network6(0)
	}
	at := network.Addr()
	for h := range b.plan.Hosts {
		at = at.Next()
		b.plan.Hosts[h].Ifaces = []topology.Iface{{Addrs: []netip.Prefix{netip.PrefixFrom(at, network.Bits())}, MTU: 1500}}
	}
	for d := range b.plan.Wires[0].Props {
		b.plan.Wires[0].Props[d].Delay = time.Millisecond
	}
	topology.FillRoutes(b.plan)
	names := new(event.Names)
	var err error
	b.net, err = topology.Build(b.plan, topology.Options{
		Makers: map[string]topology.Maker{s.Stack: s.Maker}, Clock: s.Clock(),
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
	return b
}

// tell prints the story so far.
func (b *bench) tell() {
	for e := range b.log.All() {
		b.t.Logf("%10v  %-8s %s %s %s->%s", e.At, e.Kind, e.Names.Host(e.Host), e.Seg.Flags, e.From, e.To)
	}
	for _, s := range b.story {
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

// step does one beat; false when there is none or patience is over.
func (b *bench) step() bool {
	return b.net.Now() < b.s.Patience && b.net.Step(context.Background()) != topology.Idle
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

// listen makes b a server.
func (b *bench) listen(port uint16) topology.Socket {
	b.t.Helper()
	l := b.open(1, "tcp")
	for _, op := range []topology.Op{{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, port)}, {Kind: topology.OpListen, Backlog: 8}} {
		if r := b.do(1, l, op); r.Errno != topology.OK {
			b.fatalf("%s: %s", op.Kind, r.Errno)
		}
	}
	return l
}

// pair is an established connection from a to b.
func (b *bench) pair(port uint16) (listener, client, server topology.Socket) {
	b.t.Helper()
	listener, client = b.listen(port), b.open(0, "tcp")
	if r := b.do(0, client, topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, port)}); r.Errno != topology.OK {
		b.fatalf("connect: %s", r.Errno)
	}
	r := b.do(1, listener, topology.Op{Kind: topology.OpAccept})
	if r.Errno != topology.OK || r.Accepted == nil {
		b.fatalf("accept: %s", r.Errno)
	}
	return listener, client, r.Accepted
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
