package hooks

import (
	"strconv"
	"strings"

	"netlab/hooks/event"
)

// ParseRule reads a rule from its line:
//
//	[name NAME] [off] [from HOST] [to HOST] [on WIRE]
//	[packet NUMBER | MATCH][#NTH] [chance P%] ACTION [ARGUMENTS]
//
// The names in it are those of env. An error is an *Error with its place in the
// line.
func ParseRule(line string, env Env) (Rule, error) {
	s, err := newScan(line, env)
	if err != nil {
		return Rule{}, err
	}
	var r Rule
	if err := s.clauses(&r); err != nil {
		return Rule{}, err
	}
	a, err := s.action()
	if err != nil {
		return Rule{}, err
	}
	r.Do = a.String()
	return r, nil
}

// clauses reads all that stands in front of the action, in any order.
func (s *scan) clauses(r *Rule) (err error) {
	seen := map[string]bool{}
	for {
		w, at := s.peek()
		if w == "" && s.done() || verbNamed(w) != nil {
			return nil
		}
		kind := w
		if !oneOf(w, clauseWords) {
			kind = "match"
		}
		if seen[kind] {
			return s.again(kind, at)
		}
		seen[kind] = true
		if kind != "match" {
			s.at += len(w)
		}
		if err := s.clause(kind, r); err != nil {
			return err
		}
		if r.Packet != 0 && (r.Match != "" || r.Nth != "") {
			return s.fail(at, "", "packet %d is one packet already: no match and no # besides", r.Packet)
		}
	}
}

func (s *scan) clause(kind string, r *Rule) (err error) {
	switch kind {
	case "name":
		var at int
		if r.Name, at = s.word(); r.Name == "" {
			return s.fail(at, "", "a name for the rule belongs after name, not %s", s.seen())
		}
	case "off":
		r.Off = true
	case "from":
		r.From, err = s.host("from")
	case "to":
		r.To, err = s.host("to")
	case "on":
		r.Wire, err = s.wire("on")
	case "packet":
		r.Packet, err = s.packetNumber()
	case "chance":
		r.Chance, err = s.percent()
	case "match":
		if s.text[s.at] != '#' {
			s.instead = append(verbWords(), clauseWords...)
			if r.Match, _, _, err = s.match(); err != nil {
				return err
			}
			s.instead = nil
		}
		var n nth
		n, err = s.nth()
		r.Nth = n.String()
	}
	return err
}

// again is the error for a part that stands a second time. A second match is
// mostly a misspelt action.
func (s *scan) again(kind string, at int) error {
	if kind != "match" {
		return s.fail(at, "", "%s stands twice", kind)
	}
	w, _ := s.peek()
	if _, ok := event.ParseRole(w); ok {
		return s.fail(at, "join roles with && or ||", "a match stands here already, and %q is another one", w)
	}
	return s.noAction(at)
}

// noAction is the error for something that stands where an action should.
func (s *scan) noAction(at int) error {
	s.at = at
	w, _ := s.peek()
	if s.done() {
		return s.fail(len(s.text), list(verbWords()), "what shall become of the packet? An action is missing")
	}
	return s.fail(at, meant(w, verbWords()), "an action belongs here, not %s", s.seen())
}

func (s *scan) packetNumber() (uint32, error) {
	w, at := s.word()
	n, err := strconv.ParseUint(w, 10, 32)
	if err != nil || n == 0 {
		return 0, s.fail(at, "", "the number of a packet belongs after packet, not %s", quoted(w))
	}
	return uint32(n), nil
}

// nth reads "#..." if it stands there.
func (s *scan) nth() (nth, error) {
	if !s.takeByte('#') {
		return nil, nil
	}
	at := s.at
	for s.at < len(s.text) && strings.IndexByte(nthChars, s.text[s.at]) >= 0 {
		s.at++
	}
	list := s.text[at:s.at]
	if list == "" {
		if w, _ := s.peek(); w == "last" {
			return nil, s.fail(at, "count from the first (#1, #2..), or say what is special about it: last-ack, retransmission, tcp.flags.fin == 1",
				"which packet is the last is known only when all is over")
		}
	}
	n, off, err := parseNth(list)
	return n, s.atOffset(at+off, err)
}

// action reads the action with its arguments, to the end of the text.
func (s *scan) action() (action, error) {
	w, at := s.word()
	v := verbNamed(w)
	if v == nil {
		return nil, s.noAction(at)
	}
	a, err := v.parse(s)
	if err != nil {
		return nil, err
	}
	if s.done() {
		return a, nil
	}
	if next, at := s.peek(); next == "and" {
		return nil, s.fail(at, "write a second rule under this one: what comes out of a rule goes on to the next",
			"a rule has one action")
	}
	hint := "it is written " + v.Usage
	if strings.Contains(v.Usage, "\n") {
		hint = "netlab help rules tells its forms"
	}
	return nil, s.fail(s.at, hint, "%s has no use for %s", v.Word, s.seen())
}
