package filter

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
)

// maxMask is the longest mask on octets.
const maxMask = 16

// octets compiles a comparison of octets or text.
func (c *compiler) octets(left operand, r relation, items []item) (*node, *Error) {
	mask, leftText, err := c.octetMask(left)
	if err != nil {
		return nil, err
	}
	if r.name == "matches" {
		return c.matches(left, r, items[0].from)
	}
	var values [][]byte
	texts := make([]string, 0, len(items))
	for _, it := range items {
		if it.ranged {
			return nil, c.fail(it.to, "name each one", "there are no ranges of %s", left.a())
		}
		v, text, err := c.octetsOf(left, it.from)
		if err != nil {
			return nil, err
		}
		if n := left.length(); n >= 0 && (r.name == "==" || r.name == "in") && len(v) != n || r.name == "contains" && n >= 0 && len(v) > n {
			return nil, c.fail(it.from, "", "%s has length %d, this value %d: they are never equal", left.text(), n, len(v))
		}
		values, texts = append(values, v), append(texts, text)
	}
	right := texts[0]
	if r.name == "in" {
		right = "{" + strings.Join(texts, ", ") + "}"
	}
	return left.node(r.text(leftText, right), quantified(left, r, octetTest(left.kind, r, values, mask))), nil
}

// octetTest is the question that is asked of each value.
func octetTest(k kind, r relation, values [][]byte, mask []byte) func([]byte) bool {
	first, order := values[0], shortlex
	if k == text {
		order = bytes.Compare
	}
	switch {
	case r.name == "contains":
		return func(b []byte) bool { return bytes.Contains(b, first) }
	case r.name == "in":
		return func(b []byte) bool {
			var under [maxMask]byte
			b = masked(b, mask, &under)
			for _, v := range values {
				if bytes.Equal(b, v) {
					return true
				}
			}
			return false
		}
	case mask != nil:
		return func(b []byte) bool {
			var under [maxMask]byte
			return r.compare(shortlex(masked(b, mask, &under), first))
		}
	}
	return func(b []byte) bool { return r.compare(order(b, first)) }
}

// shortlex is Wireshark's order of octets: the longer is the greater (ftypes,
// ftype-bytes.c). Text is ordered as in a dictionary.
func shortlex(a, b []byte) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return bytes.Compare(a, b)
}

// masked is b under the mask, in under; b itself where there is no mask.
func masked(b, mask []byte, under *[maxMask]byte) []byte {
	if mask == nil {
		return b
	}
	for i := range mask {
		under[i] = b[i] & mask[i]
	}
	return under[:len(mask)]
}

// quantified asks the question of any value, or of all.
func quantified(left operand, r relation, holds func([]byte) bool) func(*Subject) bool {
	if !r.all || left.manyOctets == nil {
		return anyOctets(left, holds)
	}
	at := left.octetAt()
	return func(s *Subject) bool {
		for i := 0; ; i++ {
			b, ok := at(s, i)
			if !ok {
				return i > 0
			}
			if !holds(b) {
				return false
			}
		}
	}
}

func anyOctets(left operand, holds func([]byte) bool) func(*Subject) bool {
	read, k := left.reader(), left.cut
	switch {
	case read != nil && k == nil:
		return func(s *Subject) bool { b, ok := read(s); return ok && holds(b) }
	case read != nil:
		return func(s *Subject) bool {
			b, ok := read(s)
			if ok {
				b, ok = k.of(b)
			}
			return ok && holds(b)
		}
	}
	at := left.octetAt()
	return func(s *Subject) bool {
		for i := 0; ; i++ {
			b, ok := at(s, i)
			if !ok {
				return false
			}
			if holds(b) {
				return true
			}
		}
	}
}

// length is how long the operand always is, -1 where that is open.
func (o operand) length() int {
	if o.cut == nil {
		return -1
	}
	return o.cut.n
}

// octetMask reads the mask of a slice, nil where there is none, and writes the
// left side.
func (c *compiler) octetMask(left operand) (mask []byte, normal string, err *Error) {
	if !left.masked {
		return nil, left.text(), nil
	}
	mask, hexed, err := c.octetsOf(left, left.mask)
	if err != nil {
		return nil, "", err
	}
	if len(mask) != left.length() || len(mask) > maxMask {
		return nil, "", c.fail(left.mask, fmt.Sprintf("slice and mask are equally long, at most %d octets", maxMask),
			"the mask does not fit %s", left.text())
	}
	return mask, left.text() + " & " + hexed, nil
}

// octetsOf reads octets, written in hexadecimal or as a string. The text is
// their normal form.
func (c *compiler) octetsOf(left operand, t token) (value []byte, normal string, err *Error) {
	switch {
	case t.kind != wordToken && t.value == "":
		return nil, "", c.fail(t, "", "the string is empty")
	case t.kind != wordToken:
		return []byte(t.value), quote(t.value), nil
	case left.kind == text:
		return []byte(t.text), quote(t.text), nil
	}
	b, ok := parseHex(t.text)
	if !ok {
		return nil, "", c.fail(t, "write 47:45:54 in hexadecimal, or \"GET\" in quotation marks",
			"%s is octets, and %s is not", left.name, show(t.text))
	}
	return b, hexText(b), nil
}

// parseHex reads 47:45:54, 47-45-54, 47.45.54, 0x474554, 47 or 7.
func parseHex(s string) ([]byte, bool) {
	if digits, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		if len(digits)%2 != 0 {
			digits = "0" + digits
		}
		b, err := hex.DecodeString(digits)
		return b, err == nil && len(b) > 0
	}
	if len(s) == 1 {
		s = "0" + s
	}
	if len(s) > 2 {
		sep := s[2:3]
		parts := strings.Split(s, sep)
		for _, p := range parts {
			if len(p) != 2 {
				return nil, false
			}
		}
		if !strings.Contains(":-.", sep) {
			return nil, false
		}
		s = strings.Join(parts, "")
	}
	b, err := hex.DecodeString(s)
	return b, err == nil && len(b) > 0
}

func hexText(b []byte) string {
	var s strings.Builder
	for i, c := range b {
		if i > 0 {
			s.WriteByte(':')
		}
		fmt.Fprintf(&s, "%02x", c)
	}
	return s.String()
}
