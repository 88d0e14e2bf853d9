package file

import (
	"testing"
	"time"
)

// tc(8), UNITS, with its own examples.
func TestUnits(t *testing.T) {
	for text, want := range map[string]int64{
		"1000000": 1e6, "10kbit": 10_000, "100mbit": 100e6, "1gbit": 1e9, "1.5mbit": 1_500_000, "1kbps": 8000, "1mibit": 1 << 20,
		"1Kibps": 8 << 10, "5bit": 5, "2bps": 16, "1tbit": 1e12, "": -1, "mbit": -1, "1 mbit": -1, "-1mbit": -1, "1e6": -1, "0": -1,
		"0.1bit": -1, "2000tbit": -1, "1mb": -1, "inf": -1, "0x10": -1, "1.2.3kbit": -1, "1kmbit": -1, "1ibit": -1, "1kbits": -1, "1k": -1,
	} {
		got, err := parseRate(text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("parseRate(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]float64{"1%": 0.01, "0%": 0, "100%": 1, "0.5%": 0.005, "": -1, "1": -1, "%": -1, "101%": -1, "-1%": -1, "NaN%": -1, "1%%": -1} {
		got, err := parsePercent(text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("parsePercent(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]time.Duration{"10ms": 10e6, "1.5s": 1.5e9, "100us": 100e3, "1h30m": 90 * time.Minute, "0": 0, "0s": 0,
		"": -1, "10": -1, "-1s": -1, "10 ms": -1, "9000h": -1, "1d": -1} {
		got, err := parseDuration(text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("parseDuration(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}
