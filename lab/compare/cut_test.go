package compare_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/compare"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// A delivery is a run in which the client says something and closes: what is
// played with is how its octets are cut into segments.
type delivery struct {
	sizes  []int // of the segments
	rides  bool  // the FIN is on the last of them
	every  int   // which segments are acknowledged: each, every second ...
	lost   int   // so many segments are lost and sent again, the first ones
	whole  bool  // what is lost is sent again in one segment
	stops  bool  // the run is over before the FIN
	window bool  // the last acknowledgement comes a second time
}

func (p delivery) story() *story.Story {
	r := storytest.New("delivery", "client", "server").Titled("one", "A delivery", "一次投递")
	r.Info.Clock = "virtual"
	for i := range r.Info.Hosts {
		r.Info.Hosts[i].Stack = "netstack"
	}
	r.Rule("from client to server data drop")
	f := r.Flow("client", "server", 0)
	f.Listen().Open(0, 10)
	seq, got, missing := uint32(1), uint32(1), 0
	send := func(flags segment.Flags, octets int) uint32 {
		n := f.Out(0, flags|segment.ACK, seq, 1, octets)
		seq += uint32(octets)
		if flags&segment.FIN != 0 {
			seq++
		}
		return n
	}
	for i, size := range p.sizes {
		r.Ms(40 + float64(i))
		flags := segment.Flags(0)
		if p.rides && i == len(p.sizes)-1 {
			flags = segment.FIN
		}
		n := send(flags, size)
		if i < p.lost {
			f.Verdict(n, event.DropPacket, 1)
			missing += size
			continue
		}
		f.Pass(n)
		f.Deliver(n, f.Conn[1])
		if i%max(p.every, 1) == max(p.every, 1)-1 || i == len(p.sizes)-1 {
			if missing == 0 {
				got = seq
			}
			a := f.Out(1, segment.ACK, 1, got, 0)
			f.Pass(a)
			f.In(a)
		}
	}
	if missing > 0 {
		r.Ms(300)
		end := seq
		again := p.sizes[:p.lost]
		if p.whole {
			again = []int{missing}
		}
		seq = 1
		for _, size := range again {
			n := send(0, size)
			f.Pass(n)
			f.In(n)
		}
		seq = end
		a := f.Out(1, segment.ACK, 1, seq, 0)
		f.Pass(a)
		f.In(a)
	}
	if p.window {
		a := f.Out(1, segment.ACK, 1, seq, 0)
		f.Pass(a)
		f.In(a)
	}
	if !p.rides && !p.stops {
		n := send(segment.FIN, 0)
		f.Pass(n)
		f.In(n)
		a := f.Out(1, segment.ACK, 1, seq, 0)
		f.Pass(a)
		f.In(a)
	}
	end := "done"
	if p.stops {
		end = "limit"
	}
	return story.Fold(r.End(end).All())
}

// TestCut: octets that are cut elsewhere are one difference, with all that comes
// of it, and what does not come of it stays one of its own.
func TestCut(t *testing.T) {
	one := delivery{sizes: []int{1420, 1420, 1420, 740}}
	for _, tt := range []struct {
		name string
		a, b delivery
		want []string
	}{
		{"the same", one, one, nil},
		{"longer segments", one, delivery{sizes: []int{1448, 1448, 1448, 656}},
			[]string{"segment.cut.size client: 1420, 1420, 1420, 740 | 1448, 1448, 1448, 656"}},
		{"one more segment, and its acknowledgement", one, delivery{sizes: []int{1000, 1000, 1000, 1000, 1000}},
			[]string{"segment.cut.size client: 1420, 1420, 1420, 740 | 1000, 1000, 1000, 1000, 1000 +1"}},
		{"only from a place on", one, delivery{sizes: []int{1420, 1420, 1300, 860}},
			[]string{"segment.cut.size client: 1420, 740 | 1300, 860"}},
		{"small writes are joined", delivery{sizes: []int{3, 3, 5}}, delivery{sizes: []int{3, 8}},
			[]string{"segment.cut.joined client: 3, 5 | 8 +1"}},
		{"the FIN rides with the last", delivery{sizes: []int{5}}, delivery{sizes: []int{5}, rides: true},
			[]string{"segment.cut.fin client: 5, FIN | 5+FIN +1"}},
		{"what one run did not come to is no cut", one, delivery{sizes: []int{1420, 1420}, stops: true}, nil},
		{"nor is it one of a cut", delivery{sizes: []int{1448, 1448}, stops: true}, one,
			[]string{"segment.cut.size client: 1448, 1448 | 1420, 1420, 1420"}},
		{"fewer acknowledgements are none of a cut", one, delivery{sizes: one.sizes, every: 2},
			[]string{"segment.extra.ack server: 2 x . 1:1(0) ack 1421 | "}},
		{"and are told beside one", one, delivery{sizes: []int{1448, 1448, 1448, 656}, every: 2},
			[]string{"segment.cut.size client: 1420, 1420, 1420, 740 | 1448, 1448, 1448, 656", "segment.extra.ack server: 2 x . 1:1(0) ack 2841 | "}},
		{"one acknowledgement more is none either", one, delivery{sizes: []int{1448, 1448, 1448, 656}, window: true},
			[]string{"segment.cut.size client: 1420, 1420, 1420, 740 | 1448, 1448, 1448, 656", "segment.extra.ack server:  | . 1:1(0) ack 5001"}},
		{"what is lost is repeated in other pieces too", delivery{sizes: one.sizes, lost: 2}, delivery{sizes: []int{1448, 1448, 1448, 656}, lost: 2, whole: true},
			[]string{"segment.cut.size client: 1420, 1420, 1420, 740 | 1448, 1448, 1448, 656 +1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := compare.Stories(tt.a.story(), tt.b.story(), nil)
			if diff := cmp.Diff(tt.want, lines(c)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(mirrored(c), lines(compare.Stories(tt.b.story(), tt.a.story(), nil))); diff != "" {
				t.Errorf("the other way around: %s", diff)
			}
		})
	}
}

// TestCutAnyhow holds for any two ways of cutting the same octets that the cut is
// the only difference about the data, and that two equal ones have none.
func TestCutAnyhow(t *testing.T) {
	const octets = 40
	cuts := rapid.Custom(func(t *rapid.T) delivery {
		p := delivery{rides: rapid.Bool().Draw(t, "rides")}
		for left := octets; left > 0; {
			n := rapid.IntRange(1, left).Draw(t, "size")
			p.sizes = append(p.sizes, n)
			left -= n
		}
		return p
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := cuts.Draw(t, "a"), cuts.Draw(t, "b")
		same := cmp.Equal(a.sizes, b.sizes) && a.rides == b.rides
		c := compare.Stories(a.story(), b.story(), nil)
		if same != (len(c.Differences) == 0) {
			t.Fatalf("the same: %v; differences: %v", same, lines(c))
		}
		for i := range c.Differences {
			if d := &c.Differences[i]; d.Host == "client" && (d.Kind() != compare.Segment || i > 0) {
				t.Fatalf("more than the cut: %v", lines(c))
			}
		}
		// Which of many likenesses is taken may be another the other way around, and
		// so how many segments follow; what differs is not.
		if diff := cmp.Diff(followless(mirrored(c)), followless(lines(compare.Stories(b.story(), a.story(), nil)))); diff != "" {
			t.Fatalf("the other way around: %s", diff)
		}
	})
}

func followless(all []string) []string {
	for i, l := range all {
		all[i], _, _ = strings.Cut(l, " +")
	}
	return all
}
