package ladder

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// style is how a cell looks where colour is allowed.
type style uint8

const (
	plain style = iota
	bold
	dim
	red
	yellow
	magenta
)

// sgr are the styles' parameters (ECMA-48, 8.3.117).
var sgr = [...]string{plain: "", bold: "1", dim: "2", red: "31", yellow: "33", magenta: "35"}

// cell is one place of a line. The right half of a wide character is a cell with
// an empty text.
type cell struct {
	text  string
	style style
	set   bool // something was written here, over the lifelines
}

// canvas is one line, of a fixed number of cells, so that no line is ever wider
// than the picture. What is written past its ends is cut off.
type canvas []cell

func newCanvas(width int) canvas {
	c := make(canvas, width)
	for i := range c {
		c[i].text = " "
	}
	return c
}

// put writes text from cell x on and returns the cell behind it.
func (c canvas) put(x int, text string, st style) int {
	for g := displaywidth.StringGraphemes(text); g.Next(); {
		cluster, w := g.Value(), g.Width()
		if w < 1 {
			continue
		}
		if x < 0 || x+w > len(c) {
			x += w
			continue
		}
		c.split(x)
		c.split(x + w)
		c[x] = cell{cluster, st, true}
		for i := 1; i < w; i++ {
			c[x+i] = cell{"", st, true}
		}
		x += w
	}
	return x
}

// split replaces a wide character by spaces if cell x is its right half.
func (c canvas) split(x int) {
	for x > 0 && x < len(c) && c[x].text == "" {
		c[x].text = " "
		x--
		if c[x].text != "" {
			c[x].text = " "
			return
		}
	}
}

// line draws what lies behind: it does not count as written.
func (c canvas) line(x int, text string, st style) {
	if x >= 0 && x < len(c) {
		c[x] = cell{text, st, false}
	}
}

// free says whether nothing was written in [from, to).
func (c canvas) free(from, to int) bool {
	for i := max(from, 0); i < min(to, len(c)); i++ {
		if c[i].set {
			return false
		}
	}
	return true
}

// overlay writes what was written on o over c, if the two do not touch.
func (c canvas) overlay(o canvas) bool {
	for i := range o {
		if o[i].set && !c.free(i-1, i+2) {
			return false
		}
	}
	for i := range o {
		if o[i].set {
			c[i] = o[i]
		}
	}
	return true
}

// String is the line, with colours or without, and nothing blank at its end.
func (c canvas) text(colour bool) string {
	end := len(c)
	for end > 0 && c[end-1].text == " " {
		end--
	}
	var b strings.Builder
	now := plain
	for _, x := range c[:end] {
		if colour && x.style != now && x.text != " " {
			if now != plain {
				b.WriteString("\x1b[0m")
			}
			if x.style != plain {
				b.WriteString("\x1b[" + sgr[x.style] + "m")
			}
			now = x.style
		}
		b.WriteString(x.text)
	}
	if now != plain {
		b.WriteString("\x1b[0m")
	}
	return b.String()
}

// width is how many cells a text takes. Box drawing takes one, also where the
// locale is Chinese; Chinese characters take two. (This is what
// charmbracelet/x/ansi counts with; it also takes 35 ms to be loaded.)
func width(s string) int { return displaywidth.String(s) }

// clip cuts a text to so many cells, with an ellipsis where something is missing.
func clip(s string, n int, ellipsis string) string {
	if width(s) <= n {
		return s
	}
	if n < width(ellipsis) {
		return ""
	}
	return displaywidth.TruncateString(s, n, ellipsis)
}
