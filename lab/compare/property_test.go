package compare_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"netlab/lab/compare"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/lab/words"
)

// plays draws plays of which any two may be compared.
var plays = rapid.Custom(func(t *rapid.T) play {
	return play{
		stack:   rapid.SampledFrom([]string{"netstack", "kernel"}).Draw(t, "stack"),
		clock:   rapid.SampledFrom([]string{"virtual", "real"}).Draw(t, "clock"),
		options: rapid.SampledFrom([]string{"mss 1460", "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7", "sackOK,mss 536"}).Draw(t, "options"),
		rto:     rapid.SampledFrom([]time.Duration{time.Second, 3 * time.Second}).Draw(t, "rto"),
		again:   rapid.IntRange(0, 4).Draw(t, "again"),
		ack:     rapid.SampledFrom([]float64{-1, 0, 40, 200}).Draw(t, "ack"),
		timer:   rapid.SampledFrom([]string{"", "delayed-ack"}).Draw(t, "timer"),
		read:    rapid.SampledFrom([]string{"ok", "ECONNRESET"}).Draw(t, "read"),
		passed:  rapid.Bool().Draw(t, "passed"),
		reset:   rapid.Bool().Draw(t, "reset"),
		window:  rapid.IntRange(0, 65535).Draw(t, "window"),
		until:   rapid.SampledFrom([]string{"done", "limit", "until"}).Draw(t, "until"),
	}
})

// TestEitherWay holds for any two runs that what differs does so from either
// side, that a like's like is the rung itself and likes stay in their order, and
// that the picture keeps to its width.
func TestEitherWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := plays.Draw(t, "a"), plays.Draw(t, "b")
		sa, sb := a.story(), b.story()
		c := compare.Stories(sa, sb, compare.Table())
		if diff := cmp.Diff(mirrored(c), lines(compare.Stories(sb, sa, compare.Table()))); diff != "" {
			t.Errorf("the other way around: %s", diff)
		}
		if a == b && len(c.Differences) > 0 {
			t.Errorf("a run differs from itself: %v", lines(c))
		}
		type direction struct{ host, stream int }
		last := map[direction]int{}
		for _, r := range sa.Rungs {
			like := c.Like(compare.A, r)
			if like == nil {
				continue
			}
			if c.Like(compare.B, like) != r {
				t.Fatal("a like's like is another")
			}
			if r.Kind == story.Packet {
				k := direction{int(r.Host), int(r.Stream)}
				if like.Index < last[k] {
					t.Fatal("two pairs of one direction cross")
				}
				last[k] = like.Index
			}
		}
		width := rapid.IntRange(52, 240).Draw(t, "width")
		var out bytes.Buffer
		o := ladder.Options{Width: width, Lang: rapid.SampledFrom([]words.Lang{words.English, words.Chinese}).Draw(t, "lang")}
		if err := compare.Draw(&out, c, o); err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(out.String()) {
			if n := ladder.Width(strings.TrimSuffix(l, "\n")); n > width {
				t.Fatalf("a line takes %d cells of %d: %s", n, width, l)
			}
		}
	})
}
