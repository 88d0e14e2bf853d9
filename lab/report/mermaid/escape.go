package mermaid

import (
	"fmt"
	"strings"
)

// What a text may not have in it as it stands. Mermaid knows HTML's entities
// with # in the place of &: "#35;" is "#", "#lt;" is "<".
//
// A # begins a comment, a ; ends a statement, %% begins a comment or, as %%{, a
// directive that changes how the page draws; < and & would be HTML; two $ begin a
// formula.
const special = "#;%<>&$"

// ligature begins what Mermaid itself replaces entities by while it works.
const ligature = 'ﬂ'

// longest is how many characters of one text are shown: no lab of the catalogue has
// so many, and one text must not take the whole diagram's room.
const longest = 300

// escape writes a text so that Mermaid shows it as it is.
func escape(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > longest {
			b.WriteRune('…')
			break
		}
		switch {
		case r == '<':
			b.WriteString("#lt;")
		case r == '>':
			b.WriteString("#gt;")
		case r == ligature, strings.ContainsRune(special, r):
			fmt.Fprintf(&b, "#%d;", r)
		case r == '\n', r == '\r':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return defused(b.String())
}

// defused takes the meaning from words that have one in the middle of a text:
// "wrap:" and "nowrap:" at its beginning say how its lines break, and in a line
// with "style" or "classDef", a : and an entity, Mermaid takes the entity for a
// colour and loses its end.
func defused(text string) string {
	for _, word := range []string{"wrap", "nowrap"} {
		if strings.HasPrefix(text, word) {
			text = fmt.Sprintf("#%d;", text[0]) + text[1:]
		}
	}
	text = strings.ReplaceAll(text, "style", "#115;tyle")
	return strings.ReplaceAll(text, "classDef", "#99;lassDef")
}

// orBlank is a text, or, where it is empty, something that may stand in its place.
func orBlank(text string) string {
	if strings.TrimSpace(text) == "" {
		return "·"
	}
	return text
}
