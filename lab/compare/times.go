package compare

import (
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// series are the times at which one thing shows again and again.
type series struct {
	what  string
	arg   string
	rungs [2][]*story.Rung
	times [2][]time.Duration
}

// gathered are series in the order of their first.
type gathered struct {
	all []*series
	by  map[string]*series
}

func (g *gathered) of(key, what, arg string) *series {
	if g.by == nil {
		g.by = map[string]*series{}
	}
	s := g.by[key+"\x00"+what+"\x00"+arg]
	if s == nil {
		s = &series{what: what, arg: arg}
		g.by[key+"\x00"+what+"\x00"+arg] = s
		g.all = append(g.all, s)
	}
	return s
}

func (s *series) add(side Side, r *story.Rung, d time.Duration) {
	s.rungs[side] = append(s.rungs[side], r)
	s.times[side] = append(s.times[side], d)
}

// differ says whether any of the times that both have are not the same, or
// whether only one has any.
func (f *finder) differ(s *series) bool {
	if (len(s.times[A]) == 0) != (len(s.times[B]) == 0) {
		return true
	}
	for i := range min(len(s.times[A]), len(s.times[B])) {
		if !f.sameTime(s.times[A][i], s.times[B][i]) {
			return true
		}
	}
	return false
}

// tell enters the series that differ.
func (f *finder) tell(g *gathered) {
	for _, s := range g.all {
		if !f.differ(s) {
			continue
		}
		var first [2]*story.Rung
		for side := range first {
			if len(s.rungs[side]) > 0 {
				first[side] = s.rungs[side][0]
			}
		}
		d := f.about(s.what, first)
		d.Arg = s.arg
		for side := range d.On {
			d.On[side].Rungs = s.rungs[side]
			d.On[side].times(s.times[side])
		}
		f.put(d)
	}
}

// lateness remarks that a machine was so late that it may have changed what
// happened.
func (f *finder) lateness() {
	for s := range f.Stories {
		if late := f.late(Side(s)); late > realNoise {
			f.Notes = append(f.Notes, Note{Key: "late", Side: Side(s), Args: []any{words.Took(late)}})
		}
	}
}

// timings compares how long after its cause each thing happened that no timer
// brought about.
func (f *finder) timings() {
	var g gathered
	for _, a := range f.Stories[A].Rungs {
		b := f.pair[A][a]
		if b == nil {
			continue
		}
		switch a.Kind {
		case story.Packet:
			if a.Timer == nil && b.Timer == nil && a.Journey.Made == event.NoAction && a.Origin == nil {
				f.gap(&g, a, b, "timing."+roleOf(a, b), "")
			}
		case story.Change:
			f.gap(&g, a, b, "timing.state", a.States[0].To.String())
		case story.Call:
			f.callGap(&g, a, b)
		}
	}
	for _, s := range g.all {
		keepDiffering(f, s)
	}
	g.all = slices.DeleteFunc(g.all, func(s *series) bool { return len(s.times[A]) == 0 })
	f.tell(&g)
}

// keepDiffering takes out of a series what is the same on both sides: of timings
// only the exceptions are told.
func keepDiffering(f *finder, s *series) {
	n := 0
	for i := range s.times[A] {
		if !f.sameTime(s.times[A][i], s.times[B][i]) {
			for side := range s.times {
				s.times[side][n], s.rungs[side][n] = s.times[side][i], s.rungs[side][i]
			}
			n++
		}
	}
	for side := range s.times {
		s.times[side], s.rungs[side] = s.times[side][:n], s.rungs[side][:n]
	}
}

// gap compares how long after its cause a rung began, if the causes are each
// other's like.
func (f *finder) gap(g *gathered, a, b *story.Rung, what, arg string) {
	ca, cb := a.Cause, b.Cause
	if ca == nil || cb == nil || f.pair[A][ca] != cb || ca.Kind == story.Timer {
		return
	}
	s := g.of(f.connKey(A, a.Conn), what, arg)
	s.add(A, a, a.At-causeAt(a, ca))
	s.add(B, b, b.At-causeAt(b, cb))
}

// causeAt is when a cause had its effect: a packet's when it arrived.
func causeAt(r, cause *story.Rung) time.Duration {
	if cause.Kind == story.Packet && cause.Fate == story.Delivered && cause.Peer == r.Host {
		return cause.End
	}
	return cause.At
}

// callGap compares how long after what came last at its host a call returned, if
// that is each other's like too: a program waits for what arrives, not for time.
func (f *finder) callGap(g *gathered, a, b *story.Rung) {
	if a.Return == nil || b.Return == nil || a.Return.Result == timedOut && b.Return.Result == timedOut {
		return
	}
	la, lb := f.before(A, a), f.before(B, b)
	if la.Rung == nil || lb.Rung == nil || la.End != lb.End || la.Rung != a && f.pair[A][la.Rung] != lb.Rung || la.Rung == a && lb.Rung != b || la.Rung.Kind == story.Timer {
		return
	}
	s := g.of(f.connKey(A, a.Conn), "timing.call", a.Call.Op)
	s.add(A, a, a.End-la.At())
	s.add(B, b, b.End-lb.At())
}

// timedOut is the result of a call that did not wait any longer.
const timedOut = "EAGAIN"

// before is what came last at a call's host before it returned.
func (f *finder) before(s Side, call *story.Rung) (last story.Point) {
	for _, p := range f.Stories[s].Order {
		if p.Rung == call && p.End {
			return last
		}
		if p.Host() == call.Host {
			last = p
		}
	}
	return last
}
