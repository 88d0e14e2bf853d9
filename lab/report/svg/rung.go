package svg

import (
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// took is a time that went by.
func took(t time.Duration) string { return words.Duration(t.Round(time.Millisecond)) }

// clocks says at which points a time stands beside the picture, by key, and on
// which side: 1 left, 2 right. It stands once for each moment on the side of the host
// to which something happened.
func (d *drawing) clocks() []byte {
	at, last := make([]byte, 2*len(d.s.Rungs)), [2]string{}
	for _, p := range d.s.Order {
		t := &d.things[p.Rung.Index]
		if !d.drawn(p) || t.folded > 0 {
			continue
		}
		m := d.margin(t.column[side(p)])
		if m < 0 {
			continue
		}
		if text := d.clock(p.At()); text != last[m] {
			last[m] = text
			at[key(p)] = byte(m + 1)
		}
	}
	return at
}

// rung draws the texts of a rung.
func (d *drawing) rung(r *story.Rung, t *thing, clocks []byte) {
	if t.shape == nothing || t.folded > 0 {
		return
	}
	if !d.file {
		d.p.raw(`<g class="rung `).raw(kinds[r.Kind])
		d.parties(r)
		d.p.raw(`"`).raw(d.of(r))
		if d.pair {
			d.p.raw(` id="`).text(d.o.ID).raw(`-`).i(r.Index).raw(`"`)
		}
		d.p.raw(`>`)
	} else {
		d.p.raw(`<g>`)
	}
	switch t.shape {
	case arrow:
		d.p.raw(`<title>`).text(d.named(r)).raw(`</title>`)
		d.ends(r, t, clocks)
		d.deedsOf(r, t)
		d.labelled(r, t)
	case band:
		d.remark(r, t)
	default:
		d.ends(r, t, clocks)
	}
	d.p.raw("</g>\n")
}

var kinds = [...]string{story.Packet: "packet", story.Call: "call", story.Change: "state", story.Timer: "timer", story.Note: "note"}

// parties writes a rung's hosts and conversation as classes.
func (d *drawing) parties(r *story.Rung) {
	for _, h := range []event.HostID{r.Host, r.Peer} {
		if h != 0 {
			d.p.raw(` h`).i(int(h))
		}
	}
	if t, i := d.s.Stream(r.Stream); t != nil {
		d.p.raw(` s`).i(i + 1)
	}
}

// ends draws what stands beside the lifelines at both ends of a rung.
func (d *drawing) ends(r *story.Rung, t *thing, clocks []byte) {
	for end := range 2 {
		k := 2*r.Index + end
		if len(t.text[end]) == 0 && clocks[k] == 0 {
			continue
		}
		at := r.At
		if end == 1 {
			at = r.End
		}
		if d.lone(r, t, end, clocks[k], at) {
			continue
		}
		d.p.raw(`<g`).raw(d.standing(k)).raw(` transform="translate(0`).num(d.event.y[k]).raw(`)">`)
		switch clocks[k] {
		case 1:
			d.text(same(d.clock(at)), "m", edge, 4, tiny, 1)
		case 2:
			d.text(same(d.clock(at)), "m", d.width-edge, 4, tiny, -1)
		}
		d.sideTexts(r, t, end)
		d.p.raw(`</g>`)
	}
}

// lone draws a time, or a state, that is all that stands at an end: in a page, where
// most of the room goes to these, without a group around it.
func (d *drawing) lone(r *story.Rung, t *thing, end int, clock byte, at time.Duration) bool {
	k, n := 2*r.Index+end, len(t.text[end])
	put := func(text said, class string, x, size, anchor float64) bool {
		var p pen
		p.raw(d.standing(k)).raw(` transform="translate(`).n(x).num(d.event.y[k]).raw(`)"`)
		d.put(text, class+" p", p.b.String(), 0, 0, size, anchor)
		return true
	}
	switch {
	case d.file || n > 1 || n == 1 && (clock > 0 || t.head[end] > 0 || d.inner(t.column[end])):
		return false
	case clock == 1:
		return put(same(d.clock(at)), "m", edge, tiny, 1)
	case clock == 2:
		return put(same(d.clock(at)), "m", d.width-edge, tiny, -1)
	}
	x, anchor := d.textX(&d.cols[t.column[end]], false)
	return put(t.text[end][0], "h", x, small, anchor)
}

// textX is where the texts beside a lifeline begin; with a sign before them they
// stand a little off.
func (d *drawing) textX(c *column, sign bool) (x, anchor float64) {
	off := float64(c.bars)*barStep + 8
	if sign {
		off += 11
	}
	return c.x + c.out*off, c.out
}

// sideTexts draws texts beside a lifeline: first what happened, with a sign, then
// states.
func (d *drawing) sideTexts(r *story.Rung, t *thing, end int) {
	n := len(t.text[end])
	if n == 0 {
		return
	}
	c := &d.cols[t.column[end]]
	inner := d.inner(t.column[end])
	for i, text := range t.text[end] {
		y := 4 + leading*float64(i)
		if t.shape == arrow && inner {
			if y = -5 - leading*float64(n-1-i); end == 1 {
				y = 14 + leading*float64(i)
			}
		}
		head := i < t.head[end]
		class := "h"
		if head {
			class = d.classOf(r, end)
		}
		x, anchor := d.textX(c, head)
		if head {
			d.sign(r, end, c, y-4)
		}
		room := c.text - 11
		text = said{clip(text.en, room, small*bold), clip(text.zh, room, small*bold)}
		if inner {
			d.p.raw(`<g class="d">`)
		}
		d.text(text, class, x, y, small, anchor)
		if inner {
			d.p.raw(`</g>`)
		}
	}
}

// classOf is the class of the text of a call, a timer, an end.
func (d *drawing) classOf(r *story.Rung, end int) string {
	switch {
	case r.Kind == story.Call && end == 1 && failed(r), r.Kind == story.Change:
		return "bad"
	case r.Kind == story.Timer, r.Kind == story.Packet:
		return "m"
	case r.Kind == story.Note:
		return "note"
	}
	return "x"
}

// sign draws what stands between a text and its lifeline: a triangle that points to
// TCP for a call, away from it for a return; a clock for a timer.
func (d *drawing) sign(r *story.Rung, end int, c *column, y float64) {
	x := c.x + c.out*(float64(c.bars)*barStep+11)
	switch r.Kind {
	case story.Call:
		to := -c.out // towards the lifeline
		if end == 1 {
			to = c.out
		}
		d.p.raw(`<path`).look(d.file, "m").raw(` d="M`).n(x + 4*to).num(y).raw(`l`).n(-7 * to).raw(`-4v8z"/>`)
	case story.Timer, story.Packet:
		d.p.raw(`<path`).look(d.file, "icon").raw(` d="M`).n(x - 4.5).num(y).raw(`a4.5 4.5 0 1 1 9 0a4.5 4.5 0 1 1-9 0M`).n(x).num(y - 3).raw(`v3h2.5"/>`)
	}
}

// labelled writes a packet's label along its arrow, near its sender; that of one
// which the desk made, and of one that it held, near its receiver.
func (d *drawing) labelled(r *story.Rung, t *thing) {
	w := t.to - t.from
	way := sign(w)
	span := w * way
	left := min(t.column[0], t.column[1])
	gutter := 0.0
	if d.inner(left) {
		gutter = d.beside(&d.cols[left])
	}
	x, room := 12*way, span-gutter-26
	if way > 0 {
		x += gutter
	}
	tip, last := w-14*way, room // of a label near the receiver
	if way < 0 {
		tip += gutter
	}
	a, b := 2*r.Index, 2*r.Index+1
	ya, yb := d.event.y[a], d.event.y[b]
	if t.crossed || yb-ya > 0.5*span { // a label leans less than a steep arrow
		room = min(room, span*0.5)
	}
	switch {
	case t.wait:
		if !desk(r) {
			d.p.raw(`<g`).raw(d.standing(a)).raw(` transform="translate(0`).num(ya).raw(`)">`)
			d.put(d.label(r, room, small), ink(r), d.shear(t.from, 0, bend, t.mid-t.from), x, -4, small, way)
			d.p.raw(`</g>`)
		}
		part := t.to - t.mid
		d.p.raw(`<g`).raw(d.standing(b)).raw(` transform="translate(0`).num(yb).raw(`)">`)
		d.put(d.label(r, part*way-18, small), ink(r), d.shear(t.mid, -bend, 0, part), part-14*way, -4, small, -way)
		d.p.raw(`</g>`)
	case desk(r):
		d.put(d.label(r, last+10, small), ink(r), d.lean(t.from, ya, yb, w), tip, -4, small, -way)
	default:
		d.put(d.label(r, room, small), ink(r), d.lean(t.from, ya, yb, w), x, -4, small, way)
	}
}

// deedsOf writes what the desk did to a packet.
func (d *drawing) deedsOf(r *story.Rung, t *thing) {
	if len(t.deeds) == 0 {
		return
	}
	k, x, y := 2*r.Index+1, (t.from+t.to)/2, leading
	anchor := 0.0
	way := sign(t.to - t.from)
	switch {
	case t.wait, desk(r) && t.stop == arrives:
		k, x, y, anchor = 2*r.Index, t.mid-9*way, bend+leading, -way
		if desk(r) {
			y = leading + 2
		}
	case t.mate != nil: // beside it: above and below are others
		x, y, anchor = t.to+10*way, 4, way
	case t.stop != arrives:
		x, y = t.to, 16
	case r.Passage == story.Discarded:
		x, y = t.to-40*way, 14
	}
	class := "made"
	switch {
	case r.IsLost():
		class = "bad"
	case t.stop == unfinished:
		class = "m"
	}
	d.p.raw(`<g class="d"`).raw(d.standing(k))
	if anchor == 0 {
		d.p.raw(` text-anchor="middle"`)
		half := 0.0
		for _, l := range t.deeds {
			half = max(half, d.measure(l, small)/2)
		}
		lo, hi := d.between(t)
		x = max(min(x, hi-half-8), lo+half+8)
	}
	d.p.raw(` transform="translate(`).n(x).num(d.event.y[k]).raw(`)">`)
	for i, l := range t.deeds {
		d.text(l, class, 0, y+leading*float64(i), small, anchor)
	}
	d.p.raw(`</g>`)
}

// between are the lifelines between which an arrow runs.
func (d *drawing) between(t *thing) (lo, hi float64) {
	a, b := d.cols[t.column[0]].x, d.cols[t.column[1]].x
	return min(a, b), max(a, b, t.to)
}

// bandRoom is the width of a remark across the picture.
func (d *drawing) bandRoom() float64 {
	if n := len(d.cols); n > 1 {
		return max(d.cols[n-1].x-d.cols[0].x-24, 200)
	}
	return 360
}

// remark writes a remark across the picture.
func (d *drawing) remark(r *story.Rung, t *thing) {
	k := 2 * r.Index
	mid := d.width / 2
	if n := len(d.cols); n > 1 {
		mid = (d.cols[0].x + d.cols[n-1].x) / 2
	}
	room := d.bandRoom() + 12
	d.p.raw(`<g`).raw(d.standing(k)).raw(` text-anchor="middle" transform="translate(`).n(mid).num(d.event.y[k]).raw(`)">`)
	d.p.raw(`<rect`).look(d.file, "box").raw(` rx="4" x="`).n(-room / 2).raw(`" width="`).n(room).raw(`" y="0" height="`).n(leading*float64(len(t.deeds)) + 8).raw(`"/>`)
	for i, l := range t.deeds {
		d.text(l, "note", 0, 14+leading*float64(i), small, 0)
	}
	d.p.raw(`</g>`)
}

// foldLine writes the line that stands for many packets.
func (d *drawing) foldLine(f *fold) {
	mid := d.width / 2
	if n := len(d.cols); n > 1 {
		mid = (d.cols[0].x + d.cols[n-1].x) / 2
	}
	room := d.measure(f.text, small) + 16
	d.p.raw(`<g class="fold"`).raw(d.standing(f.key)).raw(` text-anchor="middle" transform="translate(`).n(mid).num(d.event.y[f.key]).raw(`)">`)
	d.p.raw(`<rect`).look(d.file, "box").raw(` rx="4" x="`).n(-room / 2).raw(`" width="`).n(room).raw(`" y="-14" height="20"/>`)
	d.text(f.text, "m", 0, 0, small, 0)
	d.p.raw("</g>\n")
}
