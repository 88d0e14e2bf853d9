package debug

import (
	"context"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/story"
	"netlab/lab/words"
)

// A Branch is one whole run: the lab's plan with the decisions of a person. It is
// only read.
type Branch struct {
	ID     int    // 0: the lab as it is; numbers are not used again
	Parent int    // the branch that it left, which has all its decisions but the last; -1: the lab as it is
	Left   uint32 // the last event that it shares with its parent
	Packet uint32 // the packet that was decided about
	Rule   string // the decision, a rule's line; "": there is none
	Saved  string // the path of the file that it was saved as; "": it is not

	from  int    // the branch on which it was decided: its parent, or one that had decided more since
	stood uint32 // at this event of it

	Rules []hooks.Rule // all decisions by hand, in their order, behind the plan's other rules

	Plan   *lab.Plan
	Result *lab.Result
	Log    *event.Log
	Story  *story.Story // of the whole run

	record
}

// Name is what a branch is called: its decision.
func (b *Branch) Name(lang words.Lang) string {
	switch {
	case b.Rule == "":
		return words.T(lang, "debug.as-it-is")
	case strings.HasSuffix(b.Rule, holding):
		return words.T(lang, "debug.held", int(b.Packet))
	}
	return b.Rule
}

// run carries out the lab with decisions by hand.
func run(ctx context.Context, o *Options, rules []hooks.Rule) (*Branch, error) {
	p, err := o.Plan(rules)
	if err != nil {
		return nil, err
	}
	return carryOut(ctx, o, p, rules)
}

// carryOut carries out a plan that ends with decisions by hand.
func carryOut(ctx context.Context, o *Options, p *lab.Plan, rules []hooks.Rule) (*Branch, error) {
	b := &Branch{Rules: rules, Plan: p, Log: new(event.Log)}
	var err error
	if b.Result, err = o.Run(ctx, p, lab.RunOptions{Log: b.Log}); err != nil {
		return nil, err
	}
	b.Story = story.Fold(b.Log.All())
	b.record.read(b)
	if b.lacks && p.Clock != "real" {
		if err := b.reaches(ctx, o); err != nil {
			return nil, err
		}
	}
	b.line()
	return b, nil
}
