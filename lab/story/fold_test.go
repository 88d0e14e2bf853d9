package story_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

const (
	syn = segment.SYN
	sa  = segment.SYN | segment.ACK
	ack = segment.ACK
	psh = segment.PSH | segment.ACK
	fin = segment.FIN | segment.ACK
)

// tell writes a story in a form that is easy to compare: a line for each point.
func tell(s *story.Story) string {
	var b strings.Builder
	states := func(all []story.State) string {
		text := ""
		for _, st := range all {
			text += " " + st.To.String()
			if st.Passed {
				text += "(passed)"
			}
			if st.Reason != "" {
				text += "(" + st.Reason + ")"
			}
		}
		return text
	}
	for _, p := range s.Order {
		r := p.Rung
		fmt.Fprintf(&b, "%d %s ", p.At().Milliseconds(), s.Names.Host(p.Host()))
		switch r.Kind {
		case story.Packet:
			if p.End {
				fmt.Fprintf(&b, "gets %d%s\n", r.Number, states(r.Arrived))
				continue
			}
			fmt.Fprintf(&b, "sends %d %s", r.Number, s.Parts(r, story.Relative, nil).Flags)
			if r.Timer != nil {
				fmt.Fprintf(&b, " by %s %v", r.Timer.Fired.Name, r.Timer.Fired.After)
			}
			if r.Journey.Made != event.NoAction {
				fmt.Fprintf(&b, " made %s", r.Journey.Made)
			}
			if r.Origin != nil {
				fmt.Fprintf(&b, " of %d", r.Origin.Number)
			}
			b.WriteString(states(r.States))
			fmt.Fprintf(&b, " -> %s\n", [...]string{"?", "delivered", "dropped", "lost " + r.Why, "replaced"}[r.Fate])
		case story.Call:
			if p.End {
				fmt.Fprintf(&b, "%s returns %s%s\n", r.Call.Op, r.Return.Result, states(r.Arrived))
			} else {
				fmt.Fprintf(&b, "calls %s%s\n", r.Call.Op, states(r.States))
			}
		case story.Timer:
			fmt.Fprintf(&b, "timer %s%s\n", r.Fired.Name, states(r.States))
		case story.Change:
			fmt.Fprintf(&b, "becomes%s\n", states(r.States))
		case story.Note:
			fmt.Fprintf(&b, "notes %s\n", r.Note.Text["en"])
		}
	}
	return b.String()
}

