package ladder

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"netlab/hooks/event"
	"netlab/lab/words"
)

// TestExplain: with the reasons the picture is the same, with sentences between its
// lines that are no wider than it.
func TestExplain(t *testing.T) {
	for _, r := range runs {
		t.Run(r.name, func(t *testing.T) {
			log := r.make()
			for _, o := range []Options{{}, {Lang: words.Chinese}, {Width: 120}, {Width: 40}, {ASCII: true}, {All: true, TimeMode: 'd'}} {
				explained(t, log, o)
			}
		})
	}
	if picture := draw(t, handshake(), Options{Explain: true}); strings.Count(picture, "[RFC 9293, 3.10.7.3]") != 2 {
		t.Errorf("the handshake is not explained:\n%s", picture)
	}
	t.Run("random", rapid.MakeCheck(func(rt *rapid.T) {
		log, _ := randomRun(rt)
		explained(t, log, Options{Lang: rapid.SampledFrom([]words.Lang{words.English, words.Chinese}).Draw(rt, "lang")})
	}))
}

func explained(t *testing.T, log *event.Log, o Options) {
	t.Helper()
	without := draw(t, log, o)
	o.Explain = true
	with := draw(t, log, o)
	fits(t, with, max(o.Width, defaultWidth*b2i(o.Width == 0)))
	more := strings.Split(with, "\n")
	for _, line := range strings.Split(without, "\n") {
		for len(more) > 0 && more[0] != line {
			more = more[1:]
		}
		if len(more) == 0 {
			t.Errorf("%+v: %q stands in the picture without reasons only", o, line)
			return
		}
		more = more[1:]
	}
}
