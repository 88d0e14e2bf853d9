package hooks

import (
	"errors"
	"fmt"
)

// A Switch is a hook that can be switched off and on while the run goes on, as a
// program's step does. While it is off it lets everything go on and counts
// nothing. Compiled rules are switches.
type Switch interface {
	Hook
	SetOn(on bool)
}

// compiledRule is a rule at work. All that it remembers of the run is here.
type compiledRule struct {
	match   Match // by value and first: what says no to most packets is one cache line
	off     bool
	ordinal uint32 // how many packets have matched
	nth     nth
	chance  float64 // in [0, 1]; 0: always
	act     act
	luck    luck
	name    string
}

// Compile makes hooks of rules, one for each, in their order. What a rule
// remembers of the run (how many packets matched) is in its hook, so a new run
// wants new hooks. The error is all that is wrong in all rules, for Errors to
// take apart.
//
// Chance is drawn by the rule's text (its name, if it has one), so that a rule
// more or less in front of it does not change its luck; equal rules draw apart.
func Compile(rules []Rule, env Env) ([]Hook, error) {
	var errs []error
	hooks := make([]Hook, 0, len(rules))
	named, same := map[string]int{}, map[string]int{}
	for i, r := range rules {
		c, err := r.compile(env)
		for _, e := range Errors(err) {
			e.Rule = i + 1
			errs = append(errs, e)
		}
		if c.name == "" {
			c.name = fmt.Sprintf("rule %d", i+1)
		}
		if other := named[c.name]; other != 0 {
			errs = append(errs, &Error{Rule: i + 1, Field: "name", Text: r.Name,
				Problem: fmt.Sprintf("rule %d has this name already", other), Hint: "names are for one rule each"})
		}
		named[c.name] = i + 1

		key := r.Name
		if key == "" {
			r.Off = false
			key = r.String()
		}
		c.luck = luck{env.Seed, uint64(PurposeOf(key)) + uint64(same[key]), 0}
		same[key]++
		if c.act.watch != nil {
			hooks = append(hooks, watchingRule{c})
		} else {
			hooks = append(hooks, c)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return hooks, nil
}

// compile makes one rule's hook, as far as it goes: the error is everything that
// is wrong in it.
func (r *Rule) compile(env Env) (*compiledRule, error) {
	c := &compiledRule{off: r.Off, chance: r.Chance / 100, name: r.Name}
	errs := []error{r.check()}
	m, err := CompileMatch(MatchSpec{r.From, r.To, r.Wire, r.Match}, env)
	if err == nil {
		c.match = *m
		c.match.packet = r.Packet
	}
	errs = append(errs, err)
	if r.Nth != "" {
		n, at, err := parseNth(r.Nth)
		if err != nil {
			errs = append(errs, &Error{Field: "nth", Text: r.Nth, Offset: at, Problem: err.Error()})
		}
		c.nth = n
	}
	var a action
	if r.Do == "" {
		errs = append(errs, &Error{Field: "do", Problem: "what shall become of the packet? An action is missing", Hint: list(verbWords())})
	} else if err := field("do", r.Do, env, func(s *scan) (err error) { a, err = s.action(); return }); err != nil {
		errs = append(errs, err)
	} else if c.act, err = a.compile(env); err != nil {
		errs = append(errs, err)
	}
	return c, errors.Join(errs...)
}

func (c *compiledRule) Name() string    { return c.name }
func (c *compiledRule) SetOn(on bool)   { c.off = !on }
func (c *compiledRule) Remembers() bool { return c.act.remembers }

// See is on the path of every packet, so it does no more than look at numbers.
func (c *compiledRule) See(v View, p *Packet) Verdict {
	if !c.match.admits(p) {
		return Verdict{}
	}
	return c.decide(v, p)
}

// decide is what becomes of a packet that the numbers let in.
func (c *compiledRule) decide(v View, p *Packet) Verdict {
	if c.off || !c.match.Matches(v, p) {
		return Verdict{}
	}
	c.ordinal++
	if !c.nth.has(c.ordinal) {
		return Verdict{}
	}
	luck := c.luck
	luck.ordinal = uint64(c.ordinal)
	if c.chance != 0 && Fraction(luck.draw(forChance)) >= c.chance {
		return Verdict{}
	}
	return c.act.do(v, p, luck)
}

// watchingRule is a rule whose action wants to have seen other packets too.
type watchingRule struct{ *compiledRule }

func (w watchingRule) See(v View, p *Packet) Verdict {
	w.act.watch(v, p)
	return w.compiledRule.See(v, p)
}
