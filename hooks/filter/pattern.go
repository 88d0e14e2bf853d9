package filter

import (
	"regexp"
	"regexp/syntax"
)

// Limits on regular expressions: RE2 takes time proportional to the size of the
// pattern, its repetitions written out, for each octet that it looks at.
const (
	maxPattern  = 200 // octets as written
	maxExpanded = 500 // steps, with repetitions written out
)

// matches compiles a match with a regular expression, in RE2's syntax and
// without regard to case, as Wireshark does.
func (c *compiler) matches(left operand, r relation, t token) (*node, *Error) {
	if t.kind == wordToken {
		return nil, c.fail(t, "write matches "+quote(t.text), "a regular expression stands in quotation marks")
	}
	if len(t.value) > maxPattern {
		return nil, c.fail(t, "", "a regular expression has at most %d octets, this one has %d", maxPattern, len(t.value))
	}
	tree, err := syntax.Parse(t.value, syntax.Perl|syntax.FoldCase)
	if err != nil {
		return nil, c.fail(t, "the syntax is RE2's; bytes over 7f want contains", "%v", err)
	}
	if n := expanded(tree); n > maxExpanded {
		return nil, c.fail(t, "repeat less", "the regular expression is too large: its repetitions make %d steps of it, at most %d are allowed", n, maxExpanded)
	}
	re, err := regexp.Compile("(?i)" + t.value)
	if err != nil {
		return nil, c.fail(t, "", "%v", err)
	}
	return left.node(r.text(left.text(), quote(t.value)), quantified(left, r, re.Match)), nil
}

// expanded is about how many instructions a pattern compiles to.
func expanded(re *syntax.Regexp) int {
	n := 1
	if re.Op == syntax.OpLiteral {
		n = len(re.Rune)
	}
	for _, sub := range re.Sub {
		n += expanded(sub)
	}
	if re.Op == syntax.OpRepeat {
		n = (n - 1) * max(re.Min, re.Max, 1) // the repetition itself is no step
	}
	return n
}
