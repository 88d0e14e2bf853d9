package hooks

import (
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

var rewriteVerb = verb{Verb{
	Action: event.Rewrite,
	Word:   "rewrite",
	Usage:  "rewrite FIELD = VALUE [, FIELD = VALUE ...] [keep-checksum]",
	About: `Fields, options or data of the packet get other values, and the checksums are made right, but
for one that is written itself, and for all with keep-checksum. tcp.seq and tcp.ack are relative to the
connection's initial numbers, tcp.seq_raw and tcp.ack_raw are not. The value none takes an option out; a
list of options stands in < >. A packet that lacks one of the fields goes on as it is.`,
	Example: "synack rewrite tcp.options.mss_val = 536, ip.ttl = 3",
}, parseRewrite}

type rewrite struct {
	edits []edit
	keep  bool
}

type edit struct{ field, value string }

// relative fields are read from the connection's initial numbers, as in
// Wireshark.
var relative = map[string]string{"tcp.seq": "tcp.seq_raw", "tcp.ack": "tcp.ack_raw"}

func parseRewrite(s *scan) (action, error) {
	var r rewrite
	for {
		e, err := s.edit()
		if err != nil {
			return nil, err
		}
		r.edits = append(r.edits, e)
		if !s.takeByte(',') {
			r.keep = s.take("keep-checksum")
			return r, nil
		}
	}
}

// edit reads FIELD = VALUE.
func (s *scan) edit() (e edit, err error) {
	var at int
	if e.field, at = s.word(); e.field == "" {
		return e, s.fail(at, "as in rewrite ip.ttl = 3", "the name of a field belongs here, not %s", s.seen())
	}
	raw := e.field
	if r, ok := relative[raw]; ok {
		raw = r
	}
	f, err := s.packetField(raw, at, "tcp.seq", "tcp.ack")
	if err != nil {
		return e, err
	}
	if !s.takeByte('=') {
		return e, s.fail(s.at, e.field+" = VALUE", "the new value of %s is missing", e.field)
	}
	if s.at < len(s.text) && s.text[s.at] == '=' {
		return e, s.fail(s.at, "write one =", "this gives a value and does not compare")
	}
	s.space()
	at = s.at
	if e.value, err = s.value(); err != nil {
		return e, err
	}
	if err := f.Check(e.value); err != nil {
		return e, s.atOffset(at, err)
	}
	return e, nil
}

// value reads a word, a string in double quotes, or options in < >.
func (s *scan) value() (string, error) {
	from := s.at
	switch {
	case s.takeByte('"'):
		for ; s.at < len(s.text); s.at++ {
			switch s.text[s.at] {
			case '\\':
				s.at++
			case '"':
				s.at++
				return s.text[from:s.at], nil
			}
		}
		s.at = len(s.text)
		return "", s.fail(from, `end it with "`, "the string is not closed")
	case s.takeByte('<'):
		end := strings.IndexByte(s.text[s.at:], '>')
		if end < 0 {
			return "", s.fail(from, "end them with >", "the options are not closed")
		}
		s.at += end + 1
		return strings.Join(strings.Fields(s.text[from:s.at]), " "), nil
	}
	w, at := s.word()
	if w == "" {
		return "", s.fail(at, "", "a value belongs here, not %s", s.seen())
	}
	return w, nil
}

func (r rewrite) String() string {
	var b strings.Builder
	b.WriteString("rewrite ")
	for i, e := range r.edits {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(e.field + " = " + e.value)
	}
	if r.keep {
		b.WriteString(" keep-checksum")
	}
	return b.String()
}

func (r rewrite) compile(Env) (act, error) {
	// Checksums that are written themselves come last, behind the mending.
	var edits, sums []edit
	for _, e := range r.edits {
		if f, err := segment.FieldNamed(e.field); err == nil && f.Kind == segment.Sum {
			sums = append(sums, e)
		} else {
			edits = append(edits, e)
		}
	}
	return act{do: func(v View, p *Packet, _ luck) Verdict {
		f := v.Framing(p.Wire)
		raw, ok := p.edit(f, p.Raw, edits)
		if ok && len(edits) > 0 && !r.keep {
			segment.Mend(f, raw)
		}
		if ok {
			raw, ok = p.edit(f, raw, sums)
		}
		if !ok {
			return Verdict{}
		}
		return Verdict{event.Rewrite, []Out{{Packet: p.with(raw)}}}
	}}, nil
}

// edit makes the edits in turn. Not ok: the packet lacks a field.
func (p *Packet) edit(f segment.Framing, raw []byte, edits []edit) (edited []byte, ok bool) {
	for _, e := range edits {
		field, value := p.absolute(e)
		var err error
		if raw, err = segment.Edit(f, raw, field, value); err != nil {
			return nil, false
		}
	}
	return raw, true
}

// absolute turns a relative number into one of the packet's own.
func (p *Packet) absolute(e edit) (field, value string) {
	raw, ok := relative[e.field]
	if !ok {
		return e.field, e.value
	}
	n, err := strconv.ParseUint(e.value, 0, 32)
	if err != nil {
		return raw, e.value
	}
	iss, irs := p.initial()
	if e.field == "tcp.ack" {
		iss = irs
	}
	return raw, strconv.FormatUint(uint64(iss+uint32(n)), 10)
}

// initial is the initial sequence numbers of p's sender and of its receiver; one
// that is not known is 0.
func (p *Packet) initial() (iss, irs uint32) {
	if p.Info.Known&event.KnownSeq != 0 {
		iss = p.Seg.Seq - p.Info.RSeq
	}
	if p.Info.Known&event.KnownAck != 0 {
		irs = p.Seg.Ack - p.Info.RAck
	}
	return iss, irs
}
