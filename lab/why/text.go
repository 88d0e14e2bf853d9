package why

import (
	"strings"
	"time"

	"netlab/lab/words"
)

// What a sentence is filled in with, besides numbers and names: parts of it that
// differ by language, too.

// A Part is a text of the catalogue within another.
type Part struct {
	Key  string
	Args []any
}

// List is several of them, with commas between.
type List []Part

// Octets is a count of octets, said with its unit.
type Octets int

// Times is how often something happened.
type Times int

// Text is the part in a language.
func (p Part) Text(lang words.Lang) string { return say(lang, p.Key, p.Args) }

func (l List) text(lang words.Lang) string {
	all := make([]string, len(l))
	for i, p := range l {
		all[i] = p.Text(lang)
	}
	return strings.Join(all, words.T(lang, "why.semicolon"))
}

func part(key string, args ...any) Part { return Part{"why." + key, args} }

// say fills a text in. Durations are written as those of timers are.
func say(lang words.Lang, key string, args []any) string {
	all := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case Part:
			all[i] = ""
			if a.Key != "" {
				all[i] = a.Text(lang)
			}
		case List:
			all[i] = a.text(lang)
		case Octets:
			all[i] = words.N(lang, "ladder.octets", int(a))
		case Times:
			all[i] = words.N(lang, "why.times", int(a))
		case time.Duration:
			all[i] = words.Duration(a)
		default:
			all[i] = a
		}
	}
	text := words.T(lang, key, all...)
	if lang == words.Chinese {
		text = words.Tight(text)
	}
	return text
}
