package markdown

import "strings"

// What has a meaning in Markdown wherever it stands, also in a table's cell:
// CommonMark's, GitHub's | ~ and $, pandoc's ^ and @.
const special = "\\`*_[]<&|~$^@"

// first are those that have one where a line begins: headings, lists, quotes,
// pandoc's definitions.
const first = "#>+-=:.)"

// text writes a text so that it reads as it is, in a paragraph, a list or a cell of
// a table. A backslash before punctuation is that punctuation: CommonMark (2.4).
func text(s string) string {
	var b strings.Builder
	for i, r := range strings.TrimSpace(s) {
		if strings.ContainsRune(special, r) || i == 0 && strings.ContainsRune(first, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	out := numbered(b.String())
	out = strings.ReplaceAll(out, "://", `\://`) // no link comes of what looks like one
	return strings.ReplaceAll(out, "www.", `www\.`)
}

// numbered keeps a text that begins as an item of an ordered list does, "1. ",
// from being one.
func numbered(s string) string {
	rest := strings.TrimLeft(s, "0123456789")
	if digits := len(s) - len(rest); digits > 0 && rest != "" && (rest[0] == '.' || rest[0] == ')') && (len(rest) == 1 || rest[1] == ' ') {
		return s[:digits] + `\` + rest
	}
	return s
}

// code writes a text as a code span, in which nothing has a meaning but backticks,
// and, in a table, |. A text that has one of them is escaped instead.
func code(s string) string {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return ""
	case strings.ContainsAny(s, "`|"):
		return text(s)
	}
	return "`" + s + "`"
}
