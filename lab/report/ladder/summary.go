package ladder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/words"
)

// most is how many of a kind the summary names before it only counts.
const most = 4

// summary says in words what the events prove: what was lost, what was done about
// it, how it ended, and what the lab expected.
func (d *Drawer) summary() {
	d.print(nil)
	var text []string
	say := func(key string, args ...any) { text = append(text, d.t(key, args...)) }
	losses := d.s.Losses()
	d.lost(losses, say)
	if n := len(d.s.Damaged()); n > 0 {
		say(counted("sum.damaged", n), n)
	}
	d.repairs(losses, say)
	d.needless(losses, say)
	d.handshakes(say)
	d.deeds(say)
	d.endings(say)
	d.idle(say)
	gap := " "
	if d.o.Lang == words.Chinese {
		gap = ""
	}
	d.paragraph(0, strings.Join(text, gap), plain)
	text = nil
	d.standing(say)
	for _, t := range text {
		d.paragraph(0, t, plain)
	}
	d.expectations()
}

// took is a time in a sentence, kept in one piece with its unit.
func (d *Drawer) took(t time.Duration) string { return d.piece(words.Took(t)) }

func (d *Drawer) piece(text string) string {
	return strings.ReplaceAll(d.plain(text), " ", noBreak)
}

// group is packets of which the same can be said.
type group struct {
	first *story.Rung
	text  string // what makes them a group
	n     int
}

// grouped gathers rungs by a text, in the order of the first of each.
func grouped(all []group, r *story.Rung, text string) []group {
	for i := range all {
		if all[i].text == text {
			all[i].n++
			return all
		}
	}
	return append(all, group{r, text, 1})
}

func (d *Drawer) lost(losses []story.Loss, say func(string, ...any)) {
	unit := "segments"
	sent := d.s.Sent()
	for _, r := range d.s.Rungs {
		if r.Kind == story.Packet && r.Seg.Proto != segment.TCP {
			unit = "packets"
		}
	}
	if sent == 0 {
		return
	}
	if len(losses) == 0 {
		say(counted("sum.sent."+unit, sent), sent)
		return
	}
	var groups []group
	for _, l := range losses {
		groups = grouped(groups, l.Rung, d.t("sum.lost.by", d.who(l.Rung), d.what(l.Rung), d.by(l.Rung)))
	}
	var items []string
	rest := 0
	for i, g := range groups {
		switch {
		case i >= most:
			rest += g.n
		case g.n == 1:
			items = append(items, g.text)
		default:
			items = append(items, d.t("sum.lost.times", d.who(g.first), d.what(g.first), d.by(g.first), g.n))
		}
	}
	list := words.And(d.o.Lang, items)
	if rest > 0 {
		list = strings.Join(append(items, d.t("sum.lost.rest", rest)), d.t("list.comma"))
	}
	say(counted("sum.lost."+unit, sent), len(losses), sent, list)
}

// mended is repairs of which the same can be said.
type mended struct {
	text        string // what made the sender send again
	who, what   string // instead: whose lost acknowledgement it was, where the repair only said the same
	n           int
	least, most time.Duration // from the lost packet's sending to the repair's arrival
}

// repairs says what made up for what was lost, each repair once.
func (d *Drawer) repairs(losses []story.Loss, say func(string, ...any)) {
	var done []*story.Rung
	var all []mended
	var none, other []group
	again := map[*story.Rung]bool{} // told as such
	for _, r := range d.s.Needless() {
		again[r] = true
	}
	for _, l := range losses {
		rep := l.Repair
		switch {
		case rep == nil:
			if l.Seg.Proto != segment.TCP || l.Seg.Len() == 0 || l.Journey.Made != event.NoAction || again[l.Rung] {
				continue
			}
			list := &none
			if l.Before || l.Acked {
				list = &other
			}
			*list = grouped(*list, l.Rung, d.who(l.Rung)+" "+d.what(l.Rung))
		case slices.Contains(done, rep.Rung):
		case rep.Said:
			done = append(done, rep.Rung)
			all = gathered(all, mended{who: d.who(l.Rung), what: d.what(l.Rung)})
		default:
			done = append(done, rep.Rung)
			took := rep.End - l.At
			all = gathered(all, mended{text: d.repair(rep), least: took, most: took})
		}
	}
	for _, m := range all[:min(len(all), most)] {
		least, longest := d.took(m.least), d.took(m.most)
		switch {
		case m.text == "":
			say("sum.repair.said", m.who, m.what)
		case m.n == 1:
			say("sum.repair.after", m.text, least)
		case least == longest:
			say("sum.repair.times", m.text, m.n, least)
		default:
			say("sum.repair.range", m.text, m.n, least, longest)
		}
	}
	for _, g := range other {
		say("sum.repair.other", d.who(g.first), d.what(g.first))
	}
	for _, g := range none {
		say("sum.repair.none", d.who(g.first), d.what(g.first))
	}
}

// gathered adds a repair to those of which the same can be said.
func gathered(all []mended, m mended) []mended {
	m.n = 1
	for i := range all {
		if a := &all[i]; a.text == m.text && a.who == m.who && a.what == m.what {
			a.n++
			a.least, a.most = min(a.least, m.least), max(a.most, m.most)
			return all
		}
	}
	return append(all, m)
}

