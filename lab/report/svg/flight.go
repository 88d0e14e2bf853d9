package svg

import (
	"netlab/hooks/event"
	"netlab/lab/story"
)

// departure places the beginning of an arrow, and, if it does not arrive, its end.
func (p *placer) departure(r *story.Rung, t *thing, y float64) float64 {
	c, made := t.column[0], y
	step := rowStep
	if p.burst == c && p.last[c] == p.tips[c] && p.heads[c] < p.tips[c] {
		step = burstStep // nothing came between
	}
	if t.wait && p.burst == c {
		step += 22 // it does not lean as those do that left before it
	}
	p.burst = c
	y = max(y, p.tips[c]+step, p.free+rowStep, p.heads[c])
	n := float64(len(t.text[0]))
	if n > 0 && p.inner(c) {
		y = max(y, p.texts[c]+leading*n)
	} else if n > 0 {
		y = max(y, p.texts[c]+9)
	}
	end, least := 2*r.Index+1, slant
	if p.linear {
		least = upright
	}
	if desk(r) { // the packet that it was made from has come to the desk
		if o := r.Origin; o != nil && o.At == r.At && p.out.y[2*o.Index] > 0 && r.Journey.Made != event.Inject && r.Journey.Made != event.Reject {
			y = max(made, p.out.y[2*o.Index]+least/2)
		}
	} else {
		p.tips[c] = y
	}
	high := leading*float64(len(t.deeds)) + 6
	switch {
	case t.wait:
		p.burst = -1
		t.mid = t.desk + p.track(r, t)
		if len(t.deeds) > 0 {
			p.free = max(p.free, y+bend+high)
		}
	case t.stop != arrives:
		fall := least * 0.8
		if t.stop == replaced {
			fall = least / 2
		}
		p.out.y[end] = y + fall
		if t.mate != nil {
			break // when that has its place, so has this
		}
		p.lowest = max(p.lowest, y+fall)
		if len(t.deeds) > 0 {
			p.free = max(p.free, y+fall+high)
		}
	case desk(r) && len(t.deeds) > 0:
		p.free = max(p.free, y+4+high)
	}
	return y
}

// arrival places the tip of an arrow.
func (p *placer) arrival(r *story.Rung, t *thing, y float64) float64 {
	least, begin, c := slant, p.out.y[2*r.Index], t.column[1]
	if p.linear {
		least = upright
	}
	if t.wait {
		least = slant + 8 + leading*float64(len(t.deeds))
	}
	room := tipStep
	if desk(r) || t.wait { // its label stands at its tip
		if room = rowStep + 4; t.wait {
			room += 2 * bend
		}
	}
	y = max(y, begin+least, p.tips[c]+room)
	if len(t.text[1]) > 0 {
		y = max(y, p.texts[c]+9)
	}
	p.tips[c], p.burst = y, -1
	if n := len(t.deeds); n > 0 && !t.wait && !desk(r) {
		p.free = max(p.free, y+leading*float64(n))
	}
	return y
}

// track finds a place beside those that are held already.
func (p *placer) track(r *story.Rung, t *thing) float64 {
	n := 0
	for _, w := range p.waits {
		if w.End > r.At && w != r {
			n++
		}
	}
	p.waits = append(p.waits, r)
	return float64(n%5) * 18 * sign(t.to-t.from)
}

func sign(v float64) float64 {
	if v < 0 {
		return -1
	}
	return 1
}
