package segment

import "strconv"

// Notation writes a segment as packetdrill does:
//
//	S. 0:0(0) ack 1 win 29184 <mss 1460,sackOK>
//
// The numbers are written as they are given, relative or absolute. The end of
// the range counts the data only, not SYN and FIN; the acknowledgement is
// written where the ACK flag is set. A negative win leaves the window out, and
// empty opts leave out the options.
func Notation(f Flags, seq, ack uint32, payload, win int, opts string) string {
	return string(AppendNotation(make([]byte, 0, 64), f, seq, ack, payload, win, opts))
}

// AppendNotation appends what Notation returns.
func AppendNotation(b []byte, f Flags, seq, ack uint32, payload, win int, opts string) []byte {
	b = f.append(b)
	b = append(b, ' ')
	b = strconv.AppendUint(b, uint64(seq), 10)
	b = append(b, ':')
	b = strconv.AppendUint(b, uint64(seq+uint32(payload)), 10)
	b = append(b, '(')
	b = strconv.AppendInt(b, int64(payload), 10)
	b = append(b, ')')
	if f&ACK != 0 {
		b = append(b, " ack "...)
		b = strconv.AppendUint(b, uint64(ack), 10)
	}
	if win >= 0 {
		b = append(b, " win "...)
		b = strconv.AppendInt(b, int64(win), 10)
	}
	if opts != "" {
		b = append(b, " <"...)
		b = append(b, opts...)
		b = append(b, '>')
	}
	return b
}
