package svg

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// A Plot is a graph over time of what one end of a conversation sent: an <svg> for a
// page, with its texts in both languages.
type Plot struct {
	Body   []byte
	Stream int          // index in Story.Streams
	Host   event.HostID // who sent
	What   string       // "sequence": Stevens' graph; "window": cwnd, ssthresh, and what is in flight

	// Where a moment lies: T0 at X0, T1 at X1, evenly between; the field reaches from
	// Top to Bottom.
	X0, X1, Top, Bottom float64
	T0, T1              time.Duration
}

// Fewer segments of data than these are seen well enough in the ladder, and more
// plots than these are not looked at.
const (
	leastSegments = 3
	mostPlots     = 8
)

// Plots draws for each end that sent data Stevens' time-sequence graph (W. R.
// Stevens, TCP/IP Illustrated, vol. 1, 20.4) and, where the stack told them, the
// variables of congestion control. The story is that of the events.
func Plots(s *story.Story, events iter.Seq[*event.Event]) (all []Plot) {
	flows := s.Flows(events)
	for i := range flows {
		f := &flows[i]
		if f.Segments < leastSegments || f.To <= f.From || len(all) >= mostPlots {
			continue
		}
		g := newGraph(s, f, "sequence")
		all = append(all, g.sequence())
		if slices.ContainsFunc(f.Samples, func(x story.Sample) bool { return x.TCB.Cwnd > 0 }) {
			g = newGraph(s, f, "window")
			all = append(all, g.window())
		}
	}
	return all
}

// A graph is a plot that is being drawn.
type graph struct {
	Plot
	p      pen
	s      *story.Story
	f      *story.Flow
	sayers [2]sayer
	most   float64 // the largest value
	step   float64
	legend []entry
}

// entry is a line of a legend: a sign, drawn at a place, and what it means.
type entry struct {
	sign string
	key  string
}

// Sizes of a plot, in pixels.
const (
	plotWide, plotHigh   = 560.0, 300.0
	plotLeft, plotRight  = 64.0, 14.0
	plotTop, plotBottom  = 40.0, 62.0
	ticksAcross, ticksUp = 7, 6
)

func newGraph(s *story.Story, f *story.Flow, what string) *graph {
	g := &graph{s: s, f: f, sayers: sayers(s, story.Relative)}
	_, i := s.Stream(f.Stream.ID)
	g.Plot = Plot{Stream: i, Host: f.Host, What: what, X0: plotLeft, X1: plotWide - plotRight, Top: plotTop, Bottom: plotHigh - plotBottom, T0: f.From, T1: f.To + min((f.To-f.From)/25, math.MaxInt64-f.To)}
	return g
}

func (g *graph) x(at time.Duration) float64 {
	part := float64(at-g.T0) / float64(g.T1-g.T0)
	return g.X0 + max(0, min(part, 1))*(g.X1-g.X0)
}

func (g *graph) y(v float64) float64 { return g.Bottom - v/g.most*(g.Bottom-g.Top) }

// both writes a text in both languages.
func (g *graph) both(class string, x, y float64, f func(*sayer) string) {
	en, zh := f(&g.sayers[0]), f(&g.sayers[1])
	put := func(text, lang string) {
		g.p.raw(`<text class="`).raw(strings.TrimSpace(class + lang)).raw(`" x="`).n(x).raw(`" y="`).n(y).raw(`">`).text(text).raw(`</text>`)
	}
	if en == zh {
		put(en, "")
		return
	}
	put(en, " en")
	put(zh, " zh")
}

