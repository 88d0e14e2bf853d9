package debug_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/debug"
	"netlab/lab/file"
	"netlab/labs"
)

// must fails the test where something that can be done is refused.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// past is a branch's record up to an event, without the first event, which tells what
// was run.
func past(t testing.TB, b *debug.Branch, n uint32) string {
	t.Helper()
	lines := strings.SplitAfter(jsonl(t, b.Log), "\n")
	return strings.Join(lines[1:n], "")
}

// actions are one of each kind, as a person would type them.
var actions = []string{"drop", "delay 300ms", "duplicate", "corrupt tcp.seq_raw", "corrupt payload", "corrupt bit 300", "rewrite tcp.window_size_value = 0",
	"reorder 1", "inject R. 1:1(0) back", "inject copy", "reject rst", "reject icmp port-unreachable", "pass", "delay until fin", "duplicate after 1s"}

// TestEveryActionAtEveryPacket decides once, each way, about every packet of all
// variants of a lab: it is refused for a reason, or there is a branch that is the same
// up to there.
func TestEveryActionAtEveryPacket(t *testing.T) {
	for _, variant := range []string{"syn", "synack", "ack", "ack-then-data", "all-syns"} {
		t.Run(variant, func(t *testing.T) {
			s := session(t, ofLab(t, "handshake-loss", variant))
			root := s.Branches()[0]
			grown := 0
			for {
				must(t, s.NextDesk(t.Context()))
				v := view(t, s)
				if v.Desk == nil {
					break
				}
				for _, action := range actions {
					err := s.Decide(action)
					if err != nil {
						var r *debug.Refusal
						if !errors.As(err, &r) {
							t.Errorf("packet %d %s: %v", v.Desk.Packet, action, err)
						} else if (v.Desk.Refused == nil) != strings.Contains(err.Error(), "does nothing") {
							t.Errorf("packet %d %s: %v; the view says %v", v.Desk.Packet, action, err, v.Desk.Refused)
						}
						continue
					}
					grown++
					w := view(t, s)
					if w.N != v.N || w.Desk == nil || w.Desk.Packet != v.Desk.Packet || len(w.Desk.Decided) == 0 {
						t.Errorf("packet %d %s: the cursor went from %d to %d, and sees %+v", v.Desk.Packet, action, v.N, w.N, w.Desk)
					}
					if diff := cmp.Diff(past(t, root, v.N), past(t, w.Branch, v.N)); diff != "" {
						t.Errorf("packet %d %s: another past:\n%s", v.Desk.Packet, action, diff)
					}
					if r := w.Branch.Result.Reason; r != "done" && r != "until" && r != "idle" {
						t.Errorf("packet %d %s: the run ended as %s %s", v.Desk.Packet, action, r, w.Branch.Result.Detail)
					}
					must(t, s.Undo())
					if now := view(t, s); now.Branch != v.Branch || now.N != v.N || now.Desk == nil || now.Desk.Packet != v.Desk.Packet {
						t.Errorf("packet %d %s: undo went to event %d of branch %d", v.Desk.Packet, action, now.N, now.Branch.ID)
					}
				}
			}
			if grown == 0 && variant != "all-syns" || len(s.Branches()) != 1 {
				t.Errorf("%d branches grew, %d are left", grown, len(s.Branches()))
			}
		})
	}
}

// TestBackAndForth walks over the labs of the catalogue, there and back: what was seen
// on the way is seen again.
func TestBackAndForth(t *testing.T) {
	for i, name := range labs.Names() {
		if i%3 != 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			text, err := labs.Open(name)
			must(t, err)
			l, errs := file.Load(labs.Path(name), text, file.Options{})
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			v := &l.Variants[0]
			if d := l.Variant(l.Default); d != nil {
				v = d
			}
			if v.CannotOn("netstack") != nil || v.Time == "real" || slices.Contains(v.Needs, "kernel") {
				t.Skip("it needs the kernel")
			}
			s := session(t, options(labs.Path(name), v.Name, text))
			const most = 400
			record := strings.SplitAfter(jsonl(t, view(t, s).Branch.Log), "\n")
			var there []string
			for i := range min(int(view(t, s).Of), most) {
				v := view(t, s)
				if line, ok := eventLine(v); ok && line != record[i] {
					t.Fatalf("the cursor is at\n%s, want\n%s", line, record[i])
				}
				there = append(there, told(v))
				s.Next(t.Context())
			}
			must(t, s.Goto(uint32(len(there))))
			for _, want := range slices.Backward(there) {
				if diff := cmp.Diff(want, told(view(t, s))); diff != "" {
					t.Fatal(diff)
				}
				s.Back()
			}
		})
	}
}

