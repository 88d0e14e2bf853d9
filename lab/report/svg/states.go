package svg

import (
	"math"
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/lab/words"
)

// States is figure 5 of RFC 9293 (3.3.2), TCP's connection states, as an <svg> for a
// page: each state a group with id st-SYN-SENT, each arrow one with id
// ar-SYN-SENT-ESTABLISHED. CLOSED stands twice, as in the figure, in one group.
// Class "on" lights a state, "taken" the arrow that was just taken and "came" the one
// before. Class "extra" are arrows that connections take and the figure leaves out
// (its notes 2 and 3, resets and time outs); they are seen only while they are lit.
func States() []byte {
	var p pen
	p.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="nl fig" viewBox="0 0 744 652" width="744" height="652">` + "\n")
	for _, extra := range []bool{true, false} { // what the figure has lies above
		for i := range transitions {
			if t := &transitions[i]; t.extra == extra {
				t.draw(&p)
			}
		}
	}
	for s := event.Closed; s <= event.TimeWait; s++ {
		p.raw(`<g class="s" id="st-`).raw(s.String()).raw(`">`)
		for i := range seats {
			if c := &seats[i]; c.state == s {
				p.raw(`<rect x="`).n(c.x - boxWide/2).raw(`" y="`).n(c.y - boxHigh/2).raw(`" width="`).n(boxWide).raw(`" height="`).n(boxHigh).raw(`" rx="6"/><text class="c" x="`).n(c.x).raw(`" y="`).n(c.y + 4).raw(`">`).raw(s.String()).raw(`</text>`)
			}
		}
		p.raw("</g>\n")
	}
	p.raw("</svg>\n")
	return p.b.Bytes()
}

const boxWide, boxHigh = 128.0, 34.0

// seats are the places of the states' boxes, by their middles.
var seats = [...]struct {
	state event.State
	x, y  float64
}{
	{event.Closed, 350, 36}, {event.Listen, 350, 130},
	{event.SynReceived, 110, 225}, {event.SynSent, 590, 225}, {event.Established, 350, 325},
	{event.FinWait1, 110, 415}, {event.CloseWait, 590, 415},
	{event.FinWait2, 110, 510}, {event.Closing, 350, 510}, {event.LastAck, 590, 510},
	{event.TimeWait, 350, 604}, {event.Closed, 590, 604},
}

// A transition is an arrow of the figure: its path, and, at x and y, the event that
// brings it about and what TCP does, as the figure writes them. anchor: 1 the text
// begins at x, 0 its middle is there, -1 it ends there.
type transition struct {
	from, to  event.State
	path      string
	x, y      float64
	anchor    int
	on, doing string // keys of lab/words, behind svg.on. and svg.do.; "": nothing is done
	extra     bool
}

var transitions = [...]transition{
	{event.Closed, event.Listen, "M330 53L330 113", 322, 80, -1, "passive", "create", false},
	{event.Listen, event.Closed, "M370 113L370 53", 378, 80, 1, "close", "delete", false},
	{event.Closed, event.SynSent, "M414 28C560 28 640 110 622 208", 604, 76, 1, "active", "createsyn", false},
	{event.SynSent, event.Closed, "M566 208C560 130 510 62 414 46", 514, 118, -1, "close", "delete", false},
	{event.Listen, event.SynReceived, "M300 147L172 208", 226, 172, -1, "syn", "synack", false},
	{event.Listen, event.SynSent, "M400 147L528 208", 474, 172, 1, "send", "sndsyn", false},
	{event.SynReceived, event.Listen, "M100 208C90 150 180 118 286 126", 138, 140, -1, "rst", "", false},
	{event.SynSent, event.SynReceived, "M526 225L174 225", 350, 219, 0, "syn", "synack", false},
	{event.SynReceived, event.Established, "M160 242L298 308", 204, 286, -1, "acksyn", "", false},
	{event.SynSent, event.Established, "M540 242L402 308", 494, 286, 1, "synackin", "ack", false},
	{event.SynReceived, event.FinWait1, "M80 242L80 398", 72, 318, -1, "close", "fin", false},
	{event.Established, event.FinWait1, "M298 342L172 398", 228, 364, -1, "close", "fin", false},
	{event.Established, event.CloseWait, "M402 342L528 398", 470, 364, 1, "finin", "ack", false},
	{event.FinWait1, event.FinWait2, "M90 432L90 493", 98, 459, 1, "ackfin", "", false},
	{event.FinWait1, event.Closing, "M174 424L308 493", 258, 450, 1, "finin", "ack", false},
	{event.CloseWait, event.LastAck, "M590 432L590 493", 598, 459, 1, "close", "fin", false},
	{event.FinWait2, event.TimeWait, "M120 527C130 590 200 604 286 604", 152, 556, 1, "finin", "ack", false},
	{event.Closing, event.TimeWait, "M350 527L350 587", 358, 553, 1, "ackfin", "", false},
	{event.TimeWait, event.Closed, "M414 604L526 604", 470, 598, 0, "2msl", "delete", false},
	{event.LastAck, event.Closed, "M590 527L590 587", 598, 553, 1, "ackfin", "", false},

	// Note 2 of the figure.
	{event.FinWait1, event.TimeWait, "M150 432C200 500 250 560 300 587", 232, 542, 0, "finackin", "ack", true},
	// A listener that answers with cookies keeps nothing of a SYN: RFC 4987 (3.6).
	{event.Listen, event.Established, "M340 147C286 200 286 260 330 308", 296, 262, -1, "cookie", "", true},
	// Note 3, 3.10.7.4: a RST; 3.10.5: ABORT; 3.10.8: a user timeout.
	{event.SynReceived, event.Closed, "M40 208C20 70 180 28 286 30", 66, 90, 1, "gone", "", true},
	{event.Established, event.Closed, "M414 318C480 260 480 110 402 53", 470, 200, 0, "gone", "", true},
	{event.FinWait1, event.Closed, "M46 410C0 300 0 40 286 24", 20, 44, 1, "gone", "", true},
	{event.FinWait2, event.Closed, "M60 527C90 650 430 630 526 614", 190, 640, 0, "gone", "", true},
	{event.Closing, event.Closed, "M414 516L540 587", 488, 546, 1, "gone", "", true},
	{event.CloseWait, event.Closed, "M654 420C692 470 692 560 640 587", 738, 446, -1, "gone", "", true},
}

// draw draws an arrow and its label.
func (t *transition) draw(p *pen) {
	class := "a"
	if t.extra {
		class += " extra"
	}
	p.raw(`<g class="`).raw(class).raw(`" id="ar-`).raw(t.from.String()).raw(`-`).raw(t.to.String()).raw(`"><path class="p" d="`).raw(t.path).raw(`"/><path class="q" d="`).raw(headOf(t.path)).raw(`"/>`)
	anchor := map[int]string{-1: "e", 0: "c", 1: ""}[t.anchor]
	both := func(key, class string, y float64) {
		en, zh := words.T(words.English, key), words.Tight(words.T(words.Chinese, key))
		class = strings.TrimSpace(class + " " + anchor)
		put := func(text, lang string) {
			p.raw(`<text class="`).raw(strings.TrimSpace(class + " " + lang)).raw(`" x="`).n(t.x).raw(`" y="`).n(y).raw(`">`).text(text).raw(`</text>`)
		}
		if en == zh {
			put(en, "")
			return
		}
		put(en, "en")
		put(zh, "zh")
	}
	gap := 13.0
	if t.anchor == 0 && t.from != event.FinWait1 && !t.extra {
		gap = 19 // below the line that runs between the two
	}
	both("svg.on."+t.on, "on", t.y)
	if t.doing != "" {
		both("svg.do."+t.doing, "m", t.y+gap)
	}
	p.raw("</g>\n")
}

// headOf is an arrow's head at the end of a path, in the direction in which it
// comes in: from its last control point, or its beginning.
func headOf(path string) string {
	fields := strings.FieldsFunc(path, func(r rune) bool { return r == 'M' || r == 'L' || r == 'C' || r == ' ' })
	at := make([]float64, len(fields))
	for i, f := range fields {
		at[i], _ = strconv.ParseFloat(f, 64)
	}
	n := len(at)
	x, y := at[n-2], at[n-1]
	dx, dy := x-at[n-4], y-at[n-3]
	l := math.Hypot(dx, dy)
	dx, dy = dx/l, dy/l
	const long, half = 10, 4
	var p pen
	p.raw("M").n(x).num(y).raw("L").n(x - long*dx - half*dy).num(y - long*dy + half*dx).raw("L").n(x - long*dx + half*dy).num(y - long*dy - half*dx).raw("z")
	return p.b.String()
}

// figureCSS is how the figure looks, and what is lit in it: by more than its colour.
const figureCSS = `.nl .s rect{fill:var(--nl-box,#f1f4f8);stroke:var(--nl-life,#818b98);stroke-width:1.2}
.nl .s text{fill:var(--nl-x,#1f2328);font-size:13px}
.nl .a .p{fill:none;stroke:var(--nl-life,#818b98);stroke-width:1.2}
.nl .a .q{fill:var(--nl-life,#818b98)}
.nl .a text{fill:var(--nl-x,#1f2328);font-size:10.5px;paint-order:stroke;stroke:var(--nl-ground,#fff);stroke-width:3px}
.nl .a .m{fill:var(--nl-m,#59636e)}
.nl .extra{visibility:hidden}.nl .extra.taken,.nl .extra.came{visibility:visible}
.nl .s.on rect{stroke:var(--nl-x,#1f2328);stroke-width:3}.nl .s.on text{font-weight:700}
.nl .a.came .p{stroke:var(--nl-x,#1f2328);stroke-width:2;stroke-dasharray:5 3}.nl .a.came .q{fill:var(--nl-x,#1f2328)}
.nl .a.taken .p{stroke:var(--nl-st-FIN-WAIT-1,#0550ae);stroke-width:3.2;stroke-dasharray:none}.nl .a.taken .q{fill:var(--nl-st-FIN-WAIT-1,#0550ae)}
.nl .a.taken text{font-weight:700}
`
