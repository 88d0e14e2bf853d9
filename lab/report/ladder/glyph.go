package ladder

import (
	"strings"

	"netlab/lab/words"
)

// glyphs are the characters that the picture is drawn with.
type glyphs struct {
	life, broken, flight     string // a lifeline; one along which time goes by; a packet that hangs
	dash, gap                string
	right, left, lost, desk  string
	downRight, downLeft      string // a packet's line turns down, on its way to the right, to the left
	arriveRight, arriveLeft  string // and turns toward its receiver
	cross, more, fold, arrow string
}

var boxes = glyphs{
	life: "│", broken: "┊", flight: "│", dash: "─", gap: "┄",
	right: "▶", left: "◀", lost: "✗", desk: "◆",
	downRight: "┐", downLeft: "┌", arriveRight: "└", arriveLeft: "┘",
	cross: "┼", more: "…", fold: "⋮", arrow: "→",
}

var ascii = glyphs{
	life: "|", broken: ".", flight: ":", dash: "-", gap: ".",
	right: ">", left: "<", lost: "X", desk: "*",
	downRight: ".", downLeft: ".", arriveRight: "'", arriveLeft: "'",
	cross: "+", more: "...", fold: ":", arrow: "->",
}

var sevenBit = strings.NewReplacer("…", "...", "→", "->", "µ", "u", "·", "-", "\u00a0", " ", "—", "-", "–", "-", "×", "x", "✓", "+", "✗", "X")

// plain takes what is not ASCII out of netlab's own English texts, where the
// picture is to be drawn with 7 bits.
func (d *Drawer) plain(text string) string {
	if d.o.ASCII && d.o.Lang != words.Chinese {
		return sevenBit.Replace(text)
	}
	return text
}
