package svg_test

import (
	"math"
	"testing"
	"time"

	"netlab/lab/report/svg"
)

// TestRealTime: by real time there is between two moments room for the time that goes
// by, at one scale throughout, unless the lifelines are broken there; what a moment
// takes for itself comes on top of it.
func TestRealTime(t *testing.T) {
	for _, v := range [][2]string{{"handshake-loss", "synack"}, {"fast-retransmit", "three"}, {"slow-start", "loss"}} {
		s := one(t, v[0], v[1])
		l := svg.NewLadder(s, svg.Options{All: true})
		type moment struct {
			at        time.Duration
			high, low float64
		}
		var all []moment
		for _, p := range s.Order {
			y := l.Marks[p.Rung.Index].LinFrom
			if p.End {
				y = l.Marks[p.Rung.Index].LinTo
			}
			if n := len(all); n == 0 || all[n-1].at < p.At() {
				all = append(all, moment{p.At(), y, y})
			}
			m := &all[len(all)-1]
			m.high, m.low = min(m.high, y), max(m.low, y)
		}
		if len(all) < 5 {
			t.Fatalf("%v: %d moments", v, len(all))
		}
		room := func(i int) float64 { return all[i].high - all[i-1].low }
		took := func(i int) float64 { return float64(all[i].at - all[i-1].at) }
		for i := 2; i < len(all); i++ {
			if want := room(1) * took(i) / took(1); took(i) < 3*took(1) && math.Abs(room(i)-want) > 0.2 {
				t.Errorf("%v: from %v to %v there are %.1f px, want %.1f", v, all[i-1].at, all[i].at, room(i), want)
			}
		}
	}
}
