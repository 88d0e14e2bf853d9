// Package svg draws a run as textbooks print it: a lifeline for each host, time
// downward, and each packet an arrow that leans, because it takes time to cross a
// wire. Two packets that are under way at once are therefore seen to cross, and one
// that is overtaken is seen to be overtaken. Beside each lifeline stands a bar for
// the state of its connection, as long as the state lasts; outside of it what the
// program called and which timers fired; at the ✗ of a lost packet stands the rule
// that dropped it.
//
// There are three pictures. Draw writes a ladder as a file of its own, for slides
// and papers: texts are texts, and what matters is written as attributes, so that
// programs which know little of CSS show it too. NewLadder gives the same ladder to
// a web page, with both languages in it and with the places of everything in two
// layouts: in rows that are evenly spaced, and by real time. States is figure 5 of
// RFC 9293. Plots are Stevens' graphs of what was sent when.
//
// Nothing here runs in a browser but relay.js, which moves a ladder from the one
// layout to the other.
package svg

import (
	"io"
	"time"

	"netlab/lab/story"
	"netlab/lab/words"
)

// Options say how a ladder looks. The zero Options draw in English, with numbers
// relative, and fold long stretches of data.
type Options struct {
	Lang     words.Lang // "": English
	Absolute bool       // sequence numbers as they stand in the packets
	Letters  bool       // sequence numbers as textbooks write them, with a legend; goes before Absolute
	All      bool       // fold nothing
	ID       string     // of NewLadder: begins the ids in the element, so that a page may hold several; "": "l"
}

// Draw writes the ladder of a story as an SVG file. It returns the first error that
// occurred in writing.
func Draw(w io.Writer, s *story.Story, o Options) error {
	d := newDrawing(s, o, true)
	d.layout()
	head := d.heading()
	var foot []line
	if d.numbers == story.Lettered {
		d.labels() // letters are learned from the packets that are written
		foot = d.legend()
	}
	d.lift(height(head))
	total := d.bottom + below + height(foot)
	d.p.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	d.p.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="nl" viewBox="0 0`).num(d.width).num(total).raw(`" width="`).n(d.width).raw(`" height="`).n(total)
	d.p.raw(`" role="img" aria-labelledby="t d" xml:lang="`).raw(string(d.o.Lang)).raw(`" font-family="` + mono + `" font-size="12">` + "\n")
	title, desc := d.title(), d.description()
	d.p.raw(`<title id="t">`).text(title.in(d.o.Lang)).raw(`</title>` + "\n" + `<desc id="d">`).text(desc.in(d.o.Lang)).raw("</desc>\n<style>" + fileCSS() + "</style>\n")
	d.p.raw(`<rect`).look(d.file, "ground").raw(` width="`).n(d.width).raw(`" height="`).n(total).raw(`"/>` + "\n")
	d.lines(head, 0)
	d.body()
	d.lines(foot, d.bottom+below)
	d.p.raw("</svg>\n")
	_, err := w.Write(d.p.b.Bytes())
	return err
}

// below is the room under the lifelines.
const below = 14.0

// mono are fonts whose characters are all of one width, so that it is known how
// long a text is.
const mono = `ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace`

// A drawing is a ladder that is being drawn.
type drawing struct {
	s       *story.Story
	o       Options
	file    bool // a file of its own: one language, everything as attributes
	pair    bool // one of two that stand side by side: narrower, and links lead to its rungs
	p       pen
	numbers story.Numbers
	sayers  [2]sayer // English, Chinese

	cols          []column
	at            []int // by HostID: index in cols; -1: none
	width         float64
	lane          float64 // room of an arrow between two neighbours
	things        []thing // by rung
	folds         []fold
	bars          []bar
	event, linear places
	ordinary      time.Duration // how long a packet takes
	top, bottom   float64       // of the lifelines
}

func newDrawing(s *story.Story, o Options, file bool) *drawing {
	if o.Lang == "" {
		o.Lang = words.English
	}
	d := &drawing{s: s, o: o, file: file, numbers: story.NumbersOf(o.Letters, o.Absolute)}
	d.sayers = sayers(s, d.numbers)
	return d
}

