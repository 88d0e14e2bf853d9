package track

import (
	"net/netip"

	"netlab/hooks/segment"
)

// maxFragments is how many fragmented packets a wire remembers: enough for those
// that one beat of a lab has in flight; a later fragment that comes later still
// has stream 0.
const maxFragments = 64

// fragments finds the stream of later fragments, which carry no ports, by what
// makes them one packet: RFC 791 (3.2), RFC 8200 (4.5). The newest are kept.
type fragments struct {
	seen *[maxFragments]fragmented // nil until there is one
	next int
}

type fragmented struct {
	src, dst netip.Addr
	id       uint32
	protocol uint8
	stream   uint32
}

// see remembers a packet if it is a first fragment.
func (f *fragments) see(seg *segment.Segment, stream uint32) {
	if !seg.MoreFrags || seg.FragOffset != 0 {
		return
	}
	if f.seen == nil {
		f.seen = new([maxFragments]fragmented)
	}
	f.seen[f.next] = fragmented{seg.Src, seg.Dst, seg.ID, seg.Protocol, stream}
	f.next = (f.next + 1) % maxFragments
}

// stream is the newest first fragment's that a later one belongs to, or 0.
func (f *fragments) stream(seg *segment.Segment) uint32 {
	if f.seen == nil {
		return 0
	}
	for i := range maxFragments {
		x := &f.seen[(f.next-1-i+2*maxFragments)%maxFragments]
		if x.id == seg.ID && x.protocol == seg.Protocol && x.src == seg.Src && x.dst == seg.Dst {
			return x.stream
		}
	}
	return 0
}
