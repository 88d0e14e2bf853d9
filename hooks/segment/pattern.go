package segment

// Parts is a set of the parts of a Pattern that were written down.
type Parts uint8

const (
	PartFlags Parts = 1 << iota
	PartSeq
	PartLen
	PartAck
	PartWindow
	PartUrgent
	PartOptions
)

// A Pattern is a segment as an expectation writes it, packetdrill's way:
//
//	F. 1:1(0) ack 1
//	P. 1:1001(1000) ack 1 win 29184 <mss 1460,...>
//	S
//	. ack 1
//	... (1000) ack 1
//
// What is left out, or written "...", may be anything. The zero Pattern matches
// every TCP segment.
type Pattern struct {
	Has            Parts // which of the following count
	Flags          Flags // all of them, as written: "." does not match "P."
	Seq, Ack       uint32
	Len            uint32 // octets of data
	Window, Urgent uint16

	options []optionWant
	others  bool // other options may stand among them
	text    string
}

// String is the pattern as it was written.
func (p *Pattern) String() string { return p.text }

// Match says whether a segment is as the pattern wants it. seq and ack are its
// numbers in the pattern's counting (relative as a rule, so that a SYN has 0),
// and known says which of the two are known: a number that is not known is
// never the one that was wanted. raw is the packet of s. It does not allocate.
func (p *Pattern) Match(s *Segment, seq, ack uint32, known Parts, raw []byte) bool {
	return p.Mismatch(s, seq, ack, known, raw) == 0
}

// Mismatch is the set of the parts that differ; Match says that there are none.
// Of a packet that is not TCP every part differs.
func (p *Pattern) Mismatch(s *Segment, seq, ack uint32, known Parts, raw []byte) (differ Parts) {
	if s.Proto != TCP {
		return p.Has | PartFlags
	}
	check := func(part Parts, same bool) {
		if p.Has&part != 0 && !same {
			differ |= part
		}
	}
	check(PartFlags, p.Flags == s.Flags&allFlags)
	check(PartSeq, known&PartSeq != 0 && p.Seq == seq)
	check(PartLen, int(p.Len) == s.PayloadLen())
	check(PartAck, s.Flags&ACK != 0 && known&PartAck != 0 && p.Ack == ack)
	check(PartWindow, p.Window == s.Window)
	check(PartUrgent, s.Flags&URG != 0 && p.Urgent == s.Urgent)
	if p.Has&PartOptions != 0 {
		check(PartOptions, p.matchOptions(s.OptionBytes(raw)))
	}
	return differ
}

// matchOptions: without "..." the same options in the same order, with it each
// of those named somewhere. NOP and end of list only fill up, and never count.
func (p *Pattern) matchOptions(b []byte) bool {
	if p.others {
		for i := range p.options {
			if !p.options[i].standsIn(b) {
				return false
			}
		}
		return true
	}
	i := 0
	for o, rest, ok := nextOption(b); ok; o, rest, ok = nextOption(rest) {
		if o.Kind == kindNOP {
			continue
		}
		if i == len(p.options) || !p.options[i].matches(o) {
			return false
		}
		i++
	}
	return i == len(p.options)
}

func (w *optionWant) standsIn(b []byte) bool {
	for o, rest, ok := nextOption(b); ok; o, rest, ok = nextOption(rest) {
		if w.matches(o) {
			return true
		}
	}
	return false
}
