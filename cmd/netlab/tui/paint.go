//go:build !js

package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"netlab/lab/report/ladder"
	"netlab/lab/words"
)

// look is how a text looks where colour is allowed. Whatever a look says, a
// character says too: a screen without colour tells the same.
type look uint8

const (
	plain  look = iota
	strong      // titles, states
	faint       // what matters less
	fresh       // what the last event changed
	acting      // what the desk does
	wrong       // refusals, losses
	barred      // the line on top, the pane in focus
)

// sgr are the looks' parameters (ECMA-48, 8.3.117), of the 16 colours that every
// terminal has.
var sgr = [...]string{plain: "", strong: "1", faint: "2", fresh: "1;33", acting: "35", wrong: "31", barred: "7"}

// paint makes texts fit to be shown: in a language, with colour or without, with
// 7-bit characters where that is asked for.
type paint struct {
	lang   words.Lang
	colour bool
	ascii  bool
}

// t is a text of the screen's own.
func (p *paint) t(key string, args ...any) string {
	return p.own(words.T(p.lang, key, args...))
}

// own makes one of netlab's own texts fit to be shown: in Chinese without the blanks
// around what is Chinese itself, else of 7 bits, where that is asked for.
func (p *paint) own(text string) string {
	if p.lang == words.Chinese {
		return words.Tight(text)
	}
	if p.ascii {
		return ladder.Plain(text)
	}
	return text
}

// as gives a text its look.
func (p *paint) as(l look, text string) string {
	if !p.colour || l == plain || text == "" {
		return text
	}
	return "\x1b[" + sgr[l] + "m" + text + "\x1b[0m"
}

// more is what stands where something was cut off.
func (p *paint) more() string { return p.glyph("…", "...") }

// glyph is a character, or what stands for it with 7 bits.
func (p *paint) glyph(box, ascii string) string {
	if p.ascii {
		return ascii
	}
	return box
}

// cells is how many columns a text takes, its colours not counted. Box drawing
// takes one in every locale, Chinese characters two.
func cells(s string) int { return ansi.StringWidth(s) }

// clip cuts a text to so many cells.
func (p *paint) clip(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if cells(s) <= w {
		return s
	}
	more := p.more()
	if w < cells(more) {
		more = ""
	}
	return ansi.Truncate(s, w, more)
}

// fit makes a text exactly so wide.
func (p *paint) fit(s string, w int) string {
	s = p.clip(s, w)
	return s + strings.Repeat(" ", max(0, w-cells(s)))
}

// box makes lines exactly so wide, and exactly so many. Where lines are missing at
// the end, the last that is shown says so.
func (p *paint) box(lines []string, w, h int) []string {
	if h <= 0 {
		return nil
	}
	all := make([]string, 0, h)
	for i, l := range lines {
		if i == h-1 && len(lines) > h {
			l = p.as(faint, p.t("step.below", len(lines)-i))
		}
		if i == h {
			break
		}
		all = append(all, p.fit(l, w))
	}
	for len(all) < h {
		all = append(all, strings.Repeat(" ", max(w, 0)))
	}
	return all
}

// title is a line with a name in it.
func (p *paint) title(name string, w int, focused bool) string {
	dash := p.glyph("─", "-")
	text := " " + name + " "
	l := strong
	if focused {
		text = p.glyph("▸", ">") + name + p.glyph("◂", "<") // seen without colour too
		l = barred
	}
	text = p.clip(text, w-2)
	return p.as(faint, dash) + p.as(l, text) + p.as(faint, strings.Repeat(dash, max(0, w-1-cells(text))))
}

// beside sets two boxes of the same height side by side.
func (p *paint) beside(left, right []string) []string {
	bar := " " + p.as(faint, p.glyph("│", "|")) + " "
	all := make([]string, len(left))
	for i := range left {
		all[i] = left[i] + bar + right[i]
	}
	return all
}

// wrap breaks a text into lines.
func wrap(text string, w int) []string { return ladder.Wrap(text, max(w, 8)) }

// clean makes what comes from a run or from an error fit to stand in one line.
func clean(text string) string { return ladder.Clean(text) }

// styled is a text in lines that all look the same.
func (p *paint) styled(l look, text string, w int) []string {
	lines := wrap(text, w)
	for i := range lines {
		lines[i] = p.as(l, lines[i])
	}
	return lines
}
