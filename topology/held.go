package topology

import (
	"slices"

	"netlab/hooks"
	"netlab/hooks/filter"
)

// hold keeps a packet until the verdict's time for it has come.
func (n *Network) hold(f *flight, w hooks.When) {
	f.stage, f.late = held, true
	now := n.clock.Now()
	switch {
	case w.Until != nil:
		if w.Until.State != nil && n.stateHolds(f, w.Until.State) || n.steps[w.Until.Step] {
			n.queue.Put(&f.Beat, now, f)
			n.comes(f)
			return
		}
		f.until, f.seen = w.Until, 0
		n.held = append(n.held, f)
		if w.Limit > 0 {
			n.queue.Put(&f.Beat, later(now, w.Limit), f)
			n.comes(f)
		}
	case w.At > now:
		n.queue.Put(&f.Beat, w.At, f)
		n.comes(f)
	default:
		n.queue.Put(&f.Beat, later(now, w.Later), f)
		n.comes(f)
	}
}

// comes counts a held packet among those on their way: it will go on, whatever
// happens.
func (n *Network) comes(f *flight) {
	if !f.coming {
		f.coming = true
		n.flying++
	}
}

// unhold forgets that a packet was waited for: its time has come.
func (n *Network) unhold(f *flight) {
	if f.until != nil {
		n.held = slices.DeleteFunc(n.held, func(g *flight) bool { return g == f })
		f.until = nil
	}
	if f.coming {
		f.coming = false
		n.flying--
	}
	f.stage = atDesk
}

// letGo takes the packets that over says so of from those that are held. They go
// back to the desk, in the order in which they were held.
func (n *Network) letGo(over func(*flight) bool) (line fifo) {
	n.held = slices.DeleteFunc(n.held, func(h *flight) bool {
		if !over(h) {
			return false
		}
		n.queue.Take(&h.Beat)
		h.until = nil
		n.unhold(h)
		line.push(h)
		return true
	})
	return line
}

// passed tells those who wait that a packet has passed the desk. Who waited for it
// goes on right behind it, before what else stands at the desk.
func (n *Network) passed(f *flight) {
	if len(n.held) > 0 {
		n.desk.putFirst(n.letGo(func(h *flight) bool {
			u := h.until
			if u.Packet == nil || !u.Packet.Matches(view{n}, &f.Packet) {
				return false
			}
			h.seen++
			return h.seen >= u.Nth
		}))
	}
	n.heard(f, false)
}

// releaseByState lets go of the packets whose state has come.
func (n *Network) releaseByState() {
	n.desk.putLast(n.letGo(func(h *flight) bool { return h.until.State != nil && n.stateHolds(h, h.until.State) }))
}

// StepPassed tells those who wait, and will wait, that a program has come past
// a labelled step ("client.sent").
func (n *Network) StepPassed(label string) {
	if n.steps == nil {
		n.steps = make(map[string]bool)
	}
	n.steps[label] = true
	n.desk.putLast(n.letGo(func(h *flight) bool { return h.until.Step == label }))
}

// stateHolds asks a condition on hosts' states about the connection that a
// packet belongs to.
func (n *Network) stateHolds(f *flight, p *filter.Program) bool {
	return p.Match(&filter.Subject{
		Seg: &f.Seg, Raw: f.Raw, Info: &f.Info, From: f.From, To: f.To, Wire: f.Wire, Packet: f.ID,
		Origin: f.Origin, At: n.clock.Now(), States: statesOf{n, &f.Packet},
	})
}

// Holds asks a condition on hosts' states about all their connections.
func (n *Network) Holds(p *filter.Program) bool {
	return p.Match(&filter.Subject{At: n.clock.Now(), States: statesOf{n, nil}})
}

// DropHeld records every packet that a verdict still holds when a run ends, in
// the order of their numbers.
func (n *Network) DropHeld() {
	all := n.flights(func(f *flight) bool { return f.stage == held && f.until == nil }) // for a time
	all = append(all, n.held...)
	slices.SortFunc(all, byNumber)
	for _, f := range all {
		n.queue.Take(&f.Beat)
		n.unhold(f)
		n.lose(f, "still held")
	}
}
