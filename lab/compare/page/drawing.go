package page

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"netlab/lab/compare"
	"netlab/lab/report/html"
	"netlab/lab/story"
)

// Sizes of the drawing, in pixels.
const (
	gutterWide = 56.0 // between the ladders
	headHigh   = 26.0 // above them, for the sides' names
	markStep   = 17.0 // from one line of numbers to the next
	markWide   = 20.0 // of a number
	marksARow  = 2
)

// mark is a difference's number at a height between the ladders.
type mark struct {
	y       float64
	numbers []int
}

// marks finds where differences show: what stands at one height on both sides has one
// mark.
func (p *page) marks() (all []mark) {
	at := map[float64][]int{}
	for i := range p.Differences {
		for s := range p.Stories {
			on := &p.Differences[i].On[s]
			for _, list := range [2][]*story.Rung{on.Rungs, on.Followed} {
				for _, r := range list {
					y := math.Round(p.ladders[s].Marks[r.Index].From)
					if !slices.Contains(at[y], i+1) {
						at[y] = append(at[y], i+1)
					}
				}
			}
		}
	}
	for y, numbers := range at {
		slices.Sort(numbers)
		all = append(all, mark{y, numbers})
	}
	slices.SortFunc(all, func(a, b mark) int { return cmp.Compare(a.y, b.y) })
	return all
}

// drawing writes the ladders with the numbers between them, as one picture.
func (p *page) drawing() {
	a, b := p.ladders[compare.A], p.ladders[compare.B]
	width, height := a.Width+gutterWide+b.Width, headHigh+max(a.Height, b.Height)
	var lines []string
	lowest := 0.0
	for _, m := range p.marks() {
		y := max(headHigh+m.y, lowest+markStep) // what is close to the one above moves down
		for i, n := range m.numbers {
			if i > 0 && i%marksARow == 0 {
				y += markStep
			}
			row := min(len(m.numbers)-i/marksARow*marksARow, marksARow)
			x := a.Width + gutterWide/2 + (float64(i%marksARow)-float64(row-1)/2)*(markWide+2)
			class := ""
			if p.Differences[n-1].Known == nil {
				class = " new"
			}
			lines = append(lines, fmt.Sprintf("<a class=\"mark%s\" href=\"#d%d\" data-d=\"%d\"%s><rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"15\" rx=\"4\"/><text x=\"%g\" y=\"%g\">%d</text></a>\n",
				class, n, n, html.Attr("aria-label", p.lang, says("compare.page.number", n)), x-markWide/2, y-7.5, markWide, x, y+4, n))
		}
		lowest = y
	}
	height = max(height, lowest+markStep)
	p.printf("<svg class=\"pair\" viewBox=\"0 0 %g %g\" width=\"%g\" height=\"%g\" role=\"group\"%s>\n", width, height, width, height,
		html.Attr("aria-label", p.lang, says("compare.page.ladders", p.names[compare.A], p.names[compare.B])))
	for s, x := range [2]float64{0, a.Width + gutterWide} {
		l := p.ladders[s]
		p.printf("<text class=\"side\" x=\"%g\" y=\"18\">%s</text>\n<g class=\"of-%s\" transform=\"translate(%g %g)\">\n%s</g>\n",
			x+l.Width/2, html.Text(p.names[s]), [2]string{"a", "b"}[s], x, headHigh, l.Body)
	}
	p.printf("<g class=\"marks\">\n")
	for _, l := range lines {
		p.printf("%s", l)
	}
	p.printf("</g>\n</svg>\n")
	p.printf("<script type=\"application/json\" id=\"shows\">%s</script>\n", p.shows())
}

// shows writes for each difference the ids of all groups in which it shows, those
// which it only brought about included.
func (p *page) shows() string {
	text := "["
	for i := range p.Differences {
		if i > 0 {
			text += ","
		}
		text += "["
		first := true
		for s := range p.Stories {
			on := &p.Differences[i].On[s]
			for _, list := range [2][]*story.Rung{on.Rungs, on.Followed} {
				for _, r := range list {
					id := p.id(compare.Side(s), r)
					if id == "" {
						continue
					}
					if !first {
						text += ","
					}
					first = false
					text += `"` + id + `"`
				}
			}
		}
		text += "]"
	}
	return text + "]"
}
