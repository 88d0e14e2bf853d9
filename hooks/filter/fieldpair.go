package filter

import (
	"cmp"
	"math/bits"
	"net/netip"
	"slices"

	"netlab/hooks/event"
)

// fieldOnRight says whether the next token is a field to compare with, not a
// value. Where a lab's own names clash with a field's, they are values.
func (c *compiler) fieldOnRight(left operand) (*field, bool) {
	if c.tok.kind != wordToken {
		return nil, false
	}
	word, isName := c.tok.text, false
	switch left.kind {
	case hostName:
		isName = slices.Contains(c.env.Hosts, word)
	case wireName:
		isName = slices.Contains(c.env.Wires, word)
	case roleSet:
		_, isName = event.ParseRole(word)
	case stateSet:
		_, isName = event.ParseState(word)
	}
	if isName {
		return nil, false
	}
	f := lookup(word, &c.env)
	return f, f != nil
}

// fields compiles the comparison of two fields.
func (c *compiler) fields(left operand, r relation, right *field) (*node, *Error) {
	at := c.tok
	o, err := c.operand()
	switch {
	case err != nil:
		return nil, err
	case left.masked || o.masked:
		return nil, c.fail(at, "", "a field with & is compared with a value, not with a field")
	case left.class() != right.class() || left.class() == label:
		return nil, c.fail(at, "", "%s is %s, and %s is %s", left.name, left.a(), right.name, right.a())
	case left.kind == text || r.name == "contains" || r.name == "matches":
		return nil, c.fail(at, "", "%s wants a value on its right, not a field", left.text()+" "+r.name)
	}
	n := left.node(r.text(left.text(), o.text()), nil)
	n.packet = n.packet || !o.free
	switch left.class() {
	case stateSet, roleSet:
		n.test = sets(left.set, o.set, r)
	case address6:
		n.test = pairs(left.addrs, o.addrs, r, netip.Addr.Compare)
	case octets:
		n.test = pairs(left.octetAt(), o.octetAt(), r, shortlex)
	default:
		n.test = pairs(left.numAt(), o.numAt(), r, cmp.Compare[uint64])
	}
	return n, nil
}

// class is the kind, with those made one that can be compared with each other.
func (o operand) class() kind {
	if o.kind == protocol {
		return octets
	}
	return o.kind
}

func (f *field) class() kind { return operand{field: f}.class() }

// pairs compares every value of one field with every value of another.
func pairs[T any](left, right func(*Subject, int) (T, bool), r relation, order func(a, b T) int) func(*Subject) bool {
	return func(s *Subject) bool {
		some := false
		for i := 0; ; i++ {
			a, ok := left(s, i)
			if !ok {
				return some && r.all
			}
			for j := 0; ; j++ {
				b, ok := right(s, j)
				if !ok {
					break
				}
				some = true
				if r.compare(order(a, b)) != r.all {
					return !r.all
				}
			}
		}
	}
}

// sets compares two sets of states or roles, element by element. All of one are
// equal to all of the other if both are the same single one.
func sets(left, right func(*Subject) uint32, r relation) func(*Subject) bool {
	return func(s *Subject) bool {
		a, b := left(s), right(s)
		same := bits.OnesCount32(a|b) == 1
		switch {
		case a == 0 || b == 0:
			return false
		case r.neg && r.all:
			return a&b == 0
		case r.neg:
			return !same
		case r.all:
			return same
		}
		return a&b != 0
	}
}
