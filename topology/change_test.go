package topology

import (
	"testing"
	"time"

	"netlab/hooks/event"
)

// TestChangeKeepsTheStacksTime: when a stack knows the moment of a change, the
// event tells it beside its beat's.
func TestChangeKeepsTheStacksTime(t *testing.T) {
	w := newWorld(t, line(2, LinkProps{}), nil)
	for _, real := range []time.Duration{0, 5*time.Millisecond + 17} {
		c := w.net.Book(1).Open("c", false)
		w.at(w.net.Now()+10*time.Millisecond, func() {
			w.fakes[0].changes = []Change{{Conn: c, From: event.Closed, To: event.SynSent, Kernel: real}}
			w.net.Call(1, func() (*event.Event, bool) { return nil, true })
		})
		w.run()
		var last event.Event
		for e := range w.log.All() {
			if e.Kind == event.Change {
				last = *e
			}
		}
		if real == 0 && last.More != nil || real != 0 && (last.More == nil || last.More.Kernel != real) || last.At != w.net.Now() {
			t.Errorf("a change at %v: the event of %v has %+v", real, last.At, last.More)
		}
	}
}
