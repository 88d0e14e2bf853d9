package ladder

import (
	"netlab/lab/story"
)

// listed writes a point as a line of text: what is done where there are too many
// hosts for columns.
func (d *Drawer) listed(p story.Point) {
	r := p.Rung
	c := newCanvas(d.grid.width)
	text, st := "", plain
	if r.Kind != story.Packet {
		text, st = d.says(r, p.End)
		states := r.States
		if p.End {
			states = r.Arrived
		}
		text = d.withStates(text, states)
		if text != "" {
			text = clean(d.s.Names.Host(r.Host)) + d.t("ladder.colon") + text
		}
	} else if p.End {
		text = d.withStates("", r.Arrived)
		if text != "" {
			text = clean(d.s.Names.Host(r.Peer)) + d.t("ladder.colon") + text
		}
	} else {
		text, st = d.withStates(d.sentence(r), r.States), look(r)
	}
	if text == "" {
		return
	}
	at := d.grid.time(p.At(), d.last[0])
	d.last[0] = p.At()
	c.put(d.grid.times-width(at), at, plain)
	x := d.grid.times + 1
	c.put(x, clip(text, d.grid.width-x, d.glyph.more), st)
	l := line{canvas: c, rung: r, at: p.At()}
	d.noted(&l, p)
	d.lay(l)
}

// withStates adds states to a text.
func (d *Drawer) withStates(text string, states []story.State) string {
	for _, st := range states {
		if word := d.tell.State(st); word != "" {
			if text != "" {
				text += "  "
			}
			text += word
		}
	}
	return text
}

// sentence is a packet in one line of text: "client → server  S 0:0(0) ...".
func (d *Drawer) sentence(r *story.Rung) string {
	head := clean(d.s.Names.Host(r.Host)) + " " + d.glyph.arrow + " " + clean(d.s.Names.Host(r.Peer)) + "  "
	text := head + d.label(r, max(d.grid.width-d.grid.times-1-width(head)-24, 12))
	switch {
	case r.IsLost():
		text += " " + d.glyph.lost + " " + d.by(r)
	case r.Fate == story.Replaced:
		text += " " + d.glyph.desk
	}
	return text
}
