package filter

import (
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A StateSource tells hosts' states: a hooks.View bound to a packet, or a
// network asked between beats.
type StateSource interface {
	// States appends the states of h's connections to to: of the connection
	// that the packet in question belongs to, or, where there is none, of all.
	States(h event.HostID, to []event.State) []event.State
}

// Subject is what a filter looks at: a packet, or (with a nil Seg) only the
// hosts' states and the time. Match reads it and keeps its scratch in it, so a
// Subject belongs to one goroutine.
//
// Match lends the Subject to functions that the compiler cannot see through, so
// a local one moves to the heap. Whoever filters packet after packet keeps one
// Subject and fills it anew: then nothing is allocated.
type Subject struct {
	Seg      *segment.Segment // what Decode made of Raw
	Raw      []byte           // the packet; not kept
	Info     *event.Info      // its connection's history; nil: fields that come from it are not there
	From, To event.HostID     // 0: not there
	Wire     event.WireID     // 0: not there

	Packet, Origin uint32        // the packet's number, and that of the packet it was made from
	At             time.Duration // since the run began
	States         StateSource   // nil: no host has a state

	// Scratch, kept for its room.
	states  []event.State
	text    []byte
	options segment.Options
}

// Env is what the names of a lab stand for: host i+1 and wire i+1.
type Env struct {
	Hosts []string
	Wires []string
}

// Limits on expressions. They are far above what a person writes, and so low
// that a hostile one is refused, or compiled, at once.
const (
	maxLength = 4096 // octets
	maxDepth  = 64   // parentheses and nots within each other
)

// A Program is a compiled filter. It keeps nothing between two matches, so it
// may be shared.
type Program struct {
	test   func(*Subject) bool
	text   string
	packet bool
}

// Compile makes a Program of an expression. The names of hosts and wires are
// those of env. An error is always an *Error.
func Compile(src string, env Env) (*Program, error) {
	c, n, err := compile(src, env)
	if err != nil {
		return nil, err
	}
	if err := c.leftover(); err != nil {
		return nil, err
	}
	return program(n), nil
}

// CompilePrefix compiles the longest expression that src begins with, and
// returns what follows it, without leading space: of
//
//	syn && from == client drop
//
// it is "drop". A rule is written so. An operator without its second half is an
// error; anything else that follows is not looked at.
func CompilePrefix(src string, env Env) (p *Program, rest string, err error) {
	c, n, cerr := compile(src, env)
	if cerr != nil {
		return nil, "", cerr
	}
	if cerr := c.chained(); cerr != nil {
		return nil, "", cerr
	}
	return program(n), strings.TrimLeft(src[c.tok.at:], " \t\r\n"), nil
}

func program(n *node) *Program { return &Program{n.test, n.text, n.packet} }

// Match says whether the expression holds for s. A Program that asks for a
// packet does not match a Subject that has none, whatever else it asks.
func (p *Program) Match(s *Subject) bool {
	if p.packet && s.Seg == nil {
		return false
	}
	return p.test(s)
}

// String is the expression in its normal form, which compiles to a Program of
// the same behaviour and the same normal form.
func (p *Program) String() string { return p.text }

// UsesPacket says whether the expression asks for anything of a packet. If not,
// only hosts' states and the time decide, and it can be asked at any moment.
func (p *Program) UsesPacket() bool { return p.packet }
