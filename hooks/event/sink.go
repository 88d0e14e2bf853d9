package event

import (
	"slices"
	"strconv"
)

// A Sink takes events in their order. Put may not keep e, e.Raw or e.More past
// its return, nor change them. After an error a Sink is given nothing more but
// Close.
type Sink interface {
	Put(e *Event) error
	Close() error
}

// A Flusher is a sink that gathers what it writes, and can write it out at once.
type Flusher interface {
	Sink
	Flush() error
}

// Names turns an event's numbers into names. Hosts, wires and rules stand from
// the run's first event; connections join as they appear.
type Names struct {
	Hosts []string // HostID i+1
	Wires []string
	Rules []RuleInfo
	Conns []ConnName // ConnID i+1; AddConn adds

	taken map[ConnName]int // how often AddConn was asked for the name
}

// ConnName is a connection's name on its host.
type ConnName struct {
	Host HostID
	Name string
}

// NewNames are the names that a run begins with.
func NewNames(r *RunInfo) *Names {
	n := &Names{Rules: slices.Clone(r.Rules)}
	for _, h := range r.Hosts {
		n.Hosts = append(n.Hosts, h.Name)
	}
	for _, w := range r.Wires {
		n.Wires = append(n.Wires, w.Name)
	}
	return n
}

// Host, Wire, Rule and Conn give a number's name, "" for none.
func (n *Names) Host(id HostID) string {
	if n == nil || id == 0 || int(id) > len(n.Hosts) {
		return ""
	}
	return n.Hosts[id-1]
}

// Wire is the name of a wire.
func (n *Names) Wire(id WireID) string {
	if n == nil || id == 0 || int(id) > len(n.Wires) {
		return ""
	}
	return n.Wires[id-1]
}

// Rule is the name and text of a rule.
func (n *Names) Rule(id RuleID) RuleInfo {
	if n == nil || id == 0 || int(id) > len(n.Rules) {
		return RuleInfo{}
	}
	return n.Rules[id-1]
}

// Conn is the host-local name of a connection.
func (n *Names) Conn(id ConnID) string {
	if n == nil || id == 0 || int(id) > len(n.Conns) {
		return ""
	}
	return n.Conns[id-1].Name
}

// AddConn gives a connection its number. A host uses a name once: where name is
// taken, the connection is called name#2, name#3, and so on.
func (n *Names) AddConn(h HostID, name string) ConnID {
	if n.taken == nil {
		n.taken = map[ConnName]int{}
		for _, c := range n.Conns {
			n.taken[c] = 1
		}
	}
	c := ConnName{h, name}
	for n.taken[c] > 0 {
		n.taken[ConnName{h, name}]++
		c.Name = name + "#" + strconv.Itoa(n.taken[ConnName{h, name}])
	}
	n.taken[c] = 1
	n.Conns = append(n.Conns, c)
	return ConnID(len(n.Conns))
}
