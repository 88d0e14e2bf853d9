//go:build !js

package tui

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"netlab/hooks"
)

// maxPrompt is the longest text that a person can type: as long as a rule may be.
const maxPrompt = 1000

// A prompt asks for one line of text, at the foot of the screen.
type prompt struct {
	label string // what is asked
	text  []rune
	at    int                       // where the cursor stands
	given bool                      // the text is what was given, and no key has touched it
	take  func(text string) tea.Cmd // what is done with it
	names []string                  // what a word may be completed to
	maybe []string                  // completions of the word under the cursor, when there are several
}

// ask begins to ask. given is what stands there already: what is typed first takes its
// place, unless a key has gone into it before.
func (m *Model) ask(label, given string, names []string, take func(string) tea.Cmd) tea.Cmd {
	m.prompt = &prompt{label: label, text: []rune(given), at: len([]rune(given)), given: given != "", take: take, names: names}
	return nil
}

// key takes a key; done says that the question is over, ok that it was answered.
func (q *prompt) key(k tea.KeyPressMsg) (done, ok bool) {
	q.maybe = nil
	if text := k.Key().Text; text != "" {
		q.typed(text)
		return false, false
	}
	q.given = false
	switch k.String() {
	case "enter":
		return true, true
	case "esc", "ctrl+c", "ctrl+g":
		return true, false
	case "left", "ctrl+b":
		q.at = max(q.at-1, 0)
	case "right", "ctrl+f":
		q.at = min(q.at+1, len(q.text))
	case "home", "ctrl+a":
		q.at = 0
	case "end", "ctrl+e":
		q.at = len(q.text)
	case "backspace", "ctrl+h":
		q.delete(q.at-1, q.at)
	case "delete", "ctrl+d":
		q.delete(q.at, q.at+1)
	case "ctrl+u":
		q.delete(0, q.at)
	case "ctrl+k":
		q.delete(q.at, len(q.text))
	case "ctrl+w":
		q.delete(q.wordAt(), q.at)
	case "tab":
		q.complete()
	}
	return false, false
}

// typed puts in what a person types, or pastes.
func (q *prompt) typed(text string) {
	if q.given {
		q.delete(0, len(q.text))
	}
	q.given = false
	q.insert(text)
}

// insert puts text in, without what a terminal would obey.
func (q *prompt) insert(text string) {
	var take []rune
	for _, r := range text {
		if r == '\n' || r == '\t' {
			r = ' '
		}
		if unicode.IsPrint(r) && len(q.text)+len(take) < maxPrompt {
			take = append(take, r)
		}
	}
	q.text = slices.Insert(q.text, q.at, take...)
	q.at += len(take)
}

func (q *prompt) delete(from, to int) {
	from, to = max(from, 0), min(to, len(q.text))
	if from < to {
		q.text = slices.Delete(q.text, from, to)
		q.at = from
	}
}

// fault puts the cursor where an error of the rule language points, if it does.
func (q *prompt) fault(err error) {
	var h *hooks.Error
	if !errors.As(err, &h) {
		return
	}
	// What was typed stands somewhere in what was read, mostly at its end.
	text := string(q.text)
	at := h.Offset - max(0, strings.LastIndex(h.Text, text))
	if strings.Contains(h.Text, text) && at >= 0 && at <= len(text) {
		q.at = len([]rune(text[:at]))
	}
}

// wordAt is where the word in front of the cursor begins.
func (q *prompt) wordAt() int {
	from := q.at
	for from > 0 && q.text[from-1] == ' ' {
		from--
	}
	for from > 0 && q.text[from-1] != ' ' {
		from--
	}
	return from
}

// complete goes on with the word in front of the cursor as far as all names agree,
// and lists them where they do not.
func (q *prompt) complete() {
	from := q.wordAt()
	word := string(q.text[from:q.at])
	if strings.HasSuffix(word, " ") {
		return
	}
	var all []string
	for _, n := range q.names {
		if strings.HasPrefix(n, word) {
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		return
	}
	common := all[0]
	for _, n := range all[1:] {
		for !strings.HasPrefix(n, common) {
			common = common[:len(common)-1]
		}
	}
	q.insert(common[len(word):])
	if len(all) > 1 {
		q.maybe = all
		return
	}
	q.insert(" ")
}

// line draws the question and gives the column of the cursor. Of a text that is
// too long the part around the cursor is shown.
func (q *prompt) line(p *paint, w int) (text string, column int) {
	head := p.clip(q.label+" ", w*2/3)
	room := max(0, w-cells(head)-1)
	from := 0
	for from < q.at && ansi.StringWidth(string(q.text[from:q.at])) > room {
		from++
	}
	return p.as(strong, head) + p.clip(string(q.text[from:]), room+1), cells(head) + cells(string(q.text[from:q.at]))
}
