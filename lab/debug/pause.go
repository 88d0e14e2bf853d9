package debug

import (
	"time"

	"netlab/lab/story"
	"netlab/topology/clock"
)

// A pause is a time in which a run on real time stood still before a person. The world
// did not: a timer that ran out meanwhile is seen when the run goes on, and what it is
// told to have taken has the person's thinking in it.
type pause struct {
	at   time.Duration // by the run's clock
	long time.Duration
}

// pause waits until the run may go on, and notes for how long.
func (l *Live) pause() {
	at, stood := l.moment(), false
	if n := len(l.pauses); n > 0 { // the clock may not have been looked at since
		at = max(at, l.pauses[n-1].at+l.pauses[n-1].long)
	}
	var watch clock.Stopwatch
	watch.Start()
	for l.err == nil && (l.goesOn == nil || !l.goesOn()) {
		l.goesOn, l.stands, stood = nil, true, true
		l.changed.Broadcast()
		l.changed.Wait()
	}
	if stood {
		l.pauses = append(l.pauses, pause{at, watch.Elapsed()})
	}
}

// thought is for how long the run stood still while the timer ran that a rung is about,
// or that a packet is the work of; 0: it is about none.
func (l *Live) thought(r *story.Rung) (long time.Duration) {
	if r != nil && r.Kind != story.Timer {
		r = r.Timer
	}
	if r == nil || r.Fired == nil {
		return 0
	}
	for _, p := range l.pauses {
		long += max(0, min(p.at+p.long, r.At)-max(p.at, r.At-r.Fired.After))
	}
	return long
}
