package svg_test

import (
	"testing"

	"netlab/lab/report/svg"
	"netlab/lab/story"
)

// TestPairOfOne: a run beside itself stands at the same heights, all of it.
func TestPairOfOne(t *testing.T) {
	for _, v := range [][2]string{{"handshake-loss", "synack"}, {"old-duplicate", "entered"}, {"segment-size", "told"}, {"slow-start", "loss"}} {
		s := one(t, v[0], v[1])
		both := svg.NewPair(s, s, func(r *story.Rung) *story.Rung { return r }, svg.Options{})
		for i := range both[0].Marks {
			a, b := both[0].Marks[i], both[1].Marks[i]
			if a != b {
				t.Errorf("%v: rung %d stands at %v and at %v", v, i, a, b)
			}
		}
		for _, l := range both {
			wellFormed(t, l.Body)
			marked(t, s, l)
		}
	}
}

// TestPairOfTwo: one run loses a packet that the other does not. What corresponds
// stands at the same height, and nothing stands above what was before it.
func TestPairOfTwo(t *testing.T) {
	a, b := one(t, "teardown-loss", "fin"), one(t, "teardown-loss", "fin-ack")
	used := map[*story.Rung]bool{}
	likes := map[*story.Rung]*story.Rung{}
	for _, r := range a.Rungs {
		for _, q := range b.Rungs {
			if r.Kind == story.Packet && q.Kind == story.Packet && !used[q] && q.Host == r.Host && q.Info.Role == r.Info.Role && q.Again() == r.Again() {
				used[q], likes[r] = true, q
				break
			}
		}
	}
	both := svg.NewPair(a, b, func(r *story.Rung) *story.Rung { return likes[r] }, svg.Options{})
	level := 0
	for r, q := range likes {
		if both[0].Marks[r.Index].From == both[1].Marks[q.Index].From {
			level++
		}
	}
	if level < len(likes)-2 || level < 8 {
		t.Errorf("of %d pairs %d stand at the same height", len(likes), level)
	}
	for i, s := range []*story.Story{a, b} {
		marked(t, s, both[i])
	}
	if both[0].Height != both[1].Height {
		t.Error("the two are not of one height")
	}
}
