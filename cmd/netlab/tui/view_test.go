//go:build !js

package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"netlab/lab/words"
)

// TestViews holds what the screen shows, at the sizes that people have.
func TestViews(t *testing.T) {
	for _, tt := range []struct {
		name string
		w, h int
		o    Options
		keys string
	}{
		{"begin", 80, 24, Options{}, ""},
		{"desk", 80, 24, Options{}, "p"},
		{"desk-rule", 80, 24, Options{}, "p p tab tab"},
		{"refused", 80, 24, Options{}, "p p d"},
		{"dropped", 80, 24, Options{}, "p d n tab tab tab tab"},
		{"choosing", 80, 24, Options{}, "p p p p w up"},
		{"asking", 80, 24, Options{}, `p e "tcp.win" tab`},
		{"fault", 80, 24, Options{}, `p e "tcp.window_size_value = x" enter`},
		{"until", 80, 24, Options{}, `g "client.state == ESTABLISHED" enter tab`},
		{"branches", 80, 24, Options{}, "p u p p p d B"},
		{"leaving", 80, 24, Options{}, "p d q"},
		{"saved", 80, 24, Options{}, "p d s enter w u B"}, // beside the first, and under it nothing
		{"compare", 80, 24, Options{}, "p d n n n p p D \"2s\" enter B c"},
		{"compare-zh", 80, 24, Options{Lang: words.Chinese}, "p d B c"},
		{"again", 80, 24, Options{}, "p d w d"},
		{"help", 80, 24, Options{}, "?"},
		{"end", 80, 24, Options{}, "end"},
		{"tall", 120, 40, Options{}, "p p p p n"},
		{"wide", 150, 45, Options{}, "p p p p n"},
		{"desk-zh", 80, 24, Options{Lang: words.Chinese}, "p"},
		{"refused-zh", 80, 24, Options{Lang: words.Chinese}, "p p d"},
		{"help-zh", 120, 60, Options{Lang: words.Chinese}, "?"},
		{"wide-zh", 150, 45, Options{Lang: words.Chinese}, "p p p p n"},
		{"desk-ascii", 80, 24, Options{ASCII: true}, "p tab tab tab"},
		{"tall-ascii", 100, 40, Options{ASCII: true}, "p p p p n"},
		{"absolute", 80, 24, Options{Absolute: true}, "p p p p n tab"},
		{"letters", 80, 24, Options{Letters: true}, "p p p p n tab"},
		{"colour", 80, 24, Options{Color: true}, "p p p p n tab"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.o.Lang == "" {
				tt.o.Lang = words.English
			}
			s := sized(t, session(t, "handshake-loss", "synack"), tt.w, tt.h, tt.o)
			s.press(tt.keys)
			got := s.shown(t)
			if tt.o.ASCII {
				if i := strings.IndexFunc(got, func(r rune) bool { return r > 0x7e }); i >= 0 {
					t.Errorf("%q is no ASCII", got[i:min(i+20, len(got))])
				}
			}
			golden(t, tt.name, strings.ReplaceAll(got, "\x1b", "␛"))
		})
	}
}

// TestColourSaysNoMore takes the colours away, and sees the same screen.
func TestColourSaysNoMore(t *testing.T) {
	for _, keys := range []string{"p", "p d n", "p p d", "p p p n w", "p d B", "?"} {
		d := session(t, "handshake-loss", "synack")
		with := sized(t, d, 150, 45, Options{Lang: words.English, Color: true})
		without := sized(t, session(t, "handshake-loss", "synack"), 150, 45, Options{Lang: words.English})
		with.press(keys)
		without.press(keys)
		if a, b := ansi.Strip(with.View().Content), without.View().Content; a != b {
			t.Errorf("%s: in colour the screen says\n%s\nand without\n%s", keys, a, b)
		}
	}
}
