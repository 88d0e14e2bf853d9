package tell_test

import (
	"strings"
	"testing"

	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/words"
	"netlab/labs"
	"netlab/labs/labstest"
)

// TestSameAsLadder: of every variant of the catalogue, what is told of calls,
// timers, states and of what the desk did stands in the ladder too, in the same
// words.
func TestSameAsLadder(t *testing.T) {
	if testing.Short() {
		t.Skip("the whole catalogue takes a second")
	}
	for _, name := range labs.Names() {
		for _, r := range labstest.All(t, name) {
			t.Run(r.Name(), func(t *testing.T) {
				s := story.Fold(r.Log.All())
				for _, lang := range []words.Lang{words.English, words.Chinese} {
					same(t, s, lang)
				}
			})
		}
	}
}

func same(t *testing.T, s *story.Story, lang words.Lang) {
	var b strings.Builder
	if err := ladder.Draw(&b, s, ladder.Options{Lang: lang, Width: 400, All: true}); err != nil {
		t.Fatal(err)
	}
	// The ladder breaks long lines, in Chinese without a blank.
	solid := func(text string) string { return strings.Join(strings.Fields(text), "") }
	drawn := solid(b.String())
	tl := tell.New(s, lang, story.Relative)
	check := func(text string) {
		if !strings.Contains(drawn, solid(text)) {
			t.Errorf("%q is not in the ladder", text)
		}
	}
	check(tl.Name())
	check(tl.Title())
	check(tl.Setting())
	for _, r := range tl.Rules() {
		check(r)
	}
	for _, p := range s.Order {
		r := p.Rung
		states := r.States
		if p.End {
			states = r.Arrived
		}
		for _, st := range tl.States(states) {
			check(st)
		}
		if r.Kind != story.Packet {
			check(tl.Moment(r, p.End))
			continue
		}
		if r.Timer != nil {
			check(tl.Timer(r.Timer))
		}
		if r.Fate == story.Dropped && r.Rule != 0 {
			for _, d := range tl.Deeds(r) {
				check(d)
			}
		}
	}
}
