package ladder

import (
	"netlab/hooks/event"
	"netlab/lab/story"
)

// track is a packet that hangs in a wire between its departure and its arrival.
type track struct {
	rung *story.Rung
	x    int // -1: there was no room for a line
}

// lead is how many cells an arrow has before its label: labels of both
// directions stand under each other.
const lead = 4

// ends are the lifelines of a packet's sender and receiver.
func (d *Drawer) ends(r *story.Rung) (from, to int, ok bool) {
	from, ok1 := d.grid.at(r.Host)
	to, ok2 := d.grid.at(r.Peer)
	return from, to, ok1 && ok2 && from != to
}

// rule draws a horizontal line over cells a to b, crossing what it meets.
func (d *Drawer) rule(c canvas, a, b int, st style) {
	for x := a; x <= b; x++ {
		text := d.glyph.dash
		if t := c[x].text; t == d.glyph.life || t == d.glyph.flight {
			text = d.glyph.cross
		}
		c[x] = cell{text, st, true}
	}
}

// write puts a packet's label on its line, which runs over cells a to b, in the
// widest place that no hanging packet takes, and returns the cell behind it.
func (d *Drawer) write(c canvas, r *story.Rung, a, b int, st style) int {
	from, to, start := a, b, a
	best := -1
	for x := a; x <= b+1; x++ {
		if x <= b && c[x].text != d.glyph.cross {
			continue
		}
		if x-start > best {
			best, from, to = x-start, start, x-1
		}
		start = x + 1
	}
	if from > a {
		from += 2 // keep the dash behind a crossing
	}
	if to < b {
		to -= 2
	}
	text := d.label(r, to-from-1)
	if text == "" || to-from < 2 {
		return from
	}
	end := c.put(from, " "+text+" ", st)
	return end
}

// arrow draws a packet in one line.
func (d *Drawer) arrow(r *story.Rung) {
	from, to, ok := d.ends(r)
	if !ok {
		d.astray(r)
		return
	}
	text, textStyle := d.before(r, from)
	c, st := d.blank(), look(r)
	toRight := from < to
	start, tip := d.start(r, from, to), d.grid.x[to]-sign(toRight)
	mark := d.glyph.right
	if !toRight {
		mark = d.glyph.left
	}
	if r.Passage == story.Discarded {
		mark = d.glyph.lost
	}
	arrived := r.Fate == story.Delivered
	if !arrived {
		mark = d.endMark(r)
		tip -= missed * sign(toRight)
	}
	if d.o.Desk == r {
		tip, mark = start+(tip-start)*3/4, d.glyph.desk // past the middle: its label needs room
	}
	d.shaft(c, r, start, tip, st)
	c.put(tip, mark, st)
	if text != "" {
		d.aside(c, from, text, textStyle)
	}
	d.clock(c, b2i(!toRight), r.At)
	var rest []story.State
	if arrived {
		rest = d.after(c, to, r.Arrived)
		d.clock(c, b2i(toRight), r.End)
	}
	l := line{canvas: c, rung: r, at: r.At, dull: r.Dull()}
	if l.dull {
		l.under = d.reasons(r, true, true)
	}
	d.add(l)
	d.states(to, rest, r.End)
	if arrived {
		d.acts(r, start, !toRight)
		d.stopped(r, tip, toRight)
	} else {
		d.acts(r, tip, toRight)
	}
	if !l.dull {
		d.explain(r, true, true)
	}
}

// missed is how far from its receiver a packet's line ends that does not arrive.
const missed = 3

// start is the cell where a packet's line begins: at its sender, or, if the desk
// made it, a little off.
func (d *Drawer) start(r *story.Rung, from, to int) int {
	x := d.grid.x[from] + sign(from < to)
	if r.Journey.Made != event.NoAction {
		x += sign(from < to)
	}
	return x
}

// shaft draws a packet's line and its label.
func (d *Drawer) shaft(c canvas, r *story.Rung, start, tip int, st style) {
	lo, hi := min(start, tip), max(start, tip)
	d.rule(c, lo, hi, st)
	if start < tip {
		d.write(c, r, lo+lead-1, hi-2, st)
	} else {
		d.write(c, r, lo+lead-1, hi-1, st)
	}
	if r.Journey.Made != event.NoAction {
		c.put(start, d.glyph.desk, st)
	}
}

