package svg

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/tell"
)

// body draws a ladder: from the back to the front lifelines, bars, arrows, texts.
func (d *drawing) body() {
	d.lifelines()
	for i := range d.bars {
		d.bar(&d.bars[i])
	}
	d.breaks(d.event.gaps, "row")
	if !d.file {
		d.breaks(d.linear.gaps, "lin")
	}
	d.crossings()
	for i, r := range d.s.Rungs {
		if t := &d.things[i]; t.shape == arrow && t.folded == 0 {
			d.wire(r, t)
		}
	}
	clocks := d.clocks()
	for i, r := range d.s.Rungs {
		d.rung(r, &d.things[i], clocks)
	}
	for i := range d.folds {
		d.foldLine(&d.folds[i])
	}
	d.names()
}

// lifelines draws the lifelines.
func (d *drawing) lifelines() {
	d.p.raw("<g").look(d.file, "life").raw(">")
	for i := range d.cols {
		d.p.raw(`<line`).raw(d.moving(-1, -2)).raw(` x1="`).n(d.cols[i].x).raw(`" x2="`).n(d.cols[i].x).raw(`" y1="`).n(d.top).raw(`" y2="`).n(d.bottom).raw(`"/>`)
	}
	d.p.raw("</g>\n")
}

// moving writes by which two heights an element is moved. A file of its own is not.
func (d *drawing) moving(a, b int) string {
	if d.file {
		return ""
	}
	var p pen
	p.raw(` data-a="`).i(a).raw(`" data-b="`).i(b).raw(`"`)
	return p.b.String()
}

// names writes the hosts' names over their lifelines.
func (d *drawing) names() {
	y := d.top - headRoom
	for i := range d.cols {
		c := &d.cols[i]
		name := tell.Clean(d.s.Host(c.host).Name)
		d.p.raw(`<g class="host" text-anchor="middle">`)
		d.p.raw(`<text`).look(d.file, "h").raw(` x="`).n(c.x).raw(`" y="`).n(y + 20).raw(`" font-size="14">`).text(name).raw(`</text>`)
		d.text(d.under(c), "m", c.x, y+34, tiny, 0)
		d.p.raw("</g>\n")
		if d.sayers[0].SpeaksTCP(c.host) {
			x, anchor := d.textX(c, false)
			d.text(same(event.Closed.String()), "m", x, d.top+8, small, anchor)
		}
	}
}

// text writes a text; anchor -1: it ends at x, 1: it begins there, 0: as is the case
// around it.
func (d *drawing) text(t said, class string, x, y, size, anchor float64) {
	d.put(t, class, "", x, y, size, anchor)
}

// put writes a text with further attributes.
func (d *drawing) put(t said, class, attributes string, x, y, size, anchor float64) {
	put := func(text, class, lang string) {
		if text == "" {
			return
		}
		d.p.raw(`<text`)
		if d.file {
			d.p.look(true, class)
			if size != small {
				d.p.raw(` font-size="`).n(size).raw(`"`)
			}
			if anchor < 0 {
				d.p.raw(` text-anchor="end"`)
			}
		} else {
			if size == tiny {
				class += " t"
			}
			if anchor < 0 {
				class += " e"
			}
			if lang != "" {
				class += " " + lang
			}
			if class != "" {
				d.p.raw(` class="`).raw(trim(class)).raw(`"`)
			}
		}
		d.p.raw(attributes)
		if x != 0 {
			d.p.raw(` x="`).n(x).raw(`"`)
		}
		if y != 0 {
			d.p.raw(` y="`).n(y).raw(`"`)
		}
		d.p.raw(`>`).text(text).raw(`</text>`)
	}
	switch {
	case d.file:
		put(t.in(d.o.Lang), class, "")
	case t.en == t.zh:
		put(t.en, class, "")
	default:
		put(t.en, class, "en")
		put(t.zh, class, "zh")
	}
}

func trim(s string) string {
	if s != "" && s[0] == ' ' {
		return s[1:]
	}
	return s
}

// bar draws a state's bar.
func (d *drawing) bar(b *bar) {
	c := &d.cols[b.column]
	x := c.x + c.out*(3+float64(b.lane)*barStep)
	if c.out < 0 {
		x -= barWide
	}
	from, to := d.event.y[b.from], d.bottom
	end := -2
	if b.to >= 0 {
		to, end = d.event.y[b.to], b.to
	}
	wide := barWide
	if b.state == event.Listen {
		x, wide = x+2, 3
	}
	d.p.raw(`<rect`).look(d.file, "st-"+b.state.String()).raw(d.moving(b.from, end)).raw(` x="`).n(x).raw(`" width="`).n(wide).raw(`" y="`).n(from).raw(`" height="`).n(max(to-from, 0)).raw(`"/>` + "\n")
}

// breaks draws where the lifelines are broken, and how much time that is.
func (d *drawing) breaks(gaps []gap, layout string) {
	for _, g := range gaps {
		d.p.raw(`<g`)
		if !d.file {
			d.p.raw(` class="`).raw(layout).raw(`"`)
		}
		d.p.raw(` transform="translate(0`).num(g.y).raw(`)">`)
		for i := range d.cols {
			c := &d.cols[i]
			over := float64(c.bars)*barStep + 8
			lo, hi := c.x-6, c.x+over
			if c.out < 0 {
				lo, hi = c.x-over, c.x+6
			}
			d.p.raw(`<rect`).look(d.file, "ground").raw(` x="`).n(lo).raw(`" y="-5" width="`).n(hi - lo).raw(`" height="10"/>`)
			d.p.raw(`<path`).look(d.file, "icon").raw(` d="M`).n(c.x - 6).raw(`-3l12-4M`).n(c.x - 6).raw(` 7l12-4"/>`)
		}
		d.text(d.both(func(s *sayer) string { return s.T("svg.pause", took(g.took)) }), "m", edge, 4, tiny, 1)
		d.p.raw("</g>\n")
	}
}

// kind are an arrow's classes.
func kind(r *story.Rung) string {
	switch {
	case r.IsLost() && r.Again() > 0:
		return " lost again"
	case r.IsLost():
		return " lost"
	case r.Seg.Proto == segment.TCP && r.Seg.Has(segment.RST):
		return " rst"
	case desk(r) || r.Fate == story.Replaced:
		return " made"
	case r.Again() > 0:
		return " again"
	}
	return ""
}

// ink is the class of the texts at an arrow.
func ink(r *story.Rung) string {
	switch kind(r) {
	case " lost", " lost again", " rst":
		return "l lost"
	case " again":
		return "l again"
	case " made":
		return "l made"
	}
	return "l"
}
