package topology

import (
	"cmp"
	"slices"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology/clock"
)

// Pending is something that the network waits for: what will happen if nothing
// comes between.
type Pending struct {
	Kind   PendingKind
	At     time.Duration // when it is due
	Open   bool          // it is due when something happens, and At, where not 0, is the latest
	Host   event.HostID  // whose timer or program; of a packet, who is to be given it
	Conn   event.ConnID  // whose timer, where the host can tell
	Packet uint32
	Name   string        // the timer's; of a packet that is held, what it waits for; of a program, its step
	After  time.Duration // how long the timer runs in all
}

// PendingKind is what is waited for.
type PendingKind uint8

const (
	ArrivalPending PendingKind = iota + 1 // a packet is on a link
	HeldPending                           // a packet was held by a verdict, and will go on
	TimerPending                          // a host's timer runs; a stack may have lost interest in it, and let it run out
	StepPending                           // a program sleeps, or waits no longer than until then
)

// An Awaited is a beat in the queue that can say what it will be: a host's timer, a
// program's step.
type Awaited interface {
	// Awaited says all but when. It returns false where it is nothing to anybody
	// outside: a look at what a kernel does.
	Awaited() (p Pending, ok bool)
}

// Pending is all that the network waits for, in the order in which it is due; what
// waits for something to happen stands last. What stands at the desk is due at once
// and is not among it.
func (n *Network) Pending() []Pending {
	var all []Pending
	n.queue.All(func(at time.Duration, d clock.Doer) {
		switch d := d.(type) {
		case *flight:
			if d.until == nil {
				all = append(all, d.pending(at))
			}
		case Awaited:
			if p, ok := d.Awaited(); ok {
				p.At = at
				all = append(all, p)
			}
		}
	})
	slices.SortStableFunc(all, func(a, b Pending) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Packet, b.Packet), cmp.Compare(a.Host, b.Host), cmp.Compare(a.Name, b.Name))
	})
	for _, f := range n.held {
		p := f.pending(0)
		p.Open, p.Name = true, f.until.Text
		if f.Waiting() {
			p.At = f.At()
		}
		all = append(all, p)
	}
	return all
}

func (f *flight) pending(at time.Duration) Pending {
	p := Pending{Kind: ArrivalPending, At: at, Host: f.To, Packet: f.ID}
	if f.stage == held {
		p.Kind = HeldPending
	}
	return p
}

// Desk is the packets that wait for their verdict at this instant, in their order:
// the next beat is the first one's. They are the network's.
func (n *Network) Desk() []*hooks.Packet {
	var line []*hooks.Packet
	for f := n.desk.head; f != nil; f = f.back {
		line = append(line, &f.Packet)
	}
	return line
}

// Append puts a hook behind the others while the run goes on. Packets that have
// come past the desk already may see it nevertheless, where they were held: it
// should be about one packet that has not.
func (n *Network) Append(h hooks.Hook) {
	if r, ok := h.(hooks.Rememberer); ok && r.Remembers() {
		n.remember = true // from now on
	}
	n.chain = append(n.chain, h)
}
