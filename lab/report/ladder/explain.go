package ladder

import (
	"strings"

	"netlab/lab/story"
	"netlab/lab/why"
	"netlab/lab/words"
)

// reasons are, where they are asked for, the lines that say under a rung why it
// happened: within the lifelines at the edges, and beside what hangs there. A rung's
// beginning and its end have a sentence each.
func (d *Drawer) reasons(r *story.Rung, begin, end bool) (lines []canvas) {
	if d.why == nil {
		return nil
	}
	var all []why.Reason
	if begin {
		all = d.why.Begin(r)
	}
	if end {
		all = append(all[:len(all):len(all)], d.why.End(r)...)
	}
	lo, hi := d.column()
	for _, reason := range all {
		for i, text := range wrap(d.sentenceOf(reason), hi-lo+1-hang) {
			c := d.blank()
			for x := lo; x <= hi; x++ {
				c[x] = cell{text: " "} // no lifeline of a host between crosses a sentence
			}
			c.put(lo+hang*b2i(i > 0), text, dim)
			lines = append(lines, c)
		}
	}
	return lines
}

// hang is how far the lines of a sentence stand in under its first.
const hang = 1

// sentenceOf is a reason with its section, which is not broken.
func (d *Drawer) sentenceOf(r why.Reason) string {
	text := strings.ReplaceAll(clean(r.Text(d.o.Lang)), " ->", noBreak+"->") // an arrow begins no line
	section := ""
	if r.Section != "" {
		section = "[" + strings.ReplaceAll(r.Section, " ", noBreak) + "]"
	}
	if d.o.Lang == words.Chinese {
		return text + section
	}
	return d.plain(strings.TrimSpace(text + " " + section))
}

// column is the widest room for sentences: between the first lifeline and the last,
// or what hangs there, if that leaves enough.
func (d *Drawer) column() (lo, hi int) {
	x := d.grid.x
	lo, hi = x[0]+3, x[len(x)-1]-2
	if len(x) == 1 {
		return lo, d.grid.width - 1
	}
	const least = 24
	from, to := lo, hi
	for best, start, i := 0, lo, lo; i <= hi+1; i++ {
		if i <= hi && !d.hangs(i) {
			continue
		}
		if i-start > best {
			best, from, to = i-start, start, i-1
		}
		start = i + 2
	}
	if to < hi {
		to-- // a blank before what hangs there
	}
	if to-from < least {
		return lo, hi
	}
	return from, to
}

func (d *Drawer) hangs(x int) bool {
	for _, t := range d.tracks {
		if t.x == x {
			return true
		}
	}
	return false
}

// noted adds the reasons of a point to its line in a list. What became of a packet
// that did not arrive has no line of its own.
func (d *Drawer) noted(l *line, p story.Point) {
	if d.why == nil {
		return
	}
	all := d.why.Begin(p.Rung)
	if p.End {
		all = d.why.End(p.Rung)
	} else if p.Rung.Kind == story.Packet && p.Rung.EndN == 0 {
		all = d.why.Rung(p.Rung)
	}
	x := d.grid.times + 3
	for _, r := range all {
		for i, text := range wrap(d.sentenceOf(r), d.grid.width-x-hang) {
			c := newCanvas(d.grid.width)
			c.put(x+hang*b2i(i > 0), text, dim)
			l.under = append(l.under, c)
		}
	}
}

// explain writes why a rung happened, under what was drawn of it.
func (d *Drawer) explain(r *story.Rung, begin, end bool) {
	for _, c := range d.reasons(r, begin, end) {
		d.add(line{canvas: c, at: d.now})
	}
}
