package topology

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

const ms = time.Millisecond

// deskCases are rules, what hosts a and b write (each word a packet, "a:A" at
// once, "b:B@5ms" later; words that are joined by + are written in one beat), and
// what b and a are given. The wire takes 10ms.
var deskCases = []struct {
	name  string
	rules []string
	sends string
	b, a  string
}{
	{"no rule", nil, "a:A b:B@5ms", "A@10ms", "B@15ms"},
	{"pass", []string{"from a any#1 pass", "from a any drop"}, "a:A+B", "A@10ms", ""},
	{"drop the second", []string{"from a any#2 drop"}, "a:A+B+C", "A@10ms C@10ms", ""},
	{"drop is the end", []string{"any#1 drop", "any#1 drop"}, "a:A+B+C", "C@10ms", ""},
	{"delay", []string{"from a any#1 delay 30ms"}, "a:A a:B@5ms", "B@15ms A@40ms", ""},
	{"delay goes on with the next rule", []string{"any#1 delay 30ms", "any drop"}, "a:A", "", ""},
	{"delay until a moment", []string{"any delay until t 50ms"}, "a:A a:B@60ms", "A@60ms B@70ms", ""},
	{"delay until the second packet from b", []string{"from a any#1 delay until any#2 from b"}, "a:A b:B@20ms b:C@30ms", "A@40ms", "B@30ms C@40ms"},
	{"a packet that is dropped does not pass", []string{"from a any#1 delay until any from b within 1s", "from b any drop"}, "a:A b:B@20ms", "A@1.01s", ""},
	{"delay until a packet, or else a limit", []string{"any#1 delay until any from b within 40ms"}, "a:A", "A@50ms", ""},
	{"the packet comes before the limit", []string{"from a any#1 delay until any from b within 40ms"}, "a:A b:B@20ms", "A@30ms", "B@30ms"},
	{"delay until a packet that never comes", []string{"from a any#1 delay until any from b"}, "a:A", "", ""},
	{"two wait for the same packet", []string{"from a any#1..2 delay until any from b"}, "a:A+B b:C@20ms", "A@30ms B@30ms", "C@30ms"},
	{"reorder", []string{"from a any#1 reorder 1"}, "a:A+B+C", "B@10ms A@10ms C@10ms", ""},
	{"reorder behind two", []string{"from a any#1 reorder 2"}, "a:A a:B@1ms b:X@2ms a:C@3ms", "B@11ms C@13ms A@13ms", "X@12ms"},
	{"reorder in vain", []string{"from a any#1 reorder 1 within 30ms"}, "a:A b:B@1ms", "A@40ms", "B@11ms"},
	{"duplicate", []string{"from a any#1 duplicate 2"}, "a:A+B", "A@10ms A@10ms A@10ms B@10ms", ""},
	{"duplicate later", []string{"from a any#1 duplicate after 15ms"}, "a:A a:B@2ms", "A@10ms B@12ms A@25ms", ""},
	{"copies meet the next rule", []string{"any#1 duplicate 2", "any#2 drop"}, "a:A", "A@10ms A@10ms", ""},
	{"rewrite keeps its place", []string{`from a any#2 rewrite ip.ttl=9`}, "a:A+B+C", "A@10ms B@10ms C@10ms", ""},
	{"corrupt keeps its place", []string{`from a any#1 corrupt bit 231 mend`}, "a:A+B", "@@10ms B@10ms", ""},
	{"what is rewritten meets the next rule", []string{"any rewrite ip.ttl=9", "ip.ttl == 9 drop"}, "a:A", "", ""},
	{"rewrite, then delay", []string{"any#1 rewrite ip.ttl=9", "any#1 delay 5ms"}, "a:A+B", "B@10ms A@15ms", ""},
	{"copy injected skips the rules", []string{"from a any#1 inject copy after 20ms", "from a any#2.. drop"}, "a:A+B", "A@10ms A@30ms", ""},
	{"copy of an earlier packet", []string{"from b any#1 inject copy of packet 1", "from b any#1 drop"}, "a:A b:B@20ms", "A@10ms A@30ms", ""},
	{"copy of a copy", []string{"from a any#1 duplicate", "from b any#1 inject copy of packet 2"}, "a:A b:B@20ms", "A@10ms A@10ms A@30ms", "B@30ms"},
	{"reject", []string{"from a any#1 reject icmp port-unreachable"}, "a:A+B", "B@10ms", "icmp 3/3@10ms"},
	{"off", []string{"off any drop"}, "a:A", "A@10ms", ""},
}

