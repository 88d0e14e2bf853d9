package story_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// opened is a connection whose handshake is over at 30 ms.
func opened() *storytest.Flow {
	f := storytest.New("steps", "client", "server").Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	return f
}

// packets writes the steps of packets: "arrow 4", by packet number.
func packets(s *story.Story) (all []string) {
	names := map[story.What]string{story.Arrow: "arrow", story.Depart: "depart", story.Arrive: "arrive"}
	for _, st := range s.Steps() {
		if st.What != story.Moment {
			all = append(all, fmt.Sprintf("%s %d", names[st.What], st.Rung.Number))
		}
	}
	return all
}

func TestSteps(t *testing.T) {
	handshake := []string{"arrow 1", "arrow 2", "arrow 3"}
	for _, tt := range []struct {
		name string
		run  func(f *storytest.Flow)
		want []string
	}{
		{"one after the other", func(f *storytest.Flow) {
			f.Ms(100)
			p := f.Out(0, psh, 1, 1, 5)
			f.Ms(110)
			f.In(p)
			p = f.Out(1, ack, 1, 6, 0)
			f.Ms(120)
			f.In(p)
		}, []string{"arrow 4", "arrow 5"}},
		{"two cross", func(f *storytest.Flow) {
			f.Ms(100)
			a, b := f.Out(0, psh, 1, 1, 5), f.Out(1, psh, 1, 1, 5)
			f.Ms(110)
			f.In(a)
			f.In(b)
		}, []string{"depart 4", "arrow 5", "arrive 4"}},
		{"one is held back", func(f *storytest.Flow) {
			f.Ms(100)
			a := f.Out(0, psh, 1, 1, 5)
			f.Verdict(a, event.Delay, 0)
			f.Ms(300)
			f.In(a)
		}, []string{"depart 4", "arrive 4"}},
		{"one overtakes another", func(f *storytest.Flow) {
			f.Ms(100)
			a, b := f.Out(0, psh, 1, 1, 5), f.Out(0, psh, 6, 1, 5)
			f.Ms(110)
			f.In(b)
			f.In(a)
		}, []string{"depart 4", "arrow 5", "arrive 4"}},
		{"one is lost, one on its way at the end", func(f *storytest.Flow) {
			f.Ms(100)
			a := f.Out(0, psh, 1, 1, 5)
			f.Lose(a, "link loss")
			f.Out(0, psh, 1, 1, 5)
		}, []string{"arrow 4", "arrow 5"}},
		{"a burst, each acknowledged at the same instant", func(f *storytest.Flow) {
			f.Ms(100)
			a, b := f.Out(0, psh, 1, 1, 5), f.Out(0, psh, 6, 1, 5)
			f.Ms(110)
			f.In(a)
			c := f.Out(1, ack, 1, 6, 0)
			f.In(b)
			d := f.Out(1, ack, 1, 11, 0)
			f.Ms(120)
			f.In(c)
			f.In(d)
		}, []string{"arrow 4", "arrow 5", "arrow 6", "arrow 7"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := opened()
			tt.run(f)
			s := story.Fold(f.End("done").All())
			if diff := cmp.Diff(slices.Concat(handshake, tt.want), packets(s)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// stream is a run with n segments of data, each acknowledged as far as acked says.
func stream(n, acked int) *story.Story {
	f := opened()
	for i := range n {
		f.Ms(100 + float64(i))
		p := f.Out(0, psh, 1+uint32(i)*10, 1, 10)
		f.In(p)
		if i < acked {
			p = f.Out(1, ack, 1, 1+uint32(i+1)*10, 0)
			f.In(p)
		}
	}
	return story.Fold(f.End("done").All())
}

func TestStretches(t *testing.T) {
	for _, tt := range []struct {
		name     string
		n, acked int
		want     []story.Stretch // from the first step of data on
	}{
		{"few", 11, 11, nil},
		{"just enough", 12, 12, []story.Stretch{{From: 8, To: 20, Segments: 6, Octets: 60, Acks: 6, Acked: true}}},
		{"many", 100, 100, []story.Stretch{{From: 8, To: 196, Segments: 94, Octets: 940, Acks: 94, Acked: true}}},
		{"acknowledged by nobody", 50, 0, []story.Stretch{{From: 8, To: 46, Segments: 38, Octets: 380}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := stream(tt.n, tt.acked)
			steps := s.Steps()
			first := slices.IndexFunc(steps, func(st story.Step) bool { return st.Rung.Kind == story.Packet && st.Rung.Number == 4 })
			got := s.Stretches(steps)
			for i := range got {
				got[i].From -= first
				got[i].To -= first
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestStretchEnds: what is remarkable stands between two stretches.
func TestStretchEnds(t *testing.T) {
	f := opened()
	for i := range 80 {
		f.Ms(100 + float64(i))
		p := f.Out(0, psh, 1+uint32(i)*10, 1, 10)
		if i == 40 {
			f.Lose(p, "link loss")
			continue
		}
		f.In(p)
	}
	s := story.Fold(f.End("done").All())
	steps := s.Steps()
	gaps := s.Stretches(steps)
	if len(gaps) != 2 || gaps[0].Segments != 28 || gaps[1].Segments != 27 {
		t.Fatalf("got %+v", gaps)
	}
	for _, g := range gaps {
		for _, st := range steps[g.From:g.To] {
			if st.Rung.IsLost() {
				t.Error("the lost one is left out")
			}
		}
	}
}
