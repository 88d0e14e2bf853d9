package debug

import (
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// A View is all that a screen shows at the cursor.
type View struct {
	Branch  *Branch
	Forward bool // it goes forward only: the run is a live one

	N, Of uint32        // the cursor's event, and how many the branch has (a live one: has so far)
	Now   time.Duration // the event's time
	Event event.Event   // the event itself
	Rung  *story.Rung   // what it belongs to, in Story; nil: nothing
	Story *story.Story  // folded up to the cursor: it knows nothing of what comes

	Conns    []Conn    // by host, in the order in which they came up; listeners are not among them
	Desk     *Desk     // the packet that stands at the desk, before the person; nil: none does
	Coming   uint32    // the packet that comes to the desk next; 0: none does any more
	Timers   []Timer   // by the time that is left
	Packets  []OnWay   // those on a wire or held, by their numbers
	Programs []Program // in the plan's order
	Notices  []Notice  // what a person should know of this run

	// Thought is for how long a live run stood still before a person while a timer ran:
	// that which the event, or else the packet at the desk, tells of. 0: it tells of none.
	Thought time.Duration
}

// Conn is a connection of a host and its variables.
type Conn struct {
	ID      event.ConnID
	Host    event.HostID
	Name    string
	Stream  uint32
	State   event.State
	Moved   bool // into State by this event
	Vars    story.Vars
	Changed story.VarSet // by this event
	Current bool         // the event is about its conversation
}

// Desk is a packet at the desk.
type Desk struct {
	Packet uint32
	Rung   *story.Rung // in the View's Story
	// Fate is what the lab's own rules, which see the packet before any decision by
	// hand does, will do with it: nil, nothing. A live run does not know beforehand.
	Fate []Act
	// Refused says why no decision by hand reaches the packet; nil: one does, at Reach.
	Refused *Refusal
	Reach   time.Duration
	// Decided is what was decided by hand about it on this branch already.
	Decided []Act
}

// Act is what a rule does with a packet.
type Act struct {
	Rule   event.RuleID
	Name   string // the rule's: "rule 1", or its own
	Text   string // its line
	Action event.Action
	At     time.Duration
}

// Timer is a timer of a stack that is pending.
type Timer struct {
	Host  event.HostID
	Conn  event.ConnID // 0: not told
	Name  string       // as in timer events: "retransmission"
	At    time.Duration
	Left  time.Duration
	After time.Duration // how long it runs in all
	// Fires is the event in which it fires on this branch; 0: in this run it comes to
	// nothing, because it is stopped or restarted before, or because nothing is left to
	// do when it runs out. A live run does not know: 0.
	Fires uint32
}

// OnWay is a packet between the desk and its receiver, or held at the desk.
type OnWay struct {
	Packet uint32
	Rung   *story.Rung   // in the View's Story
	Held   bool          // at the desk: by a rule
	Hand   bool          // by Hold: Release lets it go
	Until  string        // what a held one waits for, where that is no time
	At     time.Duration // when it arrives or goes on; -1: nobody knows
	Left   time.Duration
}

// Program is where a program stands.
type Program struct {
	Host event.HostID
	Name string
	Step int    // from 1; one more than the steps where it is done
	Text string // the step; "": it is done
	Call bool   // it has called, and the call has not returned
	Done bool

	Timed bool          // it sleeps, or waits no longer than
	Left  time.Duration // this
}
