package filter

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

var tcpFields = []field{
	{name: "tcp", kind: protocol, doc: "a TCP segment", head: tcpHead, longest: 60,
		octet: func(s *Subject) ([]byte, bool) { return tail(s, s.Seg.Transport), isTCP(s) }},
	{name: "tcp.srcport", kind: number, bits: 16, doc: "source port",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.SrcPort), isTCP(s) }},
	{name: "tcp.dstport", kind: number, bits: 16, doc: "destination port",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.DstPort), isTCP(s) }},
	{name: "tcp.port", kind: number, bits: 16, doc: "source and destination port",
		nums: func(s *Subject, i int) (uint64, bool) {
			return pair(i, uint64(s.Seg.SrcPort), uint64(s.Seg.DstPort), isTCP(s))
		}},
	{name: "tcp.stream", kind: number, bits: 32, doc: "the connection's number on the wire, from 0",
		num: func(s *Subject) (uint64, bool) {
			if s.Info == nil || s.Info.Stream == 0 || !isTCP(s) {
				return 0, false
			}
			return uint64(s.Info.Stream - 1), true
		}},
	{name: "tcp.seq", kind: number, bits: 32, doc: "sequence number, relative to the sender's initial one; not there where that is not known", num: relSeq},
	{name: "tcp.seq_raw", kind: number, bits: 32, doc: "sequence number as in the header",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Seq), isTCP(s) }},
	{name: "tcp.nxtseq", kind: number, bits: 32, doc: "the relative sequence number behind the segment, SYN and FIN counted",
		num: func(s *Subject) (uint64, bool) { v, ok := relSeq(s); return uint64(uint32(v) + s.Seg.Len()), ok }},
	{name: "tcp.ack", kind: number, bits: 32, doc: "acknowledgement number, relative to the peer's initial one; 0 without the ACK flag",
		num: func(s *Subject) (uint64, bool) {
			switch {
			case !isTCP(s):
				return 0, false
			case s.Seg.Flags&segment.ACK == 0:
				return 0, true
			case s.Info == nil || s.Info.Known&event.KnownAck == 0:
				return 0, false
			}
			return uint64(s.Info.RAck), true
		}},
	{name: "tcp.ack_raw", kind: number, bits: 32, doc: "acknowledgement number as in the header",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Ack), isTCP(s) }},
	{name: "tcp.len", kind: number, bits: 32, doc: "octets of data carried",
		num: func(s *Subject) (uint64, bool) { return uint64(max(s.Seg.PayloadLen(), 0)), isTCP(s) }},
	{name: "tcp.hdr_len", kind: number, bits: 8, doc: "octets of the TCP header, as it says",
		num: func(s *Subject) (uint64, bool) { v, ok := tcpOffset(s); return v >> 4 * 4, ok }},
	{name: "tcp.flags", kind: number, bits: 12, doc: "the flags as a number: 1 FIN, 2 SYN, 4 RST, 8 PSH, 0x10 ACK, 0x20 URG, 0x40 ECE, 0x80 CWR, 0x100 AE",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Flags), isTCP(s) }},
	tcpFlag("fin", segment.FIN, "no more data from the sender"),
	tcpFlag("syn", segment.SYN, "synchronise sequence numbers"),
	tcpFlag("reset", segment.RST, "reset the connection"),
	tcpFlag("push", segment.PSH, "push"),
	tcpFlag("ack", segment.ACK, "the acknowledgement number counts"),
	tcpFlag("urg", segment.URG, "the urgent pointer counts"),
	tcpFlag("ece", segment.ECE, "ECN echo (RFC 3168)"),
	tcpFlag("cwr", segment.CWR, "congestion window reduced (RFC 3168)"),
	tcpFlag("ae", segment.AE, "accurate ECN (RFC 9768)"),
	{name: "tcp.window_size_value", kind: number, bits: 16, doc: "window as in the header, not scaled",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Window), isTCP(s) }},
	{name: "tcp.checksum", kind: number, bits: 16, doc: "checksum",
		num: headerNum(isTCP, false, 16, 2)},
	{name: "tcp.checksum.status", kind: number, bits: 8, names: statusNames, doc: statusDoc, num: tcpStatus},
	{name: "tcp.urgent_pointer", kind: number, bits: 16, doc: "urgent pointer",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Urgent), isTCP(s) }},
	{name: "tcp.payload", kind: octets, doc: "the octets carried, where they are any",
		octet: func(s *Subject) ([]byte, bool) { b := tail(s, s.Seg.Payload); return b, len(b) > 0 && isTCP(s) }},
}

var tcpOffset = headerNum(isTCP, false, 12, 1)

func tcpFlag(name string, f segment.Flags, doc string) field {
	return field{name: "tcp.flags." + name, kind: boolean, doc: doc,
		num: func(s *Subject) (uint64, bool) { return bool01(s.Seg.Flags&f != 0, isTCP(s)) }}
}

func relSeq(s *Subject) (uint64, bool) {
	if s.Info == nil || s.Info.Known&event.KnownSeq == 0 || !isTCP(s) {
		return 0, false
	}
	return uint64(s.Info.RSeq), true
}
