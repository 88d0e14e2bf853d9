package lab

import (
	"context"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
)

// A Stand is a run that stands still between two beats, for somebody to look at, or
// to decide about the packet that comes to the desk next (Net.Desk). It may be used
// until RunOptions.Stand returns.
type Stand struct {
	Net *topology.Network
	N   uint32 // the last event that was recorded

	// Wait, once it is done, ends the wait of a real clock for the next beat: the run
	// stands again. It comes of the run's own context; nil: nothing ends the wait but
	// that. Whoever looks on sets it.
	Wait context.Context

	run   *run
	names *event.Names
	added []hooks.Rule
}

// Append adds a rule behind all others while the run goes on: a decision by hand
// about one packet that has not come past the desk. The run's first event does not
// have it; the verdict's event does.
func (s *Stand) Append(r hooks.Rule) error {
	all := append(append([]hooks.Rule(nil), s.run.plan.Network.Rules...), s.added...)
	compiled, err := hooks.Compile(append(all, r), s.run.env)
	if err != nil {
		return err
	}
	h := compiled[len(compiled)-1]
	s.added = append(s.added, r)
	s.names.Rules = append(s.names.Rules, event.RuleInfo{Name: h.Name(), Text: r.String()})
	s.run.chain = append(s.run.chain, h)
	s.run.net.Append(h)
	return nil
}

// Standing is where every host and every program stands.
func (s *Stand) Standing() []event.HostStand { return s.run.standing() }

// stands lets whoever looks on see the run as it stands, and says whether it goes on.
func (r *run) stands() bool {
	if r.rec != nil {
		r.rec.Flush()
		r.stood.N = r.rec.Last()
	}
	return r.stand(&r.stood)
}

// Awaited implements topology.Awaited.
func (p *program) Awaited() (topology.Pending, bool) {
	if p.at >= len(p.plan.Steps) {
		return topology.Pending{}, false
	}
	return topology.Pending{Kind: topology.StepPending, Host: p.host, Name: p.plan.Name + ": " + p.step().String()}, true
}
