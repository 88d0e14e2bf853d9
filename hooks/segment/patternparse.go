package segment

import "strings"

// ParsePattern reads a pattern. Its parts stand in the order of Notation: flags,
// SEQ:END(LENGTH), ack N, win N, urg N, <options>. The error is a *SyntaxError.
func ParsePattern(text string) (Pattern, error) {
	p := Pattern{text: strings.TrimSpace(text)}
	sc := &scanner{text: p.text}
	if sc.done() {
		return Pattern{}, sc.fail(0, "the pattern is empty: write at least the flags, as in S. or F. 1:1(0) ack 1; ... stands for anything")
	}
	for _, part := range []func(*scanner) error{p.flags, p.numbers, p.words, p.angle} {
		if err := part(sc); err != nil {
			return Pattern{}, err
		}
	}
	if !sc.done() {
		return Pattern{}, sc.fail(sc.at, "%s", sc.notHere())
	}
	return p, nil
}

// notHere words what is wrong with text that no part of the pattern took.
func (s *scanner) notHere() string {
	const order = "a pattern is FLAGS SEQ:END(LENGTH) ack N win N urg N <options>, in this order"
	word, from := s.word()
	s.at = from
	if n := Nearest(word, []string{"ack", "win", "urg"}); n != "" && n != word {
		return "saw " + s.here() + ", did you mean " + n + "? " + order
	}
	return "did not expect " + s.here() + " here: " + order
}

func (p *Pattern) flags(sc *scanner) error {
	if sc.take("...") {
		return nil
	}
	sc.space()
	from := sc.at
	end := strings.IndexAny(sc.rest(), " \t")
	if end < 0 {
		end = len(sc.rest())
	}
	word := sc.rest()[:end]
	if word == "ack" || word == "win" || word == "urg" || strings.ContainsAny(word[:1], "0123456789(<") {
		return nil // flags left out
	}
	f, err := ParseFlags(word)
	if err != nil {
		return sc.fail(from, "%s", err)
	}
	sc.at += end
	p.Flags, p.Has = f, p.Has|PartFlags
	return nil
}

// numbers takes SEQ:END(LENGTH), each of them possibly open; also SEQ:END,
// (LENGTH) or SEQ alone.
func (p *Pattern) numbers(sc *scanner) error {
	sc.space()
	from := sc.at
	seq, hasSeq, err := sc.open("the sequence number", 1<<32-1)
	if err != nil {
		return err
	}
	var end, length uint64
	var hasEnd, hasLen bool
	if sc.take(":") {
		if end, hasEnd, err = sc.open("the sequence number behind the data", 1<<32-1); err != nil {
			return err
		}
	}
	lengthAt := sc.at
	if sc.take("(") {
		if length, hasLen, err = sc.open("octets of data", 1<<16-1); err != nil {
			return err
		}
		if !sc.take(")") {
			return sc.fail(sc.at, "wanted ) behind the length, saw %s", sc.here())
		}
	}
	span := uint64(uint32(end - seq))
	switch {
	case hasSeq && hasEnd && span > 1<<16-1:
		return sc.fail(from, "%d:%d does not go forward by a segment's length: the second number is the first plus the octets of data", seq, end)
	case hasSeq && hasEnd && hasLen && span != length:
		return sc.fail(lengthAt, "%d:%d is %d octets, not %d: SYN and FIN are not counted", seq, end, span, length)
	case hasSeq && hasEnd:
		length, hasLen = span, true
	case hasEnd && hasLen:
		seq, hasSeq = end-length, true
	case hasEnd:
		return sc.fail(from, "an end without a beginning: write the length too, as in ...:%d(0)", end)
	}
	if hasSeq {
		p.Seq, p.Has = uint32(seq), p.Has|PartSeq
	}
	if hasLen {
		p.Len, p.Has = uint32(length), p.Has|PartLen
	}
	return nil
}

// open takes a number or "..." or nothing.
func (s *scanner) open(what string, limit uint64) (v uint64, set bool, err error) {
	if s.take("...") || !s.digitsHere() {
		return 0, false, nil
	}
	v, err = s.number(what, limit)
	return v, err == nil, err
}

// words takes ack N, win N and urg N.
func (p *Pattern) words(sc *scanner) error {
	for _, w := range [...]struct {
		name  string
		part  Parts
		limit uint64
		set   func(uint64)
	}{
		{"ack", PartAck, 1<<32 - 1, func(v uint64) { p.Ack = uint32(v) }},
		{"win", PartWindow, 1<<16 - 1, func(v uint64) { p.Window = uint16(v) }},
		{"urg", PartUrgent, 1<<16 - 1, func(v uint64) { p.Urgent = uint16(v) }},
	} {
		from := sc.at
		if word, _ := sc.word(); word != w.name {
			sc.at = from
			continue
		}
		if sc.take("...") {
			continue
		}
		v, err := sc.number(w.name, w.limit)
		if err != nil {
			return err
		}
		w.set(v)
		p.Has |= w.part
	}
	return nil
}

// angle takes <options>; a bare "..." behind the rest says nothing.
func (p *Pattern) angle(sc *scanner) error {
	if sc.take("...") || !sc.take("<") {
		return nil
	}
	p.Has |= PartOptions
	size := 0
	for first := true; !sc.take(">"); first = false {
		if !first && !sc.take(",") {
			return sc.fail(sc.at, "wanted a comma or > behind an option, saw %s", sc.here())
		}
		if sc.take("...") {
			p.others = true
			continue
		}
		from := sc.at
		w, err := sc.option(true)
		if err != nil {
			return err
		}
		if size += max(1, len(w.bytes())); size > maxOptions {
			return sc.fail(from, "with this option they take %d octets, and a header has room for %d", size, maxOptions)
		}
		if w.kind != kindNOP && w.kind != kindEOL {
			p.options = append(p.options, w)
		}
	}
	return nil
}
