package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
)

// A Spec describes a packet to craft. It is plain data, to be written in JSON
// or YAML. What is left at its zero value takes the value said at the field.
type Spec struct {
	Framing Framing `json:"framing,omitempty" yaml:"framing,omitempty"`
	SrcMAC  MAC     `json:"src_mac,omitzero" yaml:"src_mac,omitempty"` // Ethernet only
	DstMAC  MAC     `json:"dst_mac,omitzero" yaml:"dst_mac,omitempty"`

	Src netip.Addr `json:"src" yaml:"src"` // both IPv4 or both IPv6
	Dst netip.Addr `json:"dst" yaml:"dst"`
	TTL uint8      `json:"ttl,omitempty" yaml:"ttl,omitempty"` // IPv6: hop limit; 0: 64
	TOS uint8      `json:"tos,omitempty" yaml:"tos,omitempty"` // IPv6: traffic class
	ID  uint32     `json:"id,omitempty" yaml:"id,omitempty"`   // IPv6: of the fragment header
	DF  bool       `json:"df,omitempty" yaml:"df,omitempty"`   // IPv4 only

	FragOffset uint16 `json:"frag_offset,omitempty" yaml:"frag_offset,omitempty"` // octets, in eights; over 0: a later fragment, only Payload follows
	MoreFrags  bool   `json:"more_frags,omitempty" yaml:"more_frags,omitempty"`

	Proto   Proto  `json:"proto,omitempty" yaml:"proto,omitempty"` // tcp, udp, icmp, icmpv6; Unknown: tcp
	SrcPort uint16 `json:"srcport,omitempty" yaml:"srcport,omitempty"`
	DstPort uint16 `json:"dstport,omitempty" yaml:"dstport,omitempty"`

	// TCP.
	Flags   Flags  `json:"flags,omitempty" yaml:"flags,omitempty"`
	Seq     uint32 `json:"seq,omitempty" yaml:"seq,omitempty"`
	Ack     uint32 `json:"ack,omitempty" yaml:"ack,omitempty"`
	Window  uint16 `json:"win,omitempty" yaml:"win,omitempty"`
	Urgent  uint16 `json:"urg,omitempty" yaml:"urg,omitempty"`
	Options string `json:"opts,omitempty" yaml:"opts,omitempty"` // as ParseOptions reads them

	// ICMP. Ident and Sequence are those of an echo; MTU stands in "packet too
	// big" and "fragmentation needed".
	Type     uint8  `json:"type,omitempty" yaml:"type,omitempty"`
	Code     uint8  `json:"code,omitempty" yaml:"code,omitempty"`
	Ident    uint16 `json:"ident,omitempty" yaml:"ident,omitempty"`
	Sequence uint16 `json:"sequence,omitempty" yaml:"sequence,omitempty"`
	MTU      uint32 `json:"mtu,omitempty" yaml:"mtu,omitempty"` // octets

	// At most one of the two.
	Payload string `json:"payload,omitempty" yaml:"payload,omitempty"` // these octets
	Bytes   int    `json:"bytes,omitempty" yaml:"bytes,omitempty"`     // so many octets: a to z, over and over
}

const (
	defaultTTL = 64        // RFC 1700, "IP Time to Live parameter"
	maxPacket  = 1<<16 - 1 // what the length fields of IP can say
	dontFrag   = 0x4000    // RFC 791 (3.1)
	moreFrags  = 0x2000
	payloadMax = "an IP packet has room for 65535 octets in all"
)

// Build makes the packet, with its lengths and checksums right; only that of a
// first fragment, which covers octets that are not here, is left zero. The
// bytes are the caller's.
func Build(sp Spec) ([]byte, error) {
	if sp.Proto == Unknown {
		sp.Proto = TCP
	}
	if err := sp.check(); err != nil {
		return nil, err
	}
	opts, err := ParseOptions(sp.Options)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	if length := sp.length(opts.Bytes()); length > maxPacket {
		return nil, fmt.Errorf("the packet would have %d octets: %s", length, payloadMax)
	}
	return sp.make(opts.Bytes()), nil
}

// make makes the packet of a description that was checked.
func (sp Spec) make(opts []byte) []byte {
	if sp.TTL == 0 {
		sp.TTL = defaultTTL
	}
	length := sp.length(opts)
	b := make([]byte, 0, ethernetLen+length)
	if sp.Framing == Ethernet {
		b = append(append(b, sp.DstMAC[:]...), sp.SrcMAC[:]...)
		if sp.Src.Is4() {
			b = binary.BigEndian.AppendUint16(b, etherIPv4)
		} else {
			b = binary.BigEndian.AppendUint16(b, etherIPv6)
		}
	}
	b = sp.ipHeader(b, length)
	if sp.FragOffset == 0 {
		b = sp.transportHeader(b, opts)
	}
	b = append(b, sp.Payload...)
	for i := range sp.Bytes {
		b = append(b, 'a'+byte(i%26))
	}
	s := Decode(sp.Framing, b)
	if at := s.checksumAt(); at != 0 {
		s.mendTransport(b, at)
	}
	s.mendIP(b)
	return b
}

