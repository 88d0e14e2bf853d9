package svg_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/lab/report/svg"
	"netlab/lab/words"
)

var update = flag.Bool("update", false, "rewrite the golden pictures")

// TestGolden holds pictures that were looked at: a packet lost, packets that cross,
// one that the desk holds, one that it damages, a router.
func TestGolden(t *testing.T) {
	for _, tt := range []struct {
		lab, variant string
		o            svg.Options
	}{
		{"handshake-loss", "synack", svg.Options{}},
		{"simultaneous-open", "crossing", svg.Options{Lang: words.Chinese}},
		{"stale-syn", "over", svg.Options{Letters: true}},
		{"corruption", "payload", svg.Options{Absolute: true}},
		{"segment-size", "told", svg.Options{}},
	} {
		t.Run(tt.lab, func(t *testing.T) {
			got := drawn(t, one(t, tt.lab, tt.variant), tt.o)
			wellFormed(t, got)
			path := filepath.Join("testdata", tt.lab+".svg")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Errorf("%s (-want +got):\n%s", path, d)
			}
		})
	}
}
