package topology

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// carried is one direction of a link and what it made of a packet.
type carried struct {
	at   time.Duration
	lost string
}

func carry(l *link, now time.Duration, octets int) carried {
	at, lost := l.carry(now, octets)
	return carried{at, lost}
}

func TestLinkDelaysAndSerialises(t *testing.T) {
	const s = time.Second
	type packet struct {
		now    time.Duration
		octets int
		want   carried
	}
	for _, c := range []struct {
		name    string
		props   LinkProps
		packets []packet
	}{
		{"nothing", LinkProps{}, []packet{{0, 100, carried{0, ""}}, {s, 100, carried{s, ""}}}},
		{"delay", LinkProps{Delay: 10 * ms}, []packet{{0, 100, carried{10 * ms, ""}}, {s, 1500, carried{s + 10*ms, ""}}}},
		// 125 octets are 1,000 bits: 1 ms at 1 Mbit/s.
		{"rate", LinkProps{Rate: 1_000_000}, []packet{
			{0, 125, carried{1 * ms, ""}}, {0, 250, carried{3 * ms, ""}}, {2 * ms, 125, carried{4 * ms, ""}}, {s, 125, carried{s + ms, ""}}}},
		{"rate and delay", LinkProps{Rate: 1_000_000, Delay: 10 * ms}, []packet{
			{0, 125, carried{11 * ms, ""}}, {0, 125, carried{12 * ms, ""}}}},
		{"queue of two", LinkProps{Rate: 1_000_000, Queue: 2}, []packet{
			{0, 125, carried{1 * ms, ""}}, {0, 125, carried{2 * ms, ""}}, {0, 125, carried{0, "queue full"}},
			{ms, 125, carried{3 * ms, ""}}, {ms, 125, carried{0, "queue full"}}, {3 * ms, 125, carried{4 * ms, ""}}}},
		{"queue without a rate has nothing to queue", LinkProps{Queue: 1}, []packet{{0, 125, carried{0, ""}}, {0, 125, carried{0, ""}}}},
		{"all lost", LinkProps{Loss: 1, Delay: ms}, []packet{{0, 1, carried{0, "link loss"}}, {s, 1, carried{0, "link loss"}}}},
		{"one bit a second", LinkProps{Rate: 1}, []packet{{0, 65535, carried{524280 * s, ""}}, {0, 65535, carried{2 * 524280 * s, ""}}}},
		{"beyond what a clock can tell", LinkProps{Rate: 1, Delay: math.MaxInt64}, []packet{{s, 65535, carried{math.MaxInt64, ""}}, {s, 1, carried{math.MaxInt64, ""}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := link{props: c.props, seed: 1, key: 2}
			for i, p := range c.packets {
				if got := carry(&l, p.now, p.octets); got != p.want {
					t.Fatalf("packet %d, %d octets at %v: %v, want %v", i+1, p.octets, p.now, got, p.want)
				}
			}
		})
	}
}

// TestLinkSlowestForLong: even the slowest line with an endless queue never makes
// a packet arrive in the past.
func TestLinkSlowestForLong(t *testing.T) {
	l := link{props: LinkProps{Rate: 1}}
	last := time.Duration(0)
	for i := range 40_000 {
		got := carry(&l, 0, 65535)
		if got.at < last || got.lost != "" {
			t.Fatalf("packet %d arrives at %v, the one before at %v", i+1, got.at, last)
		}
		last = got.at
	}
	if last != math.MaxInt64 {
		t.Fatalf("after 292 years a packet arrives at %v, want never", last)
	}
}

func TestLinkJitter(t *testing.T) {
	props := LinkProps{Delay: 20 * ms, Jitter: 5 * ms}
	draw := func(seed, key uint64) (all []time.Duration) {
		l := link{props: props, seed: seed, key: key}
		for range 10_000 {
			all = append(all, carry(&l, time.Second, 100).at-time.Second)
		}
		return all
	}
	a := draw(1, 2)
	least, most, sum := a[0], a[0], time.Duration(0)
	for _, d := range a {
		least, most, sum = min(least, d), max(most, d), sum+d
	}
	if least < 15*ms || most > 25*ms {
		t.Errorf("delays from %v to %v, want them within 15ms and 25ms", least, most)
	}
	if least > 15*ms+50*time.Microsecond || most < 25*ms-50*time.Microsecond {
		t.Errorf("delays from %v to %v do not use the range", least, most)
	}
	if mean := sum / 10_000; mean < 19900*time.Microsecond || mean > 20100*time.Microsecond {
		t.Errorf("the mean delay is %v, want about 20ms", mean)
	}
	differ := func(b []time.Duration) (n int) {
		for i := range a {
			if a[i] != b[i] {
				n++
			}
		}
		return n
	}
	if n := differ(draw(1, 2)); n != 0 {
		t.Errorf("the same seed gave %d other delays", n)
	}
	if differ(draw(2, 2)) < 9_000 || differ(draw(1, 3)) < 9_000 {
		t.Error("another seed, or the other direction, has the same jitter")
	}
}

func TestLinkLoss(t *testing.T) {
	draw := func(seed, key uint64, loss float64) (all []bool, n int) {
		l := link{props: LinkProps{Loss: loss}, seed: seed, key: key}
		for range 10_000 {
			lost := carry(&l, 0, 100).lost != ""
			if all = append(all, lost); lost {
				n++
			}
		}
		return all, n
	}
	for _, loss := range []float64{0, 0.001, 0.01, 0.3, 0.999, 1} {
		want := loss * 10_000
		spread := 4*math.Sqrt(want*(1-loss)) + 0.5 // four standard deviations
		if _, n := draw(1, 2, loss); math.Abs(float64(n)-want) > spread {
			t.Errorf("loss %v: %d of 10,000 lost, want %v give or take %v", loss, n, want, spread)
		}
	}
	a, _ := draw(1, 2, 0.5)
	both := func(b []bool) (n int) {
		for i := range a {
			if a[i] == b[i] {
				n++
			}
		}
		return n
	}
	again, _ := draw(1, 2, 0.5)
	if n := both(again); n != 10_000 {
		t.Errorf("the same seed agrees about %d packets of 10,000", n)
	}
	for name, keys := range map[string][2]uint64{"another seed": {2, 2}, "the other direction": {1, 3}, "another wire": {1, 4}} {
		b, _ := draw(keys[0], keys[1], 0.5)
		if n := both(b); n < 4_800 || n > 5_200 {
			t.Errorf("%s agrees about %d packets of 10,000, want about half", name, n)
		}
	}
}

// TestLinkLuckIsByOrdinal: what a link does to its nth packet does not depend on
// how long the others were, nor on when they came.
func TestLinkLuckIsByOrdinal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		props := LinkProps{Loss: 0.3, Jitter: ms, Delay: 2 * ms}
		one, two := link{props: props, seed: 9}, link{props: props, seed: 9}
		nowOne, nowTwo := time.Duration(0), time.Duration(0)
		for range 50 {
			nowOne += time.Duration(rapid.IntRange(0, 1000).Draw(t, "gap"))
			nowTwo += time.Duration(rapid.IntRange(0, 1000).Draw(t, "gap"))
			a, b := carry(&one, nowOne, 100), carry(&two, nowTwo, rapid.IntRange(1, 1500).Draw(t, "octets"))
			if a.lost != b.lost || a.lost == "" && a.at-nowOne != b.at-nowTwo {
				t.Fatalf("%v at %v and %v at %v", a, nowOne, b, nowTwo)
			}
		}
	})
}

