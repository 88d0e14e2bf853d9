package story

import (
	"cmp"
	"slices"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A Loss is a packet that did not arrive, and what made up for it.
type Loss struct {
	*Rung
	Repair *Repair // nil: no single packet did
	Before bool    // what it carried was sent before too, and that arrived
	Acked  bool    // its peer acknowledged what it carried: it has come, by whatever way
}

// A Repair is what brought to the peer what was lost.
type Repair struct {
	*Rung       // the packet that arrived instead
	Said  bool  // it was sent for other reasons, and says what the lost acknowledgement said
	Timer *Rung // the timer that began it; nil: it was no timer
	Asked *Rung // the packet whose arrival made the sender repeat; nil: nobody asked
}

// Losses lists the packets that did not arrive, as they were sent: those that
// the desk dropped or rejected, those lost on a link, and those that a router did
// not pass on.
func (s *Story) Losses() []Loss {
	var all []Loss
	for _, r := range s.Rungs {
		if r.IsLost() {
			all = append(all, Loss{Rung: r})
		}
	}
	if len(all) == 0 {
		return nil
	}
	s.repairs(all)
	before, acks := ledgers{}, s.acks()
	next := 0
	for i := range all {
		l := &all[i]
		for ; next < l.Index; next++ {
			if q := s.Rungs[next]; s.brings(q) && s.reached(q) {
				before.of(q).add(&q.Seg)
			}
		}
		l.Before = before.of(l.Rung).has(&l.Seg)
		l.Acked = s.acked(l.Rung, acks)
	}
	return all
}

// repairs finds for each loss the first packet that arrived over the same wire
// and carries what the lost one carried.
func (s *Story) repairs(all []Loss) {
	open := map[lane]*wanting{}
	next := 0
	for i := all[0].Index; i < len(s.Rungs); i++ {
		r := s.Rungs[i]
		if next < len(all) && all[next].Rung == r {
			if r.Seg.Proto == segment.TCP && r.Stream != 0 && !r.Seg.Has(segment.RST) {
				k := laneOf(r)
				if open[k] == nil {
					open[k] = &wanting{}
				}
				open[k].add(&all[next])
			}
			next++
			continue
		}
		// A RST ends the connection and says nothing to it: what its header
		// acknowledges is not taken over (RFC 9293, 3.10.7.4).
		if !s.brings(r) || r.Fate != Delivered || r.Seg.Has(segment.RST) {
			continue
		}
		w := open[laneOf(r)]
		if w == nil {
			continue
		}
		for _, l := range w.take(&r.Seg) {
			rep := &Repair{Rung: r, Said: l.Seg.Len() == 0 && r.Again() == 0}
			rep.Timer, rep.Asked = r.Trigger()
			l.Repair = rep
		}
	}
}

// brings says whether a packet is one that may bring what another was to bring.
// One that is damaged brings nothing, and one that was corrupted nothing for
// certain.
func (s *Story) brings(r *Rung) bool {
	return r.Kind == Packet && r.Seg.Proto == segment.TCP && r.Stream != 0 && r.Journey.Made != event.Corrupt && !r.Bad && r.Passage != Discarded
}

// origin is an initial sequence number of one end of a conversation.
type origin struct {
	stream uint32
	side   int
	iss    uint32
}

// acks gathers how far each end's own stack acknowledged the other, by the other
// end's initial number.
func (s *Story) acks() map[origin]uint32 {
	all := map[origin]uint32{}
	for _, r := range s.Rungs {
		if r.Kind != Packet || r.Journey.Made != event.NoAction || !r.Seg.Has(segment.ACK) || r.Info.Known&event.KnownAck == 0 {
			continue
		}
		if t, _ := s.Stream(r.Stream); t != nil {
			k := origin{r.Stream, 1 - t.Side(r), r.Seg.Ack - r.Info.RAck}
			if ack, ok := all[k]; !ok || segment.Less(ack, r.Seg.Ack) {
				all[k] = r.Seg.Ack
			}
		}
	}
	return all
}

// acked says whether the peer's own stack acknowledged the sequence space of a
// packet that was lost.
func (s *Story) acked(lost *Rung, acks map[origin]uint32) bool {
	t, _ := s.Stream(lost.Stream)
	if t == nil || lost.Seg.Proto != segment.TCP || lost.Seg.Len() == 0 || lost.Info.Known&event.KnownSeq == 0 {
		return false
	}
	ack, ok := acks[origin{lost.Stream, t.Side(lost), lost.Seg.Seq - lost.Info.RSeq}]
	return ok && segment.LessEq(lost.Seg.Next(), ack)
}

// Trigger says what made a stack write a packet: its own timer, or a packet that
// it was given (and then the timer, if any, that made its peer write that one).
func (r *Rung) Trigger() (timer, asked *Rung) {
	a := r.Author()
	if a.Timer != nil {
		return a.Timer, nil
	}
	c := a.Cause
	if c == nil {
		return nil, nil
	}
	switch c.Kind {
	case Timer:
		return c, nil
	case Packet:
		return c.Author().Timer, c
	}
	return nil, nil
}

// decides notes that a rule did something.
func (s *Story) decides(rule event.RuleID) {
	if rule == 0 {
		return
	}
	for int(rule) >= len(s.acted) {
		s.acted = append(s.acted, false)
	}
	s.acted[rule] = true
}

// Idle lists the rules of the run that decided nothing so far.
func (s *Story) Idle() []event.RuleID {
	var idle []event.RuleID
	for id := event.RuleID(1); s.Run != nil && int(id) <= len(s.Run.Rules); id++ {
		if int(id) >= len(s.acted) || !s.acted[id] {
			idle = append(idle, id)
		}
	}
	return idle
}

// Made lists the packets that the desk made, in order: rewritten, corrupted,
// doubled, injected ones, and its answers where it rejected.
func (s *Story) Made() []*Rung {
	var all []*Rung
	for _, r := range s.Rungs {
		if r.Kind == Packet && r.Journey.Made != event.NoAction {
			all = append(all, r)
		}
	}
	return all
}

// Sent counts the packets that there were: those that stacks wrote, and those
// that the desk added. One that a router passed on, or that the desk changed, is
// the same packet still.
func (s *Story) Sent() int {
	n := 0
	for _, r := range s.Rungs {
		if r.Kind != Packet {
			continue
		}
		switch r.Journey.Made {
		case event.NoAction:
			if r.Origin == nil {
				n++
			}
		case event.Duplicate, event.Inject, event.Reject:
			n++
		}
	}
	return n
}

// Needless lists what stacks sent again although it had arrived by then.
func (s *Story) Needless() []*Rung {
	var came []*Rung
	for _, r := range s.Rungs {
		if s.brings(r) && r.Seg.Len() > 0 && s.reached(r) {
			came = append(came, r)
		}
	}
	slices.SortStableFunc(came, func(a, b *Rung) int { return cmp.Compare(a.End, b.End) })
	var all []*Rung
	got := ledgers{}
	for _, r := range s.Rungs {
		// What arrives at the time at which it was sent comes in the order of sending.
		for len(came) > 0 && came[0].End <= r.At && came[0].Index < r.Index {
			got.of(came[0]).add(&came[0].Seg)
			came = came[1:]
		}
		if s.brings(r) && r.Again() > 0 && r.Origin == nil && r.Journey.Made == event.NoAction && r.Seg.Len() > 0 && got.of(r).has(&r.Seg) {
			all = append(all, r)
		}
	}
	return all
}

// Damaged lists the packets that arrived, and that their receivers threw away
// because they were damaged.
func (s *Story) Damaged() []*Rung {
	var all []*Rung
	for _, r := range s.Rungs {
		if r.Kind == Packet && r.Bad && s.reached(r) {
			all = append(all, r)
		}
	}
	return all
}

// reached says whether a packet came as far as it was meant to, past all routers.
func (s *Story) reached(r *Rung) bool {
	if r.Fate != Delivered {
		return false
	}
	for _, c := range r.Copies {
		if c.Journey.Made == event.NoAction {
			return s.reached(c)
		}
	}
	return r.Passage == NoPassage
}
