package filter

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

var tcpOptionFields = []field{
	{name: "tcp.options", kind: octets, doc: "the options as they stand, padding included, where they are any",
		octet: func(s *Subject) ([]byte, bool) { b := s.Seg.OptionBytes(s.Raw); return b, len(b) > 0 }},
	{name: "tcp.options.mss_val", kind: number, bits: 16, doc: "maximum segment size",
		num: option(segment.HasMSS, func(o *segment.Options) uint64 { return uint64(o.MSS) })},
	{name: "tcp.options.wscale.shift", kind: number, bits: 8, doc: "window scale",
		num: option(segment.HasWScale, func(o *segment.Options) uint64 { return uint64(o.WScale) })},
	{name: "tcp.options.sack_perm", kind: label, doc: "selective acknowledgements permitted",
		has: func(s *Subject) bool { o, _ := s.Seg.Options(s.Raw); return o.Has&segment.HasSACKOK != 0 }},
	{name: "tcp.options.sack_le", kind: number, bits: 32, doc: "left edges of the selective acknowledgements, relative as tcp.ack",
		nums: func(s *Subject, i int) (uint64, bool) {
			b, ok := sackBlock(s, i)
			return uint64(b.Left), ok
		}},
	{name: "tcp.options.sack_re", kind: number, bits: 32, doc: "right edges, likewise",
		nums: func(s *Subject, i int) (uint64, bool) {
			b, ok := sackBlock(s, i)
			return uint64(b.Right), ok
		}},
	{name: "tcp.options.timestamp.tsval", kind: number, bits: 32, doc: "timestamp",
		num: option(segment.HasTimestamps, func(o *segment.Options) uint64 { return uint64(o.TSVal) })},
	{name: "tcp.options.timestamp.tsecr", kind: number, bits: 32, doc: "timestamp echoed",
		num: option(segment.HasTimestamps, func(o *segment.Options) uint64 { return uint64(o.TSEcr) })},
}

func option(set segment.OptionSet, value func(*segment.Options) uint64) func(*Subject) (uint64, bool) {
	return func(s *Subject) (uint64, bool) {
		if len(s.Seg.OptionBytes(s.Raw)) == 0 {
			return 0, false
		}
		s.options, _ = s.Seg.Options(s.Raw)
		if s.options.Has&set == 0 {
			return 0, false
		}
		return value(&s.options), true
	}
}

// sackBlock is the i-th selective acknowledgement in relative numbers: they
// begin where those of tcp.ack do.
func sackBlock(s *Subject, i int) (segment.Block, bool) {
	if s.Info == nil || s.Info.Known&event.KnownAck == 0 || len(s.Seg.OptionBytes(s.Raw)) == 0 {
		return segment.Block{}, false
	}
	o, _ := s.Seg.Options(s.Raw)
	if i >= int(o.SACKs) {
		return segment.Block{}, false
	}
	base := s.Seg.Ack - s.Info.RAck
	return segment.Block{Left: o.SACK[i].Left - base, Right: o.SACK[i].Right - base}, true
}
