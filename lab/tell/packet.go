package tell

import (
	"fmt"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/words"
)

// Tag tells conversations apart where a host has several: "[2] ".
func (t *Teller) Tag(stream uint32) string {
	if stream == 0 || !t.s.Crowded() {
		return ""
	}
	if c, i := t.s.Stream(stream); c != nil {
		return fmt.Sprintf("[%d] ", i+1)
	}
	return ""
}

// Parts is a packet in tcpdump's notation, in pieces.
func (t *Teller) Parts(r *story.Rung) story.Parts { return t.s.Parts(r, t.numbers, &t.letters) }

// Packet is a packet's header in tcpdump's notation, and what there is to say of
// it besides: "S. 0:0(0) ack 1 win 29184 again (1)". The window stands only where
// it is worth its room.
func (t *Teller) Packet(r *story.Rung) string {
	p := t.Parts(r)
	text := t.Tag(r.Stream) + p.Flags
	for _, part := range []string{p.Seq, p.Ack} {
		if part != "" {
			text += " " + part
		}
	}
	if p.Win != "" && (r.Seg.Has(segment.SYN) && r.Again() == 0 || r.Seg.Window == 0 || r.Info.Role == event.WindowUpdate) && !r.Seg.Has(segment.RST) {
		text += " " + p.Win
	}
	return text + t.Remarks(r, false) + t.Made(r)
}

// Remarks are what there is to say of a packet besides its header: that something is
// wrong with it, that it was sent before (how often, unless it is to be short), what
// else it does. Each has a blank before it; "" is none.
func (t *Teller) Remarks(r *story.Rung, short bool) (text string) {
	if wrong := r.Seg.Problem.String(); wrong != "" {
		text += " [" + wrong + "]"
	}
	switch again := r.Again(); {
	case again > 0 && short:
		text += " " + t.T("ladder.again.short")
	case again > 0:
		text += " " + t.T("ladder.again", again)
	}
	switch r.Info.Role {
	case event.WindowProbe, event.Keepalive, event.KeepaliveAck, event.DupAck, event.ChallengeAck, event.WindowUpdate:
		text += " " + r.Info.Role.String() // as a rule would name it
	}
	return text
}

// Made is how the desk made a packet, with a blank before it; "" where a host wrote it.
func (t *Teller) Made(r *story.Rung) string {
	if made := r.Journey.Made; made != event.NoAction {
		return " " + t.T("made."+made.String())
	}
	return ""
}

// Extras are the window and the options, as far as they are worth their room: where
// that is little, an ordinary segment's window and timestamps only make the others
// harder to see, and what is sent again was told the first time.
func (t *Teller) Extras(r *story.Rung, p story.Parts) (win string, opts []string) {
	win, opts = p.Win, p.Opts
	switch {
	case r.Seg.Proto != segment.TCP:
	case r.Again() > 0:
		return "", nil
	case !r.Seg.Has(segment.SYN):
		if r.Seg.Window != 0 && r.Info.Role != event.WindowUpdate && !t.literal(r) || r.Seg.Has(segment.RST) {
			win = ""
		}
		if n := len(opts); n > 0 && strings.HasPrefix(opts[n-1], "TS ") {
			opts = opts[:n-1]
		}
	}
	return win, opts
}

// literal says whether a packet is an acknowledgement and nothing else whose window
// is what its header says: such windows are to be followed.
func (t *Teller) literal(r *story.Rung) bool {
	c, _ := t.s.Stream(r.Stream)
	return c != nil && c.Unscaled && r.Seg.Len() == 0
}

// Options are a segment's options, as far as they tell it from others: what a SYN
// offers when it is first sent, without its timestamp, and what has come out of
// order. "" is none.
func (t *Teller) Options(r *story.Rung) string {
	var some []string
	for _, o := range t.Parts(r).Opts {
		if r.Seg.Has(segment.SYN) && r.Again() == 0 && !strings.HasPrefix(o, "TS ") || strings.HasPrefix(o, "sack ") {
			some = append(some, o)
		}
	}
	if len(some) == 0 {
		return ""
	}
	return "<" + strings.Join(some, ",") + ">"
}

