package story_test

import (
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// TestOldDuplicate: the same pair of ports is used twice, and a segment of the
// first connection arrives at the second. Both keep their own ends.
func TestOldDuplicate(t *testing.T) {
	r := storytest.New("test", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	old := f.Out(0, psh, 1, 1, 5)
	late := r.Make(event.Duplicate, 1, old, "client", "server", f.Bytes(0, psh, 1, 1, 5, ""))
	f.In(old)
	f.In(f.Out(0, segment.RST, 6, 0, 0))
	f.To(0, event.Closed).To(1, event.Closed)

	again := *f
	again.Conn, again.ISS = [2]string{"server:80-2", ":80/2"}, [2]uint32{f.ISS[0] + 100000, f.ISS[1] + 100000}
	again.Open(100, 10)
	r.Deliver(late, again.Conn[1])
	// The second connection's end refuses a segment of the first.
	r.Deliver(r.Send("server", again.Conn[1], "client", f.Bytes(1, segment.RST, 1, 0, 0, "")), again.Conn[0])

	s := story.Fold(r.Log().All())
	if len(s.Streams) != 2 {
		t.Fatalf("got %d conversations, want 2", len(s.Streams))
	}
	for i, want := range [][2]string{f.Conn, again.Conn} {
		for side, name := range want {
			e := s.Streams[i].Ends[side]
			if c := s.Conn(e.Conn); c == nil || c.Name != name || c.Stream != s.Streams[i].ID {
				t.Errorf("conversation %d, end %d: got %+v, want %s", i+1, side, c, name)
			}
		}
	}
}

// TestListenerBeginsAnew: a conversation whose connection was closed goes on with
// the next one.
func TestListenerBeginsAnew(t *testing.T) {
	r := storytest.New("test", "client", "server")
	f := r.Flow("client", "server", 0)
	f.In(f.Connect())
	f.To(1, event.SynReceived, event.Closed)
	f.Conn[1] = ":80/2"
	r.Conn("server", f.Conn[1])
	f.In(f.Out(0, syn, 0, 0, 0))
	f.To(1, event.SynReceived)
	f.In(f.Out(1, sa, 0, 1, 0))
	s := story.Fold(r.Log().All())
	if c := s.Conn(s.Streams[0].Ends[1].Conn); c == nil || c.Name != ":80/2" {
		t.Errorf("got %+v, want :80/2", c)
	}
}
