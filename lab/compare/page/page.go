// Package page draws a comparison as a page: the two runs' ladders side by side,
// what corresponds at the same height, and beside them the list of what differs,
// with its explanation. Each difference leads to the places in the ladders where it
// shows, and each of these places, by the numbers between the ladders, back to it.
//
// The frame is that of every page of netlab's: one file that loads nothing, in
// English and Chinese, light and dark. Without JavaScript the links still lead where
// they should; with it, what a difference is about is lit on both sides.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strconv"
	"strings"

	"netlab/lab/compare"
	"netlab/lab/report/html"
	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/lab/words"
)

// Options say how a page begins. The zero Options open it in English.
type Options struct {
	Lang    words.Lang // the language that it opens in; the reader can switch. "": English
	Command string     // what makes the page again; "": it is not told
	Version string     // of the netlab that writes it; "": it is not told
}

//go:embed assets/compare.css
var pageCSS string

//go:embed assets/compare.js
var pageJS string

// Write writes a comparison as a page. It returns the first error in writing.
func Write(w io.Writer, c *compare.Comparison, o Options) error {
	if o.Lang == "" {
		o.Lang = words.English
	}
	p := &page{Comparison: c, lang: o.Lang, names: c.Names()}
	return html.Shell(w, html.Frame{
		Lang: o.Lang, Title: p.title(), Lead: p.lead(), Command: o.Command, Version: o.Version, Wide: true,
		CSS: []string{svg.CSS(), pageCSS}, JS: []string{pageJS},
		Body: func(w io.Writer) error {
			p.body()
			_, err := w.Write(p.b.Bytes())
			return err
		},
	})
}

type page struct {
	*compare.Comparison
	lang    words.Lang
	names   [2]string
	b       bytes.Buffer
	ladders [2]*svg.Ladder
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.b, format, args...) }

// both has a text said in both languages.
func both(f func(words.Lang) string) words.Text {
	return words.Text{EN: f(words.English), ZH: f(words.Chinese)}
}

// says is a text of netlab's own.
func says(key string, args ...any) words.Text {
	return both(func(l words.Lang) string { return words.T(l, key, args...) })
}

// title names what was run; both, if that is not the same.
func (p *page) title() words.Text {
	var names []string
	for _, s := range p.Stories {
		if s.Run == nil {
			continue
		}
		name := strings.Trim(s.Run.Lab+" / "+s.Run.Variant, " /")
		if len(names) == 0 || names[0] != name {
			names = append(names, name)
		}
	}
	return says("compare.page.title", strings.Join(names, " ↔ "))
}

// lead says what each side is.
func (p *page) lead() words.Text {
	return both(func(l words.Lang) string {
		var sides []string
		for s := range p.Stories {
			sides = append(sides, p.side(l, compare.Side(s)))
		}
		return strings.Join(sides, " ↔ ")
	})
}

func (p *page) side(l words.Lang, s compare.Side) string {
	run := p.Stories[s].Run
	if run == nil {
		return p.names[s]
	}
	var stacks []string
	for _, h := range run.Hosts {
		stacks = append(stacks, h.Name+" "+h.Stack)
	}
	clock := "ladder.clock.virtual"
	if run.Clock == "real" {
		clock = "ladder.clock.real"
	}
	text := words.T(l, "page.inparens", p.names[s], strings.Join(stacks, words.T(l, "compare.comma"))+words.T(l, "compare.semicolon")+words.T(l, clock))
	if set := p.Settings(s); len(set) > 0 {
		text += words.T(l, "compare.colon") + strings.Join(set, words.T(l, "compare.comma"))
	}
	return text
}

// body writes the list and the ladders.
func (p *page) body() {
	p.ladders = svg.NewPair(p.Stories[compare.A], p.Stories[compare.B], func(r *story.Rung) *story.Rung { return p.Like(compare.A, r) }, svg.Options{Lang: p.lang})
	p.printf("<div class=\"compared\">\n<section id=\"differences\"%s>\n<p class=\"total\">%s</p>\n", html.Attr("aria-label", p.lang, says("compare.page.list")), html.Both(both(p.Total)))
	for _, n := range p.Notes {
		p.printf("<p class=\"remark\">%s</p>\n", html.Both(both(func(l words.Lang) string { return p.Said(l, n) })))
	}
	var kind compare.Kind
	for i := range p.Differences {
		d := &p.Differences[i]
		if d.Kind() != kind {
			if kind = d.Kind(); i > 0 {
				p.printf("</ol>\n")
			}
			p.printf("<h2>%s</h2>\n<ol start=\"%d\">\n", html.Say("compare.kind."+string(kind)), i+1)
		}
		p.difference(i+1, d)
	}
	if len(p.Differences) > 0 {
		p.printf("</ol>\n<p class=\"keys scripted\">%s</p>\n", html.Say("compare.page.keys"))
	}
	p.printf("</section>\n<section id=\"ladders\" tabindex=\"0\"%s>\n", html.Attr("aria-label", p.lang, says("compare.page.ladders", p.names[compare.A], p.names[compare.B])))
	p.drawing()
	p.printf("</section>\n</div>\n")
}

