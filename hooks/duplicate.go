package hooks

import (
	"slices"
	"strconv"

	"netlab/hooks/event"
)

var duplicateVerb = verb{Verb{
	Action: event.Duplicate,
	Word:   "duplicate",
	Usage:  "duplicate [N] [after TIME | until ...]",
	About: `The packet goes on, and N copies of it, 1 if left out: at once, after a time, or until
something as in delay.`,
	Example: "from client syn#1 duplicate after 10ms",
}, parseDuplicate}

// maxCopies bounds what one packet can become at one rule.
const maxCopies = 100

type duplicate struct {
	n    int
	when WhenSpec
}

func parseDuplicate(s *scan) (action, error) {
	n, err := s.count("the number of copies", 1, maxCopies)
	if err != nil {
		return nil, err
	}
	when, err := s.optionalWhen()
	return duplicate{n, when}, err
}

// optionalWhen reads when something is done that is done now where nothing is
// said.
func (s *scan) optionalWhen() (WhenSpec, error) {
	if w, _ := s.peek(); !oneOf(w, whenWords) {
		return WhenSpec{}, nil
	}
	return s.when()
}

var whenWords = []string{"now", "after", "until"}

// afterwards writes what optionalWhen reads.
func (w WhenSpec) afterwards() string {
	switch {
	case w == WhenSpec{}:
		return ""
	case w.After != 0:
		return " after " + w.String()
	}
	return " " + w.String()
}

func (d duplicate) String() string {
	text := "duplicate"
	if d.n > 1 {
		text += " " + strconv.Itoa(d.n)
	}
	return text + d.when.afterwards()
}

func (d duplicate) compile(env Env) (act, error) {
	when, err := d.when.Compile(env)
	return act{do: func(_ View, p *Packet, _ luck) Verdict {
		out := make([]Out, 1+d.n)
		for i := range out[1:] {
			out[1+i] = Out{Packet: p.with(slices.Clone(p.Raw)), When: when}
		}
		return Verdict{event.Duplicate, out}
	}}, err
}

// with is a new packet made from p, with the bytes raw, which are to be its own.
// The wire numbers it and works out what it means.
func (p *Packet) with(raw []byte) *Packet {
	return &Packet{Origin: p.ID, From: p.From, To: p.To, Wire: p.Wire, Raw: raw, Cause: p.Cause}
}
