package file

import (
	"fmt"
	"unicode/utf8"

	"netlab/lab"
)

// What a file may hold. The longest of the catalogue has some 6 kB; a line of
// 1,000 routers has 100 kB.
const (
	maxSize     = 1 << 20 // octets
	maxMarks    = 100_000 // characters that YAML's structure is made of; the library spends up to 2 us and 1 kB on one
	maxDepth    = 32      // lists and maps in each other; a step in a named program of a variant is 9 deep
	maxHosts    = 10_000
	maxWires    = 10_000
	maxSteps    = 10_000
	maxRules    = 1_000
	maxExpect   = 1_000
	maxVariants = 100
	maxParts    = 1_000_000 // of all variants together: each has its own copy of what they share
)

// gate looks at a text before YAML does. It is one pass over the octets, keeps
// nothing, and its first error ends the loading.
func gate(name string, src []byte) *Error {
	at := lab.Place{File: name}
	if len(src) > maxSize {
		return &Error{at, fmt.Sprintf("%d octets are too many for a lab file", len(src)), fmt.Sprintf("it may have %d", maxSize)}
	}
	if len(src) >= 2 && (src[0] == 0xff && src[1] == 0xfe || src[0] == 0xfe && src[1] == 0xff) {
		return &Error{at, "the file is written in UTF-16", "save it as UTF-8"}
	}
	at.Line, at.Column = 1, 1
	marks := 0
	for i := 0; i < len(src); {
		c := src[i]
		size := 1
		switch {
		case c == '\n':
			marks++
			at.Line++
			at.Column = 0
		case c < ' ' && c != '\t' && c != '\r' || c == 0x7f:
			return &Error{at, fmt.Sprintf("the control character U+%04X stands here", c), `a lab file is plain text: remove it, or write "\x..." in double quotes`}
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRune(src[i:]); r == utf8.RuneError && size == 1 {
				return &Error{at, fmt.Sprintf("the octet 0x%02x is not UTF-8", c), "save the file as UTF-8"}
			}
		case isMark[c]:
			marks++
		}
		i += size
		at.Column++
		if marks > maxMarks {
			at.Column = 1
			return &Error{at, fmt.Sprintf("more than %d parts are too many for a lab file", maxMarks), "split it into several labs, or build the network in Go"}
		}
	}
	return nil
}

// isMark are the characters that can begin or end a node of YAML.
var isMark = [utf8.RuneSelf]bool{',': true, '[': true, ']': true, '{': true, '}': true, ':': true, '-': true, '?': true, '#': true,
	'&': true, '*': true, '!': true, '|': true, '>': true, '%': true}
