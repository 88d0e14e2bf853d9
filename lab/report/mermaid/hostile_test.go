package mermaid_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/report/mermaid"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

const nasty = `x<b>y</b>; #35; &lt; %%{init: {}}%% $$a$$ "q" ` + "`c`\nend\n\u2028\u202eparticipant"

// hostile is a run in which every text that can be anybody's is an attack.
func hostile() *event.Log {
	evil := []string{"end", "client-x; drop", nasty}
	r := storytest.New(nasty, evil...)
	r.Titled(nasty, nasty, nasty).Variant(nasty, nasty)
	r.Rule("name " + nasty + " from client drop")
	r.Rule("from end drop %%{init: {}}%%")
	f := r.Flow(evil[0], evil[1], 0)
	f.Call(evil[1], f.Conn[1], "listen", nasty)
	p := f.Connect()
	r.Verdict(p, event.DropPacket, 1)
	r.Ms(5).Note(evil[0], nasty, nasty)
	p = f.Out(0, segment.SYN, 0, 0, 0)
	r.Verdict(p, event.DropPacket, 2)
	p = f.Out(0, segment.SYN, 0, 0, 0)
	r.Lose(p, nasty)
	r.Timer(evil[0], f.Conn[0], nasty, 1)
	r.Return(evil[0], f.Conn[0], "connect", nasty, nasty, 0)
	r.Expect(false, nasty, nasty, nasty, nasty)
	return r.End(nasty)
}

// statement is what a line may be.
var statement = regexp.MustCompile(`^(sequenceDiagram|    (%% [^\n]*|title: [^#;]*|acc(Title|Descr): .*|participant h?\w+( as .+)?|Note (left of|right of|over) \w+(,\w+)?: .+|\w+(--?>>|--?x|--?\))\w+: .+))$`)

// spoken takes the escapes out, and the breaks that the diagram itself has.
var spoken = regexp.MustCompile(`#\w+;|<br/>`)

// plain checks that every line is a statement of ours, with nothing raw in it.
func plain(t *testing.T, diagram string) {
	t.Helper()
	for i, line := range strings.Split(strings.TrimSuffix(diagram, "\n"), "\n") {
		bare := spoken.ReplaceAllString(line, "")
		if !statement.MatchString(bare) {
			t.Errorf("line %d is no statement: %q", i+1, line)
		}
		if _, text, ok := strings.Cut(bare, ": "); ok && strings.ContainsAny(text, "#;<>&%$\u2028\u202e") {
			t.Errorf("line %d has something raw in it: %q", i+1, line)
		}
	}
}

func TestHostile(t *testing.T) {
	plain(t, draw(t, story.Fold(hostile().All()), mermaid.Options{}))
}

func TestEmpty(t *testing.T) {
	if got := draw(t, story.Fold((&event.Log{}).All()), mermaid.Options{}); got != "sequenceDiagram\n" {
		t.Errorf("got %q", got)
	}
}

// bulk is a run with n segments of data.
func bulk(n int) *story.Story {
	r := storytest.New("bulk", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	for i := range n {
		r.Ms(100 + float64(i))
		p := f.Out(0, segment.PSH|segment.ACK, 1+uint32(i)*1000, 1, 1000)
		f.Pass(p)
		f.In(p)
		p = f.Out(1, segment.ACK, 1, 1+uint32(i+1)*1000, 0)
		f.Pass(p)
		f.In(p)
	}
	return story.Fold(r.End("done").All())
}

// TestFolds: a long stretch of data is one note.
func TestFolds(t *testing.T) {
	s := bulk(500)
	got := draw(t, s, mermaid.Options{})
	if want := "Note over client,server: … 494 data segments, 494000 octets, all acknowledged …\n"; !strings.Contains(got, want) {
		t.Errorf("want %q in\n%s", want, got)
	}
	if n := strings.Count(got, "->>"); n != 3+story.StretchHead+story.StretchTail {
		t.Errorf("%d arrows are left", n)
	}
	if all := draw(t, s, mermaid.Options{All: true}); strings.Count(all, "->>") < 800 {
		t.Errorf("with All it has %d arrows", strings.Count(all, "->>"))
	}
}

// TestLimit: no diagram is longer than what Mermaid draws, and one that would be
// says how much is missing.
func TestLimit(t *testing.T) {
	got := draw(t, bulk(5000), mermaid.Options{All: true})
	if len([]rune(got)) > 50_000 {
		t.Errorf("%d characters", len([]rune(got)))
	}
	if !regexp.MustCompile(`Note over client,server: … \d+ more lines: Mermaid draws no longer diagram …\n$`).MatchString(got) {
		t.Errorf("the end is %q", got[len(got)-200:])
	}
	plain(t, got)
}

// TestLongText: one text does not take the room of all.
func TestLongText(t *testing.T) {
	r := storytest.New("long", "a", "b")
	f := r.Flow("a", "b", 0)
	f.Listen()
	for range 200 {
		r.Ms(float64(r.Last())).Note("a", strings.Repeat("<", 100_000), "")
	}
	got := draw(t, story.Fold(r.End("done").All()), mermaid.Options{})
	if n := len([]rune(got)); n > 50_000 {
		t.Errorf("%d characters", n)
	}
	plain(t, got)
}

func TestBrokenWriter(t *testing.T) {
	want := fmt.Errorf("the disk is full")
	if err := mermaid.Draw(failing{want}, bulk(1), mermaid.Options{}); err != want {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
