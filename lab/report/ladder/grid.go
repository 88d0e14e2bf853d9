package ladder

import (
	"fmt"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// grid says where things stand: a column of times on either side, the hosts'
// lifelines, and, where there is room, a margin outside the first and the last
// lifeline for their states. Without margins states stand beside the lifelines.
type grid struct {
	width   int
	times   int // cells of a column of times
	margins bool
	left    int // cells of the margins
	right   int
	x       []int // the lifelines
	column  []int // by HostID: index in x; -1: none
	digits  int   // behind the point of a time
	mode    byte
	hours   bool // times of mode a have hours
}

const (
	minLane   = 28 // with less between two lifelines there are no margins
	leastLane = 9  // with less there are no lifelines: a list is written
	widest    = 12 // "SYN-RECEIVED", the longest state
	tagWidth  = 4  // "[1] "
)

func newGrid(s *story.Story, o Options, hosts []event.HostID) *grid {
	g := &grid{width: o.Width, mode: o.TimeMode, left: widest, right: widest, digits: 3}
	for i, h := range hosts {
		for int(h) >= len(g.column) {
			g.column = append(g.column, -1)
		}
		g.column[h] = i
	}
	last := 99 * time.Second // of a run that goes on
	if s.End != nil {
		last, g.hours = s.Last, s.Last >= time.Hour
		if len(hosts) > 0 {
			g.left, g.right = stateWidth(s, hosts[0]), stateWidth(s, hosts[len(hosts)-1])
		}
	}
	if s.Crowded() {
		g.left, g.right = g.left+tagWidth, g.right+tagWidth
	}
	if real := s.Run != nil && s.Run.Clock == "real"; s.End != nil && fine(s) && !real {
		// Microseconds, if they do not take the room away from what they time;
		// those of a real clock are the machine's and no stack's.
		if g.digits = 6; g.place(len(hosts), last) >= minLane {
			return g
		}
		g.digits = 3
	}
	g.place(len(hosts), last)
	return g
}

// place sets the lifelines and returns the room between two of them.
func (g *grid) place(n int, last time.Duration) (lane int) {
	g.x = nil
	g.times = max(width(g.time(last, 0)), len("0.000")) + 1
	edge := g.times + 1
	left, right := edge+g.left+1, edge+g.right+1
	g.margins = n == 1 || n > 1 && g.lane(n, left, right) >= minLane
	if !g.margins {
		left, right = edge, edge
	}
	if n == 1 {
		g.x = []int{left}
		return g.width - left - right
	}
	if n == 0 || g.lane(n, left, right) < leastLane {
		return 0
	}
	span := g.width - left - right - 1
	for i := range n {
		g.x = append(g.x, left+(span*i+(n-1)/2)/(n-1))
	}
	return g.lane(n, left, right)
}

// lane is the room between two of n lifelines with so much outside of them.
func (g *grid) lane(n, left, right int) int { return (g.width - left - right - n) / (n - 1) }

// stateWidth is the room that a host's states need.
func stateWidth(s *story.Story, h event.HostID) int {
	w := len("CLOSED")
	for _, c := range s.Conns {
		if c == nil || c.Host != h {
			continue
		}
		for _, st := range c.Path {
			n := len(st.To.String())
			if st.Passed {
				n += 2
			}
			w = max(w, n)
		}
	}
	return w
}

// fine says whether a run is short and has times that are no whole milliseconds.
func fine(s *story.Story) bool {
	if s.Last >= 100*time.Second {
		return false
	}
	for _, p := range s.Order {
		// A clock may run on by a nanosecond, to tell one moment from the next.
		if p.At().Round(time.Microsecond)%time.Millisecond != 0 {
			return true
		}
	}
	return false
}

// time writes a time, in mode d as what went by since the one before.
func (g *grid) time(at, before time.Duration) string {
	switch g.mode {
	case 'd':
		at -= before
	case 'a':
		seconds := fmt.Sprintf("%0*.*f", g.digits+3, g.digits, (at % time.Minute).Seconds())
		if !g.hours {
			return fmt.Sprintf("%d:%s", at/time.Minute, seconds)
		}
		return fmt.Sprintf("%d:%02d:%s", at/time.Hour, at/time.Minute%60, seconds)
	}
	return fmt.Sprintf("%.*f", g.digits, at.Seconds())
}

// at is a host's column; ok is false where it has none.
func (g *grid) at(h event.HostID) (column int, ok bool) {
	if int(h) >= len(g.column) || g.column[h] < 0 {
		return 0, false
	}
	return g.column[h], true
}

// room is the width of a column's margin.
func (g *grid) room(column int) int {
	if column == 0 {
		return g.left
	}
	return g.right
}

// margin says whether a column's states stand in a margin.
func (g *grid) margin(column int) bool {
	return g.margins && (column == 0 || column == len(g.x)-1)
}
