package ladder

import (
	"strings"

	"netlab/hooks/event"
)

// named writes which lab was run.
func (d *Drawer) named() {
	d.paragraph(0, d.tell.Name(), bold)
	if title := d.plain(d.tell.Title()); title != "" {
		d.paragraph(0, title, plain)
	}
}

// header writes what was run, the rules, and the hosts' names over their columns.
func (d *Drawer) header(hosts []event.HostID) {
	if d.s.Run != nil && !d.o.Bare {
		d.named()
		d.paragraph(0, d.setting(), dim)
		for _, rule := range d.tell.Rules() {
			d.paragraph(2, d.plain(rule), magenta)
		}
	}
	if d.o.Quiet {
		return
	}
	if !d.o.Bare {
		d.print(nil)
	}
	for _, t := range d.conversations() {
		d.paragraph(2, t, plain)
	}
	if len(d.grid.x) == 0 {
		return
	}
	d.names(hosts)
	d.first(hosts)
}

// setting says which stacks ran, on which clock; the seed stays with its name.
func (d *Drawer) setting() string {
	text := d.plain(d.tell.Setting())
	i := strings.LastIndexByte(text, ' ')
	return text[:i] + noBreak + text[i+1:]
}

// conversations says which is which, where arrows bear numbers.
func (d *Drawer) conversations() []string {
	if !d.s.Crowded() {
		return nil
	}
	var all []string
	for _, t := range d.s.Streams {
		var ends []string
		for _, e := range t.Ends {
			if e.Host == 0 {
				continue
			}
			text := clean(d.s.Names.Host(e.Host))
			if name := d.s.Names.Conn(e.Conn); name != "" {
				text += " (" + clean(name) + ")"
			}
			ends = append(ends, text)
		}
		all = append(all, d.tag(t.ID)+strings.Join(ends, " "+d.glyph.arrow+" "))
	}
	return all
}

// names writes the hosts' names over their lifelines.
func (d *Drawer) names(hosts []event.HostID) {
	g := d.grid
	c := newCanvas(g.width)
	room := g.width
	if len(g.x) > 1 {
		room = g.x[1] - g.x[0] - 2
	}
	heading := d.t("ladder.time")
	c.put(g.times-width(heading), heading, dim)
	if len(g.x) > 1 {
		c.put(g.width-width(heading), heading, dim)
	}
	for i, h := range hosts {
		name := clip(clean(d.s.Host(h).Name), max(room, 4), d.glyph.more)
		w := width(name)
		at := g.x[i] - w/2
		at = max(at, g.times+1)
		if len(g.x) > 1 {
			at = min(at, g.width-g.times-w-1)
		}
		c.put(at, name, bold)
	}
	d.print(c)
}

// first draws the states in which hosts begin.
func (d *Drawer) first(hosts []event.HostID) {
	c := d.blank()
	some := false
	for i, h := range hosts {
		if !d.s.Host(h).Router && (d.s.End == nil || d.tell.SpeaksTCP(h)) {
			d.aside(c, i, event.Closed.String(), bold)
			some = true
		}
	}
	if some {
		d.print(c)
	}
}

// legend says which numbers the letters are.
func (d *Drawer) legend() {
	for i, text := range d.tell.Letters() {
		if i == 0 {
			d.print(nil)
		}
		d.paragraph(2, d.plain(text), plain)
	}
}
