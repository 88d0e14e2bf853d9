package compare

import (
	"bufio"
	"io"
	"strings"

	"netlab/lab/report/ladder"
	"netlab/lab/words"
)

// besides is the width from which on two ladders stand side by side: each has
// then what a terminal of 80 columns would give it, nearly.
const besides = 160

// Draw writes a comparison for people: the two ladders, side by side if there is
// room, else one above the other, and the differences. The ladders' lines bear
// the numbers of the differences that show there. It returns the first error that
// occurred in writing.
func Draw(w io.Writer, c *Comparison, o ladder.Options) error {
	if o.Width == 0 {
		o.Width = 80
	}
	if o.Lang == "" {
		o.Lang = words.English
	}
	d := &drawer{Comparison: c, o: o, w: bufio.NewWriter(w)}
	if !o.Quiet {
		d.mark()
		if o.Width >= besides {
			d.besides()
		} else {
			d.below()
		}
		d.line("")
	}
	d.differences()
	return d.w.Flush()
}

type drawer struct {
	*Comparison
	o      ladder.Options
	w      *bufio.Writer
	marks  [2]map[*ladder.Piece]string
	pieces [2]*ladder.Pieces
	gutter int
}

func (d *drawer) t(key string, args ...any) string {
	return d.plain(say(d.o.Lang, "compare."+key, args...))
}

func (d *drawer) n(key string, n int, args ...any) string {
	return d.plain(tight(d.o.Lang, words.N(d.o.Lang, "compare."+key, n, args...)))
}

// plain takes what is not ASCII out of English texts, where that is asked for.
func (d *drawer) plain(text string) string {
	if d.o.ASCII && d.o.Lang != words.Chinese {
		return ladder.Plain(text)
	}
	return text
}

// line writes a line, without blanks at its end.
func (d *drawer) line(text string) {
	d.w.WriteString(strings.TrimRight(text, " ") + "\n")
}

// Styles of ECMA-48 (8.3.117), as the ladder uses them.
const (
	bold = "1"
	dim  = "2"
	red  = "31"
)

func (d *drawer) ink(style, text string) string {
	if !d.o.Color || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// pad fills a line with blanks up to a width.
func pad(text string, cells int) string {
	return text + strings.Repeat(" ", max(0, cells-ladder.Width(text)))
}
