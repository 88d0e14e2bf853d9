package clock

import (
	"context"
	"testing"
	"time"
)

func TestVirtual(t *testing.T) {
	var v Virtual
	if v.Now() != 0 || v.Real() {
		t.Fatalf("a virtual clock begins at %v, real %v; want 0, false", v.Now(), v.Real())
	}
	for _, step := range []struct {
		next  time.Duration
		ok    bool
		came  bool
		shows time.Duration
	}{
		{5 * time.Second, true, true, 5 * time.Second},
		{5 * time.Second, true, true, 5 * time.Second},
		{time.Second, true, true, 5 * time.Second}, // a moment that has passed is now
		{time.Hour, false, false, 5 * time.Second}, // nothing is due
		{time.Hour, true, true, time.Hour},
	} {
		if came := v.Advance(context.Background(), step.next, step.ok); came != step.came || v.Now() != step.shows {
			t.Fatalf("Advance(%v, %v) = %v and shows %v; want %v and %v", step.next, step.ok, came, v.Now(), step.came, step.shows)
		}
	}
}

// outside is the world as a wall clock sees it: real time stands at a number
// that the test sets, and each wait is written down.
type outside struct {
	wall  *Wall
	waits []time.Duration
	woken func(d time.Duration) time.Duration // how long a wait takes
}

func newOutside() *outside {
	o := &outside{}
	o.wall = NewWall(func(_ context.Context, d time.Duration) {
		o.waits = append(o.waits, d)
		o.pass(o.woken(d))
	})
	return o
}

// pass lets real time pass, by moving the beginning of the run back.
func (o *outside) pass(d time.Duration) { o.wall.start = o.wall.start.Add(-d) }

func whole(d time.Duration) time.Duration { return d }

func TestWallShowsTheBeatsOwnMoment(t *testing.T) {
	o := newOutside()
	o.woken = func(d time.Duration) time.Duration { return d + 70*time.Microsecond } // the loop wakes late
	if !o.wall.Real() {
		t.Fatal("a wall clock keeps real time")
	}
	for _, at := range []time.Duration{time.Second, 3 * time.Second} {
		if !o.wall.Advance(t.Context(), at, true) || o.wall.Now() != at {
			t.Fatalf("the clock shows %v at the beat of %v", o.wall.Now(), at)
		}
	}
	if len(o.waits) != 2 || o.waits[0] > time.Second || o.waits[0] < 500*time.Millisecond {
		t.Fatalf("it waited %v, want about 1s and 2s", o.waits)
	}
	// Two beats that are due already: no wait, and no step back.
	o.pass(time.Minute)
	for _, at := range []time.Duration{10 * time.Second, 4 * time.Second} {
		if !o.wall.Advance(t.Context(), at, true) || o.wall.Now() != 10*time.Second {
			t.Fatalf("late for %v, the clock shows %v, want 10s", at, o.wall.Now())
		}
	}
	if len(o.waits) != 2 {
		t.Fatalf("it waited %v for beats that were due", o.waits[2:])
	}
}

func TestWallComesBackForNews(t *testing.T) {
	o := newOutside()
	o.woken = func(time.Duration) time.Duration { return 200 * time.Millisecond }
	if o.wall.Advance(t.Context(), time.Hour, true) {
		t.Fatal("news came after 200ms, and the clock says that the beat of 1h is due")
	}
	if now := o.wall.Now(); now < 200*time.Millisecond || now > time.Minute {
		t.Fatalf("the clock shows %v after 200ms", now)
	}
	before := o.wall.Now()
	if o.wall.Advance(t.Context(), 0, false) {
		t.Fatal("nothing is due, and the clock says that something is")
	}
	if last := o.waits[len(o.waits)-1]; last != longWait {
		t.Fatalf("with nothing due it waits %v, want pieces of %v", last, longWait)
	}
	if o.wall.Now() < before {
		t.Fatalf("the clock went back from %v to %v", before, o.wall.Now())
	}
}

func TestWallIsInterrupted(t *testing.T) {
	o := newOutside()
	o.woken = whole
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if o.wall.Advance(ctx, time.Second, true) {
		t.Fatal("the context is done, and the clock would do another beat")
	}
	// The waiter that waits for time alone returns at once.
	sleep(ctx, time.Hour)
	if w := NewWall(nil); w.Advance(ctx, time.Hour, true) || w.Now() > time.Minute {
		t.Fatalf("an interrupted wait for an hour ended at %v", w.Now())
	}
}

func TestStopwatch(t *testing.T) {
	var s Stopwatch
	s.Start()
	s.start = s.start.Add(-time.Minute)
	if got := s.Elapsed(); got < time.Minute || got > 2*time.Minute {
		t.Fatalf("a minute took %v", got)
	}
}
