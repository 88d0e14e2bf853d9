// Package mermaid writes a run as a sequence diagram in Mermaid's text, which
// GitHub, GitLab, Obsidian and many slide tools draw where it stands in a
// Markdown file:
//
//	sequenceDiagram
//	    participant client
//	    participant server
//	    Note left of client: 0.000 connect server:80<br/>SYN-SENT
//	    client->>server: 0.000 S 0:0(0) win 29184
//	    server-xclient: 0.010 S. 0:0(0) ack 1<br/>✗ rule 1: synack#1 drop
//
// A diagram of Mermaid's has no axis of time and no lifeline with states on it. So
// every line begins with its time, and calls, timers and states are notes beside
// their host. A packet that arrives is an arrow, one that is sent again a dotted
// one, one that is lost ends in a cross with what it was lost to. Where packets
// cross, no line from left to right can show it: such a packet leaves on an open
// arrow, and a note says when it arrives.
//
// The language: https://mermaid.js.org/syntax/sequenceDiagram.html, checked
// against the grammar of Mermaid 11.
package mermaid

import (
	"bufio"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// Options say how a diagram looks. The zero Options write English, with numbers
// relative.
type Options struct {
	Lang     words.Lang
	Absolute bool // sequence numbers as they stand in the packets
	Letters  bool // sequence numbers as textbooks write them; goes before Absolute
	All      bool // leave nothing out of long stretches of data
}

// mostText is how long a diagram may be, in UTF-16 units, until Mermaid draws a
// complaint instead of it: maxTextSize in its configuration, which a page can
// raise and a diagram cannot.
const mostText = 50_000

// Draw writes the diagram of a story that is complete. It returns the first error
// that occurred in writing.
func Draw(w io.Writer, s *story.Story, o Options) error {
	b := bufio.NewWriter(w)
	newDrawer(s, o).draw(b)
	return b.Flush()
}

// A drawer gathers statements. The last one waits: a note that is followed by
// another of the same host and time takes it in.
type drawer struct {
	*tell.Teller
	s     *story.Story
	o     Options
	hosts []event.HostID
	ids   map[event.HostID]string
	lines []string
	note  struct {
		host event.HostID
		at   time.Duration
		text []string // none: no note waits
	}
}

func newDrawer(s *story.Story, o Options) *drawer {
	d := &drawer{Teller: tell.New(s, o.Lang, story.NumbersOf(o.Letters, o.Absolute)), s: s, o: o}
	d.hosts = d.Hosts()
	d.ids = identifiers(d)
	return d
}

func (d *drawer) draw(w *bufio.Writer) {
	d.head()
	size := 0
	flush := func() {
		for _, l := range d.lines {
			w.WriteString(l + "\n")
		}
		size += units(d.lines)
		d.lines = d.lines[:0]
	}
	flush()
	steps, gaps := d.Steps(d.o.All)
	const margin = 2_000 // for what may still come: the last step, the legend, the line that says so
	for i := 0; i < len(steps); i++ {
		if size > mostText-margin {
			d.over(d.T("mermaid.cut", len(steps)-i))
			break
		}
		if len(gaps) > 0 && gaps[0].From == i {
			d.over(d.Gap(&gaps[0]))
			i = gaps[0].To - 1
			gaps = gaps[1:]
			continue
		}
		d.step(steps[i])
		if size+units(d.lines) > mostText-margin { // it alone is too much
			d.lines = d.lines[:0]
			d.over(d.T("mermaid.cut", len(steps)-i))
			break
		}
		flush()
	}
	d.settle()
	d.legend()
	flush()
}

// units is how long lines are, with their ends, as Mermaid counts.
func units(lines []string) (n int) {
	for _, l := range lines {
		n += len(utf16.Encode([]rune(l))) + 1
	}
	return n
}

// head names the run and the hosts, and the states in which they begin.
func (d *drawer) head() {
	d.lines = append(d.lines, "sequenceDiagram")
	if command := d.Command(); command != "" {
		d.line("%% " + escape(command))
	}
	if name := d.Name(); name != "" {
		d.line("title: " + escape(name))
	}
	if title := d.Title(); title != "" {
		d.line("accTitle: " + escape(title)) // what a screen reader says
		d.line("accDescr: " + escape(d.Setting()))
	}
	for _, h := range d.hosts {
		id, name := d.ids[h], escape(d.Host(h))
		if id == name {
			d.line("participant " + id)
		} else {
			d.line("participant " + id + " as " + orBlank(name))
		}
	}
	for _, h := range d.hosts {
		if !d.s.Host(h).Router && d.SpeaksTCP(h) {
			d.line(d.place(h) + ": " + event.Closed.String())
		}
	}
}

// step draws one line of the picture.
func (d *drawer) step(st story.Step) {
	r := st.Rung
	switch st.What {
	case story.Moment:
		at, states := r.At, r.States
		if st.End {
			at, states = r.End, r.Arrived
		}
		d.says(r.Host, at, d.Moment(r, st.End))
		d.says(r.Host, at, d.States(states)...)
	case story.Arrow, story.Depart:
		d.leaves(r, st.What == story.Depart)
		if st.What == story.Arrow && r.Fate == story.Delivered {
			d.says(r.Peer, r.End, d.States(r.Arrived)...)
		}
	case story.Arrive:
		d.says(r.Peer, r.End, d.T("mermaid.arrives", d.Packet(r)))
		d.says(r.Peer, r.End, d.States(r.Arrived)...)
	}
}

// leaves draws a packet, and beside its sender what made it leave.
func (d *drawer) leaves(r *story.Rung, open bool) {
	if r.Timer != nil {
		d.says(r.Host, r.At, d.Moment(r.Timer, false))
	}
	d.says(r.Host, r.At, d.States(r.States)...)
	d.settle()
	from, ok := d.ids[r.Host]
	to, ok2 := d.ids[r.Peer]
	if !ok || !ok2 {
		return // a damaged record: nobody stands there
	}
	text := []string{d.Time(r.At) + " " + d.Packet(r)}
	if opts := d.Options(r); opts != "" {
		text = append(text, opts)
	}
	mark := "◆ "
	if r.IsLost() {
		mark = "✗ "
	}
	for _, deed := range d.Deeds(r) {
		text = append(text, mark+deed)
	}
	d.line(from + arrow(r, open) + to + ": " + joined(text))
}

// arrow is a packet's line: dotted if its first byte or flag was sent before.
func arrow(r *story.Rung, open bool) string {
	line := "-"
	if r.Again() > 0 {
		line = "--"
	}
	switch {
	case r.Fate == story.Dropped, r.Fate == story.Lost, r.Fate == story.Replaced, r.Passage == story.Discarded:
		return line + "x"
	case open, r.Fate == story.OnTheWay:
		return line + ")"
	}
	return line + ">>"
}

// says puts texts on a note beside a host.
func (d *drawer) says(h event.HostID, at time.Duration, texts ...string) {
	for _, text := range texts {
		if text == "" {
			continue
		}
		n := &d.note
		if len(n.text) > 0 && n.host == h && n.at == at {
			n.text = append(n.text, text)
			continue
		}
		d.settle()
		n.host, n.at, n.text = h, at, []string{d.Time(at) + " " + text}
	}
}

// settle writes the note that waits. A remark of the run's own, which is no
// host's, stands over all.
func (d *drawer) settle() {
	n := &d.note
	if len(n.text) == 0 {
		return
	}
	text := n.text
	n.text = nil
	if place := d.place(n.host); place != "" {
		d.line(place + ": " + joined(text))
	}
}

// over puts a text over all hosts.
func (d *drawer) over(text string) {
	d.settle()
	if place := d.place(0); place != "" {
		d.line(place + ": " + escape("… "+text+" …"))
	}
}

// legend says which numbers the letters are.
func (d *drawer) legend() {
	all := d.Letters()
	if place := d.place(0); place != "" && len(all) > 0 {
		d.line(place + ": " + joined(all))
	}
}

// place is where a note stands: beside the outer hosts, over the others, and over
// all of them where it is no host's.
func (d *drawer) place(h event.HostID) string {
	n := len(d.hosts)
	if n == 0 {
		return ""
	}
	id, ok := d.ids[h]
	switch {
	case !ok && n == 1:
		return "Note over " + d.ids[d.hosts[0]]
	case !ok:
		return "Note over " + d.ids[d.hosts[0]] + "," + d.ids[d.hosts[n-1]]
	case h == d.hosts[0]:
		return "Note left of " + id
	case h == d.hosts[n-1]:
		return "Note right of " + id
	}
	return "Note over " + id
}

func (d *drawer) line(text string) { d.lines = append(d.lines, "    "+text) }

// joined puts lines into one statement.
func joined(lines []string) string {
	escaped := make([]string, len(lines))
	for i, l := range lines {
		escaped[i] = escape(l)
	}
	return strings.Join(escaped, "<br/>")
}
