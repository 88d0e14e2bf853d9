package mermaid_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/lab/report/mermaid"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/labs/labstest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func draw(t testing.TB, s *story.Story, o mermaid.Options) string {
	t.Helper()
	var b strings.Builder
	if err := mermaid.Draw(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden: the diagrams are those that were looked at.
func TestGolden(t *testing.T) {
	for _, tt := range []struct {
		lab, variant string
		o            mermaid.Options
	}{
		{"handshake-loss", "synack", mermaid.Options{}},
		{"handshake-loss", "synack", mermaid.Options{Lang: words.Chinese}},
		{"teardown", "four", mermaid.Options{Letters: true}},
		{"simultaneous-close", "crossing", mermaid.Options{}},
		{"demultiplexing", "two", mermaid.Options{Lang: words.Chinese}},
		{"segment-size", "told", mermaid.Options{}},
		{"corruption", "mended", mermaid.Options{}},
		{"old-duplicate", "entered", mermaid.Options{}},
	} {
		name := tt.lab + "." + tt.variant
		if tt.o.Letters {
			name += ".letters"
		}
		if tt.o.Lang == words.Chinese {
			name += ".zh"
		}
		t.Run(name, func(t *testing.T) {
			s := story.Fold(labstest.Variant(t, tt.lab, tt.variant).All())
			got := draw(t, s, tt.o)
			path := filepath.Join("testdata", name+".mmd")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v (go test -update writes it)", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		})
	}
}
