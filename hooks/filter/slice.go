package filter

import (
	"fmt"
	"strconv"
	"strings"
)

// cut is a slice of octets: from an offset (negative: counted from the end) and
// so many of them, -1 for all that follow.
type cut struct{ from, n int }

// maxOffset is the longest IP packet: no offset in one is larger (RFC 791, 3.1).
const maxOffset = 65535

// of is the slice of b, not ok where b is too short for it.
func (k *cut) of(b []byte) ([]byte, bool) {
	from, to := k.from, len(b)
	if from < 0 {
		from += len(b)
	}
	if from < 0 || from >= len(b) {
		return nil, false
	}
	if k.n >= 0 {
		to = from + k.n
	}
	if to > len(b) {
		return nil, false
	}
	return b[from:to], true
}

func (k *cut) String() string {
	if k.n < 0 {
		return fmt.Sprintf("[%d:]", k.from)
	}
	return fmt.Sprintf("[%d:%d]", k.from, k.n)
}

// slice reads [from:length], [from-to], [from:], [:length] or [offset], which
// begins at the next token.
func (c *compiler) slice(left *operand) *Error {
	open := c.tok
	end := strings.IndexByte(c.src[open.at:], ']')
	if end < 0 {
		return c.fail(open, "end it with ]", "the slice is not closed")
	}
	open.text = c.src[open.at : open.at+end+1]
	if left.kind != protocol && left.kind != octets {
		return c.fail(open, "", "slices are for octets; %s is %s", left.name, left.a())
	}
	inner := strings.TrimSpace(open.text[1:end])
	if strings.ContainsRune(inner, ',') {
		return c.fail(open, "compare each range for itself and join them with &&", "a slice has one range here")
	}
	k, ok := parseCut(inner)
	if !ok {
		return c.fail(open, "write [offset:length], [first-last] or [offset]", "%s is not a slice", show(open.text))
	}
	if left.longest > 0 && (k.from >= left.longest || k.from >= 0 && k.from+k.n > left.longest) {
		return c.fail(open, "what it carries is "+left.carried(), "a slice of %s is taken of its header, which has at most %d octets", left.name, left.longest)
	}
	left.cut, left.end = k, open.end()
	c.tok = lex(c.src, open.end())
	return nil
}

// carried is the field of what stands behind a protocol's header.
func (f *field) carried() string {
	if payload := f.name + ".payload"; named(payload) != nil {
		return payload
	}
	return "data"
}

func parseCut(s string) (*cut, bool) {
	if from, n, ok := strings.Cut(s, ":"); ok {
		k := &cut{0, -1}
		fromOK, nOK := true, true
		if from != "" {
			k.from, fromOK = parseOffset(from)
		}
		if n != "" {
			k.n, nOK = parseOffset(n)
			nOK = nOK && k.n > 0
		}
		return k, fromOK && nOK && s != ":"
	}
	if from, ok := parseOffset(s); ok {
		return &cut{from, 1}, true
	}
	if i := strings.LastIndexByte(s, '-'); i > 0 && s[i-1] != '-' {
		from, ok1 := parseOffset(s[:i])
		to, ok2 := parseOffset(s[i+1:])
		return &cut{from, to - from + 1}, ok1 && ok2 && from >= 0 && to >= from
	}
	return nil, false
}

func parseOffset(s string) (int, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	return int(n), err == nil && n <= maxOffset && n >= -maxOffset
}
