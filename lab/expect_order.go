package lab

import (
	"math/bits"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// What "segments" does with its seq: patterns in packetdrill's notation, to be
// found among packets in their order.

// mismatch is which parts of a pattern a packet does not have.
func mismatch(p *segment.Pattern, e *event.Event) segment.Parts {
	var known segment.Parts
	if e.Info.Known&event.KnownSeq != 0 {
		known |= segment.PartSeq
	}
	if e.Info.Known&event.KnownAck != 0 {
		known |= segment.PartAck
	}
	return p.Mismatch(&e.Seg, e.Info.RSeq, e.Info.RAck, known, e.Raw)
}

// inOrder looks for the patterns in their order. came is the packets that they
// were found in.
func (c *segmentsCheck) inOrder(h *history, hits []moment) (ok bool, got say, came []moment) {
	if c.all {
		return c.exactly(h, hits)
	}
	at := 0
	for i := range c.seq {
		p := &c.seq[i]
		from := at
		for at < len(hits) && mismatch(p, h.event(hits[at].index)) != 0 {
			at++
		}
		if at < len(hits) {
			came = append(came, hits[at])
			at++
			continue
		}
		got = wNoFirst.with(p.String())
		if i > 0 {
			before := came[len(came)-1]
			got = wNoNext.with(p.String(), notation(h.event(before.index), false), seconds(before.at))
		}
		got, near := c.nearest(h, p, hits[from:], got)
		return false, c.theseCame(h, hits, got), append(came, near...)
	}
	return true, wInOrderGot.with(seconds(came[len(came)-1].at)), came
}

// exactly compares one with one.
func (c *segmentsCheck) exactly(h *history, hits []moment) (ok bool, got say, came []moment) {
	for i := range c.seq {
		if i == len(hits) {
			break
		}
		e, p := h.event(hits[i].index), &c.seq[i]
		if m := mismatch(p, e); m != 0 {
			got = wOther.with(i+1, notation(e, p.Has&segment.PartWindow != 0), seconds(hits[i].at), p.String(), partWords(m))
			return false, c.theseCame(h, hits, got), hits[:i+1]
		}
	}
	switch {
	case len(hits) < len(c.seq) && len(hits) == 0:
		return false, wNoneThere, nil
	case len(hits) < len(c.seq):
		return false, wTooFew.with(len(hits), c.notations(h, hits)), hits
	case len(hits) > len(c.seq):
		extra := hits[len(c.seq)]
		return false, wTooMany.with(len(hits), notation(h.event(extra.index), false), seconds(extra.at)), hits[:len(c.seq)+1]
	}
	return true, wInOrderGot.with(seconds(hits[len(hits)-1].at)), hits
}

// nearest adds the packet that differs least from what was wanted, and in what.
func (c *segmentsCheck) nearest(h *history, p *segment.Pattern, hits []moment, got say) (say, []moment) {
	best, least, parts := moment{index: -1}, bits.OnesCount8(uint8(p.Has)), segment.Parts(0)
	for _, m := range hits {
		e := h.event(m.index)
		if d := mismatch(p, e); bits.OnesCount8(uint8(d)) < least {
			best, least, parts = m, bits.OnesCount8(uint8(d)), d
		}
	}
	if best.index < 0 {
		return got, nil
	}
	text := notation(h.event(best.index), p.Has&segment.PartWindow != 0)
	return wInstead.with(got, text, seconds(best.at), partWords(parts)), []moment{best}
}

// maxListed bounds how many packets a sentence lists.
const maxListed = 8

func (c *segmentsCheck) theseCame(h *history, hits []moment, got say) say {
	if len(hits) == 0 {
		return wNothing.with(got)
	}
	return wTheseCame.with(got, c.notations(h, hits))
}

func (c *segmentsCheck) notations(h *history, hits []moment) string {
	text := ""
	for i, m := range hits {
		if i > 0 {
			text += "; "
		}
		if i == maxListed {
			return text + "..."
		}
		text += notation(h.event(m.index), false)
	}
	return text
}

// partWords names the parts of a segment that differ.
func partWords(m segment.Parts) say {
	var items []say
	for _, p := range []struct {
		part segment.Parts
		name say
	}{
		{segment.PartFlags, wFlags}, {segment.PartSeq, wSeq}, {segment.PartLen, wLength}, {segment.PartAck, wAck},
		{segment.PartWindow, wWindow}, {segment.PartUrgent, wUrgent}, {segment.PartOptions, wOptions},
	} {
		if m&p.part != 0 {
			items = append(items, p.name)
		}
	}
	if len(items) == 1 {
		return wDiffers.with(items[0])
	}
	return wDiffer.with(listed(items, wAnd))
}
