package main

import (
	"testing"

	"netlab/hooks"
	"netlab/lab"
	"netlab/lab/words"
)

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		text string
		kind lab.QuestionKind
		want string
		yes  bool
	}{
		{"client ESTABLISHED at 0.030 s", lab.AskNumber, "0.030 s", true},
		{"client ESTABLISHED at 10.030 s", lab.AskNumber, "0.030 s", false},
		{"3 SYNs from client", lab.AskNumber, "3", false},
		{". 1:1421(1420) ack 1", lab.AskBlank, "1420", true},
		{"client went SYN-SENT, CLOSED at 0.1 s", lab.AskPath, "CLOSED -> SYN-SENT -> CLOSED", true},
		{"client CLOSED did not happen", lab.AskPath, "CLOSED -> SYN-SENT -> CLOSED", false},
		{"client FIN-WAIT-1 -> FIN-WAIT-2", lab.AskPath, "SYN-SENT -> FIN-WAIT-1 -> FIN-WAIT-2", true},
		{"a c b", lab.AskOrder, "a c b", false},
	} {
		if got := mentions(c.text, c.kind, c.want); got != c.yes {
			t.Errorf("%q and %q: %v", c.text, c.want, got)
		}
	}
}

// TestHelpOfRules: each action is explained at the prompt, in both languages.
func TestHelpOfRules(t *testing.T) {
	for _, v := range hooks.Verbs() {
		if !words.Has("quiz.verb." + v.Word) {
			t.Errorf("help says nothing of %s", v.Word)
		}
	}
}
