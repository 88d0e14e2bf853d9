//go:build !js

package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"netlab/lab/words"
)

// What makes sense now, for the foot of the screen. Who presses the key all the
// same is told by the debugger why it cannot be done.

func (m *Model) onward() bool   { return m.v.Forward || m.v.N < m.v.Of }
func (m *Model) backward() bool { return !m.v.Forward && m.v.N > 1 }
func (m *Model) moving() bool   { return m.mode != stepping }

func (m *Model) next() tea.Cmd   { return m.wait(m.d.Next, nil) }
func (m *Model) back() tea.Cmd   { return m.do(m.d.Back, nil) }
func (m *Model) pass() tea.Cmd   { return m.wait(m.d.NextDesk, nil) }
func (m *Model) unpass() tea.Cmd { return m.do(m.d.PrevDesk, nil) }
func (m *Model) first() tea.Cmd  { return m.do(func() error { return m.d.Goto(1) }, nil) }

// last goes to the next breakpoint, or else to the end. Of a live run nobody knows
// where that is: it passes every packet until it is there.
func (m *Model) last() tea.Cmd {
	live, end := m.v.Forward, m.v.Of
	return m.wait(func(ctx context.Context) error {
		switch {
		case len(m.d.Breaks()) > 0 && m.d.RunUntil(ctx, "") == nil:
			return nil
		case !live:
			return m.d.Goto(end)
		}
		for ctx.Err() == nil {
			if m.d.NextDesk(ctx) != nil {
				break
			}
		}
		return nil
	}, nil)
}

func (m *Model) until() tea.Cmd {
	return m.ask(m.p.t("step.ask.until"), "", m.expressions(), func(text string) tea.Cmd {
		return m.wait(func(ctx context.Context) error { return m.d.RunUntil(ctx, text) }, func() {
			if len(m.d.Breaks()) > 0 { // which of them it was is not told
				m.say(m.p.t("step.until.either", clean(text)))
				return
			}
			m.say(m.p.t("step.until.there", clean(text)))
		})
	})
}

// breakpoint sets one, or takes away one that is typed again.
func (m *Model) breakpoint() tea.Cmd {
	return m.ask(m.p.t("step.ask.break"), "", slices.Concat(m.d.Breaks(), m.expressions()), func(text string) tea.Cmd {
		if i := slices.Index(m.d.Breaks(), text); i >= 0 {
			return m.do(func() error { m.d.Unbreak(i); return nil }, func() { m.say(m.p.t("step.unbroken", clean(text))) })
		}
		return m.do(func() error { return m.d.Break(text) }, func() { m.say(m.p.t("step.broken", clean(text))) })
	})
}

// expressions are words that an expression may begin with.
func (m *Model) expressions() []string {
	var all []string
	if s := m.v.Story; s.Run != nil {
		for _, h := range s.Run.Hosts {
			all = append(all, h.Name+".state")
		}
	}
	return append(append(all, "frame.time_relative", "role", "from", "to"), m.o.Fields...)
}

// rows moves what the arrows move: a choice, a text, or the pane in focus.
func rows(by int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		switch m.mode {
		case choosing:
			m.chosen = min(max(m.chosen+by, 0), len(m.packets())-1)
			m.say(m.p.t("step.choose"))
		case listing:
			m.row = min(max(m.row+by, 0), len(m.d.Branches())-1)
		case reading:
			m.sheet.top = max(m.sheet.top+by, 0)
		default:
			if m.focus == ladderPane {
				by = -by
			}
			m.scroll[m.focus] = max(m.scroll[m.focus]+by, 0)
		}
		return nil
	}
}

func (m *Model) nextPane() tea.Cmd { m.focus = (m.focus + 1) % panes; return nil }
func (m *Model) lastPane() tea.Cmd { m.focus = (m.focus + panes - 1) % panes; return nil }

// cancel leaves a mode for the one before it.
func (m *Model) cancel() tea.Cmd {
	if m.mode == reading {
		m.mode = m.sheet.from
		return nil
	}
	m.mode = stepping
	return nil
}

func (m *Model) help() tea.Cmd {
	return m.read(m.p.t("step.title.help"), func(w int) []string { return m.helpLines(w) })
}

// read shows a text until the person has read it.
func (m *Model) read(name string, text func(w int) []string) tea.Cmd {
	m.sheet = sheet{name: name, text: text, from: m.mode}
	m.mode = reading
	return nil
}

// quit leaves; where branches would be lost it asks.
func (m *Model) quit() tea.Cmd {
	if m.mode == waiting {
		m.stop()
	}
	if m.mode == leaving || m.unsaved() == 0 {
		return tea.Quit
	}
	m.mode = leaving
	m.refuse(m.p.own(words.N(m.p.lang, "step.leave", m.unsaved())))
	return nil
}

// giveUp ends waiting for a live run.
func (m *Model) giveUp() tea.Cmd {
	m.stop()
	return nil
}
