package markdown_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/lab/report/markdown"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/labs"
	"netlab/labs/labstest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func draw(t testing.TB, s *story.Story, o markdown.Options) string {
	t.Helper()
	var b strings.Builder
	if err := markdown.Draw(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// unexplained leaves out what stands in the last column of the table of steps, the
// only one that has six.
func unexplained(doc string) string {
	lines := strings.Split(doc, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "| ") && strings.Count(l, " |") == 6 {
			lines[i] = l[:strings.LastIndex(strings.TrimSuffix(l, " |"), " |")] + " | … |"
		}
	}
	return strings.Join(lines, "\n")
}

// TestGolden: the documents are those that were looked at.
func TestGolden(t *testing.T) {
	drawings := func(o markdown.Options) markdown.Options {
		o.Ladder, o.Mermaid = "client │──▶│ server\n", "sequenceDiagram\n"
		return o
	}
	for _, tt := range []struct {
		lab, variant, name string
		o                  markdown.Options
	}{
		{"handshake-loss", "synack", "synack.en", drawings(markdown.Options{})},
		{"handshake-loss", "synack", "synack.zh", drawings(markdown.Options{Lang: words.Chinese})},
		{"teardown", "four", "letters.en", markdown.Options{Letters: true}},
		{"segment-size", "told", "routed.en", markdown.Options{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := story.Fold(labstest.Variant(t, tt.lab, tt.variant).All())
			// Reasons are lab/why's, and have golden files there.
			got := unexplained(draw(t, s, tt.o))
			path := filepath.Join("testdata", tt.name+".md")
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

// TestCatalogue: the document of every variant is whole, in both languages.
func TestCatalogue(t *testing.T) {
	if testing.Short() {
		t.Skip("the whole catalogue takes a second")
	}
	for _, name := range labs.Names() {
		for _, r := range labstest.All(t, name) {
			s := story.Fold(r.Log.All())
			for _, o := range []markdown.Options{{}, {Lang: words.Chinese, Letters: true, All: true}} {
				t.Run(r.Name(), func(t *testing.T) {
					got := draw(t, s, o)
					whole(t, got)
					if n := strings.Count(got, "\n- ["); n != len(s.Expects) {
						t.Errorf("%d of %d expectations", n, len(s.Expects))
					}
				})
			}
		}
	}
}
