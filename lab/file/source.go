package file

import (
	"strings"
	"unicode/utf8"

	"netlab/lab"
)

// A source is the text that nodes were read from. It finds the place of a
// character inside a scalar, so that an error in the middle of a rule points
// there.
type source struct {
	text  string
	lines []int // where each line begins
}

func newSource(text string) *source {
	s := &source{text: text, lines: []int{0}}
	for i := 0; i < len(text); {
		n := breakLen(text[i:])
		if n == 0 {
			i++
			continue
		}
		i += n
		s.lines = append(s.lines, i)
	}
	return s
}

// breakLen is how many octets of a line break s begins with. YAML counts these
// as breaks (YAML 1.1, 5.4, as the library does).
func breakLen(s string) int {
	switch {
	case strings.HasPrefix(s, "\r\n"), strings.HasPrefix(s, "\u0085"):
		return 2
	case s[0] == '\n', s[0] == '\r':
		return 1
	case strings.HasPrefix(s, "\u2028"), strings.HasPrefix(s, "\u2029"):
		return 3
	}
	return 0
}

// offset is where a place is in the text, or its end.
func (s *source) offset(line, column int) int {
	if line < 1 || line > len(s.lines) {
		return len(s.text)
	}
	at := s.lines[line-1]
	if at == 0 {
		at = len(s.text) - len(strings.TrimPrefix(s.text, "\ufeff"))
	}
	for ; column > 1 && at < len(s.text); column-- {
		_, n := utf8.DecodeRuneInString(s.text[at:])
		at += n
	}
	return at
}

// place is the line and the column of an offset.
func (s *source) place(file string, offset int) lab.Place {
	line := 1
	for line < len(s.lines) && s.lines[line] <= offset {
		line++
	}
	begin := s.lines[line-1]
	return lab.Place{File: file, Line: line, Column: 1 + utf8.RuneCountInString(strings.TrimPrefix(s.text[begin:offset], "\ufeff"))}
}
