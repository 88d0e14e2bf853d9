package event

import (
	"strconv"

	"netlab/hooks/segment"
)

// appendSeg appends the seg object of a packet: what its bytes say, and what
// its connection's history makes of it.
func appendSeg(b []byte, s *segment.Segment, info *Info, raw []byte) []byte {
	b = append(b, `{"proto":"`...)
	b = append(b, s.Proto.String()...)
	b = append(b, '"')
	b = appendEnds(b, s)
	switch s.Proto {
	case segment.TCP:
		b = append(b, `,"flags":"`...)
		b = append(b, s.Flags.String()...)
		b = append(b, `","seq":`...)
		b = strconv.AppendUint(b, uint64(s.Seq), 10)
		if s.Has(segment.ACK) {
			b = append(b, `,"ack":`...)
			b = strconv.AppendUint(b, uint64(s.Ack), 10)
		}
	case segment.ICMPv4, segment.ICMPv6:
		b = append(b, `,"type":`...)
		b = strconv.AppendUint(b, uint64(s.Type), 10)
		b = append(b, `,"code":`...)
		b = strconv.AppendUint(b, uint64(s.Code), 10)
		b = appendName(b, `,"name":`, icmpName(s))
		b = appendQuoted(b, s, raw)
	case segment.ARP:
		b = append(b, `,"type":`...)
		b = strconv.AppendUint(b, uint64(s.Type), 10)
		b = appendName(b, `,"name":`, arpName(s.Type))
	case segment.Fragment, segment.OtherIP:
		b = append(b, `,"protocol":`...)
		b = strconv.AppendUint(b, uint64(s.Protocol), 10)
	}
	if info.Known&KnownSeq != 0 {
		b = append(b, `,"rseq":`...)
		b = strconv.AppendUint(b, uint64(info.RSeq), 10)
	}
	if info.Known&KnownAck != 0 {
		b = append(b, `,"rack":`...)
		b = strconv.AppendUint(b, uint64(info.RAck), 10)
	}
	b = append(b, `,"len":`...)
	b = strconv.AppendInt(b, int64(s.PayloadLen()), 10)
	if s.Proto == segment.TCP {
		b = append(b, `,"win":`...)
		b = strconv.AppendUint(b, uint64(s.Window), 10)
		b = appendCount(b, `,"urg":`, uint64(s.Urgent))
		if opts := s.OptionBytes(raw); len(opts) > 0 {
			b = append(b, `,"opts":"`...)
			b = segment.AppendOptions(b, opts, 0) // letters, digits and ,-{}: only
			b = append(b, '"')
		}
	}
	if s.MoreFrags || s.FragOffset != 0 {
		b = append(b, `,"frag":{"id":`...)
		b = strconv.AppendUint(b, uint64(s.ID), 10)
		b = append(b, `,"offset":`...)
		b = strconv.AppendUint(b, uint64(s.FragOffset), 10)
		b = append(b, `,"more":`...)
		b = strconv.AppendBool(b, s.MoreFrags)
		b = append(b, '}')
	}
	b = appendName(b, `,"problem":`, s.Problem.String())
	b = appendName(b, `,"role":`, info.Role.String())
	if info.Roles != alone(info.Role) {
		b = append(b, `,"roles":[`...)
		for i, first := Role(1), true; i < roleCount; i++ {
			if info.Roles.Has(i) {
				if !first {
					b = append(b, ',')
				}
				b, first = appendString(b, i.String()), false
			}
		}
		b = append(b, ']')
	}
	b = appendCount(b, `,"retransmit":`, uint64(info.Retransmit))
	return append(b, '}')
}

// alone is the set of roles of a segment that plays only its principal one.
func alone(r Role) Roles {
	if r == NoRole {
		return 0
	}
	return Roles(0).With(r)
}

// appendEnds appends the addresses, with ports where there are any.
func appendEnds(b []byte, s *segment.Segment) []byte {
	if !s.Src.IsValid() {
		return b
	}
	ports := s.Proto == segment.TCP || s.Proto == segment.UDP
	for i, key := range [...]string{`,"src":"`, `","dst":"`} {
		addr, port := s.Src, s.SrcPort
		if i == 1 {
			addr, port = s.Dst, s.DstPort
		}
		b = append(b, key...)
		switch {
		case !ports:
			b = addr.AppendTo(b)
		case addr.Is4():
			b = addr.AppendTo(b)
			b = append(b, ':')
			b = strconv.AppendUint(b, uint64(port), 10)
		default:
			b = append(b, '[')
			b = addr.AppendTo(b)
			b = append(b, "]:"...)
			b = strconv.AppendUint(b, uint64(port), 10)
		}
	}
	return append(b, '"')
}
