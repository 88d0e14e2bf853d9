package svg

import (
	"slices"
	"time"

	"netlab/lab/story"
)

// places are the heights of everything in one layout.
type places struct {
	y      []float64 // by key
	gaps   []gap
	bottom float64 // of the lifelines
}

// A gap is where the lifelines are broken: time goes by for which there is no room.
type gap struct {
	y    float64
	took time.Duration
}

// Distances between what stands above each other.
const (
	slant     = 26.0 // the least by which an arrow falls in rows
	upright   = 4.0  // and by real time
	rowStep   = 17.0 // from one arrow to the next at the same lifeline
	burstStep = 15.0 // of arrows that begin there one after the other
	tipStep   = 11.0 // from one arrow's tip to the next
	instant   = 3.0  // from one instant to the next
	gapRoom   = 36.0 // of a gap
	usual     = 46.0 // by real time: the height of a packet's ordinary flight
	longest   = 150.0
	headRoom  = 48.0 // of the hosts' names
)

// pause is how much time goes by unseen until rows show it.
const pause = 500 * time.Millisecond

// layout finds everything's place.
func (d *drawing) layout() {
	d.prepare()
	d.event = d.place(false)
	d.linear = d.place(true)
	d.top, d.bottom = headRoom, d.event.bottom
}

// prepare finds out everything but the heights.
func (d *drawing) prepare() {
	d.seat()
	d.shapes()
	d.fold()
	d.allotBars()
	d.spread()
	for i := range d.things {
		if t := &d.things[i]; t.shape == band {
			t.deeds = d.broken(t.deeds, d.bandRoom())
		} else if t.shape == arrow {
			share := 0.66
			if t.wait || desk(d.s.Rungs[i]) {
				share = 0.45 // they stand on one side of the desk
			}
			t.deeds = d.broken(t.deeds, d.lane*share)
		}
	}
}

// broken breaks texts into lines, in each language.
func (d *drawing) broken(all []said, room float64) (lines []said) {
	for _, t := range all {
		en, zh := wrap(t.en, room, small), wrap(t.zh, room, small)
		for i := range max(len(en), len(zh)) {
			var l said
			if i < len(en) {
				l.en = en[i]
			}
			if i < len(zh) {
				l.zh = zh[i]
			}
			if !d.file || l.in(d.o.Lang) != "" {
				lines = append(lines, l)
			}
		}
	}
	return lines
}

// lift moves everything down, to make room for a heading.
func (d *drawing) lift(by float64) {
	d.top += by
	d.bottom += by
	for i := range d.event.y {
		d.event.y[i] += by
	}
	for i := range d.event.gaps {
		d.event.gaps[i].y += by
	}
}

// flight is how long a packet takes, ordinarily: the median over those that the
// desk did not hold.
func (d *drawing) flight() time.Duration {
	if d.ordinary == 0 {
		var all []time.Duration
		for _, r := range d.s.Rungs {
			if r.Kind == story.Packet && r.Fate == story.Delivered && !r.Held() && !desk(r) && r.End > r.At {
				all = append(all, r.End-r.At)
			}
		}
		slices.Sort(all)
		d.ordinary = time.Millisecond
		if len(all) > 0 {
			d.ordinary = all[len(all)/2]
		}
	}
	return d.ordinary
}

// A placer goes through the points and gives each its height. Time never goes up:
// what happened later anywhere stands lower.
type placer struct {
	*drawing
	out    places
	linear bool
	now    time.Duration
	least  float64   // the next point stands no higher
	lowest float64   // of all that was placed
	floor  float64   // nothing of this instant stands above it
	free   float64   // no label of an arrow stands above it
	texts  []float64 // by column: the lowest text's end
	tips   []float64 // by column: the lowest arrow's end
	last   []float64 // by column: the lowest of all
	heads  []float64 // by column: no arrow begins above it
	waits  []*story.Rung
	burst  int         // the column from which the last arrow began, if none ended since
	clocks [2]struct { // what stands last in the columns of times, and where
		text string
		y    float64
	}
}

func (d *drawing) place(linear bool) places {
	p := d.placer(linear)
	for _, point := range d.s.Order {
		p.point(point)
	}
	return p.finish()
}

func (d *drawing) placer(linear bool) *placer {
	n := len(d.cols)
	p := &placer{drawing: d, linear: linear, texts: make([]float64, n), tips: make([]float64, n), last: make([]float64, n), heads: make([]float64, n), burst: -1}
	p.out.y = make([]float64, 2*len(d.s.Rungs))
	p.lowest, p.floor, p.free = headRoom, headRoom+14, headRoom
	for i := range n {
		p.texts[i], p.tips[i], p.last[i] = headRoom+14, headRoom, headRoom // CLOSED stands first
	}
	return p
}

