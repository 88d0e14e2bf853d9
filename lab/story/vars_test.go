package story_test

import (
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// TestVars: variables follow from what a connection writes and is given, where its
// stack tells nothing; and nothing is known before it.
func TestVars(t *testing.T) {
	r := storytest.New("vars", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	data := f.Out(0, segment.ACK|segment.PSH, 1, 1, 100)
	sent := r.Last()
	f.In(data)
	arrived := r.Last()
	ack := f.Out(1, segment.ACK, 1, 101, 0)
	f.In(ack)
	acked := r.Last()
	again := f.Out(0, segment.ACK|segment.PSH, 1, 1, 100)
	r.Timer("client", "server:80", "retransmission", time.Second)
	r.Verdict(again, event.DropPacket, 0)
	s := story.Fold(r.End("done").All())

	client, server := event.ConnID(0), event.ConnID(0)
	for _, c := range s.Conns {
		switch {
		case c == nil || c.Listen:
		case s.Names.Host(c.Host) == "client":
			client = c.ID
		default:
			server = c.ID
		}
	}
	for _, c := range []struct {
		name string
		conn event.ConnID
		n    uint32
		of   story.VarSet
		want int64 // relative
	}{
		{"what is sent moves SND.NXT", client, sent, story.VarSndNxt, 101},
		{"and not SND.UNA", client, sent, story.VarSndUna, 1},
		{"what comes moves RCV.NXT", server, arrived, story.VarRcvNxt, 101},
		{"its ACK moves SND.UNA", client, acked, story.VarSndUna, 101},
		{"what is sent again moves nothing", client, r.Last(), story.VarSndNxt, 101},
		{"its peer's number", server, acked, story.VarIRS, 0},
	} {
		v := s.Vars(c.conn, c.n)
		if !v.Known.Has(c.of) || v.Told.Has(c.of) || v.Relative(c.of) != c.want {
			t.Errorf("%s: %d (known %v, told %v), wanted %d", c.name, v.Relative(c.of), v.Known.Has(c.of), v.Told.Has(c.of), c.want)
		}
	}
	if v := s.Vars(client, 1); v != (story.Vars{}) {
		t.Errorf("before anything has happened: %+v", v)
	}
	if v := s.Vars(client, sent); v.Known.Has(story.VarCwnd) || v.Known.Has(story.VarRTO) {
		t.Errorf("cwnd and RTO cannot be known: %+v", v)
	}
	if st := s.StateAt(client, sent); st != event.Established {
		t.Errorf("the client's state is %v", st)
	}
	if st := s.StateAt(client, 1); st != event.NoState {
		t.Errorf("the client's state is %v before any was told", st)
	}
}
