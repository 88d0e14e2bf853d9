package debug

import (
	"fmt"
	"slices"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
)

// Decide implements Debugger.
func (s *Session) Decide(action string) error {
	p, err := s.atHand()
	if err != nil {
		return err
	}
	return s.decide(p, action)
}

// atHand is the packet that stands before the person, if a decision by hand reaches
// it.
func (s *Session) atHand() (packet uint32, err error) {
	p := s.standsBefore()
	if p == 0 {
		if i := s.next(); i < len(s.at.stops) {
			return 0, refuse("nobody-stands", int(s.at.stops[i].packet))
		}
		return 0, refuse("nobody-comes")
	}
	if why := s.at.beyond(p); why != nil {
		return 0, why
	}
	return p, nil
}

// WhatIf implements Debugger.
func (s *Session) WhatIf(packet uint32, action string) error {
	if why := s.at.beyond(packet); why != nil {
		return why
	}
	if p := s.at.passage(packet); p.stands() > s.n {
		return refuse("not-past", int(packet))
	}
	if err := s.decide(packet, action); err != nil {
		return err
	}
	s.stand(s.at, s.at.passage(packet).reaches, packet)
	return nil
}

// stands is the event behind which a packet stands at the desk first.
func (p *passage) stands() uint32 {
	if p.comes != 0 {
		return p.comes
	}
	return p.reaches
}

// decide grows a branch on which a packet has this fate. The cursor stays where it is.
func (s *Session) decide(packet uint32, action string) error {
	rule, err := byHand(s.at.Plan, packet, action)
	if err != nil {
		return err
	}
	at := s.at.passage(packet).reaches
	kept := slices.DeleteFunc(s.at.before(at), func(r hooks.Rule) bool { return r.Packet == packet })
	rules := append(slices.Clone(kept), rule)
	if i := slices.IndexFunc(s.branches, func(b *Branch) bool { return slices.Equal(b.Rules, rules) }); i >= 0 {
		s.stand(s.branches[i], s.n, packet) // it has grown before
		return nil
	}
	b, err := s.grow(rule, rules, kept, at)
	if err != nil {
		return err
	}
	if slices.Contains(b.Story.Idle(), event.RuleID(len(b.Plan.Network.Rules))) {
		return refuse("idle", b.Rule)
	}
	s.add(b)
	s.stand(b, s.n, packet)
	return nil
}

// before are the decisions by hand about packets that reached them up to an event.
// What was decided later was decided in a world that is not to be.
func (b *Branch) before(n uint32) []hooks.Rule {
	return slices.DeleteFunc(slices.Clone(b.Rules), func(r hooks.Rule) bool { return b.passage(r.Packet).reaches > n })
}

// byHand is the rule of a decision about one packet.
func byHand(plan *lab.Plan, packet uint32, action string) (hooks.Rule, error) {
	return hooks.ParseRule(fmt.Sprintf("packet %d %s", packet, action), plan.RuleEnv())
}

// grow runs the lab with other decisions, own among them, which are to come to the same
// as those of the current branch up to an event. It hangs under the branch that has
// those that are kept of it.
func (s *Session) grow(own hooks.Rule, rules, kept []hooks.Rule, same uint32) (*Branch, error) {
	b, err := s.run(rules)
	if err != nil {
		return nil, err
	}
	if got := shared(s.at.Log, b.Log, same); got < same {
		return nil, refuse("other-past", int(got+1))
	}
	parent := s.keeping(kept)
	b.Parent, b.Left = parent.ID, shared(parent.Log, b.Log, same)
	b.from, b.stood, b.Packet, b.Rule = s.at.ID, s.n, own.Packet, own.String()
	return b, nil
}

// keeping is the nearest of the current branch and those that it grew from in which
// nothing was decided but what is kept; the lab as it is is one.
func (s *Session) keeping(kept []hooks.Rule) *Branch {
	b := s.at
	for b.Parent >= 0 && slices.ContainsFunc(b.Rules, func(r hooks.Rule) bool { return !slices.Contains(kept, r) }) {
		b = s.branch(b.Parent)
	}
	return b
}
