//go:build !js

package tui

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"netlab/lab/words"
)

// pressed are the keys that a random person presses: all of the table, and those
// that answer questions.
func pressed() []string {
	all := []string{"enter", "esc", "backspace", "delete", "tab", "0", "1", "m", "s", "=", "#", "世", "x", `"`, " "}
	for _, b := range bindings() {
		all = append(all, b.keys...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// answers are what is typed where something is asked.
var answers = []string{"30ms", "1s", "payload", "bit 300", "tcp.window_size_value = 0", "ip.ttl = 1 keep-checksum", "R. 0:0(0) ack 1 back", "copy",
	"client.state == ESTABLISHED", "role == fin", "from client data#1", "1.5s", "until state server.state == ESTABLISHED", "((((", "drop", "", "nonsense 世界", "synack#2"}

var sizes = [][2]int{{80, 24}, {120, 40}, {150, 45}, {40, 10}, {79, 33}, {1, 1}, {300, 100}, {82, 8}, {0, 0}, {139, 24}}

var stages = [][2]string{{"handshake-loss", "synack"}, {"teardown", ""}}

// TestSizes looks at one moment in every size.
func TestSizes(t *testing.T) {
	for _, lang := range []words.Lang{words.English, words.Chinese} {
		s := sized(t, session(t, "handshake-loss", "synack"), 80, 24, Options{Lang: lang, Color: true})
		s.press("p p p d n B")
		for w := range 170 {
			for _, h := range []int{1, 4, 8, 9, 12, 24, 33, 34, 35, 60} {
				s.Update(tea.WindowSizeMsg{Width: w, Height: h})
				if w > 0 {
					s.shown(t)
				}
			}
		}
	}
}

// FuzzKeys presses keys, some of which are followed by an answer, and changes the
// size of the screen. Nothing panics, and every screen is exactly as large as it
// should be.
func FuzzKeys(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("pdnw\x00\x01B\x02"))
	f.Fuzz(func(t *testing.T, keys []byte) {
		if len(keys) > 60 {
			return
		}
		all := pressed()
		stage := stages[len(keys)%len(stages)]
		s := sized(t, session(t, stage[0], variantOf(t, stage)), 80, 24, Options{Lang: words.Chinese, Color: true})
		for _, k := range keys {
			switch {
			case int(k) < len(all):
				if s.press(quoted(all[k])) {
					return
				}
			case int(k) < len(all)+len(answers):
				s.press(`"` + answers[int(k)-len(all)] + `" enter`)
			default:
				size := sizes[int(k)%len(sizes)]
				s.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			}
			if s.w > 0 && s.h > 0 {
				s.shown(t)
			}
		}
	})
}

// TestWalk is the same with thousands of keys, one after the other, in one session.
func TestWalk(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		stage := rapid.SampledFrom(stages).Draw(r, "lab")
		lang := rapid.SampledFrom([]words.Lang{words.English, words.Chinese}).Draw(r, "language")
		s := sized(t, session(t, stage[0], variantOf(t, stage)), 80, 24, Options{Lang: lang, ASCII: rapid.Bool().Draw(r, "ascii"), Letters: rapid.Bool().Draw(r, "letters")})
		key := rapid.SampledFrom(pressed())
		for range rapid.IntRange(0, 150).Draw(r, "keys") {
			switch rapid.IntRange(0, 9).Draw(r, "what") {
			case 0:
				s.press(`"` + rapid.SampledFrom(answers).Draw(r, "answer") + `" enter`)
			case 1:
				size := rapid.SampledFrom(sizes).Draw(r, "size")
				s.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			default:
				s.press(quoted(key.Draw(r, "key")))
			}
			if s.w > 0 && s.h > 0 {
				s.shown(t)
			}
			if len(s.d.Branches()) > 12 {
				return
			}
		}
	})
}

func quoted(key string) string {
	if key == " " {
		return `" "`
	}
	if key == `"` {
		return "x" // quotes are press's own
	}
	return key
}

func variantOf(t testing.TB, stage [2]string) string {
	if stage[1] != "" {
		return stage[1]
	}
	return firstVariant(t, stage[0])
}
