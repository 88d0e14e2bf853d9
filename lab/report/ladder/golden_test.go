package ladder

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func draw(t testing.TB, log *event.Log, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Draw(&b, story.Fold(log.All()), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// golden compares with a file, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
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
}

// fits fails for each line that is wider than the picture.
func fits(t testing.TB, picture string, most int) {
	t.Helper()
	for i, l := range strings.Split(picture, "\n") {
		if w := (displaywidth.Options{ControlSequences: true}).String(l); w > most {
			t.Errorf("line %d has %d cells, over %d: %q", i+1, w, most, l)
		}
	}
}

func TestGolden(t *testing.T) {
	for _, r := range runs {
		log := r.make()
		for _, w := range []int{80, 120} {
			for _, lang := range []words.Lang{words.English, words.Chinese} {
				name := fmt.Sprintf("%s.%d.%s", r.name, w, lang)
				t.Run(name, func(t *testing.T) {
					got := draw(t, log, Options{Width: w, Lang: lang})
					fits(t, got, w)
					golden(t, name, got)
				})
			}
		}
	}
}

// TestOptions draws one run in each way in which a ladder may look.
func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func() *event.Log
		o    Options
	}{
		{"letters", teardown, Options{Letters: true}},
		{"letters-zh", teardown, Options{Letters: true, Lang: words.Chinese}},
		{"letters-anew", staleSYN, Options{Letters: true}},
		{"absolute", teardown, Options{Absolute: true}},
		{"delta", teardown, Options{TimeMode: 'd'}},
		{"clock", teardown, Options{TimeMode: 'a'}},
		{"ascii", held, Options{ASCII: true}},
		{"ascii-zh", synackLost, Options{ASCII: true, Lang: words.Chinese}},
		{"colour", synackLost, Options{Color: true}},
		{"quiet", synackLost, Options{Quiet: true}},
		{"narrow", teardown, Options{Width: 60}},
		{"narrow-routed", routed, Options{Width: 60}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := draw(t, tt.make(), tt.o)
			fits(t, got, max(tt.o.Width, 60)+20*b2i(tt.o.Width == 0))
			golden(t, "option."+tt.name, got)
		})
	}
}

// TestASCII wants nothing but 7-bit characters, where the texts are English.
func TestASCII(t *testing.T) {
	for k, r := range runs {
		for i, l := range strings.Split(draw(t, r.make(), Options{ASCII: true, Letters: k%2 == 1}), "\n") {
			if strings.ContainsFunc(l, func(c rune) bool { return c > 0x7e || c < 0x20 }) {
				t.Errorf("%s, line %d: %q", r.name, i+1, l)
			}
		}
	}
}

// broken is a writer that fails after so many octets.
type broken int

func (b *broken) Write(p []byte) (int, error) {
	if *b -= broken(len(p)); *b < 0 {
		return 0, os.ErrClosed
	}
	return len(p), nil
}

func TestWriterThatFails(t *testing.T) {
	s := story.Fold(bulkTransfer().All())
	for _, n := range []broken{0, 100, 5000} {
		if err := Draw(&n, s, Options{All: true}); err != os.ErrClosed {
			t.Errorf("got %v, want the writer's error", err)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	s := story.Fold(bulkTransfer().All())
	b.ReportAllocs()
	for b.Loop() {
		if err := Draw(io.Discard, s, Options{All: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(s.Rungs)), "ns/rung")
}

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"plain text", "server:80 服务器 é", "server:80 服务器 é"},
		{"escape sequence", "a\x1b[2Jb", "a·[2Jb"},
		{"line ends and tabs", "a\r\n\tb\u2028c", "a···b·c"},
		{"the other way round", "a\u202eb\u2066c", "a·b·c"},
		{"C1 controls", "a\u009bb", "a·b"},
		{"no UTF-8", "a\xffb", "a·b"},
	} {
		if got := clean(tt.text); got != tt.want {
			t.Errorf("%s: clean(%q) = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		room       int
		want       []string
	}{
		{"fits", "one two", 10, []string{"one two"}},
		{"at a blank", "one two three", 9, []string{"one two", "three"}},
		{"not where there must be none", "waits 1\u00a0s here", 8, []string{"waits", "1 s here"}},
		{"inside a word that is too long", "abcdefghijkl mn", 8, []string{"abcdefgh", "ijkl mn"}},
		{"between Chinese characters", "三次握手用时很短", 10, []string{"三次握手用", "时很短"}},
		{"a mark stays with what it closes", "三次握手用，时", 10, []string{"三次握手", "用，时"}},
		{"empty", "", 10, nil},
	} {
		if diff := cmp.Diff(tt.want, wrap(tt.text, tt.room)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
