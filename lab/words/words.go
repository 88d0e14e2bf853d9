// Package words is what netlab says to people, in English and Chinese.
//
// A text has a key, "ladder.again", and an area's texts stand together in one
// file, both languages side by side, so that who changes the one sees the other.
// A new area is a new file, and a line in the list of tables. What is the field's
// own is no text and is never translated: states (SYN-SENT), flags (S.), roles in
// rules, errno's names, JSON.
package words

import (
	"fmt"
	"strings"
)

// Lang is a language: "en" or "zh".
type Lang string

const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// Text is a text in each language, with fmt's verbs for its arguments. Where a
// language wants another order it writes %[2]s.
type Text struct{ EN, ZH string }

// tables is the catalogue, by areas. They are laid out when the program is built:
// nothing is done for them when it starts, and a run says few of them.
var tables = [...]struct {
	area string
	of   *[]keyed
}{
	{"ladder", &ladderTexts}, {"action", &actionTexts}, {"made", &madeTexts}, {"lost", &lostTexts},
	{"reason", &reasonTexts}, {"icmp", &icmpTexts}, {"timer.short", &timerShortTexts}, {"timer.long", &timerLongTexts},
	{"sum", &summaryTexts}, {"expect", &expectTexts}, {"what", &whatTexts}, {"list", &listTexts},
	{"cmd", &commandTexts}, {"cmd", &helpTexts}, {"cmd", &showTexts}, {"cmd", &kernelTexts},
	{"compare", &compareTexts}, {"cmd", &compareCommandTexts}, {"cmd", &execTexts}, {"cmd", &doctorTexts},
	{"debug", &debugTexts}, {"cmd", &whatIfTexts},
	{"quiz-fault", &quizFaultTexts}, {"quiz-sheet", &quizSheetTexts},
	{"page.kind", &pageKindTexts}, {"page.act", &pageActTexts}, {"page.ev", &pageEventTexts}, {"page.end", &pageEndTexts}, {"page", &pageTexts},
	{"filter", &filterTexts},
	{"mermaid", &mermaidTexts}, {"markdown", &markdownTexts}, {"cmd", &facesTexts}, {"index", &indexTexts},
	{"step", &stepTexts}, {"cmd", &stepCommandTexts},
	{"compare.page", &comparePageTexts}, {"svg.on", &svgOnTexts}, {"svg.do", &svgDoTexts}, {"svg.plot", &svgPlotTexts}, {"svg", &svgTexts},
	{"plot", &plotTexts}, {"cmd", &plotCommandTexts}, {"cmd", &learnTexts}, {"quiz", &quizTexts}, {"cmd", &quizCommandTexts}, {"cmd", &gradeTexts},
	{"why", &whyTexts}, {"why", &whyArrivalTexts}, {"why", &whyCallTexts}, {"cmd", &whyCommandTexts},
}

// keyed is a text of a table with its key within the area.
type keyed struct {
	key string
	Text
}

// find looks a key up.
func find(key string) (Text, bool) {
	for i := range tables {
		area := tables[i].area
		if len(key) <= len(area) || key[len(area)] != '.' || key[:len(area)] != area {
			continue // a page says thousands: nothing is joined to find out
		}
		rest := key[len(area)+1:]
		for _, t := range *tables[i].of {
			if t.key == rest {
				return t.Text, true
			}
		}
	}
	return Text{}, false
}

// T is the text of a key, its arguments put in as fmt does it. For a key that is
// not in the catalogue it is the key itself, followed by the arguments.
func T(lang Lang, key string, args ...any) string {
	t, ok := find(key)
	if !ok {
		return strings.TrimSpace(key + " " + strings.TrimSpace(fmt.Sprintln(args...)))
	}
	format := t.EN
	if lang == Chinese {
		format = t.ZH
	}
	if len(args) == 0 && !strings.Contains(format, "%%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// Has says whether the catalogue has a key.
func Has(key string) bool {
	_, ok := find(key)
	return ok
}

// N is T for a count: key+".one" in English for one, key+".more" otherwise. The
// count is the first argument.
func N(lang Lang, key string, n int, args ...any) string {
	form := ".more"
	if n == 1 {
		form = ".one"
	}
	return T(lang, key+form, append([]any{n}, args...)...)
}

// Pick chooses among texts by language, as run titles and notes have them: the
// language asked for, or "" (every language), or English, or any.
func Pick(lang Lang, by map[string]string) string {
	for _, l := range []string{string(lang), "", string(English), string(Chinese)} {
		if t, ok := by[l]; ok {
			return t
		}
	}
	return ""
}

// ParseLang reads a language from --lang or from LANG: "zh", "zh_CN.UTF-8",
// "en". ok is false for a language that netlab does not speak; it is English then.
func ParseLang(s string) (l Lang, ok bool) {
	tag := strings.ToLower(s)
	if i := strings.IndexAny(tag, "_-.@"); i >= 0 {
		tag = tag[:i]
	}
	switch tag {
	case "zh":
		return Chinese, true
	case "en", "c", "posix":
		return English, true
	}
	return English, false
}

// And joins a list: "a, b and c". In Chinese there are blanks around the last
// conjunction, for items that are Latin.
func And(lang Lang, list []string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	head := strings.Join(list[:len(list)-1], T(lang, "list.comma"))
	return head + T(lang, "list.and") + list[len(list)-1]
}

var listTexts = []keyed{
	{"comma", Text{", ", "、"}},
	{"and", Text{" and ", " 和 "}},
}
