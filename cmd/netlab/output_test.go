package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestOutfile: a file keeps what it held until the new content is whole.
func TestOutfile(t *testing.T) {
	tests := []struct {
		name string
		end  func(*outfile) error
		want string
		fail bool
	}{
		{"commit", (*outfile).commit, "new", false},
		{"discard", func(o *outfile) error { o.discard(); return nil }, "old", false},
		{"the disk is full", func(o *outfile) error { o.fail(errors.New("no space left on device")); return o.commit() }, "old", true},
		{"the file is gone", func(o *outfile) error { o.f.Close(); return o.commit() }, "old", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "f")
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			o, err := newOutfile(path)
			if err != nil {
				t.Fatal(err)
			}
			o.Write([]byte("new"))
			if b, _ := os.ReadFile(path); string(b) != "old" {
				t.Errorf("before its end the file holds %q", b)
			}
			if err := tt.end(o); (err != nil) != tt.fail {
				t.Errorf("ended with %v", err)
			}
			if b, _ := os.ReadFile(path); string(b) != tt.want {
				t.Errorf("the file holds %q, wanted %q", b, tt.want)
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
				t.Errorf("%d files are left, wanted the one", len(left))
			}
		})
	}
}
