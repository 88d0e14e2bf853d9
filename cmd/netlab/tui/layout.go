//go:build !js

package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// pane is a part of the screen.
type pane uint8

const (
	ladderPane pane = iota
	reasonPane
	varsPane
	packetPane
	timersPane
	branchPane
	panes
)

var paneNames = [...]string{ladderPane: "ladder", reasonPane: "reason", varsPane: "vars", packetPane: "packet", timersPane: "timers", branchPane: "branches"}

// The least screen that shows everything, one thing after the other; smaller ones
// show what fits. From these sizes on more stands there at once.
const (
	leastWidth  = 80
	leastHeight = 24
	wideWidth   = 138 // the ladder of 80 columns, and a column beside it
	tallHeight  = 34
	varsHeight  = 7 // a connection's variables in two columns, with its name
)

// frame is what stands around the panes: two lines above, two below, or more where
// there is more to say.
const frame = 4

// View draws the screen.
func (m *Model) View() tea.View {
	v := tea.NewView(strings.Join(m.lines(), "\n"))
	v.AltScreen = true
	v.WindowTitle = "netlab step " + clean(m.o.Title)
	if m.prompt != nil && m.h >= frame {
		_, column := m.prompt.line(&m.p, m.w)
		v.Cursor = tea.NewCursor(column, m.h-len(m.footer()))
	}
	return v
}

// lines are the screen's lines: exactly as many and as wide as it is.
func (m *Model) lines() []string {
	if m.w < 1 || m.h < 1 {
		return nil
	}
	if m.h < frame+4 || m.w < leastWidth/2 {
		return m.p.box(append(wrap(m.p.t("step.small", leastWidth, leastHeight, m.w, m.h), m.w), m.said), m.w, m.h)
	}
	all, foot := m.header(), m.footer()
	h := m.h - len(all) - len(foot)
	switch {
	case m.mode == reading:
		all = append(all, m.reading(h)...)
	case m.w >= wideWidth:
		all = append(all, m.wide(h)...)
	case m.h >= tallHeight && m.w >= leastWidth:
		all = append(all, m.tall(h)...)
	default:
		all = append(all, m.tabbed(h)...)
	}
	return append(all, foot...)
}

// mostSaid is how many lines a sentence at the foot may have.
const mostSaid = 3

// footer is what was said, or what is asked, and the keys.
func (m *Model) footer() []string {
	if q := m.prompt; q != nil {
		text, _ := q.line(&m.p, m.w)
		below := m.p.styled(faint, m.p.t("step.asking"), m.w)
		switch {
		case m.bad:
			below = m.p.styled(wrong, m.refusal(), m.w)
		case len(q.maybe) > 0:
			below = m.p.styled(faint, strings.Join(q.maybe, "  "), m.w)
		}
		return m.p.box(append([]string{text}, below...), m.w, 1+min(len(below), mostSaid))
	}
	said, l := m.said, plain
	if m.bad {
		said, l = m.refusal(), wrong
	}
	lines := m.p.styled(l, said, m.w)
	lines = m.p.box(lines, m.w, min(max(1, len(lines)), mostSaid))
	h := 1
	if m.w < footWidth {
		h = 2
	}
	return append(lines, m.p.box(m.foot(h), m.w, h)...)
}

// footWidth is how wide a screen must be for the keys to stand in one line.
const footWidth = 120

// refusal is what was said, where it says no.
func (m *Model) refusal() string { return m.p.glyph("✗ ", "! ") + m.said }

// titled is a pane under its title.
func (m *Model) titled(which pane, w, h int) []string {
	if h < 1 {
		return nil
	}
	return append([]string{m.p.title(m.p.t("step.pane."+paneNames[which]), w, m.focus == which && m.mode == stepping)}, m.pane(which, w, h-1)...)
}

