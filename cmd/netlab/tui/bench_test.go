//go:build !js

package tui

import (
	"testing"

	"netlab/lab/words"
)

// BenchmarkStep goes one event back and one on, near the end of a lab of some hundred
// events, and draws both screens.
func BenchmarkStep(b *testing.B) {
	for _, lab := range []string{"teardown", "slow-start"} {
		b.Run(lab, func(b *testing.B) {
			s := sized(b, session(b, lab, firstVariant(b, lab)), 150, 45, Options{Lang: words.English})
			s.press("end left")
			for b.Loop() {
				s.press("left")
				s.View()
				s.press("right")
				s.View()
			}
			b.ReportMetric(float64(s.v.Of), "events")
		})
	}
}
