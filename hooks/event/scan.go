package event

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// errTorn: the text ends in the middle of a value.
var errTorn = errors.New("wanted the rest of the line, saw its end")

// maxDepth is how deeply objects and arrays may lie within each other. A plan
// needs a dozen.
const maxDepth = 64

// scanner goes over one JSON text, strictly as RFC 8259 has it.
type scanner struct {
	text []byte
	at   int
	out  []byte
	copy bool // write what is scanned to out, on one line
}

// document takes one value and nothing else.
func (s *scanner) document() error {
	if err := s.value(0); err != nil {
		return err
	}
	return s.end()
}

// end wants the end of the text.
func (s *scanner) end() error {
	if _, err := s.peek(); err == nil {
		return fmt.Errorf("wanted the end of the line, saw %s", s.here())
	}
	return nil
}

// peek skips white space and gives the next octet.
func (s *scanner) peek() (byte, error) {
	for ; s.at < len(s.text); s.at++ {
		if c := s.text[s.at]; c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, nil
		}
	}
	return 0, errTorn
}

// here names what stands at the place reached.
func (s *scanner) here() string {
	c, err := s.peek()
	switch {
	case err != nil:
		return "the end"
	case c == '{':
		return "an object"
	case c == '[':
		return "an array"
	case c == '"':
		return "a string"
	case c == 't' || c == 'f':
		return "true or false"
	case c == 'n':
		return "null"
	case c == '-' || c >= '0' && c <= '9':
		return "a number"
	}
	r, _ := utf8.DecodeRune(s.text[s.at:])
	return strconv.QuoteRune(r)
}

// take wants c.
func (s *scanner) take(c byte) error {
	got, err := s.peek()
	if err != nil {
		return err
	}
	if got != c {
		return fmt.Errorf("wanted %q, saw %s (column %d)", c, s.here(), s.at+1)
	}
	s.at++
	s.emit(c)
	return nil
}

func (s *scanner) emit(b ...byte) {
	if s.copy {
		s.out = append(s.out, b...)
	}
}

// more goes on in a list: after the opening bracket and after each element. It
// says whether an element follows; the closing bracket is taken.
func (s *scanner) more(closing byte, first bool) (bool, error) {
	c, err := s.peek()
	if err != nil {
		return false, err
	}
	if c == closing {
		s.at++
		s.emit(c)
		return false, nil
	}
	if first {
		return true, nil
	}
	return true, s.take(',')
}

// value takes any value.
func (s *scanner) value(depth int) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	if depth > maxDepth {
		return fmt.Errorf("wanted objects and arrays nested %d deep at most, saw more (column %d)", maxDepth, s.at+1)
	}
	switch c {
	case '{', '[':
		closing := c + 2 // ASCII: '{' '}' and '[' ']' lie two apart
		s.at++
		s.emit(c)
		for first := true; ; first = false {
			if again, err := s.more(closing, first); err != nil || !again {
				return err
			}
			if c == '{' {
				if err := s.copied(); err != nil {
					return err
				}
				if err := s.take(':'); err != nil {
					return err
				}
			}
			if err := s.value(depth + 1); err != nil {
				return err
			}
		}
	case '"':
		return s.copied()
	case 't':
		return s.literal("true")
	case 'f':
		return s.literal("false")
	case 'n':
		return s.literal("null")
	}
	number, err := s.number()
	s.emit(number...)
	return err
}

// copied takes a string and writes it out as appendString does.
func (s *scanner) copied() error {
	text, err := s.string()
	if err == nil && s.copy {
		s.out = appendString(s.out, text)
	}
	return err
}

func (s *scanner) literal(word string) error {
	for i := range len(word) {
		if s.at+i >= len(s.text) {
			return errTorn
		}
		if s.text[s.at+i] != word[i] {
			return fmt.Errorf("wanted %s, saw %q (column %d)", word, clip(string(s.text[s.at:])), s.at+1)
		}
	}
	s.at += len(word)
	s.emit([]byte(word)...)
	return nil
}

