package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
)

// TestWait: a program waits for a packet, a state, another program's step or a
// condition of its own, and is woken once, in a beat of its own at that instant.
func TestWait(t *testing.T) {
	env := hooks.Env{Hosts: []string{"a", "b"}, Wires: []string{"ab"}}
	for _, c := range []struct {
		name string
		spec hooks.WhenSpec
		own  func(*world) func() bool
		want string // when it was woken
	}{
		{"packet", hooks.WhenSpec{Packet: "any", From: "b"}, nil, "30ms"},
		{"second packet", hooks.WhenSpec{Packet: "any", Nth: 2}, nil, "20ms"},
		{"packet that is dropped", hooks.WhenSpec{Packet: `udp contains "X"`}, nil, "never"},
		{"packet that is delivered", hooks.WhenSpec{Packet: "any", From: "b"}, nil, "40ms"},
		{"second packet that is delivered", hooks.WhenSpec{Packet: "any", Nth: 2}, nil, "30ms"},
		{"packet that is delivered, not dropped", hooks.WhenSpec{Packet: `udp contains "X"`}, nil, "never"},
		{"state", hooks.WhenSpec{State: "b.state == LISTEN"}, nil, "25ms"},
		{"state that holds already", hooks.WhenSpec{State: "a.state == CLOSED"}, nil, "5ms"},
		{"step", hooks.WhenSpec{Step: "p.late"}, nil, "35ms"},
		{"step that has passed", hooks.WhenSpec{Step: "p.early"}, nil, "5ms"},
		{"step that never comes", hooks.WhenSpec{Step: "p.never"}, nil, "never"},
		{"condition", hooks.WhenSpec{}, func(w *world) func() bool { return func() bool { return len(w.fakes[1].got) == 2 } }, "30ms"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			w := newWorld(t, line(2, LinkProps{Delay: 10 * ms}), []string{`udp contains "X" drop`})
			w.script("a:A a:B@20ms a:X@22ms b:C@30ms a:D@40ms")
			conn := w.fakes[1].env.Book.Open(":80", false)
			w.at(25*ms, func() {
				w.net.Call(2, func() (*event.Event, bool) {
					w.fakes[1].changes = AppendChange(nil, conn, event.Closed, event.Listen)
					return nil, true
				})
			})
			w.at(0, func() { w.net.StepPassed("p.early") })
			w.at(35*ms, func() { w.net.StepPassed("p.late") })
			woken := []string{}
			wait := &Wait{Delivered: strings.Contains(c.name, "delivered"), Wake: func() { woken = append(woken, fmt.Sprint(w.net.Now())) }}
			if c.own != nil {
				wait.Holds = c.own(w)
			} else {
				when, err := c.spec.Compile(env)
				if err != nil {
					t.Fatal(err)
				}
				wait.Until = when.Until
			}
			if c.name == "second packet" {
				w.at(0, func() { w.net.WaitFor(wait) }) // behind A
				c.want = "30ms"
			} else {
				w.at(5*ms, func() { w.net.WaitFor(wait) })
			}
			w.run()
			if len(woken) == 0 {
				woken = []string{"never"}
			}
			if got := strings.Join(woken, " "); got != c.want {
				t.Fatalf("woken at %s, want %s\n%s", got, c.want, w.story())
			}
		})
	}
}

// TestStopWaiting: who has stopped waiting is not woken, even in the instant in
// which it would have been.
func TestStopWaiting(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{}), nil)
	woken := 0
	now := false
	one := &Wait{Holds: func() bool { return now }, Wake: func() { woken++ }}
	two := &Wait{Holds: func() bool { return now }}
	two.Wake = func() {
		w.net.StopWaiting(one)
		woken += 10
		if woken < 30 {
			w.net.WaitFor(two) // what holds already wakes at once
		}
	}
	w.at(0, func() { w.net.WaitFor(two); w.net.WaitFor(one) })
	w.at(ms, func() { now = true })
	w.run()
	if woken != 30 {
		t.Fatalf("woken %d, want three times the one, never the other", woken)
	}
	if w.net.Now() != ms {
		t.Fatalf("the last wake was at %v, want 1ms", w.net.Now())
	}
}

// TestCauses: what a program does when it is woken follows from what woke it, and
// what two programs do in one beat follows from the beat.
func TestCauses(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{Delay: ms}), nil)
	call := func(op string) {
		w.net.Record(&event.Event{Kind: event.Call, Host: 2, More: &event.More{Call: &event.CallInfo{Op: op}}})
		w.net.Record(&event.Event{Kind: event.Return, Host: 2, More: &event.More{Call: &event.CallInfo{Op: op}}})
	}
	left := 2
	w.net.Retry = func(h event.HostID) bool {
		if h != 2 || left == 0 {
			return false
		}
		call(fmt.Sprintf("program %d", 3-left))
		left--
		return true
	}
	when, err := hooks.WhenSpec{Packet: "any"}.Compile(hooks.Env{})
	if err != nil {
		t.Fatal(err)
	}
	w.at(0, func() { w.net.WaitFor(&Wait{Until: when.Until, Wake: func() { call("waiter") }}) })
	w.script("a:A")
	w.run()
	w.sound()
	byN := map[uint32]*event.Event{}
	got := []string{}
	for e := range w.log.All() {
		c := *e
		byN[e.N] = &c
		if e.Kind == event.Call || e.Kind == event.Return {
			got = append(got, fmt.Sprintf("%s %s from %s", e.Kind, e.More.Call.Op, byN[e.Cause].Kind))
			c.More = &event.More{Call: &event.CallInfo{Op: e.More.Call.Op}}
		}
	}
	want := "call waiter from send, return waiter from call, call program 1 from deliver, return program 1 from call, " +
		"call program 2 from deliver, return program 2 from call"
	if s := strings.Join(got, ", "); s != want {
		t.Fatalf("got  %s\nwant %s\n%s", s, want, w.story())
	}
}

// TestStepIsIdle: without anything due a step says so, and says so again.
func TestStepIsIdle(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{}), nil)
	for range 2 {
		if b := w.net.Step(t.Context()); b != Idle {
			t.Fatalf("Step of nothing = %v", b)
		}
	}
	if _, ok := w.net.Next(); ok {
		t.Fatal("something is due")
	}
	w.at(time.Second, func() {})
	if at, ok := w.net.Next(); !ok || at != time.Second {
		t.Fatalf("next is %v, %v", at, ok)
	}
}

// TestHostIsClosed: a host is CLOSED when it has nothing, or when all connections
// that it had are closed; a listener that is left does not hide that.
func TestHostIsClosed(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{}), nil)
	book := w.fakes[1].env.Book
	is := func(when string, want ...event.State) {
		t.Helper()
		if got := (view{w.net}).States(2, nil, nil); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", when, got, want)
		}
	}
	is("at first", event.Closed)
	listener := book.Open(":80", false)
	listener.State = event.Listen
	is("a listener that nobody has called", event.Listen)
	local := netip.MustParseAddrPort("10.0.0.2:80")
	one := book.Incoming(listener, local, netip.MustParseAddrPort("10.0.0.1:1001"))
	two := book.Incoming(listener, local, netip.MustParseAddrPort("10.0.0.1:1002"))
	one.State, two.State = event.Closed, event.LastAck
	is("one of two is closed", event.Listen, event.LastAck)
	two.State = event.Closed
	is("both are closed", event.Listen, event.Closed)
	listener.State = event.Closed
	is("and the listener", event.Closed)
}
