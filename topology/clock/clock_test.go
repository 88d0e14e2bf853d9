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
func (o *outside) pass(d time.Duration) {
	o.wall.Elapsed() // it has begun
	o.wall.start = o.wall.start.Add(-d)
}

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
}

// TestWallIsLate: beats that are due already. They are not waited for, but news is
// looked out for; the clock does not go back, and does not fall behind.
func TestWallIsLate(t *testing.T) {
	o := newOutside()
	o.woken = whole
	if !o.wall.Advance(t.Context(), time.Second, true) {
		t.Fatal("a second has passed, and the clock says that it has not")
	}
	o.pass(5 * time.Millisecond)
	if now := time.Second + time.Millisecond; !o.wall.Advance(t.Context(), now, true) || o.wall.Now() != now {
		t.Fatalf("a few milliseconds late, the clock shows %v, want the beat's own %v", o.wall.Now(), now)
	}
	o.pass(time.Minute)
	for _, at := range []time.Duration{10 * time.Second, 4 * time.Second} {
		if !o.wall.Advance(t.Context(), at, true) || o.wall.Now() < time.Minute || o.wall.Now() > 2*time.Minute {
			t.Fatalf("a minute late for %v, the clock shows %v", at, o.wall.Now())
		}
	}
	if late := o.wall.Late(); late < 50*time.Second || late > 2*time.Minute {
		t.Fatalf("a minute late, it says %v", late)
	}
	for _, d := range o.waits[1:] {
		if d != 0 {
			t.Fatalf("it waited %v for beats that were due", d)
		}
	}
	if len(o.waits) < 3 {
		t.Fatalf("it looked for news %d times, with much to do in a minute", len(o.waits)-1)
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

func TestWallElapsesWhileItStands(t *testing.T) {
	o := newOutside()
	o.pass(time.Minute)
	if got := o.wall.Elapsed(); got < time.Minute || got > time.Hour || o.wall.Now() != 0 {
		t.Fatalf("a minute after the beginning %v have elapsed, and the clock shows %v; want 1m and 0", got, o.wall.Now())
	}
}

// TestWallBeginsWithTheFirstBeat: building a network may take long, and its first
// timers run from the beginning of the run all the same.
func TestWallBeginsWithTheFirstBeat(t *testing.T) {
	o := newOutside()
	if o.wall.Advance(t.Context(), 0, true); o.wall.start.IsZero() || o.wall.Elapsed() > time.Minute {
		t.Fatalf("after the first beat %v have elapsed since %v", o.wall.Elapsed(), o.wall.start)
	}
	if !NewWall(nil).start.IsZero() {
		t.Fatal("a clock that was only made runs")
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
