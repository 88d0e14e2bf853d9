package filter

import (
	"strings"

	"netlab/hooks/event"
)

// words compiles a comparison of roles or states: a set of bits with another.
func (c *compiler) words(left operand, r relation, items []item) (*node, *Error) {
	var set uint32
	texts := make([]string, 0, len(items))
	for _, it := range items {
		if it.ranged {
			return nil, c.ranged(it, left.field)
		}
		bit, text, err := c.wordOf(left.field, it.from)
		if err != nil {
			return nil, err
		}
		set, texts = set|1<<bit, append(texts, text)
	}
	right := texts[0]
	if r.name == "in" {
		right = "{" + strings.Join(texts, ", ") + "}"
	}
	return setNode(left, r, set, right), nil
}

// setNode is the test of a set field against a set of values. That all of its
// values differ from these is that none of them is there.
func setNode(left operand, r relation, set uint32, right string) *node {
	if r.neg {
		set = ^set
	}
	read := left.set
	test := func(s *Subject) bool { return read(s)&set != 0 }
	if r.all {
		test = func(s *Subject) bool { v := read(s); return v != 0 && v&^set == 0 }
	}
	return left.node(r.text(left.text(), right), test)
}

// wordOf reads the name of a role or a state, bare or quoted.
func (c *compiler) wordOf(f *field, t token) (bit uint8, text string, err *Error) {
	name := t.text
	if t.kind == stringToken {
		name = t.value
	}
	if f.kind == roleSet {
		if role, ok := event.ParseRole(name); ok {
			return uint8(role), role.String(), nil
		}
		return 0, "", c.fail(t, meant(name, event.RoleNames()), "there is no role %s", show(name))
	}
	if state, ok := event.ParseState(name); ok {
		return uint8(state), state.String(), nil
	}
	return 0, "", c.fail(t, meant(name, event.StateNames()), "there is no state %s", show(name))
}
