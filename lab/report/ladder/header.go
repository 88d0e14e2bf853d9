package ladder

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// named writes which lab was run.
func (d *Drawer) named(r *event.RunInfo) {
	name := clean(r.Lab)
	if r.Variant != "" {
		name += " / " + clean(r.Variant)
	}
	d.paragraph(0, name, bold)
	if title := d.title(r); title != "" {
		d.paragraph(0, title, plain)
	}
}

// header writes what was run, the rules, and the hosts' names over their columns.
func (d *Drawer) header(hosts []event.HostID) {
	if r := d.s.Run; r != nil {
		d.named(r)
		d.paragraph(0, d.setting(hosts), dim)
		for i := range r.Rules {
			d.paragraph(2, d.ruleTitled(event.RuleID(i+1), false), magenta)
		}
	}
	if d.o.Quiet {
		return
	}
	d.print(nil)
	for _, t := range d.conversations() {
		d.paragraph(2, t, plain)
	}
	if len(d.grid.x) == 0 {
		return
	}
	d.names(hosts)
	d.first(hosts)
}

// title is the lab's and the variant's: "Losing each leg of the handshake: the
// SYN-ACK is lost".
func (d *Drawer) title(r *event.RunInfo) string {
	lab, variant := clean(words.Pick(d.o.Lang, r.Title)), clean(words.Pick(d.o.Lang, r.VariantTitle))
	switch {
	case variant == "":
		return lab
	case lab == "":
		return variant
	}
	return d.t("ladder.title", lab, continued(variant))
}

// proper are words that keep their capital in the middle of a line: the names
// of people and of programs that books on TCP begin a title with.
var proper = []string{"Nagle", "Karn", "Clark", "Jacobson", "Linux", "Wireshark", "Internet", "Ethernet"}

// continued makes a title fit to stand in the middle of a line: the word that it
// begins with loses its capital. A word with a second capital, a digit or an
// underscore is a name ("SYN", "M1", "TIME-WAIT", "SO_REUSEADDR") and keeps it.
func continued(title string) string {
	first, rest, _ := strings.Cut(title, " ")
	if first == "" {
		return title
	}
	begin, n := utf8.DecodeRuneInString(first)
	name := strings.ContainsFunc(first[n:], func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) || r == '_' })
	stem, _, _ := strings.Cut(strings.TrimRight(first, ",.:;"), "'")
	if name || slices.Contains(proper, stem) {
		return title
	}
	return strings.TrimSpace(string(unicode.ToLower(begin)) + first[n:] + " " + rest)
}

// setting says which stacks ran, on which clock.
func (d *Drawer) setting(hosts []event.HostID) string {
	r := d.s.Run
	var stacks []string
	for _, h := range hosts {
		info := d.s.Host(h)
		text := clean(info.Name) + " " + clean(info.Stack)
		if info.Router {
			text += " (" + d.t("ladder.router") + ")"
		}
		stacks = append(stacks, text)
	}
	const most = 6
	if len(stacks) > most {
		stacks = append(stacks[:most], d.glyph.more)
	}
	clock := d.t("ladder.clock." + map[bool]string{true: "real", false: "virtual"}[r.Clock == "real"])
	return strings.Join(stacks, d.t("list.comma")) + d.t("sum.semicolon") + clock + d.t("ladder.comma") + d.piece(d.t("ladder.seed", r.Seed))
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
		if !d.s.Host(h).Router && (d.s.End == nil || d.speaksTCP(h)) {
			d.aside(c, i, event.Closed.String(), bold)
			some = true
		}
	}
	if some {
		d.print(c)
	}
}

func (d *Drawer) speaksTCP(h event.HostID) bool {
	for _, c := range d.s.Conns {
		if c != nil && c.Host == h && len(c.Path) > 0 {
			return true
		}
	}
	return false
}

// legend says which numbers the letters are.
func (d *Drawer) legend() {
	if d.numbers != story.Lettered || len(d.letters.All) == 0 {
		return
	}
	d.print(nil)
	for i := range d.letters.All {
		l := &d.letters.All[i]
		host := clean(d.s.Names.Host(l.Stream.Ends[l.Side].Host))
		switch {
		case l.Initial() && l.Age > 0:
			d.paragraph(2, d.t("ladder.letter.anew", l.Name, l.Value, host), plain)
		case l.Initial():
			d.paragraph(2, d.t("ladder.letter.initial", l.Name, l.Value, host), plain)
		default:
			d.paragraph(2, d.t("ladder.letter.later", l.Name, l.Value, host, l.As), plain)
		}
	}
}
