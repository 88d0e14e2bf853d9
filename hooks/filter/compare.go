package filter

import "netlab/hooks/event"

// item is a literal of the right side, or a range of two.
type item struct {
	from, to token
	ranged   bool
}

// comparison reads a test: a field alone, or compared with something.
func (c *compiler) comparison() (*node, *Error) {
	quantor := c.tok
	quantified := c.isWord("any") || c.isWord("all")
	if quantified {
		c.next()
	}
	if n, err := c.role(quantified); n != nil || err != nil {
		return n, err
	}
	left, err := c.operand()
	if err != nil {
		return nil, err
	}
	inverted := c.isWord("not") && lex(c.src, c.tok.end()).text == "in"
	if inverted {
		c.next()
	}
	r, ok := relationOf(c.tok)
	if !ok {
		if quantified {
			return nil, c.fail(quantor, "write "+quantor.text+" "+left.name+" == ...", "%s wants a comparison", quantor.text)
		}
		return c.existence(left)
	}
	op := c.tok
	if quantified {
		switch op.text {
		case "===", "!==", "~=", "any_eq", "all_eq", "any_ne", "all_ne":
			return nil, c.fail(op, "write "+quantor.text+" with == or !=", "%s says already how many have to fit", op.text)
		}
		r.all = quantor.text == "all"
	}
	c.next()
	n, err := c.related(left, r, op)
	if err != nil {
		return nil, err
	}
	if inverted {
		return negate(n), nil
	}
	return n, nil
}

// role reads a role alone, short for role == ROLE; nil if none stands here.
func (c *compiler) role(quantified bool) (*node, *Error) {
	name := c.tok
	if name.kind != wordToken || lookup(name.text, &c.env) != nil {
		return nil, nil
	}
	role, ok := event.ParseRole(name.text)
	if !ok {
		return nil, nil
	}
	c.next()
	if _, compared := relationOf(c.tok); compared || quantified {
		return nil, c.fail(name, "write role == "+name.text+", or the role alone", "%s is a role, not a field", show(name.text))
	}
	return setNode(operand{field: named("role")}, relation{name: "=="}, 1<<role, name.text), nil
}

// literal steps over a value: its meaning depends on the field.
func (c *compiler) literal() *Error {
	t := c.tok
	switch t.kind {
	case badToken:
		return c.fail(t, t.hint, "%s", t.value)
	case endToken:
		return c.fail(t, "", "the expression ends where a value is wanted")
	case signToken:
		return c.fail(t, "", "a value is wanted here, not %s", t.text)
	}
	c.next()
	return nil
}

// existence is the test of a field alone; with a mask, whether any bit is set.
func (c *compiler) existence(left operand) (*node, *Error) {
	if left.masked {
		return c.masked(left)
	}
	n := left.node(left.text(), nil)
	n.bind = bindAlone
	switch f := left.field; {
	case f.has != nil:
		n.test = f.has
	case f.set != nil:
		n.test = func(s *Subject) bool { return f.set(s) != 0 }
	case f.num != nil:
		n.test = func(s *Subject) bool { _, ok := f.num(s); return ok }
	case f.nums != nil:
		n.test = func(s *Subject) bool { _, ok := f.nums(s, 0); return ok }
	case f.addrs != nil:
		n.test = func(s *Subject) bool { _, ok := f.addrs(s, 0); return ok }
	default:
		n.test = anyOctets(left, func([]byte) bool { return true })
	}
	return n, nil
}

// related compiles the right side, and with it the comparison.
func (c *compiler) related(left operand, r relation, op token) (*node, *Error) {
	if left.kind == label {
		return nil, c.fail(op, "write it alone: "+left.name, "%s is there or not; it has no value to compare", left.name)
	}
	if !left.takes(r.name) {
		return nil, c.fail(op, "", "%s is %s, and cannot be compared with %s", left.name, left.a(), r.name)
	}
	var items []item
	var err *Error
	switch {
	case r.name == "in":
		items, err = c.items()
	default:
		if right, ok := c.fieldOnRight(left); ok {
			return c.fields(left, r, right)
		}
		items = []item{{from: c.tok}}
		err = c.literal()
	}
	if err != nil {
		return nil, err
	}
	switch left.kind {
	case protocol, octets, text:
		return c.octets(left, r, items)
	case address6:
		return c.addresses(left, r, items)
	case roleSet, stateSet:
		return c.words(left, r, items)
	}
	return c.numbers(left, r, items)
}

// takes says whether values of the kind can be so related.
func (o operand) takes(name string) bool {
	order := name != "==" && name != "in"
	switch o.kind {
	case protocol, octets, text:
		return !o.masked || name != "contains" && name != "matches"
	case boolean, hostName, wireName, roleSet, stateSet:
		return !order
	}
	return name != "contains" && name != "matches"
}

// items reads a set: {80, 443, 1000..2000}.
func (c *compiler) items() (items []item, err *Error) {
	open := c.tok
	if !open.is("{") {
		return nil, c.fail(open, "write in {80, 443, 1000..2000}", "a set in braces is wanted behind in")
	}
	for {
		c.next()
		it := item{from: c.tok}
		if err := c.literal(); err != nil {
			return nil, err
		}
		if c.tok.is("..") {
			c.next()
			it.to, it.ranged = c.tok, true
			if err := c.literal(); err != nil {
				return nil, err
			}
		}
		items = append(items, it)
		switch {
		case c.tok.is(","):
			continue
		case c.tok.is("}"):
			c.next()
			return items, nil
		case c.tok.kind == endToken:
			return nil, c.fail(open, "end it with }", "the set is not closed")
		default:
			return nil, c.fail(c.tok, "", "a comma or } is wanted here, not %s", show(c.tok.text))
		}
	}
}
