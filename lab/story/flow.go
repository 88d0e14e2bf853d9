package story

import (
	"iter"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A Flow is what one end of a TCP conversation sent, what of it was acknowledged, and
// how its variables went: all that a graph over time wants. Sequence numbers are
// relative to the end's initial number.
type Flow struct {
	Stream *Stream
	Side   int // index in Stream.Ends
	Host   event.HostID
	Conn   event.ConnID // 0: not told

	Segments, Octets int // of data, each counted as often as it was sent
	MSS              int // the largest segment's octets
	Sent             []Sent
	Acks             []Acked
	Samples          []Sample

	// From when to when there is something to see: from the first segment to the last
	// acknowledgement of something new. A connection may stand for hours after that.
	From, To time.Duration

	known bool   // From is
	acked uint32 // as far as was acknowledged
}

// Sent is a segment that takes room in the sequence space.
type Sent struct {
	At       time.Duration
	Seq, End uint32 // of its first octet, and behind its last
	Lost     bool   // wherever on its way
	Again    bool
	Packet   *Rung
}

// Acked is an acknowledgement that reached the end.
type Acked struct {
	At     time.Duration
	Ack    uint32
	Edge   uint32 // what may be sent before it: the acknowledgement and the window
	Edged  bool   // Edge is known: the window's scale is
	Packet *Rung
}

// Sample is what the stack told of the variables at a moment.
type Sample struct {
	At  time.Duration
	TCB event.TCB
}

// Flows gathers for each conversation over TCP what its two ends sent: Flows[2*i] is
// that of Streams[i].Ends[0] among the conversations over TCP. The story is that of
// the events, of which the variables are taken.
func (s *Story) Flows(events iter.Seq[*event.Event]) []Flow {
	var all []Flow
	place := map[uint32]int{}
	conn := map[event.ConnID]int{}
	for _, t := range s.Streams {
		if t.ID&UDP != 0 {
			continue
		}
		place[t.ID] = len(all)
		for i, e := range t.Ends {
			if e.Conn != 0 {
				conn[e.Conn] = len(all)
			}
			all = append(all, Flow{Stream: t, Side: i, Host: e.Host, Conn: e.Conn})
		}
	}
	scales := make([]scale, len(all))
	for _, r := range s.Rungs {
		if r.Kind != Packet || r.Seg.Proto != segment.TCP {
			continue
		}
		if i, ok := place[r.Stream]; ok {
			side := all[i].Stream.Side(r)
			scales[i+side].learn(r)
			all[i+side].sends(r)
			all[i+1-side].hears(r, &scales[i+side], &scales[i+1-side])
		}
	}
	for e := range events {
		if e.More == nil || e.More.TCB == nil {
			continue
		}
		if i, ok := conn[e.Conn]; ok {
			all[i].sample(e.At, e.More.TCB)
		}
	}
	for i := range all {
		all[i].bounds()
	}
	return all
}

// scale is what an end's SYN said of its windows, RFC 7323 (2.2).
type scale struct {
	seen, offered bool
	shift         uint8
}

func (c *scale) learn(r *Rung) {
	if !r.Seg.Has(segment.SYN) || r.Journey.Made == event.Inject {
		return
	}
	o, _ := r.Seg.Options(r.Head)
	c.seen, c.offered = true, o.Has&segment.HasWScale != 0
	c.shift = min(o.WScale, 14) // RFC 7323 (2.3)
}

// sends takes down a segment of this end's, and what became of it wherever on its
// way.
func (f *Flow) sends(r *Rung) {
	if r.Seg.Len() == 0 {
		return
	}
	if r.Author() != r {
		for i := len(f.Sent) - 1; i >= 0 && r.IsLost(); i-- { // the copy that a router or the desk made of it
			if f.Sent[i].Packet == r.Author() {
				f.Sent[i].Lost = true
			}
		}
		return
	}
	if n := r.Seg.PayloadLen(); n > 0 {
		f.Segments++
		f.Octets += n
		f.MSS = max(f.MSS, n)
	}
	if r.Info.Known&event.KnownSeq == 0 {
		return
	}
	f.Sent = append(f.Sent, Sent{At: r.At, Seq: r.Info.RSeq, End: r.Info.RSeq + r.Seg.Len(), Lost: r.IsLost(), Again: r.Again() > 0, Packet: r})
}

// hears takes down an acknowledgement that reached this end.
func (f *Flow) hears(r *Rung, theirs, ours *scale) {
	if r.Peer != f.Host || r.Fate != Delivered || !r.Seg.Has(segment.ACK) || r.Info.Known&event.KnownAck == 0 {
		return
	}
	a := Acked{At: r.End, Ack: r.Info.RAck, Packet: r}
	if theirs.seen && ours.seen {
		window := uint32(r.Seg.Window)
		if theirs.offered && ours.offered && !r.Seg.Has(segment.SYN) {
			window <<= theirs.shift
		}
		a.Edge, a.Edged = a.Ack+window, true
	}
	f.Acks = append(f.Acks, a)
}

func (f *Flow) sample(at time.Duration, t *event.TCB) {
	if n := len(f.Samples); n > 0 && f.Samples[n-1].TCB == *t {
		return
	}
	f.Samples = append(f.Samples, Sample{at, *t})
}

func (f *Flow) bounds() {
	for _, s := range f.Sent {
		f.see(s.At)
	}
	for _, a := range f.Acks {
		if a.Ack > f.acked {
			f.see(a.At)
			f.acked = a.Ack
		}
	}
	if !f.known { // the record does not tell of its segments' numbers
		for _, s := range f.Samples {
			f.see(s.At)
		}
	}
}

func (f *Flow) see(at time.Duration) {
	if !f.known {
		f.known, f.From = true, at
	}
	f.From, f.To = min(f.From, at), max(f.To, at)
}
