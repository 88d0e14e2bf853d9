package clock

import "time"

// Stopwatch tells how long something has taken in the world outside the run: for
// limits, never for what a run records.
type Stopwatch struct{ start time.Time }

// Start begins to count.
func (s *Stopwatch) Start() { s.start = time.Now() }

// Elapsed is the time since Start.
func (s *Stopwatch) Elapsed() time.Duration { return time.Since(s.start) }
