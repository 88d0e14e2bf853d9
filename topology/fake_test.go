package topology

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology/clock"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// fake is a host without a stack: it writes what the test tells it to, and keeps
// what it is given.
type fake struct {
	env     *Env
	out     []Sent
	changes []Change
	got     []arrival
	settles int
	closed  bool
	answer  func(iface int, p []byte) // what it does on being given a packet
	refuses string                    // a payload for which it has no room
}

// arrival is a packet that a fake was given.
type arrival struct {
	at    time.Duration
	iface int
	raw   []byte
}

func (f *fake) Open(SocketSpec) (Socket, Errno) { return nil, "EOPNOTSUPP" }

func (f *fake) Deliver(iface int, p []byte) Errno {
	if f.refuses != "" && bytes.Contains(p, []byte(f.refuses)) {
		return "ENOBUFS"
	}
	f.got = append(f.got, arrival{f.env.Time.Clock.Now(), iface, append([]byte(nil), p...)})
	if f.answer != nil {
		f.answer(iface, p)
	}
	return OK
}

func (f *fake) Settle(n *News) {
	f.settles++
	n.Sent = append(n.Sent, f.out...)
	n.Changes = append(n.Changes, f.changes...)
	f.out, f.changes = f.out[:0], f.changes[:0]
}

func (f *fake) Close() error {
	f.closed = true
	return nil
}

// write puts a packet into the outbox, in a buffer of the network's.
func (f *fake) write(iface int, raw []byte) {
	b := f.env.Buffer(len(raw))
	copy(b, raw)
	f.out = append(f.out, Sent{iface, b})
}

// tester is what a world needs of a test: a *testing.T, or a property's *rapid.T.
type tester interface {
	Helper()
	Cleanup(func())
	Fatal(...any)
	Fatalf(string, ...any)
}

// world is a line of fake hosts a, b, c, ... joined by wires ab, bc, ...
type world struct {
	t     tester
	plan  *Plan
	net   *Network
	log   *event.Log
	fakes []*fake // index: HostID-1; after a reboot the new one
	beats []*act
}

// act is something that the test does at a moment.
type act struct {
	clock.Beat
	do func()
}

func (a *act) Do() { a.do() }

// line is the plan of n hosts in a line; those in the middle are routers. Every
// wire has the props in both directions.
func line(n int, props LinkProps) *Plan {
	p := &Plan{Seed: 7}
	for i := range n {
		p.Hosts = append(p.Hosts, HostPlan{Name: string(rune('a' + i%26)), Stack: "fake", Forward: i > 0 && i < n-1})
	}
	for w := range n - 1 {
		p.Wires = append(p.Wires, WirePlan{Name: p.Hosts[w].Name + p.Hosts[w+1].Name, Props: [2]LinkProps{props, props}})
		join(p, w, w, w+1)
	}
	return p
}

// join makes a wire's ends: an interface each of two hosts, with addresses.
func join(p *Plan, wire, left, right int) {
	for end, h := range []int{left, right} {
		host := &p.Hosts[h]
		p.Wires[wire].Ends[end] = End{Host: h, Iface: len(host.Ifaces)}
		f := Iface{Wire: wire, MTU: 1500}
		for _, n := range []netip.Prefix{Network4(wire), Network6(wire)} {
			at := n.Addr().Next()
			if end == 1 {
				at = at.Next()
			}
			f.Addrs = append(f.Addrs, netip.PrefixFrom(at, n.Bits()))
		}
		host.Ifaces = append(host.Ifaces, f)
	}
}

// newWorld builds a plan with fakes, with rules and hooks behind them.
func newWorld(t tester, p *Plan, rules []string, more ...hooks.Hook) *world {
	t.Helper()
	w := &world{t: t, plan: p, log: new(event.Log), fakes: make([]*fake, len(p.Hosts))}
	w.build(event.NewRecorder(new(event.Names), w.log), rules, more)
	return w
}

