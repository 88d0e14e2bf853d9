package debug

import (
	"context"
	"fmt"
	"slices"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/lab/story"
	"netlab/topology/clock"
)

// Decide implements Debugger.
func (l *Live) Decide(action string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.decide(action)
}

// decide appends a rule about the packet at the desk to the run that stands.
func (l *Live) decide(action string) error {
	p := l.desk
	switch {
	case p == 0 && l.over:
		return refuse("nobody-comes")
	case p == 0 || l.n < l.last():
		return refuse("nobody-here")
	}
	if r, twice := l.decided[p]; twice {
		return refuse("live-decided", int(p), r.Do)
	}
	rule, err := byHand(l.plan, p, action)
	if err != nil {
		return err
	}
	if err := l.stand.Append(rule); err != nil {
		return err
	}
	l.names = *l.own
	l.decided[p] = rule
	l.branch.Rules = append(l.branch.Rules, rule)
	l.branch.Packet, l.branch.Rule = p, rule.String()
	return nil
}

// letGo is the label of a step that no program has: a packet that is held by hand waits
// for it.
func letGo(packet uint32) string { return fmt.Sprintf("hand.release%d", packet) }

// Hold implements Debugger.
func (l *Live) Hold() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.desk
	if err := l.decide("delay until step " + letGo(p)); err != nil {
		return err
	}
	l.holds[p] = new(clock.Stopwatch)
	l.holds[p].Start()
	return nil
}

// Release implements Debugger.
func (l *Live) Release(packet uint32) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	since, held := l.holds[packet]
	switch {
	case !held:
		return refuse("not-held", int(packet))
	case l.over:
		return refuse("over", int(packet))
	case l.desk == packet:
		return refuse("not-held-yet", int(packet))
	}
	delete(l.holds, packet)
	l.released[packet] = max(since.Elapsed().Round(time.Microsecond), time.Microsecond)
	l.stand.Net.StepPassed(letGo(packet))
	return nil
}

// liveStop is a stopper in a run that goes on.
type liveStop struct {
	*stopper
	hook  hooks.Hook // for packets
	shown int        // how many of those that came it has seen
	held  bool       // what is asked of states holds
}

// liveStop makes one, and lets it see what has been.
func (l *Live) liveStop(text string) (*liveStop, error) {
	s, err := newStopper(text, l.plan.RuleEnv())
	if err != nil {
		return nil, err
	}
	w := &liveStop{stopper: s}
	if s.moment == 0 && s.state == nil {
		compiled, err := hooks.Compile([]hooks.Rule{s.packet}, l.plan.RuleEnv())
		if err != nil {
			return nil, err
		}
		w.hook = compiled[0]
	}
	w.holds(l)
	return w, nil
}

// holds says whether a run that stands now is to be stopped here.
func (w *liveStop) holds(l *Live) bool {
	now := l.moment()
	switch {
	case w.moment != 0:
		return now >= w.moment
	case w.state != nil:
		was := w.held
		w.held = w.state.Match(&filter.Subject{At: now, States: allStates{l.past(now)}})
		return w.held && !was
	}
	hit := false
	for ; w.shown < len(l.came); w.shown++ {
		p := l.came[w.shown]
		hit = w.hook.See(l.past(now), &p).Action != event.NoAction && p.ID == l.desk
	}
	return hit
}

// moment is the run's time where it stands.
func (l *Live) moment() time.Duration { return l.stand.Net.Now() }

func (l *Live) past(now time.Duration) *past { return &past{b: l.branch, n: l.last(), now: now} }

// RunUntil implements Debugger.
func (l *Live) RunUntil(ctx context.Context, text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return l.finished()
	}
	all := slices.Clone(l.breaks)
	if text != "" {
		w, err := l.liveStop(text)
		if err != nil {
			return err
		}
		if w.moment != 0 && w.moment <= l.moment() {
			return refuse("moment-past", text)
		}
		all = append(all, w)
	}
	if len(all) == 0 {
		return refuse("no-breaks")
	}
	first := true // where it stands now
	err := l.goOn(ctx, func() bool {
		hit := false
		for _, w := range all {
			hit = w.holds(l) || hit
		}
		hit = hit && !first
		first = false
		return !hit
	})
	if l.stands || l.over {
		l.n = l.last()
	}
	if err == nil && l.over {
		return refuse("live-ended")
	}
	return err
}

