package labs_test

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/lab/why"
	"netlab/lab/words"
)

// tally counts what of runs is explained: rungs but for notes, and their points
// (what was done, and what became of it).
type tally struct {
	rungs, told, points, said int
	keys                      map[string]int
	silent                    []string
}

// add takes in a run, and finds fault with sentences that are none.
func (y *tally) add(t *testing.T, s *story.Story) {
	t.Helper()
	if y.keys == nil {
		y.keys = map[string]int{}
	}
	w := why.New(s)
	seen := map[*story.Rung]bool{}
	for _, p := range s.Order {
		r := p.Rung
		if r.Kind == story.Note {
			continue
		}
		y.points++
		if p.End {
			y.said += min(len(w.End(r)), 1)
		} else {
			y.said += min(len(w.Begin(r)), 1)
		}
		if seen[r] {
			continue
		}
		seen[r] = true
		y.rungs++
		whole := w.Rung(r)
		if len(whole) == 0 {
			y.silent = append(y.silent, fmt.Sprintf("%s/%s, event %d", s.Run.Lab, s.Run.Variant, r.N))
			continue
		}
		y.told++
		for _, reason := range whole {
			y.keys[reason.Key]++
			y.check(t, reason)
		}
	}
}

// check looks at a sentence in both languages.
func (y *tally) check(t *testing.T, r why.Reason) {
	t.Helper()
	for _, lang := range languages {
		text := r.Text(lang)
		end := "."
		if lang == words.Chinese {
			end = "。"
		}
		if strings.Contains(text, "%!") || strings.Contains(text, "why.") || !strings.HasSuffix(text, end) || strings.HasSuffix(text, end+end) {
			t.Errorf("%s is no sentence: %q", r.Key, text)
		}
	}
	if r.Section != "" && why.Title(r.Section) == "" {
		t.Errorf("%s: %q is of no RFC that has a title here", r.Key, r.Section)
	}
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }

// join takes another tally in.
func (y *tally) join(o *tally) {
	y.rungs, y.told, y.points, y.said = y.rungs+o.rungs, y.told+o.told, y.points+o.points, y.said+o.said
	if y.keys == nil {
		y.keys = map[string]int{}
	}
	for k, n := range o.keys {
		y.keys[k] += n
	}
	y.silent = append(y.silent, o.silent...)
}

// line is a tally in one line.
func (y *tally) line(name string) string {
	return fmt.Sprintf("%-26s %5d of %5d rungs, %5d of %5d points\n", name, y.told, y.rungs, y.said, y.points)
}

// TestReasons: of all that happens in the catalogue on netstack, 95 of 100 rungs say
// why. Which texts are said how often, and how much of each lab is explained, is
// held by a file.
func TestReasons(t *testing.T) {
	var all tally
	var lines strings.Builder
	for _, name := range names() {
		var y tally
		l := load(t, name, file.Options{})
		for i := range l.Variants {
			if v := &l.Variants[i]; v.CannotOn("netstack") == nil && len(v.Needs) == 0 {
				y.add(t, story.Fold(run(t, l, v, lab.Settings{}).log.All()))
			}
		}
		lines.WriteString(y.line(name))
		all.join(&y)
	}
	t.Logf("%.1f of 100 rungs and %.1f of 100 points are explained", percent(all.told, all.rungs), percent(all.said, all.points))
	for _, s := range all.silent {
		t.Logf("silent: %s", s)
	}
	if *only != "" {
		return
	}
	if percent(all.told, all.rungs) < 95 || percent(all.said, all.points) < 90 {
		t.Error("that is too little")
	}
	lines.WriteString(all.line("all") + "\n")
	for _, key := range slices.Sorted(maps.Keys(all.keys)) {
		fmt.Fprintf(&lines, "%5d %s\n", all.keys[key], key)
	}
	golden(t, filepath.Join("testdata", "why.txt"), lines.String())
}

// TestReasonsGrow: of a run that goes on each rung says, once something has followed
// it, what it says when the run is over.
func TestReasonsGrow(t *testing.T) {
	each(t, func(t *testing.T, l *lab.Lab, v *lab.Variant) {
		o := run(t, l, v, lab.Settings{})
		var f story.Folder
		s := f.Story()
		w := why.New(s)
		var said []why.Reason
		taken := 0
		for e := range o.log.All() {
			f.Put(e)
			for ; taken < len(s.Order); taken++ {
				said = append(said, reasonsAt(w, s.Order[taken])...)
			}
		}
		whole := story.Fold(o.log.All())
		w = why.New(whole)
		var all []why.Reason
		for _, p := range whole.Order[:taken] {
			all = append(all, reasonsAt(w, p)...)
		}
		for i := range min(len(said), len(all)) {
			if got, want := said[i].Text(words.English), all[i].Text(words.English); got != want {
				t.Errorf("it said %q, and in the end %q", got, want)
			}
		}
		if len(said) != len(all) {
			t.Errorf("it said %d sentences, and in the end %d", len(said), len(all))
		}
	})
}

// reasonsAt are those of a point, but for what a router makes of a packet: that shows
// later.
func reasonsAt(w *why.Reasons, p story.Point) []why.Reason {
	switch {
	case !p.End:
		return w.Begin(p.Rung)
	case p.Rung.Kind == story.Packet && p.Rung.Passage != story.NoPassage:
		return nil
	}
	return w.End(p.Rung)
}

// TestReasonsDrawn: the ladders of some telling variants with their reasons, as
// --explain draws them.
func TestReasonsDrawn(t *testing.T) {
	for _, name := range []string{"handshake-loss/synack", "teardown/four", "fast-retransmit/three", "lost-window-update/answers-lost", "blind-reset/exact", "segment-size/told",
		"cumulative-ack/overtaken", "user-timeout/set", "half-open/same-port"} {
		folder, variant, _ := strings.Cut(name, "/")
		if *only != "" && !slices.Contains(names(), folder) {
			continue
		}
		l := load(t, folder, file.Options{})
		v := l.Variant(variant)
		if v == nil {
			t.Fatalf("%s is no variant any more", name)
		}
		s := story.Fold(run(t, l, v, lab.Settings{}).log.All())
		for _, lang := range languages {
			var b bytes.Buffer
			if err := ladder.Draw(&b, s, ladder.Options{Lang: lang, Explain: true}); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", "why", folder+"-"+variant+"."+string(lang)+".txt"), b.String())
		}
	}
}
