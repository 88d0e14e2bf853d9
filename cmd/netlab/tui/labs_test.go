//go:build !js

package tui

import (
	"testing"

	"netlab/lab/words"
	"netlab/labs"
)

// TestEveryLab walks through every lab of the catalogue: from packet to packet, back
// from the end, and past its middle with a decision on the way.
func TestEveryLab(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole catalogue")
	}
	for i, name := range labs.Names() {
		t.Run(name, func(t *testing.T) {
			lang := []words.Lang{words.English, words.Chinese}[i%2]
			size := [][2]int{{80, 24}, {150, 45}, {100, 40}}[i%3]
			s := sized(t, session(t, name, firstVariant(t, name)), size[0], size[1], Options{Lang: lang, Color: i%2 == 0, ASCII: i%5 == 0})
			for _, keys := range []string{"p", "n", "p", "p", "n tab", "n tab", "p tab", "p tab", "d", "n", "n", "p", "end tab", "left", "left", "w up up", "u", "n", "B c", "esc esc", "U"} {
				s.press(keys)
				s.shown(t)
			}
		})
	}
}
