package svg

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"netlab/lab/tell"
)

// A pen writes XML.
type pen struct{ b bytes.Buffer }

// raw writes what is XML already.
func (p *pen) raw(xml string) *pen {
	p.b.WriteString(xml)
	return p
}

// n writes a length, to the tenth of a pixel.
func (p *pen) n(v float64) *pen {
	v = math.Round(v*10) / 10
	if v == 0 {
		v = 0 // not -0
	}
	p.b.Write(strconv.AppendFloat(p.b.AvailableBuffer(), v, 'f', -1, 64))
	return p
}

// num writes a blank and a length.
func (p *pen) num(v float64) *pen { return p.raw(" ").n(v) }

// i writes a whole number.
func (p *pen) i(v int) *pen {
	p.b.Write(strconv.AppendInt(p.b.AvailableBuffer(), int64(v), 10))
	return p
}

// text writes what comes from a run, or from a person, as text and nothing else: what
// XML does not have, or what would turn the line around, is left out of it.
func (p *pen) text(s string) *pen {
	for _, r := range tell.Clean(s) {
		switch r {
		case '&':
			p.b.WriteString("&amp;")
		case '<':
			p.b.WriteString("&lt;")
		case '>':
			p.b.WriteString("&gt;")
		case '"':
			p.b.WriteString("&quot;")
		case '\'':
			p.b.WriteString("&#39;")
		case 0xfffe, 0xffff: // no characters: XML 1.0, 2.2
			p.b.WriteString("·")
		default:
			p.b.WriteRune(r)
		}
	}
	return p
}

// advance is how wide a character is in the fonts of a ladder, in terms of their
// size: DejaVu Sans Mono and Menlo have 0.602, others less.
const advance = 0.602

// cells is a text's width in characters, wide ones counting as two.
func cells(text string) int { return displaywidth.String(text) }

// measure is a text's width. A Chinese character is as wide as it is high.
func measure(text string, size float64) float64 {
	w := 0.0
	for g := displaywidth.StringGraphemes(text); g.Next(); {
		if g.Width() >= 2 {
			w += size
		} else {
			w += float64(g.Width()) * advance * size
		}
	}
	return w
}

// clip cuts a text so that it fits into some room, with a mark where it was cut.
func clip(text string, room, size float64) string {
	if measure(text, size) <= room {
		return text
	}
	n := int(room/(advance*size)) - 1
	if n < 1 {
		return ""
	}
	return strings.TrimRight(displaywidth.TruncateString(text, n, ""), " ") + "…"
}

// closing are the marks of Chinese that may not begin a line.
const closing = "，。、；：？！）》」』】"

// wrap breaks a text into lines: at blanks, and between Chinese characters.
func wrap(text string, room, size float64) (all []string) {
	line := ""
	for _, w := range pieces(text) {
		if line != "" && measure(line+strings.TrimRight(w, " "), size) > room {
			all = append(all, strings.TrimRight(line, " "))
			line = ""
		}
		line += w
	}
	if line = strings.TrimRight(line, " "); line != "" {
		all = append(all, line)
	}
	for i := range all {
		all[i] = clip(all[i], max(room, 60), size) // a word that is longer than a line
	}
	return all
}

// pieces cuts a text where a line may break.
func pieces(text string) (all []string) {
	start := 0
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:]) // 1 where r stands for an invalid octet
		here := i + size
		next, _ := utf8.DecodeRuneInString(text[here:])
		if r == ' ' && next != ' ' || here < len(text) && (wide(r) || wide(next)) && next != ' ' && !strings.ContainsRune(closing, next) && r != '（' {
			all = append(all, text[start:here])
			start = here
		}
	}
	return append(all, text[start:])
}

func wide(r rune) bool { return r >= 0x2e80 && cells(string(r)) == 2 }
