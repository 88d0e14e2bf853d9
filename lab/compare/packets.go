package compare

import (
	"cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// A lane is what one host says in one conversation, or what one rule made of it:
// packets are aligned within lanes, where their order means something.
type lane struct {
	stream int
	host   int
	proto  segment.Proto
	made   event.Action
	rule   event.RuleID
}

// alignPackets pairs the packets of both runs.
func (c *Comparison) alignPackets() {
	lanes := [2]map[lane][]*story.Rung{}
	var order []lane
	for s, st := range c.Stories {
		lanes[s] = map[lane][]*story.Rung{}
		for _, r := range st.Rungs {
			if r.Kind != story.Packet || forwarded(r) {
				continue
			}
			k := lane{stream: c.streams[s][r.Stream], host: c.host[s][r.Host], proto: r.Seg.Proto, made: r.Journey.Made, rule: r.MadeBy}
			if s == int(A) && lanes[A][k] == nil {
				order = append(order, k)
			}
			lanes[s][k] = append(lanes[s][k], r)
		}
	}
	c.cuts = map[direction]*cut{}
	for _, k := range order {
		if k.proto == segment.TCP && k.made == event.NoAction {
			if cut := findCut([2][]*story.Rung{lanes[A][k], lanes[B][k]}); cut != nil {
				c.cuts[direction{k.stream, k.host}] = cut
			}
		}
	}
	for _, made := range []bool{false, true} {
		for _, k := range order {
			if (k.made != event.NoAction) == made {
				c.alignLane(lanes[A][k], lanes[B][k])
			}
		}
	}
	c.alignForwards()
}

// forwarded says whether a router passed a packet on.
func forwarded(r *story.Rung) bool { return r.Origin != nil && r.Journey.Made == event.NoAction }

// alignForwards pairs what routers passed on: the nth copy on a wire of one
// packet with that of its like.
func (c *Comparison) alignForwards() {
	for _, r := range c.Stories[A].Rungs {
		if r.Kind != story.Packet || !forwarded(r) {
			continue
		}
		if like := c.pair[A][r.Origin]; like != nil {
			for _, copy := range like.Copies {
				if forwarded(copy) && c.host[B][copy.Host] == c.host[A][r.Host] && c.pair[B][copy] == nil {
					c.match(r, copy)
					break
				}
			}
		}
	}
}

// mostCells bounds the table of an alignment: 4 million cells take some 30 ms.
const mostCells = 4 << 20

// alignLane pairs the packets of a lane so that no two pairs cross and the sum of
// their likenesses is the largest.
func (c *Comparison) alignLane(a, b []*story.Rung) {
	for len(a) > 0 && len(b) > 0 && c.likeness(a[0], b[0]) == same {
		c.match(a[0], b[0])
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && c.likeness(a[len(a)-1], b[len(b)-1]) == same {
		c.match(a[len(a)-1], b[len(b)-1])
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)*len(b) > mostCells {
		c.alignLong(a, b)
		return
	}
	// best[i][j] is the largest sum for a[i:] and b[j:].
	width := len(b) + 1
	best := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			sum := max(best[(i+1)*width+j], best[i*width+j+1])
			if n := c.likeness(a[i], b[j]); n > 0 {
				sum = max(sum, n+best[(i+1)*width+j+1])
			}
			best[i*width+j] = sum
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch n := c.likeness(a[i], b[j]); {
		case n > 0 && best[i*width+j] == n+best[(i+1)*width+j+1]:
			c.match(a[i], b[j])
			i++
			j++
		case best[(i+1)*width+j] == best[i*width+j+1] && earlier(a[i], b[j]), best[(i+1)*width+j] > best[i*width+j+1]:
			i++
		default:
			j++
		}
	}
}

// earlier says which of two packets goes without a like where either may: the
// comparison is then the same either way round.
func earlier(a, b *story.Rung) bool {
	return cmp.Or(cmp.Compare(a.Info.RSeq, b.Info.RSeq), cmp.Compare(a.Info.RAck, b.Info.RAck),
		cmp.Compare(a.Seg.PayloadLen(), b.Seg.PayloadLen()), cmp.Compare(a.At, b.At)) < 0
}

// alignLong pairs the packets of a lane that is too long for that: each with the
// next that is the same, as long as one comes soon.
func (c *Comparison) alignLong(a, b []*story.Rung) {
	const soon = 64
	from := 0
	for _, r := range a {
		for j := from; j < min(from+soon, len(b)); j++ {
			if c.likeness(r, b[j]) == same {
				c.match(r, b[j])
				from = j + 1
				break
			}
		}
	}
}

// same is the likeness of two packets that are alike in everything that counts.
const same int32 = 100

// likeness says how much of one packet is in the other; 0: they are no pair.
func (c *Comparison) likeness(a, b *story.Rung) int32 {
	x, y := &a.Seg, &b.Seg
	if x.Proto != segment.TCP {
		return otherLikeness(x, y)
	}
	if a.Origin != nil && b.Origin != nil && c.pair[A][a.Origin] == b.Origin {
		return same // what the desk made of packets that are each other's like
	}
	if isProbe(a) && isProbe(b) {
		return same - 10*b2i32(a.Info.Role != b.Info.Role)
	}
	if c.cutOf(A, a) != nil && (x.Flags|y.Flags)&(segment.SYN|segment.RST) == 0 && pieceOf(a) != pieceOf(b) {
		switch {
		case x.Has(segment.FIN) && y.Has(segment.FIN):
			return 75 - 5*b2i32(a.Again() != b.Again())
		case x.PayloadLen() > 0 && y.PayloadLen() > 0:
			return overlapping(a, b)
		}
	}
	if finRides(a, b) || finRides(b, a) {
		return 70
	}
	const control = segment.SYN | segment.FIN | segment.RST
	if x.Flags&control != y.Flags&control || x.Has(segment.SYN) && x.Has(segment.ACK) != y.Has(segment.ACK) {
		return 0
	}
	sum := same
	differs := func(by int32, yes bool) {
		if yes {
			sum -= by
		}
	}
	// Of numbers that nobody knows the beginning of, nothing can be said.
	seqs := a.Info.RSeq == b.Info.RSeq || (a.Info.Known|b.Info.Known)&event.KnownSeq == 0
	acks := a.Info.RAck == b.Info.RAck || (a.Info.Known|b.Info.Known)&event.KnownAck == 0
	pure := x.Len() == 0 && !x.Has(segment.RST)
	switch {
	case pure && y.Len() == 0:
		// All that a pure acknowledgement is about; but the answers to odd
		// segments have a role of their own.
		if !acks && !c.cutAck(a, b) && (a.Info.Role != b.Info.Role || a.Info.Role == event.Ack) {
			return 0
		}
		differs(40, !acks)
	case pure != (y.Len() == 0 && !y.Has(segment.RST)):
		return 0
	case x.PayloadLen()+y.PayloadLen() > 0 && !seqs && !x.Has(segment.RST):
		return 0
	}
	differs(30, !seqs)
	differs(20, x.PayloadLen() != y.PayloadLen())
	differs(15, a.Again() != b.Again())
	differs(10, a.Info.Role != b.Info.Role)
	differs(5, !pure && !acks)
	return max(sum, 1)
}

func otherLikeness(x, y *segment.Segment) int32 {
	switch x.Proto {
	case segment.ICMPv4, segment.ICMPv6:
		if x.Type != y.Type || x.Code != y.Code {
			return 0
		}
	case segment.ARP:
		if x.Type != y.Type {
			return 0
		}
	}
	if x.PayloadLen() != y.PayloadLen() {
		return same / 2
	}
	return same
}

// overlapping is the likeness of two packets that carry other octets of data
// that are cut elsewhere: the more of them both have, the more they are alike.
func overlapping(a, b *story.Rung) int32 {
	n := overlap(a, b)
	if n <= 0 || (a.Again() > 0) != (b.Again() > 0) {
		return 0
	}
	return max(1, int32(70*n/max(a.Seg.PayloadLen(), b.Seg.PayloadLen()))-5*b2i32(a.Again() != b.Again()))
}

// finRides says whether one repeats the data that the other does, and the FIN
// behind them as well.
func finRides(a, b *story.Rung) bool {
	p, q := pieceOf(a), pieceOf(b)
	return p.fin && !q.fin && p.from == q.from && p.to == q.to && p.from != p.to && a.Again() > 0 && b.Again() > 0 &&
		(a.Seg.Flags|b.Seg.Flags)&(segment.SYN|segment.RST) == 0
}

// cutAck says whether two acknowledgements can be of other numbers because what
// they acknowledge is cut elsewhere.
func (c *Comparison) cutAck(a, b *story.Rung) bool {
	return acknowledges(a) && acknowledges(b) && c.cutOfPeer(A, a).before(a.Info.RAck, b.Info.RAck)
}

// acknowledges says whether a packet is no more than an acknowledgement of data.
func acknowledges(r *story.Rung) bool {
	switch r.Info.Role {
	case event.Ack, event.DupAck, event.WindowUpdate:
		return true
	}
	return r.Seg.PayloadLen() > 0
}

func b2i32(b bool) int32 { return int32(b2i(b)) }
