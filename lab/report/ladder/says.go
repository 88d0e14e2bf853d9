package ladder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// says is the text of what happened at one host; "" where nothing needs saying.
func (d *Drawer) says(r *story.Rung, end bool) (string, style) {
	switch r.Kind {
	case story.Call:
		if end {
			return d.returns(r)
		}
		return d.calls(r), plain
	case story.Timer:
		return d.tag(r.Stream) + d.timer(r) + d.gaveUp(r), dim
	case story.Note:
		return d.remarks(r.Note), plain
	case story.Change:
		st := r.States[0]
		if c := d.s.Conn(st.Conn); c != nil && c.Listen && st.To == event.Closed {
			return d.t("ladder.unlisten"), plain
		}
		if st.Reason != "" {
			return d.t("reason." + st.Reason), red
		}
	}
	return "", plain
}

// calls is a call as it is made. Those that only wait (accept, recv) are told
// when they return.
func (d *Drawer) calls(r *story.Rung) string {
	op := r.Call.Op
	if (op == "accept" || op == "recv") && len(r.States) == 0 {
		return ""
	}
	text := d.tag(r.Stream) + d.called(r.Call)
	for _, st := range r.States {
		if c := d.s.Conn(st.Conn); c != nil && c.Listen && st.To == event.Closed {
			text += " (" + d.t("ladder.listener") + ")"
		}
	}
	return text
}

// called is a call with its arguments. How many octets it is about is a word of the
// reader's language; all else stands as it does in a program.
func (d *Drawer) called(c *event.CallInfo) string {
	text := c.Op
	for _, arg := range c.Args {
		var n int
		if k, _ := fmt.Sscanf(arg, "%d octet", &n); k == 1 && (arg == fmt.Sprintf("%d octets", n) || arg == "1 octet") {
			arg = words.N(d.o.Lang, "ladder.octets", n)
		}
		text += " " + arg
	}
	return clean(text)
}

// returns is what a call gave, where that is more than "ok".
func (d *Drawer) returns(r *story.Rung) (string, style) {
	v := r.Return
	tag, op := d.tag(r.Stream), clean(v.Op)
	switch {
	case v.Result != "" && v.Result != "ok" && v.Result != "EINPROGRESS":
		if op == "recv" && slices.Contains(r.Call.Args, "MSG_OOB") {
			op = d.called(r.Call) // it is another question than recv without
		}
		return tag + op + ": " + clean(v.Result), red
	case op == "accept":
		return tag + op, plain
	case op == "recv" && v.Bytes == 0:
		return tag + op + d.t("ladder.colon") + d.t("ladder.eof"), plain
	case op == "recv":
		octets := words.N(d.o.Lang, "ladder.octets", v.Bytes)
		if len(r.Call.Args) > 0 && strings.HasPrefix(r.Call.Args[0], fmt.Sprintf("%d octet", v.Bytes)) {
			return tag + op + " " + octets, plain // as many as it was told to wait for
		}
		return tag + d.called(r.Call) + d.t("ladder.colon") + octets, plain
	case op == "getsockopt":
		return tag + clean(strings.Join(r.Call.Args, " ")+" = "+v.Value), plain
	}
	return "", plain
}

// short is a timer in a few cells, to stand beside the packet that it sends:
// "RTO 1 s".
func (d *Drawer) short(r *story.Rung) string {
	name := r.Fired.Name
	if words.Has("timer.short." + name) {
		name = d.t("timer.short." + name)
	}
	return clean(name) + " " + d.plain(d.ran(r))
}

// ran is how long a timer ran. Where the time is real that may have been
// measured, and what is below a millisecond is the machine's and no stack's.
func (d *Drawer) ran(r *story.Rung) string {
	t := r.Fired.After
	if run := d.s.Run; run != nil && run.Clock == "real" && t > time.Millisecond {
		t = t.Round(time.Millisecond)
	}
	return words.Duration(t)
}

// timer is a timer as it stands in a lane: as in a margin, but that TIME-WAIT,
// which sends nothing and stands in none, is named at length.
func (d *Drawer) timer(r *story.Rung) string {
	if r.Fired.Name != "time-wait" && words.Has("timer.short."+r.Fired.Name) {
		return d.short(r)
	}
	return d.t("ladder.timer", d.timerName(r), d.plain(d.ran(r)))
}

// timerName is a timer in a sentence.
func (d *Drawer) timerName(r *story.Rung) string {
	if words.Has("timer.long." + r.Fired.Name) {
		return d.t("timer.long." + r.Fired.Name)
	}
	return clean(r.Fired.Name)
}

// gaveUp says that a timer ended a connection.
func (d *Drawer) gaveUp(r *story.Rung) string {
	for _, st := range r.States {
		if st.Reason == "timeout" {
			return d.t("ladder.gaveup")
		}
	}
	return ""
}

// remarks is a note in the picture's language.
func (d *Drawer) remarks(n *event.NoteInfo) string {
	if n.Key != "" && words.Has(n.Key) {
		args := make([]any, len(n.Args))
		for i, a := range n.Args {
			args[i] = clean(a)
		}
		return d.t(n.Key, args...)
	}
	if text := words.Pick(d.o.Lang, n.Text); text != "" {
		return clean(text)
	}
	return clean(strings.TrimSpace(n.Key + " " + strings.Join(n.Args, " ")))
}

// ruleName is a rule's name, or its number.
func (d *Drawer) ruleName(id event.RuleID) string {
	name := clean(d.s.Names.Rule(id).Name)
	if name == "" || name == words.T(words.English, "ladder.rule", int(id)) {
		return d.t("ladder.rule", int(id))
	}
	return name
}

// ruleText is what stands under a packet that a rule acted on. Where it goes is
// left out: the arrow shows it.
func (d *Drawer) ruleText(id event.RuleID, a event.Action) string {
	if id == 0 {
		return d.t("ladder.hand", words.T(d.o.Lang, "action."+a.String()))
	}
	return d.ruleTitled(id, true)
}

// ruleTitled is a rule's name and what it says; a hook of a Go program has only a
// name.
func (d *Drawer) ruleTitled(id event.RuleID, brief bool) string {
	text := d.ruleLine(id, brief)
	if text == "" {
		return d.ruleName(id)
	}
	return d.ruleName(id) + d.t("ladder.colon") + text
}

// ruleLine is a rule's text without its name, and, if that is to be brief, without
// where it looks and that it was off at first: it acts.
func (d *Drawer) ruleLine(id event.RuleID, brief bool) string {
	text := strings.Fields(clean(d.s.Names.Rule(id).Text))
	for len(text) > 2 {
		switch word := text[0]; {
		case word == "name", brief && (word == "from" || word == "to" || word == "on"):
			text = text[2:]
			continue
		case brief && word == "off":
			text = text[1:]
			continue
		}
		break
	}
	return strings.Join(text, " ")
}
