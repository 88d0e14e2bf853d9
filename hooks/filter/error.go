package filter

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is what is wrong with an expression, and where.
type Error struct {
	Src         string // the expression
	Offset, Len int    // the offending octets of it; Len 0: something is missing there
	Msg         string // what was wanted and what was seen
	Suggestion  string // what to do about it; may be empty
}

// window is how many octets of a long line Error shows around the offence.
const window = 100

// Error gives the message, the line of the source with a caret under the
// offence, and the suggestion.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Msg)
	if before, at, after := e.line(); strings.TrimSpace(before+at+after) != "" {
		fmt.Fprintf(&b, "\n  %s\n  ", before+at+after)
		for _, r := range before {
			b.WriteRune(blank(r))
		}
		b.WriteByte('^')
		for i, r := range at {
			if wide(r) {
				b.WriteByte('~')
			}
			if i > 0 {
				b.WriteByte('~')
			}
		}
	}
	if e.Suggestion != "" {
		b.WriteByte('\n')
		b.WriteString(e.Suggestion)
	}
	return b.String()
}

// line is the line of the source that the offence is on, cut where it begins
// and ends, without control characters, and clipped where it is long.
func (e *Error) line() (before, at, after string) {
	from := min(max(e.Offset, 0), len(e.Src))
	to := min(from+max(e.Len, 0), len(e.Src))
	before, at, after = e.Src[:from], e.Src[from:to], e.Src[to:]
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		before = before[i+1:]
	}
	if i := strings.IndexByte(at, '\n'); i >= 0 {
		at, after = at[:i], ""
	}
	after, _, _ = strings.Cut(after, "\n")
	if len(before) > window {
		i := len(before) - window
		for i < len(before) && !utf8.RuneStart(before[i]) {
			i++
		}
		before = "…" + before[i:]
	}
	return plain(before), plain(clip(at)), plain(clip(after))
}

func clip(s string) string {
	if len(s) <= window {
		return s
	}
	i := window
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return s[:i] + "…"
}

// plain makes every rune one that a terminal moves on by: tabs and control
// characters would put the caret elsewhere, or worse.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case !unicode.IsPrint(r):
			return '?'
		}
		return r
	}, s)
}

// blank is a space as wide as r.
func blank(r rune) rune {
	if wide(r) {
		return '\u3000'
	}
	return ' '
}

// wide says whether terminals give r two cells: the scripts of East Asia and
// their full-width forms.
func wide(r rune) bool {
	return r >= 0x1100 && (unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff60)
}

// show quotes what was seen, shortened, for a message.
func show(s string) string {
	if len(s) > 40 {
		i := 40
		for !utf8.RuneStart(s[i]) {
			i--
		}
		s = s[:i] + "…"
	}
	return quote(s)
}
