package topology

import (
	"slices"

	"netlab/hooks"
	"netlab/topology/clock"
)

// Wait is something outside the wires, a program, that waits for a condition.
type Wait struct {
	Until *hooks.Until // a packet that passes the desk, a state, another program's step
	Holds func() bool  // or a condition of the waiter's own, asked after every beat
	Wake  func()       // called once, in a beat of its own; it may wait anew

	// Delivered waits for the packet of Until to be handed to its receiver, and
	// for what comes of that, rather than to pass the desk.
	Delivered bool

	seen  int
	over  bool
	cause uint32 // the event that ended it
	beat  clock.Beat
	net   *Network
}

// WaitFor begins a wait. What holds already wakes at once.
func (n *Network) WaitFor(w *Wait) {
	w.net, w.seen, w.over = n, 0, false
	n.waiting = append(n.waiting, w)
}

// StopWaiting takes a wait back.
func (n *Network) StopWaiting(w *Wait) {
	n.waiting = slices.DeleteFunc(n.waiting, func(o *Wait) bool { return o == w })
	n.queue.Take(&w.beat)
}

// heard tells those who wait that a packet has passed the desk, or was delivered.
func (n *Network) heard(f *flight, delivered bool) {
	for _, w := range n.waiting {
		if u := w.Until; u != nil && u.Packet != nil && w.Delivered == delivered && u.Packet.Matches(view{n}, &f.Packet) {
			w.seen++
			w.over = w.over || w.seen >= u.Nth
		}
	}
}

// checkWaits asks all waits, and wakes those that are over at this instant, each
// in a beat of its own.
func (n *Network) checkWaits() {
	n.waiting = slices.DeleteFunc(n.waiting, func(w *Wait) bool {
		switch {
		case w.over:
		case w.Holds != nil && w.Holds():
		case w.Until != nil && w.Until.State != nil && n.Holds(w.Until.State):
		case w.Until != nil && n.steps[w.Until.Step]:
		default:
			return false
		}
		w.cause = n.lastN
		n.queue.Put(&w.beat, n.clock.Now(), w)
		return true
	})
}

// Do implements clock.Doer.
func (w *Wait) Do() {
	w.net.lastN = w.cause
	w.Wake()
}
