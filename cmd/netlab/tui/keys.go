//go:build !js

package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// mode is what the keys mean at the moment.
type mode uint8

const (
	stepping mode = 1 << iota
	choosing      // a packet of the past, for "what if"
	listing       // the branches
	reading       // a text that fills the screen
	leaving       // whether to leave unsaved branches behind
	waiting       // for a live run
)

// A binding is an entry of the table that dispatches keys. What it does stands in
// the catalogue: under step.key.NAME for the help, step.foot.NAME for the foot.
type binding struct {
	keys []string // as bubbletea calls them
	show string   // as help writes them; "": the first of keys
	name string
	in   mode                 // in which modes it works
	now  func(*Model) bool    // whether it makes sense now, for the foot; nil: always
	do   func(*Model) tea.Cmd // nil in the help only
	foot bool                 // it stands at the foot of the screen
}

// bindings is the table, in the order of the help. The foot shows as many as fit,
// in the same order. It is a function because what the keys do comes back to it.
func bindings() []binding {
	return []binding{
		{keys: []string{"right", "space", "n", "enter"}, show: "→ Space n Enter", name: "next", in: stepping, now: (*Model).onward, do: (*Model).next, foot: true},
		{keys: []string{"left", "N", "backspace"}, show: "← N", name: "back", in: stepping, now: (*Model).backward, do: (*Model).back, foot: true},
		{keys: []string{"p"}, name: "pass", in: stepping, now: (*Model).onward, do: (*Model).pass, foot: true},
		{keys: []string{"tab"}, show: "Tab", name: "pane", in: stepping, do: (*Model).nextPane, foot: true},
		{keys: []string{"P"}, name: "unpass", in: stepping, now: (*Model).backward, do: (*Model).unpass},
		{keys: []string{"d"}, name: "drop", in: stepping | choosing, now: (*Model).deciding, do: act("drop"), foot: true},
		{keys: []string{"D"}, name: "delay", in: stepping | choosing, now: (*Model).deciding, do: (*Model).delay, foot: true},
		{keys: []string{"h"}, name: "hold", in: stepping, now: (*Model).deciding, do: (*Model).hold, foot: true},
		{keys: []string{"r"}, name: "release", in: stepping, now: (*Model).holding, do: (*Model).release, foot: true},
		{keys: []string{"u"}, name: "duplicate", in: stepping | choosing, now: (*Model).deciding, do: act("duplicate"), foot: true},
		{keys: []string{"c"}, name: "corrupt", in: stepping | choosing, now: (*Model).deciding, do: (*Model).corrupt, foot: true},
		{keys: []string{"e"}, name: "edit", in: stepping | choosing, now: (*Model).deciding, do: (*Model).edit, foot: true},
		{keys: []string{"i"}, name: "inject", in: stepping | choosing, now: (*Model).deciding, do: (*Model).inject, foot: true},
		{keys: []string{"U"}, name: "undo", in: stepping, now: (*Model).undoable, do: (*Model).undo, foot: true},
		{keys: []string{"w"}, name: "whatif", in: stepping, now: (*Model).backward, do: (*Model).choose, foot: true},
		{keys: []string{"g"}, name: "until", in: stepping, now: (*Model).onward, do: (*Model).until, foot: true},
		{keys: []string{"b"}, name: "break", in: stepping, do: (*Model).breakpoint, foot: true},
		{keys: []string{"home"}, show: "Home", name: "first", in: stepping, now: (*Model).backward, do: (*Model).first},
		{keys: []string{"end"}, show: "End", name: "last", in: stepping, now: (*Model).onward, do: (*Model).last},
		{keys: []string{"B"}, name: "branches", in: stepping, do: (*Model).branches, foot: true},
		{keys: []string{"s"}, name: "save", in: stepping | leaving, do: (*Model).save, foot: true},
		{keys: []string{"shift+tab"}, show: "Shift-Tab", name: "unpane", in: stepping, do: (*Model).lastPane},
		{keys: []string{"up", "k"}, show: "↑ k", name: "up", in: stepping | choosing | listing | reading, do: rows(-1)},
		{keys: []string{"down", "j"}, show: "↓ j", name: "down", in: stepping | choosing | listing | reading, now: (*Model).moving, do: rows(1), foot: true},
		{keys: []string{"pgup", "ctrl+b"}, show: "PgUp", name: "pageup", in: stepping | choosing | reading, do: rows(-10)},
		{keys: []string{"pgdown", "ctrl+f"}, show: "PgDn", name: "pagedown", in: stepping | choosing | reading, do: rows(10)},
		{keys: []string{"space"}, show: "Space", name: "pagedown", in: reading, do: rows(10)},
		{keys: []string{"enter"}, show: "Enter", name: "switch", in: listing, do: (*Model).switchTo, foot: true},
		{keys: []string{"c", "x"}, show: "c", name: "compare", in: listing, do: (*Model).compare, foot: true},
		{keys: []string{"y"}, name: "leave", in: leaving, do: func(*Model) tea.Cmd { return tea.Quit }, foot: true},
		{keys: []string{"esc", "q", "ctrl+g"}, show: "Esc", name: "cancel", in: choosing | listing | reading | leaving, do: (*Model).cancel, foot: true},
		{keys: []string{"esc"}, show: "Esc", name: "giveup", in: waiting, do: (*Model).giveUp, foot: true},
		{keys: []string{"?", "f1"}, show: "?", name: "help", in: stepping | choosing | listing, do: (*Model).help, foot: true},
		{keys: []string{"q", "ctrl+c"}, show: "q", name: "quit", in: stepping | waiting, do: (*Model).quit, foot: true},
		{keys: []string{"ctrl+c"}, show: "Ctrl-C", name: "quit", in: choosing | listing | reading | leaving, do: (*Model).quit},
		{keys: []string{"ctrl+z"}, show: "Ctrl-Z", name: "suspend", in: stepping | choosing | listing | reading | leaving | waiting, do: func(*Model) tea.Cmd { return tea.Suspend }},
		{keys: []string{"ctrl+l"}, show: "Ctrl-L", name: "redraw", in: stepping | choosing | listing | reading | leaving | waiting, do: func(*Model) tea.Cmd { return tea.ClearScreen }},
	}
}

