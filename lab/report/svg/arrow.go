package svg

import (
	"math"
	"strconv"

	"netlab/lab/story"
)

// bend is how far an arrow falls before it waits at the desk, and after.
const bend = 13.0

// wire draws an arrow. It lies level in a group that is sheared: what makes it lean
// is one number, and a page can move it by that.
func (d *drawing) wire(r *story.Rung, t *thing) {
	d.p.raw(`<g`).look(d.file, "w"+kind(r))
	a, b := 2*r.Index, 2*r.Index+1
	if t.wait {
		d.p.raw(d.of(r)).raw(`>`)
		d.waits(r, t)
		d.p.raw("</g>\n")
		return
	}
	w := t.to - t.from
	d.p.raw(d.of(r)).raw(d.leaning(w)).raw(d.shear(t.from, d.event.y[a], d.event.y[b], w)).raw(`><path d="M0 0H`)
	switch {
	case t.stop == lost || r.Passage == story.Discarded:
		d.p.n(w).raw(`"/>`)
		d.cross(w)
	case t.stop == replaced:
		d.p.n(w).raw(`"/>`)
		d.diamond(w)
	case t.stop == unfinished:
		d.p.n(w).raw(`"/><path d="M`).n(w + 8*sign(w)).raw(` 0h.1m`).n(8 * sign(w)).raw(` 0h.1" stroke-width="3" stroke-linecap="round"/>`)
	default:
		d.p.n(w - 8*sign(w))
		if kind(r) == "" || kind(r) == " rst" {
			d.p.raw(tip(w, 0, w)).raw(`"/>`)
		} else { // its line is dashed, its head is not
			d.p.raw(`"/>`)
			d.head(w, 0, w)
		}
	}
	if desk(r) {
		d.diamond(0)
	}
	if !d.file { // a hand is not as steady as a line is thin
		d.p.raw(`<path class="k" d="M0 0H`).n(w).raw(`"/>`)
	}
	d.p.raw("</g>\n")
}

// of writes which rung an element belongs to.
func (d *drawing) of(r *story.Rung) string {
	if d.file {
		return ""
	}
	return ` data-r="` + strconv.Itoa(r.Index) + `"`
}

// leaning writes how wide a sheared group is.
func (d *drawing) leaning(w float64) string {
	if d.file {
		return ""
	}
	var p pen
	return p.raw(` data-w="`).n(w).raw(`"`).b.String()
}

// steepest is how far a text leans at most: one that falls like a steep arrow cannot
// be read. relay.js has it too.
const steepest = 0.3

// lean is the shear of a text along an arrow.
func (d *drawing) lean(x, ya, yb, w float64) string {
	most := steepest * w * sign(w)
	return d.shear(x, ya, ya+max(min(yb-ya, most), -most), w)
}

// shear writes a group's place: its beginning at x and ya, its end, at w, at yb.
func (d *drawing) shear(x, ya, yb, w float64) string {
	var p pen
	slope := 0.0
	if w != 0 {
		slope = math.Round((yb-ya)/w*1e3) / 1e3
	}
	p.raw(` transform="matrix(1 `).raw(strconv.FormatFloat(slope, 'f', -1, 64)).raw(` 0 1`).num(x).num(ya).raw(`)"`)
	return p.b.String()
}

// head draws an arrow's head at its tip.
func (d *drawing) head(x, y, w float64) {
	d.p.raw(`<path d="`).raw(tip(x, y, w)).raw(`" stroke-dasharray="none"/>`)
}

// tip is an arrow's head as part of a path.
func tip(x, y, w float64) string {
	var p pen
	p.raw(`M`).n(x).num(y).raw(`l`)
	if w > 0 {
		p.raw(`-`)
	}
	return p.raw(`9-3.5v7z`).b.String()
}

// cross marks where a packet was lost.
func (d *drawing) cross(x float64) {
	d.p.raw(`<path d="M`).n(x - 5).raw(`-5l10 10m0-10l-10 10" stroke-width="2.2" stroke-dasharray="none"/>`)
}

// diamond marks where the desk made one packet of another.
func (d *drawing) diamond(x float64) {
	d.p.raw(`<path d="M`).n(x).raw(`-5l5 5-5 5-5-5z" stroke-dasharray="none"/>`)
}

// waits draws an arrow that goes down at the desk for as long as the packet is held.
func (d *drawing) waits(r *story.Rung, t *thing) {
	a, b := 2*r.Index, 2*r.Index+1
	ya, yb := d.event.y[a], d.event.y[b]
	drop := bend
	if desk(r) {
		drop = 0
	}
	d.p.raw(`<g`).raw(d.standing(a)).raw(` transform="translate(0`).num(ya).raw(`)">`)
	if desk(r) {
		d.diamond(t.mid)
	} else {
		d.p.raw(`<path d="M`).n(t.from).raw(` 0L`).n(t.mid).num(bend).raw(`"/>`)
	}
	d.p.raw(`</g><line`).raw(d.moving(a, b))
	if !d.file {
		d.p.raw(` data-o="`).n(drop).raw(`,`).n(bend).raw(`"`)
	}
	d.p.raw(` stroke-dasharray="1.5 4" x1="`).n(t.mid).raw(`" x2="`).n(t.mid).raw(`" y1="`).n(ya + drop).raw(`" y2="`).n(yb - bend).raw(`"/>`)
	d.p.raw(`<g`).raw(d.standing(b)).raw(` transform="translate(0`).num(yb).raw(`)"><path d="M`).n(t.mid).num(-bend).raw(`L`).n(t.to - 8*sign(t.to-t.from)).raw(` 0"/>`)
	if r.Passage == story.Discarded {
		d.cross(t.to)
	} else {
		d.head(t.to, 0, t.to-t.mid)
	}
	d.p.raw(`</g>`)
}

// standing writes at which height a group is.
func (d *drawing) standing(k int) string {
	if d.file {
		return ""
	}
	return ` data-a="` + strconv.Itoa(k) + `"`
}

// crossings finds the arrows that are crossed by another on its way the other way:
// each of the two has half the room for its label, on its sender's side.
func (d *drawing) crossings() {
	for i, r := range d.s.Rungs {
		t := &d.things[i]
		if t.shape != arrow || t.wait || t.folded > 0 {
			continue
		}
		for j := i + 1; j < len(d.s.Rungs); j++ {
			u := &d.things[j]
			if u.shape != arrow || u.wait || u.folded > 0 {
				continue
			}
			if d.event.y[2*j] >= d.event.y[2*i+1] {
				if d.s.Rungs[j].At > r.End {
					break
				}
				continue
			}
			if apart := d.event.y[2*j] - d.event.y[2*i]; apart > 40 || apart < -40 {
				continue // their labels stand at other heights
			}
			if (t.to > t.from) != (u.to > u.from) && max(min(t.from, t.to), min(u.from, u.to)) < min(max(t.from, t.to), max(u.from, u.to)) && d.event.y[2*j+1] > d.event.y[2*i] {
				t.crossed, u.crossed = true, true
			}
		}
	}
}
