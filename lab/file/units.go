package file

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// maxDuration is more than any run lasts, as hooks has it.
const maxDuration = 366 * 24 * time.Hour

// parseDuration reads a time with its unit: 10us, 10ms, 1.5s, 2m, 1h, or 0.
func parseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	switch {
	case err != nil && isNumber(s):
		return 0, fmt.Errorf("%s has no unit: write %sms or %ss", s, s, s)
	case err != nil:
		return 0, fmt.Errorf("write 10us, 10ms, 1.5s, 2m or 1h")
	case d < 0:
		return 0, fmt.Errorf("no time is less than 0")
	case d > maxDuration:
		return 0, fmt.Errorf("a year is the most that can be simulated")
	}
	return d, nil
}

func isNumber(s string) bool {
	f, err := strconv.ParseFloat(s, 64)
	return err == nil && f >= 0 && !math.IsInf(f, 0) && strings.Trim(s, "0123456789.") == ""
}

// rateUnit is what one of tc's units is in bits a second (tc(8), UNITS): bits, or
// bytes with "bps", by thousands or, with an i, by 1024. A number without a unit
// is bits. 0: there is no such unit.
func rateUnit(unit string) float64 {
	prefix, bits := strings.ToLower(unit), 1.0
	if rest, ok := strings.CutSuffix(prefix, "bit"); ok {
		prefix = rest
	} else if rest, ok := strings.CutSuffix(prefix, "bps"); ok {
		prefix, bits = rest, 8
	} else if prefix != "" {
		return 0
	}
	base := 1000.0
	if rest, ok := strings.CutSuffix(prefix, "i"); ok {
		prefix, base = rest, 1024
	}
	power := strings.Index("kmgt", prefix) + 1
	switch {
	case prefix == "" && base == 1000:
		return bits
	case len(prefix) != 1 || power == 0:
		return 0
	}
	return bits * math.Pow(base, float64(power))
}

// parseRate reads a rate as tc does: 10kbit, 100mbit, 1gbit, 1mbps (bytes), or a
// bare number of bits a second.
func parseRate(s string) (int64, error) {
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/")
	unit := rateUnit(s[len(digits):])
	switch {
	case !isNumber(digits):
		return 0, fmt.Errorf("write 10kbit, 100mbit, 1gbit, or a number of bits a second")
	case unit == 0:
		return 0, fmt.Errorf("%s is none of tc's units: kbit, mbit, gbit are bits a second, kbps, mbps, gbps bytes", quote(s[len(digits):]))
	}
	f, _ := strconv.ParseFloat(digits, 64)
	bits := f * unit
	switch {
	case bits < 1:
		return 0, fmt.Errorf("a line that carries nothing is unplugged: leave rate out for one without a limit")
	case bits > 1e15:
		return 0, fmt.Errorf("1000tbit is the most: leave rate out for a line without a limit")
	}
	return int64(bits), nil
}

// parsePercent reads 1% or 0.5% as a fraction of 1.
func parsePercent(s string) (float64, error) {
	digits, ok := strings.CutSuffix(s, "%")
	switch {
	case !isNumber(digits):
		return 0, fmt.Errorf("write 1%% or 0.5%%")
	case !ok:
		return 0, fmt.Errorf("write %s%%", digits)
	}
	f, _ := strconv.ParseFloat(digits, 64)
	if f > 100 {
		return 0, fmt.Errorf("100%% is all there is")
	}
	return f / 100, nil
}
