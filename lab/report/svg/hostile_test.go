package svg_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
	"netlab/labs/labstest"
)

// nasty is what a record may have in any of its names and remarks.
const nasty = `<script>alert(1)</script>"'&]]><!--` + "\u202e\x1b[2J\x00\u2028\xff</svg>"

// shown is how it is to be read.
const shown = `<script>alert(1)</script>"'&]]><!--··[2J···</svg>`

// TestHostile: whatever a record says, it is text in the picture.
func TestHostile(t *testing.T) {
	r := storytest.New(nasty, "a"+nasty, "b"+nasty)
	r.Titled(nasty, nasty, nasty).Rule("name " + nasty + " from client syn drop")
	r.Info.Hosts[0].Stack = nasty
	f := r.Flow("a"+nasty, "b"+nasty, 0)
	f.Listen()
	p := f.Connect()
	r.Verdict(p, event.DropPacket, 1)
	r.Note("", nasty, nasty).Note("a"+nasty, nasty, nasty)
	r.Ms(2000).Timer("a"+nasty, f.Conn[0], nasty, time.Second)
	p = f.Out(0, segment.SYN, 0, 0, 0)
	r.Lose(p, nasty)
	r.Call("a"+nasty, f.Conn[0], nasty, nasty)
	r.Return("a"+nasty, f.Conn[0], nasty, nasty, "", 0)
	for range 3 {
		f.In(f.Out(0, segment.ACK|segment.PSH, 1, 1, 5))
	}
	r.Ends("a"+nasty, f.Conn[0], nasty)
	r.Ms(3000).Note("", "end", "end")
	log := r.End("done")
	s := story.Fold(log.All())
	for name, picture := range map[string][]byte{
		"file":   drawn(t, s, svg.Options{}),
		"ladder": svg.NewLadder(s, svg.Options{ID: nasty}).Body,
	} {
		texts := wellFormed(t, picture)
		n := 0
		for _, text := range texts {
			if strings.Contains(text, "<script>") {
				n++
			}
			if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '\u202e' || r == '\u2028' }) {
				t.Errorf("%s: a text turns or controls what follows: %q", name, text)
			}
		}
		if n < 6 {
			t.Errorf("%s: the texts are missing: %d in %q", name, n, texts)
		}
		if !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, shown) }) {
			t.Errorf("%s: no text says %q", name, shown)
		}
	}
	for _, p := range svg.Plots(s, log.All()) {
		wellFormed(t, p.Body)
	}
}

// TestLittle: a record may be cut short anywhere, or empty.
func TestLittle(t *testing.T) {
	s := one(t, "teardown", "four")
	if len(wellFormed(t, drawn(t, s, svg.Options{}))) < 10 {
		t.Error("no texts")
	}
	for _, hosts := range [][]string{nil, {"alone"}, {"a", "b", "c", "d", "e", "f", "g", "h"}} {
		r := storytest.New("little", hosts...)
		if len(hosts) > 0 {
			r.Call(hosts[0], "", "socket", "tcp").Note(hosts[0], "a remark", "一句话")
		} else {
			r.Note("", "a remark", "一句话")
		}
		s := story.Fold(r.Log().All())
		wellFormed(t, drawn(t, s, svg.Options{}))
		wellFormed(t, svg.NewLadder(s, svg.Options{}).Body)
	}
	var f story.Folder
	f.Close()
	wellFormed(t, drawn(t, f.Story(), svg.Options{}))
	if l := svg.NewLadder(f.Story(), svg.Options{}); len(l.Marks) != 0 {
		t.Error("marks of nothing")
	}
}

// TestLate: a record may say that it all took as long as a number of 64 bits can say, or
// that it happened in the last moments that such a number knows.
func TestLate(t *testing.T) {
	for name, ms := range map[string][2]float64{"long": {0, 9.2233e12}, "last": {9.2e12, 9.2233e12}, "instant": {9.2233e12, 9.2233e12}} {
		r := storytest.New("late", "a", "b")
		f := r.Flow("a", "b", 0)
		f.Open(ms[0], 0)
		r.Ms(ms[1])
		for i := range 4 {
			f.In(f.Out(0, segment.ACK|segment.PSH, 1+5*uint32(i), 1, 5))
		}
		log := r.End("done")
		s := story.Fold(log.All())
		wellFormed(t, drawn(t, s, svg.Options{}))
		plots := svg.Plots(s, log.All())
		if len(plots) == 0 && name != "instant" {
			t.Errorf("%s: no plots", name)
		}
		for _, p := range plots {
			wellFormed(t, p.Body)
		}
	}
}

// TestCut folds a run up to each of its events, as the debugger does: every picture
// on the way is whole.
func TestCut(t *testing.T) {
	log := labstest.All(t, "old-duplicate")[0].Log
	var f story.Folder
	for e := range log.All() {
		f.Put(e)
		wellFormed(t, drawn(t, f.Story(), svg.Options{}))
		wellFormed(t, svg.NewLadder(f.Story(), svg.Options{All: true}).Body)
	}
}

// TestStates: the figure has every state, and every arrow that a run takes.
func TestStates(t *testing.T) {
	figure := string(svg.States())
	wellFormed(t, []byte(figure))
	for s := event.Closed; s <= event.TimeWait; s++ {
		if n := strings.Count(figure, `id="st-`+s.String()+`"`); n != 1 {
			t.Errorf("%v stands %d times", s, n)
		}
	}
	if n := strings.Count(figure, ` id="ar-`); n != 28 {
		t.Errorf("%d arrows", n)
	}
	if n := strings.Count(figure, `class="a extra"`); n != 8 {
		t.Errorf("%d arrows that the figure leaves out", n)
	}
}

// TestArrows: a state is never left by a way that the figure does not show.
func TestArrows(t *testing.T) {
	figure := string(svg.States())
	seen := map[string]bool{}
	for _, name := range []string{"eleven-states", "abort", "syn-flood", "orphan-fin-wait-2", "sent-is-not-received", "stale-syn", "blind-reset", "handshake-loss"} {
		for _, r := range labstest.All(t, name) {
			for e := range r.Log.All() {
				if e.Kind != event.Change {
					continue
				}
				if id := "ar-" + e.From.String() + "-" + e.To.String(); !seen[id] {
					seen[id] = true
					if !strings.Contains(figure, `id="`+id+`"`) {
						t.Errorf("%s of %s: there is no arrow %s", r.Variant, name, id)
					}
				}
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d arrows were taken", len(seen))
	}
}
