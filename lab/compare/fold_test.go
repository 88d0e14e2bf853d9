package compare_test

import (
	"bytes"
	"strings"
	"testing"

	"netlab/hooks/segment"
	"netlab/lab/compare"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// TestFold holds that a long stretch of data is shortened on both sides alike,
// unless all of it is asked for.
func TestFold(t *testing.T) {
	bulk := func(stack string) *story.Story {
		r := storytest.New("bulk", "client", "server")
		r.Info.Hosts[0].Stack, r.Info.Hosts[1].Stack = stack, stack
		f := r.Flow("client", "server", 0)
		f.Listen()
		f.Open(0, 10)
		for i := range uint32(40) {
			r.Ms(float64(100 + 20*i))
			p := f.Out(0, segment.ACK, 1+i*100, 1, 100)
			f.Pass(p).Ms(float64(110 + 20*i))
			f.In(p)
			p = f.Out(1, segment.ACK, 1, 101+i*100, 0)
			f.Pass(p).Ms(float64(120 + 20*i))
			f.In(p)
		}
		return story.Fold(r.End("done").All())
	}
	c := compare.Stories(bulk("netstack"), bulk("kernel"), nil)
	for _, tt := range []struct {
		name  string
		o     ladder.Options
		lines int // of data and acknowledgements
		folds int
	}{
		{"one above the other", ladder.Options{Width: 80}, 12, 1}, // nothing differs: one ladder for both
		{"side by side", ladder.Options{Width: 165}, 12, 1},
		{"all", ladder.Options{Width: 165, All: true}, 80, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := compare.Draw(&b, c, tt.o); err != nil {
				t.Fatal(err)
			}
			lines := 0
			for l := range strings.Lines(b.String()) {
				if strings.Contains(l, "(100) ack 1") || strings.Contains(l, "01 ──") && strings.Contains(l, "◀── . 1:1(0) ack") {
					lines++
				}
			}
			if n := strings.Count(b.String(), "… 68 lines of data and acknowledgements"); lines != tt.lines || n != tt.folds {
				t.Errorf("%d lines of data and %d that stand for others; wanted %d and %d\n%s", lines, n, tt.lines, tt.folds, b.String())
			}
		})
	}
}
