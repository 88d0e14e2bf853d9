package tell

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// Moment is what happened at one host, at the beginning of a rung that is no
// packet or at its end; "" where nothing needs saying.
func (t *Teller) Moment(r *story.Rung, end bool) string {
	switch r.Kind {
	case story.Call:
		if end {
			return t.returns(r)
		}
		return t.calls(r)
	case story.Timer:
		return t.Tag(r.Stream) + t.Timer(r) + t.gaveUp(r)
	case story.Note:
		return t.Note(r.Note)
	case story.Change:
		st := r.States[0]
		if c := t.s.Conn(st.Conn); c != nil && c.Listen && st.To == event.Closed {
			return t.T("ladder.unlisten")
		}
		if st.Reason != "" {
			return t.T("reason." + st.Reason)
		}
	}
	return ""
}

// calls is a call as it is made. Those that only wait (accept, recv) are told
// when they return.
func (t *Teller) calls(r *story.Rung) string {
	if op := r.Call.Op; (op == "accept" || op == "recv") && len(r.States) == 0 {
		return ""
	}
	text := t.Tag(r.Stream) + t.Called(r.Call)
	for _, st := range r.States {
		if c := t.s.Conn(st.Conn); c != nil && c.Listen && st.To == event.Closed {
			text += t.T("ladder.aside", t.T("ladder.listener"))
		}
	}
	return text
}

// Called is a call with its arguments. How many octets it is about is a word of
// the reader's language; all else stands as it does in a program.
func (t *Teller) Called(c *event.CallInfo) string {
	text := c.Op
	for _, arg := range c.Args {
		var n int
		if k, _ := fmt.Sscanf(arg, "%d octet", &n); k == 1 && (arg == fmt.Sprintf("%d octets", n) || arg == "1 octet") {
			arg = t.N("ladder.octets", n)
		}
		text += " " + arg
	}
	return Clean(text)
}

// returns is what a call gave, where that is more than "ok".
func (t *Teller) returns(r *story.Rung) string {
	v := r.Return
	tag, op := t.Tag(r.Stream), Clean(v.Op)
	switch {
	case v.Result != "" && v.Result != "ok" && v.Result != "EINPROGRESS":
		if op == "recv" && slices.Contains(r.Call.Args, "MSG_OOB") {
			op = t.Called(r.Call) // it is another question than recv without
		}
		return tag + op + ": " + Clean(v.Result)
	case op == "accept":
		return tag + op
	case op == "recv" && v.Bytes == 0:
		return tag + op + t.T("ladder.colon") + t.T("ladder.eof")
	case op == "recv":
		octets := t.N("ladder.octets", v.Bytes)
		if len(r.Call.Args) > 0 && strings.HasPrefix(r.Call.Args[0], fmt.Sprintf("%d octet", v.Bytes)) {
			return tag + op + " " + octets // as many as it was told to wait for
		}
		return tag + t.Called(r.Call) + t.T("ladder.colon") + octets
	case op == "getsockopt":
		return tag + Clean(strings.Join(r.Call.Args, " ")+" = "+v.Value)
	}
	return ""
}

// Timer is a timer that fired, "RTO 1 s"; TIME-WAIT, which sends nothing, is named
// at length.
func (t *Teller) Timer(r *story.Rung) string {
	if r.Fired.Name != "time-wait" && words.Has("timer.short."+r.Fired.Name) {
		return t.Short(r)
	}
	return t.T("ladder.timer", t.TimerName(r), t.Ran(r))
}

// Short is a timer in a few cells: "RTO 1 s", "2MSL 60 s".
func (t *Teller) Short(r *story.Rung) string {
	name := r.Fired.Name
	if key := "timer.short." + name; words.Has(key) {
		name = t.T(key)
	}
	return Clean(name) + " " + t.Ran(r)
}

// Brief is Moment of a timer where there is little room.
func (t *Teller) Brief(r *story.Rung) string { return t.Tag(r.Stream) + t.Short(r) + t.gaveUp(r) }

// TimerName is a timer in a sentence.
func (t *Teller) TimerName(r *story.Rung) string {
	if key := "timer.long." + r.Fired.Name; words.Has(key) {
		return t.T(key)
	}
	return Clean(r.Fired.Name)
}

// Ran is how long a timer ran. Where the time is real that may have been
// measured, and what is below a millisecond is the machine's and no stack's.
func (t *Teller) Ran(r *story.Rung) string {
	after := r.Fired.After
	if run := t.s.Run; run != nil && run.Clock == "real" && after > time.Millisecond {
		after = after.Round(time.Millisecond)
	}
	return words.Duration(after)
}

// gaveUp says that a timer ended a connection.
func (t *Teller) gaveUp(r *story.Rung) string {
	for _, st := range r.States {
		if st.Reason == "timeout" {
			return t.T("ladder.gaveup")
		}
	}
	return ""
}

// Note is a remark, or another text that an event carries by language.
func (t *Teller) Note(n *event.NoteInfo) string {
	if n.Key != "" && words.Has(n.Key) {
		args := make([]any, len(n.Args))
		for i, a := range n.Args {
			args[i] = Clean(a)
		}
		return t.T(n.Key, args...)
	}
	if text := words.Pick(t.lang, n.Text); text != "" {
		return Clean(text)
	}
	return Clean(strings.TrimSpace(n.Key + " " + strings.Join(n.Args, " ")))
}

// States are the states that came of something, in order.
func (t *Teller) States(states []story.State) (all []string) {
	for _, st := range states {
		if text := t.State(st); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// State is a connection's new state, "SYN-SENT"; one that was passed within one
// beat stands in parentheses. "" is one that is told otherwise.
func (t *Teller) State(st story.State) string {
	text := st.To.String()
	if st.Passed {
		text = "(" + text + ")"
	}
	c := t.s.Conn(st.Conn)
	switch {
	case c == nil:
		return text
	case c.Listen && st.To != event.Listen:
		return "" // the call that closes the listener says so
	case c.Listen:
		return text
	}
	return t.Tag(c.Stream) + text
}

// SpeaksTCP says whether a host had a connection whose states were told, so that
// it began in CLOSED.
func (t *Teller) SpeaksTCP(h event.HostID) bool {
	return slices.ContainsFunc(t.s.Conns, func(c *story.Conn) bool { return c != nil && c.Host == h && len(c.Path) > 0 })
}
