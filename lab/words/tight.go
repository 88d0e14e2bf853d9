package words

import (
	"strings"
	"unicode/utf8"
)

// Tight takes the blanks out between Chinese characters: a Chinese text has them around
// its arguments, which are mostly Latin, and some of which are Chinese too.
func Tight(text string) string {
	var b strings.Builder
	before := ' '
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:]) // 1 where r stands for an invalid octet
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		if r != ' ' || !wide(before) || !wide(next) {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

// wide says whether a character is of those that stand without blanks between them:
// CJK, from its radicals on, and its punctuation.
func wide(r rune) bool {
	const han = 0x2e80 // Unicode, "Blocks": CJK Radicals Supplement
	return r >= han && r != utf8.RuneError
}
