package track

import "netlab/hooks/segment"

// maxHoles is how many gaps of a direction are kept in mind. A stack writes
// without gaps; behind a router, losses and reordering of the wire before make
// some. A hole that is forgotten makes its segment read as sent again.
const maxHoles = 4

// A hole is a stretch of sequence numbers below SND.NXT that was not sent over
// this wire: from =< x < to.
type hole struct{ from, to uint32 }

// again says that a segment that begins at seq begins with something sent before.
func (h *half) again(seq uint32) bool {
	if !h.sent || !segment.Less(seq, h.nxt) {
		return false
	}
	for _, x := range h.holes[:h.nholes] {
		if segment.InWindow(seq, x.from, x.to-x.from) {
			return false
		}
	}
	return true
}

// write moves SND.NXT over a segment that occupies seq to end, and keeps the
// holes. It must be given segments that occupy something.
func (h *half) write(seq, end uint32) {
	switch {
	case !h.sent:
		h.nxt, h.una, h.sent = end, seq, true
		h.start = seq
	case seq == h.nxt:
		h.forward(end)
		h.start = seq
	case segment.Less(h.nxt, seq):
		if h.nholes == maxHoles {
			copy(h.holes[:], h.holes[1:])
			h.nholes--
		}
		h.holes[h.nholes] = hole{h.nxt, seq}
		h.nholes++
		h.forward(end)
		h.start = seq
	default:
		if h.nholes > 0 {
			h.fill(seq, end)
		}
		if segment.Less(h.nxt, end) {
			h.forward(end)
			h.start = seq
		}
	}
}

func (h *half) forward(end uint32) {
	if end < h.nxt {
		h.wraps++
	}
	h.nxt = end
}

// fill takes seq to end out of the holes.
func (h *half) fill(seq, end uint32) {
	var left [2 * maxHoles]hole
	n := 0
	for _, x := range h.holes[:h.nholes] {
		before, after := x, x
		if segment.Less(seq, x.to) {
			before.to = seq
		}
		if segment.Less(x.from, end) {
			after.from = end
		}
		if before == x || after == x { // beside it
			before, after = x, hole{}
		}
		for _, y := range [...]hole{before, after} {
			if segment.Less(y.from, y.to) {
				left[n] = y
				n++
			}
		}
	}
	h.nholes = uint8(copy(h.holes[:], left[max(0, n-maxHoles):n]))
}