func TestFold(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(r *storytest.Run, f *storytest.Flow)
		want string
	}{
		{"a state stands beside the first packet that its call sends", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Connect()
			r.Return("client", f.Conn[0], "connect", "EINPROGRESS", "", 0)
			f.Pass(p).Ms(10)
			f.In(p).To(1, event.SynReceived)
		}, `
0 client calls connect
0 client sends 1 S SYN-SENT -> delivered
0 client connect returns EINPROGRESS
10 server gets 1 SYN-RECEIVED`},

		{"a state without a packet stands beside its call", func(r *storytest.Run, f *storytest.Flow) { f.Listen() }, `
0 server calls listen LISTEN
0 server listen returns ok`},

		{"a timer is told by the packet that it sends", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Connect()
			r.Verdict(p, event.DropPacket, 1)
			r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
			r.Verdict(f.Out(0, syn, 0, 0, 0), event.DropPacket, 1)
			r.Ms(3000).Timer("client", f.Conn[0], "retransmission", 2*time.Second)
			r.Ends("client", f.Conn[0], "timeout")
		}, `
0 client calls connect
0 client sends 1 S SYN-SENT -> dropped
1000 client sends 2 S by retransmission 1s -> dropped
3000 client timer retransmission CLOSED(timeout)`},

		{"several states of one beat stay together", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Out(0, fin, 1, 1, 0)
			f.In(p).To(1, event.Established, event.CloseWait)
			f.Out(1, ack, 1, 2, 0)
		}, `
0 client sends 1 F. -> delivered
0 server gets 1 ESTABLISHED(passed) CLOSE-WAIT
0 server sends 2 . -> ?`},

		{"a state that comes late has a rung of its own", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Out(0, psh, 1, 1, 5)
			f.Pass(p)
			f.In(p)
			r.Ms(5).Note("client", "meanwhile", "")
			f.To(1, event.CloseWait)
		}, `
0 client sends 1 P. -> delivered
0 server gets 1
5 client notes meanwhile
5 server becomes CLOSE-WAIT`},

		{"what the desk makes", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Out(0, psh, 1, 1, 5)
			q := r.Make(event.Rewrite, 1, p, "client", "server", f.Bytes(0, psh, 1, 1, 4, ""))
			d := r.Make(event.Duplicate, 2, q, "client", "server", f.Bytes(0, psh, 1, 1, 4, ""))
			f.Pass(q, d).Ms(1)
			f.In(q)
			r.Lose(d, "queue full")
			r.Make(event.Inject, 0, 0, "server", "client", f.Bytes(1, segment.RST, 1, 0, 0, ""))
		}, `
0 client sends 1 P. -> replaced
0 client sends 2 P. made rewrite of 1 -> delivered
0 client sends 3 P. made duplicate of 2 -> lost queue full
1 server gets 2
1 server sends 4 R made inject -> ?`},

		{"a delivery without a send", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Out(0, psh, 1, 1, 5)
			f.In(p)
			f.In(p) // twice: the second is not believed
		}, `
0 client sends 1 P. -> delivered
0 server gets 1`},

		{"a return without a call", func(r *storytest.Run, f *storytest.Flow) {
			r.Return("client", "", "recv", "ok", "", 3)
		}, `
0 client calls recv
0 client recv returns ok`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := storytest.New("test", "client", "server").Rule("drop").Rule("duplicate")
			tt.make(r, r.Flow("client", "server", 0))
			got := "\n" + strings.TrimSpace(tell(story.Fold(r.Log().All())))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestStreams(t *testing.T) {
	r := storytest.New("test", "client", "server")
	f, g := r.Flow("client", "server", 0), r.Flow("client", "server", 1)
	f.Listen()
	f.Open(0, 10)
	s := story.Fold(r.Log().All())
	if s.Crowded() {
		t.Error("one conversation is a crowd")
	}
	took, ok := s.Streams[0].Established()
	if !ok || took != 30*time.Millisecond {
		t.Errorf("the handshake took %v, %v; want 30ms", took, ok)
	}
	if e := s.Streams[0].Ends; e[0].Conn != r.Conn("client", f.Conn[0]) || e[1].Conn != r.Conn("server", f.Conn[1]) || e[0].ISS != f.ISS[0] || e[1].ISS != f.ISS[1] {
		t.Errorf("the ends are %+v", e)
	}
	if c := s.Conn(r.Conn("server", ":80")); !c.Listen || c.Stream != 0 || c.State != event.Listen {
		t.Errorf("the listener is %+v", c)
	}
	p := g.Connect()
	udp, err := segment.Build(segment.Spec{Src: storytest.Addr(0), Dst: storytest.Addr(1), Proto: segment.UDP, SrcPort: 1, DstPort: 2})
	if err != nil {
		t.Fatal(err)
	}
	q := r.Send("client", "u", "server", udp)
	s = story.Fold(r.Log().All())
	if !s.Crowded() || len(s.Streams) != 3 {
		t.Errorf("crowded %v with %d conversations; want true with 3", s.Crowded(), len(s.Streams))
	}
	if _, ok := s.Streams[1].Established(); ok {
		t.Error("a handshake of one SYN is told to be done")
	}
	if a, b := s.Packet(p).Stream, s.Packet(q).Stream; a == b || b&story.UDP == 0 {
		t.Errorf("TCP is in conversation %x, UDP in %x: they are counted apart", a, b)
	}
}

func TestColumns(t *testing.T) {
	wire := func(a, b string) event.WireInfo { return event.WireInfo{Ends: []string{a, b}} }
	for _, tt := range []struct {
		name  string
		wires []event.WireInfo
		want  []event.HostID
	}{
		{"a line keeps its order", []event.WireInfo{wire("a", "b"), wire("b", "c")}, []event.HostID{1, 2, 3}},
		{"a router that is named last stands between", []event.WireInfo{wire("a", "c"), wire("c", "b")}, []event.HostID{1, 3, 2}},
		{"the line begins with an end", []event.WireInfo{wire("a", "c"), wire("a", "b")}, []event.HostID{2, 1, 3}},
		{"two wires between two hosts", []event.WireInfo{wire("a", "b"), wire("a", "b"), wire("b", "c")}, []event.HostID{1, 2, 3}},
		{"a ring keeps the lab's order", []event.WireInfo{wire("a", "b"), wire("b", "c"), wire("c", "a")}, []event.HostID{1, 2, 3}},
		{"a lonely host", []event.WireInfo{wire("a", "c")}, []event.HostID{1, 2, 3}},
		{"no wires", nil, []event.HostID{1, 2, 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info := &event.RunInfo{Hosts: []event.HostInfo{{Name: "a"}, {Name: "b"}, {Name: "c"}}, Wires: tt.wires}
			var f story.Folder
			f.Put(&event.Event{N: 1, Kind: event.Run, More: &event.More{Run: info}})
			if diff := cmp.Diff(tt.want, f.Story().Columns); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExpect(t *testing.T) {
	r := storytest.New("test", "client", "server")
	f := r.Flow("client", "server", 0)
	p := f.Connect()
	sent := r.Last()
	f.Pass(p)
	r.Expect(false, "x", "x", "1", "2", sent, r.Last(), 999)
	s := story.Fold(r.End("done").All())
	if len(s.Expects) != 1 || len(s.Expects[0].Rungs) != 1 || s.Expects[0].Rungs[0] != s.Packet(p) {
		t.Errorf("two events of one packet, and one that is none, should be one rung: %+v", s.Expects)
	}
	if s.End == nil || s.End.Reason != "done" {
		t.Errorf("the end is %+v", s.End)
	}
}

func BenchmarkFold(b *testing.B) {
	r := storytest.New("test", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	for i := range 1000 {
		p := f.Out(0, psh, uint32(1+i), 1, 1)
		f.Pass(p)
		f.In(p)
	}
	log := r.End("done")
	b.ReportAllocs()
	for b.Loop() {
		story.Fold(log.All())
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*log.Len()), "ns/event")
}
