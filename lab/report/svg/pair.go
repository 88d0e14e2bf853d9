package svg

import (
	"slices"

	"netlab/lab/story"
)

// NewPair draws two stories to stand side by side: what corresponds stands at the
// same height, and what only one side has leaves a gap on the other. like gives for a
// rung of a the one of b that corresponds to it; nil: none does. The ladders are
// narrower than those of NewLadder, fold nothing, and each rung's group has an id:
// "a-12" and "b-12", after the ladders' own, "a" and "b". Their layouts by real time
// are independent of each other.
func NewPair(a, b *story.Story, like func(*story.Rung) *story.Rung, o Options) [2]*Ladder {
	o.All = true
	var d [2]*drawing
	var p [2]*placer
	for i, s := range [2]*story.Story{a, b} {
		o.ID = [2]string{"a", "b"}[i]
		d[i] = newDrawing(s, o, false)
		d[i].pair = true
		d[i].prepare()
		p[i] = d[i].placer(false)
	}
	at := [2]int{}
	upTo := func(i, n int) {
		for ; at[i] < n; at[i]++ {
			p[i].point(d[i].s.Order[at[i]])
		}
	}
	for _, m := range level(d[0], d[1], like) {
		upTo(0, m[0])
		upTo(1, m[1])
		before := p[0].save()
		y := p[0].at(a.Order[m[0]], 0)
		if other := p[1].at(b.Order[m[1]], y); other > y {
			p[0].restore(before)
			p[0].at(a.Order[m[0]], other)
		}
		at[0]++
		at[1]++
	}
	bottom := 0.0
	for i := range d {
		upTo(i, len(d[i].s.Order))
		d[i].event = p[i].finish()
		d[i].linear = d[i].place(true)
		d[i].top = headRoom
		bottom = max(bottom, d[i].event.bottom)
	}
	var both [2]*Ladder
	for i := range d {
		d[i].event.bottom, d[i].bottom = bottom, bottom
		both[i] = d[i].ladder()
	}
	return both
}

// level finds the points that are to stand at one height, by their places in the two
// orders: as many as there can be without one pair contradicting another.
func level(a, b *drawing, like func(*story.Rung) *story.Rung) [][2]int {
	place := map[story.Point]int{}
	for j, p := range b.s.Order {
		place[p] = j
	}
	var all [][2]int
	for i, p := range a.s.Order {
		r := like(p.Rung)
		if r == nil || !a.levels(p) {
			continue
		}
		if j, ok := place[story.Point{Rung: r, End: p.End}]; ok && b.levels(b.s.Order[j]) {
			all = append(all, [2]int{i, j})
		}
	}
	// The longest run of pairs whose second places grow as their first do.
	var ends, before []int // by length, the pair that ends the best run so far; by pair, the one before it
	for i, m := range all {
		n, _ := slices.BinarySearchFunc(ends, m[1], func(e, j int) int { return all[e][1] - j })
		before = append(before, -1)
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	var run [][2]int
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			run = append(run, all[i])
		}
	}
	slices.Reverse(run)
	return run
}

// levels says whether a point may be put at another's height: something is drawn
// there, and it is no remark across the picture.
func (d *drawing) levels(p story.Point) bool {
	return d.drawn(p) && d.things[p.Rung.Index].shape != band
}

// at places a point no higher than a height, and says where.
func (p *placer) at(point story.Point, least float64) float64 {
	p.least = least
	p.point(point)
	p.least = 0
	return p.out.y[key(point)]
}

// save keeps a placer as it is, for restore.
func (p *placer) save() placer {
	c := *p
	for _, list := range []*[]float64{&c.texts, &c.tips, &c.last, &c.heads} {
		*list = slices.Clone(*list)
	}
	return c
}

func (p *placer) restore(saved placer) { *p = saved }
