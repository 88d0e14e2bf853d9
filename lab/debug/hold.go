package debug

import (
	"slices"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab/story"
)

// A packet that is held by hand waits for what never comes: whoever holds it does not
// know yet for how long. When it is released the rule becomes the delay that the
// packet has really had, so that the branch is a run like any other.

// holding is how a packet is kept until somebody lets it go: for longer than any run
// lasts. A rule that only waits for a time would keep the run from ending.
const holding = "delay until state frame.time_relative > 8784h"

// Hold implements Debugger.
func (s *Session) Hold() error {
	p, err := s.atHand()
	if err != nil {
		return err
	}
	return s.decide(p, holding)
}

// holding is the place of the rule among the decisions by hand by which a packet is
// held; -1: it is not.
func (b *Branch) holding(packet uint32) int {
	return slices.IndexFunc(b.Rules, func(r hooks.Rule) bool { return r.Packet == packet && r.Do == holding })
}

// Release implements Debugger.
func (s *Session) Release(packet uint32) error {
	b := s.at
	i := b.holding(packet)
	if i < 0 {
		return refuse("not-held", int(packet))
	}
	verdict := b.hand + event.RuleID(i)
	var since *act
	for k, a := range b.passage(packet).acts {
		if a.rule == verdict && a.n <= s.n {
			since = &b.passage(packet).acts[k]
		}
	}
	if since == nil {
		return refuse("not-held-yet", int(packet))
	}
	v, err := s.View()
	if err != nil {
		return err
	}
	if v.Story.Packet(packet).Fate != story.OnTheWay || v.Story.End != nil {
		return refuse("over", int(packet))
	}
	kept := b.before(s.n) // the place of this one is the same there
	rules := slices.Clone(kept)
	delay := s.moment(v.Now) - since.at
	if rules[i], err = byHand(b.Plan, packet, "delay "+delay.String()); err != nil {
		return err
	}
	grown, err := s.grow(rules[i], rules, kept, s.n)
	if err != nil {
		return err
	}
	s.add(grown)
	s.stand(grown, s.n, 0)
	return nil
}

// moment is when a packet that is let go at the cursor goes on: as soon after now as
// can be told from now, and before anything else happens where that is possible. What
// else is due now was asked for later than the packet's going on will have been.
func (s *Session) moment(now time.Duration) time.Duration {
	var e event.Event
	for i := int(s.n); i < s.at.Log.Len(); i++ {
		if s.at.Log.At(i, &e); e.At > now {
			break
		}
	}
	const tick = time.Microsecond
	if e.At > now && e.At <= now+tick {
		return now + 1
	}
	return now + tick
}