// finish places what is in no order, and gives all places.
func (p *placer) finish() places {
	d := p.drawing
	for i, r := range d.s.Rungs {
		if r.Kind == story.Packet && r.Timer != nil {
			p.out.y[2*r.Timer.Index] = p.out.y[2*i] // it is told with its packet
		}
	}
	for i := range d.things {
		if m := d.things[i].mate; m != nil && d.things[m.Index].folded == 0 && d.things[i].folded == 0 {
			p.out.y[2*i+1] = p.out.y[2*i] + 0.5*(p.out.y[2*m.Index+1]-p.out.y[2*m.Index])
			p.lowest = max(p.lowest, p.out.y[2*i+1]+leading*float64(len(d.things[i].deeds)))
		}
	}
	for i := range d.s.Rungs {
		if p.out.y[2*i+1] == 0 { // it has not ended, or that is not shown
			p.out.y[2*i+1] = p.out.y[2*i]
		}
	}
	p.out.bottom = p.deepest(p.lowest, p.free) + 14
	return p.out
}

// point places a point.
func (p *placer) point(at story.Point) {
	r := at.Rung
	t := &p.things[r.Index]
	k := key(at)
	if t.folded > 0 {
		p.row(&p.folds[t.folded-1], at)
		p.out.y[k] = p.out.y[p.folds[t.folded-1].key]
		return
	}
	c := t.column[side(at)]
	if !p.drawn(at) {
		p.out.y[k] = p.floor
		if c >= 0 {
			p.out.y[k] = max(p.floor, p.last[c])
		}
		if at.At() > p.now {
			p.out.y[k] = max(p.out.y[k], p.lowest)
		}
		return
	}
	p.moves(at.At())
	p.floor = max(p.floor, p.least)
	y := p.floor
	if c >= 0 {
		y = max(y, p.last[c])
	}
	switch {
	case t.shape == band:
		y = p.band(t)
	case t.shape == beside:
		y = max(y, p.texts[c]+9)
	case at.End:
		y = p.arrival(r, t, y)
	default:
		y = p.departure(r, t, y)
	}
	if m := p.margin(c); m >= 0 {
		if text := p.clock(at.At()); text != p.clocks[m].text {
			y = max(y, p.clocks[m].y+12)
			p.clocks[m].text, p.clocks[m].y = text, y
		}
	}
	p.out.y[k] = y
	p.lowest = max(p.lowest, y)
	if c < 0 {
		return
	}
	if n := float64(len(t.text[side(at)])); n > 0 {
		p.texts[c] = y + 6 + leading*(n-1)
		if t.shape == arrow && p.inner(c) {
			p.texts[c] = y + 4
			if at.End {
				p.texts[c] = y + 4 + leading*n
			}
		}
		if t.shape == beside {
			p.lowest = max(p.lowest, y+leading*(n-1))
		}
	}
	p.last[c] = y
	if t.shape == beside {
		p.heads[c] = y + 8
	}
}

// deepest is the lowest of some heights and of all texts' ends.
func (p *placer) deepest(all ...float64) float64 {
	return max(slices.Max(all), slices.Max(append(p.texts, 0)))
}

// margin is in which column of times a column's stand: 0 the left one, 1 the right
// one; -1: in none.
func (d *drawing) margin(c int) int {
	switch {
	case c == 0:
		return 0
	case c > 0 && c == len(d.cols)-1:
		return 1
	}
	return -1
}

// inner says whether a column's texts stand between two lifelines, where arrows go.
func (d *drawing) inner(c int) bool { return c > 0 && c < len(d.cols)-1 || len(d.cols) == 1 }

// moves begins another instant.
func (p *placer) moves(at time.Duration) {
	if at <= p.now {
		return
	}
	took := at - p.now
	p.now = at
	first := p.lowest == headRoom
	p.floor = p.lowest + instant
	if !p.linear {
		if took >= pause && !first {
			p.gap(took)
		}
		return
	}
	high := usual * float64(took) / float64(p.flight())
	switch {
	case first:
		p.floor += 12
	case high > longest:
		p.floor += usual
		p.gap(took)
	default:
		p.floor = p.lowest + max(high, 1)
	}
}

// gap breaks the lifelines.
func (p *placer) gap(took time.Duration) {
	y := p.deepest(p.floor, p.free)
	p.out.gaps = append(p.out.gaps, gap{y + gapRoom/2 - 4, took})
	p.floor = y + gapRoom
}

// band places a remark across the picture.
func (p *placer) band(t *thing) float64 {
	y := p.deepest(p.floor, p.lowest, p.free) + 10
	high := leading*float64(len(t.deeds)) + 8
	p.lowest = y + high
	p.floor = max(p.floor, y+high+6)
	p.free = max(p.free, y+high-4)
	for i := range p.texts {
		p.texts[i] = max(p.texts[i], y+high)
	}
	return y
}

// row places the line that stands for many, once.
func (p *placer) row(f *fold, at story.Point) {
	if f.key != key(at) {
		return
	}
	p.moves(at.At())
	y := p.deepest(p.floor, p.lowest, p.free) + 22
	if p.burst >= 0 {
		y += steepest * p.lane / 2 // below the labels of what just left, as steep as they may be
	}
	p.out.y[f.key] = y
	p.lowest, p.floor, p.free = y+6, y+10, y+4
}
