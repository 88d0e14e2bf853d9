package svg_test

import (
	"bytes"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/labs"
	"netlab/labs/labstest"
)

// TestCatalogue draws every variant of the catalogue, in both languages, as a file
// and for a page, folded and not.
func TestCatalogue(t *testing.T) {
	octets, rungs, plots := 0, 0, 0
	for _, name := range labs.Names() {
		for _, r := range labstest.All(t, name) {
			t.Run(r.Name(), func(t *testing.T) {
				log := r.Log
				s := story.Fold(log.All())
				for _, lang := range languages {
					wellFormed(t, drawn(t, s, svg.Options{Lang: lang}))
				}
				wellFormed(t, drawn(t, s, svg.Options{Letters: true, All: true}))
				for _, all := range []bool{false, true} {
					ladder := svg.NewLadder(s, svg.Options{All: all})
					wellFormed(t, ladder.Body)
					if all {
						marked(t, s, ladder)
					}
					if again := svg.NewLadder(s, svg.Options{All: all}); !bytes.Equal(again.Body, ladder.Body) {
						t.Error("drawn twice it is not the same")
					}
					if all {
						octets, rungs = octets+len(ladder.Body), rungs+len(s.Rungs)
					}
				}
				for _, p := range svg.Plots(s, log.All()) {
					plots++
					wellFormed(t, p.Body)
					if p.T1 <= p.T0 || p.X1 <= p.X0 || p.Bottom <= p.Top || p.Stream >= len(s.Streams) {
						t.Errorf("a plot without a field: %+v", p)
					}
				}
			})
		}
	}
	if rungs == 0 {
		return // other tests were asked for
	}
	t.Logf("%d octets for %d rungs: %d each; %d plots", octets, rungs, octets/rungs, plots)
	if each := octets / rungs; each > 550 {
		t.Errorf("a rung takes %d octets of a page", each)
	}
	if plots < 20 {
		t.Errorf("%d plots in the whole catalogue", plots)
	}
}

// marked sees to it that everything has a place, and that nothing stands above what
// happened before it.
func marked(t *testing.T, s *story.Story, l *svg.Ladder) {
	t.Helper()
	if len(l.Marks) != len(s.Rungs) {
		t.Fatalf("%d marks for %d rungs", len(l.Marks), len(s.Rungs))
	}
	type place struct {
		at  time.Duration
		y   float64
		now float64 // the lowest of an earlier instant
	}
	for linear := range 2 {
		bottom := [2]float64{l.Bottom, l.LinBottom}[linear]
		column := map[event.HostID]float64{}
		var all place
		for _, p := range s.Order {
			m := l.Marks[p.Rung.Index]
			y := [2][2]float64{{m.From, m.To}, {m.LinFrom, m.LinTo}}[linear]
			at := y[0]
			if p.End {
				at = y[1]
			}
			switch {
			case m.Rung != p.Rung.Index:
				t.Fatalf("mark %d is of rung %d", p.Rung.Index, m.Rung)
			case y[1] < y[0]:
				t.Errorf("rung %d ends at %g, above its beginning at %g", m.Rung, y[1], y[0])
			case at < l.Top || at > bottom:
				t.Errorf("rung %d stands at %g, outside of %g to %g", m.Rung, at, l.Top, bottom)
			case at < column[p.Host()]:
				t.Errorf("event %d stands at %g, above what was before at its host, at %g", p.N(), at, column[p.Host()])
			}
			column[p.Host()] = at
			if p.At() > all.at {
				all.now, all.at = all.y, p.At()
			}
			if at < all.now {
				t.Errorf("event %d, at %v, stands at %g, above what was earlier, at %g", p.N(), p.At(), at, all.now)
			}
			all.y = max(all.y, at)
		}
	}
}