// TestDesk tells every case to the end: what is delivered when, and the whole
// record in a golden file.
func TestDesk(t *testing.T) {
	var all strings.Builder
	for _, c := range deskCases {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			w := newWorld(t, line(2, LinkProps{Delay: 10 * ms}), c.rules)
			w.script(c.sends)
			w.run()
			w.net.DropHeld()
			if got := w.delivered(1); got != c.b {
				t.Errorf("b was given %q, want %q", got, c.b)
			}
			if got := w.delivered(0); got != c.a {
				t.Errorf("a was given %q, want %q", got, c.a)
			}
			w.sound()
			fmt.Fprintf(&all, "== %s: %s\n", c.name, c.sends)
			for i, r := range c.rules {
				fmt.Fprintf(&all, "   rule %d: %s\n", i+1, r)
			}
			all.WriteString(w.story())
			if t.Failed() {
				t.Log("\n" + w.story())
			}
		})
	}
	golden(t, "desk.txt", all.String())
}

// script arranges what a case's sends say.
func (w *world) script(sends string) {
	for _, word := range strings.Fields(sends) {
		what, moment, later := strings.Cut(word[2:], "@")
		at := time.Duration(0)
		if later {
			var err error
			if at, err = time.ParseDuration(moment); err != nil {
				w.t.Fatal(err)
			}
		}
		host := int(word[0] - 'a')
		w.at(at, func() {
			var raws [][]byte
			for text := range strings.SplitSeq(what, "+") {
				raws = append(raws, w.datagram(host, text))
			}
			w.write(host, 0, raws...)
		})
	}
}

// sound checks what must hold of any record: numbers without gaps, time that
// never goes back, causes and origins that lie before, bytes that never change
// under one packet's number, and every packet accounted for once.
func (w *world) sound() {
	w.t.Helper()
	type life struct {
		raw     string
		ends    int // delivered, dropped, lost, or replaced by what it became
		verdict bool
	}
	lives := map[uint32]*life{}
	n, at := uint32(0), time.Duration(0)
	for e := range w.log.All() {
		if n++; e.N != n {
			w.t.Fatalf("event %d is the %dth", e.N, n)
		}
		if e.At < at {
			w.t.Fatalf("event %d is at %v, after one at %v", e.N, e.At, at)
		}
		at = e.At
		if e.Cause >= e.N {
			w.t.Fatalf("event %d has the cause %d, which is not before it", e.N, e.Cause)
		}
		if e.Packet == 0 {
			continue
		}
		l := lives[e.Packet]
		if l == nil {
			if int(e.Packet) != len(lives)+1 {
				w.t.Fatalf("event %d tells of packet %d before packet %d", e.N, e.Packet, len(lives)+1)
			}
			if e.Origin >= e.Packet {
				w.t.Fatalf("packet %d has the origin %d", e.Packet, e.Origin)
			}
			l = &life{raw: string(e.Raw)}
			lives[e.Packet] = l
		} else if e.Origin != 0 {
			w.t.Fatalf("event %d, not the first of packet %d, tells its origin", e.N, e.Packet)
		}
		if string(e.Raw) != l.raw {
			w.t.Fatalf("the bytes of packet %d changed by event %d", e.Packet, e.N)
		}
		switch e.Kind {
		case event.Deliver, event.Drop:
			l.ends++
		case event.Verdict:
			l.verdict = true
			if e.Action == event.DropPacket || e.Action == event.Reject && e.Origin == 0 && e.Rule != 0 && !w.answers(e) {
				l.ends++
			}
			if o := lives[e.Origin]; o != nil && (e.Action == event.Rewrite || e.Action == event.Corrupt) {
				o.ends++
				o.verdict = true
			}
		}
	}
	for id, l := range lives {
		if l.ends != 1 || !l.verdict {
			w.t.Fatalf("packet %d: %d ends, want 1; a verdict: %v\n%s", id, l.ends, l.verdict, w.story())
		}
	}
}

