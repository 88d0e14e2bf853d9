package html

import (
	"encoding/json"
	"testing"
)

// BenchmarkFieldTable2000 is what a page of 2,000 events spends on its packets.
func BenchmarkFieldTable2000(b *testing.B) {
	log := long(2000)
	var size int
	for b.Loop() {
		table := newFieldTable(log)
		text, err := json.Marshal(table)
		if err != nil {
			b.Fatal(err)
		}
		size = len(text)
	}
	b.ReportMetric(float64(size), "octets")
}
