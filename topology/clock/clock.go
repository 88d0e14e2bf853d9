package clock

import (
	"context"
	"time"
)

// A Clock says how long a run has lasted and brings it to a later moment.
type Clock interface {
	// Now is the time since the run began. It stands still while the loop
	// does a beat, so that all that follows from one cause bears one time.
	Now() time.Duration

	// Advance brings the clock to the moment of the next beat. It returns
	// false when it came back before that: something from outside asks for
	// the loop's attention, or ctx is done. With nothing due (ok false) it
	// waits for news only.
	Advance(ctx context.Context, next time.Duration, ok bool) bool

	// Real says whether the clock keeps real time.
	Real() bool
}

// Virtual is a clock that jumps from beat to beat. Its zero value stands at the
// beginning.
type Virtual struct{ now time.Duration }

// Now implements Clock.
func (v *Virtual) Now() time.Duration { return v.now }

// Real implements Clock.
func (v *Virtual) Real() bool { return false }

// Advance jumps; a moment that has passed already is now.
func (v *Virtual) Advance(_ context.Context, next time.Duration, ok bool) bool {
	if ok && next > v.now {
		v.now = next
	}
	return ok
}

// A Waiter waits for news from outside the process: devices, child processes. It
// returns when something came or max has passed, whichever is first.
type Waiter func(ctx context.Context, max time.Duration)

// Wall is a clock that waits as long as things take. Its run begins when it is
// first advanced: what it takes to build a network is not part of the run.
type Wall struct {
	start  time.Time // zero: it has not begun
	now    time.Duration
	looked time.Duration // when it last waited, or looked whether there is news
	late   time.Duration // the most that it came to a beat after its moment
	wait   Waiter
}

// NewWall is a clock at the beginning of a run. A nil Waiter waits for time alone.
func NewWall(wait Waiter) *Wall {
	if wait == nil {
		wait = sleep
	}
	return &Wall{wait: wait}
}

// Now implements Clock.
func (w *Wall) Now() time.Duration { return w.now }

// Real implements Clock.
func (w *Wall) Real() bool { return true }

// Elapsed is the time since the run began, read at this very moment: for
// comparing the clock with another. Now is what a run records. A run that has not
// begun begins.
func (w *Wall) Elapsed() time.Duration {
	if w.start.IsZero() {
		w.start = time.Now()
	}
	return time.Since(w.start)
}

// Late is the most that the loop came to a beat after its moment. Up to a few
// milliseconds are a machine's ordinary business; with more the hosts have lived
// through another story than the one that was asked for.
func (w *Wall) Late() time.Duration { return w.late }

// A wait for news alone is cut into pieces of this length, so that a Waiter
// needs no notion of for ever.
const longWait = time.Hour

// Behind bounds how far a real clock falls behind the world's. A loop that is late
// shows a beat's own moment as long as it is not later than
// this; beyond, the clock would fall behind the world's without end, and what is
// due in the world would come too late.
const Behind = 10 * time.Millisecond

// And it looks out for news at least so often, however much is due.
const glance = time.Millisecond

// Advance waits until the moment has come. The clock then shows the beat's own
// moment rather than the little later at which the loop has come to it, but never
// an earlier one than before.
func (w *Wall) Advance(ctx context.Context, next time.Duration, ok bool) bool {
	left := longWait
	if ok {
		left = next - w.Elapsed()
	}
	if left > 0 || next-left > w.looked+glance {
		w.wait(ctx, max(left, 0))
		w.looked = w.Elapsed()
	}
	seen := w.Elapsed()
	if ok && seen >= next {
		w.late = max(w.late, seen-max(next, w.now)) // a beat may have been asked for in hindsight
		if seen-next > Behind {
			next = seen
		}
		w.now = max(w.now, next)
		return ctx.Err() == nil
	}
	w.now = max(w.now, seen)
	return false
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
