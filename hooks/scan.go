package hooks

import (
	"fmt"
	"strconv"
	"strings"
)

// A scan reads the text of a rule, a match or a when, word by word, and knows
// the names of the lab.
type scan struct {
	text    string
	at      int
	env     Env
	instead []string // what else may stand where a match is read, for suggestions
}

// maxText bounds a rule's text, so that a hostile file costs nothing. The
// longest rules of the catalogue have some 150 octets.
const maxText = 4096

func newScan(text string, env Env) (*scan, error) {
	s := &scan{text: text, env: env}
	if len(text) > maxText {
		return s, &Error{Problem: fmt.Sprintf("%d octets are too many for a rule", len(text)),
			Hint: fmt.Sprintf("write at most %d, or split it into several rules", maxText)}
	}
	return s, nil
}

// fail is an error at an offset of the text.
func (s *scan) fail(at int, hint, format string, args ...any) error {
	return &Error{Text: s.text, Offset: at, Problem: fmt.Sprintf(format, args...), Hint: hint}
}

func (s *scan) space() {
	for s.at < len(s.text) && isSpace(s.text[s.at]) {
		s.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// ends are the octets that end a word besides space.
const ends = "#,=()<>&|!\"'{}"

// peek is the next word, and where it begins; "" where the text ends or where
// what comes is no word.
func (s *scan) peek() (word string, at int) {
	s.space()
	end := s.at
	for end < len(s.text) && !isSpace(s.text[end]) && strings.IndexByte(ends, s.text[end]) < 0 {
		end++
	}
	return s.text[s.at:end], s.at
}

// word is the next word, taken.
func (s *scan) word() (word string, at int) {
	word, at = s.peek()
	s.at += len(word)
	return word, at
}

// take takes the next word if it is the given one.
func (s *scan) take(word string) bool {
	if w, _ := s.peek(); w != word {
		return false
	}
	s.at += len(word)
	return true
}

// takeByte takes the next octet that is no space, if it is the given one.
func (s *scan) takeByte(c byte) bool {
	s.space()
	if s.at == len(s.text) || s.text[s.at] != c {
		return false
	}
	s.at++
	return true
}

// done says whether nothing is left.
func (s *scan) done() bool {
	s.space()
	return s.at == len(s.text)
}

// seen is how an error names what stands at the place: a word, or the rest.
func (s *scan) seen() string {
	w, at := s.peek()
	if w == "" {
		w = strings.TrimSpace(s.text[at:])
	}
	return quoted(w)
}

// quoted is how an error names a word that was read.
func quoted(w string) string {
	if w == "" {
		return "nothing"
	}
	if len(w) > 40 {
		w = strings.ToValidUTF8(w[:40], "") + "..."
	}
	return strconv.Quote(w)
}

// clauseWords begin the parts of a rule in front of its action.
var clauseWords = []string{"name", "off", "from", "to", "on", "packet", "chance"}

// host reads the name of a host, wire that of a wire; after is the word before.
// atOffset gives a plain error a place in the text.
func (s *scan) atOffset(at int, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Text: s.text, Offset: at, Problem: err.Error()}
}
