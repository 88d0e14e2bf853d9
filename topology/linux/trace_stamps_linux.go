package linux

import (
	"math"
	"time"

	"golang.org/x/sys/unix"

	"netlab/topology"
	"netlab/topology/clock"
)

// stamps gives a host's changes of state the kernel's own time, where this machine
// allows it. Its zero value gives none.
type stamps struct {
	tracer *tracer // nil: there are none
	run    wall
	zero   int64 // the beginning of the run on CLOCK_MONOTONIC, in nanoseconds; 0: not read yet
}

// wall is a clock that keeps real time, and can be read at any moment: clock.Wall,
// and what is built on it.
type wall interface{ Elapsed() time.Duration }

// open begins to hear of a namespace's connections.
func (s *stamps) open(ns *namespace, c clock.Clock) {
	run, real := c.(wall)
	if !real {
		return
	}
	t, err := kernelTracer()
	if err != nil || t.add(ns) != nil {
		return // doctor says why; nothing depends on it
	}
	s.tracer, s.run = t, run
}

// close ends it.
func (s *stamps) close(ns *namespace) {
	if s.tracer != nil {
		s.tracer.remove(ns)
		s.tracer = nil
	}
}

// put fills in when a connection's changes, which a get has just told of, really
// happened. It is called after every get, with no changes where there were none:
// a socket gives way to what is left of it without a change.
func (s *stamps) put(cookie uint64, changes []topology.Change) {
	if s.tracer == nil {
		return
	}
	if s.zero == 0 {
		s.zero = beginning(s.run) // not before: building is no part of the run
	}
	s.tracer.stamp(cookie, changes, s.zero)
}

// beginning is when a run began on CLOCK_MONOTONIC. Go's clock is that clock with
// another zero (runtime.nanotime), so that the two differ by a constant. Each
// reading bounds it on both sides by what reading takes, and a few together by
// less than 100 ns.
func beginning(run wall) int64 {
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	for range 10 {
		before := monotonic()
		elapsed := int64(run.Elapsed() / time.Nanosecond)
		after := monotonic()
		low, high = max(low, before-elapsed), min(high, after-elapsed)
	}
	return low + (high-low)/2
}

// monotonic reads CLOCK_MONOTONIC, in nanoseconds.
func monotonic() int64 {
	var now unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) // which cannot fail
	return now.Nano()
}
