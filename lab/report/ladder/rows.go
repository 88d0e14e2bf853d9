package ladder

import (
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// line is one line of the ladder, with what is needed to fold it or to let it
// share its place.
type line struct {
	canvas
	rung   *story.Rung
	moment bool // something at one host: another host's may stand beside it
	column int
	at     time.Duration
	dull   bool     // may be folded
	under  []canvas // what is said of it in words, which stays with it
}

// lifelines is an empty line of the ladder.
func (d *Drawer) lifelines(glyph string) canvas {
	c := newCanvas(d.grid.width)
	for _, x := range d.grid.x {
		c.line(x, glyph, plain)
	}
	return c
}

// blank is a line with lifelines and the packets that hang in the wires.
func (d *Drawer) blank() canvas { return d.hanging(d.lifelines(d.glyph.life)) }

func (d *Drawer) hanging(c canvas) canvas {
	for _, t := range d.tracks {
		c.line(t.x, d.glyph.flight, look(t.rung))
	}
	return c
}

// step draws one step of the order.
func (d *Drawer) step(s story.Step) {
	switch s.What {
	case story.Moment:
		d.moment(s.Rung, s.End)
	case story.Arrow:
		d.arrow(s.Rung)
	case story.Depart:
		d.depart(s.Rung)
	case story.Arrive:
		d.arrive(s.Rung)
	}
}

// clock writes a time into the left (0) or the right (1) column of times.
func (d *Drawer) clock(c canvas, side int, at time.Duration) {
	text := d.grid.time(at, d.last[side])
	d.last[side] = at
	end := d.grid.times
	if side == 1 {
		end = d.grid.width
	}
	c.put(end-width(text), text, plain)
}

// aside writes a text beside a lifeline: in the margin, or, where the column has
// none, in the lane.
func (d *Drawer) aside(c canvas, column int, text string, st style) {
	g := d.grid
	if !g.margin(column) {
		d.inside(c, column, text, st)
		return
	}
	room := g.room(column)
	if _, untagged, ok := strings.Cut(text, "] "); ok && width(text) > room {
		text = untagged // a picture that grows did not know that it would need the room
	}
	text = clip(text, room, d.glyph.more)
	if column == 0 {
		c.put(g.x[0]-1-width(text), text, st)
	} else {
		c.put(g.x[column]+2, text, st)
	}
}

// inside writes a text into the lane beside a lifeline: to the right of it, of
// the last one to the left. A packet that hangs there is stepped around.
func (d *Drawer) inside(c canvas, column int, text string, st style) {
	g := d.grid
	last := len(g.x) - 1
	room := g.width - g.x[0] - 2
	if last > 0 {
		room = g.x[last] - g.x[0] - 3
	}
	text = clip(text, room, d.glyph.more)
	w := width(text)
	if column == last && last > 0 {
		x := g.x[last] - 1 - w
		for _, t := range d.tracks {
			if at := t.x - 1 - w; t.x >= x-1 && t.x <= g.x[last] && at > g.x[last-1] {
				x = min(x, at)
			}
		}
		c.put(x, text, st)
		return
	}
	x := g.x[column] + 2
	for _, t := range d.tracks {
		if t.x > g.x[column] && t.x <= x+w && (column == last || t.x+2+w < g.x[column+1]) {
			x = max(x, t.x+2)
		}
	}
	c.put(x, text, st)
}

// states draws the changes of one host that need lines of their own.
func (d *Drawer) states(column int, states []story.State, at time.Duration) {
	for _, st := range states {
		text := d.tell.State(st)
		if text == "" {
			continue
		}
		c := d.blank()
		d.aside(c, column, text, stateStyle(st))
		d.add(line{canvas: c, at: at})
	}
}

func stateStyle(st story.State) style {
	if st.Passed {
		return dim
	}
	return bold
}

// moment draws a call, a timer, a remark, or a state that changed by itself.
func (d *Drawer) moment(r *story.Rung, end bool) {
	column, ok := d.grid.at(r.Host)
	if !ok && r.Kind != story.Note {
		return
	}
	text, st := d.says(r, end)
	states, at := r.States, r.At
	if end {
		states, at = r.Arrived, r.End
	}
	if text == "" && len(states) == 0 {
		return
	}
	if r.Kind == story.Timer && len(d.grid.x) > 1 && width(text) > d.grid.x[1]-d.grid.x[0]-3 {
		text = d.plain(d.tell.Brief(r))
	}
	c := d.blank()
	l := line{canvas: c, rung: r, moment: true, column: column, at: at}
	if text != "" {
		d.inside(c, column, text, st)
	}
	if len(states) > 0 && (d.grid.margin(column) || text == "") {
		d.aside(c, column, d.tell.State(states[0]), stateStyle(states[0]))
		states = states[1:]
	}
	d.clock(c, b2i(column > 0 && column == len(d.grid.x)-1), at)
	l.dull = r.Kind == story.Call && len(r.States)+len(r.Arrived) == 0 && (r.Return == nil || r.Return.Result == "ok") &&
		(r.Call.Op == "send" || r.Call.Op == "recv")
	if len(states) == 0 {
		l.under = d.reasons(r, !end, end)
	}
	d.add(l)
	if len(states) > 0 {
		d.states(column, states, at)
		d.explain(r, !end, end)
	}
}

// before draws what stands above a packet's line on its sender's side, and gives
// the text that is to stand in the margin beside it.
func (d *Drawer) before(r *story.Rung, column int) (text string, st style) {
	states := r.States
	margin := d.grid.margin(column)
	var timer string
	if r.Timer != nil {
		timer = d.plain(d.tell.Short(r.Timer))
		if !margin || len(states) > 0 || width(timer) > d.grid.room(column) {
			d.moment(r.Timer, false)
			timer = ""
		}
	}
	switch {
	case len(states) == 0:
		return timer, dim
	case !margin:
		d.states(column, states, r.At)
		return "", plain
	}
	last := len(states) - 1
	d.states(column, states[:last], r.At)
	return d.tell.State(states[last]), stateStyle(states[last])
}

// after draws the states that an arrival brings: the first beside the arrow.
func (d *Drawer) after(c canvas, column int, states []story.State) (rest []story.State) {
	if len(states) == 0 || !d.grid.margin(column) {
		return states
	}
	d.aside(c, column, d.tell.State(states[0]), stateStyle(states[0]))
	return states[1:]
}

// remark is a text under a packet.
type remark struct {
	text string
	st   style
}

// acts draws, under a packet, what the desk did with it, and why it was lost: from
// cell x on, or ending there.
func (d *Drawer) acts(r *story.Rung, x int, leftOf bool) {
	var all []remark
	if made := r.Journey.Made; made != event.NoAction && (made != event.Reject || r.Origin == nil) {
		all = append(all, remark{d.tell.Rule(r.MadeBy, made), magenta})
	}
	for _, a := range r.Acts {
		st := magenta
		if a.Action == event.DropPacket || a.Action == event.Reject {
			st = red
		}
		all = append(all, remark{d.tell.Rule(a.Rule, a.Action), st})
	}
	switch r.Fate {
	case story.Lost:
		all = append(all, remark{d.by(r), red})
	case story.OnTheWay:
		switch {
		case d.o.Desk == r:
			all = append(all, remark{d.t("ladder.atdesk"), magenta})
		case !d.o.Going:
			all = append(all, remark{d.t("ladder.ontheway"), dim})
		}
	}
	d.under(r, all, x, leftOf)
}

// stopped draws, under a packet that a router did not pass on, that it did not.
func (d *Drawer) stopped(r *story.Rung, x int, leftOf bool) {
	if r.Passage == story.Discarded {
		d.under(r, []remark{{d.t("ladder.discarded"), red}}, x, leftOf)
	}
}

// under draws remarks under a packet, from cell x on, or ending there.
func (d *Drawer) under(r *story.Rung, all []remark, x int, leftOf bool) {
	g := d.grid
	from, to := 0, len(g.x)-1
	if a, ok := g.at(r.Host); ok {
		if b, ok := g.at(r.Peer); ok {
			from, to = min(a, b), max(a, b)
		}
	}
	for _, m := range all {
		lo, hi := d.gap(x, g.x[from], g.x[to])
		for _, text := range wrap(m.text, hi-lo+1) {
			c := d.blank()
			at := x
			if leftOf {
				at = x - width(text) + 1
			}
			at = max(lo, min(at, hi-width(text)+1))
			c.put(at, text, m.st)
			d.add(line{canvas: c, rung: r, at: r.At})
		}
	}
}

// gap is the room around cell x between two lifelines and the packets that hang
// there, or, where that is too little, between the lifelines.
func (d *Drawer) gap(x, a, b int) (lo, hi int) {
	lo, hi = a+2, b-2
	for _, t := range d.tracks {
		switch {
		case t.x < a || t.x > b:
		case t.x < x:
			lo = max(lo, t.x+2)
		default:
			hi = min(hi, t.x-2)
		}
	}
	const least = 12
	if hi-lo < least {
		return a + 2, b - 2
	}
	return lo, hi
}
