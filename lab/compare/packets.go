package compare

import (
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
func (c *Comparison) alignPackets(streams [2]map[uint32]int) {
	lanes := [2]map[lane][]*story.Rung{}
	var order []lane
	for s, st := range c.Stories {
		lanes[s] = map[lane][]*story.Rung{}
		for _, r := range st.Rungs {
			if r.Kind != story.Packet || forwarded(r) {
				continue
			}
			k := lane{stream: streams[s][r.Stream], host: c.host[s][r.Host], proto: r.Seg.Proto, made: r.Journey.Made, rule: r.MadeBy}
			if s == int(A) && lanes[A][k] == nil {
				order = append(order, k)
			}
			lanes[s][k] = append(lanes[s][k], r)
		}
	}
	for _, k := range order {
		c.alignLane(lanes[A][k], lanes[B][k])
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
	for len(a) > 0 && len(b) > 0 && likeness(a[0], b[0]) == same {
		c.match(a[0], b[0])
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && likeness(a[len(a)-1], b[len(b)-1]) == same {
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
			if n := likeness(a[i], b[j]); n > 0 {
				sum = max(sum, n+best[(i+1)*width+j+1])
			}
			best[i*width+j] = sum
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch n := likeness(a[i], b[j]); {
		case n > 0 && best[i*width+j] == n+best[(i+1)*width+j+1]:
			c.match(a[i], b[j])
			i++
			j++
		case best[i*width+j] == best[(i+1)*width+j]:
			i++
		default:
			j++
		}
	}
}

// alignLong pairs the packets of a lane that is too long for that: each with the
// next that is the same, as long as one comes soon.
func (c *Comparison) alignLong(a, b []*story.Rung) {
	const soon = 64
	from := 0
	for _, r := range a {
		for j := from; j < min(from+soon, len(b)); j++ {
			if likeness(r, b[j]) == same {
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
func likeness(a, b *story.Rung) int32 {
	x, y := &a.Seg, &b.Seg
	if x.Proto != segment.TCP {
		return otherLikeness(x, y)
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
	seqs, acks := a.Info.RSeq == b.Info.RSeq, a.Info.RAck == b.Info.RAck
	pure := x.Len() == 0 && !x.Has(segment.RST)
	switch {
	case pure && y.Len() == 0:
		// All that a pure acknowledgement is about; but the answers to odd
		// segments have a role of their own.
		if !acks && (a.Info.Role != b.Info.Role || a.Info.Role == event.Ack) {
			return 0
		}
		differs(40, !acks)
	case pure != (y.Len() == 0 && !y.Has(segment.RST)):
		return 0
	case x.PayloadLen() > 0 && !seqs && !x.Has(segment.RST):
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
