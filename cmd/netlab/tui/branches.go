//go:build !js

package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"netlab/lab/debug"
	"netlab/lab/words"
)

// branches lists them, for choosing.
func (m *Model) branches() tea.Cmd {
	m.mode, m.row = listing, 0
	for i, b := range m.d.Branches() {
		if b.ID == m.v.Branch.ID {
			m.row = i
		}
	}
	return nil
}

// listed is the branch that is chosen in the list.
func (m *Model) listed() *debug.Branch {
	all := m.d.Branches()
	return all[min(m.row, len(all)-1)]
}

func (m *Model) switchTo() tea.Cmd {
	b := m.listed()
	m.mode = stepping
	return m.do(func() error { return m.d.Switch(b.ID) }, func() { m.say(m.p.t("step.switched", m.branchName(b))) })
}

// compare lays the branch in question beside the one that is shown, or, where that
// is the same, beside the one that it left.
func (m *Model) compare() tea.Cmd {
	a, b := m.v.Branch, m.listed()
	if a.ID == b.ID {
		a = parent(m.d.Branches(), b)
	}
	if a == nil {
		m.refuse(m.p.t("step.compare.one"))
		return nil
	}
	if a.ID > b.ID {
		a, b = b, a
	}
	return m.read(m.p.t("step.title.compare", m.branchName(a), m.branchName(b)), func(w int) []string {
		lines, err := m.o.Compare(a.ID, b.ID, m.ladder(w))
		if err != nil {
			return wrap(m.sentence(err), w)
		}
		legend := append(wrap(m.side("A", a), w), wrap(m.side("B", b), w)...)
		return append(append(legend, ""), lines...)
	})
}

// side says which branch a side of a comparison is, with all that was decided on it.
func (m *Model) side(letter string, b *debug.Branch) string {
	text := letter + m.p.t("step.colon") + m.branchName(b)
	for i, r := range b.Rules {
		name, between := r.String(), m.p.t("list.comma")
		if i == 0 {
			between = m.p.t("step.colon")
		}
		if i == len(b.Rules)-1 {
			name = m.p.own(b.Name(m.p.lang))
		}
		text += between + clean(name)
	}
	return text
}

// branchName is what a branch is called in a line of many things: the lab as it is,
// or its number.
func (m *Model) branchName(b *debug.Branch) string {
	switch {
	case b.Parent >= 0:
		return m.p.t("step.branch.n", b.ID)
	case len(b.Rules) > 0: // a live run has one branch only
		return m.p.own(words.N(m.p.lang, "step.decisions", len(b.Rules)))
	}
	return m.p.own(b.Name(m.p.lang))
}

// unsaved is how many branches would be lost: those that a person made, that are not
// saved, and whose decisions no branch that grew from them has kept.
func (m *Model) unsaved() (n int) {
	all := m.d.Branches()
	for _, b := range all {
		kept := slices.ContainsFunc(all, func(c *debug.Branch) bool { return c.Parent == b.ID && len(c.Rules) > len(b.Rules) })
		if len(b.Rules) > 0 && b.Saved == "" && !kept {
			n++
		}
	}
	return n
}

// parent is the branch that a branch left; nil: it is the lab as it is.
func parent(all []*debug.Branch, b *debug.Branch) *debug.Branch {
	i := slices.IndexFunc(all, func(c *debug.Branch) bool { return c.ID == b.Parent })
	if i < 0 {
		return nil
	}
	return all[i]
}

// depth is how many decisions lie between a branch and the lab as it is.
func depth(all []*debug.Branch, b *debug.Branch) (n int) {
	for b = parent(all, b); b != nil; b = parent(all, b) {
		n++
	}
	return n
}

// branchLines lists the branches as the tree that they are, and the breakpoints.
func (m *Model) branchLines(w int) []string {
	var lines []string
	all := m.d.Branches()
	for i, b := range all {
		current := b.ID == m.v.Branch.ID
		mark := " "
		if current {
			mark = "*"
		}
		if m.mode == listing && i == m.row {
			mark = m.p.glyph("▸", ">")
		}
		text := mark + strings.Repeat("  ", min(depth(all, b), 8)) + " " + m.branchName(b)
		if b.Parent >= 0 {
			text += m.p.t("step.colon") + clean(m.p.own(b.Name(m.p.lang)))
		}
		if current {
			text = m.p.as(strong, text)
		}
		if b.Parent >= 0 {
			text += "  " + m.p.as(faint, m.p.t("step.branch.left", b.Left))
		}
		if b.Saved != "" {
			text += "  " + m.p.as(faint, m.p.t("step.branch.saved", clean(b.Saved)))
		}
		lines = append(lines, m.p.clip(text, w))
	}
	for i, b := range m.d.Breaks() {
		if i == 0 {
			lines = append(lines, m.p.as(strong, m.p.t("step.breaks")))
		}
		lines = append(lines, "  "+m.p.clip(clean(b), w-2))
	}
	return lines
}

// save asks for a path, writes the branch, and says how to run it again.
func (m *Model) save() tea.Cmd {
	m.mode = stepping
	return m.ask(m.p.t("step.ask.save"), m.o.Path(), nil, func(text string) tea.Cmd {
		var saved debug.Saved
		return m.do(func() error {
			write, err := m.o.Create(path(text)) // before the branch believes that it is saved
			if err != nil {
				return err
			}
			if saved, err = m.d.Save(path(text)); err != nil {
				write(nil)
				return err
			}
			return write(saved.Text)
		}, func() {
			m.saved = append(m.saved, saved.Command)
			m.say(m.p.t("step.saved", clean(saved.Command)))
		})
	})
}

// path is a file's name with the ending that netlab knows a lab's file by.
func path(text string) string {
	if strings.HasSuffix(text, ".yaml") || strings.HasSuffix(text, ".yml") {
		return text
	}
	return text + ".yaml"
}
