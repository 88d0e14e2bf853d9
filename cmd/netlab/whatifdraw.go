package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"netlab/lab/debug"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// mostDifferences is how many differences a person is shown; netlab compare shows all.
const mostDifferences = 8

// t is a text of the command's: in Chinese without blanks around what is Chinese, too.
func (w *asking) t(key string, args ...any) string {
	text := w.call.t(key, args...)
	if w.call.lang == words.Chinese {
		return words.Tight(text)
	}
	return text
}

// draw shows an answer: both outcomes side by side, what broke, what made up for what
// was lost, and in what the runs differ.
func (a *answer) draw() {
	w := a.asking
	w.head(a.branch)
	t := a.teller(a.branch.Story)
	for _, d := range a.decided() {
		what := d.rule.String()
		if d.rung != nil && !strings.ContainsAny(d.rule.Nth, ".,") { // else it is about several
			what = w.t("whatif.decided", int(d.rung.Number), t.Host(d.rung.Author().Host), t.What(d.rung), t.Packet(d.rung), d.rule.Do)
		}
		w.line(w.t("whatif.if", what))
	}
	w.line("")
	w.rows(a.outcome)
	w.line("")
	for _, text := range a.sentences(t) {
		w.prose("", text)
	}
	w.differences(a)
}

// head says what was run, as a ladder does.
func (w *asking) head(b *debug.Branch) {
	t := w.teller(b.Story)
	w.line(t.Name())
	w.prose("", t.Setting())
	w.line("")
}

// prose writes a text in lines behind an indent.
func (w *asking) prose(indent, text string) {
	for l := range strings.SplitSeq(strings.TrimRight(wrap(text, indent, min(w.Width, 96)), "\n"), "\n") {
		w.line(l)
	}
}

// sentences say what it costs, what it breaks, and what made up for what was lost.
func (a *answer) sentences(t *tell.Teller) (all []string) {
	cost, late := a.outcome.Cost(a.base)
	breaks := a.outcome.Breaks(a.base)
	switch {
	case cost > 0:
		all = append(all, a.t("whatif.costs", words.Took(cost), a.t("whatif.late."+string(late))))
	case len(breaks) == 0:
		all = append(all, a.t("whatif.free"))
	}
	all = append(all, a.repairs(t)...)
	if n := a.outcome.Needless - a.base.Needless; n > 0 {
		all = append(all, words.N(a.call.lang, "cmd.whatif.needless", n))
	}
	for i := range breaks {
		all = append(all, a.broken(&breaks[i]))
	}
	if len(breaks) == 0 {
		all = append(all, a.t("whatif.whole"))
	}
	return all
}

// broken says what broke.
func (w *asking) broken(b *debug.Break) string {
	host := tell.Clean(b.Host)
	switch b.Kind {
	case debug.BreakCall:
		return w.t("whatif.breaks.call", host, b.Call.Op, b.Is)
	case debug.BreakData:
		return w.t("whatif.breaks.data", host, b.Octets, b.Of)
	case debug.BreakEnd:
		return w.t("whatif.breaks.end", host, b.Was, words.T(w.call.lang, "reason."+b.Is))
	case debug.BreakHandshake:
		return w.t("whatif.breaks.handshake")
	default:
		return w.t("whatif.breaks."+string(b.Kind), host, tell.Clean(b.Is))
	}
}

