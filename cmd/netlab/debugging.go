package main

import (
	"context"
	"slices"

	"netlab/hooks"
	"netlab/lab"
	"netlab/lab/debug"
	"netlab/lab/file"
)

// debugging is the one job of the command line, and how a debugger makes runs of it
// with rules by hand.
func (k *call) debugging() (*job, debug.Options, error) {
	jobs, err := k.jobs()
	if err != nil {
		return nil, debug.Options{}, err
	}
	j := jobs[0]
	switch {
	case len(jobs) > 1:
		return nil, debug.Options{}, wrong("step-all", k.name)
	case j.skip != "":
		return nil, debug.Options{}, unable("skipped", j.name(), j.skip)
	}
	if err := k.prepare(jobs); err != nil {
		return nil, debug.Options{}, err
	}
	text, ok := k.sources["stdin"] // which cannot be read again
	if !ok {
		if _, text, err = k.source(k.args[0]); err != nil {
			return nil, debug.Options{}, err
		}
	}
	// The rules of the command line stand behind the variant's own; in a file that
	// is saved they stand before those by hand, and the command line has them no more.
	given := j.variant.Rules[len(j.variant.Rules)-len(k.list("rule")):]
	return j, debug.Options{
		Plan: func(rules []hooks.Rule) (*lab.Plan, error) { return k.planWith(j.lab, j.variant, rules) },
		Run: func(ctx context.Context, p *lab.Plan, o lab.RunOptions) (*lab.Result, error) {
			inner := *k
			inner.ctx = ctx
			return inner.runPlan(p, o)
		},
		Text: func(rules []hooks.Rule) ([]byte, error) {
			return file.AppendRules(text, j.variant.Name, slices.Concat(given, rules))
		},
		Load: func(path string, text []byte) (*lab.Plan, error) {
			l, errs := file.Load(path, text, file.Options{Set: k.list("set"), Settings: settings})
			if len(errs) > 0 {
				return nil, errs
			}
			return k.planWith(l, l.Variant(j.variant.Name), nil)
		},
		Command: func(path string) string { return k.commandFor(path, j.variant.Name) },
	}, nil
}

// planWith makes a plan of a variant as the command line wants it, with rules behind
// all others.
func (k *call) planWith(l *lab.Lab, v *lab.Variant, rules []hooks.Rule) (*lab.Plan, error) {
	s, err := k.settings()
	if err != nil {
		return nil, err
	}
	s.Rules = rules
	p, errs := lab.Resolve(l, v, s)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	k.openable([]*job{{lab: l, variant: v, plan: p}})
	return p, nil
}

// commandFor is the command line that runs a file as this one runs its lab.
func (k *call) commandFor(path, variant string) string {
	args := []string{"netlab", "run", path}
	if variant != "" {
		args = append(args, "--variant", variant)
	}
	for _, name := range chosenFlags {
		f := flagNamed(name)
		if name == "variant" || name == "all" || name == "rule" {
			continue
		}
		for _, v := range k.list(name) {
			switch {
			case f.value != "":
				args = append(args, f.dashed(), v)
			case k.on(name):
				args = append(args, f.dashed())
			}
		}
	}
	return lab.CommandLine(args)
}
