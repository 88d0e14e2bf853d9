package ladder

import (
	"strings"
	"unicode/utf8"
)

// paragraph writes a text, broken into lines where needed.
func (d *Drawer) paragraph(indent int, text string, st style) {
	for _, l := range wrap(text, min(d.o.Width, proseWidth)-indent) {
		c := newCanvas(d.o.Width)
		c.put(indent, l, st)
		d.print(c)
	}
}

// proseWidth is how wide a paragraph may be and still be easy to read.
const proseWidth = 96

// noBreak is a blank at which no line is broken.
const noBreak = "\u00a0"

// closing are the marks of Chinese that may not begin a line.
const closing = "，。、；：？！）》」』】"

// wrap breaks a text into lines of at most room cells: at blanks, between Chinese
// characters, and inside a word only where it is longer than a line.
func wrap(text string, room int) []string {
	room = max(room, 8)
	var lines []string
	line, used := "", 0
	flush := func() {
		lines = append(lines, strings.ReplaceAll(strings.TrimRight(line, " "), noBreak, " "))
		line, used = "", 0
	}
	for _, w := range pieces(text) {
		n := width(w)
		if used > 0 && used+width(strings.TrimRight(w, " ")) > room {
			flush()
		}
		for n > room && width(strings.TrimRight(w, " ")) > room {
			head := clip(w, room, "")
			if head == "" {
				break
			}
			line = head
			flush()
			w = w[len(head):]
			n = width(w)
		}
		if used == 0 {
			w = strings.TrimLeft(w, " ")
			n = width(w)
		}
		line += w
		used += n
	}
	if line != "" {
		flush()
	}
	return lines
}

// pieces cuts a text where a line may break: behind blanks, and around wide
// characters, closing marks staying with what they close.
func pieces(text string) []string {
	var all []string
	start := 0
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:]) // 1 where r stands for an invalid octet
		here := i + size
		next, _ := utf8.DecodeRuneInString(text[here:])
		switch {
		case r == ' ' && next != ' ',
			here < len(text) && (isWide(r) || isWide(next)) && next != ' ' && !strings.ContainsRune(closing, next) && r != '（':
			all = append(all, text[start:here])
			start = here
		}
	}
	if start < len(text) {
		all = append(all, text[start:])
	}
	return all
}

func isWide(r rune) bool { return r >= 0x2e80 && width(string(r)) == 2 }
