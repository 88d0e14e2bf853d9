package main

import (
	"strconv"
	"strings"
	"time"

	"netlab/lab/debug"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// eachDelay is how long --each delay holds a segment: longer than the retransmission
// timer runs before anything was measured, 1 s (RFC 6298, 2.1), so that every timer that
// has not backed off runs out.
const eachDelay = "delay 1100ms"

// tried is a segment that had another fate.
type tried struct {
	debug.Segment
	rule    string
	refused error          // why it could not be tried; nil: it was
	outcome *debug.Outcome // nil: none
	cost    time.Duration
	late    debug.Milestone
	breaks  []debug.Break
	over    chan struct{} // closed when it is known
}

// each tries every segment of the base run in turn.
func (w *asking) each(action string) error {
	if action == "delay" {
		action = eachDelay
	}
	if err := w.question.Check(action); err != nil { // before anything is written
		return err
	}
	segments := w.question.Segments()
	all := make([]*tried, len(segments))
	for i, seg := range segments {
		all[i] = &tried{Segment: seg, over: make(chan struct{})}
	}
	if w.question.Real() {
		w.watch()
		w.call.say("whatif.real")
		queue := make([]int, len(all))
		for i := range queue {
			queue[i] = i
		}
		newAirspace().send(queue, func(i int) { w.try(all[i], action) })
	}
	t := &trials{asking: w, action: action, names: w.teller(w.question.Base().Story), all: all}
	if err := t.head(); err != nil {
		return err
	}
	line := w.terminalLine()
	for i, one := range all {
		if w.ctx.Err() != nil {
			return nil
		}
		if line != nil && !w.on("quiet") {
			line.show(w.t("whatif.trying", i+1, len(all)))
		}
		if w.question.Real() {
			<-one.over
		} else {
			w.try(one, action)
		}
		if line != nil {
			line.clear()
		}
		if one.refused != nil {
			if err := t.fails(one); err != nil {
				return err
			}
		}
		if err := t.put(one); err != nil {
			return err
		}
	}
	return t.sum()
}

// try gives one segment another fate.
func (w *asking) try(one *tried, action string) {
	defer close(one.over)
	if one.Refused != nil {
		one.refused = one.Refused
		return
	}
	if w.ctx.Err() != nil {
		return
	}
	b, err := w.question.Answer([][2]string{{one.At, action}})
	if err != nil {
		one.refused = err
		return
	}
	one.outcome = debug.OutcomeOf(b.Story)
	one.rule = b.Rules[len(b.Rules)-1].String()
	one.cost, one.late = one.outcome.Cost(w.base)
	one.breaks = breaksOf(one.outcome, w.base)
}

// trials are the segments that are tried, as a table or as JSON.
type trials struct {
	*asking
	action string
	names  *tell.Teller
	all    []*tried
	width  [5]int // of the columns
	done   []*tried
}

// fails says whether an error is one of the action's, which no segment can have; others
// are about one segment.
func (t *trials) fails(one *tried) error {
	if _, ok := one.refused.(*debug.Refusal); ok {
		return nil
	}
	return one.refused
}

// cells of a segment's line that are known before it is tried.
func (t *trials) known(one *tried) [4]string {
	r := one.Rung
	return [4]string{strconv.Itoa(int(r.Number)), t.names.Host(r.Host), t.names.What(r), t.names.Packet(r)}
}

// head writes what stands above the table, or the first line of JSON.
func (t *trials) head() error {
	p := t.question.Base().Plan
	if t.on("json") {
		return t.writeJSON(struct {
			Format  string         `json:"format"`
			Lab     string         `json:"lab"`
			Variant string         `json:"variant,omitempty"`
			Seed    uint64         `json:"seed"`
			Clock   string         `json:"clock"`
			Action  string         `json:"action"`
			Base    *debug.Outcome `json:"base"`
		}{whatIfFormat, p.Lab, p.Variant, p.Network.Seed, p.Clock, t.action, t.base})
	}
	t.asking.head(t.question.Base())
	t.prose("", t.t("whatif.each", t.action))
	t.prose("", t.t("whatif.ends.base", t.states(t.base)))
	t.line("")
	titles := [4]string{t.t("whatif.col.packet"), t.t("whatif.col.from"), t.t("whatif.col.what"), t.t("whatif.col.segment")}
	for i, title := range titles {
		t.width[i] = cells(title)
	}
	for _, one := range t.all {
		for i, text := range t.known(one) {
			t.width[i] = max(t.width[i], cells(text))
		}
	}
	t.width[4] = max(cells(t.t("whatif.col.costs")), 9)
	t.width[3] = min(t.width[3], max(12, t.Width-t.width[0]-t.width[1]-t.width[2]-t.width[4]-18)) // and what is late, 10
	t.line(t.row(titles, t.t("whatif.col.costs"), t.t("whatif.col.late")))
	return nil
}

// row is a line of the table.
func (t *trials) row(known [4]string, costs, late string) string {
	return padLeft(known[0], t.width[0]) + "  " + pad(known[1], t.width[1]) + "  " + pad(known[2], t.width[2]) + "  " +
		pad(clip(known[3], t.width[3]), t.width[3]) + "  " + padLeft(costs, t.width[4]) + "  " + late
}

// states are those in which the hosts end.
func (w *asking) states(o *debug.Outcome) string {
	var all []string
	for _, h := range o.States {
		if len(h.States) > 0 {
			all = append(all, w.t("whatif.state", tell.Clean(h.Host), strings.Join(h.States, " ")))
		}
	}
	return strings.Join(all, words.T(w.call.lang, "list.comma"))
}

// put writes a segment's line.
func (t *trials) put(one *tried) error {
	if one.refused == nil && one.outcome == nil {
		return nil // all was called off
	}
	t.done = append(t.done, one)
	if t.on("json") {
		return t.writeJSON(t.report(one))
	}
	if one.refused != nil {
		t.line(t.row(t.known(one), "-", ""))
		t.prose(strings.Repeat(" ", t.width[0]+2), one.refused.(*debug.Refusal).In(t.call.lang))
		return t.flush()
	}
	costs := "-"
	if one.cost > 0 {
		costs = words.Took(one.cost)
	}
	late := ""
	if one.late != "" {
		late = t.t("whatif.short." + string(one.late))
	}
	text := t.row(t.known(one), costs, late)
	if len(one.breaks) > 0 {
		text = t.inked(text)
	}
	t.line(text)
	indent := strings.Repeat(" ", t.width[0]+2)
	for i := range one.breaks {
		t.line(indent, t.inked(lostMark+" "+t.broken(&one.breaks[i])))
	}
	if ends := t.states(one.outcome); ends != t.states(t.base) {
		t.prose(indent, t.t("whatif.ends", ends))
	}
	return t.flush()
}

// inked colours what breaks.
func (t *trials) inked(text string) string {
	if !t.Color {
		return text
	}
	return "\x1b[31m" + text + "\x1b[0m"
}

func (t *trials) flush() error { return t.call.out.Flush() }

// sum says which segment costs most, and how many break something.
func (t *trials) sum() error {
	if t.on("json") {
		return nil
	}
	broke, dear := 0, (*tried)(nil)
	for _, one := range t.done {
		if len(one.breaks) > 0 {
			broke++
		} else if one.cost > 0 && (dear == nil || one.cost > dear.cost) {
			dear = one
		}
	}
	t.line("")
	if broke > 0 {
		t.prose("", words.N(t.call.lang, "cmd.whatif.broke", broke, len(t.done), lostMark))
	} else {
		t.prose("", t.t("whatif.broke.none"))
	}
	if dear != nil {
		key := "whatif.dearest.only"
		if broke > 0 {
			key = "whatif.dearest"
		}
		t.prose("", t.t(key, int(dear.Rung.Number), t.names.Host(dear.Rung.Host), t.names.What(dear.Rung), t.t("whatif.late."+string(dear.late)), words.Took(dear.cost)))
	}
	return nil
}

// triedReport is a segment that was tried, for programs.
type triedReport struct {
	*segmentReport
	Rule    string          `json:"rule,omitempty"`
	Refused string          `json:"refused,omitempty"` // in English
	CostNS  int64           `json:"cost_ns"`
	Late    debug.Milestone `json:"late,omitempty"`
	Breaks  []debug.Break   `json:"breaks"`
	Outcome *debug.Outcome  `json:"outcome"`
}

func (t *trials) report(one *tried) *triedReport {
	r := &triedReport{segmentReport: reportOf(t.question.Base().Story, one.Rung), Rule: one.rule, CostNS: int64(one.cost), Late: one.late,
		Breaks: one.breaks, Outcome: one.outcome}
	if one.refused != nil {
		r.Refused = one.refused.Error()
	}
	if r.Breaks == nil {
		r.Breaks = []debug.Break{}
	}
	return r
}
