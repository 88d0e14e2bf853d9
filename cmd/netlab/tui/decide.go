//go:build !js

package tui

import tea "charm.land/bubbletea/v2"

func (m *Model) undoable() bool { return !m.v.Forward && m.v.Branch.Parent >= 0 }

func (m *Model) deciding() bool {
	return m.mode == choosing || m.v.Desk != nil && m.v.Desk.Refused == nil
}

func (m *Model) holding() bool { return m.held() != 0 }

// held is the packet that was held by hand first, of those that are; 0: none is.
func (m *Model) held() uint32 {
	for i := range m.v.Packets {
		if m.v.Packets[i].Hand {
			return m.v.Packets[i].Packet
		}
	}
	return 0
}

// undo forgets the branch that is shown, and its decision with it.
func (m *Model) undo() tea.Cmd { return m.do(m.d.Undo, func() { m.say(m.p.t("step.undone")) }) }

// hold keeps the packet at the desk back until release.
func (m *Model) hold() tea.Cmd {
	if m.absent() {
		return nil
	}
	return m.do(m.d.Hold, func() { m.say(m.p.t("step.held")) })
}

// release lets go what is held.
func (m *Model) release() tea.Cmd {
	packet := m.held()
	if packet == 0 {
		m.refuse(m.p.t("step.release.none"))
		return nil
	}
	return m.do(func() error { return m.d.Release(packet) }, func() { m.say(m.p.t("step.released", packet)) })
}

// decide gives the packet at the desk a fate, or, where one was chosen for "what
// if", that one.
func (m *Model) decide(action string) tea.Cmd {
	packet, grown := uint32(0), len(m.d.Branches())
	there := func() bool { // the branch was there before
		if m.v.Forward || len(m.d.Branches()) > grown {
			return false
		}
		m.say(m.p.t("step.branch.there", packet, clean(action), m.branchName(m.v.Branch)))
		return true
	}
	if m.mode != choosing {
		if m.v.Desk != nil {
			packet = m.v.Desk.Packet
		}
		return m.do(func() error { return m.d.Decide(action) }, func() {
			switch {
			case m.v.Forward: // it cannot be taken back
				m.say(m.p.t("step.decided.live", clean(action)))
			case !there():
				m.say(m.p.t("step.decided", clean(action)))
			}
		})
	}
	r := m.choice()
	if r == nil {
		m.mode = stepping
		return nil
	}
	packet = r.Number
	return m.do(func() error { return m.d.WhatIf(packet, action) }, func() {
		if m.mode = stepping; !there() {
			m.say(m.p.t("step.grown", packet, clean(action)))
		}
	})
}

// act is a key that decides without asking.
func act(action string) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		if m.absent() {
			return nil
		}
		return m.decide(action)
	}
}

// absent says no where there is no packet to decide about, before anything is asked.
func (m *Model) absent() bool {
	if m.mode == choosing {
		return m.choice() == nil
	}
	switch d := m.v.Desk; {
	case d == nil:
		m.refuse(m.p.t("step.nodesk"))
	case d.Refused != nil:
		m.refuse(m.sentence(d.Refused))
	default:
		return false
	}
	return true
}

// asking is a key that asks for the rest of an action.
func (m *Model) asking(key, verb, given string, names []string) tea.Cmd {
	if m.absent() {
		return nil
	}
	return m.ask(m.p.t(key), given, names, func(text string) tea.Cmd { return m.decide(verb + " " + text) })
}

func (m *Model) delay() tea.Cmd { return m.asking("step.ask.delay", "delay", "", nil) }
func (m *Model) edit() tea.Cmd  { return m.asking("step.ask.edit", "rewrite", "", m.o.Fields) }

func (m *Model) corrupt() tea.Cmd {
	given := "bit 300"
	if r := m.subject(); r != nil && r.Seg.PayloadLen() > 0 {
		given = "payload"
	}
	return m.asking("step.ask.corrupt", "corrupt", given, append([]string{"payload", "bit "}, m.o.Fields...))
}

func (m *Model) inject() tea.Cmd {
	return m.asking("step.ask.inject", "inject", "", []string{"copy", "back"})
}