// repairs say what brought what the decisions by hand took away.
func (a *answer) repairs(t *tell.Teller) (all []string) {
	first := len(a.branch.Plan.Network.Rules) - len(a.branch.Rules)
	losses := a.branch.Story.Losses()
	told := map[*story.Rung]bool{} // what made up for several is told once
	for i := range losses {
		l := &losses[i]
		if int(l.Rule) <= first || l.Repair != nil && told[l.Repair.Rung] {
			continue
		}
		if l.Repair != nil {
			told[l.Repair.Rung] = true
		}
		text := t.Repair(l)
		if r := l.Repair; r != nil && !r.Said {
			text = t.T("sum.repair.after", text, words.Took(r.End-l.At))
		}
		if text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

// row is what two runs came to in one respect.
type row struct{ title, was, is string }

// rows draws both outcomes side by side. What is not the same is marked.
func (w *asking) rows(o *debug.Outcome) {
	all := []row{{"", w.t("whatif.as-it-is"), w.t("whatif.what-if")}}
	put := func(title, was, is string) {
		if was != "" || is != "" {
			all = append(all, row{title, was, is})
		}
	}
	both := func(key string, of func(*debug.Outcome) string) { put(w.t("whatif.row."+key), of(w.base), of(o)) }
	both("ends", func(o *debug.Outcome) string { return w.ending(o) })
	for i, h := range o.States {
		state := func(o *debug.Outcome) string {
			if i < len(o.States) {
				return strings.Join(o.States[i].States, ", ")
			}
			return ""
		}
		put(tell.Clean(h.Host), state(w.base), state(o))
	}
	both("handshake", func(o *debug.Outcome) string { return moment(o.Took) })
	both("open", func(o *debug.Outcome) string {
		if o.Handshakes < 2 {
			return ""
		}
		return moment(o.Open)
	})
	for _, h := range o.States {
		read := func(o *debug.Outcome) string {
			i := slices.IndexFunc(o.Read, func(r debug.HostRead) bool { return r.Host == h.Host })
			if i < 0 {
				return ""
			}
			return words.N(w.call.lang, "ladder.octets", o.Read[i].Octets)
		}
		put(w.t("whatif.row.read", tell.Clean(h.Host)), read(w.base), read(o))
	}
	both("data", func(o *debug.Outcome) string { return moment(o.Data) })
	w.calls(o, put)
	both("programs", func(o *debug.Outcome) string {
		if o.Programs == nil {
			return w.t("whatif.never")
		}
		return moment(o.Programs)
	})
	both("closed", func(o *debug.Outcome) string { return moment(o.Closed) })
	both("segments", func(o *debug.Outcome) string { return w.t("whatif.segments", o.Sent, o.Lost, o.Again) })
	both("expected", func(o *debug.Outcome) string {
		if o.Of == 0 {
			return ""
		}
		return w.t("whatif.met", o.Met, o.Of)
	})
	w.columns(all)
}

// moment is a time of a run; "" where it never came.
func moment(at *time.Duration) string {
	if at == nil {
		return ""
	}
	return words.Took(*at)
}

// ending says when and why a run ended.
func (w *asking) ending(o *debug.Outcome) string {
	return words.Took(o.Ended) + w.t("whatif.comma") + w.t("whatif.reason."+o.Reason)
}

// calls are the calls that do not return the same, or are later by more than a round
// number of milliseconds.
func (w *asking) calls(o *debug.Outcome, put func(title, was, is string)) {
	const worth = time.Millisecond
	said := func(c *debug.CallMade) string {
		switch {
		case c == nil:
			return ""
		case c.End == nil:
			return w.t("whatif.waits")
		}
		text := c.Result
		if c.Op == "recv" && c.Result == "ok" {
			text = words.N(w.call.lang, "ladder.octets", c.Bytes)
		}
		return text + " " + words.Took(*c.End)
	}
	for i := range o.Calls {
		c := &o.Calls[i]
		was := w.base.Call(c)
		if was != nil && was.Result == c.Result && was.Bytes == c.Bytes && (c.End == nil || was.End == nil || (*c.End-*was.End).Abs() < worth) {
			continue
		}
		put(tell.Clean(c.Host)+" "+c.Op, said(was), said(c))
	}
	for i := range w.base.Calls { // that are not made any more
		if c := &w.base.Calls[i]; o.Call(c) == nil {
			put(tell.Clean(c.Host)+" "+c.Op, said(c), "")
		}
	}
}

// columns draws rows, each cell in as many lines as it takes.
func (w *asking) columns(all []row) {
	var width [3]int
	for _, r := range all {
		width[0] = max(width[0], cells(r.title))
		width[1] = max(width[1], cells(r.was))
	}
	width[1] = min(width[1], max(16, (w.Width-width[0]-6)/2))
	width[2] = max(16, w.Width-width[0]-width[1]-6)
	for i, r := range all {
		mark := "  "
		if r.was != r.is && i > 0 {
			mark = "! "
		}
		for _, side := range []*string{&r.was, &r.is} {
			if *side == "" {
				*side = "-"
			}
		}
		was, is := strings.Split(strings.TrimSpace(wrap(r.was, "", width[1])), "\n"), strings.Split(strings.TrimSpace(wrap(r.is, "", width[2])), "\n")
		for k := range max(len(was), len(is)) {
			title, left, right := r.title, "", ""
			if k > 0 {
				title, mark = "", "  "
			}
			if k < len(was) {
				left = was[k]
			}
			if k < len(is) {
				right = is[k]
			}
			text := pad(title, width[0]) + "  " + pad(left, width[1]) + "  " + mark + right
			if w.Color && r.was != r.is && i > 0 {
				text = pad(title, width[0]) + "  " + pad(left, width[1]) + "  " + "\x1b[33m" + mark + right + "\x1b[0m"
			}
			w.line(text)
		}
	}
}

// differences lists the first of what differs.
func (w *asking) differences(a *answer) {
	c := a.compared
	if len(c.Differences) == 0 {
		return
	}
	w.line("")
	w.line(w.t("whatif.differ"))
	for i := range c.Differences[:min(len(c.Differences), mostDifferences)] {
		line := c.Line(w.call.lang, &c.Differences[i])
		if w.call.lang == words.Chinese {
			line = words.Tight(line)
		}
		w.prose("  ", line)
	}
	if more := len(c.Differences) - mostDifferences; more > 0 {
		w.line("  ", fmt.Sprintf("... %s", words.N(w.call.lang, "cmd.whatif.more", more)))
	}
}
