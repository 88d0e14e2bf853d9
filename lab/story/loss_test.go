package story_test

import (
	"fmt"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// TestRepair asks what made up for each loss, and why it was sent.
func TestRepair(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(r *storytest.Run, f *storytest.Flow)
		want string // for each loss: packet, what repaired it, timer and who asked
	}{
		{"a SYN, by its own timer", func(r *storytest.Run, f *storytest.Flow) {
			r.Verdict(f.Connect(), event.DropPacket, 1)
			r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
			p := f.Out(0, syn, 0, 0, 0)
			f.Pass(p).Ms(1010)
			f.In(p)
		}, "1 by 2 timer 1s"},

		{"a SYN-ACK, because the SYN came again", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Connect()
			f.Ms(10)
			f.In(p)
			r.Verdict(f.Out(1, sa, 0, 1, 0), event.DropPacket, 1)
			r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
			p = f.Out(0, syn, 0, 0, 0)
			f.Ms(1010)
			f.In(p)
			f.In(f.Out(1, sa, 0, 1, 0))
		}, "2 by 4 timer 1s asked by 3"},

		{"an ACK, by what the next segment says", func(r *storytest.Run, f *storytest.Flow) {
			f.In(f.Connect())
			f.In(f.Out(1, sa, 0, 1, 0))
			r.Lose(f.Out(0, ack, 1, 1, 0), "link loss")
			r.Call("client", f.Conn[0], "send")
			f.In(f.Out(0, psh, 1, 1, 5))
		}, "3 by 4 said"},

		{"data, by duplicate acknowledgements", func(r *storytest.Run, f *storytest.Flow) {
			f.Open(0, 10)
			r.Call("client", f.Conn[0], "send")
			r.Lose(f.Out(0, psh, 1, 1, 5), "link loss")
			p := f.Out(0, psh, 6, 1, 5)
			f.In(p)
			q := f.Out(1, ack, 1, 1, 0)
			f.In(q)
			f.In(f.Out(0, psh, 1, 1, 5))
		}, "4 by 7 asked by 6"},

		{"data, as a part of a larger segment", func(r *storytest.Run, f *storytest.Flow) {
			f.Open(0, 10)
			r.Lose(f.Out(0, psh, 1, 1, 5), "link loss")
			r.Timer("client", f.Conn[0], "retransmission", time.Second)
			f.In(f.Out(0, psh, 1, 1, 10))
		}, "4 by 5 timer 1s"},

		{"nothing: what comes carries only a part", func(r *storytest.Run, f *storytest.Flow) {
			f.Open(0, 10)
			r.Lose(f.Out(0, psh, 1, 1, 5), "link loss")
			f.In(f.Out(0, psh, 1, 1, 4))
		}, "4"},

		{"nothing by itself: two segments carry a half each, as the acknowledgement proves", func(r *storytest.Run, f *storytest.Flow) {
			f.Open(0, 10)
			r.Lose(f.Out(0, psh, 1, 1, 8), "link loss")
			f.In(f.Out(0, psh, 1, 1, 4))
			f.In(f.Out(0, psh, 5, 1, 4))
			f.In(f.Out(1, ack, 1, 9, 0))
		}, "4 acked"},

		{"nothing, for the first had arrived: the answer was lost", func(r *storytest.Run, f *storytest.Flow) {
			f.In(f.Connect())
			r.Verdict(f.Out(1, sa, 0, 1, 0), event.DropPacket, 1)
			r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
			r.Verdict(f.Out(0, syn, 0, 0, 0), event.DropPacket, 2)
			r.Timer("server", f.Conn[1], "retransmission", time.Second)
			f.In(f.Out(1, sa, 0, 1, 0))
			f.In(f.Out(0, ack, 1, 1, 0))
		}, "2 acked by 4 timer 1s; 3 came before acked"},

		{"nothing: a RST says nothing to the connection that it ends", func(r *storytest.Run, f *storytest.Flow) {
			f.In(f.Connect())
			f.In(f.Out(1, sa, 0, 1, 0))
			r.Lose(f.Out(0, ack, 1, 1, 0), "link loss")
			f.In(f.Out(0, segment.RST|segment.ACK, 1, 1, 0))
		}, "3"},

		{"the first repair is lost too", func(r *storytest.Run, f *storytest.Flow) {
			r.Verdict(f.Connect(), event.DropPacket, 1)
			r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
			r.Verdict(f.Out(0, syn, 0, 0, 0), event.DropPacket, 1)
			r.Ms(3000).Timer("client", f.Conn[0], "retransmission", 2*time.Second)
			f.In(f.Out(0, syn, 0, 0, 0))
		}, "1 by 3 timer 2s; 2 by 3 timer 2s"},

		{"nothing: the second is lost as well", func(r *storytest.Run, f *storytest.Flow) {
			r.Lose(f.Connect(), "link loss")
			r.Lose(f.Out(0, syn, 0, 0, 0), "link loss")
		}, "1; 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := storytest.New("test", "client", "server").Rule("drop")
			tt.make(r, r.Flow("client", "server", 0))
			got := ""
			for i, l := range story.Fold(r.Log().All()).Losses() {
				if i > 0 {
					got += "; "
				}
				got += fmt.Sprint(l.Number)
				if l.Before {
					got += " came before"
				}
				if l.Acked {
					got += " acked"
				}
				if l.Repair == nil {
					continue
				}
				got += fmt.Sprintf(" by %d", l.Repair.Number)
				if l.Repair.Said {
					got += " said"
				}
				if l.Repair.Timer != nil {
					got += " timer " + l.Repair.Timer.Fired.After.String()
				}
				if l.Repair.Asked != nil {
					got += fmt.Sprintf(" asked by %d", l.Repair.Asked.Number)
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNeedless(t *testing.T) {
	r := storytest.New("test", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	p := f.Out(0, psh, 1, 1, 5)
	f.In(p)
	f.Ms(1000)
	again := f.Out(0, psh, 1, 1, 5)
	slow := f.Out(0, psh, 20, 1, 5)
	f.Out(0, psh, 20, 1, 5) // sent again before the first has arrived: that was not to be known
	f.Ms(1010)
	f.In(slow)
	lost := f.Out(0, psh, 6, 1, 5)
	r.Lose(lost, "link loss")
	f.Out(0, psh, 6, 1, 5)
	f.Ms(1020)
	broken := f.Out(0, psh, 30, 1, 5)
	f.In(r.Make(event.Corrupt, 1, broken, "client", "server", f.Bytes(0, psh, 30, 1, 5, "")))
	f.Ms(1030)
	f.Out(0, psh, 30, 1, 5) // for what came before was corrupted
	s := story.Fold(r.Log().All())
	if all := s.Needless(); len(all) != 1 || all[0].Number != again {
		t.Errorf("needless is packet %d alone; got %d packets", again, len(all))
	}
	if got, want := s.Sent(), 11; got != want {
		t.Errorf("sent %d packets, want %d", got, want)
	}
}

// TestDamaged: what arrives with a wrong checksum, or a header that cannot be read,
// has not arrived for its receiver, whatever the rule that made it is called.
func TestDamaged(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(raw []byte) []byte
		damaged bool
	}{
		{"a bit of the data", func(raw []byte) []byte { raw[len(raw)-1] ^= 1; return raw }, true},
		{"a bit of the sender's address", func(raw []byte) []byte { raw[15] ^= 1; return raw }, true},
		{"a data offset of 4 words", func(raw []byte) []byte { raw[32] = 4 << 4; segment.Mend(segment.IP, raw); return raw }, true},
		{"another number, and the checksum mended", func(raw []byte) []byte { raw[27]++; segment.Mend(segment.IP, raw); return raw }, false},
		{"bytes that are not told", func([]byte) []byte { return nil }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := storytest.New("test", "client", "server").Rule("from client data#1 rewrite tcp.seq = 1")
			f := r.Flow("client", "server", 0)
			f.Open(0, 10)
			first := f.Out(0, psh, 1, 1, 5)
			made := r.Make(event.Rewrite, 1, first, "client", "server", tt.change(f.Bytes(0, psh, 1, 1, 5, "")))
			f.In(made)
			f.Ms(1000)
			f.In(f.Out(0, psh, 1, 1, 5))
			s := story.Fold(r.Log().All())
			all := s.Damaged()
			if tt.damaged != (len(all) == 1 && all[0].Number == made) || !tt.damaged && len(all) > 0 {
				t.Errorf("damaged: %v; want %v", all, tt.damaged)
			}
			if again := s.Needless(); tt.damaged && len(again) > 0 {
				t.Errorf("sending it again is called needless")
			}
		})
	}
}
