package ladder

import (
	"io"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// retransmitting is a run of so many rounds in which all is sent twice: half of
// it was lost, the other half had arrived.
func retransmitting(rounds int) *event.Log {
	r := pair("large").Rule("data drop")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	for i := range rounds {
		seq := uint32(1 + 10*i)
		r.Ms(float64(100 + 20*i))
		p := f.Out(0, psh, seq, 1, 10)
		if i%2 == 0 {
			r.Verdict(p, event.DropPacket, 1)
		} else {
			f.Pass(p).In(p)
		}
		r.Ms(float64(110 + 20*i))
		p = f.Out(0, psh, seq, 1, 10)
		f.Pass(p).In(p)
	}
	return r.End("done")
}

// TestLarge folds and draws 200,000 events. What is quadratic takes minutes.
func TestLarge(t *testing.T) {
	rounds := 200000 * 2 / 11 // 5 or 6 events each
	log := retransmitting(rounds)
	start := time.Now()
	s := story.Fold(log.All())
	if err := Draw(io.Discard, s, Options{Quiet: true}); err != nil {
		t.Fatal(err)
	}
	if err := Draw(io.Discard, s, Options{}); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("%d events took %v", log.Len(), took)
	if took > 15*time.Second {
		t.Errorf("%d events took %v", log.Len(), took)
	}
	losses, needless := len(s.Losses()), len(s.Needless())
	if losses != (rounds+1)/2 || needless != rounds/2 {
		t.Errorf("%d losses and %d needless packets of %d rounds", losses, needless, rounds)
	}
}
