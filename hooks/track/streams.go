package track

import "netlab/hooks/segment"

// Streams numbers the connections of a network. All its wires share one, so that
// a connection that routers carry over several wires has one number on all of
// them. TCP and UDP are counted apart, each from 1, as Wireshark's tcp.stream and
// udp.stream are (those count from 0).
//
// It remembers 65,536 pairs of ends at a time, and of each its four newest
// connections. One that was forgotten and comes again gets a new number.
type Streams struct {
	pairs    table[history]
	tcp, udp uint32 // numbers given
}

// history is the connections that a pair of ends had, the newest last.
type history struct {
	past [4]incarnation
	n    int
}

// An incarnation is one of the connections that a pair of ends had one after the
// other.
type incarnation struct {
	stream uint32
	iss    [2]uint32 // by end
	known  [2]bool
}

// NewStreams is a numbering that has given no number yet.
func NewStreams() *Streams { return &Streams{pairs: table[history]{limit: maxStreams}} }

func (s *Streams) find(k key) *history {
	k.turned = false
	if found := s.pairs.get(k); found != nil {
		return &found.value
	}
	return nil
}

// newest is the last incarnation of a pair, or nil.
func (h *history) newest() *incarnation {
	if h == nil || h.n == 0 {
		return nil
	}
	return &h.past[h.n-1]
}

// current is the number that packets of a pair have now; the first asking gives
// it.
func (s *Streams) current(k key) uint32 {
	if i := s.find(k).newest(); i != nil {
		return i.stream
	}
	return s.begin(k).stream
}

// begin gives a pair a new incarnation.
func (s *Streams) begin(k key) *incarnation {
	h := s.find(k)
	if h == nil {
		k.turned = false
		h = &s.pairs.put(k).value
	}
	if h.n == len(h.past) {
		copy(h.past[:], h.past[1:])
		h.n--
	}
	count := &s.tcp
	if k.proto == segment.UDP {
		count = &s.udp
	}
	*count++
	h.past[h.n] = incarnation{stream: *count}
	h.n++
	return h.newest()
}

// open is the number of the incarnation that a SYN of that end begins on a wire
// where the pair was at number after (0: not seen yet). Another wire may have
// seen the SYN before; then the number is there already.
func (s *Streams) open(k key, end int, iss, after uint32) uint32 {
	if h := s.find(k); h != nil {
		for i := h.n - 1; i >= 0 && h.past[i].stream > after; i-- {
			if p := &h.past[i]; p.known[end] && p.iss[end] == iss || !p.known[end] && i == h.n-1 {
				p.iss[end], p.known[end] = iss, true
				return p.stream
			}
		}
	}
	i := s.begin(k)
	i.iss[end], i.known[end] = iss, true
	return i.stream
}

// learn tells the initial number of an end of a pair's incarnation.
func (s *Streams) learn(k key, stream uint32, end int, iss uint32) {
	h := s.find(k)
	if h == nil {
		return
	}
	for i := range h.past[:h.n] {
		if h.past[i].stream == stream {
			h.past[i].iss[end], h.past[i].known[end] = iss, true
		}
	}
}

// former finds the incarnation older than number before that began with that
// initial number: an old SYN's. Nil: there is none.
func (s *Streams) former(k key, end int, iss, before uint32) *incarnation {
	h := s.find(k)
	if h == nil {
		return nil
	}
	for i := h.n - 1; i >= 0; i-- {
		if p := &h.past[i]; p.stream < before && p.known[end] && p.iss[end] == iss {
			return p
		}
	}
	return nil
}
