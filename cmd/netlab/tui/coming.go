//go:build !js

package tui

import (
	"netlab/lab/story"
	"netlab/lab/words"
)

// timerLines are what is still to come: timers with the time that is left, packets
// on their way, programs and where they stand.
func (m *Model) timerLines(w int) (lines []string) {
	add := func(l look, text string) { lines = append(lines, m.p.styled(l, text, w)...) }
	for i := range m.v.Timers {
		t := &m.v.Timers[i]
		text := m.p.t("step.timer.left", m.host(t.Host), m.timer(t.Name), words.Duration(t.Left))
		l := plain
		if t.Fires == 0 && !m.v.Forward {
			text, l = text+m.p.t("step.timer.vain"), faint
		}
		add(l, text)
	}
	if len(m.v.Timers) == 0 {
		add(faint, m.p.t("step.timer.none"))
	}
	for i := range m.v.Packets {
		q := &m.v.Packets[i]
		key := "step.packet.onway"
		if q.Held {
			key = "step.packet.held"
		}
		text := m.p.t(key, q.Packet, m.host(q.Rung.Host), m.host(q.Rung.Peer), clean(m.v.Story.Parts(q.Rung, story.Relative, nil).Flags))
		switch {
		case q.Until != "":
			text += m.p.t("step.packet.until", clean(q.Until))
		case q.Hand:
			text += m.p.t("step.packet.hand")
		case q.At >= 0:
			text += m.p.t("step.in", words.Duration(q.Left))
		}
		add(plain, text)
	}
	for i := range m.v.Programs {
		q := &m.v.Programs[i]
		text := ""
		switch {
		case q.Done:
			add(faint, m.p.t("step.program.done", clean(q.Name)))
			continue
		case q.Call:
			text = m.p.t("step.program.blocked", clean(q.Name), clean(q.Text))
		default:
			text = m.p.t("step.program.next", clean(q.Name), clean(q.Text))
		}
		if q.Timed {
			text += m.p.t("step.in", words.Duration(q.Left))
		}
		add(plain, text)
	}
	return lines
}
