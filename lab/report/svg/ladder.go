package svg

import (
	_ "embed"

	"netlab/lab/story"
)

// A Ladder is a ladder for a page: an <svg> element with the texts in both
// languages, of which CSS shows one, and the places of everything in two layouts.
//
// The element is drawn in rows. Each rung has in it a group of class "rung" with its
// kind (packet, call, state, timer, note), its hosts (h1, h2, by event.HostID), its
// conversation (s1: Story.Streams[0]) and data-r, its index in Story.Rungs; and, if
// it is a packet, another of class "w" with the same data-r, which is the arrow. A
// rung of which there is nothing to draw, and one that is folded, has neither, but
// has its Mark.
//
// Relay moves the element from the one layout to the other. What moves carries the
// heights that it follows, as keys: 2*r is the beginning of rung r, 2*r+1 its end,
// -1 the top of the lifelines, -2 their bottom.
//
//	<g data-a>, <text data-a>
//	                     stands at height a:         transform="translate(x a)"
//	<g data-w>           is sheared from the beginning of its rung, data-r, to its end:
//	                     transform="matrix(1 (end-begin)/w 0 1 x begin)"
//	.rung > .l           a label: likewise, with the w of its rung's arrow, but leaning by 0.3 at most
//	<rect data-a data-b> reaches from a to b:        y, height
//	<line data-a data-b> likewise, less data-o="at its top,at its bottom": y1, y2
//
// Gaps, where time goes by unseen, are class "row" or "lin", of which CSS shows
// those of the layout; the <svg> has class "linear" in the second.
type Ladder struct {
	Body          []byte
	Width, Height float64
	LinHeight     float64 // in linear time
	Top           float64 // of the lifelines, in both layouts
	Bottom        float64
	LinBottom     float64
	Columns       []float64 // where the lifelines stand, from left to right
	Marks         []Mark    // by rung
}

// A Mark is where a rung begins and ends: its heights in rows and by real time. In
// each layout nothing stands higher than what happened before it. By real time there
// is between two moments as much room as time goes by; a moment itself takes as much
// room as what happens in it, since the dozen segments of a burst, which all leave at
// once and arrive at once, would else be one line that nobody can read.
type Mark struct {
	Rung                     int // index in Story.Rungs
	From, To, LinFrom, LinTo float64
}

// Relay is the JavaScript function relay(svg, ladder, linear), which lays a ladder
// out anew. ladder is an object {width, height, linHeight, top, bottom, linBottom,
// marks}, marks being an array with [from, to, linFrom, linTo] for each rung.
//
//go:embed relay.js
var Relay string

// NewLadder draws a story for a page.
func NewLadder(s *story.Story, o Options) *Ladder {
	d := newDrawing(s, o, false)
	if d.o.ID == "" {
		d.o.ID = "l"
	}
	d.layout()
	return d.ladder()
}

// ladder draws the element.
func (d *drawing) ladder() *Ladder {
	l := &Ladder{Width: d.width, Height: d.bottom + below, LinHeight: d.linear.bottom + below, Top: d.top, Bottom: d.bottom, LinBottom: d.linear.bottom}
	d.p.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="nl ladder" id="`).text(d.o.ID).raw(`" viewBox="0 0`).num(d.width).num(l.Height)
	d.p.raw(`" width="`).n(d.width).raw(`" height="`).n(l.Height).raw(`">` + "\n")
	d.body()
	d.p.raw("</svg>\n")
	l.Body = d.p.b.Bytes()
	for i := range d.cols {
		l.Columns = append(l.Columns, d.cols[i].x)
	}
	for i := range d.s.Rungs {
		l.Marks = append(l.Marks, Mark{i, d.event.y[2*i], d.event.y[2*i+1], d.linear.y[2*i], d.linear.y[2*i+1]})
	}
	return l
}