func (w *world) build(rec *event.Recorder, rules []string, more []hooks.Hook) {
	w.t.Helper()
	names := rec.Names()
	if names == nil {
		names = new(event.Names)
	}
	var err error
	w.net, err = Build(w.plan, Options{
		Makers: map[string]Maker{"fake": func(e *Env) (Host, error) {
			f := &fake{env: e}
			w.fakes[e.ID-1] = f
			return f, nil
		}},
		Clock: new(clock.Virtual), Recorder: rec, Names: names, Hooks: append(compile(w.t, w.plan, rules), more...),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { w.net.Close() })
}

func compile(t tester, p *Plan, lines []string) []hooks.Hook {
	t.Helper()
	env := hooks.Env{Seed: p.Seed}
	for i := range p.Hosts {
		env.Hosts = append(env.Hosts, p.Hosts[i].Name)
	}
	for i := range p.Wires {
		env.Wires = append(env.Wires, p.Wires[i].Name)
	}
	var rules []hooks.Rule
	for _, l := range lines {
		r, err := hooks.ParseRule(l, env)
		if err != nil {
			t.Fatalf("rule %q: %v", l, err)
		}
		rules = append(rules, r)
	}
	compiled, err := hooks.Compile(rules, env)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// at does something at a moment.
func (w *world) at(t time.Duration, do func()) {
	a := &act{do: do}
	w.beats = append(w.beats, a)
	w.net.At(&a.Beat, t, a)
}

// write lets a host write packets over its interface, all in one beat.
func (w *world) write(host, iface int, raws ...[]byte) {
	w.net.Call(event.HostID(host+1), func() (*event.Event, bool) {
		for _, raw := range raws {
			w.fakes[host].write(iface, raw)
		}
		return nil, true
	})
}

// datagram is a UDP packet from one host of the world's first wire to the other,
// with a text in it.
func (w *world) datagram(from int, text string) []byte {
	sp := segment.Spec{Src: w.plan.Addr(from, 4), Dst: w.plan.Addr(1-from, 4), Proto: segment.UDP, SrcPort: 1000, DstPort: 2000, Payload: text}
	raw, err := segment.Build(sp)
	if err != nil {
		w.t.Fatal(err)
	}
	return raw
}

// run steps until nothing is due.
func (w *world) run() {
	w.t.Helper()
	for beats := 0; w.net.Step(context.Background()) != Idle; beats++ {
		if beats > 1_000_000 {
			w.t.Fatal("the run does not end")
		}
	}
}

// story is all events, one a line.
func (w *world) story() string {
	var b strings.Builder
	for e := range w.log.All() {
		fmt.Fprintf(&b, "%-3d %-6v %-7s %s", e.N, e.At, e.Kind, w.plan.Hosts[e.Host-1].Name)
		if e.Packet != 0 {
			fmt.Fprintf(&b, " packet %d", e.Packet)
			if e.Origin != 0 {
				fmt.Fprintf(&b, " of %d", e.Origin)
			}
			fmt.Fprintf(&b, " %s", text(&e.Seg, e.Raw))
		}
		if e.Kind == event.Verdict {
			fmt.Fprintf(&b, ": %s", e.Action)
			if e.Rule != 0 {
				fmt.Fprintf(&b, " by rule %d", e.Rule)
			}
		}
		if e.Kind == event.Change {
			fmt.Fprintf(&b, " %s -> %s", e.From, e.To)
		}
		if e.More != nil && e.More.Reason != "" {
			fmt.Fprintf(&b, ": %s", e.More.Reason)
		}
		if e.Cause != 0 {
			fmt.Fprintf(&b, ", from %d", e.Cause)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// text is what a packet carries: its data, or what it is.
func text(s *segment.Segment, raw []byte) string {
	if s.Proto == segment.UDP {
		return fmt.Sprintf("%q", raw[s.Payload:s.End])
	}
	if s.Proto == segment.TCP {
		return segment.Notation(s.Flags, s.Seq, s.Ack, s.PayloadLen(), -1, "")
	}
	return fmt.Sprintf("icmp %d/%d", s.Type, s.Code)
}

// delivered is what a host was given, each with its time.
func (w *world) delivered(host int) string {
	var all []string
	for _, a := range w.fakes[host].got {
		s := segment.Decode(segment.IP, a.raw)
		all = append(all, fmt.Sprintf("%s@%v", strings.Trim(text(&s, a.raw), `"`), a.at))
	}
	return strings.Join(all, " ")
}

// golden compares a text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s is not what came (-want +got); -update rewrites it:\n%s", path, diff)
	}
}
