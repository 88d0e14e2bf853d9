package topology

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/hooks/segment"
)

// Setting is something that a lab can set for a host, as a stack lists it.
type Setting struct {
	Name   string
	Values string // what it takes
	Doc    string

	// Check says what is wrong with a value, in the words of "wanted 0 or 1, saw
	// ...", before there is a host; nil: nothing is known to be. A lab file is
	// checked by it. What only the machine can tell shows when the host is built.
	Check func(value string) error
}

// MeantSetting suggests, behind a name that none of the settings has, the nearest
// one that some has: "; did you mean ...?". "" where none is near.
func MeantSetting(name string, all []Setting) string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	if near := segment.Nearest(name, names); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// CheckWord is a Check for one of a few words.
func CheckWord(words ...string) func(string) error {
	return func(v string) error {
		if !slices.Contains(words, v) {
			return fmt.Errorf("wanted one of %s, saw %q", strings.Join(words, ", "), v)
		}
		return nil
	}
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
