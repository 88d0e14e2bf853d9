// Package compare lays two runs of one lab beside each other, on two stacks or
// on one with two sets of settings, and says in what they differ.
//
// It reads two stories and nothing else, so that a recording compares as well as
// a run. First everything is given its like: hosts by name, connections by who
// talks to whom, segments within one direction of a connection by what they do
// and by their relative numbers, calls by the step that makes them. Then each
// pair is asked what is not the same about it. Two runs differ in every later
// time once one timer differs: therefore nothing is compared by when it happened,
// but by how long after its cause, and a timer's value stands for all that it
// shifts. What has no like and was brought about by something that has none
// either is that one's consequence and no difference of its own.
// And where two stacks cut the same octets into other segments, these are each
// other's likes by what they have in common, and the cut stands for all that is not
// the same about them and about what acknowledges them.
//
// Each Difference has a stable name, such as window.synack, and is looked up in
// the table of known differences (known.yaml), which explains it and says where
// that is written. One that the table does not have is new: a finding, or a bug.
package compare

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// A Side is one of the two runs: A is the first.
type Side int

const (
	A Side = iota
	B
)

// Comparison is what came of comparing two stories.
type Comparison struct {
	Stories     [2]*story.Story
	Differences []Difference // by kind, and within it as they first showed
	Notes       []Note

	host    [2]map[event.HostID]int
	streams [2]map[uint32]int // conversations, numbered alike in both
	pair    [2]map[*story.Rung]*story.Rung
	conns   [2]map[event.ConnID]event.ConnID
	cuts    map[direction]*cut
	last    [2]time.Duration // when the last thing happened that has its like
}

// Kind is what a difference is about.
type Kind string

// The kinds, in the order in which they are told: what was agreed on when the
// connection began, what was sent, what came of it.
const (
	Option  Kind = "option"
	Window  Kind = "window"
	Segment Kind = "segment"
	Timer   Kind = "timer"
	Timing  Kind = "timing"
	State   Kind = "state"
	Call    Kind = "call"
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Option, Window, Segment, Timer, Timing, State, Call} }

// A Difference is one thing that is not the same in both runs.
type Difference struct {
	What string // kind.what[.which], "option.wscale", "segment.extra.dup-ack": stable
	Host string // whose doing it is
	Peer string // with whom it talked; "": nobody
	Conn string // the connection, as its host calls it in A, or else in B; "": none
	Role string // of the segments that it is about; "": it is about none
	Arg  string // what else its name wants to be a sentence: a call, a timer, a state
	On   [2]Seen

	Known *Known // nil: new
}

// Kind is what the difference is about.
func (d *Difference) Kind() Kind {
	kind, _, _ := strings.Cut(d.What, ".")
	return Kind(kind)
}

// Seen is what a difference looks like on one side.
type Seen struct {
	Stack     string // what the host runs there
	PeerStack string
	Value     string        // in words that are the same in every language; "": there is nothing
	Number    float64       // the value as a number: octets, a count, or seconds
	Rungs     []*story.Rung // where it shows
	Followed  []*story.Rung // packets without a like that only came of it
}

// Events are the numbers of the events at which it shows.
func (s *Seen) Events() []uint32 { return numbers(s.Rungs) }

func numbers(rungs []*story.Rung) []uint32 {
	n := []uint32{}
	for _, r := range rungs {
		n = append(n, r.N)
	}
	slices.Sort(n)
	return slices.Compact(n)
}

// A Note is a remark on the comparison itself: what could not be compared.
type Note struct {
	Key  string // of lab/words, under compare.note.
	Side Side
	Args []any
}

// Stories compares two stories. The table of known differences is Table's, or
// another; nil knows nothing.
func Stories(a, b *story.Story, known Knowledge) *Comparison {
	c := &Comparison{Stories: [2]*story.Story{a, b}}
	c.align()
	f := finder{Comparison: c, grouped: map[string]int{}}
	f.segments()
	f.timers()
	f.timings()
	f.states()
	f.calls()
	f.lateness()
	c.Differences = f.found
	order := Kinds()
	slices.SortStableFunc(c.Differences, func(x, y Difference) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Kind()), slices.Index(order, y.Kind())),
			cmp.Compare(x.first(), y.first()), strings.Compare(x.What, y.What), strings.Compare(x.Host, y.Host))
	})
	for i := range c.Differences {
		d := &c.Differences[i]
		d.Known = known.find(c, d)
	}
	return c
}

// first is when a difference first shows, on either side.
func (d *Difference) first() time.Duration {
	at := time.Duration(-1)
	for s := range d.On {
		for _, r := range d.On[s].Rungs {
			if at < 0 || r.At < at {
				at = r.At
			}
		}
	}
	return at
}

// New are the differences that the table does not explain.
func (c *Comparison) New() (all []*Difference) {
	for i := range c.Differences {
		if c.Differences[i].Known == nil {
			all = append(all, &c.Differences[i])
		}
	}
	return all
}

// Aligned is how many rungs have their like.
func (c *Comparison) Aligned() int { return len(c.pair[A]) }

// Like is the rung of the other side that corresponds to one of this side; nil: it
// has none.
func (c *Comparison) Like(side Side, r *story.Rung) *story.Rung { return c.pair[side][r] }

// match notes that two rungs are each other's like.
func (c *Comparison) match(a, b *story.Rung) {
	for s, r := range [2]*story.Rung{a, b} {
		c.last[s] = max(c.last[s], r.At)
		if r.EndN > 0 {
			c.last[s] = max(c.last[s], r.End)
		}
	}
	c.pair[A][a], c.pair[B][b] = b, a
}

// stopped says whether a run was over before all had happened that would.
func (c *Comparison) stopped(side Side) bool {
	end := c.Stories[side].End
	return end == nil || end.Reason != "done" && end.Reason != "idle"
}

// beyond says whether a time of one run lies behind all that has its like in the
// other, which was stopped: nobody knows then whether the like would have come.
func (c *Comparison) beyond(side Side, at time.Duration) bool {
	return c.stopped(1-side) && at > c.last[side]
}

// Tolerances: two times are the same if they differ by no more than the larger
// of the two. On a real clock a timer runs out with the kernel's tick (1 to 10
// ms), whose timers are coarser the longer they run (an eighth: Linux
// kernel/time/timer.c), and the machine takes its time; a virtual clock is exact,
// and what is left are a stack's own roundings.
const (
	realNoise, realShare       = 30 * time.Millisecond, 20
	virtualNoise, virtualShare = time.Millisecond, 1
)

// tolerance is how far a time may be off.
func tolerance(c *Comparison, d time.Duration) time.Duration {
	for _, s := range c.Stories {
		if s.Run != nil && s.Run.Clock == "real" {
			return max(realNoise+c.late(A)+c.late(B), d.Abs()*realShare/100)
		}
	}
	return max(virtualNoise, d.Abs()*virtualShare/100)
}

// late is by how much the machine was late with what was due in a run, at worst:
// so much longer may a timer of the kernel's seem to have run.
func (c *Comparison) late(s Side) time.Duration {
	if end := c.Stories[s].End; end != nil {
		return time.Duration(end.Late)
	}
	return 0
}

func (c *Comparison) sameTime(a, b time.Duration) bool {
	return (a - b).Abs() <= tolerance(c, max(a.Abs(), b.Abs()))
}
