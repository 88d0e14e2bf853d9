package debug_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/debug"
	"netlab/lab/file"
	"netlab/labs"
)

// live begins a run of the catalogue on real time, of netstack's hosts: nothing of the
// machine is needed for it.
func live(t *testing.T, name, variant string) (*debug.Live, debug.Options) {
	t.Helper()
	o := ofLab(t, name, variant)
	text, err := labs.Open(name)
	must(t, err)
	o.Plan = func(rules []hooks.Rule) (*lab.Plan, error) {
		l, errs := file.Load(labs.Path(name), text, file.Options{})
		if len(errs) > 0 {
			return nil, errs
		}
		p, bad := lab.Resolve(l, l.Variant(variant), lab.Settings{Clock: "real", Rules: rules})
		return p, errors.Join(bad...)
	}
	l, err := debug.NewLive(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { l.Close() })
	return l, o
}

// TestLive walks through a run on real time: it stands at the desk for as long as one
// likes, takes a decision, and goes nowhere but forward.
func TestLive(t *testing.T) {
	l, o := live(t, "handshake-loss", "ack-then-data")
	if v := view(t, l); v.N != 1 || !v.Forward || len(v.Notices) != 1 || v.Of < 1 {
		t.Fatalf("it begins at event %d of %d, forward %v, %d notices", v.N, v.Of, v.Forward, len(v.Notices))
	}
	must(t, l.NextDesk(t.Context()))
	v := view(t, l)
	if v.Desk == nil || v.Desk.Rung.Info.Role.String() != "syn" || v.N != v.Of {
		t.Fatalf("at the desk is %+v, event %d of %d", v.Desk, v.N, v.Of)
	}
	for what, err := range map[string]error{"back": l.Back(), "to the desk before": l.PrevDesk(), "to the beginning": l.Goto(1),
		"another fate": l.WhatIf(1, "drop"), "undone": l.Undo(), "on a branch": l.Switch(1), "a bad action": l.Decide("dorp"),
		"a release": l.Release(1), "a moment": l.Break("1s")} {
		if err == nil {
			t.Errorf("it goes %s", what)
		}
	}
	must(t, l.Hold())
	if err := l.Decide("drop"); err == nil {
		t.Error("a packet is decided twice")
	}
	must(t, l.Next(t.Context()))
	if v := view(t, l); len(v.Packets) != 1 || !v.Packets[0].Hand || v.Desk != nil {
		t.Errorf("on the way are %+v, want one that is held", v.Packets)
	}
	if err := l.Release(1); err != nil {
		t.Fatal(err)
	}
	must(t, l.NextDesk(t.Context())) // it goes on, and does not stand here again
	if v := view(t, l); v.Desk == nil || v.Desk.Rung.Info.Role.String() != "synack" {
		t.Errorf("at the desk is %+v", v.Desk)
	}
	if err := l.RunUntil(t.Context(), ""); err == nil {
		t.Error("it runs until nothing")
	}
	must(t, l.Break("from client syn#9")) // the one that stood here twice is one
	must(t, l.Break("client.state == ESTABLISHED"))
	must(t, l.RunUntil(t.Context(), "1h"))
	if v := view(t, l); v.Event.Kind.String() == "end" || v.Conns[0].State.String() != "ESTABLISHED" {
		t.Errorf("stopped at %s, the client is %s", v.Event.Kind, v.Conns[0].State)
	}
	l.Unbreak(1)
	var err error
	for err == nil {
		err = l.NextDesk(t.Context())
	}
	if w := view(t, l); !strings.Contains(err.Error(), "ends here") || w.Event.Kind.String() != "end" {
		t.Errorf("at the end it says %v, at %s", err, w.Event.Kind)
	}
	saved, err := l.Save("mine.yaml")
	must(t, err)
	if !strings.Contains(string(saved.Text), "from client syn#1 delay ") {
		t.Errorf("saved as\n%s", saved.Text)
	}
	_, err = o.Load("mine.yaml", saved.Text)
	must(t, err)
}

// TestLiveInterrupted waits for what does not come, and is called off: the run stands
// where something happens next.
func TestLiveInterrupted(t *testing.T) {
	l, _ := live(t, "handshake-loss", "all-syns")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := l.RunUntil(ctx, "client.state == ESTABLISHED"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the wait ended with %v", err)
	}
	v := view(t, l)
	must(t, l.Next(t.Context()))
	if w := view(t, l); w.N != v.N+1 {
		t.Errorf("one event on from %d is %d", v.N, w.N)
	}
	must(t, l.Close())
	must(t, l.NextDesk(t.Context())) // to the end of what there was
	if err := l.NextDesk(t.Context()); err == nil {
		t.Error("a run that was closed goes on")
	}
}

// TestLiveCalledOff holds a packet, waits for what cannot come without it, and lets it
// go when the wait is called off: at once, since the run stands then.
func TestLiveCalledOff(t *testing.T) {
	l, _ := live(t, "handshake-loss", "ack-then-data")
	must(t, l.NextDesk(t.Context()))
	must(t, l.Hold())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := l.RunUntil(ctx, "client.state == ESTABLISHED"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the wait ended with %v", err)
	}
	must(t, l.Break("server.state == CLOSING"))
	must(t, l.Release(1))
	must(t, l.NextDesk(t.Context()))
	if v := view(t, l); v.Desk == nil || v.Desk.Rung.Info.Role.String() != "synack" || v.Now >= time.Second { // then the SYN comes again
		t.Errorf("at the desk is %+v after %v", v.Desk, v.Now)
	}
}

// TestLiveThought loses a SYN, and thinks before it goes on: what the timer is told to
// have taken has that in it, and the view says how much.
func TestLiveThought(t *testing.T) {
	l, _ := live(t, "handshake-loss", "ack-then-data")
	must(t, l.NextDesk(t.Context()))
	must(t, l.Decide("drop"))
	must(t, l.Next(t.Context()))
	const long = 200 * time.Millisecond
	thinking, done := context.WithTimeout(t.Context(), long)
	defer done()
	<-thinking.Done()
	v := view(t, l)
	for ; v.Event.Kind != event.Timer; v = view(t, l) {
		if v.Thought != 0 {
			t.Errorf("at %s the view tells of %v", v.Event.Kind, v.Thought)
		}
		must(t, l.Next(t.Context()))
	}
	if after := v.Event.More.Timer.After; v.Thought < long || v.Thought > after {
		t.Errorf("of the timer's %v the run stood still for %v, want %v at least", after, v.Thought, long)
	}
	for v.Event.Kind != event.Send { // and its work tells of the timer, too
		must(t, l.Next(t.Context()))
		v = view(t, l)
	}
	if v.Thought < long {
		t.Errorf("the SYN that comes again tells of %v", v.Thought)
	}
}
