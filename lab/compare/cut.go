package compare

import (
	"slices"
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// Two stacks may send the same octets in other segments: one counts an option
// more, waits for more to be written, or lets the FIN ride with the last octets.
// All that is then not the same about these segments, and about what acknowledges
// them, is one difference: the data are cut elsewhere. A cut tells of it for one
// direction of a conversation.
type cut struct {
	kind   string            // "size", "joined" or "fin"
	from   uint32            // where the first segment begins that has no equal
	until  uint32            // how far both have come
	fins   bool              // both have come to the FIN
	pieces [2][]*story.Rung  // the segments that have none
	again  [2][]*story.Rung  // and those that repeat in other pieces what both repeat
	is     [2]map[piece]bool // all segments
}

// A direction is what one host says in one conversation.
type direction struct{ stream, host int }

// A piece is a stretch of what a host says that was first sent in one segment.
type piece struct {
	from, to uint32 // relative sequence numbers; to is the first behind the octets
	fin      bool
}

func pieceOf(r *story.Rung) piece {
	return piece{r.Info.RSeq, r.Info.RSeq + uint32(r.Seg.PayloadLen()), r.Seg.Has(segment.FIN)}
}

// isPiece says whether a packet says something for the first time.
func isPiece(r *story.Rung) bool {
	return r.Seg.Proto == segment.TCP && r.Seg.Flags&(segment.SYN|segment.RST) == 0 && r.Info.Known&event.KnownSeq != 0 &&
		(r.Seg.PayloadLen() > 0 || r.Seg.Has(segment.FIN)) && r.Again() == 0 && !isProbe(r)
}

// isProbe says whether a packet only asks whether the peer is there and has room.
func isProbe(r *story.Rung) bool {
	return r.Info.Role == event.WindowProbe || r.Info.Role == event.Keepalive
}

// findCut compares where the two runs cut what a host says; nil: at the same
// places, as far as both have come.
func findCut(lanes [2][]*story.Rung) *cut {
	all := piecesOf(lanes)
	c := &cut{kind: "fin", until: min(reach(all[A]), reach(all[B]))}
	ends := [2]map[uint32]bool{{}, {}}
	for s := range all {
		c.is[s] = map[piece]bool{}
		for _, p := range all[s] {
			c.is[s][p] = true
			ends[s][p.to] = true
		}
	}
	found := false
	for s := range all {
		for _, p := range all[s] {
			if !c.lacks(Side(1-s), p) {
				continue
			}
			if !found || int32(p.from-c.from) < 0 {
				c.from, found = p.from, true
			}
			if !c.is[1-s][piece{p.from, p.to, !p.fin}] && p.from != p.to {
				c.kind = "size"
			}
		}
	}
	switch {
	case !found:
		return nil
	case c.kind == "size" && (within(ends[A], ends[B], c.until) || within(ends[B], ends[A], c.until)):
		c.kind = "joined"
	}
	c.fins = slices.ContainsFunc(slices.Concat(all[A], all[B]), func(p piece) bool { return p.fin })
	for s, lane := range lanes {
		for _, r := range lane {
			if p := pieceOf(r); isPiece(r) && c.lacks(Side(1-s), piece{p.from, p.to, p.fin && c.fins}) && (p.from != p.to || c.fins) {
				c.pieces[s] = append(c.pieces[s], r)
			}
		}
	}
	return c
}

// before says whether two numbers lie behind where a cut begins, so that they may
// differ because of it; behind no cut nothing does.
func (c *cut) before(a, b uint32) bool {
	return c != nil && int32(a-c.from) > 0 && int32(b-c.from) > 0
}

// lacks says whether a run that has come so far has no such piece.
func (c *cut) lacks(s Side, p piece) bool {
	behind := int32(p.from - c.until)
	return !c.is[s][p] && (behind < 0 || behind == 0 && p.from == p.to)
}

// piecesOf lists what each run says for the first time; without FINs, if one of
// them did not come to it.
func piecesOf(lanes [2][]*story.Rung) (all [2][]piece) {
	var fin [2]bool
	for s, lane := range lanes {
		for _, r := range lane {
			if isPiece(r) {
				all[s] = append(all[s], pieceOf(r))
				fin[s] = fin[s] || r.Seg.Has(segment.FIN)
			}
		}
	}
	if fin[A] && fin[B] {
		return all
	}
	for s := range all {
		for i := range all[s] {
			all[s][i].fin = false
		}
		all[s] = slices.DeleteFunc(all[s], func(p piece) bool { return p.from == p.to })
	}
	return all
}

// reach is the first number behind all pieces.
func reach(all []piece) (to uint32) {
	for _, p := range all {
		to = max(to, p.to)
	}
	return to
}

// within says whether one run ends its segments only where the other does too.
func within(a, b map[uint32]bool, until uint32) bool {
	for to := range a {
		if to <= until && !b[to] {
			return false
		}
	}
	return true
}

// overlap is how many octets two packets have in common.
func overlap(a, b *story.Rung) int {
	x, y := pieceOf(a), pieceOf(b)
	return int(int32(min(x.to, y.to) - max(x.from, y.from)))
}

// cutOf is the cut in what the author of a packet says; nil: there is none.
func (c *Comparison) cutOf(s Side, r *story.Rung) *cut {
	return c.cuts[direction{c.streams[s][r.Stream], c.host[s][r.Host]}]
}

// cutOfPeer is the cut in what the other end says, which a packet acknowledges.
func (c *Comparison) cutOfPeer(s Side, r *story.Rung) *cut {
	t, _ := c.Stories[s].Stream(r.Stream)
	if t == nil {
		return nil
	}
	return c.cuts[direction{c.streams[s][r.Stream], c.host[s][t.Ends[1-t.Side(r)].Host]}]
}

// tellsWith says whether a packet that has no like is told with a cut: as a
// segment that is cut elsewhere, or as one that repeats octets which the other run
// repeats too.
func (f *finder) tellsWith(c *cut, s Side, r *story.Rung) bool {
	if slices.Contains(c.pieces[s], r) {
		return true
	}
	if r.Again() == 0 || r.Seg.PayloadLen() == 0 {
		return false
	}
	left := pieceOf(r)
	for _, o := range f.Stories[1-s].Rungs {
		if o.Kind != story.Packet || o.Stream == 0 || f.streams[1-s][o.Stream] != f.streams[s][r.Stream] || f.host[1-s][o.Host] != f.host[s][r.Host] ||
			o.Again() == 0 || o.Seg.PayloadLen() == 0 {
			continue
		}
		if p := pieceOf(o); int32(p.from-left.from) <= 0 && int32(p.to-left.from) > 0 {
			left.from = p.to
		}
	}
	if int32(left.to-left.from) > 0 {
		return false
	}
	c.again[s] = append(c.again[s], r)
	return true
}

// owed is the segment of data without a like to which an acknowledgement without
// a like is owed: where one run needs more segments, there are more to answer. nil:
// there is none.
func (f *finder) owed(s Side, ack *story.Rung, followed map[*story.Rung][]*story.Rung) *story.Rung {
	c := f.cutOfPeer(s, ack)
	if c == nil || !acknowledges(ack) || ack.Seg.Len() > 0 || int32(ack.Info.RAck-c.from) < 0 {
		return nil
	}
	for _, list := range [2][]*story.Rung{c.pieces[s], c.again[s]} {
		for _, r := range list {
			if f.pair[s][r] == nil && len(followed[r]) == 0 && arrived(r) {
				return r
			}
		}
	}
	return nil
}

// tellCuts tells of the data that are cut elsewhere. followed are the packets that
// only came of others that have no like.
func (f *finder) tellCuts(followed map[*story.Rung][]*story.Rung) {
	told := map[*cut]bool{}
	for s, st := range f.Stories {
		for _, r := range st.Rungs {
			if r.Kind != story.Packet || r.Seg.Proto != segment.TCP || r.Journey.Made != event.NoAction || r.Origin != nil {
				continue
			}
			c := f.cutOf(Side(s), r)
			if c == nil || told[c] {
				continue
			}
			told[c] = true
			var first [2]*story.Rung
			for s := range first {
				if len(c.pieces[s]) > 0 {
					first[s] = c.pieces[s][0]
				}
			}
			d := f.about("segment.cut."+c.kind, first)
			d.Role = event.Data.String()
			for s := range d.On {
				on := &d.On[s]
				on.Rungs, on.Value = c.pieces[s], sizes(c.pieces[s])
				on.Followed = append(on.Followed, c.again[s]...)
				for _, r := range slices.Concat(c.pieces[s], c.again[s]) {
					on.Followed = append(on.Followed, followed[r]...)
				}
				if len(c.pieces[s]) > 0 {
					on.Number = float64(c.pieces[s][0].Seg.PayloadLen())
				}
			}
			f.put(d)
		}
	}
}

// sizes writes how many octets each packet carries, and where the FIN is.
func sizes(all []*story.Rung) string {
	const most = 6
	var texts []string
	for i, r := range all {
		if i == most {
			texts = append(texts, "...")
			break
		}
		n := r.Seg.PayloadLen()
		text := strconv.Itoa(n)
		switch {
		case r.Seg.Has(segment.FIN) && n == 0:
			text = "FIN"
		case r.Seg.Has(segment.FIN):
			text += "+FIN"
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}
