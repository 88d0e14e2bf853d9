package hooks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/hooks/segment"
)

// Env is what the names in rules stand for, and the seed of the run.
type Env struct {
	Hosts []string // HostID i+1
	Wires []string // WireID i+1
	Seed  uint64   // every draw of chance depends on it
}

// MatchSpec describes packets in words. What is empty leaves the choice open.
type MatchSpec struct {
	From  string // the host at the end of the wire that the packet comes from
	To    string // the host at the other end
	Wire  string
	Match string // a role, "any", or an expression in Wireshark's display-filter language
}

// Match is a compiled description of packets. Numbers are compared first, and
// an expression is asked only of the packets that they leave, so a rule about
// one host's SYNs costs the data of all others next to nothing.
//
// A Match keeps room for its expression to work in: it belongs to one goroutine.
type Match struct {
	from, to event.HostID // 0: any
	wire     event.WireID // 0: any
	roles    event.Roles  // 0: any; otherwise the packet plays one of them
	packet   uint32       // 0: any; otherwise the packet of this number
	expr     *expression  // nil: none
}

// CompileMatch makes a Match of its description. Its errors are *Error, several
// of them joined.
func CompileMatch(spec MatchSpec, env Env) (*Match, error) {
	m := new(Match)
	errs := []error{
		field("from", spec.From, env, func(s *scan) (err error) { m.from, err = s.hostID(); return }),
		field("to", spec.To, env, func(s *scan) (err error) { m.to, err = s.hostID(); return }),
		field("wire", spec.Wire, env, func(s *scan) (err error) { m.wire, err = s.wireID(); return }),
		field("match", spec.Match, env, func(s *scan) (err error) { _, m.roles, m.expr, err = s.match(); return }),
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return m, nil
}

// field reads one part of a description, which is to be used up, unless it is
// empty.
func field(name, text string, env Env, read func(*scan) error) error {
	if text == "" {
		return nil
	}
	s, err := newScan(text, env)
	if err == nil {
		err = read(s)
	}
	if err == nil && !s.done() {
		err = s.fail(s.at, "", "nothing more belongs here, but there is %s", s.seen())
	}
	var e *Error
	if errors.As(err, &e) {
		e.Field = name
	}
	return err
}

func (s *scan) hostID() (event.HostID, error) {
	name, err := s.host("from and to")
	return event.HostID(1 + indexOf(name, s.env.Hosts)), err
}

func (s *scan) wireID() (event.WireID, error) {
	name, err := s.wire("on")
	return event.WireID(1 + indexOf(name, s.env.Wires)), err
}

func indexOf(w string, words []string) int {
	for i, x := range words {
		if x == w {
			return i
		}
	}
	return -1
}

// Matches says whether p is one of the packets described. It allocates nothing.
func (m *Match) Matches(v View, p *Packet) bool {
	return m.admits(p) && (m.expr == nil || m.expr.holds(v, p))
}

// admits compares what is a number.
func (m *Match) admits(p *Packet) bool {
	return (m.roles == 0 || m.roles&p.Info.Roles != 0) &&
		(m.from == 0 || m.from == p.From) &&
		(m.to == 0 || m.to == p.To) &&
		(m.wire == 0 || m.wire == p.Wire) &&
		(m.packet == 0 || m.packet == p.ID)
}

// expression is a filter with room for its question, which it reuses.
type expression struct {
	program *filter.Program
	subject filter.Subject
	view    View
	packet  *Packet
}

// holds asks the filter about p.
func (x *expression) holds(v View, p *Packet) bool {
	x.view, x.packet = v, p
	s := &x.subject
	s.Seg, s.Raw, s.Info = &p.Seg, p.Raw, &p.Info
	s.From, s.To, s.Wire = p.From, p.To, p.Wire
	s.Packet, s.Origin = p.ID, p.Origin
	s.At, s.States = v.Now(), x
	return x.program.Match(s)
}

// States implements filter.StateSource: the states at the packet's connection.
func (x *expression) States(h event.HostID, to []event.State) []event.State {
	return x.view.States(h, x.packet, to)
}

// match reads a role, "any", or an expression, which may stand in front of other
// words. Roles 0 and no expression: any packet.
func (s *scan) match() (text string, roles event.Roles, x *expression, err error) {
	w, at := s.peek()
	if role, ok := event.ParseRole(w); (ok || w == "any") && !s.goesOn(at+len(w)) {
		s.at += len(w)
		if ok {
			roles = roles.With(role)
		}
		return w, roles, nil, nil
	}
	program, rest, err := filter.CompilePrefix(s.text[at:], filter.Env{Hosts: s.env.Hosts, Wires: s.env.Wires})
	if err != nil {
		return "", 0, nil, s.notMatch(w, at, err)
	}
	s.at = len(s.text) - len(rest)
	text = strings.TrimSpace(strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(s.text[at:s.at]))
	return text, 0, &expression{program: program}, nil
}

// goesOn says whether an operator stands at the offset, so that the word before
// it was not a role by itself but the beginning of an expression.
func (s *scan) goesOn(at int) bool {
	rest := strings.TrimLeft(s.text[at:], " \t\r\n\v\f")
	if rest == "" {
		return false
	}
	if strings.IndexByte("&|=!<>[", rest[0]) >= 0 {
		return true
	}
	end := 0
	for end < len(rest) && rest[end] >= 'a' && rest[end] <= 'z' {
		end++
	}
	return oneOf(rest[:end], []string{"and", "or", "xor", "eq", "ne", "in", "contains", "matches"})
}

// notMatch is the error for what is no match. A single word that is no field was
// meant as a role, or as an action that was misspelt.
func (s *scan) notMatch(w string, at int, err error) error {
	if w != "" && !strings.ContainsAny(w, "._:") && !s.goesOn(at+len(w)) && !oneOf(w, s.env.Hosts) {
		words := slices.Concat(event.RoleNames(), []string{"any"}, s.instead)
		hint := "netlab help rules names the roles and the actions, netlab help fields the fields"
		if near := segment.Nearest(w, words); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return s.fail(at, hint, "no role, field or action is called %q", w)
	}
	var e *filter.Error
	if !errors.As(err, &e) {
		return s.atOffset(at, err)
	}
	return s.fail(at+e.Offset, e.Suggestion, "%s", e.Msg)
}
