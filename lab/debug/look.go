package debug

import (
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/story"
	"netlab/topology"
)

// View implements Debugger.
func (s *Session) View() (*View, error) {
	b := s.at
	v := &View{Branch: b, N: s.n, Of: uint32(b.Log.Len())}
	v.fold(b)
	if s.stop >= 0 {
		v.Now = max(v.Now, b.passage(b.stops[s.stop].packet).standsAt(s.n))
	}
	if p := s.standsBefore(); p != 0 {
		v.Desk = b.desk(p)
		v.Desk.Rung = v.Story.Packet(p)
	}
	for i := s.next(); i < len(b.stops) && v.Coming == 0; i++ {
		if p := b.stops[i].packet; v.Desk == nil || v.Desk.Packet != p {
			v.Coming = p
		}
	}
	if k := v.Event.Kind; k == event.Expect || k == event.End { // all is over
		v.programs(b, s.n, b.Result.Standing)
		return v, nil
	}
	m, err := s.standing(b, s.n)
	if err != nil || m == nil {
		return v, err
	}
	v.programs(b, m.n, m.hosts)
	v.pending(b, m)
	return v, nil
}

// standsAt is when a packet stands at the desk behind event n.
func (p *passage) standsAt(n uint32) time.Duration {
	if n == p.comes {
		return p.at
	}
	return p.reach
}

// next is the index of the stop that NextDesk goes to.
func (s *Session) next() int {
	if s.stop >= 0 {
		return s.stop + 1
	}
	return s.at.stopAfter(s.n)
}

// standsBefore is the packet that a person may decide about now: the one that stands
// at the desk or, as others are written in the same moment, one that was just written
// and will.
func (s *Session) standsBefore() uint32 {
	if s.stop >= 0 {
		return s.at.stops[s.stop].packet
	}
	var e event.Event
	s.at.Log.At(int(s.n-1), &e)
	if p := s.at.passage(e.Packet); p != nil && e.Kind == event.Send && p.comes > s.n {
		return e.Packet
	}
	return 0
}

// fold tells the story up to the cursor, and what it says of the event there.
func (v *View) fold(b *Branch) {
	var f story.Folder
	var e event.Event
	for i := range int(v.N) {
		b.Log.At(i, &e)
		f.Put(&e)
	}
	f.Close()
	v.Event, v.Now, v.Story = e, e.At, f.Story()
	v.Rung = v.Story.Event(v.N)
	v.connections(b)
}

// connections are those that there are at the cursor.
func (v *View) connections(b *Branch) {
	about := v.Event.Conn
	stream := uint32(0)
	if v.Rung != nil {
		stream = v.Rung.Stream
	}
	for _, c := range v.Story.Conns {
		if c == nil || c.Listen || c.State == event.NoState {
			continue
		}
		n := Conn{ID: c.ID, Host: c.Host, Name: c.Name, Stream: c.Stream, State: c.State,
			Moved: v.Event.Kind == event.Change && about == c.ID,
			Vars:  v.Story.Vars(c.ID, v.N), Current: c.ID == about || stream != 0 && c.Stream == stream}
		before := v.Story.Vars(c.ID, v.N-1)
		n.Changed = n.Vars.Changed(&before)
		v.Conns = append(v.Conns, n)
	}
	slices.SortStableFunc(v.Conns, func(x, y Conn) int { return int(x.Host) - int(y.Host) })
}

// desk is a packet at the desk, with what the record tells of its fate.
func (b *Branch) desk(packet uint32) *Desk {
	d := &Desk{Packet: packet}
	p := b.passage(packet)
	for _, a := range p.acts {
		if a.rule == 0 || a.made != 0 && a.action == event.Reject { // the answer to it
			continue
		}
		rule := b.Story.Names.Rule(a.rule)
		shown := Act{Rule: a.rule, Name: rule.Name, Text: rule.Text, Action: a.action, At: a.at}
		if a.rule < b.hand {
			d.Fate = append(d.Fate, shown)
		} else {
			d.Decided = append(d.Decided, shown)
		}
	}
	d.Reach, d.Refused = p.reach, b.beyond(packet)
	return d
}