// check says what is wrong with a description.
func (sp *Spec) check() error {
	for _, a := range [...]struct {
		name string
		addr netip.Addr
	}{{"src", sp.Src}, {"dst", sp.Dst}} {
		switch {
		case !a.addr.IsValid():
			return fmt.Errorf("%s has no address: write one, as in 10.0.0.1 or fd00::1", a.name)
		case a.addr.Zone() != "":
			return fmt.Errorf("%s %s: a packet holds no zone; leave out %%%s", a.name, a.addr, a.addr.Zone())
		}
	}
	v4 := sp.Src.Is4()
	switch {
	case v4 != sp.Dst.Is4():
		return fmt.Errorf("src %s and dst %s are of different IP versions", sp.Src, sp.Dst)
	case sp.Proto == ICMPv6 && v4:
		return errors.New("proto icmpv6 over IPv4: write icmp")
	case sp.Proto == ICMPv4 && !v4:
		return errors.New("proto icmp over IPv6: write icmpv6")
	case sp.Proto != TCP && sp.Proto != UDP && sp.Proto != ICMPv4 && sp.Proto != ICMPv6:
		return fmt.Errorf("proto %s cannot be crafted: there are tcp, udp, icmp and icmpv6", sp.Proto)
	case sp.Options != "" && (sp.Proto != TCP || sp.FragOffset != 0):
		return errors.New("options: only a TCP header has them")
	case sp.Payload != "" && sp.Bytes != 0:
		return errors.New("payload and bytes both say what is carried: leave one out")
	case sp.Bytes < 0 || sp.Bytes > maxPacket || len(sp.Payload) > maxPacket:
		return fmt.Errorf("bytes is %d: %s", sp.Bytes+len(sp.Payload), payloadMax)
	case sp.FragOffset%8 != 0:
		return fmt.Errorf("frag_offset is %d: fragments begin at multiples of 8 octets", sp.FragOffset)
	case v4 && sp.ID > 1<<16-1:
		return fmt.Errorf("id is %d: IPv4's identification holds 0 to 65535", sp.ID)
	case sp.DF && !v4:
		return errors.New("df: IPv6 has no such flag, routers never fragment there")
	}
	return nil
}

// fragmented says whether an IPv6 packet needs the fragment header.
func (sp *Spec) fragmented() bool { return sp.MoreFrags || sp.FragOffset != 0 }

// length is that of the IP packet in octets.
func (sp *Spec) length(opts []byte) int {
	n := ipv4Len
	if !sp.Src.Is4() {
		n = ipv6Len
		if sp.fragmented() {
			n += fragmentLen
		}
	}
	switch {
	case sp.FragOffset != 0:
	case sp.Proto == TCP:
		n += tcpLen
	case sp.Proto == UDP:
		n += udpLen
	default:
		n += icmpLen
	}
	return n + len(opts) + len(sp.Payload) + sp.Bytes
}

func (sp *Spec) number() uint8 {
	switch sp.Proto {
	case UDP:
		return numUDP
	case ICMPv4:
		return numICMP
	case ICMPv6:
		return numICMPv6
	}
	return numTCP
}

// ipHeader appends the IP header of a packet of that length.
func (sp *Spec) ipHeader(b []byte, length int) []byte {
	if sp.Src.Is4() {
		frag := sp.FragOffset / 8
		if sp.DF {
			frag |= dontFrag
		}
		if sp.MoreFrags {
			frag |= moreFrags
		}
		src, dst := sp.Src.As4(), sp.Dst.As4()
		b = append(b, 4<<4|ipv4Len/4, sp.TOS)
		b = binary.BigEndian.AppendUint16(b, uint16(length))
		b = binary.BigEndian.AppendUint16(b, uint16(sp.ID))
		b = binary.BigEndian.AppendUint16(b, frag)
		b = append(b, sp.TTL, sp.number(), 0, 0)
		return append(append(b, src[:]...), dst[:]...)
	}
	next := sp.number()
	if sp.fragmented() {
		next = numFragment
	}
	src, dst := sp.Src.As16(), sp.Dst.As16()
	b = binary.BigEndian.AppendUint32(b, 6<<28|uint32(sp.TOS)<<20)
	b = binary.BigEndian.AppendUint16(b, uint16(length-ipv6Len))
	b = append(b, next, sp.TTL)
	b = append(append(b, src[:]...), dst[:]...)
	if sp.fragmented() {
		frag := sp.FragOffset
		if sp.MoreFrags {
			frag |= 1
		}
		b = binary.BigEndian.AppendUint16(append(b, sp.number(), 0), frag)
		b = binary.BigEndian.AppendUint32(b, sp.ID)
	}
	return b
}

// transportHeader appends what follows, checksum zero.
func (sp *Spec) transportHeader(b, opts []byte) []byte {
	u16, u32 := binary.BigEndian.AppendUint16, binary.BigEndian.AppendUint32
	switch sp.Proto {
	case TCP:
		b = u16(u16(b, sp.SrcPort), sp.DstPort)
		b = u32(u32(b, sp.Seq), sp.Ack)
		b = u16(b, uint16(tcpLen+len(opts))/4<<12|uint16(sp.Flags&0xfff))
		b = u16(u16(u16(b, sp.Window), 0), sp.Urgent)
		return append(b, opts...)
	case UDP:
		b = u16(u16(b, sp.SrcPort), sp.DstPort)
		return u16(u16(b, uint16(udpLen+len(sp.Payload)+sp.Bytes)), 0)
	}
	b = append(b, sp.Type, sp.Code, 0, 0)
	if sp.MTU != 0 {
		return u32(b, sp.MTU)
	}
	return u16(u16(b, sp.Ident), sp.Sequence)
}
