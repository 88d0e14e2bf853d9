//go:build !js

package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"netlab/lab/words"
)

// TestBindings holds the table: no key means two things at once, and what each does
// is told, in the help and, where it stands there, at the foot of the screen.
func TestBindings(t *testing.T) {
	for mode := stepping; mode <= waiting; mode <<= 1 {
		taken := map[string]string{}
		for _, b := range bindings() {
			if b.in&mode == 0 {
				continue
			}
			for _, k := range b.keys {
				if taken[k] != "" {
					t.Errorf("mode %b: %s is %s and %s", mode, k, taken[k], b.name)
				}
				taken[k] = b.name
			}
		}
		if taken["ctrl+c"] == "" {
			t.Errorf("mode %b: ctrl+c does not leave", mode)
		}
	}
	foot := map[string]bool{}
	for _, b := range bindings() {
		foot[b.name] = foot[b.name] || b.foot
	}
	for name, stands := range foot {
		if key := "step.key." + name; !words.Has(key) {
			t.Errorf("%s is missing", key)
		}
		if key := "step.foot." + name; words.Has(key) != stands {
			t.Errorf("%s: at the foot %v, and in the catalogue %v", key, stands, !stands)
		}
	}
}

// TestHelpTellsAll finds every binding of a person's everyday keys in the help.
func TestHelpTellsAll(t *testing.T) {
	s := sized(t, session(t, "handshake-loss", "synack"), 100, 40, Options{Lang: words.English})
	text := strings.Join(strings.Fields(strings.Join(s.helpLines(100), " ")), " ")
	for _, b := range bindings() {
		if b.in&(stepping|choosing|listing) != 0 && !strings.Contains(text, words.T(words.English, "step.key."+b.name)) {
			t.Errorf("the help says nothing of %s", b.name)
		}
	}
}

// TestSave saves a branch, asks again for another name where the first is none, and
// then leaves without being asked.
func TestSave(t *testing.T) {
	s := sized(t, session(t, "handshake-loss", "synack"), 80, 24, Options{Lang: words.English})
	s.press("p d s ctrl+u")
	s.press(`"` + strings.Repeat("long", 60) + `" enter`)
	if s.prompt == nil || !s.bad {
		t.Fatalf("a name that is none:\n%s", s.shown(t))
	}
	s.press(`ctrl+u "mine" enter`)
	text := s.files["mine.yaml"]
	if !strings.Contains(text, `"packet 1 drop"`) || len(s.files) != 1 {
		t.Errorf("files: %v", s.files)
	}
	if got := s.shown(t); !strings.Contains(got, "netlab run mine.yaml --variant synack") {
		t.Errorf("the screen does not say how to run it:\n%s", got)
	}
	if !s.press("q") {
		t.Errorf("it asks although all is saved:\n%s", s.shown(t))
	}
	if len(s.saved) != 1 || s.saved[0] != "netlab run mine.yaml --variant synack" {
		t.Errorf("saved: %q", s.saved)
	}
}

// TestGiven: what is typed takes the place of an answer that was given, unless a key
// has gone into it.
func TestGiven(t *testing.T) {
	const given = "handshake-loss-synack-1.yaml"
	for _, tt := range []struct{ keys, want string }{
		{``, given},
		{`"mine"`, "mine"},
		{`end "x"`, given + "x"},
		{`right "x"`, given + "x"},
		{`home "my-"`, "my-" + given},
		{`backspace "s"`, given[:len(given)-1] + "s"},
	} {
		s := sized(t, session(t, "handshake-loss", "synack"), 80, 24, Options{Lang: words.English})
		s.press("p d s " + tt.keys)
		if got := string(s.prompt.text); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.keys, got, tt.want)
		}
	}
	s := sized(t, session(t, "handshake-loss", "synack"), 80, 24, Options{Lang: words.English})
	s.press("p d s")
	if s.Update(tea.PasteMsg{Content: "mine"}); string(s.prompt.text) != "mine" {
		t.Errorf("pasted: %q", string(s.prompt.text))
	}
}

// TestQuestionsFit: on a screen of 80 columns every question stands whole, and leaves
// room for an answer.
func TestQuestionsFit(t *testing.T) {
	for _, lang := range []words.Lang{words.English, words.Chinese} {
		for _, keys := range []string{"p D", "p e", "p c", "p i", "g", "b", "p d s"} {
			s := sized(t, session(t, "handshake-loss", "synack"), 80, 24, Options{Lang: lang})
			s.press(keys)
			if got := s.shown(t); !strings.Contains(got, s.prompt.label) {
				t.Errorf("%s: %q is cut in\n%s", keys, s.prompt.label, got)
			}
		}
	}
}

// TestPrompt edits a line as shells have it.
func TestPrompt(t *testing.T) {
	for _, tt := range []struct{ keys, want string }{
		{`"abc"`, "abc"},
		{`"abc" left left "x"`, "axbc"},
		{`"abc" home delete end backspace`, "b"},
		{`"one two" ctrl+w "three"`, "one three"},
		{`"one two" left ctrl+k`, "one tw"},
		{`"one two" left ctrl+u`, "o"},
		{`"ip.tt" tab "= 1"`, "ip.ttl = 1"},
		{`"tcp.win" tab`, "tcp.window_size_value "},
		{`"no.such" tab`, "no.such"},
		{`"世界" left backspace`, "界"},
	} {
		s := sized(t, session(t, "handshake-loss", "synack"), 80, 24, Options{Lang: words.English})
		s.press("p e " + tt.keys)
		if got := string(s.prompt.text); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.keys, got, tt.want)
		}
		s.shown(t)
	}
}
