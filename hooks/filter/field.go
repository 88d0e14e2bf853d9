package filter

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"netlab/hooks/event"
)

// A Field is an entry of the manual: what an expression may ask for. The rest is
// for another reader of the language, such as a page in a browser.
type Field struct {
	Name string
	Type string // for people
	Doc  string

	Kind  string   // label, protocol, octets, text, number, boolean, time, ipv4, ipv6, host, wire, roles or states
	Bits  int      // of a number: its width
	Words []string // of a number: the names of its values, from 0
	Free  bool     // it asks nothing of a packet
	Head  int      // of a protocol of whose header slices are taken: how long that can be in octets; 0: slices are of all of it
}

// kind is what sort of values a field has; it decides which operators and
// which literals it takes.
type kind uint8

const (
	label    kind = iota // only there or not there
	protocol             // there or not there, and octets: the header and all behind it
	octets
	text
	number
	boolean
	moment   // a number of nanoseconds
	address4 // an IPv4 address, as a number
	address6
	hostName  // a number: an event.HostID
	wireName  // a number: an event.WireID
	roleSet   // a set of event.Role, as bits
	stateSet  // a set of event.State, as bits
	kindCount = iota
)

var kindNames = [kindCount]string{"label", "protocol (octets)", "octets", "text", "number", "boolean", "time",
	"IPv4 address", "IPv6 address", "host", "wire", "roles", "states"}

// kindWords are the kinds as Field.Kind has them.
var kindWords = [kindCount]string{"label", "protocol", "octets", "text", "number", "boolean", "time", "ipv4", "ipv6", "host", "wire", "roles", "states"}

// field is a Field and how it is read. Exactly the reader of its kind is set,
// as one (at most one value) or many (the i-th value, from 0; not ok past the
// last). What is read is valid until the Subject is asked for the next value.
type field struct {
	name, doc string
	kind      kind
	bits      int  // numbers: the width in the header
	free      bool // asks nothing of a packet
	names     []string

	has        func(*Subject) bool // label
	num        func(*Subject) (uint64, bool)
	nums       func(*Subject, int) (uint64, bool)
	octet      func(*Subject) ([]byte, bool)
	manyOctets func(*Subject, int) ([]byte, bool)
	head       func(*Subject) ([]byte, bool) // protocol: its header, of which slices are taken; nil: all of it
	longest    int                           // and how long that can be
	addrs      func(*Subject, int) (netip.Addr, bool)
	set        func(*Subject) uint32 // 0: not there
}

// typeName is the type as the manual gives it.
func (f *field) typeName() string {
	name := kindNames[f.kind]
	if f.kind == number {
		name = fmt.Sprintf("number, %d bits", f.bits)
	}
	if f.nums != nil || f.manyOctets != nil || strings.HasSuffix(f.name, ".addr") {
		name += ", several"
	}
	return name
}

// entry is the field as others see it.
func (f *field) entry() Field {
	return Field{Name: f.name, Type: f.typeName(), Doc: f.doc, Kind: kindWords[f.kind], Bits: f.bits, Words: slices.Clone(f.names),
		Free: f.free, Head: f.longest}
}

// max is the largest number that the field can have.
func (f *field) max() uint64 { return 1<<f.bits - 1 }

// tables are the fields that every lab has; the states of its hosts join them.
// Nothing is gathered from them before it is asked for: most programs that link
// this compile an expression or two, or none.
var tables = [...]*[]field{&ownFields, &frameFields, &ipFields, &ipv6Fields, &tcpFields, &tcpOptionFields, &tcpAnalysisFields,
	&udpFields, &icmpFields, &arpFields}

// all gives every field of the tables.
func all(yield func(*field) bool) {
	for _, t := range tables {
		for i := range *t {
			if !yield(&(*t)[i]) {
				return
			}
		}
	}
}

// named is the field of a name; nil if the tables have none.
func named(name string) *field {
	for f := range all {
		if f.name == name {
			return f
		}
	}
	return nil
}

// Fields lists the fields, for the manual. HOST.state stands for as many as a lab
// has hosts.
func Fields() []Field {
	var out []Field
	for f := range all {
		out = append(out, f.entry())
		if f.name == "to.state" {
			host := field{name: "HOST.state", kind: stateSet, free: true, doc: "states of the connections of the host of that name, its listeners too; CLOSED when it has had connections and all are closed, or when it has nothing at all"}
			out = append(out, host.entry())
		}
	}
	return out
}

// lookup finds a field by its name: a fixed one, or a host's state.
func lookup(name string, env *Env) *field {
	if f := named(name); f != nil {
		return f
	}
	host, ok := strings.CutSuffix(name, ".state")
	if !ok {
		return nil
	}
	i := slices.Index(env.Hosts, host)
	if i < 0 {
		return nil
	}
	id := event.HostID(i + 1)
	return &field{name: name, kind: stateSet, free: true,
		set: func(s *Subject) uint32 { return s.statesOf(id) }}
}

// statesOf is the set of a host's states.
func (s *Subject) statesOf(h event.HostID) (set uint32) {
	if s.States == nil || h == 0 {
		return 0
	}
	s.states = s.States.States(h, s.states[:0])
	for _, state := range s.states {
		set |= 1 << state
	}
	return set
}
