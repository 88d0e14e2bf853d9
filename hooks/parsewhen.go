package hooks

import (
	"strings"
	"time"

	"netlab/hooks/filter"
)

// ParseWhen reads what String writes. Its error is an *Error.
func ParseWhen(text string, env Env) (WhenSpec, error) {
	s, err := newScan(text, env)
	if err != nil {
		return WhenSpec{}, err
	}
	w, err := s.when()
	if err == nil && !s.done() {
		err = s.fail(s.at, "", "nothing more belongs here, but there is %s", s.seen())
	}
	return w, err
}

// when reads a WhenSpec, which may stand in front of other words. In front of a
// time "after" may stand.
func (s *scan) when() (w WhenSpec, err error) {
	switch {
	case s.take("now"):
		return w, nil
	case s.take("until"):
		return s.until()
	case s.take("after"):
		w.After, err = s.moment("after")
		return w, err
	}
	if word, at := s.peek(); word == "" || word[0] < '0' || word[0] > '9' {
		return w, s.fail(at, "write a time such as 10ms, or until ... (netlab help rules)",
			"how long? A time or until belongs here, not %s", s.seen())
	}
	w.After, err = s.moment("after")
	return w, err
}

// moment reads a time that comes by itself, so that no limit belongs to it.
func (s *scan) moment(after string) (time.Duration, error) {
	d, err := s.duration(after)
	if next, at := s.peek(); err == nil && next == "within" {
		err = s.fail(at, "", "within limits the waiting for a packet, a state or a step, and a time comes by itself")
	}
	return d, err
}

// until reads what stands behind "until".
func (s *scan) until() (w WhenSpec, err error) {
	switch {
	case s.take("t"):
		w.At, err = s.moment("until t")
		return w, err
	case s.take("state"):
		if w.State, _, err = s.state(); err != nil {
			return w, err
		}
	case s.take("step"):
		if w.Step, err = s.step(); err != nil {
			return w, err
		}
	default:
		if err = s.untilPacket(&w); err != nil {
			return w, err
		}
	}
	if s.take("within") {
		w.Within, err = s.duration("within")
	}
	return w, err
}

// untilPacket reads MATCH[#N] with its ends, before or behind it.
func (s *scan) untilPacket(w *WhenSpec) (err error) {
	for {
		word, at := s.peek()
		switch {
		case s.take("from"):
			w.From, err = s.host("from")
		case s.take("to"):
			w.To, err = s.host("to")
		case s.take("on"):
			w.Wire, err = s.wire("on")
		case w.Packet != "":
			return nil
		case word != "" && word[0] >= '0' && word[0] <= '9':
			return s.fail(at, "for a moment of the run write until t "+word+", for a time from now just "+word,
				"until waits for something to happen")
		case s.done():
			return s.fail(at, "until fin from HOST, until state EXPRESSION, until step PROGRAM.LABEL, until t 3s",
				"until what?")
		default:
			if w.Packet, _, _, err = s.match(); err == nil {
				w.Nth, err = s.oneNth()
			}
		}
		if err != nil {
			return err
		}
	}
}

// oneNth reads "#N" if it stands there; 0 is the first.
func (s *scan) oneNth() (int, error) {
	s.space()
	at := s.at
	n, err := s.nth()
	switch {
	case err != nil || len(n) == 0:
		return 0, err
	case len(n) > 1 || n[0].first != n[0].last:
		return 0, s.fail(at, "", "one number belongs here: it happens once")
	case n[0].first == 1:
		return 0, nil
	}
	return int(n[0].first), nil
}

// state reads an expression about hosts, without a packet.
func (s *scan) state() (text string, program *filter.Program, err error) {
	s.space()
	at := s.at
	text, roles, x, err := s.match()
	if err != nil {
		return "", nil, err
	}
	if x == nil || roles != 0 || x.program.UsesPacket() {
		return "", nil, s.fail(at, "write until "+text+" to wait for such a packet",
			"a state is that of hosts, as in client.state == TIME-WAIT, and %q asks for a packet", text)
	}
	return text, x.program, nil
}

// step reads PROGRAM.LABEL.
func (s *scan) step() (string, error) {
	w, at := s.word()
	program, label, ok := strings.Cut(w, ".")
	if !ok || program == "" || label == "" {
		return "", s.fail(at, "", "a program and the label of one of its steps belong here, as in client.sent, not %s", quoted(w))
	}
	return w, nil
}
