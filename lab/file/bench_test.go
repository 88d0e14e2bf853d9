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

// BenchmarkLoadRun is how a run reads a lab with questions: it leaves them out.
func BenchmarkLoadRun(b *testing.B) {
	src, err := os.ReadFile("../../labs/handshake-loss/lab.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for name, o := range map[string]Options{"run": {Only: func(name, byDefault string) bool { return name == byDefault }}, "quiz": {Questions: true}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, errs := Load("lab.yaml", src, o); errs != nil {
					b.Fatal(errs)
				}
			}
		})
	}
}
