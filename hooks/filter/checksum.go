package filter

import "netlab/hooks/segment"

// What can be said of a checksum, numbered as Wireshark does (proto.h,
// PROTO_CHECKSUM_E_*).
const (
	statusBad uint64 = iota
	statusGood
	statusUnverified
	statusNotPresent
)

var statusNames = []string{"Bad", "Good", "Unverified", "Not present"}

const statusDoc = "0 Bad, 1 Good, 2 Unverified (a fragment, or cut short), 3 Not present; by number or name"

func ipStatus(s *Subject) (uint64, bool) {
	if !isIPv4(s) {
		return 0, false
	}
	header, _ := verify(s)
	if header == segment.NoChecksum { // the header's length is impossible
		return statusUnverified, true
	}
	return statusOf(header), true
}

func tcpStatus(s *Subject) (uint64, bool) {
	if !isTCP(s) {
		return 0, false
	}
	_, transport := verify(s)
	return statusOf(transport), true
}

func udpStatus(s *Subject) (uint64, bool) {
	if !isUDP(s) {
		return 0, false
	}
	_, transport := verify(s)
	return statusOf(transport), true
}

// verify asks segment, but only if the Segment fits its bytes.
func verify(s *Subject) (ip, transport segment.ChecksumStatus) {
	g := s.Seg
	if g.Net >= g.Transport || g.Transport > g.Payload || g.Payload > g.End || uint64(g.End) > uint64(len(s.Raw)) {
		return segment.NoChecksum, segment.ChecksumUnverifiable
	}
	return segment.VerifyChecksums(segment.IP, s.Raw, g) // the framing is only for a nil Segment
}

func statusOf(c segment.ChecksumStatus) uint64 {
	switch c {
	case segment.ChecksumGood:
		return statusGood
	case segment.ChecksumBad:
		return statusBad
	case segment.ChecksumUnverifiable:
		return statusUnverified
	}
	return statusNotPresent
}
