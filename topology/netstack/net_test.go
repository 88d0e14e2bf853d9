package netstack_test

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
	"netlab/topology/netstack"
)

// tester is what a net needs of a test: a *testing.T, or a property's *rapid.T.
type tester interface {
	Helper()
	Cleanup(func())
	Fatal(...any)
	Fatalf(string, ...any)
}

// net is hosts a, b, c, ... in a line, those in the middle routers.
type net struct {
	*topology.Network
	t    tester
	plan *topology.Plan
	log  *event.Log
}

const ms = time.Millisecond

// change changes a plan before it is built.
type change func(*topology.Plan)

func set(host int, name, value string) change {
	return func(p *topology.Plan) {
		h := &p.Hosts[host]
		if h.Set == nil {
			h.Set = map[string]string{}
		}
		h.Set[name] = value
	}
}

func seed(n uint64) change { return func(p *topology.Plan) { p.Seed = n } }

func mtu(wire, octets int) change {
	return func(p *topology.Plan) {
		for _, e := range p.Wires[wire].Ends {
			p.Hosts[e.Host].Ifaces[e.Iface].MTU = octets
		}
	}
}

// planOf is the plan of a line of n hosts, 10 ms from one to the next.
func planOf(n int, changes ...change) *topology.Plan {
	p := &topology.Plan{Seed: 1}
	for i := range n {
		p.Hosts = append(p.Hosts, topology.HostPlan{Name: string(rune('a' + i)), Stack: "netstack", Forward: i > 0 && i < n-1})
	}
	for w := range n - 1 {
		props := topology.LinkProps{Delay: 10 * ms}
		wire := topology.WirePlan{Name: p.Hosts[w].Name + p.Hosts[w+1].Name, Link: "memory", Props: [2]topology.LinkProps{props, props}}
		for end := range wire.Ends {
			h := &p.Hosts[w+end]
			wire.Ends[end] = topology.End{Host: w + end, Iface: len(h.Ifaces)}
			f := topology.Iface{Wire: w, MTU: 1500}
			for _, network := range []netip.Prefix{topology.Network4(w), topology.Network6(w)} {
				at := network.Addr().Next()
				if end == 1 {
					at = at.Next()
				}
				f.Addrs = append(f.Addrs, netip.PrefixFrom(at, network.Bits()))
			}
			h.Ifaces = append(h.Ifaces, f)
		}
		p.Wires = append(p.Wires, wire)
	}
	for _, c := range changes {
		c(p)
	}
	topology.FillRoutes(p)
	return p
}

// newNet builds a plan, with rules on its wires.
func newNet(t tester, p *topology.Plan, rules ...string) *net {
	t.Helper()
	n, err := build(p, rules, new(event.Log))
	if err != nil {
		t.Fatal(err)
	}
	n.t = t
	t.Cleanup(func() { n.Close() })
	return n
}

func build(p *topology.Plan, rules []string, log *event.Log, sinks ...event.Sink) (*net, error) {
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
	}
	chain, err := hooks.Compile(parsed, env)
	if err != nil {
		return nil, err
	}
	names := new(event.Names)
	for _, r := range parsed {
		names.Rules = append(names.Rules, event.RuleInfo{Name: r.Name, Text: r.String()})
	}
	all := append([]event.Sink{log}, sinks...)
	network, err := topology.Build(p, topology.Options{
		Makers: map[string]topology.Maker{"netstack": netstack.New}, Clock: new(clock.Virtual),
		Recorder: event.NewRecorder(names, all...), Hooks: chain, Names: names,
	})
	if err != nil {
		return nil, err
	}
	return &net{Network: network, plan: p, log: log}, nil
}

func (n *net) addr(host int, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(n.plan.Addr(host, 4), port)
}

func (n *net) addr6(host int, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(n.plan.Addr(host, 6), port)
}

func (n *net) open(host int, proto string, v6 bool) topology.Socket {
	n.t.Helper()
	s, e := n.Host(event.HostID(host + 1)).Open(topology.SocketSpec{Proto: proto, Name: proto, V6: v6})
	if e != topology.OK {
		n.t.Fatalf("open: %s", e)
	}
	return s
}

