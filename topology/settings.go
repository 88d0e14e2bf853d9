package topology

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Setting is something that a lab can set for a host, as a stack lists it.
type Setting struct {
	Name   string
	Values string // what it takes
	Doc    string
}

// maxSetting is the longest time that a setting may have: no run lasts as long.
const maxSetting = 365 * 24 * time.Hour

// ParseSeconds reads a time as settings write it: "60s", "200ms", or, as in the
// sysctls of old, a bare number of seconds. It is positive, and a year at most.
func ParseSeconds(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if n, bare := strconv.ParseFloat(s, 64); bare == nil {
		if n > maxSetting.Seconds() {
			n = 2 * maxSetting.Seconds() // a Duration holds this much, and it is refused below
		}
		d, err = time.Duration(n*float64(time.Second)), nil
		if math.IsNaN(n) {
			d = 0
		}
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("wanted a time such as 60s or 200ms, saw %q", s)
	case d <= 0 || d > maxSetting:
		return 0, fmt.Errorf("wanted a time of more than 0 and at most a year, saw %q", s)
	}
	return d, nil
}
