package filter

import (
	"iter"
	"net/netip"
)

// A Reading is all that a packet has of a field. Exactly one of the lists is
// filled, that of the field's kind.
type Reading struct {
	Name    string
	Numbers []uint64     // of numbers, booleans, IPv4 addresses, hosts (an event.HostID) and wires; of roles one, the set as bits
	Octets  [][]byte     // of protocols and octets: parts of the packet
	Head    []byte       // of a protocol: its header, of which slices are taken; nil: of all of it
	Texts   []string     // of texts
	Addrs   []netip.Addr // of IPv6 addresses
}

// Readings are the fields that a packet has, in the order of Fields, each with
// all of its values: what a comparison would be asked of. What depends on the
// moment, and not on the packet, is not among them: states and the time. One
// Reading is filled again and again.
func Readings(s *Subject) iter.Seq[*Reading] {
	return func(yield func(*Reading) bool) {
		var r Reading
		for f := range all {
			if f.free || f.kind == stateSet || s.Seg == nil {
				continue
			}
			r = Reading{Name: f.name, Numbers: r.Numbers[:0], Octets: r.Octets[:0], Texts: r.Texts[:0], Addrs: r.Addrs[:0]}
			if f.read(s, &r) && !yield(&r) {
				return
			}
		}
	}
}

// read takes over the field's values; false: the packet does not have it.
func (f *field) read(s *Subject, r *Reading) bool {
	switch {
	case f.has != nil:
		return f.has(s)
	case f.set != nil:
		set := f.set(s)
		r.Numbers = append(r.Numbers, uint64(set))
		return set != 0
	case f.num != nil, f.nums != nil:
		r.Numbers = every(s, f.numAt(), r.Numbers)
		return len(r.Numbers) > 0
	case f.addrs != nil:
		r.Addrs = every(s, f.addrs, r.Addrs)
		return len(r.Addrs) > 0
	case f.kind == text:
		at := operand{field: f}.octetAt()
		r.Texts = every(s, func(s *Subject, i int) (string, bool) { b, ok := at(s, i); return string(b), ok }, r.Texts)
		return len(r.Texts) > 0
	}
	r.Octets = every(s, operand{field: f}.octetAt(), r.Octets)
	if f.head != nil {
		r.Head, _ = f.head(s)
	}
	return len(r.Octets) > 0
}

// every gathers the values of a field, from the first to the last.
func every[T any](s *Subject, at func(*Subject, int) (T, bool), to []T) []T {
	for i := 0; ; i++ {
		v, ok := at(s, i)
		if !ok {
			return to
		}
		to = append(to, v)
	}
}