// begin writes the element, its name, its axes.
func (g *graph) begin(most float64) {
	host := g.sayers[0].Tag(g.f.Stream.ID) + g.sayers[0].Host(g.f.Host)
	lost, again := 0, 0
	for _, s := range g.f.Sent {
		if s.Lost {
			lost++
		}
		if s.Again {
			again++
		}
	}
	g.p.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="nl plot" viewBox="0 0`).num(plotWide).num(plotHigh).raw(`" width="`).n(plotWide).raw(`" height="`).n(plotHigh).raw(`" role="img"><title>`)
	g.p.text(g.sayers[0].T("svg.plot."+g.What, host)).raw(` / `).text(g.sayers[1].T("svg.plot."+g.What, host)).raw(`</title><desc>`)
	for i := range g.sayers {
		s := &g.sayers[i]
		g.p.text(s.T("svg.plot.desc", host, g.f.Octets, g.f.Segments, words.Duration(g.f.To-g.f.From), lost, again)).raw(` `)
	}
	g.p.raw("</desc>\n")
	g.both("h", 8, 14, func(s *sayer) string { return s.T("svg.plot."+g.What, host) })
	step, n := round(most, ticksUp)
	g.step, g.most = step, step*float64(n)
	for i := 0; i <= n; i++ {
		y := g.y(step * float64(i))
		g.p.raw(`<path class="grid" d="M`).n(g.X0).num(y).raw(`H`).n(g.X1).raw(`"/><text class="m t e" x="`).n(g.X0 - 6).raw(`" y="`).n(y + 3.5).raw(`">`).raw(fmt.Sprintf("%.0f", step*float64(i))).raw(`</text>`)
	}
	g.both("m t", 8, g.Top-11, func(s *sayer) string { return s.T("svg.plot.octets") })
	g.times()
}

// times draws the axis of time.
func (g *graph) times() {
	span := (g.T1 - g.T0).Seconds()
	step, _ := round(span, ticksAcross)
	digits := 0
	for s := step; s < 0.999 && digits < 9; s *= 10 {
		digits++
	}
	each := time.Duration(math.Round(step * float64(time.Second)))
	at := g.T0 - g.T0%each
	if at < g.T0 {
		at += each
	}
	for ; at >= g.T0 && at <= g.T1; at += each { // behind the last moment there is it would begin again
		x := g.x(at)
		g.p.raw(`<path class="grid" d="M`).n(x).num(g.Bottom).raw(`v5"/><text class="m t c" x="`).n(x).raw(`" y="`).n(g.Bottom + 17).raw(`">`).raw(fmt.Sprintf("%.*f", digits, at.Seconds())).raw(`</text>`)
	}
	g.both("m t e", g.X1, g.Bottom+30, func(s *sayer) string { return s.T("svg.plot.seconds") })
	g.p.raw(`<path class="axis" d="M`).n(g.X0).num(g.Top).raw(`V`).n(g.Bottom).raw(`H`).n(g.X1).raw("\"/>\n")
}

// end writes the legend.
func (g *graph) end() Plot {
	x, y := g.X0, g.Bottom+44
	for _, e := range g.legend {
		text := func(s *sayer) string { return s.T("svg.plot." + e.key) }
		wide := max(measure(text(&g.sayers[0]), tiny), measure(text(&g.sayers[1]), tiny)) + 42
		if x+wide > plotWide && x > g.X0 {
			x, y = g.X0, y+13
		}
		g.p.raw(fmt.Sprintf(e.sign, x, y-3.5))
		g.both("x t", x+22, y, text)
		x += wide
	}
	g.p.raw("</svg>\n")
	g.Body = g.p.b.Bytes()
	return g.Plot
}

// round finds a step of 1, 2 or 5 times a power of ten, the smallest that reaches a
// value in at most so many steps, and in how many.
func round(value float64, most int) (step float64, n int) {
	value = max(value, 1e-9)
	for power := 1e-9; ; power *= 10 {
		for _, f := range [...]float64{1, 2, 5} {
			step = f * power
			if value/step > float64(most+1) { // it may be more than an int can be
				continue
			}
			if n = int((value - 1e-12) / step); float64(n)*step < value*(1-1e-9) {
				n++
			}
			if n <= most {
				return step, max(n, 1)
			}
		}
	}
}

// sequence draws Stevens' graph.
func (g *graph) sequence() Plot {
	most := 1.0
	for _, s := range g.f.Sent {
		most = max(most, float64(s.End))
	}
	g.begin(most)
	g.legend = []entry{{`<path class="seg" d="M%[1]f %[2]fm8 5v-10m-3 0h6"/>`, "segment"}}
	g.edge()
	g.acks()
	var plain, again, lost pen
	for _, s := range g.f.Sent {
		x, y0, y1 := g.x(s.At), g.y(float64(s.Seq)), g.y(float64(s.End))
		y1 = min(y1, y0-2) // a FIN is seen too
		switch {
		case s.Lost:
			lost.raw(`M`).n(x).num(y0).raw(`V`).n(y1).raw(`M`).n(x - 4).num((y0+y1)/2 - 4).raw(`l8 8m0-8l-8 8`)
		case s.Again:
			again.raw(`M`).n(x).num(y0).raw(`V`).n(y1).raw(`M`).n(x - 4).num((y0 + y1) / 2).raw(`a4 4 0 1 1 8 0a4 4 0 1 1-8 0`)
		default:
			plain.raw(`M`).n(x).num(y0).raw(`V`).n(y1).raw(`m-3 0h6`)
		}
	}
	for _, k := range []struct {
		class, key, sign string
		p                *pen
	}{
		{"seg", "", "", &plain},
		{"seg again", "again", `<path class="seg again" d="M%[1]f %[2]fm4 0a4 4 0 1 1 8 0a4 4 0 1 1-8 0"/>`, &again},
		{"seg lost", "lost", `<path class="seg lost" d="M%[1]f %[2]fm4-4l8 8m0-8l-8 8"/>`, &lost},
	} {
		if k.p.b.Len() == 0 {
			continue
		}
		g.p.raw(`<path class="`).raw(k.class).raw(`" d="`).raw(k.p.b.String()).raw("\"/>\n")
		if k.key != "" {
			g.legend = append(g.legend, entry{k.sign, k.key})
		}
	}
	return g.end()
}

