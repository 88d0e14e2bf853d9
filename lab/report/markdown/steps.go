package markdown

import (
	"strings"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/why"
	"netlab/lab/words"
)

// row is a line of the table of steps.
type row struct {
	time, who, what, fate, states, why string
}

// steps is the table of what happened: packets, calls, timers, and states that
// changed by themselves.
func (d *drawer) steps() {
	steps, gaps := d.Steps(d.o.All)
	var rows []row
	explained := false
	for i := 0; i < len(steps); i++ {
		if len(gaps) > 0 && gaps[0].From == i {
			rows = append(rows, row{what: "… " + text(d.Gap(&gaps[0])) + " …"})
			i = gaps[0].To - 1
			gaps = gaps[1:]
			continue
		}
		if steps[i].What == story.Arrive {
			continue // it stands in the line of its departure
		}
		r := d.row(steps[i])
		rows = append(rows, r)
		explained = explained || r.why != ""
	}
	if len(rows) == 0 {
		return
	}
	d.heading("markdown.steps")
	columns := []string{"time", "who", "what", "fate", "states"}
	if explained {
		columns = append(columns, "why")
	}
	d.columns(columns...)
	for _, r := range rows {
		cells := []string{r.time, r.who, r.what, r.fate, r.states, r.why}
		d.cells(cells[:len(columns)]...)
	}
	if letters := d.Letters(); len(letters) > 0 {
		d.printf("\n")
		for _, l := range letters {
			d.printf("- %s\n", text(l))
		}
	}
}

// row is the line of a step.
func (d *drawer) row(st story.Step) (r row) {
	g := st.Rung
	if st.What == story.Moment {
		return d.moment(g, st.End)
	}
	r.time = d.Time(g.At)
	r.who = text(d.Host(g.Host)) + " → " + text(d.Host(g.Peer))
	r.what = code(strings.TrimSpace(d.Packet(g) + " " + d.Options(g)))
	if t := g.Timer; t != nil {
		r.what = text(d.Moment(t, false)) + "<br>" + r.what
	}
	r.fate = d.fate(g)
	r.states = joined(d.stated(g.Host, g.States), d.stated(g.Peer, g.Arrived))
	r.why = d.reasons(d.why.Rung(g))
	return r
}

// moment is the line of something that happened at one host.
func (d *drawer) moment(g *story.Rung, end bool) (r row) {
	at, states, reasons := g.At, g.States, d.why.Begin(g)
	if end {
		at, states, reasons = g.End, g.Arrived, d.why.End(g)
	}
	r.time, r.who = d.Time(at), text(d.Host(g.Host))
	r.what = text(d.Moment(g, end))
	if g.Kind == story.Call {
		r.what = code(d.Moment(g, end))
	}
	r.states = joined(d.stated(g.Host, states))
	r.why = d.reasons(reasons)
	return r
}

// fate is what became of a packet.
func (d *drawer) fate(g *story.Rung) string {
	var all []string
	if g.Fate == story.Delivered {
		all = append(all, text(d.T("markdown.arrives", d.Time(g.End))))
	}
	mark := "◆ "
	if g.IsLost() {
		mark = "✗ "
	}
	for _, deed := range d.Deeds(g) {
		all = append(all, mark+text(deed))
	}
	return joined(all)
}

// stated are a host's new states.
func (d *drawer) stated(h event.HostID, states []story.State) (all []string) {
	for _, s := range d.States(states) {
		all = append(all, text(d.Host(h))+" "+text(s))
	}
	return all
}

// reasons are sentences, each with its section.
func (d *drawer) reasons(reasons []why.Reason) string {
	var all []string
	for _, r := range reasons {
		s := text(tell.Clean(r.Text(d.o.Lang)))
		if r.Section != "" {
			if d.o.Lang != words.Chinese { // a full stop of Chinese has its blank in it
				s += " "
			}
			s += "\\[" + text(r.Section) + "\\]"
		}
		all = append(all, s)
	}
	return joined(all)
}

// columns begins a table; times, which come first and last, stand to the right.
func (d *drawer) columns(names ...string) {
	d.printf("\n")
	titles, rules := make([]string, len(names)), make([]string, len(names))
	for i, name := range names {
		titles[i], rules[i] = d.T("markdown.col."+name), "---"
		if name == "time" || name == "after" {
			rules[i] = "---:"
		}
	}
	d.cells(titles...)
	d.cells(rules...)
}

// cells writes a row of a table.
func (d *drawer) cells(all ...string) {
	d.printf("|")
	for _, c := range all {
		if c != "" {
			c = " " + c
		}
		d.printf("%s |", c)
	}
	d.printf("\n")
}

// joined puts lines into one cell. There is no other way to break a line there.
func joined(lists ...[]string) string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return strings.Join(all, "<br>")
}
