package debug

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/story"
)

// A Question is what a person asks of a run: what if this packet, or these, had
// another fate? Each rule is a decision by hand.
type Question struct {
	ctx  context.Context
	o    Options
	base *Branch
}

// Ask runs the lab as it is, for questions about it. On real time that may take long.
func Ask(ctx context.Context, o Options) (*Question, error) {
	q := &Question{ctx: ctx, o: o}
	var err error
	q.base, err = q.run(nil)
	return q, err
}

// Base is the lab as it is.
func (q *Question) Base() *Branch { return q.base }

func (q *Question) run(rules []hooks.Rule) (*Branch, error) {
	return run(q.ctx, &q.o, rules)
}

// described is the rule for packets that a person describes: a number, or a match as
// rules have it, of which it means the first where it says nothing else.
func described(plan *lab.Plan, at, action string) (hooks.Rule, error) {
	if isNumber(at) {
		at = "packet " + at
	}
	r, err := hooks.ParseRule(at+" "+action, plan.RuleEnv())
	if r.Packet == 0 && r.Nth == "" && r.Chance == 0 {
		r.Nth = "1"
	}
	return r, err
}

func isNumber(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// Check says what is wrong with an action, whatever packet it is for.
func (q *Question) Check(action string) error {
	env := q.base.Plan.RuleEnv()
	r, err := hooks.ParseRule("any "+action, env)
	if err == nil {
		_, err = hooks.Compile([]hooks.Rule{r}, env)
	}
	return err
}

// Answer runs the lab with other fates. Each pair is a packet's description and an
// action: the packet's number in the base run, or what rules say of it, "from client
// data#2", counted as they reach a rule behind all others. With several pairs the others
// may give a packet another number: it is looked for by what it is, and refused where it
// does not come any more.
func (q *Question) Answer(pairs [][2]string) (*Branch, error) {
	var rules []hooks.Rule
	var numbered []int // of the rules, those about a packet by its number
	for i, pair := range pairs {
		rule, err := described(q.base.Plan, pair[0], pair[1])
		if err != nil {
			return nil, err
		}
		if rule.Packet != 0 {
			if q.Real() {
				return nil, refuse("number-real", int(rule.Packet))
			}
			if why := q.base.beyond(rule.Packet); why != nil {
				return nil, why
			}
			numbered = append(numbered, i)
		}
		rules = append(rules, rule)
	}
	if err := q.renumber(rules, numbered); err != nil {
		return nil, err
	}
	b, err := q.run(rules)
	if err != nil {
		return nil, err
	}
	idle := b.Story.Idle()
	for i, r := range rules {
		if slices.Contains(idle, b.hand+event.RuleID(i)) {
			return nil, q.why(b, r, pairs[i][0])
		}
	}
	return b, nil
}

// renumber gives the rules about packets of the base run the numbers that those have in
// the run in which the other decisions hold. A decision changes no packet before its own,
// so the lowest number is looked for first.
func (q *Question) renumber(rules []hooks.Rule, numbered []int) error {
	slices.SortStableFunc(numbered, func(i, j int) int { return cmp.Compare(rules[i].Packet, rules[j].Packet) })
	for k, i := range numbered {
		var others []hooks.Rule
		for j, r := range rules {
			if !slices.Contains(numbered[k:], j) {
				others = append(others, r)
			}
		}
		if len(others) == 0 {
			continue // it is the base run up to there
		}
		b, err := q.run(others)
		if err != nil {
			return err
		}
		r := &rules[i]
		like := b.like(q.base, r.Packet)
		if like == 0 {
			return refuse("other-packet", int(r.Packet), q.role(q.base.Story.Packet(r.Packet)))
		}
		if why := b.beyond(like); why != nil {
			return why
		}
		r.Packet = like
	}
	return nil
}

// like is the number of the packet that is what a packet of another run is: from the
// same host, with the same numbers relative to the initial ones, and as often sent
// before; 0: there is none.
func (b *Branch) like(other *Branch, packet uint32) uint32 {
	is := func(s *story.Story, r *story.Rung) string {
		p := s.Parts(r, story.Relative, nil) // its options may tell the time
		return fmt.Sprint(s.Names.Host(r.Host), " ", s.Names.Host(r.Peer), " ", r.Made, " ", p.Flags, " ", p.Seq, " ", p.Ack)
	}
	want := is(other.Story, other.Story.Packet(packet))
	n := 0
	for _, r := range other.Story.Rungs {
		if r.Kind == story.Packet && r.Number <= packet && is(other.Story, r) == want {
			n++
		}
	}
	for _, r := range b.Story.Rungs {
		if r.Kind == story.Packet && is(b.Story, r) == want {
			if n--; n == 0 {
				return r.Number
			}
		}
	}
	return 0
}

// why says why a decision did nothing: no packet was as described, or the action has
// nothing to do with it.
func (q *Question) why(b *Branch, r hooks.Rule, at string) error {
	if r.Packet != 0 {
		if why := b.beyond(r.Packet); why != nil {
			return why
		}
		return refuse("idle", r.String())
	}
	look := r
	look.Do = "pass"
	compiled, err := hooks.Compile([]hooks.Rule{look}, b.Plan.RuleEnv())
	if err != nil || q.Real() {
		return b.noSuch(at)
	}
	found := false
	err = watch(q.ctx, &q.o, b, func(v hooks.View, p *hooks.Packet, _ uint32) {
		found = found || compiled[0].See(v, p).Action != event.NoAction
	})
	switch {
	case err != nil:
		return err
	case found:
		return refuse("idle", r.String())
	}
	return b.noSuch(at)
}

// Real says whether the lab runs on real time.
func (q *Question) Real() bool { return q.base.Plan.Clock == "real" }

// A Segment is one that a stack wrote, and what a rule would call it.
type Segment struct {
	Rung    *story.Rung
	At      string   // its description for Answer: its number, or its role on real time
	Refused *Refusal // why no decision reaches it; nil: one does
}

// Segments are what stacks wrote in the base run, in their order.
func (q *Question) Segments() (all []Segment) {
	s := q.base.Story
	for _, r := range s.Rungs {
		if r.Kind != story.Packet || r.Made != event.NoAction || r.Origin != nil || r.N == 0 {
			continue
		}
		seg := Segment{Rung: r, At: fmt.Sprint(r.Number), Refused: q.base.beyond(r.Number)}
		if q.Real() {
			seg.At = q.role(r)
		}
		all = append(all, seg)
	}
	return all
}

// role describes a packet by what it does: "from client data#2".
func (q *Question) role(r *story.Rung) string {
	role := r.Info.Role
	n := 0
	for _, o := range q.base.Story.Rungs {
		if o.Kind == story.Packet && o.Host == r.Host && o.Info.Roles.Has(role) && q.base.beyond(o.Number) == nil {
			if n++; o == r {
				break
			}
		}
	}
	return fmt.Sprintf("from %s %s#%d", q.base.Story.Names.Host(r.Host), role, n)
}

// noSuch says that there is no such packet in a run, and which there are.
func (b *Branch) noSuch(at string) *Refusal {
	var roles []string
	for _, r := range b.Story.Rungs {
		if r.Kind != story.Packet || b.beyond(r.Number) != nil {
			continue
		}
		if role := "from " + b.Story.Names.Host(r.Host) + " " + r.Info.Role.String(); !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return refuse("no-such", at, strings.Join(roles, ", "))
}