// answers says whether a reject verdict tells of the answer and not of the
// packet that was rejected.
func (w *world) answers(e *event.Event) bool {
	return e.Seg.Proto == segment.ICMPv4 || e.Seg.Proto == segment.ICMPv6 || e.Seg.Has(segment.RST)
}

// hookFunc is a hook of a Go program's own.
type hookFunc func(hooks.View, *hooks.Packet) hooks.Verdict

func (hookFunc) Name() string { return "a function" }

func (f hookFunc) See(v hooks.View, p *hooks.Packet) hooks.Verdict { return f(v, p) }

// TestVerdictsOrderIsKept: what a hook lets out goes on in the order in which
// the verdict has it, the packet itself in its place.
func TestVerdictsOrderIsKept(t *testing.T) {
	var w *world
	once := true
	w = newWorld(t, line(2, LinkProps{Delay: ms}), nil, hookFunc(func(_ hooks.View, p *hooks.Packet) hooks.Verdict {
		if !once || p.ID != 1 {
			return hooks.Verdict{}
		}
		once = false
		crafted := func(text string) hooks.Out {
			return hooks.Out{Packet: &hooks.Packet{From: p.From, To: p.To, Wire: p.Wire, Raw: w.datagram(0, text)}}
		}
		return hooks.Verdict{Action: event.Inject, Out: []hooks.Out{crafted("1"), crafted("2"), {}, crafted("3")}}
	}))
	w.script("a:A+B")
	w.run()
	if got, want := w.delivered(1), "1@1ms 2@1ms A@1ms 3@1ms B@1ms"; got != want {
		t.Fatalf("b was given %s, want %s", got, want)
	}
	w.sound()
}

// TestHeldBytesAreNotReused: buffers go round, and must not do so while a packet
// is held, on a link, or remembered for later.
func TestHeldBytesAreNotReused(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{Delay: 10 * ms}), []string{
		`udp contains "a00" delay 500ms`, `udp contains "a01" duplicate after 600ms`, `udp contains "a02" inject copy after 700ms`,
		`udp contains "a03" delay until any#50 from b`, `udp contains "b99" inject copy of packet 1`,
	})
	for i := range 100 {
		w.script(fmt.Sprintf("a:a%02d@%dms b:b%02d@%dms", i, i, i, i))
	}
	w.run()
	w.sound()
	came := w.delivered(1)
	for _, want := range []string{"a00@109ms", "a00@510ms", "a01@11ms", "a01@611ms", "a02@12ms", "a02@712ms", "a03@62ms"} {
		if !strings.Contains(came, want) {
			t.Errorf("%s did not come", want)
		}
	}
	if n := len(strings.Fields(came)); n != 103 {
		t.Errorf("%d packets came, want 103", n)
	}
}

