package markdown_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/report/markdown"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// escaped is what a backslash makes plain, code spans, and our own breaks.
var escaped = regexp.MustCompile("\\\\[[:punct:]]|`[^`|]+`|<br>")

// unfenced takes a document's blocks out.
func unfenced(t *testing.T, doc string) (lines []string) {
	t.Helper()
	fence := ""
	for _, line := range strings.Split(doc, "\n") {
		switch ticks := len(line) - len(strings.TrimLeft(line, "`")); {
		case fence != "" && line == fence:
			fence = ""
		case fence != "":
		case ticks >= 3:
			fence = line[:ticks]
		default:
			lines = append(lines, line)
		}
	}
	if fence != "" {
		t.Errorf("a block does not end")
	}
	return lines
}

// whole checks that a document is one that a reader of Markdown takes as it was
// meant: blocks end, the rows of a table have as many cells as its head, and
// nothing else has a meaning.
func whole(t *testing.T, doc string) {
	t.Helper()
	cells := 0
	for _, line := range unfenced(t, doc) {
		bare := escaped.ReplaceAllString(line, "")
		n := strings.Count(bare, "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			if cells = 0; n > 0 {
				t.Errorf("a bare | in %q", line)
			}
		case cells == 0:
			cells = n
		case n != cells:
			t.Errorf("%d cells where the head has %d: %q", n-1, cells-1, line)
		}
		head := regexp.MustCompile(`^(#+ |- \[[ x]\] |  - |- )`).ReplaceAllString(bare, "")
		if strings.ContainsAny(head, "`*_<&$~^[]") || strings.HasPrefix(head, "#") || strings.Contains(head, "://") {
			t.Errorf("something has a meaning in %q", line)
		}
	}
}

const nasty = "x|y `c` **b** <script>alert(1)</script> &lt; [a](http://b) ![i](j) $m$ ~~s~~ www.b.c @all\n# h\n- l\n```\nend\u2028\u202e"

// hostile is a run in which every text that can be anybody's is an attack.
func hostile() *event.Log {
	evil := []string{"# a|b", "1. <b>"}
	r := storytest.New(nasty, evil...)
	r.Titled(nasty, nasty, nasty).Variant(nasty, nasty)
	r.Rule("name " + nasty + " from client drop")
	f := r.Flow(evil[0], evil[1], 0)
	f.Call(evil[1], f.Conn[1], "listen", nasty)
	p := f.Connect()
	r.Verdict(p, event.DropPacket, 1)
	r.Note(evil[0], nasty, nasty)
	p = f.Out(0, segment.SYN, 0, 0, 0)
	r.Lose(p, nasty)
	r.Timer(evil[0], f.Conn[0], nasty, 1)
	r.Return(evil[0], f.Conn[0], "connect", nasty, nasty, 0)
	r.Expect(false, nasty, nasty, nasty, nasty)
	return r.End(nasty)
}

func TestHostile(t *testing.T) {
	doc := draw(t, story.Fold(hostile().All()), markdown.Options{Ladder: nasty, Mermaid: "a\n````\nb"})
	whole(t, doc)
	for _, want := range []string{"\n````text\n", "\n`````mermaid\na\n````\nb\n`````\n", `connect: x\|y \`, `✗ x\|y \`, `wanted: x\|y`} {
		if !strings.Contains(doc, want) {
			t.Errorf("%q is not in\n%s", want, doc)
		}
	}
}

func TestEmpty(t *testing.T) {
	if got, want := draw(t, story.Fold((&event.Log{}).All()), markdown.Options{Ladder: "x", Mermaid: "y"}), "# netlab\n\nThe record is empty.\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestCut: a record that ends before the run did is told to do so.
func TestCut(t *testing.T) {
	r := storytest.New("cut", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Connect()
	doc := draw(t, story.Fold(r.Log().All()), markdown.Options{})
	whole(t, doc)
	for _, want := range []string{"The record ends before the run did.", "on its way at the end"} {
		if !strings.Contains(doc, want) {
			t.Errorf("%q is not in\n%s", want, doc)
		}
	}
}

// TestFolds: a long stretch of data is one row.
func TestFolds(t *testing.T) {
	r := storytest.New("bulk", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	for i := range 500 {
		r.Ms(100 + float64(i))
		p := f.Out(0, segment.PSH|segment.ACK, 1+uint32(i)*1000, 1, 1000)
		f.Pass(p)
		f.In(p)
	}
	s := story.Fold(r.End("done").All())
	folded, all := draw(t, s, markdown.Options{}), draw(t, s, markdown.Options{All: true})
	if want := "| | | … 488 data segments, 488000 octets; 0 acknowledgements … | | |"; !strings.Contains(folded, want) {
		t.Errorf("%q is not in\n%s", want, folded)
	}
	if a, b := strings.Count(folded, "→"), strings.Count(all, "→"); a != 3+story.StretchHead+story.StretchTail || b != 503 {
		t.Errorf("%d rows of packets, and %d with All", a, b)
	}
}

func TestBrokenWriter(t *testing.T) {
	want := errors.New("the disk is full")
	if err := markdown.Draw(failing{want}, story.Fold(hostile().All()), markdown.Options{}); err != want {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