// said is a text in both languages.
type said struct{ en, zh string }

func same(text string) said { return said{text, text} }

func (t said) in(l words.Lang) string {
	if l == words.Chinese {
		return t.zh
	}
	return t.en
}

func (t said) empty() bool { return t.en == "" && t.zh == "" }

// both has a text said in both languages.
func (d *drawing) both(f func(*sayer) string) said {
	return said{f(&d.sayers[0]), f(&d.sayers[1])}
}

// measure is how wide a text is in the picture's languages.
func (d *drawing) measure(t said, size float64) float64 {
	if d.file {
		return measure(t.in(d.o.Lang), size)
	}
	return max(measure(t.en, size), measure(t.zh, size))
}

// A line is one of those above and below the ladder.
type line struct {
	said
	class string
	size  float64
}

func (l line) height() float64 { return l.size * 1.5 }

func height(all []line) (h float64) {
	if len(all) == 0 {
		return 0
	}
	for _, l := range all {
		h += l.height()
	}
	return h + 2*below
}

// lines writes lines from a height on.
func (d *drawing) lines(all []line, y float64) {
	y += below
	for _, l := range all {
		y += l.height()
		d.p.raw(`<text`).look(d.file, l.class).raw(` x="16" y="`).n(y - l.size*0.4).raw(`" font-size="`).n(l.size).raw(`">`).text(l.in(d.o.Lang)).raw("</text>\n")
	}
}

// wrapped makes lines of a text.
func (d *drawing) wrapped(all []line, t said, class string, size float64) []line {
	for _, part := range wrap(t.in(d.o.Lang), d.width-32, size) {
		all = append(all, line{same(part), class, size})
	}
	return all
}

// heading is what stands over a ladder that is a file of its own.
func (d *drawing) heading() (all []line) {
	if d.s.Run == nil {
		return nil
	}
	name := d.sayers[0].Name()
	title := d.both(func(s *sayer) string { return s.Title() })
	if title.empty() {
		title, name = same(name), ""
	}
	all = d.wrapped(all, title, "h", 18)
	if name != "" {
		all = d.wrapped(all, same(name), "m", 12)
	}
	all = d.wrapped(all, d.both(func(s *sayer) string { return s.Setting() }), "m", 12)
	for i := range d.s.Run.Rules {
		all = d.wrapped(all, d.both(func(s *sayer) string { return s.Rules()[i] }), "made", 12)
	}
	if d.s.Crowded() {
		for _, t := range d.s.Streams {
			all = d.wrapped(all, same(d.sayers[0].ends(t)), "m", 12)
		}
	}
	return all
}

// legend says which numbers the letters are.
func (d *drawing) legend() (all []line) {
	for i := range d.sayers[0].Letters() {
		all = d.wrapped(all, d.both(func(s *sayer) string { return s.Letters()[i] }), "m", 12)
	}
	return all
}

// labels tells every packet once, so that all letters are known.
func (d *drawing) labels() {
	for _, r := range d.s.Rungs {
		if r.Kind == story.Packet {
			for i := range d.sayers {
				d.sayers[i].Parts(r)
			}
		}
	}
}

// title names the picture, for those who hear it.
func (d *drawing) title() said {
	return d.both(func(s *sayer) string {
		name, title := s.Name(), s.Title()
		switch {
		case name == "":
			return s.T("svg.untitled")
		case title != "":
			return s.T("ladder.title", name, title)
		}
		return name
	})
}

// description says in a sentence or two what there is to see.
func (d *drawing) description() said {
	return d.both(func(s *sayer) string {
		var names []string
		for _, h := range s.Hosts() {
			names = append(names, s.Host(h))
		}
		packets, lost := 0, 0
		for _, r := range d.s.Rungs {
			if r.Kind == story.Packet {
				packets++
				if r.IsLost() {
					lost++
				}
			}
		}
		text := s.T("svg.desc", words.And(s.lang, names)) + s.gap() + s.N("svg.packets", packets)
		if lost > 0 {
			text += s.T("ladder.comma") + s.N("svg.lost", lost)
		}
		return text + s.T("svg.stop")
	})
}