// Break implements Debugger.
func (l *Live) Break(text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	w, err := l.liveStop(text)
	switch {
	case err != nil:
		return err
	case w.moment != 0:
		return refuse("break-moment", text)
	}
	if !slices.ContainsFunc(l.breaks, func(o *liveStop) bool { return o.text == text }) {
		l.breaks = append(l.breaks, w)
	}
	return nil
}

// Breaks implements Debugger.
func (l *Live) Breaks() (all []string) {
	for _, w := range l.breaks {
		all = append(all, w.text)
	}
	return all
}

// Unbreak implements Debugger.
func (l *Live) Unbreak(i int) {
	if i >= 0 && i < len(l.breaks) {
		l.breaks = slices.Delete(l.breaks, i, i+1)
	}
}

// View implements Debugger. It may be asked while the run goes on.
func (l *Live) View() (*View, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.branch
	v := &View{Branch: b, Forward: true, N: l.n, Of: l.last(), Notices: l.notice}
	v.fold(b)
	names := l.names // what is shown stays as it is while the run goes on
	v.Story.Names, v.Event.Names = &names, &names
	if l.desk != 0 && l.n == l.last() {
		v.Desk = &Desk{Packet: l.desk, Rung: v.Story.Packet(l.desk), Reach: v.Now}
		if r, ok := l.decided[l.desk]; ok {
			v.Desk.Decided = []Act{{Text: r.String(), Action: actionOf(r), At: v.Now}}
		}
	}
	if v.Thought = l.thought(v.Rung); v.Thought == 0 && v.Desk != nil {
		v.Thought = l.thought(v.Desk.Rung)
	}
	if l.over {
		if l.branch.Result != nil {
			v.programs(b, l.n, l.branch.Result.Standing)
		}
		return v, nil
	}
	m := &l.moments[1]
	if m.n > l.n {
		m = &l.moments[0]
	}
	v.programs(b, min(m.n, l.n), m.hosts)
	v.pending(b, m)
	for i := range v.Packets {
		if _, held := l.holds[v.Packets[i].Packet]; held {
			v.Packets[i].Hand, v.Packets[i].Until = true, ""
		}
	}
	return v, nil
}

// actionOf is what a rule's line does.
func actionOf(r hooks.Rule) event.Action {
	for _, v := range hooks.Verbs() {
		if len(r.Do) >= len(v.Word) && r.Do[:len(v.Word)] == v.Word {
			return v.Action
		}
	}
	return event.NoAction
}

// Save implements Debugger. In another run the packets come with other numbers, so the
// decisions are written by what the packets do.
func (l *Live) Save(path string) (Saved, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text, err := l.o.Text(l.byRole())
	if err != nil {
		return Saved{}, err
	}
	if _, err := l.o.Load(path, text); err != nil {
		return Saved{}, err
	}
	l.branch.Saved = path
	return Saved{Text: text, Command: l.o.Command(path)}, nil
}

// byRole are the decisions as rules that describe the packets. Each counts the packets
// that come past the rules before it.
func (l *Live) byRole() (rules []hooks.Rule) {
	s := l.branch.Story
	for i, r := range l.branch.Rules {
		at := s.Packet(r.Packet)
		if at == nil {
			continue
		}
		role, n := at.Info.Role, 0
		for _, p := range l.came {
			if p.From != at.Host || !p.Info.Roles.Has(role) || l.taken(p.ID, i) {
				continue
			}
			if n++; p.ID == r.Packet {
				break
			}
		}
		rule := hooks.Rule{From: s.Names.Host(at.Host), Match: role.String(), Nth: fmt.Sprint(n), Do: r.Do}
		if long, ok := l.released[r.Packet]; ok {
			rule.Do = "delay " + long.String()
		} else if _, held := l.holds[r.Packet]; held {
			rule.Do = holding
		}
		rules = append(rules, rule)
	}
	return rules
}

// taken says whether a packet never comes past the rules before the ith decision.
func (l *Live) taken(packet uint32, i int) bool {
	r := l.branch.Story.Packet(packet)
	if r == nil || r.Fate != story.Dropped && r.Fate != story.Replaced {
		return false
	}
	return r.Rule < l.branch.hand+event.RuleID(i)
}
