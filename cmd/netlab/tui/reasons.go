//go:build !js

package tui

import (
	"strings"
	"time"

	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/lab/why"
	"netlab/lab/words"
)

// reasonLines say why the event at the cursor happened; at the end of the run, what
// came of it all.
func (m *Model) reasonLines(w int) []string {
	var lines []string
	if m.v.N == 1 {
		for _, n := range m.v.Notices {
			lines = append(lines, m.p.styled(acting, m.p.own(n.In(m.p.lang)), w)...)
		}
	}
	if m.v.Story.End != nil {
		var b strings.Builder
		o := m.ladder(w)
		o.Quiet = true
		ladder.Draw(&b, m.v.Story, o)
		_, summary, _ := strings.Cut(b.String(), "\n\n") // what was run stands elsewhere
		return append(lines, strings.Split(strings.TrimRight(summary, "\n"), "\n")...)
	}
	if m.why.of != m.v {
		m.why = reasons{m.v, m.reasons()}
	}
	for _, text := range m.why.text {
		lines = append(lines, wrap(text, w)...)
	}
	if m.v.Thought >= time.Millisecond {
		lines = append(lines, m.p.styled(acting, m.p.t("step.thought", words.Took(m.v.Thought)), w)...)
	}
	if len(m.why.text) == 0 {
		lines = append(lines, m.p.styled(faint, m.p.t("step.noreason"), w)...)
	}
	return lines
}

// reasons are the sentences about the event at the cursor: of a packet that arrives
// those about its arrival. A packet that waits at the desk has its own.
func (m *Model) reasons() (all []string) {
	found := why.New(m.v.Story)
	add := func(head string, list []why.Reason) {
		for _, reason := range list {
			text := head + clean(reason.Text(m.p.lang))
			if reason.Section != "" {
				if m.p.lang != words.Chinese { // a full stop of Chinese has its blank in it
					text += " "
				}
				text += "[" + strings.ReplaceAll(reason.Section, " ", "\u00a0") + "]" // no line is broken in it
			}
			all = append(all, m.p.own(text))
		}
	}
	r := m.v.Rung
	switch {
	case r == nil:
	case r.EndN != 0 && m.v.N >= r.EndN, r.Kind == story.Packet && r.Fate != story.OnTheWay:
		add("", found.End(r))
	default:
		add("", found.Begin(r))
	}
	if d := m.v.Desk; d != nil && d.Rung != nil && d.Rung != r {
		add(m.p.t("step.packet", d.Packet)+m.p.t("step.colon"), found.Begin(d.Rung))
	}
	return all
}
