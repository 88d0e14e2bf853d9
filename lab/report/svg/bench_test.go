package svg_test

import (
	"io"
	"testing"

	"netlab/hooks/segment"
	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// long is a run of about so many events: data and acknowledgements, to and fro.
func long(events int) *story.Story {
	r := storytest.New("long", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	at := 100.0
	for n := uint32(0); int(r.Last()) < events; n++ {
		r.Ms(at)
		p := f.Out(0, segment.PSH|segment.ACK, 1+100*n, 1, 100)
		f.Pass(p)
		r.Ms(at + 10)
		f.In(p)
		q := f.Out(1, segment.ACK, 1, 101+100*n, 0)
		f.Pass(q)
		r.Ms(at + 20)
		f.In(q)
		at += 20
	}
	return story.Fold(r.End("done").All())
}

// BenchmarkLadder2000 is the ladder of a page of 2,000 events.
func BenchmarkLadder2000(b *testing.B) {
	s := long(2000)
	for b.Loop() {
		b.SetBytes(int64(len(svg.NewLadder(s, svg.Options{All: true}).Body)))
	}
	b.ReportMetric(float64(len(svg.NewLadder(s, svg.Options{All: true}).Body))/float64(len(s.Rungs)), "octets/rung")
}

func BenchmarkDraw2000(b *testing.B) {
	s := long(2000)
	for b.Loop() {
		if err := svg.Draw(io.Discard, s, svg.Options{All: true}); err != nil {
			b.Fatal(err)
		}
	}
}
