package compare_test

import (
	"testing"

	"netlab/lab/compare"
	"netlab/lab/words"
)

// TestShown: a value that is a word of English is told in the reader's language, and
// any other as it is.
func TestShown(t *testing.T) {
	for _, tt := range []struct {
		what, value, en, zh string
	}{
		{"option.sack", "offered", "offered", "提供"},
		{"option.mss", "1460", "1460", "1460"},
		{"segment.fate.data", "delivered", "delivered", "送达"},
		{"segment.fate.data", "lost", "lost", "丢失"},
		{"segment.ack.data", "", "none", "无"},
		{"call.result", "waits", "waits", "仍在等待"},
		{"call.result", "ECONNRESET", "ECONNRESET", "ECONNRESET"},
		{"call.made", "made", "made", "执行了"},
		{"state.reason", "timeout", "timed out", "超时"},
		{"state.path", "SYN-SENT > CLOSED", "SYN-SENT > CLOSED", "SYN-SENT > CLOSED"},
		{"timer.name.data", "retransmission 200 ms", "retransmission 200 ms", "重传 200 ms"},
		{"timer.name.data", "another 200 ms", "another 200 ms", "another 200 ms"},
	} {
		t.Run(tt.what+" "+tt.value, func(t *testing.T) {
			d := compare.Difference{What: tt.what}
			d.On[compare.B].Value = tt.value
			if en, zh := d.Shown(words.English, compare.B), d.Shown(words.Chinese, compare.B); en != tt.en || zh != tt.zh {
				t.Errorf("got %q and %q, want %q and %q", en, zh, tt.en, tt.zh)
			}
		})
	}
}

// TestTitleChinese: no blank stands between what is Chinese on both sides.
func TestTitleChinese(t *testing.T) {
	c := compare.Stories(usual.story(), usual.story(), nil)
	d := &compare.Difference{What: "segment.fate.data", Host: "client", Role: "data"}
	if got, want := c.Title(words.Chinese, d), "client 的数据的结局"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