// try tries an operation once and settles its host.
func (n *net) try(host int, s topology.Socket, op *topology.Op) (done bool) {
	n.Call(event.HostID(host+1), func() (*event.Event, bool) {
		done = s.Try(op)
		return &event.Event{Kind: event.Call, Host: event.HostID(host + 1), Conn: s.Conn().ID,
			More: &event.More{Call: &event.CallInfo{Op: op.Kind.String()}}}, true
	})
	return done
}

// do does an operation to its end.
func (n *net) do(host int, s topology.Socket, op topology.Op) topology.Op {
	n.t.Helper()
	for !n.try(host, s, &op) {
		if !n.step() {
			n.t.Fatalf("%s on %s never returned\n%s", op.Kind, n.plan.Hosts[host].Name, n.story())
		}
	}
	return op
}

// must does an operation that succeeds.
func (n *net) must(host int, s topology.Socket, op topology.Op) topology.Op {
	n.t.Helper()
	op = n.do(host, s, op)
	if op.Errno != topology.OK {
		n.t.Fatalf("%s on %s: %s\n%s", op.Kind, n.plan.Hosts[host].Name, op.Errno, n.story())
	}
	return op
}

func (n *net) step() bool { return n.Step(context.Background()) != topology.Idle }

// until steps until a moment, or until nothing is due.
func (n *net) until(t time.Duration) {
	for {
		if at, ok := n.Next(); !ok || at > t {
			return
		}
		n.step()
	}
}

func (n *net) listen(host int, port uint16, backlog int, v6 bool) topology.Socket {
	n.t.Helper()
	l := n.open(host, "tcp", v6)
	n.must(host, l, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, port)})
	n.must(host, l, topology.Op{Kind: topology.OpListen, Backlog: backlog})
	return l
}

// pair is an established connection from the first host to port 80 of the last.
func (n *net) pair() (client, server topology.Socket) {
	n.t.Helper()
	last := len(n.plan.Hosts) - 1
	l := n.listen(last, 80, 8, false)
	client = n.open(0, "tcp", false)
	n.must(0, client, topology.Op{Kind: topology.OpConnect, Addr: n.addr(last, 80)})
	return client, n.must(last, l, topology.Op{Kind: topology.OpAccept}).Accepted
}

// path is the states that a connection went through.
func (n *net) path(c *topology.Conn) (all []event.State) {
	for e := range n.log.All() {
		if e.Kind == event.Change && e.Conn == c.ID {
			if len(all) == 0 {
				all = append(all, e.From)
			}
			all = append(all, e.To)
		}
	}
	return all
}

// timers are those that fired on a host, "name after".
func (n *net) timers(host int) (all []string) {
	for e := range n.log.All() {
		if e.Kind == event.Timer && int(e.Host) == host+1 {
			all = append(all, fmt.Sprintf("%s %v", e.More.Timer.Name, e.More.Timer.After))
		}
	}
	return all
}

// segments are those that a host sent, by their roles.
func (n *net) segments(host int, role event.Role) (all []event.Event) {
	for e := range n.log.All() {
		if e.Kind == event.Send && int(e.Host) == host+1 && e.Info.Roles.Has(role) {
			c := *e
			c.Raw = slices.Clone(e.Raw)
			all = append(all, c)
		}
	}
	return all
}

// story is all that happened, for a test that fails.
func (n *net) story() string {
	var b strings.Builder
	for e := range n.log.All() {
		fmt.Fprintf(&b, "%-4d %-12v %-8s %s %s", e.N, e.At, e.Kind, e.Names.Host(e.Host), e.Names.Conn(e.Conn))
		if e.Packet != 0 {
			fmt.Fprintf(&b, " #%d %s %s %s>%s", e.Packet, e.Seg.Flags, e.Info.Role, e.Seg.Src, e.Seg.Dst)
		}
		if e.Kind == event.Change {
			fmt.Fprintf(&b, " %s -> %s", e.From, e.To)
		}
		if e.More != nil && e.More.Timer != nil {
			fmt.Fprintf(&b, " %+v", *e.More.Timer)
		}
		if e.More != nil && e.More.Reason != "" {
			fmt.Fprintf(&b, " (%s)", e.More.Reason)
		}
		if e.More != nil && e.More.Call != nil {
			fmt.Fprintf(&b, " %s", e.More.Call.Op)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// octets are n octets that differ.
func octets(n int) []byte { return bytes.Repeat([]byte("0123456789abcdef"), n/16+1)[:n] }