// walk is a lab with much at the desk: a router between the hosts, rules that hold and
// double, and luck on the wire.
var walk = []byte(`
hosts: {client: , router: {forward: true}, server: }
wires:
  - {ends: [client, router], delay: 5ms, loss: 5%}
  - {ends: [router, server], delay: 5ms, jitter: 2ms}
programs:
  server: [listen: 80, accept, recv: {until: eof}, close]
  client: [connect: "server:80", send: {bytes: 5000}, close]
rules:
  - "from client data#1 delay 30ms"
  - "from server ack#1 duplicate after 20ms"
  - "data chance 20% reorder 1"
`)

// TestWalk walks at random, decides at random, and sees at each place what somebody
// sees who was sent straight there.
func TestWalk(t *testing.T) {
	all := []debug.Options{ofLab(t, "teardown", "four"), ofLab(t, "handshake-loss", "synack"), ofLab(t, "udp-vs-tcp", "lossy"),
		ofLab(t, "simultaneous-open", "crossing"), options("walk.yaml", "", walk)}
	rapid.Check(t, func(t *rapid.T) {
		o := rapid.SampledFrom(all).Draw(t, "lab")
		s, err := debug.New(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			v, err := s.View()
			if err != nil {
				t.Fatal(err)
			}
			switch rapid.IntRange(0, 8).Draw(t, "do") {
			case 0:
				s.Next(t.Context())
			case 1:
				s.Back()
			case 2, 3:
				s.NextDesk(t.Context())
			case 4:
				s.PrevDesk()
			case 5:
				s.Goto(rapid.Uint32Range(1, v.Of).Draw(t, "event"))
			case 6:
				s.Decide(rapid.SampledFrom(actions).Draw(t, "action"))
			case 7:
				s.WhatIf(rapid.Uint32Range(1, 12).Draw(t, "packet"), rapid.SampledFrom(actions).Draw(t, "action"))
			case 8:
				s.Switch(rapid.SampledFrom(s.Branches()).Draw(t, "branch").ID)
			}
		}
		v, err := s.View()
		if err != nil {
			t.Fatal(err)
		}
		s.Goto(v.N) // to the first packet at the desk, if there are several
		if v, err = s.View(); err != nil {
			t.Fatal(err)
		}
		fresh, err := debug.New(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range v.Branch.Rules {
			w, err := fresh.View()
			for ; err == nil && (w.Desk == nil || w.Desk.Packet != r.Packet); w, err = fresh.View() {
				if w.N == w.Of {
					t.Fatalf("packet %d comes to no desk", r.Packet)
				}
				fresh.NextDesk(t.Context())
			}
			if err := fresh.Decide(r.Do); err != nil {
				t.Fatal(err)
			}
		}
		fresh.Goto(v.N)
		w, err := fresh.View()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(told(w), told(v)); diff != "" {
			t.Fatalf("%v\n%s", v.Branch.Rules, diff)
		}
		reproduces(t, s, o)
	})
}

// reproduces saves the current branch, and compares it with what netlab run makes of the
// file.
func reproduces(t rapid.TB, s *debug.Session, o debug.Options) {
	saved, err := s.Save("saved.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.Load("saved.yaml", saved.Text)
	if err != nil {
		t.Fatal(err)
	}
	log := new(event.Log)
	if _, err := run(context.Background(), p, lab.RunOptions{Log: log}); err != nil {
		t.Fatal(err)
	}
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(jsonl(t, log), jsonl(t, v.Branch.Log)); diff != "" {
		t.Fatal(diff)
	}
}

// TestHoldAndRelease holds a packet, goes on, and lets it go: the branch is then a run
// with a delay in it, and all that was seen meanwhile is as it was.
func TestHoldAndRelease(t *testing.T) {
	s := session(t, ofLab(t, "handshake-loss", "syn"))
	must(t, s.RunUntil(t.Context(), "synack"))
	held := view(t, s).Desk.Packet
	must(t, s.Hold())
	if err := s.Release(held); err == nil {
		t.Error("a packet is released that is not held yet")
	}
	must(t, s.RunUntil(t.Context(), "1500ms"))
	v := view(t, s)
	if len(v.Packets) != 1 || !v.Packets[0].Hand || v.Packets[0].At >= 0 {
		t.Errorf("on their way are %+v, want one that is held by hand", v.Packets)
	}
	if err := s.Release(1); err == nil {
		t.Error("a packet is released that nobody holds")
	}
	must(t, s.Release(held))
	w := view(t, s)
	was := strings.ReplaceAll(past(t, v.Branch, v.N), strings.ReplaceAll(v.Branch.Rule, ">", `\u003e`), w.Branch.Rule) // which the verdict tells
	if diff := cmp.Diff(was, past(t, w.Branch, w.N)); diff != "" || v.N != w.N {
		t.Errorf("another past, or another place (%d, %d):\n%s", v.N, w.N, diff)
	}
	if want := "packet 3 delay 1.000001s"; w.Branch.Rule != want || len(w.Branch.Rules) != 1 {
		t.Errorf("released by %q, rules %v; want %q", w.Branch.Rule, w.Branch.Rules, want)
	}
	if got, want := w.Branch.Story.Packet(held).End, v.Now+time.Microsecond+10*time.Millisecond; got != want {
		t.Errorf("the packet that was let go at %v arrived at %v, want %v", v.Now, got, want)
	}
	must(t, s.Goto(view(t, s).Of))
	must(t, s.Undo())
	must(t, s.Goto(view(t, s).Of))
	if err := s.Release(held); err == nil {
		t.Error("a packet is released when all is over")
	}
}

// TestSave saves branches, and what netlab run makes of the files is what they are.
func TestSave(t *testing.T) {
	o := ofLab(t, "handshake-loss", "synack")
	s := session(t, o)
	must(t, s.RunUntil(t.Context(), "synack#2"))
	must(t, s.Decide("delay 200ms"))
	saved, err := s.Save("mine.yaml")
	must(t, err)
	if want := "netlab run mine.yaml --variant synack --seed 7"; saved.Command != want {
		t.Errorf("the command is %q, want %q", saved.Command, want)
	}
	reproduces(t, s, o)
}

// TestSaveHeld saves a branch with a packet that is still held.
func TestSaveHeld(t *testing.T) {
	s := session(t, ofLab(t, "teardown", "four"))
	must(t, s.RunUntil(t.Context(), "from server fin"))
	must(t, s.Hold())
	before := past(t, view(t, s).Branch, view(t, s).N)
	saved, err := s.Save("held.yaml")
	must(t, err)
	b := view(t, s).Branch
	if b.Saved != "held.yaml" || b.Story.Run.Lab != "held" || !strings.Contains(string(saved.Text), b.Rule) {
		t.Errorf("saved as %q, which calls itself %q", b.Saved, b.Story.Run.Lab)
	}
	if diff := cmp.Diff(before, past(t, b, view(t, s).N)); diff != "" {
		t.Error(diff)
	}
	must(t, s.RunUntil(t.Context(), "10s"))
	must(t, s.Release(view(t, s).Packets[0].Packet)) // and from there it goes on
}

// TestUntil stops where it is asked to.
func TestUntil(t *testing.T) {
	for _, tt := range []struct {
		lab, variant, until string
		n                   uint32 // 0: it is refused
		says                string
	}{
		{"handshake-loss", "synack", "1s", 14, ""},
		{"handshake-loss", "synack", "frame.time_relative >= 1", 14, ""},
		{"handshake-loss", "synack", "client.state == ESTABLISHED", 24, ""},
		{"handshake-loss", "synack", "server.state == SYN-RECEIVED && frame.time_relative > 500ms", 14, ""},
		{"handshake-loss", "synack", "synack", 12, ""}, // also one that a rule drops
		{"handshake-loss", "synack", "from server synack#2", 18, ""},
		{"handshake-loss", "synack", "from.state == SYN-RECEIVED && tcp.flags.syn == 0", 21, ""},
		{"handshake-loss", "synack", "to.state == LISTEN", 8, ""},
		{"handshake-loss", "synack", "packet 4", 18, ""},
		{"handshake-loss", "synack", "rst", 0, "it does not happen any more in this run: rst"},
		{"handshake-loss", "synack", "client.state == CLOSED", 0, "it does not happen any more in this run: client.state == CLOSED"},
		{"handshake-loss", "synack", "2h", 0, "it does not happen any more in this run: 2h"},
		{"handshake-loss", "synack", "synak", 0, "no role, field or action is called \"synak\""},
		{"handshake-loss", "synack", "from nobody syn", 0, "no host is called \"nobody\""},
		{"handshake-loss", "synack", "tcp.port == 80 &&", 0, "the expression ends where a field or a role is wanted\n  tcp.port == 80 &&\n"},
		{"handshake-loss", "synack", "from client tcp.port ==", 0, "the expression ends where a value is wanted\n  from client tcp.port ==\n"},
		{"handshake-loss", "synack", "(syn", 0, "the parenthesis is not closed\n  (syn\n"},
		{"handshake-loss", "synack", "from", 0, "the name of a host belongs after from, not nothing\n  from\n"},
		{"handshake-loss", "synack", "syn drop", 0, "syn drop: an action has no place here"},
		{"handshake-loss", "synack", "", 0, "no breakpoint"},
	} {
		t.Run(tt.until, func(t *testing.T) {
			s := session(t, ofLab(t, tt.lab, tt.variant))
			err := s.RunUntil(t.Context(), tt.until)
			if (err == nil) != (tt.n != 0) || err != nil && !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(tt.says)) {
				t.Fatalf("got %v, want %q", err, tt.says)
			}
			want := max(tt.n, 1)
			if v := view(t, s); v.N != want {
				t.Errorf("stopped at event %d, want %d", v.N, want)
			}
		})
	}
}

// TestBreak sets breakpoints, which stop whatever runs.
func TestBreak(t *testing.T) {
	s := session(t, ofLab(t, "handshake-loss", "synack"))
	must(t, s.Break("from client syn#2"))
	must(t, s.Break("client.state == ESTABLISHED"))
	must(t, s.Break("client.state == ESTABLISHED")) // once is enough
	if err := s.Break("1s"); err == nil {
		t.Error("a moment is taken for a breakpoint")
	}
	if got := s.Breaks(); len(got) != 2 {
		t.Fatalf("breakpoints are %q", got)
	}
	for _, want := range []uint32{15, 24} {
		must(t, s.RunUntil(t.Context(), "server.state == ESTABLISHED"))
		if v := view(t, s); v.N != want {
			t.Errorf("stopped at event %d, want %d", v.N, want)
		}
	}
	s.Unbreak(1)
	must(t, s.Goto(16))
	if err := s.RunUntil(t.Context(), ""); err == nil {
		t.Error("a breakpoint that was taken away stops")
	}
}

// TestBranches grows some, goes among them, and compares two.
func TestBranches(t *testing.T) {
	s := session(t, ofLab(t, "teardown", "four"))
	must(t, s.RunUntil(t.Context(), "from server fin"))
	fin := view(t, s)
	must(t, s.Decide("drop"))
	lost := view(t, s).Branch
	must(t, s.Goto(lost.Left))
	must(t, s.NextDesk(t.Context()))
	must(t, s.NextDesk(t.Context()))
	must(t, s.Decide("delay 1s"))
	if b := view(t, s).Branch; len(b.Rules) != 2 || b.Parent != lost.ID {
		t.Errorf("two decisions are %v, from branch %d", b.Rules, b.Parent)
	}
	two := view(t, s)
	must(t, s.WhatIf(1, "drop")) // long ago: what was decided later is no more
	if v := view(t, s); len(v.Branch.Rules) != 1 || v.Branch.Parent != 0 || v.Desk == nil || v.Desk.Packet != 1 || len(s.Branches()) != 4 {
		t.Errorf("at event %d of %v", v.N, v.Branch.Rules)
	}
	must(t, s.Undo()) // to where that was asked
	if v := view(t, s); v.Branch != two.Branch || v.N != two.N || len(s.Branches()) != 3 {
		t.Errorf("undo went to event %d of branch %d", v.N, v.Branch.ID)
	}
	must(t, s.WhatIf(fin.Desk.Packet, "drop")) // which is a branch already
	if v := view(t, s); v.Branch != lost || v.Desk == nil || v.Desk.Packet != fin.Desk.Packet || len(s.Branches()) != 3 {
		t.Errorf("what was asked before is event %d of branch %d, of %d", v.N, v.Branch.ID, len(s.Branches()))
	}
	must(t, s.WhatIf(1, "drop"))
	must(t, s.Switch(0))
	if v := view(t, s); v.Branch.ID != 0 || v.Desk == nil || v.Desk.Packet != 1 {
		t.Errorf("switched to event %d of branch %d", v.N, v.Branch.ID)
	}
	must(t, s.Goto(fin.Of))
	must(t, s.Switch(lost.ID))
	if v := view(t, s); v.N != lost.Left {
		t.Errorf("switched to event %d, want where the two part, %d", v.N, lost.Left)
	}
	c, err := s.Compare(0, lost.ID)
	must(t, err)
	if len(c.Differences) == 0 {
		t.Error("a FIN that is lost makes no difference")
	}
	for _, err := range []error{s.Switch(17), s.Goto(0), s.Goto(1 << 20), s.WhatIf(999, "drop"), s.Release(1), s.Decide("dorp"), s.Decide("")} {
		if err == nil {
			t.Error("what cannot be done was done")
		}
	}
	if _, err := s.Compare(0, 99); err == nil {
		t.Error("a branch that there is not was compared")
	}
}
