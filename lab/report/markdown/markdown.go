// Package markdown writes a run as a Markdown document, to be put into notes, a
// handout or slides: what was run and how to run it again, the ladder as a block
// of text, a table of what happened step by step with the reason of each, what
// was lost and what made up for it, what the lab expected, and the run as a
// sequence diagram, which GitHub and many editors draw.
//
// It is GitHub's Markdown, of which pandoc reads as much as is used here: pipe
// tables, task lists, fenced code. What is the run's own stands in code spans, or
// is escaped, so that no name or rule can be taken for anything but text.
package markdown

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/why"
	"netlab/lab/words"
)

// Options say what a document holds. The zero Options write English, with numbers
// relative, and neither of the two drawings.
type Options struct {
	Lang     words.Lang
	Absolute bool // sequence numbers as they stand in the packets
	Letters  bool // sequence numbers as textbooks write them; goes before Absolute
	All      bool // leave nothing out of long stretches of data

	// Drawings of the run, made by their own packages; "": the document has none.
	Ladder  string
	Mermaid string
}

// Draw writes the document of a story that is complete. It returns the first error
// that occurred in writing.
func Draw(w io.Writer, s *story.Story, o Options) error {
	if o.Lang == "" {
		o.Lang = words.English
	}
	d := &drawer{Teller: tell.New(s, o.Lang, story.NumbersOf(o.Letters, o.Absolute)), s: s, o: o, why: why.New(s), w: bufio.NewWriter(w)}
	d.head()
	if len(s.Order) > 0 {
		d.fenced("text", o.Ladder)
		d.steps()
		d.losses()
	}
	d.expectations()
	if o.Mermaid != "" && len(s.Order) > 0 {
		d.heading("markdown.diagram")
		d.fenced("mermaid", o.Mermaid)
	}
	return d.w.Flush()
}

type drawer struct {
	*tell.Teller
	s   *story.Story
	o   Options
	why *why.Reasons
	w   *bufio.Writer // keeps its first error
}

// head says what was run, and how to do it again.
func (d *drawer) head() {
	name := d.Name()
	if name == "" {
		name = "netlab"
	}
	d.printf("# %s\n", text(name))
	if title := d.Title(); title != "" {
		d.printf("\n%s\n", text(title))
	}
	if setting := d.Setting(); setting != "" {
		d.printf("\n%s\n", text(setting))
	}
	if rules := d.Rules(); len(rules) > 0 {
		d.printf("\n")
		for _, r := range rules {
			d.printf("- %s\n", code(r))
		}
	}
	if command := d.Command(); command != "" {
		d.fenced("sh", command)
	}
	switch {
	case len(d.s.Order) == 0 && d.s.Run == nil:
		d.printf("\n%s\n", d.T("markdown.empty"))
	case d.s.End == nil:
		d.printf("\n%s\n", d.T("markdown.cut"))
	}
}

// expectations is what the lab expected, as a list of tasks that are done or not.
func (d *drawer) expectations() {
	if len(d.s.Expects) == 0 {
		return
	}
	d.heading("markdown.expected")
	d.printf("\n")
	for i := range d.s.Expects {
		x := &d.s.Expects[i]
		mark := "x"
		if !x.OK {
			mark = " "
		}
		d.printf("- [%s] %s\n", mark, text(d.Note(&x.Text)))
		if !x.OK {
			for _, side := range []struct {
				key string
				by  map[string]string
			}{{"expect.want", x.Want}, {"expect.got", x.Got}} {
				d.printf("  - %s%s%s\n", d.T(side.key), d.T("ladder.colon"), text(tell.Clean(words.Pick(d.o.Lang, side.by))))
			}
		}
	}
}

func (d *drawer) heading(key string) { d.printf("\n## %s\n", d.T(key)) }

// fenced writes a block that stands as it is. Its fence is longer than any row of
// backticks in it.
func (d *drawer) fenced(language, body string) {
	if body == "" {
		return
	}
	fence := "```"
	for strings.Contains(body, fence) {
		fence += "`"
	}
	d.printf("\n%s%s\n%s\n%s\n", fence, language, strings.TrimRight(body, "\n"), fence)
}

func (d *drawer) printf(format string, args ...any) { fmt.Fprintf(d.w, format, args...) }
