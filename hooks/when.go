package hooks

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// WhenSpec says in words when something is to happen: a held packet goes on, a
// program's step is over, a wire is plugged in. It is plain data, as JSON and in
// one line; Compile makes it a When. The zero value is now. At most one of
// After, At, Packet, State and Step is set.
type WhenSpec struct {
	After time.Duration `json:"after_ns,omitempty"` // this long from now
	At    time.Duration `json:"at_ns,omitempty"`    // at this moment of the run

	Packet string `json:"packet,omitempty"` // when such a packet passes the desk: a role, "any", or an expression
	Nth    int    `json:"nth,omitempty"`    // with Packet: the how manieth from now on; 0: the first
	From   string `json:"from,omitempty"`   // with Packet, as in a rule; To and Wire likewise
	To     string `json:"to,omitempty"`
	Wire   string `json:"wire,omitempty"`

	State string `json:"state,omitempty"` // when this expression on hosts' states holds: "client.state == TIME-WAIT"
	Step  string `json:"step,omitempty"`  // program.label: when that program has come past its step of that label

	Within time.Duration `json:"within_ns,omitempty"` // with Packet, State and Step: after this long all the same
}

// String is the one-line form that ParseWhen reads:
//
//	now | 10ms | until t 3s
//	until MATCH[#N] [from HOST] [to HOST] [on WIRE] [within LIMIT]
//	until state EXPRESSION [within LIMIT]
//	until step PROGRAM.LABEL [within LIMIT]
func (w WhenSpec) String() string {
	text := "until "
	switch {
	case w.After != 0:
		return formatDuration(w.After)
	case w.At != 0:
		return "until t " + formatDuration(w.At)
	case w.State != "":
		text += "state " + w.State
	case w.Step != "":
		text += "step " + w.Step
	case w.Packet != "":
		text += w.packetText()
	default:
		return "now"
	}
	if w.Within != 0 {
		text += " within " + formatDuration(w.Within)
	}
	return text
}

// packetText is the packet that is waited for: MATCH[#N] and its ends.
func (w *WhenSpec) packetText() string {
	text := w.Packet
	if w.Nth > 1 {
		text += "#" + strconv.Itoa(w.Nth)
	}
	if ends := endsText(w.From, w.To, w.Wire); ends != "" {
		text += " " + ends
	}
	return text
}

// Compile makes a When of its description. Its errors are *Error, several of
// them joined.
func (w WhenSpec) Compile(env Env) (When, error) {
	if err := w.check(); err != nil {
		return When{}, err
	}
	when := When{Later: w.After, At: w.At, Limit: w.Within}
	switch {
	case w.Packet != "":
		m, err := CompileMatch(MatchSpec{w.From, w.To, w.Wire, w.Packet}, env)
		when.Until = &Until{Packet: m, Nth: max(w.Nth, 1)}
		if err != nil {
			return When{}, err
		}
	case w.State != "":
		when.Until = &Until{}
		err := field("state", w.State, env, func(s *scan) (err error) {
			_, when.Until.State, err = s.state()
			return err
		})
		if err != nil {
			return When{}, err
		}
	case w.Step != "":
		when.Until = &Until{Step: w.Step}
		if err := field("step", w.Step, env, func(s *scan) error { _, err := s.step(); return err }); err != nil {
			return When{}, err
		}
	}
	if when.Until != nil {
		when.Until.Text = w.String()
	}
	return when, nil
}

// check says what does not go together.
func (w *WhenSpec) check() error {
	var ways []string
	for _, way := range []struct {
		set  bool
		word string
	}{{w.After != 0, "a time"}, {w.At != 0, "a moment"}, {w.Packet != "", "a packet"}, {w.State != "", "a state"}, {w.Step != "", "a step"}} {
		if way.set {
			ways = append(ways, way.word)
		}
	}
	var errs []error
	wrong := func(field, format string, args ...any) {
		errs = append(errs, &Error{Field: field, Problem: fmt.Sprintf(format, args...)})
	}
	if len(ways) > 1 {
		wrong("", "one thing is waited for at a time, not %s", strings.Join(ways, " and "))
	}
	if w.Packet == "" && (w.Nth != 0 || w.From != "" || w.To != "" || w.Wire != "") {
		wrong("packet", "from, to, wire and nth describe a packet, and there is none: add packet: any")
	}
	if w.Nth < 0 {
		wrong("nth", "packets are counted from 1, and nth is %d", w.Nth)
	}
	if w.Within != 0 && w.Packet == "" && w.State == "" && w.Step == "" {
		wrong("within", "within limits the waiting for a packet, a state or a step")
	}
	for _, d := range []struct {
		field string
		time.Duration
	}{{"after", w.After}, {"at", w.At}, {"within", w.Within}} {
		if d.Duration < 0 || d.Duration > maxDuration {
			wrong(d.field, "%s is not between 0 and a year", d.Duration)
		}
	}
	return errors.Join(errs...)
}
