package words

import (
	"fmt"
	"strconv"
	"time"
)

// Duration writes a time that somebody set, such as a timer's, in the largest
// unit that keeps it short: "200 ms", "1 s", "1.5 s", "60 s", "7200 s". The units
// are the SI's and the same in every language.
func Duration(d time.Duration) string {
	unit, name := time.Second, "s"
	switch abs := d.Abs(); {
	case abs == 0:
	case abs < time.Microsecond:
		unit, name = time.Nanosecond, "ns"
	case abs < time.Millisecond:
		unit, name = time.Microsecond, "µs"
	case abs < time.Second:
		unit, name = time.Millisecond, "ms"
	}
	// Three digits behind the point are more than a person wants.
	return strconv.FormatFloat(float64(d.Round(max(unit/1000, 1)))/float64(unit), 'f', -1, 64) + " " + name
}

// Took writes a time that was measured, to the millisecond: "1.030 s". Under a
// millisecond it is as Duration.
func Took(d time.Duration) string {
	if d != 0 && d.Abs() < time.Millisecond {
		return Duration(d)
	}
	return fmt.Sprintf("%.3f s", d.Seconds())
}