// beyond says why no decision by hand reaches a packet; nil: one does.
func (b *Branch) beyond(packet uint32) *Refusal {
	p := b.passage(packet)
	switch {
	case p == nil || p.first == 0:
		return refuse("no-packet", int(packet), max(0, len(b.packets)-1))
	case p.reaches != 0:
		return nil
	case len(p.acts) == 0 && p.made:
		return refuse("crafted", int(packet))
	case len(p.acts) == 0:
		return refuse("unjudged", int(packet))
	}
	a := &p.acts[len(p.acts)-1]
	text, rule := b.Story.Names.Rule(a.rule).Text, ruleName{a.rule, b.Story.Names.Rule(a.rule).Name}
	switch a.action {
	case event.Rewrite, event.Corrupt:
		return refuse("replaced", int(packet), rule, text, int(a.made))
	case event.DropPacket, event.Reject, event.Pass, event.Delay, event.Reorder:
		return refuse("taken."+a.action.String(), int(packet), rule, text)
	}
	return refuse("unjudged", int(packet))
}

// pending are the timers that run, and the packets that are on their way.
func (v *View) pending(b *Branch, m *standing) {
	for i := range m.pending {
		p := &m.pending[i]
		switch p.Kind {
		case topology.StepPending:
			v.sleeps(p)
		case topology.TimerPending:
			if m.n < v.N && b.firing(p, m.n) == m.n+1 {
				continue // this beat is its
			}
			v.Timers = append(v.Timers, Timer{Host: p.Host, Conn: p.Conn, Name: p.Name, At: p.At,
				Left: left(p.At, v.Now), After: p.After, Fires: b.firing(p, v.N)})
		case topology.ArrivalPending, topology.HeldPending:
			r := v.Story.Packet(p.Packet)
			if r == nil || r.Fate != story.OnTheWay || v.Desk != nil && v.Desk.Packet == p.Packet {
				continue
			}
			w := OnWay{Packet: p.Packet, Rung: r, Held: p.Kind == topology.HeldPending, At: p.At, Left: left(p.At, v.Now)}
			if p.Open {
				w.Until = p.Name
				if p.At == 0 {
					w.At, w.Left = -1, 0
				}
			}
			if b.holding(p.Packet) >= 0 {
				w.Hand, w.Until = true, ""
			}
			v.Packets = append(v.Packets, w)
		}
	}
	slices.SortStableFunc(v.Packets, func(x, y OnWay) int { return int(x.Packet) - int(y.Packet) })
}

// programs are where the plan's programs stand. Behind an event in the middle of a
// beat they stand further than before the beat.
func (v *View) programs(b *Branch, from uint32, hosts []event.HostStand) {
	for h := range hosts {
		for _, st := range hosts[h].Steps {
			v.Programs = append(v.Programs, Program{Host: event.HostID(h + 1), Name: st.Program, Step: st.Step, Text: st.Waiting, Done: st.Done})
		}
	}
	var e event.Event
	for n := from + 1; n <= v.N; n++ {
		if b.Log.At(int(n-1), &e); e.More == nil || e.More.Call == nil {
			continue
		}
		at := e.More.Call.Step
		if e.Kind == event.Return {
			at++
		}
		for i := range v.Programs {
			if p := &v.Programs[i]; p.Host == e.Host && p.Name == e.More.Call.Program && p.Step < at {
				p.goesTo(b.Plan, at)
			}
		}
	}
	for _, r := range v.Story.Rungs {
		if r.Kind != story.Call || r.Return != nil {
			continue
		}
		for i := range v.Programs {
			if p := &v.Programs[i]; p.Host == r.Host && p.Name == r.Call.Program && p.Step == r.Call.Step {
				p.Call = true
			}
		}
	}
}

// goesTo puts a program before one of its steps.
func (p *Program) goesTo(plan *lab.Plan, step int) {
	for i := range plan.Programs {
		if of := &plan.Programs[i]; of.Host == int(p.Host)-1 && of.Name == p.Name {
			p.Step, p.Text, p.Done = step, "", step > len(of.Steps)
			if !p.Done {
				p.Text = of.Steps[step-1].String()
			}
		}
	}
}

// sleeps notes until when a program sleeps, or waits at most.
func (v *View) sleeps(p *topology.Pending) {
	for i := range v.Programs {
		if g := &v.Programs[i]; g.Host == p.Host && !g.Done && p.Name == g.Name+": "+g.Text && p.At > v.Now {
			g.Timed, g.Left = true, left(p.At, v.Now)
		}
	}
}
