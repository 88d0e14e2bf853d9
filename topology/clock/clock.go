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

// Wall is a clock that waits as long as things take.
type Wall struct {
	start time.Time
	now   time.Duration
	wait  Waiter
}

// NewWall begins a run now. A nil Waiter waits for time alone.
func NewWall(wait Waiter) *Wall {
	if wait == nil {
		wait = sleep
	}
	return &Wall{start: time.Now(), wait: wait}
}

// Now implements Clock.
func (w *Wall) Now() time.Duration { return w.now }

// Real implements Clock.
func (w *Wall) Real() bool { return true }

// A wait for news alone is cut into pieces of this length, so that a Waiter
// needs no notion of for ever.
const longWait = time.Hour

// Advance waits until the moment has come. The clock then shows the beat's own
// moment rather than the few microseconds later at which the loop woke, but
// never an earlier one than before.
func (w *Wall) Advance(ctx context.Context, next time.Duration, ok bool) bool {
	left := longWait
	if ok {
		left = next - time.Since(w.start)
	}
	if left > 0 {
		w.wait(ctx, left)
	}
	seen := time.Since(w.start)
	if ok && seen >= next {
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