// sign is the direction in which cells are counted.
func sign(toRight bool) int {
	if toRight {
		return 1
	}
	return -1
}

// endMark is what stands where a packet's line ends that does not arrive.
func (d *Drawer) endMark(r *story.Rung) string {
	switch r.Fate {
	case story.Replaced:
		return d.glyph.desk
	case story.OnTheWay:
		return d.glyph.gap
	}
	return d.glyph.lost
}

// depart draws a packet that leaves and hangs in the wire.
func (d *Drawer) depart(r *story.Rung) {
	from, to, ok := d.ends(r)
	if !ok {
		d.astray(r)
		return
	}
	text, textStyle := d.before(r, from)
	toRight := from < to
	x := d.trackX(from, to)
	c, st := d.blank(), look(r)
	tip, mark := x, d.glyph.downRight
	switch {
	case x < 0:
		tip, mark = d.grid.x[to]-2*sign(toRight), d.glyph.gap
	case !toRight:
		mark = d.glyph.downLeft
	}
	d.shaft(c, r, d.start(r, from, to), tip, st)
	c.put(tip, mark, st)
	if text != "" {
		d.aside(c, from, text, textStyle)
	}
	d.clock(c, b2i(!toRight), r.At)
	l := line{canvas: c, rung: r, at: r.At, dull: r.Dull()}
	hangs := append(d.tracks, track{r, x})
	if l.dull {
		before := d.tracks
		d.tracks = hangs // what is said under the line keeps clear of it
		l.under = d.reasons(r, true, false)
		d.tracks = before
	}
	d.add(l) // and a gap before the line does not
	d.tracks = hangs
	d.acts(r, tip-2*sign(toRight), toRight)
	if !l.dull {
		d.explain(r, true, false)
	}
}

// trackX finds a place for a packet that hangs in a wire: near its receiver, and
// beside those that hang there already. -1: there is none.
func (d *Drawer) trackX(from, to int) int {
	x, near := d.grid.x[to], d.grid.x[to-1+2*b2i(to < from)]
	step := sign(from < to)
	lane := (x - near) * step
	for k := 4; k < lane/2; k += 3 {
		taken := false
		for _, t := range d.tracks {
			taken = taken || t.x == x-k*step
		}
		if !taken {
			return x - k*step
		}
	}
	return -1
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// arrive draws the arrival of a packet that hung in the wire.
func (d *Drawer) arrive(r *story.Rung) {
	from, to, ok := d.ends(r)
	if !ok {
		return
	}
	x := -1
	for i, t := range d.tracks {
		if t.rung == r {
			x = t.x
			d.tracks = append(d.tracks[:i:i], d.tracks[i+1:]...)
			break
		}
	}
	c := d.blank()
	st := look(r)
	toRight := from < to
	tip, mark, turn := d.grid.x[to]-sign(toRight), d.glyph.right, d.glyph.arriveRight
	if !toRight {
		mark, turn = d.glyph.left, d.glyph.arriveLeft
	}
	if r.Passage == story.Discarded {
		mark = d.glyph.lost
	}
	start := x
	if x < 0 {
		// Without a line to follow, the packet is named again.
		start, turn = d.grid.x[from]+2*sign(toRight), d.glyph.gap
	}
	lo, hi := min(start, tip), max(start, tip)
	d.rule(c, lo, hi, st)
	if x < 0 {
		d.write(c, r, lo+lead-1, hi-2, st)
	}
	c.put(start, turn, st)
	c.put(tip, mark, st)
	rest := d.after(c, to, r.Arrived)
	d.clock(c, b2i(toRight), r.End)
	l := line{canvas: c, at: r.End, dull: r.Dull()}
	if l.dull {
		l.under = d.reasons(r, false, true)
	}
	d.add(l)
	d.states(to, rest, r.End)
	d.stopped(r, tip, toRight)
	if !l.dull {
		d.explain(r, false, true)
	}
}

// astray writes a packet that has no two columns to be drawn between.
func (d *Drawer) astray(r *story.Rung) {
	c := d.blank()
	c.put(d.grid.x[0]+2, d.sentence(r), look(r))
	d.clock(c, 0, r.At)
	d.add(line{canvas: c, rung: r, at: r.At})
	d.explain(r, true, true)
}