// Letters are the names of sequence numbers that packets were told by so far,
// each with its meaning; none where numbers are numbers.
func (t *Teller) Letters() (all []string) {
	for i := range t.letters.All {
		l := &t.letters.All[i]
		host := t.Host(l.Stream.Ends[l.Side].Host)
		switch {
		case l.Initial() && l.Age > 0:
			all = append(all, t.T("ladder.letter.anew", l.Name, l.Value, host))
		case l.Initial():
			all = append(all, t.T("ladder.letter.initial", l.Name, l.Value, host))
		default:
			all = append(all, t.T("ladder.letter.later", l.Name, l.Value, host, l.As))
		}
	}
	return all
}

// Deeds are what was done to a packet between its ends: what made it, what the
// desk did with it, what took its place, and why it did not arrive. An ordinary
// packet has none.
func (t *Teller) Deeds(r *story.Rung) (all []string) {
	if made := r.Journey.Made; made != event.NoAction && (made != event.Reject || r.Origin == nil) {
		all = append(all, t.Rule(r.MadeBy, made))
	}
	for _, a := range r.Acts {
		all = append(all, t.Rule(a.Rule, a.Action))
	}
	switch {
	case r.Fate == story.Replaced:
		for _, c := range r.Copies {
			if made := c.Journey.Made; made == event.Rewrite || made == event.Corrupt {
				all = append(all, t.Rule(r.Rule, made))
			}
		}
	case r.Fate == story.Lost:
		all = append(all, t.LostBy(r))
	case r.Fate == story.OnTheWay:
		all = append(all, t.T("ladder.ontheway"))
	case r.Passage == story.Discarded:
		all = append(all, t.LostBy(r))
	}
	return all
}

// LostBy says what a packet was lost to: the rule, or the reason.
func (t *Teller) LostBy(r *story.Rung) string {
	switch {
	case r.Passage == story.Discarded:
		return t.discarded(r)
	case r.Fate == story.Lost:
		if words.Has("lost." + r.Why) {
			return t.T("lost." + r.Why)
		}
		return Clean(r.Why)
	case r.Rule == 0:
		return t.T("ladder.byhand")
	}
	return t.RuleName(r.Rule)
}

// discarded says which router did not pass a packet on, and what ICMP error it
// sent for it.
func (t *Teller) discarded(r *story.Rung) string {
	router := t.Host(r.Peer)
	if r.Notice == nil {
		return t.T("lost.discarded", router)
	}
	why := r.Notice.ICMP()
	if words.Has("icmp." + why) {
		why = t.T("icmp." + why)
	}
	return t.T("lost.refused", router, why)
}

// Who is the host whose stack wrote a packet.
func (t *Teller) Who(r *story.Rung) string { return t.Host(r.Author().Host) }

// What is a packet in a sentence: "SYN-ACK".
func (t *Teller) What(r *story.Rung) string {
	role := r.Info.Role.String()
	if !words.Has("what." + role) {
		role = event.Other.String()
	}
	return t.T("what." + role)
}

// Rule is what a rule did with a packet: its name and what it says, without where
// it looks. A decision by hand, and a Go program's hook, have no text.
func (t *Teller) Rule(id event.RuleID, a event.Action) string {
	if id == 0 {
		return t.T("ladder.hand", t.T("action."+a.String()))
	}
	name, text := t.RuleName(id), t.ruleText(id, true)
	if text == "" {
		return name
	}
	return name + t.T("ladder.colon") + text
}

// Rules are all rules of the run, whole.
func (t *Teller) Rules() (all []string) {
	if t.s.Run == nil {
		return nil
	}
	for i := range t.s.Run.Rules {
		id := event.RuleID(i + 1)
		line := t.RuleName(id)
		if text := t.ruleText(id, false); text != "" {
			line += t.T("ladder.colon") + text
		}
		all = append(all, line)
	}
	return all
}

// RuleName is a rule's name, or its number.
func (t *Teller) RuleName(id event.RuleID) string {
	name := Clean(t.s.Names.Rule(id).Name)
	if name == "" || name == words.T(words.English, "ladder.rule", int(id)) {
		return t.T("ladder.rule", int(id))
	}
	return name
}

// ruleText is a rule without its name, and, if that is to be brief, without where
// it looks and that it was off at first: it acted.
func (t *Teller) ruleText(id event.RuleID, brief bool) string {
	text := strings.Fields(Clean(t.s.Names.Rule(id).Text))
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
