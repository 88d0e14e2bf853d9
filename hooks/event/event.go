// Package event is what netlab remembers of a run: one ordered stream of small
// facts. A packet was sent, the desk decided, a packet arrived, a connection
// changed its state, a program called its socket: each is an Event, numbered
// by one recorder, and everything that a person sees is drawn from the stream
// and from nothing else. A run that is replayed from its file and a run that is
// happening now are therefore the same to every picture.
//
// An Event is a value of fixed size that carries numbers for names; Names turns
// them back. Sinks take events: a JSONL writer, a capture, a Log that keeps
// them all in memory. The JSON form (README of the format: `netlab help events`)
// is read back without loss by Read.
package event

import (
	"time"

	"netlab/hooks/segment"
)

// Numbers for names, dense from 1; 0 is none. Names holds the names.
type (
	HostID uint16 // a host of the lab; 0: the network itself
	WireID uint16
	RuleID uint16 // 1 is the first rule
	ConnID uint32 // a connection or socket of one host, counted over all hosts
)

// Kind is what an event tells.
type Kind uint8

const (
	Run     Kind = iota + 1 // first event: the plan, the stacks, the settings (More.Run)
	Call                    // a program's step calls its socket (More.Call)
	Return                  // and the call returns (More.Call)
	Send                    // a host wrote a packet to a wire
	Verdict                 // the desk decided: Action, Rule
	Deliver                 // a host was given a packet
	Drop                    // a packet was lost elsewhere than at the desk (More.Reason)
	Change                  // "state": a connection went From one state To another
	Timer                   // a stack's timer fired and something came of it (More.Timer)
	Note                    // a remark of the lab or the program (More.Note)
	Expect                  // an expectation was judged (More.Expect)
	End                     // last event: why the run ended, where every host stood (More.End)
)

// An Event is one thing that happened.
type Event struct {
	N    uint32        // 1, 2, 3, ... without gaps; set by the Recorder
	At   time.Duration // since the run began; never going back
	Kind Kind

	Host   HostID // whose event it is: the sender of a Send, the receiver of a Deliver
	Peer   HostID // the other end of the wire, or of the connection
	Wire   WireID // for packets
	Conn   ConnID // Host's connection; 0 where there is none (ICMP, a closed port)
	Packet uint32 // the packet's number through its whole life; 0 if not about a packet
	Origin uint32 // the packet that this one was made from, in the first event of a packet that was made from another
	Cause  uint32 // n of the event that led here, an earlier one; 0: none

	Action Action // Verdict
	Rule   RuleID // Verdict: the rule that acted; 0: none did
	From   State  // Change
	To     State  // Change
	Passed bool   // Change: filled in, the state was passed within one beat

	// Of the kinds that tell of a packet: Send, Verdict, Deliver, Drop. The bytes
	// of a packet never change under one number.
	Seg  segment.Segment
	Info Info   // what the connection's history makes of it; Stream: of any kind
	Raw  []byte // the packet's bytes; borrowed until Put returns

	More  *More  // what only few events have; nil for most
	Names *Names // what the numbers stand for; shared by all events of a run
}

// Info is what a connection's history makes of a segment: filled in by the
// tracker of the wire from what the sender wrote before.
type Info struct {
	Stream     uint32 // the connection's number, from 1, the same on all wires, TCP and UDP counted apart; 0: none. JSON counts from 0 as Wireshark's tcp.stream
	RSeq, RAck uint32 // relative to the connection's initial numbers (ISS and IRS)
	Known      Known  // which of the two have a meaning
	Role       Role   // the principal role
	Roles      Roles  // every role that the segment plays
	Retransmit uint16 // how often its first byte or flag was sent before
}

// Known is a set: which relative numbers are known.
type Known uint8

const (
	KnownSeq Known = 1 << iota
	KnownAck
)
