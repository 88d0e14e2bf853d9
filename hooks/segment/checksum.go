package segment

import (
	"encoding/binary"
	"math/bits"
)

// Checksum is the Internet checksum of b: the complement of the ones' complement
// sum of its 16-bit words (RFC 1071). Over bytes that contain a right checksum it is 0.
func Checksum(b []byte) uint16 { return ^fold(add(b, 0)) }

// add goes on with a sum. It adds words of 64 bits with the carry coming in
// again at the bottom, which RFC 1071 (2) shows to be the same sum. A b of an odd
// length can only be the last.
func add(b []byte, sum uint64) uint64 {
	var carry uint64
	for len(b) >= 32 {
		w := b[:32]
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(w), carry)
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(w[8:]), carry)
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(w[16:]), carry)
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(w[24:]), carry)
		b = b[32:]
	}
	for len(b) >= 8 {
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(b), carry)
		b = b[8:]
	}
	var last uint64
	for i, x := range b { // at most 7, left-justified as if zeros followed
		last |= uint64(x) << (56 - 8*i)
	}
	sum, carry = bits.Add64(sum, last, carry)
	sum, carry = bits.Add64(sum, 0, carry)
	return sum + carry
}

func fold(sum uint64) uint16 {
	sum = sum>>32 + sum&0xffffffff
	sum = sum>>32 + sum&0xffffffff
	sum = sum>>16 + sum&0xffff
	sum = sum>>16 + sum&0xffff
	return uint16(sum)
}

// ChecksumStatus is what a checksum says of the bytes that it covers.
type ChecksumStatus uint8

const (
	NoChecksum ChecksumStatus = iota // there is none: IPv6's header, UDP's zero over IPv4, other protocols
	ChecksumGood
	ChecksumBad
	ChecksumUnverifiable // not all of what it covers is here: fragments, cut packets
)

var statusNames = [...]string{"none", "good", "bad", "unverifiable"}

func (c ChecksumStatus) String() string { return nameOf(statusNames[:], int(c)) }

// VerifyChecksums checks the IPv4 header's checksum and that of TCP, UDP or ICMP.
// s is raw as Decode read it; nil has it decoded here.
func VerifyChecksums(f Framing, raw []byte, s *Segment) (ip, transport ChecksumStatus) {
	if s == nil {
		d := Decode(f, raw)
		s = &d
	}
	if h := s.ipv4Header(raw); h != nil {
		ip = judge(Checksum(h) == 0)
	}
	at := s.checksumAt()
	if at == 0 {
		return ip, NoChecksum
	}
	if s.Proto == UDP && s.Version == 4 && binary.BigEndian.Uint16(raw[at:]) == 0 {
		return ip, NoChecksum // the sender made none (RFC 768)
	}
	sum, ok := s.transportSum(raw)
	if !ok {
		return ip, ChecksumUnverifiable
	}
	return ip, judge(fold(sum) == 0xffff)
}

func judge(good bool) ChecksumStatus {
	if good {
		return ChecksumGood
	}
	return ChecksumBad
}

// Mend writes the right checksums into raw: the IPv4 header's, and that of TCP,
// UDP, ICMP or ICMPv6. What covers bytes that are not here (fragments, packets
// cut short) is left, and so is the zero by which UDP over IPv4 does without.
func Mend(f Framing, raw []byte) {
	s := Decode(f, raw)
	s.mendIP(raw)
	at := s.checksumAt()
	if at == 0 || s.Proto == UDP && s.Version == 4 && binary.BigEndian.Uint16(raw[at:]) == 0 {
		return
	}
	s.mendTransport(raw, at)
}

func (s *Segment) mendIP(raw []byte) {
	if h := s.ipv4Header(raw); h != nil {
		h[10], h[11] = 0, 0
		binary.BigEndian.PutUint16(h[10:], Checksum(h))
	}
}

func (s *Segment) mendTransport(raw []byte, at uint32) {
	old := binary.BigEndian.Uint16(raw[at:])
	binary.BigEndian.PutUint16(raw[at:], 0)
	sum, ok := s.transportSum(raw)
	check := ^fold(sum)
	switch {
	case !ok:
		check = old
	case check == 0 && s.Proto == UDP:
		check = 0xffff // zero would say that there is none (RFC 768)
	}
	binary.BigEndian.PutUint16(raw[at:], check)
}

// ipv4Header is the header with its options, nil where there is none to sum.
func (s *Segment) ipv4Header(raw []byte) []byte {
	if s.Version != 4 {
		return nil
	}
	end := s.Net + uint32(raw[s.Net]&15)*4
	if end < s.Net+ipv4Len || end > uint32(len(raw)) {
		return nil
	}
	return raw[s.Net:end]
}

// checksumAt is where the transport header has its checksum; 0: it has none.
func (s *Segment) checksumAt() uint32 {
	switch s.Proto {
	case TCP:
		return s.Transport + 16
	case UDP:
		return s.Transport + 6
	case ICMPv4, ICMPv6:
		return s.Transport + 2
	}
	return 0
}

// transportSum adds up what the transport's checksum covers, the pseudo-header
// included (RFC 9293, 3.1; RFC 8200, 8.1). Not ok: not all of it is here.
func (s *Segment) transportSum(raw []byte) (sum uint64, ok bool) {
	if s.MoreFrags || s.Problem&Truncated != 0 {
		return 0, false
	}
	b := raw[s.Transport:s.End]
	if s.Proto == UDP && int(binary.BigEndian.Uint16(b[4:])) != len(b) {
		return 0, false
	}
	if s.Proto != ICMPv4 {
		addrs := raw[s.Net+12 : s.Net+20]
		if s.Version == 6 {
			addrs = raw[s.Net+8 : s.Net+40]
			if s.routed(raw) {
				return 0, false
			}
		}
		sum = add(addrs, uint64(s.Protocol)+uint64(len(b)))
	}
	return add(b, sum), true
}

// routed says whether an IPv6 routing header sends the packet on: then the
// pseudo-header's destination is not the one in the IPv6 header (RFC 8200, 8.1).
func (s *Segment) routed(raw []byte) bool {
	next := raw[s.Net+6]
	for at := s.Net + ipv6Len; at < s.Transport; {
		if next == numRouting && raw[at+3] != 0 {
			return true
		}
		size := (uint32(raw[at+1]) + 1) * 8
		if next == numFragment {
			size = fragmentLen
		}
		next, at = raw[at], at+size
	}
	return false
}