// press does what a key means in the present mode; a key that means nothing is
// told of, so that nobody waits for it.
func (m *Model) press(key string) tea.Cmd {
	for _, b := range bindings() {
		if b.in&m.mode != 0 && slices.Contains(b.keys, key) {
			return b.do(m)
		}
	}
	m.refuse(m.p.t("step.nokey", clean(key)))
	return nil
}

// shown is how a binding's keys are written.
func (m *Model) shown(b *binding) string {
	show := b.show
	if show == "" {
		show = b.keys[0]
	}
	if m.p.ascii {
		show = strings.NewReplacer("→", "Right", "←", "Left", "↑", "Up", "↓", "Down").Replace(show)
	}
	return show
}

// foot lists the keys that make sense now, as many as fit into so many lines.
func (m *Model) foot(h int) []string {
	all := bindings()
	piece := func(b *binding) string {
		key, _, _ := strings.Cut(m.shown(b), " ")
		return m.p.as(strong, key) + " " + m.p.as(faint, m.p.t("step.foot."+b.name))
	}
	// How to get help and how to leave always fits: it stands at the end.
	var last []string
	for i := range all {
		if b := &all[i]; b.foot && b.in&m.mode != 0 && ends(b) {
			last = append(last, piece(b))
		}
	}
	end := strings.Join(last, "  ")
	lines := []string{""}
	for i := range all {
		b := &all[i]
		if !b.foot || b.in&m.mode == 0 || ends(b) || b.now != nil && !b.now(m) {
			continue
		}
		n := len(lines) - 1
		room := m.w
		if len(lines) == h {
			room -= cells(end)
		}
		text := piece(b) + "  "
		if cells(lines[n]+text) <= room {
			lines[n] += text
			continue
		}
		if len(lines) == h {
			break
		}
		lines = append(lines, text)
	}
	if n := len(lines) - 1; len(lines) == h || cells(lines[n]+end) <= m.w {
		lines[n] += end
		return lines
	}
	return append(lines, end)
}

func ends(b *binding) bool {
	return b.name == "help" || b.name == "quit" || b.name == "cancel" || b.name == "giveup"
}

// helpLines are all keys with what they do.
func (m *Model) helpLines(w int) []string {
	lines := append(wrap(m.p.t("step.help.intro"), w-2), "")
	section := func(in mode, key string) {
		lines = append(lines, m.p.as(strong, m.p.t(key)))
		all := bindings()
		for i := range all {
			b := &all[i]
			everywhere := b.in&(stepping|waiting) == stepping|waiting
			if b.in&in == 0 || in != stepping && (everywhere || b.name == "help") {
				continue // told once
			}
			const indent = 17
			for j, l := range wrap(m.p.t("step.key."+b.name), w-indent-3) {
				head := ""
				if j == 0 {
					head = m.shown(b)
				}
				lines = append(lines, "  "+m.p.fit(head, indent)+l)
			}
		}
		lines = append(lines, "")
	}
	section(stepping, "step.help.stepping")
	section(choosing, "step.help.choosing")
	section(listing, "step.help.listing")
	for _, key := range []string{"step.help.marks", "step.help.until"} {
		lines = append(lines, wrap(m.p.t(key), w-2)...)
		lines = append(lines, "")
	}
	return lines
}
