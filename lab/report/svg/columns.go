package svg

import (
	"math"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/tell"
)

// A column is a host's lifeline with what stands beside it.
type column struct {
	host event.HostID
	x    float64
	out  float64 // on which side its texts stand: -1 left, 1 right
	bars int     // how many bars stand beside each other
	text float64 // how much room its texts take
}

// Sizes, in pixels.
const (
	small    = 12.0  // of a text
	tiny     = 10.5  // of a time
	leading  = 14.0  // from one line of text to the next
	barWide  = 7.0   // of a state's bar
	barStep  = 9.0   // from one bar to the next
	sideRoom = 210.0 // the most that texts beside a lifeline take
	edge     = 8.0   // between the picture's border and what is in it
	bold     = 1.06  // how much wider a bold text may be
)

// lanes are the widths of the room between two lifelines, by how many there are: a
// packet's flags and numbers are to fit into it.
func laneOf(columns int) float64 {
	switch {
	case columns <= 2:
		return 400
	case columns == 3:
		return 300
	}
	return 240
}

// seat gives each host its column.
func (d *drawing) seat() {
	for i, h := range d.sayers[0].Hosts() {
		for int(h) >= len(d.at) {
			d.at = append(d.at, -1)
		}
		d.at[h] = i
		d.cols = append(d.cols, column{host: h, out: 1})
	}
	if len(d.cols) > 1 {
		d.cols[0].out = -1
	}
}

// spread sets the columns' places, when it is known what stands beside them.
func (d *drawing) spread() {
	for i := range d.cols {
		c := &d.cols[i]
		for j := range d.things {
			t := &d.things[j]
			if t.folded > 0 {
				continue
			}
			for end := range t.text {
				if t.column[end] != i {
					continue
				}
				for _, text := range t.text[end] {
					c.text = max(c.text, min(d.measure(text, small)*bold+12, sideRoom))
				}
			}
		}
	}
	times := edge + measure(d.clock(d.s.Last), tiny) + 10
	x := times
	if d.lane = laneOf(len(d.cols)); d.pair {
		d.lane *= 0.7
	}
	for i := range d.cols {
		c := &d.cols[i]
		name := max(d.measure(same(tell.Clean(d.s.Host(c.host).Name)), 14), d.measure(d.under(c), tiny))/2 + 14
		switch {
		case i == 0 && c.out < 0:
			x = max(x+d.beside(c), name+edge)
		case i == 0:
			x = max(x+20, name+edge)
		default:
			x += d.lane
			if before := &d.cols[i-1]; before.out > 0 {
				x += d.beside(before)
			}
		}
		c.x = math.Round(x)
		if i == len(d.cols)-1 {
			right := name + edge
			if c.out > 0 {
				right = max(right, d.beside(c)+times)
			}
			d.width = math.Ceil(c.x + right)
		}
	}
	if len(d.cols) == 0 {
		d.width = 400
	}
	for i, r := range d.s.Rungs {
		if t := &d.things[i]; t.shape == arrow {
			d.span(r, t)
		}
	}
}

// beside is how much room there is beside a lifeline for its bars and texts.
func (d *drawing) beside(c *column) float64 { return float64(c.bars)*barStep + 8 + c.text }

// under is what stands under a host's name.
func (d *drawing) under(c *column) said {
	info := d.s.Host(c.host)
	return d.both(func(s *sayer) string {
		if info.Router {
			return s.T("ladder.router")
		}
		return tell.Clean(info.Stack)
	})
}

// span sets an arrow's ends. The desk stands in the middle of the wire.
func (d *drawing) span(r *story.Rung, t *thing) {
	t.from, t.to = d.cols[t.column[0]].x, d.cols[t.column[1]].x
	if t.from == t.to { // a packet to its own host
		t.to += 60 * d.cols[t.column[0]].out
	}
	left := min(t.column[0], t.column[1])
	lo := min(t.from, t.to)
	if c := &d.cols[left]; c.out > 0 && left+1 < len(d.cols) {
		lo += d.beside(c)
	}
	t.desk = math.Round((lo + max(t.from, t.to)) / 2)
	t.mid = t.desk
	if desk(r) {
		t.from = t.mid
	}
	switch {
	case t.stop == replaced:
		t.to = t.mid
	case t.mate != nil: // between the labels of those beside it
		t.to -= 0.5 * (t.to - t.from)
	case t.stop == lost:
		t.to -= 0.2 * (t.to - t.from)
	case t.stop == unfinished:
		t.to -= 0.3 * (t.to - t.from)
	}
}

// clock writes a time, in seconds.
func (d *drawing) clock(at time.Duration) string { return d.sayers[0].Time(at) }
