package file

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares a text with a file, or rewrites the file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s differs (-update rewrites it):\n%s", name, d)
	}
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return names
}

// The good labs load, and what was read of them is in a file beside each.
func TestGood(t *testing.T) {
	for _, name := range files(t, "testdata/good/*.yaml") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			l, errs := LoadFile(name, Options{Questions: true})
			if errs != nil {
				t.Fatal(errs)
			}
			var got bytes.Buffer
			e := json.NewEncoder(&got)
			e.SetEscapeHTML(false)
			e.SetIndent("", " ")
			if err := e.Encode(l); err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".json", got.Bytes())
		})
	}
}

// Every bad lab is refused with all that is wrong in it.
func TestBad(t *testing.T) {
	var got strings.Builder
	for _, name := range files(t, "testdata/bad/*.yaml") {
		l, errs := LoadFile(name, Options{Questions: true})
		if len(errs) == 0 || l != nil {
			t.Errorf("%s was loaded", name)
		}
		got.WriteString("== " + filepath.Base(name) + "\n")
		for _, e := range errs {
			got.WriteString(strings.TrimPrefix(filepath.ToSlash(e.Error()), "testdata/bad/") + "\n")
		}
	}
	golden(t, "testdata/bad/errors.golden", []byte(got.String()))
}
