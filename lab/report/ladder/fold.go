package ladder

import (
	"time"

	"netlab/hooks/segment"
	"netlab/lab/story"
)

// fold shortens the stretches in which nothing happens but that data and
// acknowledgements go to and fro: their first lines and their last stay.
type fold struct {
	all  bool
	head int    // lines of this stretch that were drawn
	gone []line // those that are folded, while they are few enough to be drawn after all
	bulk bulk   // what is folded, in numbers
	tail []line // the last ones
}

// Of such a stretch these lines stay.
const (
	FoldHead = story.StretchHead
	FoldTail = story.StretchTail
	FoldMin  = story.StretchMin
)

// add takes the next line. A moment waits for the next: if that is another
// host's at the same time, the two share a line.
func (d *Drawer) add(l line) {
	if h := d.held; h != nil {
		if l.moment && l.column != h.column && l.at == h.at && len(d.grid.x) > 1 && h.overlay(l.canvas) {
			h.dull = h.dull && l.dull
			h.under = append(h.under, l.under...)
			d.settle()
			return
		}
		d.settle()
	}
	if l.moment {
		d.held = &l
		return
	}
	d.lay(l)
}

// settle lets the waiting line go.
func (d *Drawer) settle() {
	if h := d.held; h != nil {
		d.held = nil
		d.lay(*h)
	}
}

// pause is how much time goes by unseen until the picture shows it.
const pause = 500 * time.Millisecond

// lay draws a line, or keeps it for folding. Where nothing happened for long, the
// lifelines are broken, so that a second does not look like a millisecond.
func (d *Drawer) lay(l line) {
	if l.at-d.now >= pause && d.drawn {
		d.unfold()
		d.print(d.hanging(d.lifelines(d.glyph.broken)))
	}
	d.now, d.drawn = max(d.now, l.at), true
	f := &d.fold
	if f.all || !l.dull {
		d.unfold()
		d.printLine(&l)
		return
	}
	if f.head < FoldHead {
		f.head++
		d.printLine(&l)
		return
	}
	f.tail = append(f.tail, l)
	if len(f.tail) <= FoldTail {
		return
	}
	first := f.tail[0]
	f.tail = append(f.tail[:0], f.tail[1:]...)
	f.bulk.count(d.s, first.rung)
	if len(f.gone) < FoldMin {
		f.gone = append(f.gone, first)
	}
}

// printLine prints a line with what is said under it.
func (d *Drawer) printLine(l *line) {
	d.print(l.canvas)
	for _, c := range l.under {
		d.print(c)
	}
}

// unfold ends a dull stretch.
func (d *Drawer) unfold() {
	f := &d.fold
	if len(f.gone) < FoldMin {
		for _, l := range f.gone {
			d.printLine(&l)
		}
	} else {
		d.folded(&f.bulk)
	}
	for _, l := range f.tail {
		d.printLine(&l)
	}
	f.head, f.gone, f.tail, f.bulk = 0, f.gone[:0], f.tail[:0], bulk{}
}

// bulk counts what is folded.
type bulk struct {
	segments, octets, others int
	ends, acks               map[way]uint32
}

// way is a direction of a conversation.
type way struct {
	stream uint32
	side   int
}

func (b *bulk) count(s *story.Story, r *story.Rung) {
	if r == nil || r.Kind != story.Packet {
		return
	}
	t, _ := s.Stream(r.Stream)
	if t == nil {
		return
	}
	n := r.Seg.PayloadLen()
	if r.Author() == r { // a router's forward is the same segment once more
		if n > 0 {
			b.segments++
			b.octets += n
		} else {
			b.others++
		}
	}
	if b.ends == nil {
		b.ends, b.acks = map[way]uint32{}, map[way]uint32{}
	}
	side := t.Side(r)
	if n > 0 {
		b.ends[way{r.Stream, side}] = r.Seg.Next()
	}
	b.acks[way{r.Stream, 1 - side}] = r.Seg.Ack
}

// acked says whether all data that is folded was acknowledged there or in the
// lines that follow.
func (b *bulk) acked(s *story.Story, tail []line) bool {
	for _, l := range tail {
		if r := l.rung; r != nil && r.Kind == story.Packet {
			if t, _ := s.Stream(r.Stream); t != nil && b.acks != nil {
				b.acks[way{r.Stream, 1 - t.Side(r)}] = r.Seg.Ack
			}
		}
	}
	for w, end := range b.ends {
		if ack, ok := b.acks[w]; !ok || !segment.LessEq(end, ack) {
			return false
		}
	}
	return b.segments > 0
}

// folded draws the line that stands for many.
func (d *Drawer) folded(b *bulk) {
	text := d.n("ladder.acks", b.others)
	if b.segments > 0 {
		data := d.n("ladder.data", b.segments) + d.t("ladder.comma") + d.n("ladder.octets", b.octets)
		if b.acked(d.s, d.fold.tail) {
			text = data + d.t("ladder.acked")
		} else {
			text = data + d.t("sum.semicolon") + text
		}
	}
	more, x, c := d.glyph.more, d.grid.x, d.lifelines(d.glyph.life)
	text = clip(more+" "+text+" "+more, d.grid.width-2, more)
	mid := (x[0] + x[len(x)-1]) / 2
	c.put(max(0, min(mid-width(text)/2, d.grid.width-width(text))), text, dim)
	d.print(c)
}
