package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"netlab/lab/words"
)

// The README shows what its first command prints, and not what it once printed.
func TestReadmeLadder(t *testing.T) {
	const path, from, to = "../../README.md", "<!-- ladder -->\n```\n", "```\n<!-- /ladder -->"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), from)
	shown, after, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("README.md has no place for a ladder between %q and %q", from, to)
	}

	var out, errs bytes.Buffer
	env := map[string]string{"COLUMNS": "80"}
	w := &world{in: strings.NewReader(""), out: newPrinter(&out, nil), err: &errs,
		getenv: func(k string) string { return env[k] }, args: []string{"run", "handshake-loss", "--lang", string(words.English)}}
	if code := w.run(context.Background()); code != exitOK {
		t.Fatalf("netlab run handshake-loss ended with %d: %s", code, errs.String())
	}
	if out.String() == shown {
		return
	}
	if !*update {
		t.Fatalf("README.md shows another ladder than the one that is drawn (go test ./cmd/netlab -update mends it):\n%s", out.String())
	}
	if err := os.WriteFile(path, []byte(before+from+out.String()+to+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
