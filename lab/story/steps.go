package story

import "netlab/hooks/event"

// A Step is what one line of a picture is about, where a picture has lines.
type Step struct {
	What What
	Rung *Rung
	End  bool // Moment: the rung's end (a call's return)
}

// What is how much of a rung a step is.
type What uint8

const (
	Moment What = iota + 1 // something at one host
	Arrow                  // a packet from its sender to its fate in one line
	Depart                 // a packet leaves, and other things happen in between before it arrives
	Arrive                 // and there it arrives
)

// Steps are the lines of a story that is complete, as a Stepper finds them.
func (s *Story) Steps() []Step {
	var all []Step
	o := NewStepper(func(st Step) { all = append(all, st) })
	for _, p := range s.Order {
		o.Put(p)
	}
	o.Close()
	return all
}

// A Stepper finds the lines of a picture. Each host's column is drawn from top to
// bottom in the order in which things happened there, and a packet takes one
// line, from the one column to the other, if no column's order forbids it. Where
// that is not possible (two packets cross, one overtakes the other) a packet is
// split: it leaves in one line and arrives in a later one. The fewest possible
// are split, and those that the desk held back.
//
// Points come one by one, as they happened, so that a running lab can be drawn.
type Stepper struct {
	queues [][]Point // by HostID; the front is what comes next there
	split  map[*Rung]bool
	left   map[*Rung]bool // split, and its departure is drawn
	emit   func(Step)
	over   bool // no more points come: what is on its way stays so
}

// NewStepper makes a stepper that gives each line to emit as soon as it is
// certain.
func NewStepper(emit func(Step)) *Stepper {
	return &Stepper{split: map[*Rung]bool{}, left: map[*Rung]bool{}, emit: emit}
}

// Put takes the next point of a story's Order.
func (o *Stepper) Put(p Point) {
	h := int(p.Host())
	for h >= len(o.queues) {
		o.queues = append(o.queues, nil)
	}
	o.queues[h] = append(o.queues[h], p)
	o.advance()
}

// Close gives what still waits.
func (o *Stepper) Close() {
	o.over = true
	o.advance()
}

// advance emits all that can be drawn.
func (o *Stepper) advance() {
	for o.one() || o.cut() {
	}
}

// one emits the earliest front that is ready.
func (o *Stepper) one() bool {
	best := -1
	for h, q := range o.queues {
		if len(q) > 0 && (best < 0 || q[0].N() < o.queues[best][0].N()) && o.ready(q[0]) {
			best = h
		}
	}
	if best < 0 {
		return false
	}
	p := o.queues[best][0]
	o.queues[best] = o.queues[best][1:]
	r := p.Rung
	switch {
	case r.Kind != Packet:
		o.emit(Step{Moment, r, p.End})
	case p.End && o.left[r]:
		delete(o.left, r)
		o.emit(Step{Arrive, r, true})
	case p.End:
		o.emit(Step{Arrow, r, false}) // a packet to its own host: its departure was taken before
	case o.splits(r):
		o.left[r] = true
		o.emit(Step{Depart, r, false})
	case r.Fate == Delivered:
		peer := int(r.Peer)
		if peer == best {
			return true
		}
		o.queues[peer] = o.queues[peer][1:]
		o.emit(Step{Arrow, r, false})
	default:
		o.emit(Step{Arrow, r, false})
	}
	return true
}

// ready says whether a front can be drawn now.
func (o *Stepper) ready(p Point) bool {
	r := p.Rung
	switch {
	case r.Kind != Packet:
		return true
	case p.End:
		return o.left[r] || r.Host == r.Peer
	case o.splits(r):
		return true
	case r.Fate == Delivered:
		if r.Host == r.Peer {
			return true
		}
		if o.awaited(r) {
			return false
		}
		q := o.queueOf(r.Peer)
		return len(q) > 0 && q[0].Rung == r && q[0].End
	}
	return r.Fate != OnTheWay || o.over
}

// awaited says whether nobody knows yet how a packet's line ends that a router was
// given.
func (o *Stepper) awaited(r *Rung) bool { return r.Passage == Awaited && !o.over }

// splits says whether a packet's departure and arrival are drawn apart.
func (o *Stepper) splits(r *Rung) bool {
	return r.Fate == Delivered && (o.split[r] || r.Held() && r.End > r.At)
}

// cut finds columns that wait for each other, and splits the earliest packet that
// leaves there. It returns false if there are none.
func (o *Stepper) cut() bool {
	for start := range o.queues {
		seen := map[int]bool{}
		for h := start; h >= 0; h = o.waitsFor(h) {
			if !seen[h] {
				seen[h] = true
				continue
			}
			// h is on a circle: once more around it.
			var first *Rung
			for k, again := h, false; !again || k != h; k, again = o.waitsFor(k), true {
				if p := o.queues[k][0]; !p.End && (first == nil || p.Rung.N < first.N) {
					first = p.Rung
				}
			}
			if first == nil {
				return false
			}
			if !o.advanced(first) {
				o.split[first] = true
			}
			return true
		}
	}
	return false
}

// advanced draws an arrival before what its host sent at the same instant, if
// nothing else stands between: in a burst each segment is acknowledged before the
// next is handled, though all came at once, and a crossing for each would say
// nothing. It returns false where there is more to it.
func (o *Stepper) advanced(r *Rung) bool {
	q := o.queueOf(r.Peer)
	for i, p := range q {
		if p.Rung == r && p.End {
			if len(r.Arrived) > 0 {
				return false
			}
			copy(q[1:i+1], q[:i])
			q[0] = p
			return true
		}
		if p.At() != r.End || p.End || p.Rung.Kind != Packet || len(p.Rung.States) > 0 {
			return false
		}
	}
	return false
}

// waitsFor is the column that must be drawn further before host h's front can
// be; -1 if there is none.
func (o *Stepper) waitsFor(h int) int {
	if len(o.queues[h]) == 0 {
		return -1
	}
	p := o.queues[h][0]
	r := p.Rung
	if o.ready(p) || r.Kind != Packet || o.awaited(r) {
		return -1
	}
	if p.End {
		return int(r.Host)
	}
	for _, q := range o.queueOf(r.Peer) {
		if q.Rung == r && q.End {
			return int(r.Peer)
		}
	}
	return -1 // it is still on its way: who knows
}

func (o *Stepper) queueOf(h event.HostID) []Point {
	if int(h) < len(o.queues) {
		return o.queues[h]
	}
	return nil
}
