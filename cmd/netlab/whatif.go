package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/compare"
	"netlab/lab/debug"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// whatIf runs a lab as it is and once more with other fates for some packets, or for
// one packet after the other, and says what that changes.
func whatIf(k *call) error {
	at, do, each := k.list("at"), k.list("do"), k.text("each")
	switch {
	case each != "" && len(at)+len(do) > 0:
		return wrong("whatif-both")
	case each == "" && len(at)+len(do) == 0:
		return wrong("whatif-none")
	case len(at) != len(do):
		return wrong("whatif-pairs", len(at), len(do))
	}
	p, err := k.picture()
	if err != nil {
		return err
	}
	j, o, err := k.debugging()
	if err != nil {
		return err
	}
	run := o.Run
	o.Run = func(ctx context.Context, p *lab.Plan, r lab.RunOptions) (*lab.Result, error) {
		if each == "" { // with --each many run beside each other
			r.Progress = k.progress()
		}
		return run(ctx, p, r)
	}
	q, err := debug.Ask(k.ctx, o)
	if err != nil {
		return k.cannotRun(j, err)
	}
	w := &asking{call: k, picture: p, job: j, question: q}
	w.base = debug.OutcomeOf(q.Base().Story)
	if each != "" {
		err = w.each(each)
	} else {
		err = w.one(at, do)
	}
	if k.interrupted() {
		return status(exitInterrupted)
	}
	return w.blamed(err)
}

// asking is a question being asked of a lab.
type asking struct {
	*call
	*picture
	job      *job
	question *debug.Question
	base     *debug.Outcome
}

// teller puts a run into words, as the flags want its numbers.
func (w *asking) teller(s *story.Story) *tell.Teller {
	return tell.New(s, w.call.lang, story.NumbersOf(w.Letters, w.Absolute))
}

// blamed is an error of the question's in the words of the command: what was typed is
// wrong.
func (w *asking) blamed(err error) error {
	var refused *debug.Refusal
	var rule *hooks.Error
	switch {
	case errors.As(err, &refused):
		return wrong("whatif-refused", refused.In(w.call.lang))
	case errors.As(err, &rule):
		return wrong("whatif-refused", rule.Error())
	}
	return err
}

// one answers one question, in words or as JSON.
func (w *asking) one(at, do []string) error {
	var pairs [][2]string
	for i := range at {
		pairs = append(pairs, [2]string{at[i], do[i]})
	}
	b, err := w.question.Answer(pairs)
	if err != nil || w.interrupted() {
		return err
	}
	a := &answer{asking: w, branch: b, outcome: debug.OutcomeOf(b.Story)}
	a.compared = compare.Stories(w.question.Base().Story, b.Story, nil)
	if w.on("json") {
		return w.writeJSON(a.report())
	}
	a.draw()
	return nil
}

// answer is what came of one question.
type answer struct {
	*asking
	branch   *debug.Branch
	outcome  *debug.Outcome
	compared *compare.Comparison
}

// decided are the decisions by hand, each with the packet that it was about. They are the
// last rules of the run.
func (a *answer) decided() (all []decision) {
	s := a.branch.Story
	first := len(a.branch.Plan.Network.Rules) - len(a.branch.Rules)
	for i, rule := range a.branch.Rules {
		d := decision{rule: rule, rung: s.Packet(rule.Packet)}
		for _, r := range s.Rungs { // on real time the rule knows no number
			if d.rung == nil && r.Kind == story.Packet {
				d.rung = actedOn(r, event.RuleID(first+i+1))
			}
		}
		all = append(all, d)
	}
	return all
}

// actedOn is the packet that a rule did something with, if a packet tells of that: the
// packet itself, or the one that it was made from; nil: it does not.
func actedOn(r *story.Rung, rule event.RuleID) *story.Rung {
	switch {
	case r.MadeBy == rule && r.Origin != nil:
		return r.Origin
	case r.MadeBy == rule && r.Cause != nil && r.Cause.Kind == story.Packet: // it was crafted on that one's occasion
		return r.Cause
	case r.Fate == story.Dropped && r.Rule == rule, slices.ContainsFunc(r.Acts, func(a story.Act) bool { return a.Rule == rule }):
		return r
	}
	return nil
}

// decision is a rule by hand, and the first packet that it was about.
type decision struct {
	rule hooks.Rule
	rung *story.Rung // nil: none tells of it
}

// whatIfFormat is the first key's value of the JSON form.
const whatIfFormat = "netlab-what-if/1"

// answerReport is an answer for programs: one JSON object.
type answerReport struct {
	Format      string                     `json:"format"`
	Lab         string                     `json:"lab"`
	Variant     string                     `json:"variant,omitempty"`
	Seed        uint64                     `json:"seed"`
	Clock       string                     `json:"clock"`
	Decisions   []decisionReport           `json:"decisions"`
	CostNS      int64                      `json:"cost_ns"`
	Late        debug.Milestone            `json:"late,omitempty"` // what comes later by so much
	Breaks      []debug.Break              `json:"breaks"`
	Base        *debug.Outcome             `json:"base"`
	Outcome     *debug.Outcome             `json:"outcome"`
	Differences []compare.DifferenceReport `json:"differences"`
}

type decisionReport struct {
	*segmentReport
	Rule string `json:"rule"`
}

// segmentReport is a packet for programs.
type segmentReport struct {
	Packet  uint32 `json:"packet"`
	Host    string `json:"host"`
	Role    string `json:"role"`
	Segment string `json:"segment"` // in tcpdump's notation
	TimeNS  int64  `json:"t_ns"`
}

func reportOf(s *story.Story, r *story.Rung) *segmentReport {
	if r == nil {
		return nil
	}
	return &segmentReport{r.Number, s.Names.Host(r.Author().Host), r.Info.Role.String(), s.Parts(r, story.Relative, nil).String(), int64(r.At)}
}

func (a *answer) report() *answerReport {
	cost, late := a.outcome.Cost(a.base)
	p := a.branch.Plan
	r := &answerReport{Format: whatIfFormat, Lab: p.Lab, Variant: p.Variant, Seed: p.Network.Seed, Clock: p.Clock,
		CostNS: int64(cost), Late: late, Breaks: breaksOf(a.outcome, a.base), Base: a.base, Outcome: a.outcome,
		Differences: a.compared.Report().Differences}
	for _, d := range a.decided() {
		r.Decisions = append(r.Decisions, decisionReport{reportOf(a.branch.Story, d.rung), d.rule.String()})
	}
	return r
}

// breaksOf are what an outcome breaks; none is an empty list in JSON.
func breaksOf(o, base *debug.Outcome) []debug.Break {
	if all := o.Breaks(base); all != nil {
		return all
	}
	return []debug.Break{}
}

// lostMark is what a ladder marks a lost packet with, and a table what breaks.
const lostMark = "✗"

// line writes a line of text to stdout, in 7-bit characters where that is asked for, as
// far as the language has them.
func (w *asking) line(parts ...string) {
	text := strings.TrimRight(strings.Join(parts, ""), " ")
	switch {
	case w.ASCII && w.call.lang == words.English:
		text = ladder.Plain(text)
	case w.ASCII:
		text = strings.ReplaceAll(text, lostMark, ladder.Plain(lostMark))
	}
	w.call.out.WriteString(text + "\n")
}
