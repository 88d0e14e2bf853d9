package plot

import (
	"math"
	"strconv"
	"time"
)

// scale is the axis of the values: ticks 0, 1, ... n, each of step, evenly spaced
// over the rows.
type scale struct {
	step int64
	n    int
	rows int    // above the axis
	div  int64  // what a label is counted in, in terms of the values
	name string // of that unit: "s", "ms"; "" for octets
}

const (
	mostRows  = 12 // of the graph above its axis; with heading, axis, marks and legend that makes 22 at most
	leastRows = 8
)

// newScale covers the values up to most, in ticks that are round in terms of base.
func newScale(most, base int64) scale {
	sc := scale{div: 1}
	sc.step, sc.n = ticks(most, base, 6)
	// Ticks stand exactly on rows.
	sc.rows = max(mostRows/sc.n, 1) * sc.n
	return sc
}

// timeScale is a scale of times, in the unit that suits them.
func timeScale(most int64) scale {
	sc := newScale(most, 1)
	switch {
	case most >= int64(10*time.Second):
		sc.div, sc.name = int64(time.Second), "s"
	case most >= int64(10*time.Microsecond):
		sc.div, sc.name = int64(time.Millisecond), "ms"
	default:
		sc.div, sc.name = int64(time.Microsecond), "µs"
	}
	return sc
}

// ticks finds a step of 1, 2 or 5 times a power of ten times base, the smallest
// that reaches the value in at most so many steps, and in how many.
func ticks(value, base int64, most int) (step int64, n int) {
	value, base = max(value, 1), max(base, 1)
	for power := int64(1); ; power *= 10 {
		for _, f := range []int64{1, 2, 5} {
			if power > math.MaxInt64/10/f/base/int64(most) {
				return value, 1
			}
			step = f * power * base
			if n := (value-1)/step + 1; n <= int64(most) {
				return step, int(n)
			}
		}
	}
}

// row is the row of a value, 0 being the axis.
func (s *scale) row(v int64) int {
	top := s.step * int64(s.n)
	return int(math.Round(float64(min(max(v, 0), top)) / float64(top) * float64(s.rows)))
}

// label is what stands at tick i.
func (s *scale) label(i int) string {
	return strconv.FormatFloat(float64(s.step*int64(i))/float64(s.div), 'f', -1, 64)
}

// span is the axis of time: so many cells for all from a moment to another.
type span struct {
	from, to time.Duration
	step     time.Duration // of its ticks
	cells    int
}

// newSpan makes an axis. It begins with the run, unless that leaves more than a
// third of it empty.
func newSpan(from, to time.Duration, cells int) span {
	sp := span{to: max(to, from+1), cells: cells}
	if from > (to-from)/2 {
		sp.from = from
	}
	labels := int64(max(cells/10, 2))
	step, _ := ticks(int64(sp.to-sp.from), 1, int(labels))
	sp.step = time.Duration(step)
	sp.from -= sp.from % sp.step
	return sp
}

// ticks are the moments that have one. They are counted, and not reached by adding:
// a recording may say of a moment that it was as late as a Duration can be.
func (s *span) ticks() (all []time.Duration) {
	for i := range (s.to-s.from)/s.step + 1 {
		all = append(all, s.from+i*s.step)
	}
	return all
}

// cell is where a moment stands; less than 0, or cells and more, outside.
func (s *span) cell(at time.Duration) int {
	return int(math.Floor(float64(at-s.from) * float64(s.cells-1) / float64(s.to-s.from)))
}

// label is what stands at a tick: a time in seconds, with as many digits as the
// step has.
func (s *span) label(at time.Duration) string {
	digits := 0
	for unit := time.Second; digits < 9 && s.step%unit != 0; unit /= 10 {
		digits++
	}
	return strconv.FormatFloat(at.Seconds(), 'f', digits, 64)
}