// pane is a pane's lines, moved as far as the person moved it.
func (m *Model) pane(which pane, w, h int) []string {
	if which == ladderPane {
		return m.ladderLines(w, h)
	}
	var lines []string
	switch which {
	case reasonPane:
		lines = m.reasonLines(w)
	case varsPane:
		lines = m.varsLines(w)
		if len(lines) < h && m.untold() {
			lines = append(lines, m.p.as(faint, m.p.t("step.untold")))
		}
	case packetPane:
		lines = m.packetLines(w)
	case timersPane:
		lines = m.timerLines(w)
	case branchPane:
		lines = m.branchLines(w)
	}
	top := min(m.scroll[which], max(0, len(lines)-h))
	if m.mode == listing && which == branchPane {
		top = max(0, m.row-h+2)
	}
	m.scroll[which] = min(m.scroll[which], top)
	return m.p.box(lines[min(top, len(lines)):], w, h)
}

// wide has the ladder on the left and everything else on the right.
func (m *Model) wide(h int) []string {
	side := min((m.w-3)*2/5, 78)
	main := m.w - 3 - side
	vars := min(h*2/5, len(m.varsLines(side))+2)
	rest := h - vars
	reason := min(max(rest/4, 4), 8)
	timers := min(max(rest/3, 5), 10)
	branches := min(len(m.branchLines(side))+1, max(rest/6, 3))
	packet := max(rest-reason-timers-branches, 0)
	if m.v.Story.End != nil { // what came of it all is longer, and about no packet
		const least = 3
		more := max(min(len(m.reasonLines(side))+1-reason, packet-least), 0)
		reason, packet = reason+more, packet-more
	}
	right := m.titled(reasonPane, side, reason)
	right = append(right, m.titled(varsPane, side, vars)...)
	right = append(right, m.titled(packetPane, side, packet)...)
	right = append(right, m.titled(timersPane, side, timers)...)
	right = append(right, m.titled(branchPane, side, branches)...)
	return m.p.beside(m.titled(ladderPane, main, h), m.p.box(right, side, h))
}

// tall has the ladder above and everything else below it.
func (m *Model) tall(h int) []string {
	low := max(10, h*3/10)
	reason := 3 + max(h-30, 0)/6
	left := (m.w - 3) / 2
	right := m.w - 3 - left
	side := timersPane
	if m.mode == listing || m.focus == branchPane {
		side = branchPane
	}
	all := m.titled(ladderPane, m.w, h-reason-varsHeight-1-low)
	all = append(all, m.titled(reasonPane, m.w, reason)...)
	all = append(all, m.titled(varsPane, m.w, varsHeight+1)...)
	return append(all, m.p.beside(m.titled(packetPane, left, low), m.titled(side, right, low))...)
}

// tabbed has the ladder above and one of the others below it.
func (m *Model) tabbed(h int) []string {
	shown := m.focus
	if shown == ladderPane {
		shown = reasonPane
	}
	if m.mode == listing {
		shown = branchPane
	}
	if m.mode == choosing {
		shown = packetPane
	}
	low := min(varsHeight, h/2)
	top := h - low - 1
	return append(append(m.ladderLines(m.w, top), m.tabs(shown)), m.pane(shown, m.w, low)...)
}

// tabs are the names of the panes, the one that is shown marked.
func (m *Model) tabs(shown pane) string {
	dash := m.p.as(faint, m.p.glyph("─", "-"))
	text := dash
	for i := ladderPane; i < panes; i++ {
		name := m.p.t("step.pane." + paneNames[i])
		switch {
		case i == m.focus && m.mode == stepping:
			text += m.p.glyph("▸", ">") + m.p.as(barred, name) + m.p.glyph("◂", "<") + dash
		case i == shown:
			text += "[" + m.p.as(strong, name) + "]" + dash
		default:
			text += " " + m.p.as(faint, name) + " " + dash
		}
	}
	return m.p.fit(text+strings.Repeat(dash, max(0, m.w-cells(text))), m.w)
}

// reading is a text that fills the screen.
func (m *Model) reading(h int) []string {
	lines := m.sheet.text(m.w)
	m.sheet.top = min(m.sheet.top, max(0, len(lines)-(h-1)))
	return append([]string{m.p.title(m.sheet.name, m.w, true)}, m.p.box(lines[m.sheet.top:], m.w, h-1)...)
}
