package ladder

import (
	"strings"
	"testing"

	"netlab/lab/story/storytest"
)

// TestFine: a time is written in microseconds where some are no whole
// milliseconds. A nanosecond by which a clock ran on does not count.
func TestFine(t *testing.T) {
	for _, tt := range []struct {
		name string
		ms   float64
		want string
	}{
		{"whole", 45, " 0.045\n"},
		{"a nanosecond less", 44.999999, " 0.045\n"},
		{"a nanosecond more", 45.000001, " 0.045\n"},
		{"microseconds", 45.001, " 0.045001\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := storytest.New("fine", "client", "server")
			f := r.Flow("client", "server", 0)
			p := f.Connect()
			f.Pass(p)
			r.Ms(tt.ms)
			f.In(p)
			if got := draw(t, r.End("done"), Options{}); !strings.Contains(got, tt.want) {
				t.Errorf("no %q in\n%s", tt.want, got)
			}
		})
	}
}
