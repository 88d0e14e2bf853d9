package hooks

import (
	"math"
	"math/bits"
	"testing"
)

// Saved runs replay only as long as a draw stays what it is.
func TestDrawIsFixed(t *testing.T) {
	if got := mix(goldenGamma); got != 0xe220a8397b1dcdaf { // the first number of SplitMix64 from seed 0
		t.Errorf("mix is not SplitMix64's: %#x", got)
	}
	for _, test := range []struct {
		seed         uint64
		purpose      string
		whose, which uint64
		want         uint64
	}{
		{0, "", 0, 0, 0xcb9e24861634e99d},
		{1, "rule chance", 2, 3, 0x974de90137432121},
		{1 << 63, "rule bit", math.MaxUint64, 1, 0xd0a8ec4b89d70ff6},
	} {
		if got := Draw(test.seed, PurposeOf(test.purpose), test.whose, test.which); got != test.want {
			t.Errorf("Draw(%d, %q, %d, %d) = %#x, want %#x", test.seed, test.purpose, test.whose, test.which, got, test.want)
		}
	}
}

// Each argument, changed by one bit, changes about half of the bits drawn.
func TestDrawMixes(t *testing.T) {
	args := [4]uint64{1, uint64(PurposeOf("test")), 2, 3}
	draw := func(a [4]uint64) uint64 { return Draw(a[0], Purpose(a[1]), a[2], a[3]) }
	for i, name := range []string{"seed", "purpose", "whose", "which"} {
		changed := 0
		const rounds = 64 * 64
		for range 64 {
			args[i]++
			base := draw(args)
			for bit := range 64 {
				other := args
				other[i] ^= 1 << bit
				changed += bits.OnesCount64(base ^ draw(other))
			}
		}
		if mean := float64(changed) / rounds; mean < 31 || mean > 33 {
			t.Errorf("a bit of the %s changes %.2f of 64 bits, want 32", name, mean)
		}
	}
}

func TestFractionAndBelow(t *testing.T) {
	if Fraction(0) != 0 || Fraction(math.MaxUint64) >= 1 {
		t.Errorf("fractions go from %v to %v", Fraction(0), Fraction(math.MaxUint64))
	}
	if Below(0, 10) != 0 || Below(math.MaxUint64, 10) != 9 || Below(math.MaxUint64, 1) != 0 {
		t.Error("Below leaves its bounds")
	}
	const n, rounds = 7, 70000
	var count [n]int
	sum := 0.0
	for i := range uint64(rounds) {
		draw := Draw(1, PurposeOf("test"), 0, i)
		count[Below(draw, n)]++
		sum += Fraction(draw)
	}
	for i, c := range count {
		if c < 9500 || c > 10500 { // 10,000, and 5 standard deviations to each side
			t.Errorf("%d was drawn %d times of %d", i, c, rounds)
		}
	}
	if mean := sum / rounds; mean < 0.494 || mean > 0.506 {
		t.Errorf("fractions have the mean %v", mean)
	}
}
