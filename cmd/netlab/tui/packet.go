//go:build !js

package tui

import (
	"fmt"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/debug"
	"netlab/lab/story"
)

// packetLines are a packet's fields, with what the desk does with it.
func (m *Model) packetLines(w int) []string {
	r := m.subject()
	if r == nil {
		return m.p.styled(faint, m.p.t("step.nopacket"), w)
	}
	arrow := m.p.glyph("→", "->")
	lines := []string{m.p.as(strong, fmt.Sprintf("%s  %s %s %s  %s", m.p.t("step.packet", r.Number), m.host(r.Host), arrow, m.host(r.Peer), clean(m.v.Story.Names.Wire(r.Wire))))}
	lines = append(lines, wrap(m.segment(r), w)...)
	if d := m.v.Desk; d != nil && d.Rung == r {
		lines = append(lines, m.deskLines(d, w)...)
	}
	if role := r.Info.Role.String(); role != "" {
		lines = append(lines, "role  "+role)
	}
	return append(lines, m.fieldLines(r, w)...)
}

// deskLines say what the rules do with the packet at the desk, and what was decided.
func (m *Model) deskLines(d *debug.Desk, w int) (lines []string) {
	for _, a := range d.Fate {
		lines = append(lines, m.p.styled(acting, m.p.t("step.desk.rule", clean(a.Name), clean(a.Text)), w)...)
	}
	for _, a := range d.Decided {
		lines = append(lines, m.p.styled(acting, m.p.t("step.desk.decided", clean(m.decision(a.Text, d.Packet))), w)...)
	}
	switch {
	case d.Refused != nil:
		lines = append(lines, m.p.styled(wrong, m.p.own(d.Refused.In(m.p.lang)), w)...)
	case len(d.Decided) == 0:
		lines = append(lines, m.p.styled(acting, m.p.t("step.desk.yours"), w)...)
	}
	return lines
}

// fieldLines are a packet's fields under the names that an edit and a filter call
// them by, TCP's first.
func (m *Model) fieldLines(r *story.Rung, w int) []string {
	framing := segment.IP
	if run := m.v.Story.Run; run != nil {
		framing, _ = segment.ParseFraming(run.Framing)
	}
	var fields [2][]string
	for _, f := range segment.Fields() {
		value, ok := f.Get(framing, r.Head, &r.Seg)
		if !ok || f.Kind == segment.Text || f.Kind == segment.OptionList || strings.HasPrefix(f.Name, "tcp.flags.") {
			continue // data are long, and the others stand in the line above
		}
		name := f.Name
		switch name {
		case "tcp.seq_raw":
			if r.Info.Known&event.KnownSeq != 0 && !m.o.Absolute {
				name, value = "tcp.seq", fmt.Sprint(r.Info.RSeq)
			}
		case "tcp.ack_raw":
			if r.Info.Known&event.KnownAck != 0 && !m.o.Absolute {
				name, value = "tcp.ack", fmt.Sprint(r.Info.RAck)
			}
		}
		which := 1
		if strings.HasPrefix(name, "tcp.") || strings.HasPrefix(name, "udp.") || strings.HasPrefix(name, "icmp") {
			which = 0
		}
		fields[which] = append(fields[which], m.p.as(faint, name)+" "+clean(value))
	}
	all := append(fields[0], fields[1]...)
	widest := 1
	for _, f := range all {
		widest = max(widest, cells(f))
	}
	columns := max(1, (w+2)/(widest+2))
	rows := (len(all) + columns - 1) / columns
	lines := make([]string, rows)
	for i, f := range all {
		if i >= rows {
			lines[i%rows] = m.p.fit(lines[i%rows], i/rows*(widest+2))
		}
		lines[i%rows] += f
	}
	return lines
}