// repair says what made a sender send again.
func (d *Drawer) repair(rep *story.Repair) string {
	who, what := d.who(rep.Rung), d.what(rep.Rung)
	asked, timer := rep.Asked, rep.Timer
	switch {
	case asked == nil && timer == nil:
		return d.t("sum.repair.plain", who, what)
	case asked == nil:
		return d.t("sum.repair.timer", who, d.plain(d.tell.TimerName(timer)), d.ran(timer), what)
	case timer != nil && asked.Again() > 0:
		return d.t("sum.repair.asked", d.who(asked), d.plain(d.tell.TimerName(timer)), d.ran(timer), d.what(asked), who, what)
	case asked.Info.Roles.Has(event.DupAck):
		return d.t("sum.repair.dupack", d.who(asked), who, what)
	}
	return d.t("sum.repair.came", d.who(asked), d.what(asked), who, what)
}

// needless names what was sent again although it had arrived, unless the answer
// to it was lost and that was told.
func (d *Drawer) needless(losses []story.Loss, say func(string, ...any)) {
	var groups []group
	asked := map[*story.Rung]bool{}
	for _, l := range losses {
		if l.Repair != nil && l.Repair.Asked != nil {
			asked[l.Repair.Asked.Author()] = true
		}
	}
	for _, r := range d.s.Needless() {
		if !asked[r] {
			groups = grouped(groups, r, d.t("sum.needless.of", d.who(r), d.what(r)))
		}
	}
	if len(groups) == 0 {
		return
	}
	var items []string
	for _, g := range groups[:min(len(groups), most)] {
		items = append(items, g.text)
	}
	say("sum.needless", words.And(d.o.Lang, items))
}

func (d *Drawer) handshakes(say func(string, ...any)) {
	for i, t := range d.s.Streams {
		if took, ok := t.Established(); ok && i < most {
			say("sum.handshake", d.tag(t.ID), d.took(took))
		}
	}
}

// deeds says what the desk did besides dropping.
func (d *Drawer) deeds(say func(string, ...any)) {
	said := map[string]bool{}
	once := func(key string, args ...any) {
		if text := fmt.Sprint(append([]any{key}, args...)...); !said[text] && len(said) < 2*most {
			said[text] = true
			say(key, args...)
		}
	}
	for _, r := range d.s.Rungs {
		if r.Kind != story.Packet {
			continue
		}
		if made := r.Journey.Made; made != event.NoAction {
			from := r
			if made == event.Rewrite && r.Origin != nil {
				from = r.Origin
			}
			what := d.what(from)
			if made == event.Inject || made == event.Reject {
				what = d.one(what)
			}
			once("sum.made."+made.String(), d.doer(r.MadeBy), d.who(r), what)
		}
		for _, a := range r.Acts {
			switch {
			case a.Action != event.Delay && a.Action != event.Reorder:
			case r.Fate == story.Delivered:
				once("sum.held", d.doer(a.Rule), d.who(r), d.what(r), d.took(r.End-r.At))
			default:
				once("sum.held.still", d.doer(a.Rule), d.who(r), d.what(r))
			}
		}
	}
}

// one puts the article before what a packet is, where the language has one: "a
// RST", "an ICMP message".
func (d *Drawer) one(what string) string {
	switch {
	case d.o.Lang == words.Chinese || what == d.t("what.data"):
		return what
	case strings.ContainsRune("AEIOaeio", rune(what[0])):
		return "an " + what
	}
	return "a " + what
}

// doer is a rule where a sentence begins.
func (d *Drawer) doer(rule event.RuleID) string {
	if rule == 0 {
		return d.t("sum.byhand")
	}
	name := d.plain(d.tell.RuleName(rule))
	if name == d.t("ladder.rule", int(rule)) {
		name = fmt.Sprint(rule)
	}
	return d.t("sum.byrule", name)
}

// idle names the rules that never did anything. Why is certain only of those
// that have no other condition than their match.
func (d *Drawer) idle(say func(string, ...any)) {
	if d.s.End == nil {
		return
	}
	switched := slices.ContainsFunc(d.s.Rungs, func(r *story.Rung) bool { return r.Kind == story.Call && r.Call.Op == "rule" })
	var matched, plain []string
	for _, id := range d.s.Idle() {
		text := strings.Fields(d.s.Run.Rules[id-1].Text)
		if len(text) > 2 && text[0] == "name" {
			text = text[2:]
		}
		switch {
		case len(text) == 0 || text[0] == "off": // a Go program's own hook may only want to look
		case switched || slices.Contains(text, "chance"):
			plain = append(plain, d.doer(id))
		default:
			matched = append(matched, d.doer(id))
		}
	}
	if len(matched) > 0 {
		say("sum.idle."+map[bool]string{true: "one", false: "more"}[len(matched) == 1], words.And(d.o.Lang, matched))
	}
	if len(plain) > 0 {
		say("sum.idle.plain", words.And(d.o.Lang, plain))
	}
}
