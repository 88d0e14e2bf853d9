package clock

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// mark is a beat with a name.
type mark struct {
	Beat
	id int
}

func (*mark) Do() {}

// TestQueueIsSortedByTimeAndAsking compares the queue with the plainest thing
// that does the same: a list that is sorted by (time, order of asking).
func TestQueueIsSortedByTimeAndAsking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type entry struct {
			m     *mark
			at    time.Duration
			asked int
		}
		var (
			q     Queue
			model []entry
			asked int
			marks = make([]mark, 40)
		)
		for i := range marks {
			marks[i].id = i
		}
		forget := func(m *mark) bool {
			n := len(model)
			model = slices.DeleteFunc(model, func(e entry) bool { return e.m == m })
			return len(model) < n
		}
		first := func() *entry {
			if len(model) == 0 {
				return nil
			}
			e := slices.MinFunc(model, func(a, b entry) int {
				if a.at != b.at {
					return int(a.at - b.at)
				}
				return a.asked - b.asked
			})
			return &e
		}
		anyMark := rapid.IntRange(0, len(marks)-1)
		anyTime := rapid.IntRange(0, 9) // few moments, so that many share one
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				m, at := &marks[anyMark.Draw(t, "beat")], time.Duration(anyTime.Draw(t, "at"))
				forget(m)
				asked++
				model = append(model, entry{m, at, asked})
				q.Put(&m.Beat, at, m)
				if m.At() != at {
					t.Fatalf("At is %v after Put at %v", m.At(), at)
				}
			},
			"take": func(t *rapid.T) {
				m := &marks[anyMark.Draw(t, "beat")]
				if want, got := forget(m), q.Take(&m.Beat); got != want {
					t.Fatalf("Take of beat %d said %v, want %v", m.id, got, want)
				}
			},
			"pop": func(t *rapid.T) {
				want := first()
				if want == nil {
					t.Skip("nothing waits")
				}
				if got := q.Pop().(*mark); got != want.m {
					t.Fatalf("Pop gave beat %d (due %v), want %d (due %v)", got.id, got.At(), want.m.id, want.at)
				}
				forget(want.m)
			},
			"": func(t *rapid.T) {
				if q.Len() != len(model) {
					t.Fatalf("%d beats wait, want %d", q.Len(), len(model))
				}
				at, ok := q.Next()
				want := first()
				if ok != (want != nil) || ok && (at != want.at || q.Peek() != Doer(want.m)) {
					t.Fatalf("next is %v %v %v, want %v", at, ok, q.Peek(), want)
				}
				if want == nil && q.Peek() != nil {
					t.Fatal("an empty queue has something to peek at")
				}
				for i := range marks {
					waits := slices.ContainsFunc(model, func(e entry) bool { return e.m == &marks[i] })
					if marks[i].Waiting() != waits {
						t.Fatalf("beat %d says waiting %v, want %v", i, marks[i].Waiting(), waits)
					}
				}
				seen := 0
				q.All(func(at time.Duration, d Doer) {
					seen++
					if !slices.ContainsFunc(model, func(e entry) bool { return e.m == d && e.at == at }) {
						t.Fatalf("All tells of a beat at %v that does not wait", at)
					}
				})
				if seen != len(model) {
					t.Fatalf("All told of %d beats, want %d", seen, len(model))
				}
			},
		})
	})
}

func TestQueueAllocatesNothing(t *testing.T) {
	var q Queue
	marks := make([]mark, 64)
	turn := func() {
		for i := range marks {
			q.Put(&marks[i].Beat, time.Duration(i*7%13), &marks[i])
		}
		q.Put(&marks[5].Beat, 99, &marks[5])
		q.Take(&marks[6].Beat)
		for q.Len() > 0 {
			q.Pop()
		}
	}
	turn()
	if n := testing.AllocsPerRun(100, turn); n != 0 {
		t.Fatalf("%v allocations for putting, moving, taking and popping 64 beats, want none", n)
	}
}

func BenchmarkQueue(b *testing.B) {
	var q Queue
	marks := make([]mark, 1000)
	for i := range marks {
		q.Put(&marks[i].Beat, time.Duration(i), &marks[i])
	}
	b.ReportAllocs()
	for b.Loop() {
		m := q.Pop().(*mark)
		q.Put(&m.Beat, m.At()+1000, m)
	}
}
