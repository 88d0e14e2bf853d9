package why_test

import (
	"testing"

	"netlab/lab/story"
	"netlab/lab/story/storytest"
	"netlab/lab/why"
	"netlab/lab/words"
)

// BenchmarkReasons finds and words all reasons of a transfer of 1,000 segments, each
// of which is acknowledged: some 4,000 events.
func BenchmarkReasons(b *testing.B) {
	r := storytest.New("test", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	r.Ms(30).Call("client", f.Conn[0], "send", "1000000 octets")
	for i := range uint32(1000) {
		f.In(f.Out(0, psh, 1+1000*i, 1, 1000))
		f.In(f.Out(1, ack, 1, 1001+1000*i, 0))
	}
	s := story.Fold(r.End("done").All())
	b.ReportAllocs()
	for b.Loop() {
		w := why.New(s)
		for _, r := range s.Rungs {
			for _, reason := range w.Rung(r) {
				reason.Text(words.English)
			}
		}
	}
}