// number takes a number, and gives it as it stands.
func (s *scanner) number() ([]byte, error) {
	if _, err := s.peek(); err != nil {
		return nil, err
	}
	from := s.at
	digits := func() bool {
		start := s.at
		for s.at < len(s.text) && s.text[s.at]-'0' <= 9 {
			s.at++
		}
		return s.at > start
	}
	skip := func(set string) bool {
		for i := range len(set) {
			if s.at < len(s.text) && s.text[s.at] == set[i] {
				s.at++
				return true
			}
		}
		return false
	}
	fail := func() ([]byte, error) {
		if s.at >= len(s.text) {
			return nil, errTorn
		}
		return nil, fmt.Errorf("wanted a value, saw %s (column %d)", s.here(), s.at+1)
	}
	skip("-")
	if !skip("0") && !digits() {
		return fail()
	}
	if skip(".") && !digits() {
		return fail()
	}
	if skip("eE") {
		skip("+-")
		if !digits() {
			return fail()
		}
	}
	return s.text[from:s.at], nil
}

// string takes a string and gives what it means.
func (s *scanner) string() (string, error) {
	c, err := s.peek()
	if err != nil {
		return "", err
	}
	if c != '"' {
		return "", fmt.Errorf("wanted a string, saw %s", s.here())
	}
	from := s.at + 1
	for i := from; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '"':
			s.at = i + 1
			if !utf8.Valid(s.text[from:i]) {
				return "", fmt.Errorf("wanted UTF-8, saw other octets (column %d)", from)
			}
			return string(s.text[from:i]), nil
		case c == '\\':
			return s.escaped(from, i)
		case c < ' ':
			return "", fmt.Errorf("wanted a string without control characters, saw %q (column %d)", c, i+1)
		}
	}
	return "", errTorn
}

// escaped takes the string that begins at from, and whose first escape is at i.
func (s *scanner) escaped(from, i int) (string, error) {
	b := append([]byte(nil), s.text[from:i]...)
	for i < len(s.text) {
		c := s.text[i]
		i++
		switch {
		case c == '"':
			s.at = i
			if !utf8.Valid(b) {
				return "", fmt.Errorf("wanted UTF-8, saw other octets (column %d)", from)
			}
			return string(b), nil
		case c < ' ':
			return "", fmt.Errorf("wanted a string without control characters, saw %q (column %d)", c, i)
		case c != '\\':
			b = append(b, c)
			continue
		}
		if i >= len(s.text) {
			break
		}
		c = s.text[i]
		i++
		if c == 'u' {
			r, n, err := s.unicode(i)
			if err != nil {
				return "", err
			}
			b = utf8.AppendRune(b, r)
			i += n
			continue
		}
		plain, ok := escapes[c]
		if !ok {
			return "", fmt.Errorf("wanted an escape, saw \\%c (column %d)", c, i-1)
		}
		b = append(b, plain)
	}
	return "", errTorn
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unicode reads the four digits behind \u at i, and the second half of a pair.
func (s *scanner) unicode(i int) (r rune, n int, err error) {
	r, err = s.hex4(i)
	if err != nil || !utf16.IsSurrogate(r) {
		return r, 4, err
	}
	if len(s.text) < i+6 {
		return 0, 0, errTorn
	}
	low := rune(-1)
	if s.text[i+4] == '\\' && s.text[i+5] == 'u' {
		if low, err = s.hex4(i + 6); err != nil {
			return 0, 0, err
		}
	}
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, 0, fmt.Errorf("wanted a pair of surrogates, saw half of one (column %d)", i-1)
	}
	return r, 10, nil
}

func (s *scanner) hex4(i int) (rune, error) {
	if len(s.text) < i+4 {
		return 0, errTorn
	}
	v, err := strconv.ParseUint(string(s.text[i:i+4]), 16, 16)
	if err != nil {
		return 0, fmt.Errorf("wanted four hexadecimal digits behind \\u, saw %q (column %d)", s.text[i:i+4], i-1)
	}
	return rune(v), nil
}
