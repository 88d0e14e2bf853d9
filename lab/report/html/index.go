package html

import (
	_ "embed"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"netlab/lab/words"
)

// An Index is the front page of a folder of runs: every lab and variant with its
// verdict, and links to what was written of it. A teacher puts the folder on any
// web server.
type Index struct {
	Lang     words.Lang
	Command  string // what wrote the folder; "": it is not told
	Version  string // of netlab; "": it is not told
	Chapters []Chapter
}

// A Chapter is labs that belong together.
type Chapter struct {
	Title words.Text
	Labs  []Lab
}

// A Lab is a lab of which something was run.
type Lab struct {
	Name  string
	Title words.Text // empty: it has none
	Runs  []Run
}

// A Run is a variant of it.
type Run struct {
	Variant string     // "": the lab has no variants
	Title   words.Text // empty: it has none
	Verdict Verdict
	Why     words.Text // Skipped, Failed: the reason; else empty

	// Of a run that took place:
	Took          time.Duration // by the run's own clock
	Met, Expected int           // expectations
	Dir           string        // where its files are, relative to the page, with slashes
	Files         []string      // their names in it, the page first
}

// A Verdict is what became of a run, by the key of its word (cmd.mark.KEY).
type Verdict string

const (
	Met     Verdict = "met"
	Unmet   Verdict = "unmet"
	Limit   Verdict = "limit" // it ended it
	Cut     Verdict = "cut"   // interrupted
	Failed  Verdict = "failed"
	Skipped Verdict = "skipped"
)

// verdicts are they, in the order in which they are counted.
var verdicts = [...]Verdict{Met, Unmet, Limit, Cut, Failed, Skipped}

//go:embed assets/index.css
var indexCSS string

// Write writes the page. It returns the first error that occurred in writing.
func (x *Index) Write(w io.Writer) error {
	return Shell(w, Frame{
		Lang: x.Lang, Title: say("index.title"), Lead: x.counts(), CSS: []string{indexCSS}, Command: x.Command, Version: x.Version,
		Body: func(w io.Writer) error {
			p := &printer{w: w}
			if len(x.Chapters) > 1 {
				p.printf("<nav%s>\n<ul>\n", Attr("aria-label", x.Lang, say("index.chapters")))
				for i := range x.Chapters {
					p.printf("<li><a href=\"#c%d\">%s</a></li>\n", i+1, Both(x.Chapters[i].Title))
				}
				p.printf("</ul>\n</nav>\n")
			}
			for i := range x.Chapters {
				p.chapter(i+1, &x.Chapters[i])
			}
			return p.err
		},
	})
}

// counts says how many runs there are, and what became of them.
func (x *Index) counts() words.Text {
	labs, runs, of := 0, 0, map[Verdict]int{}
	for _, c := range x.Chapters {
		labs += len(c.Labs)
		for _, l := range c.Labs {
			runs += len(l.Runs)
			for _, r := range l.Runs {
				of[r.Verdict]++
			}
		}
	}
	text := say("index.counts", labs, runs)
	for _, v := range verdicts {
		if of[v] > 0 {
			text = say("index.counted", text, say("cmd.mark."+string(v)), of[v])
		}
	}
	return text
}

// printer keeps the first error in writing.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *printer) chapter(n int, c *Chapter) {
	p.printf("<section aria-labelledby=\"c%d\">\n<h2 id=\"c%[1]d\">%s</h2>\n", n, Both(c.Title))
	for i := range c.Labs {
		p.lab(&c.Labs[i])
	}
	p.printf("</section>\n")
}

// lab is a table of its runs.
func (p *printer) lab(l *Lab) {
	title := Text(l.Name)
	if l.Title != (words.Text{}) {
		title = Both(l.Title) + " <code>" + Text(l.Name) + "</code>"
	}
	p.printf("<h3 id=\"%s\">%s</h3>\n<table>\n<thead><tr>", Text("lab-"+l.Name), title)
	for _, column := range []string{"verdict", "variant", "expected", "took", "files"} {
		p.printf("<th scope=\"col\">%s</th>", Say("index.col."+column))
	}
	p.printf("</tr></thead>\n<tbody>\n")
	for i := range l.Runs {
		p.run(l, &l.Runs[i])
	}
	p.printf("</tbody>\n</table>\n")
}

func (p *printer) run(l *Lab, r *Run) {
	name := r.Variant
	if name == "" {
		name = l.Name
	}
	what := "<code>" + Text(name) + "</code>"
	if len(r.Files) > 0 {
		what = "<a href=\"" + r.link(r.Files[0]) + "\">" + what + "</a>"
	}
	if r.Title != (words.Text{}) {
		what += " " + Both(r.Title)
	}
	p.printf("<tr class=\"%s\"><td class=\"verdict\">%s</td><th scope=\"row\">%s</th>", r.Verdict, Say("cmd.mark."+string(r.Verdict)), what)
	if r.Why != (words.Text{}) {
		p.printf("<td colspan=\"3\">%s</td></tr>\n", Both(r.Why))
		return
	}
	p.printf("<td class=\"number\">%s</td><td class=\"number\">%s</td><td class=\"files\">", Say("index.met", r.Met, r.Expected), Text(words.Took(r.Took)))
	for i, f := range r.Files {
		if i > 0 {
			p.printf(" · ")
		}
		p.printf("<a href=\"%s\">%s</a>", r.link(f), Text(f))
	}
	p.printf("</td></tr>\n")
}

// link is the address of one of a run's files. It begins with ./, so that no name
// of a lab can be taken for a scheme.
func (r *Run) link(file string) string {
	var b strings.Builder
	b.WriteString(".")
	for part := range strings.SplitSeq(r.Dir, "/") {
		if part != "" {
			b.WriteString("/" + url.PathEscape(part))
		}
	}
	return Text(b.String() + "/" + url.PathEscape(file))
}