// acks draws the line of what the end knew to be acknowledged.
func (g *graph) acks() {
	var steps []point
	known := uint32(0)
	for _, a := range g.f.Acks {
		if a.Ack > known {
			known = a.Ack
			steps = append(steps, point{a.At, float64(known)})
		}
	}
	g.line("ack", steps)
	g.legend = append(g.legend, entry{`<path class="ack" d="M%[1]f %[2]fh18"/>`, "acked"})
}

// edge draws the line up to which the peer's window allowed to send, if it comes
// into the picture.
func (g *graph) edge() {
	var steps []point
	inside := false
	for _, a := range g.f.Acks {
		if a.Edged {
			v := float64(a.Edge)
			inside = inside || v <= g.most
			steps = append(steps, point{a.At, v})
		}
	}
	if inside {
		g.line("edge", steps)
		g.legend = append(g.legend, entry{`<path class="edge" d="M%[1]f %[2]fh18"/>`, "edge"})
	}
}

type point struct {
	at time.Duration
	v  float64
}

// line draws a value that stays until the next is told. Above the picture it is not
// drawn.
func (g *graph) line(class string, steps []point) {
	if len(steps) == 0 {
		return
	}
	g.p.raw(`<path class="`).raw(class).raw(`" d="`)
	drawn := false
	for i, s := range steps {
		x, y := g.x(s.at), g.y(min(s.v, g.most))
		switch inside := s.v <= g.most; {
		case drawn:
			g.p.raw(`H`).n(x).raw(`V`).n(y)
			drawn = inside
		case !inside:
		case i == 0:
			g.p.raw(`M`).n(x).num(y)
			drawn = true
		default:
			g.p.raw(`M`).n(x).num(g.Top).raw(`V`).n(y)
			drawn = true
		}
	}
	if drawn {
		g.p.raw(`H`).n(g.X1)
	}
	g.p.raw("\"/>\n")
}

// window draws the variables of congestion control.
func (g *graph) window() Plot {
	lines := []struct {
		class string
		of    func(*event.TCB) float64
	}{
		{"flight", func(t *event.TCB) float64 { return float64(t.Snd.Nxt - t.Snd.Una) }},
		{"ssthresh", func(t *event.TCB) float64 { return float64(t.Ssthresh) }},
		{"cwnd", func(t *event.TCB) float64 { return float64(t.Cwnd) }},
	}
	most := 1.0
	for _, s := range g.f.Samples {
		if t := &s.TCB; s.At <= g.T1 {
			most = max(most, float64(t.Cwnd), lines[0].of(t))
		}
	}
	g.begin(most)
	for _, l := range lines {
		var steps []point
		for _, s := range g.f.Samples {
			v := l.of(&s.TCB)
			if s.At < g.T0 || s.At > g.T1 || v == 0 && l.class != "flight" {
				continue
			}
			steps = append(steps, point{s.At, v})
		}
		if l.class == "ssthresh" && !slices.ContainsFunc(g.f.Samples, func(s story.Sample) bool { return s.TCB.Ssthresh > 0 && float64(s.TCB.Ssthresh) <= g.most }) {
			continue // not set yet, or above all that is in the picture
		}
		if len(steps) == 0 {
			continue
		}
		g.line(l.class, steps)
		g.legend = append(g.legend, entry{`<path class="` + l.class + `" d="M%[1]f %[2]fh18"/>`, l.class})
	}
	slices.SortFunc(g.legend, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	return g.end()
}

// plotCSS is how the plots look; each line has a pattern of its own.
const plotCSS = `.nl .grid{fill:none;stroke:var(--nl-life,#818b98);stroke-opacity:.3}
.nl .axis{fill:none;stroke:var(--nl-life,#818b98);stroke-width:1.2}
.nl .seg{fill:none;stroke:var(--nl-x,#1f2328);stroke-width:1.4}
.nl .seg.again{stroke:var(--nl-l-again,#8a5a00);stroke-width:1.6}
.nl .seg.lost{stroke:var(--nl-l-lost,#b3141e);stroke-width:1.8}
.nl .ack{fill:none;stroke:var(--nl-st-ESTABLISHED,#1a7f37);stroke-width:1.4}
.nl .edge{fill:none;stroke:var(--nl-made,#7a3fc8);stroke-width:1.2;stroke-dasharray:6 3}
.nl .cwnd{fill:none;stroke:var(--nl-st-FIN-WAIT-1,#0550ae);stroke-width:2}
.nl .ssthresh{fill:none;stroke:var(--nl-st-CLOSE-WAIT,#bf3989);stroke-width:1.6;stroke-dasharray:8 4}
.nl .flight{fill:none;stroke:var(--nl-m,#59636e);stroke-width:1.2;stroke-dasharray:2 2}
`
