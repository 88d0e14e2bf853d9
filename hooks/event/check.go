package event

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"netlab/hooks/segment"
)

// parts is a set of what an event may consist of, beyond what all have.
type parts uint16

const (
	partBytes parts = 1 << iota
	partAction
	partState
	partCall
	partTimer
	partNote
	partExpect
	partEnd
	partRun
)

var partNames = [...]string{"a packet with its bytes", "an action", "a new state", "a call", "a timer",
	"a note", "an expectation", "an end", "a run"}

// kindParts says what an event of each kind must have, and what it may have.
var kindParts = [...]struct{ must, may parts }{
	Run: {must: partRun}, Call: {must: partCall}, Return: {must: partCall},
	Send: {partBytes, partAction}, Verdict: {must: partBytes | partAction},
	Deliver: {partBytes, partAction}, Drop: {partBytes, partAction},
	Change: {must: partState}, Timer: {must: partTimer}, Note: {must: partNote},
	Expect: {must: partExpect}, End: {must: partEnd},
}

// ofPacket says whether events of the kind tell of a packet.
func (k Kind) ofPacket() bool { return int(k) < len(kindParts) && kindParts[k].must&partBytes != 0 }

// check says what would keep e from being written and read back. known: the
// bytes of e's packet stand in an earlier event.
func (e *Event) check(known bool) error {
	if e.Kind == 0 || int(e.Kind) >= len(kindParts) {
		return fmt.Errorf("event %d: wanted a kind, saw the number %d", e.N, e.Kind)
	}
	want, have := kindParts[e.Kind], e.parts(known)
	if p := want.must &^ have; p != 0 {
		return fmt.Errorf("event %d: a %s event needs %s: it has none", e.N, e.Kind, p)
	}
	if p := have &^ (want.must | want.may); p != 0 {
		return fmt.Errorf("event %d: a %s event cannot have %s", e.N, e.Kind, p)
	}
	if e.More != nil && e.More.Kernel < 0 {
		return fmt.Errorf("event %d: kernel_ns: wanted a time since the run began, saw %d", e.N, int64(e.More.Kernel))
	}
	n := e.Names
	switch {
	case e.Host != 0 && n.Host(e.Host) == "":
		return fmt.Errorf("event %d: host %d has no name", e.N, e.Host)
	case e.Peer != 0 && n.Host(e.Peer) == "":
		return fmt.Errorf("event %d: host %d has no name", e.N, e.Peer)
	case e.Wire != 0 && n.Wire(e.Wire) == "":
		return fmt.Errorf("event %d: wire %d has no name", e.N, e.Wire)
	case e.Conn != 0 && (n.Conn(e.Conn) == "" || n.Conns[e.Conn-1].Host != e.Host):
		return fmt.Errorf("event %d: connection %d is none of host %q", e.N, e.Conn, n.Host(e.Host))
	}
	return nil
}

func (p parts) String() string {
	for i, name := range partNames {
		if p&(1<<i) != 0 {
			return name
		}
	}
	return "nothing"
}

func (e *Event) parts(known bool) (p parts) {
	if len(e.Raw) > 0 && (e.Packet != 0 || !e.Kind.ofPacket()) || known && e.Kind.ofPacket() {
		p |= partBytes
	}
	if e.Action != NoAction {
		p |= partAction
	}
	if e.To != NoState || e.Kind != Change && (e.From != NoState || e.Passed) {
		p |= partState
	}
	m := e.More
	if m == nil {
		return p
	}
	if e.Kind != Change && m.Kernel != 0 {
		p |= partState
	}
	if m.Call != nil {
		p |= partCall
	}
	if m.Timer != nil {
		p |= partTimer
	}
	if m.Note != nil {
		p |= partNote
	}
	if m.Expect != nil {
		p |= partExpect
	}
	if m.End != nil {
		p |= partEnd
	}
	if m.Run != nil {
		p |= partRun
	}
	return p
}

// order holds a file's events to their order.
type order struct {
	n     uint32
	at    time.Duration
	ended bool
}

func (o *order) next(e *Event) error {
	switch {
	case o.ended:
		return errors.New("wanted nothing behind the end event, saw another event")
	case o.n == 0 && e.Kind != Run:
		return fmt.Errorf("wanted a run event as the first, saw %s: is this the beginning of a recording?", e.Kind)
	case o.n != 0 && e.Kind == Run:
		return errors.New("wanted one run in a recording, saw the run event of another")
	case e.N != o.n+1:
		return fmt.Errorf("n: wanted %d, saw %d: events are missing or not in their order", uint64(o.n)+1, e.N)
	case e.At < o.at:
		return fmt.Errorf("t_ns: wanted %d or later, saw %d: time never goes back", int64(o.at), int64(e.At))
	}
	if e.Cause >= e.N {
		return fmt.Errorf("cause: wanted an event before %d, saw %d", e.N, e.Cause)
	}
	if e.More != nil && e.More.Expect != nil {
		for _, n := range e.More.Expect.Seen {
			if n == 0 || n > e.N {
				return fmt.Errorf("expect.seen: wanted events up to %d, saw %d", e.N, n)
			}
		}
	}
	o.n, o.at, o.ended = e.N, e.At, e.Kind == End
	return nil
}

// check says what is wrong with a run: numbers must find their names again.
func (r *RunInfo) check() error {
	if r.Format != Format {
		return fmt.Errorf("run.format: wanted %q, saw %q: read it with the netlab that wrote it", Format, clip(r.Format))
	}
	if _, ok := segment.ParseFraming(r.Framing); !ok {
		return fmt.Errorf("run.framing: %w", unknown("a framing", r.Framing, []string{"ip", "ethernet"}))
	}
	names := NewNames(r)
	for _, list := range [...]struct {
		what  string
		names []string
		most  int
	}{{"host", names.Hosts, 1<<16 - 1}, {"wire", names.Wires, 1<<16 - 1}} {
		if len(list.names) > list.most || len(r.Rules) > list.most {
			return fmt.Errorf("run.%ss: wanted %d at most, saw %d", list.what, list.most, len(list.names))
		}
		sorted := slices.Sorted(slices.Values(list.names))
		for i, name := range sorted {
			if name == "" {
				return fmt.Errorf("run.%ss: wanted a name for each %s, saw one without", list.what, list.what)
			}
			if i > 0 && sorted[i-1] == name {
				return fmt.Errorf("run.%ss: wanted different names, saw two %ss named %q", list.what, list.what, clip(name))
			}
		}
	}
	return nil
}
