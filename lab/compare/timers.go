package compare

import (
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// timers compares the timers that fired, by their names and by how long they had
// run: a timer that sent a packet with that of the packet's like, the others with
// the same timer of the same connection.
func (f *finder) timers() {
	var g gathered
	sends := [2]map[*story.Rung]bool{{}, {}}
	for s, st := range f.Stories {
		for _, r := range st.Rungs {
			if r.Kind == story.Packet && r.Timer != nil {
				sends[s][r.Timer] = true
			}
		}
	}
	for _, a := range f.Stories[A].Rungs {
		b := f.pair[A][a]
		if b == nil || a.Kind != story.Packet || a.Timer == nil && b.Timer == nil || f.unsaid(A, a) || f.unsaid(B, b) {
			continue
		}
		key, role := f.connKey(A, a.Conn), roleOf(a, b)
		switch {
		case a.Timer != nil && b.Timer != nil && a.Timer.Fired.Name != b.Timer.Fired.Name:
			d := f.about("timer.name."+role, [2]*story.Rung{a, b})
			for s, r := range [2]*story.Rung{a, b} {
				d.On[s].times([]time.Duration{r.Timer.Fired.After})
				d.On[s].Value = r.Timer.Fired.Name + " " + d.On[s].Value
			}
			f.put(d)
		case a.Timer != nil && b.Timer != nil:
			s := g.of(key, "timer."+a.Timer.Fired.Name+"."+role, a.Timer.Fired.Name)
			s.add(A, a, a.Timer.Fired.After)
			s.add(B, b, b.Timer.Fired.After)
		case a.Timer != nil:
			g.of(key, "timer."+a.Timer.Fired.Name+".only."+role, a.Timer.Fired.Name).add(A, a, a.Timer.Fired.After)
		default:
			g.of(key, "timer."+b.Timer.Fired.Name+".only."+role, b.Timer.Fired.Name).add(B, b, b.Timer.Fired.After)
		}
	}
	for s, st := range f.Stories {
		for _, r := range st.Rungs {
			if r.Kind != story.Timer || sends[s][r] {
				continue
			}
			switch {
			case r.Fired.Name == destroying:
				f.note("destroyed", Side(s), f.Stories[s].Conn(r.Conn))
				continue
			case f.pair[s][r] == nil && (f.beyond(Side(s), r.At) || f.unwaited(Side(s), r)):
				continue
			}
			g.of(f.connKey(Side(s), r.Conn), "timer."+r.Fired.Name, r.Fired.Name).add(Side(s), r, r.Fired.After)
		}
	}
	f.tell(&g)
}

// unsaid says whether a packet is repeated for no reason that was told: a
// kernel's timer is read from what it says of itself, and may be gone by then.
func (f *finder) unsaid(s Side, r *story.Rung) bool {
	return r.Again() > 0 && r.Timer == nil && r.Cause == nil && f.realClock(s)
}

// destroying is the timer by which a lab ends a kernel's TIME-WAIT early.
const destroying = "sock-destroy"

// unwaited says whether a TIME-WAIT has no like only because netlab did not wait
// for it in the other run, as on the real clock, or ended it there because the
// lab says so; or because the connection never came there, which its path tells.
func (f *finder) unwaited(s Side, r *story.Rung) bool {
	return r.Fired.Name == "time-wait" && (f.leftInTimeWait(1-s, r) || f.destroyed(1-s, f.conns[s][r.Conn]) || f.neverCame(1-s, f.conns[s][r.Conn]))
}

// neverCame says whether a connection never came to TIME-WAIT.
func (f *finder) neverCame(s Side, id event.ConnID) bool {
	c := f.Stories[s].Conn(id)
	return c != nil && !slices.ContainsFunc(c.Path, func(s story.State) bool { return s.To == event.TimeWait })
}

// destroyed says whether a connection was ended by SOCK_DESTROY.
func (f *finder) destroyed(s Side, id event.ConnID) bool {
	return id != 0 && slices.ContainsFunc(f.Stories[s].Rungs, func(r *story.Rung) bool {
		return r.Kind == story.Timer && r.Fired.Name == destroying && r.Conn == id
	})
}
