package quiz

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/words"
)

// Format is what a sheet says it is, in its first line that is no comment.
const Format = "netlab-sheet/1"

// Sheet writes the quiz as a sheet to be filled in: YAML, with the run and the
// questions in comments, and an empty answer for each. It ends with a line break.
func (q *Quiz) Sheet(lang words.Lang) []byte {
	w := writer{lang: lang}
	say := func(key string, args ...any) string { return words.T(lang, "quiz-sheet."+key, args...) }
	w.comment(0, q.Lab.Title.In(string(lang)))
	w.comment(0, say("head"))
	w.comment(0, say("grade"))
	if q.World.Student != "" {
		w.comment(0, say("world"))
	}
	w.line("format: " + Format)
	w.line("lab: " + quoted(q.Lab.Name))
	w.line("version: " + quoted(q.Lab.Source.Version()))
	w.line("student: " + quoted(q.World.Student))
	w.line("world: " + quoted(q.World.mark()))
	var told []string
	for _, a := range q.Questions {
		if !slices.Contains(told, a.Variant) {
			told = append(told, a.Variant)
			w.line("")
			w.setting(a, say)
		}
	}
	w.line("")
	w.line("answers:")
	for _, a := range q.Questions {
		w.line("")
		w.question(a, say, len(told) > 1)
		w.line("  - id: " + a.ID)
		w.line("    answer:")
	}
	return []byte(w.b.String())
}

// mark is a world by which a sheet is known: another student's has another.
func (w *World) mark() string { return fmt.Sprintf("%014x", w.Seed) }

// quoted is a text of YAML's, in double quotes. JSON's strings, as Go's, of printable
// characters are such.
func quoted(text string) string { return strconv.Quote(text) }

// writer writes a sheet.
type writer struct {
	b    strings.Builder
	lang words.Lang
}

func (w *writer) line(text string) { w.b.WriteString(text + "\n") }

// comment writes a text in lines of comment, which fit 80 columns, those after the
// first indented.
func (w *writer) comment(hang int, text string) {
	for i, part := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		margin := ""
		if i > 0 {
			margin = strings.Repeat(" ", hang)
		}
		for _, line := range wrapped(margin, strings.Repeat(" ", hang), part) {
			w.line(strings.TrimRight("# "+line, " "))
		}
	}
}

// wrapped breaks a text into lines of at most 76 columns, at spaces, and between
// Chinese characters.
func wrapped(first, rest, text string) (lines []string) {
	const width = 76
	line, room := first, width-len(first)
	for text != "" {
		n, columns := unit(text)
		if columns > room && strings.TrimSpace(line) != "" {
			lines = append(lines, strings.TrimRight(line, " "))
			line, room = rest, width-len(rest)
			text = strings.TrimLeft(text, " ")
			continue
		}
		line, room, text = line+text[:n], room-columns, text[n:]
	}
	return append(lines, line)
}

// unit is the next piece of a text that is not broken: a word with the spaces before
// it, or a wide character with the marks that open before it and close behind it.
func unit(text string) (octets, columns int) {
	const opening, closing = "（“《", "，。；：、？！）”》"
	word := false // something other than space and opening marks was there
	for i, r := range text {
		wide := r >= 0x1100
		opens, closes := strings.ContainsRune(opening, r), strings.ContainsRune(closing, r)
		if word && (r == ' ' || wide && !closes) {
			return i, columns
		}
		columns++
		if wide {
			columns++
		}
		if r != ' ' && !opens {
			word = true
		}
		_, size := utf8.DecodeRuneInString(text[i:]) // 1 where r stands for an invalid octet
		if next, _ := utf8.DecodeRuneInString(text[i+size:]); wide && !opens && !strings.ContainsRune(closing, next) {
			return i + size, columns
		}
	}
	return len(text), columns
}

// question writes a question, and what is wanted for an answer.
func (w *writer) question(a *Asked, say func(string, ...any) string, named bool) {
	lang := string(w.lang)
	text := fmt.Sprintf("%d. %s", a.Number, a.Ask.In(lang))
	if named && a.Variant != "" {
		text += " [" + say("about", a.Variant) + "]"
	}
	w.comment(3, text)
	for _, o := range a.Options {
		w.comment(6, "   "+o.Letter+") "+o.Text.In(lang))
	}
	switch {
	case a.Kind == lab.AskBlank:
		w.comment(3, "   "+say("given-hole", Hole))
	case a.Kind == lab.AskNumber && len(a.Given) > 0:
		w.comment(3, "   "+say("given"))
	}
	for _, g := range a.Given {
		lead := "   "
		if g.Letter != "" {
			lead += g.Letter + ") "
		}
		w.comment(6, lead+g.From+" -> "+g.To+"  "+g.Notation)
	}
	if a.Alike() {
		w.comment(3, "   "+say("alike"))
	}
	for _, g := range a.Goals {
		w.comment(3, "   "+say("goal", words.Pick(w.lang, g)))
	}
	w.comment(3, "   "+say("wanted", a.Wants(w.lang)))
}

// Wants says what an answer looks like.
func (a *Asked) Wants(lang words.Lang) string {
	key := string(a.Kind)
	switch {
	case a.Kind == lab.AskRule:
		return words.N(lang, "quiz-sheet.want.rule", a.Task.Rules)
	case a.Look.Args.One("field") == "tcp.flags":
		key = "flags"
	case a.answer.IsTime:
		key = "time"
	case a.Kind == lab.AskBlank:
		key = "number"
	}
	return words.T(lang, "quiz-sheet.want."+key)
}

// goals are what a task's rules are to make happen, in words by language.
func goals(list []event.ExpectInfo) (all []map[string]string) {
	for i := range list {
		all = append(all, list[i].Text.Text)
	}
	return all
}
