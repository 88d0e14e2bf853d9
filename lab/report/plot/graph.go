package plot

import (
	"bufio"
	"strconv"
	"strings"

	"netlab/lab/story"
)

// glyphs are the characters that a plot is drawn with.
type glyphs struct {
	lines                  [4]strokes // as many as variables that share a unit
	axis, tick, zero, foot string     // beside the rows; at a tick; in the corner; along the bottom
	stand                  string     // a tick of time
	right                  string     // a tick on the right
	sent, lost, again      string
}

// strokes draw one line.
type strokes struct {
	flat, up         string // along a row; across rows
	goesUp, goesDown string // it leaves a row upward, downward
	fromUp, fromDown string // it comes to a row from above, from below
	peak, dip        string // it goes upward, downward, and comes back
	style            string
}

var boxes = glyphs{
	lines: [4]strokes{
		{"─", "│", "╯", "╮", "╰", "╭", "┴", "┬", ""},
		{"┄", "┆", "┘", "┐", "└", "┌", "┴", "┬", dim},
		{"═", "║", "╝", "╗", "╚", "╔", "╩", "╦", ""},
		{"·", "·", "·", "·", "·", "·", "·", "·", ""},
	},
	axis: "│", tick: "┤", zero: "┼", foot: "─", stand: "┬", right: "├", sent: "•", lost: "✗", again: "↻",
}

var ascii = glyphs{
	lines: [4]strokes{
		{"-", "|", "'", ".", "'", ".", "+", "+", ""},
		{".", ":", ".", ".", ".", ".", ".", ".", dim},
		{"=", "#", "=", "=", "=", "=", "=", "=", ""},
		{"~", "~", "~", "~", "~", "~", "~", "~", ""},
	},
	axis: "|", tick: "+", zero: "+", foot: "-", stand: "+", right: "+", sent: "o", lost: "x", again: "r",
}

// cell is one place of the graph.
type cell struct{ text, style string }

// A graph is a plot that is being drawn: rows from the top, the last of them the
// axis's own, on which a value of 0 is drawn.
type graph struct {
	*drawer
	unit    unit
	y       scale
	x       span
	left    int // cells of the labels
	right   int // cells of the labels on the right; 0: there are none
	mss     int64
	rows    [][]cell
	rug     []cell // the marks under the axis
	lost    bool   // there are marks of this kind
	again   bool
	undrawn map[*Var]bool // of which no value is known
}

// newGraph chooses the scales; nil: there is nothing to draw.
func (d *drawer) newGraph(e *story.Flow, u unit, vars []*Var) *graph {
	g := &graph{drawer: d, unit: u, undrawn: map[*Var]bool{}}
	most, some := int64(0), false
	for _, v := range vars {
		known := int64(0)
		for _, s := range e.Samples {
			if v.of != nil {
				known = max(known, v.of(&s.TCB))
			}
		}
		g.undrawn[v] = known == 0 && u != numbers && !v.mayBeZero()
		most, some = max(most, known), some || len(e.Samples) > 0 && !g.undrawn[v]
	}
	if u == numbers {
		for _, s := range e.Sent {
			most, some = max(most, int64(s.End)), true
		}
	}
	if !some {
		return nil
	}
	switch {
	case u == times:
		g.y = timeScale(most)
	case u == octets && e.MSS > 0 && most >= int64(e.MSS):
		g.y, g.mss = newScale(most, int64(e.MSS)), int64(e.MSS)
	default:
		g.y = newScale(most, 1)
	}
	for i := 0; i <= g.y.n; i++ {
		g.left = max(g.left, len(g.y.label(i))+1)
		if g.mss > 0 && d.o.Width >= 60 {
			g.right = max(g.right, len(g.segments(i))+2)
		}
	}
	g.x = newSpan(e.From, e.To, d.o.Width-g.left-1-g.right)
	for range g.y.rows + 1 {
		g.rows = append(g.rows, make([]cell, g.x.cells))
	}
	g.rug = make([]cell, g.x.cells)
	return g
}

// segments is the label of a tick on the right.
func (g *graph) segments(i int) string { return strconv.FormatInt(g.y.step*int64(i)/g.mss, 10) }

// put writes a glyph at a row of the scale.
func (g *graph) put(x, row int, text, style string) {
	if x >= 0 && x < g.x.cells && row >= 0 && row <= g.y.rows {
		g.rows[g.y.rows-row][x] = cell{text, style}
	}
}

// curve draws a variable: a step wherever the stack told another value. Within one
// cell of time the line may go up and down again; it is drawn as far as it went.
func (g *graph) curve(e *story.Flow, v *Var, l *strokes) {
	if g.undrawn[v] {
		return
	}
	i, row := 0, -1 // the next sample; where the line stands, -1: it has not begun
	last := min(g.x.cell(e.To), g.x.cells-1)
	for x := 0; x <= last; x++ {
		from, lo, hi := row, row, row
		for ; i < len(e.Samples) && g.x.cell(e.Samples[i].At) <= x; i++ {
			value := v.of(&e.Samples[i].TCB)
			if value == 0 && !v.mayBeZero() {
				continue
			}
			row = g.y.row(value)
			if lo < 0 {
				lo, hi = row, row
			}
			lo, hi = min(lo, row), max(hi, row)
		}
		if row >= 0 {
			g.stroke(x, from, row, lo, hi, l)
		}
	}
}

