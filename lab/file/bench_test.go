package file

import (
	"os"
	"testing"
)

func BenchmarkLoad(b *testing.B) {
	src, err := os.ReadFile("testdata/good/design.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, errs := Load("design.yaml", src, Options{}); errs != nil {
			b.Fatal(errs)
		}
	}
}
