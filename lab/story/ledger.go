package story

import (
	"cmp"
	"slices"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A lane is one direction of a conversation on one wire. A SYN and a SYN-ACK are
// in lanes of their own: what they carry is more than a place in sequence space.
type lane struct {
	stream uint32
	wire   event.WireID
	host   event.HostID
	flags  segment.Flags
}

func laneOf(r *Rung) lane {
	k := lane{stream: r.Stream, wire: r.Wire, host: r.Host}
	if r.Seg.Has(segment.SYN) {
		k.flags = r.Seg.Flags & (segment.SYN | segment.ACK)
	}
	return k
}

// line makes of sequence numbers, which start over after 2^32, numbers that do
// not: each is the one nearest to the one before.
type line struct {
	begun bool
	at    int64
}

func (l *line) place(n uint32) int64 {
	if !l.begun {
		l.begun, l.at = true, int64(n)
	}
	l.at += int64(segment.Diff(uint32(l.at), n))
	return l.at
}

// span is sequence space from one number up to, and without, another.
type span struct{ from, to int64 }

// ledgers keep by lane what came. What two packets brought together has come
// too, so the spans of a ledger are apart from each other, and in order.
type ledgers map[lane]*ledger

type ledger struct {
	seq, ack line
	spans    []span
	acked    int64
	hasAck   bool
}

func (l ledgers) of(r *Rung) *ledger {
	k := laneOf(r)
	if l[k] == nil {
		l[k] = &ledger{}
	}
	return l[k]
}

// add enters what a segment brought.
func (l *ledger) add(seg *segment.Segment) {
	if seg.Has(segment.ACK) {
		ack := l.ack.place(seg.Ack)
		if !l.hasAck || ack > l.acked {
			l.hasAck, l.acked = true, ack
		}
	}
	if seg.Len() == 0 {
		return
	}
	from := l.seq.place(seg.Seq)
	s := span{from, from + int64(seg.Len())}
	i, _ := slices.BinarySearchFunc(l.spans, s.from, func(a span, from int64) int { return cmp.Compare(a.to, from) })
	j := i
	for ; j < len(l.spans) && l.spans[j].from <= s.to; j++ {
		s.from, s.to = min(s.from, l.spans[j].from), max(s.to, l.spans[j].to)
	}
	l.spans = slices.Replace(l.spans, i, j, s)
}

// has says whether all came that a segment carries: its sequence space, or,
// where it has none, its acknowledgement.
func (l *ledger) has(seg *segment.Segment) bool {
	if seg.Len() == 0 {
		return seg.Has(segment.ACK) && l.hasAck && l.ack.place(seg.Ack) <= l.acked
	}
	if len(l.spans) == 0 {
		return false
	}
	from := l.seq.place(seg.Seq)
	to := from + int64(seg.Len())
	i, _ := slices.BinarySearchFunc(l.spans, to, func(a span, to int64) int { return cmp.Compare(a.to, to) })
	return i < len(l.spans) && l.spans[i].from <= from
}

// wanting are the losses of a lane that nothing made up for so far, by where
// they begin (a pure acknowledgement: by what it acknowledges), and, of those
// that begin together, by where they end.
type wanting struct {
	seq, ack   line
	data, pure []wanted
}

type wanted struct {
	span
	losses []*Loss
}

func (w *wanting) add(l *Loss) {
	list, s := &w.data, span{}
	switch {
	case l.Seg.Len() > 0:
		s.from = w.seq.place(l.Seg.Seq)
		s.to = s.from + int64(l.Seg.Len())
	case l.Seg.Has(segment.ACK):
		list, s.from = &w.pure, w.ack.place(l.Seg.Ack)
	default:
		return
	}
	i, ok := slices.BinarySearchFunc(*list, s, compareSpans)
	if !ok {
		*list = slices.Insert(*list, i, wanted{span: s})
	}
	(*list)[i].losses = append((*list)[i].losses, l)
}

func compareSpans(a wanted, b span) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
}

// take removes the losses that a segment makes up for, and gives them.
func (w *wanting) take(seg *segment.Segment) (all []*Loss) {
	if seg.Has(segment.ACK) && len(w.pure) > 0 {
		ack, n := w.ack.place(seg.Ack), 0
		for ; n < len(w.pure) && w.pure[n].from <= ack; n++ {
			all = append(all, w.pure[n].losses...)
		}
		w.pure = w.pure[n:]
	}
	if seg.Len() == 0 || len(w.data) == 0 {
		return all
	}
	from := w.seq.place(seg.Seq)
	to := from + int64(seg.Len())
	i, _ := slices.BinarySearchFunc(w.data, span{from, from}, compareSpans)
	kept := i
	j := i
	for ; j < len(w.data) && w.data[j].from < to; j++ {
		if w.data[j].to <= to {
			all = append(all, w.data[j].losses...)
			continue
		}
		w.data[kept] = w.data[j]
		kept++
	}
	w.data = slices.Delete(w.data, kept, j)
	return all
}