// TestStateAndStep: a packet waits for a state of the hosts or for a program's
// step, goes at once if it is there already, and is dropped as still held if it
// never comes.
func TestStateAndStep(t *testing.T) {
	established := func(w *world) {
		f := w.fakes[1]
		c := f.env.Book.Open(":80", false)
		c.Local = netip.AddrPortFrom(netip.Addr{}, 80)
		w.net.Call(2, func() (*event.Event, bool) {
			f.changes = AppendChange(f.changes, c, event.Closed, event.Listen)
			return nil, true
		})
	}
	for _, c := range []struct {
		name, rule string
		before     func(*world) // at 0, before the packet
		after      func(*world) // at 20ms
		want, drop string
	}{
		{"state comes", "from a any delay until state b.state == LISTEN", nil, established, "A@30ms", ""},
		{"state is there", "from a any delay until state b.state == LISTEN", established, nil, "A@10ms", ""},
		{"state never comes", "from a any delay until state b.state == LISTEN", nil, nil, "", "still held"},
		{"step comes", "from a any delay until step p.sent", nil, func(w *world) { w.net.StepPassed("p.sent") }, "A@30ms", ""},
		{"step has passed", "from a any delay until step p.sent", func(w *world) { w.net.StepPassed("p.sent") }, nil, "A@10ms", ""},
		{"another step", "from a any delay until step p.sent", nil, func(w *world) { w.net.StepPassed("p.other") }, "", "still held"},
		{"step within", "from a any delay until step p.sent within 5ms", nil, nil, "A@15ms", ""},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			w := newWorld(t, line(2, LinkProps{Delay: 10 * ms}), []string{c.rule})
			w.at(0, func() {
				if c.before != nil {
					c.before(w)
				}
			})
			raw, err := segment.Build(segment.Spec{Src: w.plan.Addr(0, 4), Dst: w.plan.Addr(1, 4), SrcPort: 4000, DstPort: 80, Flags: segment.SYN})
			if err != nil {
				t.Fatal(err)
			}
			w.at(0, func() { w.write(0, 0, raw) })
			w.at(20*ms, func() {
				if c.after != nil {
					c.after(w)
				}
			})
			w.run()
			w.net.DropHeld()
			got := ""
			for _, a := range w.fakes[1].got {
				got = fmt.Sprintf("A@%v", a.at)
			}
			drop := ""
			for e := range w.log.All() {
				if e.Kind == event.Drop {
					drop = e.More.Reason
				}
			}
			if got != c.want || drop != c.drop {
				t.Fatalf("delivered %q, dropped %q; want %q, %q\n%s", got, drop, c.want, c.drop, w.story())
			}
			w.sound()
		})
	}
}

// TestDropHeld: what a verdict holds when the run ends is told, for a time or
// until something, in the order of the packets' numbers.
func TestDropHeld(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{Delay: ms}), []string{
		"from a any#1 delay until any#9 from b", "from a any#1 delay 1h", "from a any#1 delay until any from b within 1h", "from a any#1 delay until t 2h",
	})
	w.script("a:A+B+C+D+E")
	w.at(time.Second, func() {})
	for w.net.Now() < time.Second {
		w.net.Step(t.Context())
	}
	if w.net.Quiet() {
		t.Error("packets are held for a time, and the network says that none is on its way")
	}
	w.net.DropHeld()
	var lost []string
	for e := range w.log.All() {
		if e.Kind == event.Drop {
			lost = append(lost, fmt.Sprintf("%d %s", e.Packet, e.More.Reason))
		}
	}
	if got, want := strings.Join(lost, ", "), "1 still held, 2 still held, 3 still held, 4 still held"; got != want {
		t.Fatalf("lost: %s; want %s", got, want)
	}
	w.sound()
	if !w.net.Quiet() {
		t.Error("nothing is held any more, and the network is not quiet")
	}
	if at, ok := w.net.Next(); ok {
		t.Errorf("a beat at %v is left over", at)
	}
}

// TestInject: a crafted packet of a program's own skips the rules.
func TestInject(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{Delay: ms}), []string{"any drop"})
	w.at(0, func() {
		w.net.Record(&event.Event{Kind: event.Call, Host: 1, More: &event.More{Call: &event.CallInfo{Op: "inject"}}})
		w.net.Inject(1, 1, w.datagram(0, "X"))
	})
	w.at(5*ms, func() { w.net.Inject(1, 2, w.datagram(1, "Y")) })
	w.run()
	if b, a := w.delivered(1), w.delivered(0); b != "X@1ms" || a != "Y@6ms" {
		t.Fatalf("b was given %q and a %q", b, a)
	}
	w.sound()
	for e := range w.log.All() {
		if e.N == 2 && (e.Kind != event.Verdict || e.Action != event.Inject || e.Cause != 1) {
			t.Fatalf("the call's packet is not told as injected because of the call:\n%s", w.story())
		}
	}
}