// difference writes one: what it is about, how it is on either side, why, where that
// is written, and where it shows.
func (p *page) difference(number int, d *compare.Difference) {
	class := "known"
	if d.Known == nil {
		class = "new"
	}
	p.printf("<li id=\"d%d\" class=\"%s\" data-d=\"%d\" tabindex=\"-1\">\n<h3><a class=\"number\" href=\"#d%d\"%s>%d</a> %s</h3>\n", number, class, number, number,
		html.Attr("aria-label", p.lang, says("compare.page.number", number)), number, html.Both(both(func(l words.Lang) string { return p.Title(l, d) })))
	p.printf("<dl>\n")
	only, oneSided := d.OneSided()
	for s := range d.On {
		side := compare.Side(s)
		if oneSided && side != only {
			continue
		}
		p.printf("<dt>%s</dt><dd><span class=\"value\">%s</span>", html.Text(p.names[s]), html.Both(both(func(l words.Lang) string { return d.Shown(l, side) })))
		p.places(number, side, d.On[s].Rungs)
		p.printf("</dd>\n")
	}
	p.printf("</dl>\n")
	if n := len(d.On[compare.A].Followed) + len(d.On[compare.B].Followed); n > 0 {
		p.printf("<p>%s</p>\n", html.Both(both(func(l words.Lang) string { return words.N(l, "compare.followed", n) })))
	}
	switch first := p.explained(number, d.Known); {
	case d.Known == nil:
		p.printf("<p class=\"fresh\">%s</p>\n", html.Say("compare.new"))
	case first > 0:
		p.printf("<p><a href=\"#d%d\">%s</a></p>\n", first, html.Say("compare.as", first))
	default:
		p.printf("<p>%s</p>\n", html.Both(both(func(l words.Lang) string { return words.Pick(l, d.Known.Why) })))
		p.printf("<p class=\"source\">%s</p>\n", html.Both(both(func(l words.Lang) string {
			return words.T(l, "compare.known", strings.Join(d.Known.Source, words.T(l, "compare.semicolon")))
		})))
	}
	p.printf("</li>\n")
}

// explained is the number of an earlier difference that has the same explanation; 0:
// there is none.
func (p *page) explained(number int, k *compare.Known) int {
	for i := range p.Differences[:number-1] {
		if k != nil && p.Differences[i].Known == k {
			return i + 1
		}
	}
	return 0
}

// mostPlaces is how many places of a difference are named; all of them are lit.
const mostPlaces = 6

// places writes links to where a difference shows on a side.
func (p *page) places(number int, s compare.Side, rungs []*story.Rung) {
	for i, r := range rungs {
		if i == mostPlaces {
			p.printf(" …")
			break
		}
		text := html.Text(fmt.Sprintf("%.3f %s", r.At.Seconds(), p.named(s, r)))
		if id := p.id(s, r); id != "" {
			p.printf(" <a class=\"place\" href=\"#%s\" data-d=\"%d\">%s</a>", id, number, text)
		} else {
			p.printf(" <span class=\"place\">%s</span>", text)
		}
	}
}

// named says in a few cells what a rung is; it is the same in every language.
func (p *page) named(s compare.Side, r *story.Rung) string {
	switch r.Kind {
	case story.Packet:
		parts := p.Stories[s].Parts(r, story.Relative, nil)
		return strings.TrimSpace(parts.Flags + " " + parts.Short)
	case story.Call:
		return r.Call.Op
	case story.Timer:
		return r.Fired.Name
	case story.Change:
		return r.States[len(r.States)-1].To.String()
	}
	return "…"
}

// id is that of a rung's group in its ladder; "": nothing is drawn of it. A timer
// that sent a packet is told with it.
func (p *page) id(s compare.Side, r *story.Rung) string {
	if r.Kind == story.Timer {
		for _, q := range p.Stories[s].Rungs[r.Index:] {
			if q.Kind == story.Packet && q.Timer == r {
				r = q
				break
			}
		}
	}
	id := [2]string{"a-", "b-"}[s] + strconv.Itoa(r.Index)
	if !bytes.Contains(p.ladders[s].Body, []byte(`id="`+id+`"`)) {
		return ""
	}
	return id
}
