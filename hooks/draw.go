package hooks

import "math/bits"

// Purpose says what a draw of chance is for, so that two draws about the same
// packet have nothing to do with each other. Make one with PurposeOf.
type Purpose uint64

// PurposeOf is the purpose of that name: FNV-1a, 64 bits, of its octets.
func PurposeOf(name string) Purpose {
	h := uint64(14695981039346656037)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return Purpose(h)
}

// What the desk draws for. A wire's own draws (loss, jitter) have purposes of
// their own.
var (
	forChance = PurposeOf("rule chance")
	forDelay  = PurposeOf("rule delay")
	forBit    = PurposeOf("rule bit")
)

// Draw is 64 bits of chance that depend on nothing but the arguments: the seed
// of the run, what the draw is for, whose draw it is (a rule, a direction of a
// wire) and which of its draws (the ordinal of the packet). There is no stream
// that draws are taken from, so one packet more or one rule more does not change
// the luck of the others, and a run that is cut and continued draws the same.
//
// Each argument is added to the hash of those before it and mixed with the
// finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom
// number generators, 2014; constants by Stafford, variant 13).
func Draw(seed uint64, purpose Purpose, whose, which uint64) uint64 {
	h := mix(seed + goldenGamma)
	h = mix(h + uint64(purpose) + goldenGamma)
	h = mix(h + whose + goldenGamma)
	return mix(h + which + goldenGamma)
}

const goldenGamma = 0x9e3779b97f4a7c15 // 2^64 / the golden ratio: SplitMix64's step

func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// Fraction makes a number in [0, 1) of a draw.
func Fraction(draw uint64) float64 { return float64(draw>>11) / (1 << 53) }

// Below makes an integer in [0, n) of a draw; n is over 0.
func Below(draw, n uint64) uint64 {
	hi, _ := bits.Mul64(draw, n)
	return hi
}
