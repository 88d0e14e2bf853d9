//go:build !js

package tui

import (
	tea "charm.land/bubbletea/v2"

	"netlab/lab/story"
)

// choose begins "what if": a packet is chosen among those that came to the desk so
// far, the last one first.
func (m *Model) choose() tea.Cmd {
	if m.v.Forward {
		m.refuse(m.p.t("step.forward"))
		return nil
	}
	all := m.packets()
	if len(all) == 0 {
		m.refuse(m.p.t("step.nopackets"))
		return nil
	}
	m.mode, m.chosen = choosing, len(all)-1
	m.say(m.p.t("step.choose"))
	return nil
}

// packets are those of the past that a "what if" may be asked about.
func (m *Model) packets() []*story.Rung {
	var all []*story.Rung
	for _, r := range m.v.Story.Rungs {
		if r.Kind == story.Packet {
			all = append(all, r)
		}
	}
	return all
}

// choice is the packet that is chosen; nil: none is.
func (m *Model) choice() *story.Rung {
	if m.mode != choosing {
		return nil
	}
	if all := m.packets(); m.chosen < len(all) {
		return all[m.chosen]
	}
	return nil
}

// subject is the packet that the screen is about: the one chosen, the one at the
// desk, or that of the event.
func (m *Model) subject() *story.Rung {
	switch {
	case m.choice() != nil:
		return m.choice()
	case m.v.Desk != nil && m.v.Desk.Rung != nil:
		return m.v.Desk.Rung
	case m.v.Rung != nil && m.v.Rung.Kind == story.Packet:
		return m.v.Rung
	}
	return nil
}
