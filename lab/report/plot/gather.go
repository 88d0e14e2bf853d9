package plot

import (
	"iter"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// An end is one side of a conversation, with all that a plot wants of it.
type end struct {
	host    event.HostID
	conn    event.ConnID
	stream  uint32
	octets  int // of data that it sent, each segment counted as often as it was sent
	mss     int // its largest segment's
	samples []sample
	sent    []sent
	acks    []ack
	from    time.Duration
	to      time.Duration
}

// sample is what the variables were from a moment on.
type sample struct {
	at  time.Duration
	tcb event.TCB
}

// sent is a segment that takes room in the sequence space.
type sent struct {
	at    time.Duration
	seq   uint32 // of its last octet, relative to the initial number
	lost  bool
	again bool

	packet *story.Rung
}

// ack is an acknowledgement that reached the end.
type ack struct {
	at  time.Duration
	ack uint32
}

// gather finds, for each conversation over TCP, the end that sent more. Those of
// which nothing is known are left out.
func gather(s *story.Story, events iter.Seq[*event.Event]) (ends []end) {
	byStream := map[uint32][2]*end{}
	byConn := map[event.ConnID]*end{}
	for _, t := range s.Streams {
		var both [2]*end
		for i := range t.Ends {
			both[i] = &end{host: t.Ends[i].Host, conn: t.Ends[i].Conn, stream: t.ID, from: -1}
			if t.Ends[i].Conn != 0 {
				byConn[t.Ends[i].Conn] = both[i]
			}
		}
		byStream[t.ID] = both
	}
	for _, r := range s.Rungs {
		if r.Kind == story.Packet && r.Seg.Proto == segment.TCP && r.Stream != 0 {
			if t, _ := s.Stream(r.Stream); t != nil {
				both := byStream[r.Stream]
				both[t.Side(r)].sends(r)
				both[1-t.Side(r)].hears(r)
			}
		}
	}
	for ev := range events {
		if ev.More == nil || ev.More.TCB == nil {
			continue
		}
		if e := byConn[ev.Conn]; e != nil {
			e.sample(ev.At, ev.More.TCB)
		}
	}
	for _, t := range s.Streams {
		both := byStream[t.ID]
		e := both[0]
		if both[1].octets > e.octets || len(e.samples) == 0 && e.octets == 0 {
			e = both[1]
		}
		if e.octets > 0 || len(e.samples) > 0 {
			e.bounds()
			ends = append(ends, *e)
		}
	}
	return ends
}

// sends takes down a segment of this end's, and what became of it wherever on its
// way.
func (e *end) sends(r *story.Rung) {
	if r.Seg.Len() == 0 {
		return
	}
	if r.Author() != r {
		for i := len(e.sent) - 1; i >= 0 && r.IsLost(); i-- { // the copy that a router or the desk made of it
			if e.sent[i].packet == r.Author() {
				e.sent[i].lost = true
			}
		}
		return
	}
	e.octets += r.Seg.PayloadLen()
	e.mss = max(e.mss, r.Seg.PayloadLen())
	if r.Info.Known&event.KnownSeq == 0 {
		return
	}
	e.sent = append(e.sent, sent{at: r.At, seq: r.Info.RSeq + uint32(r.Seg.Len()), lost: r.IsLost(), again: r.Again() > 0, packet: r})
}

// hears takes down an acknowledgement that reached this end.
func (e *end) hears(r *story.Rung) {
	if r.Peer == e.host && r.Fate == story.Delivered && r.Seg.Has(segment.ACK) && r.Info.Known&event.KnownAck != 0 {
		e.acks = append(e.acks, ack{r.End, r.Info.RAck})
	}
}

func (e *end) sample(at time.Duration, t *event.TCB) {
	if n := len(e.samples); n > 0 && e.samples[n-1].tcb == *t {
		return
	}
	e.samples = append(e.samples, sample{at, *t})
}

// bounds finds from when to when there is something to see: from the first segment
// to the last acknowledgement of something new. A connection may stand for hours
// after that.
func (e *end) bounds() {
	see := func(at time.Duration) {
		if e.from < 0 {
			e.from = at
		}
		e.from, e.to = min(e.from, at), max(e.to, at)
	}
	for _, s := range e.sent {
		see(s.at)
	}
	known := uint32(0)
	for _, a := range e.acks {
		if a.ack > known {
			see(a.at)
			known = a.ack
		}
	}
	if e.from < 0 { // the record does not tell of its segments' numbers
		for _, s := range e.samples {
			see(s.at)
		}
	}
}