// stroke draws one cell of a line: it comes on row from (-1: it begins here), goes
// between lo and hi, and leaves on row to.
func (g *graph) stroke(x, from, to, lo, hi int, l *strokes) {
	if lo == hi {
		g.put(x, to, l.flat, l.style)
		return
	}
	for row := lo; row <= hi; row++ {
		g.put(x, row, l.up, l.style)
	}
	switch from {
	case to, -1:
	case lo:
		g.put(x, from, l.goesUp, l.style)
	case hi:
		g.put(x, from, l.goesDown, l.style)
	}
	switch {
	case to == from && to == lo:
		g.put(x, to, l.peak, l.style)
	case to == from && to == hi:
		g.put(x, to, l.dip, l.style)
	case to == lo:
		g.put(x, to, l.fromUp, l.style)
	case to == hi:
		g.put(x, to, l.fromDown, l.style)
	}
}

// marks draws under the axis what was lost, and what was sent again.
func (g *graph) marks(e *story.Flow) {
	for _, s := range e.Sent {
		x := g.x.cell(s.At)
		if x < 0 || x >= g.x.cells || !s.Again && !s.Lost {
			continue
		}
		if s.Lost {
			g.rug[x], g.lost = cell{g.glyph.lost, red}, true
		} else if g.again = true; g.rug[x].text == "" {
			g.rug[x] = cell{g.glyph.again, yellow}
		}
	}
}

// sequence draws the time-sequence graph.
func (g *graph) sequence(e *story.Flow) {
	l := &g.glyph.lines[1]
	known, i, row := uint32(0), 0, 0
	for x := 0; x < g.x.cells && i < len(e.Acks); x++ {
		from := row
		for ; i < len(e.Acks) && g.x.cell(e.Acks[i].At) <= x; i++ {
			known = max(known, e.Acks[i].Ack)
		}
		if known > 0 {
			row = g.y.row(int64(known))
			g.stroke(x, from, row, min(from, row), max(from, row), l)
		}
	}
	for _, pass := range []int{0, 1, 2} { // the rarer above the more frequent
		for _, s := range e.Sent {
			x, y := g.x.cell(s.At), g.y.row(int64(s.End))
			switch {
			case s.Lost && pass == 2:
				g.put(x, y, g.glyph.lost, red)
				g.lost = true
			case s.Again && !s.Lost && pass == 1:
				g.put(x, y, g.glyph.again, yellow)
				g.again = true
			case !s.Again && !s.Lost && pass == 0:
				g.put(x, y, g.glyph.sent, "")
			}
		}
	}
}

// write writes the graph with its axes and its marks.
func (g *graph) write(w *bufio.Writer) {
	per := g.y.rows / g.y.n
	for i, row := range g.rows {
		up := g.y.rows - i
		label, side, right := "", g.glyph.axis, ""
		if up%per == 0 {
			label, side = g.y.label(up/per), g.glyph.tick
			if g.right > 0 {
				right = g.segments(up / per)
			}
		}
		if up == 0 {
			side = g.glyph.zero
			g.ground(row)
		}
		line := strings.Repeat(" ", g.left-1-len(label)) + label + " " + side + g.text(row)
		if right != "" {
			line += strings.Repeat(" ", g.right-len(right)) + right
		}
		w.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	g.clock(w)
	if rug := strings.TrimRight(g.text(g.rug), " "); rug != "" {
		w.WriteString(strings.Repeat(" ", g.left+1) + rug + "\n")
	}
}

// ground draws the axis of time where no curve lies on it.
func (g *graph) ground(row []cell) {
	stand := map[int]bool{}
	for _, at := range g.x.ticks() {
		stand[g.x.cell(at)] = at > g.x.from // the corner is a tick already
	}
	for x := range row {
		switch {
		case row[x].text != "":
		case stand[x]:
			row[x] = cell{g.glyph.stand, ""}
		default:
			row[x] = cell{g.glyph.foot, ""}
		}
	}
}

// clock writes the times under their ticks, the unit behind the last.
func (g *graph) clock(w *bufio.Writer) {
	line := ""
	ticks := g.x.ticks()
	for i, at := range ticks {
		text := g.x.label(at)
		x := g.left + 1 + g.x.cell(at) - len(text)/2
		if i == len(ticks)-1 {
			text += " s"
		}
		if x = max(min(x, g.o.Width-len(text)), 0); x > len(line) || line == "" {
			line += strings.Repeat(" ", x-len(line)) + text
		}
	}
	w.WriteString(line + "\n")
}

// text is a row of cells, coloured where that is allowed.
func (g *graph) text(row []cell) string {
	var b strings.Builder
	for i := 0; i < len(row); {
		if row[i].text == "" {
			b.WriteByte(' ')
			i++
			continue
		}
		j := i
		for j < len(row) && row[j].text != "" && row[j].style == row[i].style {
			j++
		}
		var run strings.Builder
		for _, c := range row[i:j] {
			run.WriteString(c.text)
		}
		b.WriteString(g.ink(row[i].style, run.String()))
		i = j
	}
	return b.String()
}
