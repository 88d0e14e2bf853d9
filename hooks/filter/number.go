package filter

import (
	"fmt"
	"strings"
)

// span is a range of numbers, both ends included. Every comparison of a number
// with values asks whether it is in one of some spans.
type span struct{ lo, hi uint64 }

func (sp span) has(v uint64) bool { return v-sp.lo <= sp.hi-sp.lo }

// numbers compiles a comparison of a number, or of what is kept as one.
func (c *compiler) numbers(left operand, r relation, items []item) (*node, *Error) {
	mask, leftText, err := c.numberMask(left)
	if err != nil {
		return nil, err
	}
	var spans []span
	texts := make([]string, 0, len(items))
	for _, it := range items {
		sp, text, err := c.numberOf(left.field, it.from)
		if err != nil {
			return nil, err
		}
		if r.name != "==" && r.name != "in" && sp.lo != sp.hi {
			return nil, c.fail(it.from, "compare with == or in", "a prefix is many addresses, and has no order")
		}
		if it.ranged {
			to, toText, err := c.numberOf(left.field, it.to)
			if err != nil {
				return nil, err
			}
			if sp.lo > to.hi || left.kind == hostName || left.kind == wireName {
				return nil, c.ranged(it, left.field)
			}
			sp.hi, text = to.hi, text+".."+toText
		}
		spans, texts = append(spans, sp), append(texts, text)
	}
	right := texts[0]
	v := spans[0]
	switch r.name {
	case "in":
		right = "{" + strings.Join(texts, ", ") + "}"
	case "<":
		spans = []span{{0, v.lo - 1}}
		if v.lo == 0 {
			spans = nil
		}
	case "<=":
		spans = []span{{0, v.lo}}
	case ">":
		spans = []span{{v.lo + 1, ^uint64(0)}} // no literal is as large as that
	case ">=":
		spans = []span{{v.lo, ^uint64(0)}}
	}
	return left.node(r.text(leftText, right), numberTest(left.field, mask, spans, r)), nil
}

// ranged is the error of a range that has no sense.
func (c *compiler) ranged(it item, f *field) *Error {
	whole := it.from
	whole.text = c.src[it.from.at:it.to.end()]
	if f.kind == hostName || f.kind == wireName || f.set != nil {
		return c.fail(whole, "name each one", "there are no ranges of %s", f.a())
	}
	return c.fail(whole, "write the smaller value first", "the range runs backwards")
}

// masked is the test whether any bit under the mask is set.
func (c *compiler) masked(left operand) (*node, *Error) {
	if left.kind != number {
		mask, text, err := c.octetMask(left)
		if err != nil {
			return nil, err
		}
		return left.node(text, anyOctets(left, func(b []byte) bool {
			for i := range mask {
				if b[i]&mask[i] != 0 {
					return true
				}
			}
			return false
		})), nil
	}
	mask, text, err := c.numberMask(left)
	if err != nil {
		return nil, err
	}
	return left.node(text, numberTest(left.field, mask, []span{{0, 0}}, relation{name: "==", neg: true})), nil
}

// numberMask reads the mask, all ones where there is none, and writes the left
// side.
func (c *compiler) numberMask(left operand) (mask uint64, text string, err *Error) {
	if !left.masked {
		return ^uint64(0), left.text(), nil
	}
	sp, _, err := c.numberOf(left.field, left.mask)
	return sp.lo, fmt.Sprintf("%s & %#x", left.text(), sp.lo), err
}

// numberTest asks whether values are in the spans; most fields have one value,
// most comparisons one span.
func numberTest(f *field, mask uint64, spans []span, r relation) func(*Subject) bool {
	in := func(v uint64) bool {
		for _, sp := range spans {
			if sp.has(v) {
				return true
			}
		}
		return false
	}
	neg, all := r.neg, r.all
	switch num := f.num; {
	case num != nil && len(spans) == 1 && mask == ^uint64(0):
		lo, width := spans[0].lo, spans[0].hi-spans[0].lo
		return func(s *Subject) bool {
			v, ok := num(s)
			return ok && (v-lo <= width) != neg
		}
	case num != nil:
		return func(s *Subject) bool {
			v, ok := num(s)
			return ok && in(v&mask) != neg
		}
	}
	nums := f.nums
	return func(s *Subject) bool {
		for i := 0; ; i++ {
			v, ok := nums(s, i)
			if !ok {
				return i > 0 && all
			}
			if (in(v&mask) != neg) != all {
				return !all
			}
		}
	}
}
