package topology

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// TestPlug: what is on a wire when it is taken apart is lost, and what is written
// while it is apart; what comes after it was joined again arrives.
func TestPlug(t *testing.T) {
	for _, c := range []struct {
		name      string
		out, in   time.Duration // 0: not joined again
		delivered string
		lost      string
	}{
		{"for good", 15 * ms, 0, "A@10ms", "B C D E"},
		{"and again before it would have arrived", 15 * ms, 17 * ms, "A@10ms D@28ms E@50ms", "B C"},
		{"between two packets", 11 * ms, 12 * ms, "A@10ms C@26ms D@28ms E@50ms", "B"},
		{"while nothing is on it", 29 * ms, 39 * ms, "A@10ms B@20ms C@26ms D@28ms E@50ms", ""},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			w := newWorld(t, line(2, LinkProps{Delay: 10 * ms}), nil)
			w.script("a:A a:B@10ms a:C@16ms a:D@18ms a:E@40ms")
			w.at(c.out, func() { w.net.Plug(1, false) })
			if c.in > 0 {
				w.at(c.in, func() { w.net.Plug(1, true) })
			}
			w.run()
			var lost []string
			for e := range w.log.All() {
				if e.Kind == event.Drop {
					if e.More == nil || e.More.Reason != "unplugged" {
						t.Errorf("packet %d was lost: %+v", e.Packet, e.More)
					}
					lost = append(lost, strings.Trim(text(&e.Seg, e.Raw), `"`))
				}
			}
			if got := w.delivered(1); got != c.delivered || strings.Join(lost, " ") != c.lost {
				t.Errorf("delivered %q, lost %q; want %q and %q", got, lost, c.delivered, c.lost)
			}
			w.sound()
		})
	}
}

// TestCrash: a host that is down is given nothing, what it wrote before still
// arrives, its connections are gone, and after a reboot it is a new host with
// another seed.
func TestCrash(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{Delay: 10 * ms}), nil)
	first := w.fakes[1]
	conn := first.env.Book.Open(":80", false)
	w.at(0, func() {
		w.net.Call(2, func() (*event.Event, bool) {
			first.changes = AppendChange(first.changes, conn, event.Closed, event.Listen)
			return nil, true
		})
	})
	w.script("a:A b:B@9ms a:C@5ms a:D@30ms")
	w.at(12*ms, func() {
		w.net.Record(&event.Event{Kind: event.Call, Host: 1, More: &event.More{Call: &event.CallInfo{Op: "crash"}}})
		w.net.Crash(2)
		w.net.Crash(2) // a host that is down stays down
	})
	w.at(20*ms, func() {
		if w.net.Up(2) || w.net.Host(2) != nil || !w.net.Up(1) {
			t.Error("the host that crashed is up, or the other one is down")
		}
		if err := w.net.Reboot(2); err != nil {
			t.Error(err)
		}
		if err := w.net.Reboot(2); err == nil || !strings.Contains(err.Error(), "b is up") {
			t.Errorf("rebooting a host that is up: %v", err)
		}
	})
	w.run()
	w.sound()
	second := w.fakes[1]
	if !first.closed || second == first || second.env.Seed == first.env.Seed || second.env.Book != first.env.Book {
		t.Error("after a reboot the host is not a new one with another seed and the old book")
	}
	var got []string
	for _, a := range append(first.got, second.got...) {
		s := segment.Decode(segment.IP, a.raw)
		got = append(got, fmt.Sprintf("%s@%v", text(&s, a.raw), a.at))
	}
	if s := strings.Join(got, " "); s != `"A"@10ms "D"@40ms` {
		t.Errorf("b was given %s", s)
	}
	if s := w.delivered(0); s != "B@19ms" {
		t.Errorf("a was given %s", s)
	}
	call := uint32(0)
	var seen []string
	for e := range w.log.All() {
		switch {
		case e.Kind == event.Call:
			call = e.N
		case e.Kind == event.Drop:
			seen = append(seen, fmt.Sprintf("%v %s", e.At, e.More.Reason))
		case e.Kind == event.Change && e.To == event.Closed:
			seen = append(seen, fmt.Sprintf("%v %s %s", e.At, e.From, e.More.Reason))
			if e.Cause != call {
				t.Errorf("the cause of the change is %d, want the call, %d", e.Cause, call)
			}
		}
	}
	if s := strings.Join(seen, ", "); s != "12ms LISTEN crash, 15ms host down" {
		t.Errorf("what was lost: %s", s)
	}
	if conn.State != event.Closed {
		t.Errorf("the crashed host's listener is in %s", conn.State)
	}
}

// TestFailedBuildLeavesNothing: hosts that were made before the one that fails are
// closed again.
func TestFailedBuildLeavesNothing(t *testing.T) {
	p := line(3, LinkProps{})
	p.Hosts[2].Stack = "no such"
	var made []*fake
	_, err := Build(p, Options{
		Makers: map[string]Maker{"fake": func(e *Env) (Host, error) {
			f := &fake{env: e}
			made = append(made, f)
			return f, nil
		}},
		Clock: nil, Names: new(event.Names),
	})
	if err == nil || !strings.Contains(err.Error(), `host c: no stack is called "no such"`) {
		t.Fatalf("Build says %v", err)
	}
	if len(made) != 2 || !made[0].closed || !made[1].closed {
		t.Fatal("the hosts that were made are not closed")
	}
}
