package quiz

import (
	"context"
	"fmt"
	"strings"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/story"
)

// A Run is a run that answers something: its plan, its outcome, its record. They are
// only read.
type Run struct {
	Plan   *lab.Plan
	Result *lab.Result
	Log    *event.Log

	story *story.Story
}

// Story is the run's, folded when it is first asked for.
func (r *Run) Story() *story.Story {
	if r.story == nil {
		r.story = story.Fold(r.Log.All())
	}
	return r.story
}

func (r *Run) witness() *lab.Witness { return lab.NewWitness(r.Plan, r.Result, r.Log) }

// change is how a run differs from its variant.
type change struct {
	rules []string // lines
	set   []string // KEY=VALUE
	alone bool     // the rules stand instead of the variant's
	limit bool     // somebody wrote the rules whom nobody knows: the run has its limits
}

// What a student's rules may cost. A run of the catalogue has some hundred events, and
// takes milliseconds; rules can make packets without end. Simulated time ends as the
// lab says, or after a day, as in every run.
const (
	studentsEvents = 10_000
	studentsWall   = 10 * time.Second
)

// runOf is a variant's run in the student's world, carried out once.
func (q *Quiz) runOf(ctx context.Context, variant string, c change) (*Run, error) {
	key := fmt.Sprintf("%q %q %q %v %v", variant, c.rules, c.set, c.alone, c.limit)
	if r := q.runs[key]; r != nil {
		return r, nil
	}
	p, err := q.plan(ctx, variant, c)
	if err != nil {
		return nil, err
	}
	res, log, err := q.run(ctx, p)
	if err != nil {
		return nil, err
	}
	r := &Run{Plan: p, Result: res, Log: log}
	q.runs[key] = r
	return r, nil
}

// plan resolves a variant in the student's world, changed.
func (q *Quiz) plan(ctx context.Context, variant string, c change) (*lab.Plan, error) {
	l := q.Lab.Lab
	if len(q.World.Set)+len(c.set) > 0 {
		var errs file.Errors
		l, errs = file.Load(q.Lab.Source.Name, q.Lab.Source.YAML, file.Options{Vary: q.World.Set, Set: c.set, Only: func(name, _ string) bool { return name == variant }})
		if len(errs) > 0 {
			return nil, errs
		}
	}
	v := l.Variant(variant)
	if v == nil {
		return nil, fmt.Errorf("there is no variant %q", variant)
	}
	if c.alone {
		w := *v
		w.Rules, v = nil, &w
	}
	s := q.World.Settings(lab.Settings{})
	for _, line := range c.rules {
		rule, err := hooks.ParseRule(line, envOf(v))
		if err != nil {
			return nil, err
		}
		s.Rules = append(s.Rules, rule)
	}
	if c.limit {
		// The run without the rules is what the lab needs: no limit cuts that short.
		without, err := q.runOf(ctx, variant, change{})
		if err != nil {
			return nil, err
		}
		s.Limits = lab.Limits{Events: studentsEvents + 4*int(without.Result.Events), Wall: studentsWall}
	}
	p, errs := lab.Resolve(l, v, s)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return p, nil
}

// envOf is what the names in a variant's rules stand for.
func envOf(v *lab.Variant) hooks.Env {
	var env hooks.Env
	for _, h := range v.Hosts {
		env.Hosts = append(env.Hosts, h.Name)
	}
	for _, w := range v.Wires {
		env.Wires = append(env.Wires, w.Name)
	}
	return env
}

// cut is what ended a run that was not over: too many events, too much time of the
// machine's. Simulated time may end a run: nothing more was to come of it.
func (r *Run) cut() string {
	if r.Result.Reason != "limit" || strings.HasPrefix(r.Result.Detail, "simulated time") {
		return ""
	}
	return r.Result.Detail
}

// idle are those of the rules that stand last in a run, behind the variant's own, that
// never did anything.
func (r *Run) idle(last []string) (all []string) {
	first := len(r.Plan.Network.Rules) - len(last) // rules count from 1
	for _, id := range r.Story().Idle() {
		if i := int(id) - 1 - first; i >= 0 {
			all = append(all, last[i])
		}
	}
	return all
}
