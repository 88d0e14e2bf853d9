package html

import (
	"bytes"
	"testing"
)

// TestTooLong: a run with more events than a page steps through still has a page that
// a browser can open, with its ladder, and says what to do.
func TestTooLong(t *testing.T) {
	log := long(mostEvents + 1)
	if log.Len() <= mostEvents {
		t.Fatalf("the run has %d events only", log.Len())
	}
	page := pageOf(t, log, Options{})
	if len(page) > 2<<20 {
		t.Errorf("the page takes %d octets", len(page))
	}
	for _, want := range []string{"a page steps through 20000 at most", "<svg", "最多逐步显示 20000 个"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page has no %q", want)
		}
	}
	if bytes.Contains(page, []byte(`id="data"`)) {
		t.Error("the page brings its data along all the same")
	}
}
