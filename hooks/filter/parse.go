package filter

import (
	"fmt"
	"strings"
)

// compiler reads an expression from left to right, one token ahead, and builds
// the tree as it goes.
type compiler struct {
	src   string
	env   Env
	tok   token // the next one
	depth int
}

// node is a finished part of an expression.
type node struct {
	test   func(*Subject) bool
	text   string // its normal form
	bind   int    // how strongly its outermost operator binds
	depth  int    // how deep parentheses and nots stand in the normal form
	not    *node  // bindNot: what is negated
	packet bool   // asks for something of a packet
}

// How strongly operators bind: as in Wireshark, and xor between and and or, as in C.
const (
	bindOr = iota
	bindXor
	bindAnd
	bindNot
	bindTest  // a comparison
	bindAlone // a field alone
)

// logic are the operators between tests, by their strength, in both spellings.
var logic = [...]struct{ sign, word string }{bindOr: {"||", "or"}, bindXor: {"^^", "xor"}, bindAnd: {"&&", "and"}}

func compile(src string, env Env) (*compiler, *node, *Error) {
	c := &compiler{src: src, env: env}
	if len(src) > maxLength {
		return nil, nil, &Error{Src: src, Offset: maxLength, Len: len(src) - maxLength,
			Msg: fmt.Sprintf("an expression has at most %d octets, this one has %d", maxLength, len(src))}
	}
	c.next()
	n, err := c.binary(bindOr)
	switch { // or String would give what Compile refuses
	case err != nil:
	case n.depth > maxDepth:
		err = c.fail(token{text: src}, "", "parentheses and nots stand more than %d deep in each other", maxDepth)
	case len(n.text) > maxLength:
		err = &Error{Src: src, Len: len(src), Msg: fmt.Sprintf("the expression is too long: with everything written out it has %d octets, at most %d are allowed", len(n.text), maxLength)}
	}
	return c, n, err
}

func (c *compiler) next() { c.tok = lex(c.src, c.tok.end()) }

// binary reads operands that are joined by the operators of that strength.
func (c *compiler) binary(bind int) (*node, *Error) {
	if bind == bindNot {
		return c.not()
	}
	first, err := c.binary(bind + 1)
	if err != nil {
		return nil, err
	}
	parts := []*node{first}
	for c.tok.is(logic[bind].sign) || c.isWord(logic[bind].word) {
		c.next()
		n, err := c.binary(bind + 1)
		if err != nil {
			return nil, err
		}
		parts = append(parts, n)
	}
	return join(bind, parts), nil
}

func (c *compiler) isWord(w string) bool { return c.tok.kind == wordToken && c.tok.text == w }

func (c *compiler) not() (*node, *Error) {
	if !c.tok.is("!") && !c.isWord("not") {
		return c.primary()
	}
	if err := c.deeper(); err != nil {
		return nil, err
	}
	c.next()
	n, err := c.not()
	c.depth--
	if err != nil {
		return nil, err
	}
	return negate(n), nil
}

func (c *compiler) primary() (*node, *Error) {
	if !c.tok.is("(") {
		return c.comparison()
	}
	if err := c.deeper(); err != nil {
		return nil, err
	}
	open := c.tok
	c.next()
	n, err := c.binary(bindOr)
	c.depth--
	if err != nil {
		return nil, err
	}
	if !c.tok.is(")") {
		if c.tok.kind == endToken {
			return nil, c.fail(open, "end it with )", "the parenthesis is not closed")
		}
		if err := c.leftover(); err != nil {
			return nil, err
		}
	}
	c.next()
	return n, nil
}

// deeper counts what stands within each other.
func (c *compiler) deeper() *Error {
	if c.depth++; c.depth > maxDepth {
		return c.fail(c.tok, "", "parentheses and nots stand more than %d deep in each other", maxDepth)
	}
	return nil
}

// leftover is the error of what stands behind a complete expression, nil if
// nothing does.
func (c *compiler) leftover() *Error {
	if err := c.chained(); err != nil {
		return err
	}
	switch t := c.tok; {
	case t.kind == endToken:
		return nil
	case t.kind == badToken:
		return c.fail(t, t.hint, "%s", t.value)
	case t.is(")"):
		return c.fail(t, "", "there is no ( for this )")
	default:
		return c.fail(t, "join tests with && or ||", "the expression is complete before %s", show(t.text))
	}
}

// chained is the error of a comparison behind a complete expression.
func (c *compiler) chained() *Error {
	if c.tok.is("&") || c.tok.kind == wordToken && c.tok.text == "bitwise_and" {
		return c.fail(c.tok, "write tcp.flags & 0x12 == 0x02, without parentheses", "& stands behind a field or a slice, once")
	}
	if _, ok := relationOf(c.tok); ok {
		return c.fail(c.tok, "join two comparisons with &&; a field stands without parentheses: tcp.flags & 2 == 2",
			"a comparison has one field on its left, and comparisons do not chain")
	}
	return nil
}

// fail makes an error about a token.
func (c *compiler) fail(t token, suggestion, format string, args ...any) *Error {
	return &Error{c.src, t.at, len(t.text), fmt.Sprintf(format, args...), suggestion}
}

// parenthesised is the part's text and depth in parentheses.
func (n *node) parenthesised() (string, int) { return "(" + n.text + ")", n.depth + 1 }

func negate(n *node) *node {
	if n.not != nil {
		return n.not
	}
	test, text, depth := n.test, n.text, n.depth
	if n.bind != bindAlone {
		text, depth = n.parenthesised()
	}
	return &node{func(s *Subject) bool { return !test(s) }, "!" + text, bindNot, depth + 1, n, n.packet}
}

// join makes one node of several that an operator joins.
func join(bind int, parts []*node) *node {
	if len(parts) == 1 {
		return parts[0]
	}
	out := &node{bind: bind}
	texts := make([]string, len(parts))
	tests := make([]func(*Subject) bool, len(parts))
	for i, p := range parts {
		depth := p.depth
		texts[i], tests[i] = p.text, p.test
		if p.bind < bind {
			texts[i], depth = p.parenthesised()
		}
		out.depth = max(out.depth, depth)
		out.packet = out.packet || p.packet
	}
	out.text = strings.Join(texts, " "+logic[bind].sign+" ")
	a, b := tests[0], tests[1]
	switch {
	case bind == bindAnd && len(tests) == 2:
		out.test = func(s *Subject) bool { return a(s) && b(s) }
	case bind == bindOr && len(tests) == 2:
		out.test = func(s *Subject) bool { return a(s) || b(s) }
	case bind == bindXor:
		out.test = func(s *Subject) bool {
			odd := false
			for _, t := range tests {
				odd = odd != t(s)
			}
			return odd
		}
	default: // and stops at the first that fails, or at the first that holds
		stop := bind == bindOr
		out.test = func(s *Subject) bool {
			for _, t := range tests {
				if t(s) == stop {
					return stop
				}
			}
			return !stop
		}
	}
	return out
}
