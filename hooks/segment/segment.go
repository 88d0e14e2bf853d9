// Package segment turns the bytes of a packet into meaning and back.
//
// A packet travels through netlab as bytes, and the bytes stay the truth: a
// Segment is only a reading of them, made by Decode in a few nanoseconds, a
// value without pointers into the packet. Where the meaning needs more than
// fixed fields (options, payload) the Segment keeps offsets, and a method takes
// the bytes again. Bytes that are not a well-formed packet are read as far as
// they go; what is wrong with them is said in Problem, and nothing panics.
//
// The other way, Build makes the bytes of a described segment, Edit changes one
// named field, and Mend makes the checksums right again. ResetFor and ICMPFor make
// the answers that TCP/IP itself has for a packet that nobody wants. Sequence
// numbers have their own arithmetic (Less, Diff, InWindow), modulo 2^32 as RFC
// 9293 (3.4) wants it, and the notation is that of tcpdump and packetdrill:
// "F. 1:1(0) ack 1" is what Notation writes and a Pattern matches.
//
// The package imports the standard library only.
package segment

import "net/netip"

// Framing says what the first byte of a packet is.
type Framing uint8

const (
	IP       Framing = iota // an IPv4 or IPv6 header: memory and TUN wires
	Ethernet                // an Ethernet II header: veth and TAP wires
)

// Proto is what a packet carries, as far as netlab reads it.
type Proto uint8

const (
	Unknown Proto = iota // not understood: see Problem and the bytes
	TCP
	UDP
	ICMPv4
	ICMPv6
	Fragment // a later fragment of an IP packet: no transport header in it
	ARP
	OtherIP // an IP protocol that netlab does not read
)

// Flags are the TCP control bits, in the order of the header's octet 13, with
// AE (RFC 9768) above them as the ninth and the three reserved bits over it.
type Flags uint16

const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
	AE
)

// Problem is a set of things that are wrong with a packet's bytes.
type Problem uint8

const (
	Truncated    Problem = 1 << iota // the packet ends inside a header, or before the end that IP's length says
	BadIPHeader                      // version, header length or total length impossible
	BadTCPHeader                     // data offset under 5 words or past the end
	BadOptions                       // an option's length impossible
	BadLength                        // UDP length disagrees with the packet: End is by the shorter of the two
)

// A Segment is the meaning of one packet. Fields are valid as noted; the zero
// value is a packet that nothing is known of.
type Segment struct {
	Src, Dst         netip.Addr // valid iff Version is 4 or 6 (or Proto is ARP: sender and target)
	SrcPort, DstPort uint16     // valid iff Proto is TCP or UDP

	Seq, Ack uint32 // valid iff Proto is TCP; Ack has meaning only with the ACK flag
	Flags    Flags  // valid iff Proto is TCP
	Window   uint16 // as in the header, not scaled
	Urgent   uint16

	Proto    Proto
	Version  uint8 // 4, 6, or 0 where there is no IP header
	TTL      uint8 // IPv6: hop limit
	TOS      uint8 // IPv6: traffic class
	Protocol uint8 // the IP protocol number as written (of the last header read)
	Type     uint8 // valid iff Proto is ICMPv4 or ICMPv6; ARP: the operation
	Code     uint8
	Problem  Problem

	ID         uint32 // IP identification; IPv6: of the fragment header
	FragOffset uint16 // octets
	MoreFrags  bool
	DontFrag   bool // IPv4 only

	// Offsets into the packet's bytes. Net is where the IP header (or ARP)
	// begins, Transport where the transport header (or, for a fragment, its
	// data) begins, Payload where the carried data begin and End where they
	// end: padding behind an IP packet is past End. Where a header could not be
	// read, Payload is End.
	Net, Transport, Payload, End uint32
}

// Has says whether all of the given flags are set.
func (s *Segment) Has(f Flags) bool { return s.Flags&f == f }

// PayloadLen is the number of octets of data carried.
func (s *Segment) PayloadLen() int { return int(s.End) - int(s.Payload) }

// Len is SEG.LEN: the sequence space that the segment occupies, data octets
// plus one each for SYN and FIN (RFC 9293, 3.4).
func (s *Segment) Len() uint32 {
	n := uint32(s.PayloadLen())
	if s.Flags&SYN != 0 {
		n++
	}
	if s.Flags&FIN != 0 {
		n++
	}
	return n
}

// Next is the sequence number behind the segment: SEG.SEQ + SEG.LEN.
func (s *Segment) Next() uint32 { return s.Seq + s.Len() }
