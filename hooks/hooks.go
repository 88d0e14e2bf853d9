// Package hooks is the desk: the place on a wire where a packet's fate is decided.
//
// Every packet that a host writes stops here. The hooks of the network look at
// it one after the other, in their order, and each may let it pass, hold it
// back, change it, double it, answer it, or drop it. A Hook only decides: it
// returns a Verdict, and the wire carries it out, records it and keeps what is
// held. So a hook needs no lock, no clock and no goroutine, and a test of one is
// a function call.
//
// Most hooks are rules, written in a lab file or on the command line:
//
//	from server to client synack#1 drop
//
// ParseRule reads that line, Compile makes it a Hook. A Go program writes its own:
// implement Hook, put it into the chain, and it stands beside the rules with the
// same powers.
package hooks

import (
	"time"

	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/hooks/segment"
)

// A Packet is one packet at the desk. It and its bytes are the wire's: hooks read
// them until See returns, and change and keep nothing. A hook that wants another
// packet puts a new one, with bytes of its own, into its verdict.
type Packet struct {
	ID       uint32 // its number for its whole life; 0 in a packet that a hook makes: the wire numbers it
	Origin   uint32 // the packet that it was made from; 0: written by a stack, or crafted
	From, To event.HostID
	Wire     event.WireID
	Raw      []byte          // from the first byte of the wire's framing
	Seg      segment.Segment // Raw's meaning; of a packet that a hook makes, the wire fills it in
	Info     event.Info      // its connection's history; likewise
	Cause    uint32          // the event that led to it
}

// View is what a hook may know of the world besides the packet.
type View interface {
	Now() time.Duration // since the run began

	// States appends the states of the ends that host h has of p's connection
	// (one, or CLOSED where it has none), or, with a nil p, of all of h's
	// connections and listeners.
	States(h event.HostID, p *Packet, to []event.State) []event.State

	// Sent finds a packet that was at the desk before, by its number: what
	// "inject a copy" needs. Nil if there was none.
	Sent(id uint32) *Packet

	// Framing of a wire, for those that build packets.
	Framing(event.WireID) segment.Framing
}

// A Hook decides about packets. See is called on the loop, once for each packet
// that reaches the hook, in the order in which they come to the desk.
type Hook interface {
	Name() string
	See(v View, p *Packet) Verdict
}

// A Rememberer is a hook that asks its View for packets that were at the desk
// before. The wire keeps them only where a hook of the chain says so.
type Rememberer interface {
	Hook
	Remembers() bool
}

// A Verdict is what becomes of a packet. The zero Verdict lets it go on to the
// next hook, and costs nothing. Otherwise the packet is gone, and what is in
// Out takes its place: an empty Out drops it. Out stays the hook's: the wire takes
// what is in it before the hook sees the next packet, and changes nothing.
type Verdict struct {
	Action event.Action // what the record calls it; NoAction: the hook has nothing to say
	Out    []Out
}

// An Out is a packet that comes out of a verdict.
type Out struct {
	Packet *Packet // nil: the packet that was looked at
	When   When    // zero: now
	Skip   bool    // goes straight to the link: no later hook sees it (injected packets, pass)
}

// When says how long the wire holds a packet before it goes on. At most one of
// the ways is set; the zero When is now.
type When struct {
	Later time.Duration // this long from now
	At    time.Duration // at this moment of the run; a past one is now
	Until *Until        // until something happens; the same Until may stand in many verdicts
	Limit time.Duration // with Until: let go after this long all the same; 0: no limit
}

// Until is something that a held packet, a program or a plug waits for. Exactly
// one of Packet, State and Step is set.
type Until struct {
	Packet *Match          // the Nth packet from now on that matches passes the desk (not: is dropped there)
	Nth    int             // 1 is the next
	State  *filter.Program // an expression on hosts' states holds
	Step   string          // program.label: a program has come past its step of that label
	Text   string          // as it was written, for the story
}
