package main

import (
	"fmt"
	"strings"

	"netlab/lab/words"
)

// say tells something on stderr.
func (k *call) say(key string, args ...any) { fmt.Fprintln(k.err, k.t(key, args...)) }

// cells is how many columns a text takes on a terminal: Chinese characters and
// their punctuation take two.
func cells(s string) (n int) {
	for _, r := range s {
		if n++; wide(r) {
			n++
		}
	}
	return n
}

// wide is the part of Unicode's East Asian Width that netlab's own texts use
// (UAX #11: W and F).
func wide(r rune) bool {
	return r >= 0x2e80 && r <= 0x303e || r >= 0x3041 && r <= 0xa4cf || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe4f || r >= 0xff00 && r <= 0xff60
}

func pad(s string, n int) string     { return s + strings.Repeat(" ", max(0, n-cells(s))) }
func padLeft(s string, n int) string { return strings.Repeat(" ", max(0, n-cells(s))) + s }

// wrap breaks a text into lines of at most width cells, each behind an indent.
// Between Chinese characters a line may end anywhere but in front of punctuation.
func wrap(text, indent string, width int) string {
	var b strings.Builder
	room := max(10, width-cells(indent))
	for para := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		line, used := "", 0
		for _, p := range pieces(para) {
			if used > 0 && used+cells(strings.TrimRight(p, " ")) > room {
				b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
				line, used = "", 0
			}
			line += p
			used += cells(p)
		}
		b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
	}
	return b.String()
}

// pieces are the parts of a line that stay together.
func pieces(s string) (parts []string) {
	start := 0
	runes := []rune(s)
	for i, r := range runes {
		last := i+1 == len(runes)
		if last || r == ' ' && runes[i+1] != ' ' || (wide(r) || wide(runes[i+1])) && !closing(runes[i+1]) && runes[i+1] != ' ' && !opening(r) {
			parts = append(parts, string(runes[start:i+1]))
			start = i + 1
		}
	}
	return parts
}

func closing(r rune) bool { return strings.ContainsRune("，。、；：？！）》”’,.;:?!)", r) }
func opening(r rune) bool { return strings.ContainsRune("（《“‘(", r) }

// hang writes a text behind a head, in lines that stand indent cells in. A head
// that is too long for that has a line of its own.
func hang(head, text string, indent, width int) string {
	body := wrap(text, strings.Repeat(" ", indent), width)
	if cells(head) >= indent {
		return head + "\n" + body
	}
	return pad(head, indent) + body[indent:]
}

// bullet wraps a text whose later lines stand two cells further in than its first.
func bullet(text, indent string, width int) string {
	return indent + strings.TrimPrefix(wrap(text, indent+"  ", width), indent+"  ")
}

// hasText says whether the catalogue has a text.
func (k *call) hasText(key string) bool { return words.Has("cmd." + key) }
