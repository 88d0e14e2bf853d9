package segment

// Span says where the field stands in a packet: its first bit, counted from the
// packet's first octet, and how many bits it has. Of an option it is the value,
// without kind and length, or, where an option has no value, the kind and the
// length. Not ok: the packet does not have the field, or it is empty (options,
// data). s is raw as Decode read it.
func (fd *Field) Span(f Framing, raw []byte, s *Segment) (at, bits int, ok bool) {
	octet, ok := fd.place(f, raw, s)
	if !ok {
		return 0, 0, false
	}
	switch fd.in {
	case inData:
		n := len(s.Data(raw))
		return int(s.Payload) * 8, n * 8, n > 0
	case inOptions:
		n := len(s.OptionBytes(raw))
		return int(s.Payload)*8 - n*8, n * 8, n > 0
	case inMSS, inWScale, inSACKOK, inTimestamps:
		octet, ok = fd.optionAt(s.OptionBytes(raw))
		octet += int(s.Transport) + tcpLen
		if fd.Kind == OptionBool {
			return octet*8 - 16, 16, ok
		}
		return (octet + fd.at) * 8, fd.Bits, ok
	}
	return octet*8 + fd.at, fd.Bits, true
}

// optionAt is where the data of the field's option begin in the options b: of the
// same option as getOption reads.
func (fd *Field) optionAt(b []byte) (at int, ok bool) {
	kind, size := fd.optionOf()
	for o := range EachOption(b) {
		if o.Kind == kindNOP {
			at++
			continue
		}
		if o.Kind == kind && len(o.Data) == size {
			return at + 2, true
		}
		at += 2 + len(o.Data)
	}
	return 0, false
}
