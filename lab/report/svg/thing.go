package svg

import (
	"netlab/hooks/event"
	"netlab/lab/story"
)

// A shape is what a rung looks like.
type shape uint8

const (
	nothing shape = iota // it has a place, and nothing is drawn there
	arrow                // a packet, from one column to another
	beside               // texts beside a lifeline
	band                 // a remark across the picture
)

// A thing is a rung as it is drawn: everything but its height.
type thing struct {
	shape   shape
	column  [2]int    // where its beginning and its end are; -1: in none
	text    [2][]said // beside the lifeline there: what happened, and states
	head    [2]int    // how many of these are no states
	deeds   []said    // of an arrow: what the desk did; of a band: its lines
	from    float64   // of an arrow, across
	to      float64
	desk    float64 // where the desk stands, in the middle of the wire
	mid     float64 // where the packet waits there: beside others that wait
	stop    stop
	wait    bool        // the desk holds it: it goes down at the desk for a while
	crossed bool        // another arrow crosses it on its way the other way
	mate    *story.Rung // of an arrow that ends early: one that left with it and arrives; nil: none
	folded  int         // 1 + index in folds; 0: it is not
}

// A stop is how an arrow ends.
type stop uint8

const (
	arrives stop = iota
	replaced
	lost
	unfinished
)

// desk says whether an arrow begins at the desk.
func desk(r *story.Rung) bool { return r.Journey.Made != event.NoAction }

// shapes finds out what every rung looks like. The columns have no places yet.
func (d *drawing) shapes() {
	d.things = make([]thing, len(d.s.Rungs))
	ordered := make([]bool, len(d.s.Rungs))
	for _, p := range d.s.Order {
		ordered[p.Rung.Index] = true
	}
	for i, r := range d.s.Rungs {
		t := &d.things[i]
		if !ordered[i] {
			t.column = [2]int{-1, -1} // a timer that is told with its packet
			continue
		}
		t.column = [2]int{d.col(r.Host), d.col(r.Host)}
		t.text[0] = d.states(nil, r.States)
		t.text[1] = d.states(nil, r.Arrived)
		if r.Kind == story.Packet {
			d.shapeOf(r, t)
			continue
		}
		for end := range t.text {
			if end == 1 && r.EndN == 0 {
				continue
			}
			text := d.both(func(s *sayer) string { return s.moment(r, end == 1) })
			if text.empty() {
				continue
			}
			if r.Kind == story.Note && (t.column[0] < 0 || d.measure(text, small) > sideRoom) {
				t.shape, t.deeds = band, []said{text}
				break
			}
			t.head[end] = 1
			t.text[end] = append([]said{text}, t.text[end]...)
		}
		if t.shape == nothing && t.column[0] >= 0 && len(t.text[0])+len(t.text[1]) > 0 {
			t.shape = beside
		}
	}
}

// shapeOf finds out what a packet looks like.
func (d *drawing) shapeOf(r *story.Rung, t *thing) {
	t.column[1] = d.col(r.Peer)
	if t.column[0] < 0 || t.column[1] < 0 {
		return
	}
	t.shape = arrow
	if r.Timer != nil {
		text := d.both(func(s *sayer) string { return s.Tag(r.Timer.Stream) + s.Timer(r.Timer) })
		t.head[0] = 1
		t.text[0] = append([]said{text}, t.text[0]...)
	}
	switch {
	case r.Fate == story.Replaced:
		t.stop = replaced
	case r.IsLost() && r.Passage != story.Discarded:
		t.stop = lost
	case r.Fate == story.OnTheWay:
		t.stop = unfinished
	}
	if t.stop == lost || t.stop == unfinished {
		t.mate = d.mateOf(r)
	}
	t.deeds = d.deeds(r, t.mate == nil)
	t.wait = t.stop == arrives && r.End > r.At && (r.Held() || desk(r) && r.End-r.At > 2*d.flight())
}

// mateOf finds a packet that left at the same moment for the same host, and arrives:
// the two lean alike.
func (d *drawing) mateOf(r *story.Rung) *story.Rung {
	all := d.s.Rungs
	like := func(q *story.Rung) bool {
		return q.Kind == story.Packet && q.Peer == r.Peer && q.Host == r.Host && q.Fate == story.Delivered && !q.Held() && !desk(q)
	}
	for i := r.Index - 1; i >= 0 && all[i].At == r.At; i-- {
		if like(all[i]) {
			return all[i]
		}
	}
	for i := r.Index + 1; i < len(all) && all[i].At == r.At; i++ {
		if like(all[i]) {
			return all[i]
		}
	}
	return nil
}

// states adds states to the texts beside a lifeline.
func (d *drawing) states(text []said, all []story.State) []said {
	for _, st := range all {
		if t := d.sayers[0].State(st); t != "" {
			text = append(text, same(t))
		}
	}
	return text
}

// col is a host's column; -1: it has none.
func (d *drawing) col(h event.HostID) int {
	if int(h) < len(d.at) {
		return d.at[h]
	}
	return -1
}

// side is at which end of its rung a point is: 0 at its beginning.
func side(p story.Point) int {
	if p.End {
		return 1
	}
	return 0
}

// key numbers all beginnings and ends.
func key(p story.Point) int { return 2*p.Rung.Index + side(p) }

// drawn says whether there is something to see at a point.
func (d *drawing) drawn(p story.Point) bool {
	t := &d.things[p.Rung.Index]
	switch t.shape {
	case arrow:
		return true
	case band:
		return !p.End
	}
	return len(t.text[side(p)]) > 0
}
