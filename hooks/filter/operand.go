package filter

import "strings"

// operand is the left side of a comparison.
type operand struct {
	*field
	at, end int // where it stands
	cut     *cut
	mask    token // endToken: none
	masked  bool
}

// operand reads a field with its slice and mask.
func (c *compiler) operand() (operand, *Error) {
	t := c.tok
	switch {
	case t.kind == badToken:
		return operand{}, c.fail(t, t.hint, "%s", t.value)
	case t.kind == endToken && t.at == 0 || t.kind == endToken && strings.TrimSpace(c.src) == "":
		return operand{}, c.fail(t, "such as tcp.flags.syn == 1, or a role: syn", "an expression is wanted, and there is none")
	case t.kind == endToken:
		return operand{}, c.fail(t, "", "the expression ends where a field or a role is wanted")
	case t.kind == signToken:
		return operand{}, c.fail(t, "", "a field or a role is wanted here, not %s", t.text)
	case t.kind != wordToken:
		return operand{}, c.fail(t, "write it on the right of a comparison: tcp.payload contains "+t.text, "a field or a role is wanted here, not a value")
	}
	f := lookup(t.text, &c.env)
	if f == nil {
		return operand{}, c.unknown(t)
	}
	left := operand{field: f, at: t.at, end: t.end()}
	c.next()
	if c.tok.kind == badToken && c.tok.text == "[" {
		if err := c.slice(&left); err != nil {
			return operand{}, err
		}
	}
	if c.tok.is("&") || c.isWord("bitwise_and") {
		if f.kind != number && left.cut == nil {
			return operand{}, c.fail(c.tok, "", "& is for numbers and slices; %s is %s", f.name, f.a())
		}
		c.next()
		left.mask, left.masked = c.tok, true
		if err := c.literal(); err != nil {
			return operand{}, err
		}
		left.end = left.mask.end()
	}
	return left, nil
}

// a is the field's type with its article, for messages.
func (f *field) a() string {
	switch f.kind {
	case label, number, boolean, moment, hostName, wireName:
		return "a " + kindNames[f.kind]
	case address4, address6:
		return "an " + kindNames[f.kind]
	case protocol:
		return "a protocol"
	}
	return kindNames[f.kind]
}

// text is the operand's normal form, without its mask.
func (o operand) text() string {
	if o.cut != nil {
		return o.name + o.cut.String()
	}
	return o.name
}

// node makes the finished test on the operand.
func (o operand) node(text string, test func(*Subject) bool) *node {
	return &node{test: test, text: text, bind: bindTest, packet: !o.free}
}

// numAt and octetAt read the i-th value, also where there is at most one.
func (f *field) numAt() func(*Subject, int) (uint64, bool) {
	if f.nums != nil {
		return f.nums
	}
	return func(s *Subject, i int) (uint64, bool) {
		if i > 0 {
			return 0, false
		}
		return f.num(s)
	}
}

// reader reads the one value of octets: of a protocol, slices are taken of its
// header only.
func (o operand) reader() func(*Subject) ([]byte, bool) {
	if o.cut != nil && o.head != nil {
		return o.head
	}
	return o.octet
}

func (o operand) octetAt() func(*Subject, int) ([]byte, bool) {
	return func(s *Subject, i int) (b []byte, ok bool) {
		switch {
		case o.manyOctets != nil:
			b, ok = o.manyOctets(s, i)
		case i == 0:
			b, ok = o.reader()(s)
		}
		if ok && o.cut != nil {
			return o.cut.of(b)
		}
		return b, ok
	}
}
