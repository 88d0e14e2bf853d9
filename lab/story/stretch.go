package story

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// Of a long stretch in which nothing happens but that data and acknowledgements
// go to and fro, a picture shows the first steps and the last.
const (
	StretchHead = 8
	StretchTail = 4
	StretchMin  = 12 // fewer steps than these in the middle are not worth leaving out
)

// A Stretch is steps that a picture may leave out, From up to and without To,
// and what went on in them.
type Stretch struct {
	From, To int
	Segments int  // with data, each counted once however many routers passed it on
	Octets   int  // of data in them
	Acks     int  // segments without data
	Acked    bool // all of the data was acknowledged, there or in the steps that follow and are shown
}

// Stretches finds what may be left out of a picture's steps.
func (s *Story) Stretches(steps []Step) []Stretch {
	var all []Stretch
	for i := 0; i < len(steps); {
		j := i
		for j < len(steps) && steps[j].dull() {
			j++
		}
		if from, to := i+StretchHead, j-StretchTail; to-from >= StretchMin {
			all = append(all, s.stretch(steps, from, to, j))
		}
		i = max(j, i+1)
	}
	return all
}

// dull says whether nothing is remarkable about a step.
func (st Step) dull() bool {
	r := st.Rung
	switch r.Kind {
	case Packet:
		return r.Dull()
	case Call:
		return len(r.States)+len(r.Arrived) == 0 && (r.Return == nil || r.Return.Result == "ok") &&
			(r.Call.Op == "send" || r.Call.Op == "recv")
	}
	return false
}

// Dull says whether nothing is remarkable about a packet: data or an
// acknowledgement for the first time, that arrived and changed no state.
func (r *Rung) Dull() bool {
	if r.Kind != Packet {
		return false
	}
	role := r.Info.Role
	return r.Seg.Proto == segment.TCP && r.Fate == Delivered && r.Passage != Discarded && (role == event.Data || role == event.Ack) && r.Again() == 0 &&
		r.Journey.Made == event.NoAction && len(r.Acts) == 0 && len(r.States) == 0 && len(r.Arrived) == 0 && r.Timer == nil && r.Seg.Window > 0
}

// way is a direction of a conversation.
type way struct {
	stream uint32
	side   int
}

// stretch counts what goes on in steps from up to to, of a row that ends at end.
func (s *Story) stretch(steps []Step, from, to, end int) Stretch {
	b := Stretch{From: from, To: to}
	ends, acks := map[way]uint32{}, map[way]uint32{}
	for i, st := range steps[from:end] {
		r := st.Rung
		if r.Kind != Packet || st.What == Arrive {
			continue
		}
		t, _ := s.Stream(r.Stream)
		if t == nil {
			continue
		}
		side := t.Side(r)
		acks[way{r.Stream, 1 - side}] = r.Seg.Ack
		n := r.Seg.PayloadLen()
		if from+i >= to {
			continue
		}
		if n > 0 {
			ends[way{r.Stream, side}] = r.Seg.Next()
		}
		switch {
		case r.Author() != r: // a router's forward is the same segment once more
		case n > 0:
			b.Segments++
			b.Octets += n
		default:
			b.Acks++
		}
	}
	b.Acked = b.Segments > 0
	for w, end := range ends {
		if ack, ok := acks[w]; !ok || !segment.LessEq(end, ack) {
			b.Acked = false
		}
	}
	return b
}
