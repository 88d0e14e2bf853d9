package event

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// watch is a sink that remembers what it was given, and fails on wish.
type watch struct {
	seen    []uint32
	at      []time.Duration
	failAt  uint32
	closing error
	closed  int
}

func (w *watch) Put(e *Event) error {
	w.seen, w.at = append(w.seen, e.N), append(w.at, e.At)
	if e.N == w.failAt {
		return errors.New("disk full")
	}
	return nil
}

func (w *watch) Close() error { w.closed++; return w.closing }

func TestRecorderNumbers(t *testing.T) {
	var w watch
	names := &Names{}
	r := NewRecorder(names, &w)
	e := Event{N: 99}
	for _, at := range []time.Duration{5, 3, 7} {
		e.At = at
		if n := r.Put(&e); n != e.N || n != r.Last() || e.Names != names {
			t.Errorf("put returned %d, the event has %d", n, e.N)
		}
	}
	if !slices.Equal(w.seen, []uint32{1, 2, 3}) || !slices.Equal(w.at, []time.Duration{5, 5, 7}) {
		t.Errorf("numbers %v, times %v", w.seen, w.at)
	}
}

func TestRecorderOutlivesSinks(t *testing.T) {
	bad, good, late := watch{failAt: 2}, watch{}, watch{closing: errors.New("no room")}
	r := NewRecorder(nil, &bad, &good, &late)
	for range 4 {
		r.Put(&Event{})
	}
	err := r.Close()
	if !slices.Equal(bad.seen, []uint32{1, 2}) || len(good.seen) != 4 {
		t.Errorf("the failed sink saw %v, the other %v", bad.seen, good.seen)
	}
	if want := "*event.watch: event 2: disk full\n*event.watch: closing: no room"; err == nil || err.Error() != want {
		t.Errorf("\nwant %s\nsaw  %v", want, err)
	}
	var failed *SinkError
	if !errors.As(err, &failed) || failed.Sink != Sink(&bad) || failed.Index != 0 || failed.Event != 2 {
		t.Errorf("the error does not lead to the sink: %+v", failed)
	}
	if r.Close() != nil || bad.closed != 1 || good.closed != 1 || late.closed != 1 {
		t.Errorf("closed %d, %d, %d times", bad.closed, good.closed, late.closed)
	}
}

func TestNoRecorder(t *testing.T) {
	var r *Recorder
	e := Event{At: 5}
	if r.Put(&e) != 0 || e.N != 0 || r.Last() != 0 || r.Names() != nil || r.Close() != nil {
		t.Error("a nil recorder did something")
	}
}

func TestTee(t *testing.T) {
	bad, good := watch{failAt: 1}, watch{failAt: 3}
	s := Tee(&bad, &good)
	var errs []string
	for n := range uint32(3) {
		if err := s.Put(&Event{N: n + 1}); err != nil {
			errs = append(errs, err.Error())
		}
	}
	if !slices.Equal(good.seen, []uint32{1, 2, 3}) || len(bad.seen) != 1 || len(errs) != 1 {
		t.Errorf("saw %v and %v, errors %v", bad.seen, good.seen, errs)
	}
	if err := s.Close(); err == nil || strings.Count(err.Error(), "disk full") != 2 {
		t.Errorf("closing: %v", err)
	}
}

func TestNoAllocations(t *testing.T) {
	empty, none := NewRecorder(nil), (*Recorder)(nil)
	e := &Event{}
	if n := testing.AllocsPerRun(100, func() { empty.Put(e); none.Put(e) }); n != 0 {
		t.Errorf("an event allocates %v times", n)
	}
}

// gathered is a writer that gathers what it is given until it is flushed.
type gathered struct{ held, out []byte }

func (g *gathered) Write(p []byte) (int, error) {
	g.held = append(g.held, p...)
	return len(p), nil
}

func (g *gathered) Flush() error {
	g.out = append(g.out, g.held...)
	g.held = nil
	return nil
}

// Flush brings what was recorded through every buffer on the way, and closes
// nothing.
func TestFlush(t *testing.T) {
	var w gathered
	r := NewRecorder(new(Names), NewJSONL(&w), new(Log))
	r.Put(&Event{Kind: Run, More: &More{Run: &RunInfo{Format: Format, Framing: "ip"}}})
	if len(w.out) != 0 {
		t.Fatalf("%d octets came before anybody asked", len(w.out))
	}
	r.Flush()
	if lines := bytes.Count(w.out, []byte("\n")); lines != 1 {
		t.Errorf("%d lines came, want 1: %q", lines, w.out)
	}
	(*Recorder)(nil).Flush()
}
