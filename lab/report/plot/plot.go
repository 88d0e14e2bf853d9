// Package plot draws how a connection's variables went through a run, as a graph
// made of text: time from left to right, the value upward. The graph that it was
// made for is every textbook's: the congestion window that doubles with each
// round trip, meets a loss, and is halved.
//
//	28400 ┤      ╭─────
//	      │      │
//	14200 ┤──────╯
//	    0 ┼──────┬─────
//	      0.1    0.2 s
//
// A stack tells a connection's variables after a segment has come in, so that is
// where the curve steps. What happens between, as when a retransmission timer runs
// out, shows in the curve when the next segment comes. Below the axis stand the
// connection's segments that were lost and those that were sent again.
//
// The plot "seq" is Stevens' time-sequence graph: each segment at its time and
// number, and under them the line of what has been acknowledged.
//
// It reads the story and, for the variables, the events. At 80 columns a plot is at
// most 22 lines high: four of them name four variables.
package plot

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// Options say what is plotted and how it looks.
type Options struct {
	Vars  []string   // names of Vars, each once, in the order of the legend
	Width int        // cells; 0: 80. It is taken as 40 to 100
	Lang  words.Lang // "": English
	Color bool
	ASCII bool // draw with 7-bit characters; texts in Chinese stay Chinese
}

const (
	defaultWidth = 80
	leastWidth   = 40
	mostWidth    = 100 // a wider graph is not easier to read
	mostEnds     = 4   // of so many conversations a plot is drawn
)

// Draw writes the plots of a run: one for each conversation, of the end that sent
// more, and for each unit that the variables have. Where there is nothing to plot
// it says why. The story is that of the events. It returns the first error that
// occurred in writing.
func Draw(w io.Writer, s *story.Story, events iter.Seq[*event.Event], o Options) error {
	d := newDrawer(w, s, o)
	ends := gather(s, events)
	drawn := 0
	for i := range ends {
		for _, u := range []unit{octets, times, numbers} {
			if vars := d.vars(u); len(vars) > 0 && drawn < mostEnds {
				d.one(&ends[i], u, vars)
			}
		}
		drawn++
	}
	switch {
	case drawn == 0:
		d.prose("\n" + d.t("nothing"))
	case drawn > mostEnds:
		d.prose("\n" + d.t("rest", drawn-mostEnds))
	}
	return d.w.Flush()
}

type drawer struct {
	s     *story.Story
	o     Options
	w     *bufio.Writer
	glyph *glyphs
}

func newDrawer(w io.Writer, s *story.Story, o Options) *drawer {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = min(max(o.Width, leastWidth), mostWidth)
	if o.Lang == "" {
		o.Lang = words.English
	}
	d := &drawer{s: s, o: o, w: bufio.NewWriter(w), glyph: &boxes}
	if o.ASCII {
		d.glyph = &ascii
	}
	return d
}

func (d *drawer) t(key string, args ...any) string {
	text := words.T(d.o.Lang, "plot."+key, args...)
	if d.o.ASCII && d.o.Lang != words.Chinese {
		return strings.NewReplacer("…", "...", "µ", "u").Replace(text)
	}
	return text
}

// vars are those that were asked for and have a unit.
func (d *drawer) vars(u unit) (of []*Var) {
	for _, name := range d.o.Vars {
		if v := VarNamed(name); v != nil && v.unit == u {
			of = append(of, v)
		}
	}
	return of
}

// prose writes a text in lines no wider than the plot. All of netlab's texts about
// plots break at blanks, but those in Chinese, which break anywhere.
func (d *drawer) prose(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		for displaywidth.String(line) > d.o.Width {
			head := displaywidth.TruncateString(line, d.o.Width, "")
			if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
				head = head[:i]
			}
			d.w.WriteString(head + "\n")
			line = strings.TrimLeft(line[len(head):], " ")
		}
		d.w.WriteString(line + "\n")
	}
}

// one draws one plot: a heading, the graph, its axis, its marks, a legend.
func (d *drawer) one(e *story.Flow, u unit, vars []*Var) {
	g := d.newGraph(e, u, vars)
	d.prose("\n" + d.heading(e, g, vars))
	if g == nil {
		return
	}
	if u == numbers {
		g.sequence(e)
	} else {
		for i := len(vars) - 1; i >= 0; i-- { // the first stands over the others
			g.curve(e, vars[i], &d.glyph.lines[i])
		}
		g.marks(e)
	}
	g.write(d.w)
	d.prose(d.legend(g, vars))
}

// heading says whose variables they are, and in what units.
func (d *drawer) heading(e *story.Flow, g *graph, vars []*Var) string {
	name := clean(d.s.Names.Host(e.Host))
	if d.s.Crowded() {
		_, i := d.s.Stream(e.Stream.ID)
		name = d.t("of-conversation", name, i+1)
	}
	var names []string
	for _, v := range vars {
		names = append(names, v.Name)
	}
	list := words.And(d.o.Lang, names)
	switch {
	case g == nil:
		return d.t("untold", list, name)
	case g.unit == numbers:
		return d.t("head.seq", name)
	case g.unit == times:
		return d.t("head.times", list, name, g.y.name)
	case g.right > 0:
		return d.t("head.segments", list, name, e.MSS)
	}
	return d.t("head.octets", list, name)
}

// legend says what the lines and the marks are.
func (d *drawer) legend(g *graph, vars []*Var) string {
	var parts []string
	add := func(style, sign, key string) { parts = append(parts, d.ink(style, sign)+" "+d.t(key)) }
	if g.unit == numbers {
		add("", d.glyph.sent, "legend.sent")
		add(dim, d.glyph.lines[1].flat+d.glyph.lines[1].flat, "legend.acked")
	} else {
		for i, v := range vars {
			l := &d.glyph.lines[i]
			text := v.Name + d.t("legend.is", d.t("var."+v.Name))
			if g.undrawn[v] {
				text += d.t("legend.unset")
			}
			parts = append(parts, d.ink(l.style, l.flat+l.flat)+" "+text)
		}
	}
	if g.lost {
		add(red, d.glyph.lost, "legend.lost")
	}
	if g.again {
		add(yellow, d.glyph.again, "legend.again")
	}
	// Each part stays whole as long as there is room.
	text, used := "", 0
	for _, p := range parts {
		w := (displaywidth.Options{ControlSequences: true}).String(p)
		switch {
		case used == 0:
			text, used = p, w
		case used+3+w > d.o.Width:
			text, used = text+"\n"+p, w
		default:
			text, used = text+"   "+p, used+3+w
		}
	}
	return text
}

// Styles of ECMA-48 (8.3.117), as the ladder uses them.
const (
	dim    = "2"
	red    = "31"
	yellow = "33"
)

func (d *drawer) ink(style, text string) string {
	if !d.o.Color || style == "" || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// clean makes a name from a recording fit to stand in a line: nothing in it may
// move a terminal's cursor.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e {
			return '·'
		}
		return r
	}, s)
}
