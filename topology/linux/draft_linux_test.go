package linux

import (
	"os"
	"path/filepath"
	"testing"
)

func TestDraft(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "events.jsonl")
	for _, text := range []string{"first", "second"} { // the second takes the place of the first
		f, err := Draft(dir)
		if err != nil {
			t.Skip(err)
		}
		f.WriteString(text)
		before, _ := os.ReadFile(path)
		if err := Publish(f, path); err != nil {
			t.Fatal(err)
		}
		f.Close()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != text || string(before) == text {
			t.Fatalf("before it was published %q, then %q: %v; want %q then", before, got, err, text)
		}
	}
	f, err := Draft(dir)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("never published")
	f.Close()
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Fatalf("there are %v, want only the one that was published", left)
	}
	if err := Publish(os.Stdin, filepath.Join(dir, "no", "such", "folder")); err == nil {
		t.Fatal("a file was published into a folder that is not there")
	}
}
