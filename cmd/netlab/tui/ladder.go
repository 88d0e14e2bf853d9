//go:build !js

package tui

import (
	"slices"
	"strings"

	"netlab/lab/debug"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
)

// ladder is how ladders look on this screen.
func (m *Model) ladder(w int) ladder.Options {
	return ladder.Options{Width: w, Lang: m.p.lang, Absolute: m.o.Absolute, Letters: m.o.Letters, TimeMode: m.o.TimeMode, Color: m.p.colour, ASCII: m.p.ascii}
}

// pieces is the ladder up to the cursor.
func (m *Model) pieces(w int) *ladder.Pieces {
	if m.drawn.of != m.v || m.drawn.width != w {
		o := m.ladder(w)
		o.Going = m.v.Story.End == nil
		if m.v.Desk != nil {
			o.Desk = m.v.Desk.Rung
		}
		m.drawn = drawing{m.v, w, ladder.Take(m.going(), o)}
	}
	return m.drawn.pieces
}

// going is the story as the ladder shows it: as if it went on, since one that has
// ended is laid out anew, by what came, and this one keeps its columns where they
// are; and with a packet that a person holds called so.
func (m *Model) going() *story.Story {
	s := *m.v.Story
	s.End = nil
	if s.Names == nil || len(m.v.Branch.Rules) == 0 {
		return &s
	}
	names := *s.Names
	names.Rules = slices.Clone(names.Rules)
	first := len(names.Rules) - len(m.v.Branch.Rules) // decisions by hand stand behind all others
	for i, r := range m.v.Branch.Rules {
		if at := first + i; at >= 0 {
			names.Rules[at].Text = m.decision(names.Rules[at].Text, r.Packet)
		}
	}
	s.Names = &names
	return &s
}

// decision is a rule by hand in words.
func (m *Model) decision(rule string, packet uint32) string {
	b := debug.Branch{Rule: rule, Packet: packet}
	return m.p.own(b.Name(m.p.lang))
}

// ladderLines is the ladder around the present: the hosts' names stay on top, and
// what the event at the cursor belongs to is marked.
func (m *Model) ladderLines(w, h int) []string {
	p := m.pieces(w)
	var head []string
	if n := len(p.Head); n > 0 {
		head = p.Head[max(0, n-2):] // the names, and the states in which the hosts begin
	}
	head = head[:min(len(head), max(0, h-3))]
	var lines []string
	now, last := -1, -1 // the first and the last line of what is marked
	choice := m.choice()
	for i := range p.Rungs {
		q := &p.Rungs[i]
		if q.Pause != "" {
			lines = append(lines, q.Pause)
		}
		marked := m.marked(q, choice)
		for j, l := range q.Lines {
			if marked && j == 0 {
				now = len(lines)
				l = m.pointer(l)
			}
			lines = append(lines, l)
		}
		if marked {
			last = len(lines)
		}
	}
	room := h - len(head)
	top := max(0, len(lines)-room)
	if now >= 0 && (now < top || last > top+room) {
		top = max(0, min(now-room/3, len(lines)-room))
	}
	m.scroll[ladderPane] = min(m.scroll[ladderPane], top)
	top -= m.scroll[ladderPane]
	all := m.p.box(head, w, len(head))
	for len(lines)-top < room && len(p.Blank) > 0 {
		lines = append(lines, p.Blank)
	}
	lines = lines[top:min(len(lines), top+room)]
	return append(all, m.p.box(lines, w, room)...)
}

// marked says whether a piece of the ladder is what the event at the cursor, or the
// choice of a packet, is about. Of a packet that left in one line and arrives in
// another that is the one where it is.
func (m *Model) marked(q *ladder.Piece, choice *story.Rung) bool {
	if choice != nil {
		return q.Rung == choice && !q.Arrive
	}
	r := m.v.Rung
	if r == nil || q.Rung != r {
		return r != nil && q.Rung.Timer == r
	}
	return q.Arrive == m.arrived(r)
}

// arrived says whether a rung has ended, on a line of the ladder of its own.
func (m *Model) arrived(r *story.Rung) bool {
	return r.EndN != 0 && m.v.N >= r.EndN && slices.ContainsFunc(m.drawn.pieces.Rungs, func(q ladder.Piece) bool { return q.Rung == r && q.Arrive })
}

// pointer puts a mark before a line, in the room before its time.
func (m *Model) pointer(line string) string {
	if rest, ok := strings.CutPrefix(line, " "); ok {
		return m.p.as(fresh, m.p.glyph("▸", ">")) + rest
	}
	return line
}
