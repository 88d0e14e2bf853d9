package segment

import (
	"fmt"
	"strconv"
)

// Edit gives a copy of a packet in which one field has another value; the input
// stays as it is. Options and payload may change the packet's length, and then
// all lengths that speak of it are mended. Checksums are not: that is what Mend
// is for, where they are to be right. The error says that there is no such
// field, that the value is not one for it, or that the packet does not have it.
func Edit(f Framing, raw []byte, field, value string) ([]byte, error) {
	fd, err := FieldNamed(field)
	if err != nil {
		return nil, err
	}
	v, err := fd.parse(value)
	if err != nil {
		return nil, err
	}
	s := Decode(f, raw)
	at, ok := fd.place(f, raw, &s)
	if !ok {
		return nil, fmt.Errorf("%s: this packet (%s) has no such field", fd.Name, s.kind())
	}
	switch fd.in {
	case inOptions:
		return replace(raw, &s, optionPart, v.bytes, fd.Name)
	case inMSS, inWScale, inSACKOK, inTimestamps:
		opts, err := fd.editOption(s.OptionBytes(raw), v)
		if err != nil {
			return nil, err
		}
		return replace(raw, &s, optionPart, opts, fd.Name)
	case inData:
		return replace(raw, &s, dataPart, v.bytes, fd.Name)
	}
	out := append([]byte(nil), raw...)
	if v.bytes != nil {
		copy(out[at+fd.at/8:], v.bytes)
	} else {
		putBits(out[at:], fd.at, fd.Bits, v.number)
	}
	return out, nil
}

// Check says whether a value is one for the field, without a packet: the error
// that Edit would give. Rules are checked by it when they are read.
func (fd *Field) Check(value string) error {
	_, err := fd.parse(value)
	return err
}

// Get is the field's value in a packet, written as Edit reads it. Not ok: the
// packet does not have the field. s is raw as Decode read it.
func (fd *Field) Get(f Framing, raw []byte, s *Segment) (value string, ok bool) {
	at, ok := fd.place(f, raw, s)
	if !ok {
		return "", false
	}
	switch fd.Kind {
	case EtherAddr, IPv4Addr, IPv6Addr:
		return fd.addr(raw[at+fd.at/8:][:fd.Bits/8]), true
	case OptionNumber, OptionBool, OptionList:
		return fd.getOption(s.OptionBytes(raw))
	case Text:
		return string(s.Data(raw)), true
	}
	v := getBits(raw[at:], fd.at, fd.Bits)
	switch {
	case fd.Kind == FlagSet && Flags(v)&^allFlags == 0:
		return Flags(v).String(), true
	case fd.Kind == Sum, fd.Kind == FlagSet:
		return fmt.Sprintf("0x%0*x", (fd.Bits+3)/4, v), true
	case fd.unit != 0:
		v *= fd.unit
	}
	return strconv.FormatUint(v, 10), true
}

// place is where the field's header begins in the packet; not ok: the packet has no
// such header.
func (fd *Field) place(f Framing, raw []byte, s *Segment) (place int, ok bool) {
	at, has := s.Transport, false
	switch fd.in {
	case inEthernet:
		at, has = 0, f == Ethernet && len(raw) >= ethernetLen
	case inARP:
		at, has = s.Net, s.Proto == ARP && s.Src.IsValid()
	case inIPv4:
		at, has = s.Net, s.Version == 4
	case inIPv6:
		at, has = s.Net, s.Version == 6
	case inFragment:
		at, has = s.fragmentHeader(raw)
	case inTCP:
		has = s.Proto == TCP
	case inUDP:
		has = s.Proto == UDP
	case inICMPv4:
		has = s.Proto == ICMPv4 && s.Payload-s.Transport >= icmpLen
	case inICMPv6:
		has = s.Proto == ICMPv6 && s.Payload-s.Transport >= icmpLen
	case inData:
		has = s.Proto == TCP && fd.Name == "tcp.payload" || s.Proto == UDP && fd.Name == "udp.payload"
	default:
		has = s.Proto == TCP && s.Problem&BadTCPHeader == 0
	}
	return int(at), has
}

// kind words what the packet is, for errors.
func (s *Segment) kind() string {
	text := s.Proto.String()
	if s.Version != 0 {
		text += fmt.Sprintf(" over IPv%d", s.Version)
	}
	if s.Problem != 0 {
		text += ", " + s.Problem.String()
	}
	return text
}

// fragmentHeader finds IPv6's fragment header.
func (s *Segment) fragmentHeader(raw []byte) (at uint32, ok bool) {
	if s.Version != 6 {
		return 0, false
	}
	next := raw[s.Net+6]
	for at = s.Net + ipv6Len; at < s.Transport && at+fragmentLen <= s.End; {
		switch next {
		case numFragment:
			return at, true
		case numHopByHop, numRouting, numDestOpts:
			next, at = raw[at], at+(uint32(raw[at+1])+1)*8
		default:
			return 0, false
		}
	}
	return 0, false
}

// getBits reads a number of at most 64 bits that begins at that bit.
func getBits(b []byte, at, width int) (v uint64) {
	for i := at; i < at+width; i++ {
		v = v<<1 | uint64(b[i/8]>>(7-i%8)&1)
	}
	return v
}

func putBits(b []byte, at, width int, v uint64) {
	for i := at + width - 1; i >= at; i-- {
		mask := byte(1) << (7 - i%8)
		b[i/8] &^= mask
		if v&1 != 0 {
			b[i/8] |= mask
		}
		v >>= 1
	}
}
