package segment

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// A scanner goes through a text of one of netlab's small notations.
type scanner struct {
	text string
	at   int
}

// fail is an error at that offset of the text.
func (s *scanner) fail(at int, format string, args ...any) error {
	return &SyntaxError{s.text, at, fmt.Sprintf(format, args...)}
}

func (s *scanner) rest() string { return s.text[s.at:] }

func (s *scanner) space() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t') {
		s.at++
	}
}

// done says whether nothing but space is left.
func (s *scanner) done() bool {
	s.space()
	return s.at == len(s.text)
}

// take goes past the literal if it stands here, space before it included.
func (s *scanner) take(literal string) bool {
	s.space()
	if !strings.HasPrefix(s.rest(), literal) {
		return false
	}
	s.at += len(literal)
	return true
}

// word takes letters, digits, '-' and '_', and gives where they began.
func (s *scanner) word() (string, int) {
	s.space()
	from := s.at
	for s.at < len(s.text) && isWord(s.text[s.at]) {
		s.at++
	}
	return s.text[from:s.at], from
}

// here is what stands at the offset, for an error.
func (s *scanner) here() string {
	s.space()
	if s.at == len(s.text) {
		return "the end"
	}
	return strconv.Quote(s.rest())
}

// number takes a decimal number or one in hexadecimal with 0x.
func (s *scanner) number(what string, limit uint64) (uint64, error) {
	w, from := s.word()
	if w == "" {
		return 0, s.fail(from, "wanted a number (%s), saw %s", what, s.here())
	}
	digits, base := w, 10
	if d, ok := strings.CutPrefix(w, "0x"); ok {
		digits, base = d, 16
	}
	v, err := strconv.ParseUint(digits, base, 64)
	switch {
	case err != nil && !isNumber(digits):
		return 0, s.fail(from, "wanted a number (%s), saw %q", what, w)
	case err != nil || v > limit:
		return 0, s.fail(from, "%s is %s: the field holds 0 to %d", what, w, limit)
	}
	return v, nil
}

// digitsHere says whether a number begins here.
func (s *scanner) digitsHere() bool {
	s.space()
	return s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9'
}

// hex takes octets in hexadecimal, with 0x or without.
func (s *scanner) hex(what string) ([]byte, error) {
	w, from := s.word()
	b, err := hex.DecodeString(strings.TrimPrefix(w, "0x"))
	if err != nil || w == "" {
		s.at = from
		return nil, s.fail(from, "wanted octets in hexadecimal (%s), two digits each, saw %s", what, s.here())
	}
	return b, nil
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_'
}
