package debug

import (
	"context"
	"math"
	"slices"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/filter"
)

// A stopper is something that a run is stopped for.
type stopper struct {
	text   string
	moment time.Duration   // a moment of the run
	state  *filter.Program // what is asked of hosts' states and the time
	packet hooks.Rule      // what is asked of packets at the desk, where the others are nil
}

// newStopper reads what RunUntil and Break take.
func newStopper(text string, env hooks.Env) (*stopper, error) {
	w := &stopper{text: text}
	if d, err := time.ParseDuration(text); err == nil && d > 0 {
		w.moment = d
		return w, nil
	}
	if p, err := filter.Compile(text, filter.Env{Hosts: env.Hosts, Wires: env.Wires}); err == nil && !p.UsesPacket() {
		w.state = p
		return w, nil
	}
	var err error
	w.packet, err = packets(text, env)
	return w, err
}

// packets reads which packets are meant: a rule but for its action. What is wrong with
// it is told of what was typed, and not of the action that it is given here.
func packets(text string, env hooks.Env) (hooks.Rule, error) {
	r, err := hooks.ParseRule(text+" pass", env)
	if err == nil {
		return r, nil
	}
	if _, err = hooks.ParseRule(text, env); err == nil {
		err = refuse("stop-action", text)
	}
	return hooks.Rule{}, err
}

// Break implements Debugger.
func (s *Session) Break(text string) error {
	w, err := newStopper(text, s.at.Plan.RuleEnv())
	if err != nil {
		return err
	}
	if w.moment != 0 {
		return refuse("break-moment", text)
	}
	if !slices.ContainsFunc(s.breaks, func(o *stopper) bool { return o.text == text }) {
		s.breaks = append(s.breaks, w)
	}
	return nil
}

// Breaks implements Debugger.
func (s *Session) Breaks() []string { return texts(s.breaks) }

func texts(all []*stopper) (list []string) {
	for _, w := range all {
		list = append(list, w.text)
	}
	return list
}

// Unbreak implements Debugger.
func (s *Session) Unbreak(i int) {
	if i >= 0 && i < len(s.breaks) {
		s.breaks = slices.Delete(s.breaks, i, i+1)
	}
}

// RunUntil implements Debugger.
func (s *Session) RunUntil(_ context.Context, text string) error {
	all := s.breaks
	if text != "" {
		w, err := newStopper(text, s.at.Plan.RuleEnv())
		if err != nil {
			return err
		}
		if now := s.now(); w.moment != 0 && w.moment <= now {
			return refuse("moment-past", text)
		}
		all = append(slices.Clone(all), w)
	}
	if len(all) == 0 {
		return refuse("no-breaks")
	}
	n, stop := uint32(math.MaxUint32), -1
	for _, w := range all {
		m, at, err := s.find(w)
		if err != nil {
			return err
		}
		if m < n || m == n && at >= 0 && (stop < 0 || at < stop) {
			n, stop = m, at
		}
	}
	if n == math.MaxUint32 {
		if text == "" {
			return refuse("none-comes")
		}
		return refuse("never", text)
	}
	s.move(s.at, n)
	if stop >= 0 {
		s.stop = stop
	}
	return nil
}

// now is the time at the cursor.
func (s *Session) now() time.Duration {
	var e event.Event
	s.at.Log.At(int(s.n-1), &e)
	return e.At
}

// find is where a stopper holds first behind the cursor: an event, and the stop there
// where it is about a packet at the desk; math.MaxUint32: nowhere.
func (s *Session) find(w *stopper) (n uint32, stop int, err error) {
	switch {
	case w.moment != 0:
		n, stop = s.findEvent(func(e *event.Event) bool { return e.At >= w.moment })
	case w.state != nil:
		past := &past{b: s.at}
		held := false
		n, stop = s.findEvent(func(e *event.Event) bool {
			past.n, past.now = e.N, e.At
			holds := w.state.Match(&filter.Subject{At: e.At, States: allStates{past}})
			rises := holds && !held
			held = holds
			return rises
		})
	default:
		return s.findPacket(w)
	}
	return n, stop, nil
}

// findEvent asks all events of the branch, in their order, and gives the first behind
// the cursor of which it is so.
func (s *Session) findEvent(so func(*event.Event) bool) (n uint32, stop int) {
	for e := range s.at.Log.All() {
		if so(e) && e.N > s.n {
			return e.N, -1
		}
	}
	return math.MaxUint32, -1
}

// findPacket shows the stopper every packet as it comes to the desk, from the
// beginning, since it may count them.
func (s *Session) findPacket(w *stopper) (n uint32, stop int, err error) {
	rule, err := hooks.Compile([]hooks.Rule{w.packet}, s.at.Plan.RuleEnv())
	if err != nil {
		return 0, 0, err
	}
	past := &past{b: s.at}
	shown := map[uint32]bool{}
	var e event.Event
	for i, st := range s.at.stops {
		if shown[st.packet] {
			continue
		}
		shown[st.packet] = true
		s.at.Log.At(int(s.at.passage(st.packet).first-1), &e)
		past.n, past.now = st.n, s.at.passage(st.packet).standsAt(st.n)
		p := hooks.Packet{ID: st.packet, Origin: e.Origin, From: e.Host, To: e.Peer, Wire: e.Wire, Raw: e.Raw, Seg: e.Seg, Info: e.Info}
		if rule[0].See(past, &p).Action == event.NoAction {
			continue
		}
		if st.n > s.n || st.n == s.n && i > s.stop && s.stop >= 0 {
			return st.n, i, nil
		}
	}
	return math.MaxUint32, -1, nil
}