// TestLinkNeverGoesBack: whatever the properties, a packet arrives neither before
// it was sent nor before it could have left the line.
func TestLinkNeverGoesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		long := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, int64(time.Second)), rapid.Int64Range(0, math.MaxInt64))
		props := LinkProps{
			Delay: time.Duration(long.Draw(t, "delay")), Jitter: time.Duration(long.Draw(t, "jitter")),
			Rate: rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(1, 1e11)).Draw(t, "rate"), Queue: rapid.IntRange(0, 4).Draw(t, "queue"),
		}
		l := link{props: props, seed: rapid.Uint64().Draw(t, "seed")}
		now := time.Duration(0)
		for range 20 {
			now = later(now, time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "gap")))
			octets := rapid.IntRange(0, 65535).Draw(t, "octets")
			got := carry(&l, now, octets)
			if got.lost != "" {
				continue
			}
			left := now
			if props.Rate > 0 {
				left = l.busy
			}
			if got.at < left {
				t.Fatalf("sent at %v, left the line at %v, arrives at %v", now, left, got.at)
			}
			if props.Delay < 1<<62 && props.Jitter < 1<<61 && got.at < 1<<62 && got.at > left+props.Delay+props.Jitter {
				t.Fatalf("left at %v, arrives at %v: later than delay %v and jitter %v", left, got.at, props.Delay, props.Jitter)
			}
		}
	})
}
