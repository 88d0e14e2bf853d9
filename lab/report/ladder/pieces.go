package ladder

import (
	"bytes"
	"strings"

	"netlab/lab/story"
)

// Pieces is a ladder in pieces, for a picture that sets two of them beside each
// other. Every line is one line of the ladder, without its end; in colour if the
// Options say so.
type Pieces struct {
	Title []string // what was run
	Stack string   // whose TCP, on which clock
	Rules []string
	Head  []string // conversations, the hosts' names, the states in which they begin
	Blank string   // a line below it on which nothing happens
	Rungs []Piece
}

// A Piece is the lines of a rung, or of one end of it.
type Piece struct {
	Rung   *story.Rung
	Arrive bool     // the arrival of a packet whose departure is another piece, or a call's return
	Pause  string   // the line that says that time went by before; "": there is none
	Lines  []string // never folded
	Dull   bool     // one of many segments of which there is nothing to say, so that it may be left out
	Blank  string   // a line behind it on which nothing happens: lifelines, and packets that hang there
}

// Take draws a story that is complete in pieces.
func Take(s *story.Story, o Options) *Pieces {
	var b bytes.Buffer
	o.All, o.Quiet = true, true
	d := New(&b, s, o)
	take := func() (lines []string) {
		d.flush()
		text := strings.TrimSuffix(b.String(), "\n")
		if b.Reset(); text != "" {
			lines = strings.Split(text, "\n")
		}
		return lines
	}
	p := &Pieces{}
	d.begin()
	b.Reset()
	d.w.Reset(&b)
	hosts := s.Columns
	if s.Run != nil {
		d.named()
		p.Title = take()
		p.Stack = d.setting()
		for _, rule := range d.tell.Rules() {
			d.paragraph(2, d.plain(rule), magenta)
		}
		p.Rules = take()
	}
	for _, t := range d.conversations() {
		d.paragraph(2, t, plain)
	}
	if len(d.grid.x) > 0 {
		d.names(hosts)
		d.first(hosts)
	}
	p.Head = take()
	if len(d.grid.x) > 0 {
		p.Blank = d.blank().text(o.Color)
	}
	piece := func(q Piece) {
		d.settle()
		lines := take()
		if len(lines) > 0 && lines[0] == d.hanging(d.lifelines(d.glyph.broken)).text(o.Color) {
			q.Pause, lines = lines[0], lines[1:]
		}
		if q.Lines = lines; len(lines) == 0 {
			return
		}
		q.Dull = q.Rung.Dull()
		if q.Blank = d.blank().text(o.Color); len(d.grid.x) == 0 {
			q.Blank = ""
		}
		p.Rungs = append(p.Rungs, q)
	}
	if len(d.grid.x) == 0 {
		for _, point := range s.Order {
			d.listed(point)
			piece(Piece{Rung: point.Rung, Arrive: point.End})
		}
		return p
	}
	d.order = story.NewStepper(func(st story.Step) {
		d.step(st)
		piece(Piece{Rung: st.Rung, Arrive: st.End})
	})
	for _, point := range s.Order {
		d.order.Put(point)
	}
	d.order.Close()
	return p
}

// Width is how many cells of a terminal a line takes, without its colours.
func Width(line string) int {
	if i := strings.IndexByte(line, '\x1b'); i < 0 {
		return width(line)
	}
	var b strings.Builder
	for {
		from := strings.IndexByte(line, '\x1b')
		if from < 0 {
			b.WriteString(line)
			return width(b.String())
		}
		b.WriteString(line[:from])
		to := strings.IndexByte(line[from:], 'm')
		if to < 0 {
			return width(b.String())
		}
		line = line[from+to+1:]
	}
}

// Wrap breaks a text into lines of at most so many cells: at blanks, and between
// Chinese characters.
func Wrap(text string, cells int) []string { return wrap(text, cells) }

// Clean makes a text from a run fit to stand in a line.
func Clean(text string) string { return clean(text) }

// Plain is a text of netlab's own with 7 bits, as Options.ASCII wants it.
func Plain(text string) string { return sevenBit.Replace(text) }
