// Package story makes of a run's events what pictures need. An event is small:
// a packet was sent, a verdict fell, a state changed. A person asks larger
// questions: what became of this packet, who sent it again and why, which state
// belongs beside which arrow. A Folder answers them. It takes the events one by
// one, live or from a file, and folds them into a Story: Rungs (a packet's whole
// journey, a call with its return, a timer that fired), in an Order in which
// each host's column can be drawn from top to bottom; connections and the
// conversations that they form; and the facts of the run, such as which packets
// were lost and what made up for them.
//
// A story holds no words and no picture. The ladder, the page, the comparison
// and the quiz all read it, and say the same because of it. It tells nothing
// that the events do not prove.
package story

import (
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A Story is what a run's events tell, as far as they were put.
type Story struct {
	Run     *event.RunInfo // nil until the run event came
	Names   *event.Names
	Columns []event.HostID // hosts in the order in which they stand side by side
	Rungs   []*Rung        // by the event that began them
	Order   []Point        // beginnings and ends of rungs, as they happened
	Conns   []*Conn        // by ConnID-1; nil where nothing was told of it
	Streams []*Stream      // conversations, in the order of their first packet
	Expects []Expect
	End     *event.EndInfo // nil: the record is cut short, or the run goes on
	Last    time.Duration  // when the last event happened

	packets []*Rung        // by number
	acted   []bool         // by RuleID: the rule decided something
	streams map[uint32]int // by ID: index in Streams
	talks   map[event.HostID]*Stream
	crowded bool
	events  []*Rung // by n
}

// Kind is what a rung is about.
type Kind uint8

const (
	Packet Kind = iota + 1 // a packet's journey from its sender to its fate
	Call                   // a socket call, until it returns
	Change                 // a state that changed by nothing that is a rung itself
	Timer                  // a timer that fired
	Note                   // a remark
)

// A Rung is one thing to be drawn. It begins at one host and, if it is a packet
// that arrived or a call that returned, ends later.
type Rung struct {
	Kind  Kind
	Index int // its place in Story.Rungs

	Host, Peer     event.HostID // Peer: where a packet goes
	Conn, PeerConn event.ConnID
	Stream         uint32 // the conversation, numbered as in event.Info; 0: none

	N, EndN uint32        // the events that began and ended it; EndN 0: it has not ended
	At, End time.Duration // when it began; when a packet arrived or was lost, a call returned

	States  []State // what changed at Host as it began, in order
	Arrived []State // what changed at Peer (of a call: at Host) as it ended

	Cause *Rung // what led to it; nil: nothing that was told
	Timer *Rung // Packet: the timer whose work it was; that timer is in no Order of its own

	*Journey                  // Packet
	Call     *event.CallInfo  // Call
	Return   *event.CallInfo  // Call: nil until it returns
	Fired    *event.TimerInfo // Timer
	Note     *event.NoteInfo  // Note
}

// State is a connection's change of state.
type State struct {
	N        uint32 // the event
	At       time.Duration
	Conn     event.ConnID
	From, To event.State
	Passed   bool   // the state was passed within one beat
	Reason   string // why, where it was not the ordinary course
}

// A Journey is what became of a packet.
type Journey struct {
	Number uint32
	Wire   event.WireID
	Seg    segment.Segment
	Info   event.Info
	Head   []byte // the packet's bytes up to its data; up to 64 octets more where they are not TCP's

	Origin *Rung        // the packet that it was made from; nil: a stack wrote it, or it was crafted
	Made   event.Action // how the desk made it; NoAction: a stack wrote it, or a router passed it on
	MadeBy event.RuleID
	Bad    bool    // its bytes are damaged: a checksum is wrong, or its headers cannot be read; a receiver throws it away
	Copies []*Rung // packets that the desk made from it, or a router passed on

	Acts []Act // what the desk did with it, but for letting it pass
	Fate Fate
	Rule event.RuleID // Fate Dropped: by which rule; 0: by hand
	Why  string       // Fate Lost: the reason

	Passage Passage // Fate Delivered: to a router, and whether it passed it on
	Notice  *Rung   // Passage Discarded: the ICMP error that the router sent for it; nil: none
}

// Act is a verdict that did something to a packet.
type Act struct {
	At     time.Duration
	Action event.Action
	Rule   event.RuleID
}

// Fate is how a packet's journey ended.
type Fate uint8

const (
	OnTheWay  Fate = iota // not yet, or the record ends before
	Delivered             // its peer was given it
	Dropped               // the desk dropped or rejected it
	Lost                  // elsewhere: on the link, at a host that was down
	Replaced              // the desk put another packet in its place
)

// Held says whether the desk kept the packet back for a while.
func (j *Journey) Held() bool {
	for _, a := range j.Acts {
		if a.Action == event.Delay || a.Action == event.Reorder {
			return true
		}
	}
	return false
}

// Again is how often the packet's first byte or flag had been sent before.
func (j *Journey) Again() int { return int(j.Info.Retransmit) }

// Author is the rung on which a host's own stack wrote the packet: the rung
// itself, or the one from which the desk or a router made it.
func (r *Rung) Author() *Rung {
	for r.Origin != nil && r.Made != event.Inject && r.Made != event.Reject {
		r = r.Origin
	}
	return r
}

// A Point is where a rung touches a host's column: the beginning of a rung at
// its Host, or its end (a packet's arrival at Peer, a call's return).
type Point struct {
	Rung *Rung
	End  bool
}

// At is when the point happened.
func (p Point) At() time.Duration {
	if p.End {
		return p.Rung.End
	}
	return p.Rung.At
}

// N is the event of the point.
func (p Point) N() uint32 {
	if p.End {
		return p.Rung.EndN
	}
	return p.Rung.N
}

// Host is in whose column the point lies.
func (p Point) Host() event.HostID {
	if p.End && p.Rung.Kind == Packet {
		return p.Rung.Peer
	}
	return p.Rung.Host
}

// Expect is an expectation that was judged.
type Expect struct {
	event.ExpectInfo
	Rungs []*Rung // what decided it, in order, each once
}

// Packet is the rung of a packet by its number; nil if there was none.
func (s *Story) Packet(number uint32) *Rung {
	if int(number) < len(s.packets) {
		return s.packets[number]
	}
	return nil
}

// Event is the rung that tells of event n; nil if none does.
func (s *Story) Event(n uint32) *Rung {
	if int(n) < len(s.events) {
		return s.events[n]
	}
	return nil
}

// Host is a host's entry in the run event; one with a name only if the record
// has none.
func (s *Story) Host(h event.HostID) event.HostInfo {
	if s.Run != nil && h > 0 && int(h) <= len(s.Run.Hosts) {
		return s.Run.Hosts[h-1]
	}
	return event.HostInfo{Name: s.Names.Host(h)}
}
