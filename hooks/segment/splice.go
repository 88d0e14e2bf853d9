package segment

import (
	"encoding/binary"
	"fmt"
)

// part is a stretch of a packet that can grow and shrink.
type part uint8

const (
	optionPart part = iota
	dataPart
)

// replace gives a copy of the packet in which a part is another, with the
// lengths mended that count it: those of TCP's header, of UDP and of IP.
func replace(raw []byte, s *Segment, p part, with []byte, name string) ([]byte, error) {
	from, to := s.Payload, s.End
	if p == optionPart {
		from, to = s.Transport+tcpLen, s.Payload
	}
	out := make([]byte, 0, len(raw)+len(with))
	out = append(append(append(out, raw[:from]...), with...), raw[to:]...)
	if p == optionPart {
		putBits(out[s.Transport:], 96, 4, uint64(tcpLen+len(with))/4)
	}
	grown := len(with) - int(to-from)
	lengths := []uint32{s.Net + 2}
	if s.Version == 6 {
		lengths[0] = s.Net + 4
	}
	if s.Proto == UDP {
		lengths = append(lengths, s.Transport+4)
	}
	for _, at := range lengths {
		n := int(binary.BigEndian.Uint16(out[at:])) + grown
		if n < 0 || n > maxPacket {
			return nil, fmt.Errorf("%s: the packet's length would be %d: %s", name, n, payloadMax)
		}
		binary.BigEndian.PutUint16(out[at:], uint16(n))
	}
	return out, nil
}

// optionOf is the kind of the option that the field is in, and the length of
// its data.
func (fd *Field) optionOf() (kind uint8, size int) {
	switch fd.in {
	case inMSS:
		return kindMSS, 2
	case inWScale:
		return kindWScale, 1
	case inTimestamps:
		return kindTimestamps, 8
	}
	return kindSACKOK, 0
}

// getOption is the value of a field in the options b.
func (fd *Field) getOption(b []byte) (string, bool) {
	if fd.in == inOptions {
		if len(b) == 0 {
			return "none", true
		}
		return string(AppendOptions(nil, b, 0)), true
	}
	kind, size := fd.optionOf()
	for o := range EachOption(b) {
		if o.Kind == kind && len(o.Data) == size {
			if fd.Kind == OptionBool {
				return "1", true
			}
			return fmt.Sprint(getBits(o.Data[fd.at:], 0, fd.Bits)), true
		}
	}
	return "", false
}

// editOption gives options in which one has another value, stands at the end, or
// is gone together with the NOPs before it, which were there to align it.
func (fd *Field) editOption(b []byte, v value) ([]byte, error) {
	kind, size := fd.optionOf()
	var out []byte
	found := false
	nops := 0 // that out ends with
	for o, rest, ok := nextOption(b); ; o, rest, ok = nextOption(rest) {
		if !ok {
			if len(rest) > 0 && rest[0] != kindEOL {
				return nil, fmt.Errorf("%s: the packet's options cannot be read (%s): write tcp.options, all of them",
					fd.Name, AppendOptions(nil, b, 0))
			}
			break
		}
		switch {
		case o.Kind == kindNOP:
			out, nops = append(out, kindNOP), nops+1
			continue
		case o.Kind == kind && v.none:
			out = out[:len(out)-nops]
		case o.Kind == kind && !found:
			found = true
			out = fd.appendOption(out, kind, size, o.Data, v)
		default:
			out = append(append(out, o.Kind, uint8(len(o.Data)+2)), o.Data...)
		}
		nops = 0
	}
	if !found && !v.none {
		out = fd.appendOption(out, kind, size, nil, v)
	}
	for len(out)%4 != 0 {
		out = append(out, kindEOL)
	}
	if len(out) > maxOptions {
		return nil, fmt.Errorf("%s: with it the options take %d octets, and a header has room for %d: take another out first, or write tcp.options",
			fd.Name, len(out), maxOptions)
	}
	return out, nil
}

// appendOption appends the option with the value in it; what else was in its
// data stays, if the data had the right length.
func (fd *Field) appendOption(out []byte, kind uint8, size int, old []byte, v value) []byte {
	out = append(out, kind, uint8(size+2))
	at := len(out)
	if len(old) == size {
		out = append(out, old...)
	} else {
		out = append(out, make([]byte, size)...)
	}
	putBits(out[at:], fd.at*8, fd.Bits, v.number)
	return out
}
