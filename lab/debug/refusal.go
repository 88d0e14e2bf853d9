package debug

import (
	"slices"

	"netlab/hooks/event"
	"netlab/lab/words"
)

// A Notice is a sentence, in either language.
type Notice struct {
	key  string
	args []any
}

// ruleName is a rule among a sentence's arguments. A rule has a name of its own, or is
// "rule 3", in whatever language.
type ruleName struct {
	id   event.RuleID
	name string
}

// In is the sentence in a language.
func (n Notice) In(lang words.Lang) string {
	args := slices.Clone(n.args)
	for i, a := range args {
		if r, ok := a.(ruleName); ok {
			if args[i] = r.name; r.name == words.T(words.English, "ladder.rule", int(r.id)) {
				args[i] = words.T(lang, "ladder.rule", int(r.id))
			}
		}
	}
	return words.T(lang, "debug."+n.key, args...)
}

// A Refusal says in one sentence why something cannot be done.
type Refusal struct{ Notice }

// Error is the sentence in English.
func (r *Refusal) Error() string { return r.In(words.English) }

func refuse(key string, args ...any) *Refusal { return &Refusal{Notice{key, args}} }
