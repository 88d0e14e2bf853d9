package svg

import (
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// label writes a packet into some room, as the ladder in a terminal does: the less
// room, the less is said of options and window, then of the numbers.
func (d *drawing) label(r *story.Rung, room, size float64) said {
	return d.both(func(s *sayer) string { return s.label(r, room, size) })
}

func (s *sayer) label(r *story.Rung, room, size float64) string {
	p := s.Parts(r)
	head, tail, short := s.Tag(r.Stream), s.remarks(r, false), s.remarks(r, true)
	win, opts := s.Extras(r, p)
	try := func(tail string, parts ...string) (string, bool) {
		var some []string
		for _, part := range parts {
			if part != "" {
				some = append(some, part)
			}
		}
		text := head + strings.Join(some, " ") + tail
		return text, measure(text, size) <= room
	}
	for _, w := range []string{win, ""} {
		for k := len(opts); k > 0; k-- {
			if text, ok := try(tail, p.Flags, p.Seq, p.Ack, w, angled(opts, k)); ok {
				return text
			}
		}
	}
	levels := [][]string{{p.Flags, p.Seq, p.Ack, win}, {p.Flags, p.Seq, p.Ack}, {p.Flags, p.Short, p.Ack}}
	if r.Seg.Len() > 0 || r.Seg.Has(segment.RST) {
		levels = append(levels, []string{p.Flags, p.Seq}, []string{p.Flags, p.Short})
	} else {
		levels = append(levels, []string{p.Flags, p.Ack}) // all that a pure acknowledgement is about
	}
	for _, parts := range append(levels, []string{p.Flags}) {
		for _, t := range []string{tail, short} {
			if text, ok := try(t, parts...); ok {
				return text
			}
		}
	}
	text, _ := try("", p.Flags)
	return clip(text, room, size)
}

// angled writes the first k options.
func angled(opts []string, k int) string {
	text := strings.Join(opts[:k], ",")
	if k < len(opts) {
		text += ",…"
	}
	return "<" + text + ">"
}

// remarks are what there is to say of a packet besides its header; if it is to be
// short, without how the desk made it.
func (s *sayer) remarks(r *story.Rung, short bool) string {
	if short {
		return s.Remarks(r, true)
	}
	return s.Remarks(r, false) + s.Made(r)
}

// deeds are what stands at a packet: what the desk did with it, and why it was lost;
// where there is little room, rules by their names only.
func (d *drawing) deeds(r *story.Rung, room bool) (all []said) {
	if made := r.Journey.Made; made != event.NoAction && (made != event.Reject || r.Origin == nil) {
		all = append(all, d.both(func(s *sayer) string { return s.Rule(r.MadeBy, made) }))
	}
	for _, a := range r.Acts {
		all = append(all, d.both(func(s *sayer) string {
			if !room && a.Rule != 0 {
				return s.RuleName(a.Rule)
			}
			return s.Rule(a.Rule, a.Action)
		}))
	}
	switch {
	case r.Fate == story.Lost:
		all = append(all, d.both(func(s *sayer) string { return s.LostBy(r) }))
	case r.Fate == story.OnTheWay:
		all = append(all, d.both(func(s *sayer) string { return s.T("ladder.ontheway") }))
	case r.Passage == story.Discarded:
		all = append(all, d.both(func(s *sayer) string { return s.T("ladder.discarded") }))
	}
	return all
}

// named is a packet in one line of text that is the same in every language, for the
// pointer that rests on it.
func (d *drawing) named(r *story.Rung) string {
	p := d.sayers[0].Parts(r)
	if n := len(p.Opts); n > 0 && strings.HasPrefix(p.Opts[n-1], "TS ") {
		p.Opts = p.Opts[:n-1]
	}
	return p.String()
}
