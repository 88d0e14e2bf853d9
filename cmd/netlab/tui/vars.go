//go:build !js

package tui

import (
	"fmt"
	"time"

	"netlab/hooks/event"
	"netlab/lab/debug"
	"netlab/lab/story"
	"netlab/lab/words"
)

// varsLines are both ends' variables: side by side, each in two columns, where
// there is room for it, and else in a table.
func (m *Model) varsLines(w int) []string {
	ends := m.ends()
	if len(ends) == 0 {
		return m.p.styled(faint, m.p.t("step.noconn"), w)
	}
	half := (w - 1) / 2
	const least = 39 // two columns of "SND.NXT *4294967295'"
	if half < least {
		return m.varsTable(ends, w)
	}
	left := m.varsBlock(ends[0], half)
	right := make([]string, len(left))
	if len(ends) > 1 {
		right = m.varsBlock(ends[1], half)
	}
	bar := m.p.as(faint, m.p.glyph("│", "|"))
	lines := make([]string, len(left))
	for i := range lines {
		lines[i] = m.p.fit(left[i], half) + bar + m.p.fit(right[i], half)
	}
	return lines
}

// untold says whether a variable is shown that the stack did not tell.
func (m *Model) untold() bool {
	for _, c := range m.ends() {
		if c.Vars.Known&^c.Vars.Told&^initial != 0 {
			return true
		}
	}
	return false
}

// initial are variables that a stack never tells, and that nobody doubts: they stand
// in the SYNs.
const initial = story.VarISS | story.VarIRS

// connName is whose connection it is, and its state.
func (m *Model) connName(c *debug.Conn) string {
	return m.p.as(strong, m.connection(c)) + " " + m.state(c)
}

// connection is a connection's host and its name there.
func (m *Model) connection(c *debug.Conn) string {
	if c.Name == "" {
		return m.host(c.Host)
	}
	return m.host(c.Host) + " " + clean(c.Name)
}

func (m *Model) state(c *debug.Conn) string {
	state := c.State.String()
	if c.State == event.NoState {
		state = "?"
	}
	if c.Moved {
		return m.p.as(fresh, "*"+state)
	}
	return m.p.as(strong, " "+state)
}

// columns are the variables of a block, in two columns: what is sent, and what is
// received with the times.
var columns = [2][]story.VarSet{
	{story.VarISS, story.VarSndUna, story.VarSndNxt, story.VarSndWnd, story.VarCwnd, story.VarSsthresh},
	{story.VarIRS, story.VarRcvNxt, story.VarRcvWnd, story.VarRTO, story.VarSRTT},
}

func (m *Model) varsBlock(c *debug.Conn, w int) []string {
	lines := []string{m.connName(c)}
	for i := range columns[0] {
		line := m.p.fit(m.variable(c, columns[0][i], 8), (w+1)/2) // "ssthresh" is the longest name, and stands on the left
		if i < len(columns[1]) {
			line += m.variable(c, columns[1][i], 7)
		}
		lines = append(lines, m.p.fit(line, w))
	}
	return lines
}

func (m *Model) varsTable(ends []*debug.Conn, w int) []string {
	room := (w - 9) / 2
	row := func(name string, of func(c *debug.Conn) string) string {
		line := m.p.fit(name, 9)
		for _, c := range ends {
			line += m.p.fit(of(c), room)
		}
		return m.p.fit(line, w)
	}
	lines := []string{row("", func(c *debug.Conn) string { return " " + m.connection(c) }), row("state", m.state)}
	for _, v := range story.VarNames() {
		lines = append(lines, row(v.Name, func(c *debug.Conn) string { return m.value(c, v) }))
	}
	return lines
}

// variable is a variable's name and value.
func (m *Model) variable(c *debug.Conn, is story.VarSet, w int) string {
	for _, v := range story.VarNames() {
		if v.Is == is {
			return m.p.fit(v.Name, w) + m.value(c, v)
		}
	}
	return ""
}

// value is a variable's value: behind a * if the event at the cursor changed it, and
// before a ' if it follows from the segments and the stack itself did not tell it.
func (m *Model) value(c *debug.Conn, v story.Var) string {
	if !c.Vars.Known.Has(v.Is) {
		return " " + m.p.as(faint, m.p.glyph("·", "-"))
	}
	n := c.Vars.Value(v.Is)
	text := fmt.Sprint(n)
	switch {
	case v.Kind == story.Span && n == 0, v.Is == story.VarSsthresh && n == 0:
		text = m.p.glyph("–", "-")
	case v.Kind == story.Span:
		text = words.Duration(time.Duration(n))
	case !m.o.Absolute && v.Is&initial == 0:
		text = fmt.Sprint(c.Vars.Relative(v.Is))
	}
	if !c.Vars.Told.Has(v.Is) && v.Is&initial == 0 {
		text += "'"
	}
	if c.Changed.Has(v.Is) {
		return m.p.as(fresh, "*"+text)
	}
	return " " + text
}

// ends are the two connections that the screen shows: those of the conversation
// that the event is about, or else the last two that are not closed.
func (m *Model) ends() []*debug.Conn {
	var current, rest []*debug.Conn
	for i := range m.v.Conns {
		c := &m.v.Conns[i]
		if c.Current {
			current = append(current, c)
		} else {
			rest = append(rest, c)
		}
	}
	if len(current) == 0 && len(rest) > 2 {
		rest = rest[len(rest)-2:]
	}
	if len(current) == 0 {
		current = rest
	}
	return current[:min(len(current), 2)]
}
