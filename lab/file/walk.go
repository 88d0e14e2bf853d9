package file

import (
	"strings"
	"unicode/utf8"

	"netlab/lab"
)

// placeIn is the place of the octet of n's text at an offset, which may be its
// end. It goes along the source and the text side by side, over escapes,
// indentation and the line breaks that YAML folds.
func (n *node) placeIn(offset int) lab.Place {
	offset = min(max(offset, 0), len(n.text))
	if n.src == nil || n.kind != scalar { // of the command line: one line, as it is
		at := n.at
		at.Column += utf8.RuneCountInString(n.text[:offset])
		return at
	}
	w := walk{src: n.src.text, at: n.src.offset(n.at.Line, n.at.Column), style: n.style}
	w.open(n.text)
	for i := 0; i < offset && w.at < len(w.src); {
		i += w.step(n.text[i:])
	}
	w.skipEscapedBreak()
	return n.src.place(n.at.File, min(w.at, len(w.src)))
}

// walk goes along the source of a scalar.
type walk struct {
	src    string
	at     int
	style  style
	indent int // of a block scalar
}

// open goes to a scalar's first character.
func (w *walk) open(text string) {
	switch w.style {
	case single, double:
		w.at++
	case literal, folded:
		w.at += strings.IndexAny(w.src[w.at:]+"\n", "\r\n")
		// The first line with something in it has the block's indentation, and
		// the spaces that are the text's own.
		rest := strings.TrimLeft(w.src[w.at:], " \r\n")
		first := w.src[:len(w.src)-len(rest)]
		own := text[:len(text)-len(strings.TrimLeft(text, " \n"))]
		column := func(lead string) int { return len(lead) - 1 - strings.LastIndexAny(lead, "\r\n") }
		w.indent = max(0, column(first)-column(own))
		w.newLine()
	}
}

// newLine goes over a line break and a block's indentation.
func (w *walk) newLine() {
	if w.at < len(w.src) {
		w.at += breakLen(w.src[w.at:])
	}
	for i := 0; i < w.indent && w.at < len(w.src) && w.src[w.at] == ' '; i++ {
		w.at++
	}
}

// atBreak says whether a line ends here; in quotes and plain texts the space
// before it is not counted.
func (w *walk) atBreak() (space int, ok bool) {
	rest := w.src[w.at:]
	if w.style != literal && w.style != folded {
		space = len(rest) - len(strings.TrimLeft(rest, " \t"))
	}
	return space, space < len(rest) && breakLen(rest[space:]) > 0
}

// step goes over one character of the text, or over all those that the line
// breaks here stand for, and says how many octets of the text that was.
func (w *walk) step(text string) int {
	w.skipEscapedBreak()
	if w.at >= len(w.src) {
		return len(text)
	}
	space, ends := w.atBreak()
	switch rest := w.src[w.at:]; {
	case ends && w.style == literal:
		w.newLine()
		return 1
	case ends:
		return w.fold(text, space)
	case w.style == double && rest[0] == '\\':
		w.at += escapeLen(rest)
	case w.style == single && strings.HasPrefix(rest, "''"):
		w.at += len("''")
	default:
		_, n := utf8.DecodeRuneInString(rest)
		w.at += n
	}
	_, n := utf8.DecodeRuneInString(text)
	return n
}

// fold goes over line breaks that YAML folds: one is a space, of several the
// first is none. In a block they are all kept beside lines that are indented
// further.
func (w *walk) fold(text string, space int) int {
	breaks := 0
	for ends := true; ends; space, ends = w.atBreak() {
		w.at += space
		w.newLine()
		if breaks++; w.at == len(w.src) {
			break
		}
	}
	if w.style == folded {
		return max(1, len(text)-len(strings.TrimLeft(text, "\n")))
	}
	w.at += len(w.src[w.at:]) - len(strings.TrimLeft(w.src[w.at:], " \t"))
	return max(1, breaks-1)
}

// skipEscapedBreak goes over a line break that is escaped, which no character of
// the text stands for.
func (w *walk) skipEscapedBreak() {
	for w.style == double && strings.HasPrefix(w.src[w.at:], "\\") && w.at+1 < len(w.src) && breakLen(w.src[w.at+1:]) > 0 {
		w.at++
		w.newLine()
		w.at += len(w.src[w.at:]) - len(strings.TrimLeft(w.src[w.at:], " \t"))
	}
}

// escapeLen is how many octets an escape sequence has (YAML 1.2.2, 5.7).
func escapeLen(s string) int {
	n := 2
	if len(s) > 1 {
		switch s[1] {
		case 'x':
			n = 4
		case 'u':
			n = 6
		case 'U':
			n = 10
		}
	}
	return min(n, len(s))
}
