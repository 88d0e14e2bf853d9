package why_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
	"netlab/lab/why"
	"netlab/lab/words"
)

const (
	sa  = segment.SYN | segment.ACK
	ack = segment.ACK
	psh = segment.PSH | segment.ACK
	fin = segment.FIN | segment.ACK
)

// A part is what a sentence must say of a packet: of its departure, or of what became
// of it.
type part struct {
	packet uint32
	end    bool
	text   string // begins the sentence; "": there is none
	sec    string
}

// TestPackets: what is said of a connection's packets, by what led to them and what
// came of them.
func TestPackets(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  func(r *storytest.Run, f *storytest.Flow)
		want []part
	}{
		{"handshake", func(r *storytest.Run, f *storytest.Flow) { f.Open(0, 10) }, []part{
			{1, false, "client begins with a SYN: it tells the initial sequence number, ISS = 1000000", "RFC 9293, 3.5"},
			{1, true, "server listens on the port, and the SYN begins a connection (IRS = 1000000): LISTEN -> SYN-RECEIVED.", "RFC 9293, 3.10.7.2"},
			{2, false, "server answers with its own SYN, ISS = 5000000, and acknowledges the peer's: ack 1", "RFC 9293, 3.10.7.2"},
			{2, true, "client's SYN is acknowledged (SND.UNA 0 < 1 =< SND.NXT 1), and the peer's is there (IRS = 5000000): SYN-SENT -> ESTABLISHED.", "RFC 9293, 3.10.7.3"},
			{3, false, "client acknowledges the peer's SYN, ack 1: the third leg", "RFC 9293, 3.10.7.3"},
			{3, true, "server takes it (RCV.NXT 1 =< 1 < 1 + 29184): the ACK of 1 is what SYN-RECEIVED waits for; SYN-RECEIVED -> ESTABLISHED.", "RFC 9293, 3.10.7.4"},
		}},
		{"the SYN-ACK is lost, the SYN goes again", func(r *storytest.Run, f *storytest.Flow) {
			f.Listen().In(f.Connect()).To(1, event.SynReceived)
			r.Verdict(f.Out(1, sa, 0, 1, 0), event.DropPacket, 1)
			r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
			f.In(f.Out(0, segment.SYN, 0, 0, 0))
			f.Out(1, sa, 0, 1, 0)
			r.Ms(3000).Timer("client", f.Conn[0], "retransmission", 2*time.Second)
			f.Out(0, segment.SYN, 0, 0, 0)
		}, []part{
			{2, true, "rule 1 (from server to client synack#1 drop) drops it: client never learns of it.", ""},
			{3, false, "client's retransmission timer ran out after 1 s without an ACK of the SYN: it goes again.", "RFC 6298, 5.4"},
			{3, true, "server has all of it already (its last number 0 < RCV.NXT 1) and drops it.", "RFC 9293, 3.10.7.4"},
			{4, false, "server got the SYN again and repeats the SYN-ACK", "RFC 9293, 3.10.7.4"},
			{5, false, "client's retransmission timer ran out again, after 2 s, twice the 1 s before, without an ACK of the SYN: retransmission 2.", "RFC 6298, 5.5"},
		}},
		{"nobody is there", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Connect()
			r.Ms(10).Deliver(p, "")
			p = r.Send("server", "", "client", f.Bytes(1, segment.RST|ack, 0, 1, 0, ""))
			r.Ms(20).Deliver(p, f.Conn[0])
			r.Ends("client", f.Conn[0], "refused")
		}, []part{
			{1, true, "server has nobody listening at port 80.", "RFC 9293, 3.10.7.1"},
			{2, false, "server has nobody at port 80: a RST refuses. What came had no ACK", "RFC 9293, 3.10.7.1"},
			{2, true, "client is refused: the RST acknowledges its SYN (1), so it is the answer: SYN-SENT -> CLOSED.", "RFC 9293, 3.10.7.3"},
		}},
		{"data, and the FIN", func(r *storytest.Run, f *storytest.Flow) {
			f.Open(0, 10)
			r.Ms(30).Call("client", f.Conn[0], "send", "5 octets")
			p := f.Out(0, psh, 1, 1, 5)
			r.Ms(40)
			f.In(p)
			p = f.Out(1, ack, 1, 6, 0)
			r.Ms(50)
			f.In(p)
			r.Call("client", f.Conn[0], "close")
			f.To(0, event.FinWait1)
			p = f.Out(0, fin, 6, 1, 0)
			r.Ms(60)
			f.In(p).To(1, event.CloseWait)
			f.Out(1, ack, 1, 7, 0)
		}, []part{
			{4, false, "client sends what send gave: with 0 octets in flight, SND.WND 29184 has room for 5 octets.", "RFC 9293, 3.10.2"},
			{4, true, "server takes it (RCV.NXT 1 =< 1 < 1 + 29184): the next 5 octets; RCV.NXT 1 -> 6.", "RFC 9293, 3.10.7.4"},
			{5, false, "server got 5 octets in order and acknowledges at once: it awaits 6 now.", "RFC 9293, 3.10.7.4"},
			{5, true, "client takes it (RCV.NXT 1 =< 1 < 1 + 3735552), and the ACK is new (SND.UNA 1 < 6 =< SND.NXT 6); SND.UNA 1 -> 6.", "RFC 9293, 3.10.7.4"},
			{6, false, "client is closed and all its data are sent: the FIN at number 6", "RFC 9293, 3.10.4"},
			{6, true, "server takes it (RCV.NXT 6 =< 6 < 6 + 3735552): with the FIN the peer has said all; RCV.NXT 6 -> 7; ESTABLISHED -> CLOSE-WAIT.", "RFC 9293, 3.10.7.4"},
			{7, false, "server acknowledges the FIN, which takes one number: ack 7.", "RFC 9293, 3.10.7.4"},
		}},
		{"a hole, three duplicate ACKs, fast retransmit", func(r *storytest.Run, f *storytest.Flow) {
			f.Open(0, 10)
			r.Ms(30).Call("client", f.Conn[0], "send", "50 octets")
			r.Lose(f.Out(0, psh, 1, 1, 10), "link loss")
			r.Ms(40)
			for i := range uint32(3) {
				p := f.Out(0, psh, 11+10*i, 1, 10)
				f.In(p)
				f.Out(1, ack, 1, 1, 0)
			}
			for _, p := range []uint32{6, 8, 10} {
				f.In(p)
			}
			f.In(f.Out(0, psh, 1, 1, 10))
			f.Out(1, ack, 1, 41, 0)
		}, []part{
			{4, true, "It is lost on the way (lost on the link): server never learns of it.", ""},
			{5, true, "server can accept the segment with 10 octets from 11 on (RCV.NXT 1 =< 11 < 1 + 29184), but first needs what begins at 1.", "RFC 9293, 3.10.7.4"},
			{6, false, "server got 11, but awaits 1, and says so at once: a duplicate ACK.", "RFC 5681, 4.2"},
			{6, true, "client takes it (RCV.NXT 1 =< 1 < 1 + 3735552): the ACK of 1 is duplicate number 1, so something sent later has arrived.", "RFC 5681, 3.2"},
			{11, false, "client got the third duplicate ACK of 1: what was sent later arrives, so TCP takes the segment with 10 octets from 1 on for lost, and sends it again before the timer runs out: fast retransmit.", "RFC 5681, 3.2"},
			{11, true, "server takes it (RCV.NXT 1 =< 1 < 1 + 3735552): the next 10 octets, and behind them may be what came before its turn.", "RFC 9293, 3.10.7.4"},
			{12, false, "server got what was missing at 1 and had what follows already: its ACK jumps to 41.", "RFC 5681, 4.2"},
		}},
		{"resets, right and wrong", func(r *storytest.Run, f *storytest.Flow) {
			f.Open(0, 10)
			p := r.Make(event.Inject, 0, 0, "client", "server", f.Bytes(0, segment.RST, 100, 0, 0, ""))
			r.Deliver(p, f.Conn[1])
			f.Out(1, ack, 1, 1, 0)
			p = r.Make(event.Inject, 0, 0, "client", "server", f.Bytes(0, segment.RST, 1<<31, 0, 0, ""))
			r.Deliver(p, f.Conn[1])
			r.Call("client", f.Conn[0], "abort")
			r.Ends("client", f.Conn[0], "aborted")
			r.Deliver(f.Out(0, segment.RST|ack, 1, 1, 0), f.Conn[1])
			r.Ends("server", f.Conn[1], "reset")
		}, []part{
			{4, false, "The lab, not a rule, puts this on the wire: client's own stack knows nothing of it.", ""},
			{4, true, "server does not take the RST: 100 lies in the window, but is not RCV.NXT 1 itself.", "RFC 5961, 3.2"},
			{5, false, "server got a RST with number 100, in the window but not RCV.NXT 1 itself", "RFC 5961, 3.2"},
			{6, true, "server drops the RST: it lies outside the window (SEG.SEQ 2147483648 >= RCV.NXT 1 + 3735552).", "RFC 5961, 3.2"},
			{7, false, "client aborts (close with SO_LINGER 0)", "RFC 9293, 3.10.5"},
			{7, true, "server takes the RST, since 1 is exactly RCV.NXT: ESTABLISHED -> CLOSED.", "RFC 5961, 3.2"},
		}},
		{"an ACK to a listener", func(r *storytest.Run, f *storytest.Flow) {
			f.Listen()
			p := f.Out(0, ack, 1, 1, 0)
			r.Deliver(p, ":80")
			r.Send("server", ":80", "client", f.Bytes(1, segment.RST, 1, 0, 0, ""))
			r.Deliver(f.Out(0, segment.RST, 1, 0, 0), ":80")
		}, []part{
			{1, true, "", ""},
			{2, false, "server only listens and has sent nothing that could be acknowledged", "RFC 9293, 3.10.7.2"},
			{3, true, "server only listens: a RST has nothing to reset.", "RFC 9293, 3.10.7.2"},
		}},
		{"the FIN again in TIME-WAIT", func(r *storytest.Run, f *storytest.Flow) {
			f.Open(0, 10)
			r.Call("client", f.Conn[0], "close")
			f.To(0, event.FinWait1)
			f.In(f.Out(0, fin, 1, 1, 0)).To(1, event.CloseWait)
			r.Call("server", f.Conn[1], "close")
			f.To(1, event.LastAck)
			f.In(f.Out(1, fin, 1, 2, 0)).To(0, event.FinWait2, event.TimeWait)
			f.Out(0, ack, 2, 2, 0)
			r.Ms(500).Timer("server", f.Conn[1], "retransmission", 200*time.Millisecond)
			f.In(f.Out(1, fin, 1, 2, 0))
			f.Out(0, ack, 2, 2, 0)
			r.Ms(60000).Timer("client", f.Conn[0], "time-wait", time.Minute)
			f.To(0, event.Closed)
		}, []part{
			{4, false, "client is closed and all its data are sent: the FIN at number 1", "RFC 9293, 3.10.4"},
			{5, false, "server has the peer's FIN and now ends its own direction too: FIN at number 1.", "RFC 9293, 3.10.4"},
			{5, true, "client takes it (RCV.NXT 1 =< 1 < 1 + 3735552): with the FIN the peer has said all; SND.UNA 1 -> 2; RCV.NXT 1 -> 2; FIN-WAIT-1 -> FIN-WAIT-2 -> TIME-WAIT.", "RFC 9293, 3.10.7.4"},
			{6, false, "client acknowledges the FIN, which takes one number: ack 2.", "RFC 9293, 3.10.7.4"},
			{7, false, "server's retransmission timer ran out after 200 ms without an ACK of the FIN: it goes again. RFC 6298 (2.4) asks for 1 s at least; this stack takes less.", "RFC 6298, 5.4"},
			{7, true, "client has this FIN already (its last number 1 < RCV.NXT 2): it is acknowledged again, and the 2MSL of TIME-WAIT begin anew.", "RFC 9293, 3.10.7.4"},
			{8, false, "client got the FIN again and acknowledges it again, ack 2", "RFC 9293, 3.10.7.4"},
		}},
		{"a timer that is too short, and once more", func(r *storytest.Run, f *storytest.Flow) {
			f.Listen().Connect()
			r.Ms(10).Timer("client", f.Conn[0], "retransmission", 10*time.Millisecond)
			r.Lose(f.Out(0, segment.SYN, 0, 0, 0), "link loss")
			r.Ms(1010).Timer("client", f.Conn[0], "retransmission", time.Second)
			f.In(f.Out(0, segment.SYN, 0, 0, 0)).To(1, event.SynReceived)
			f.Out(1, sa, 0, 1, 0)
			r.Ms(1020).Timer("server", f.Conn[1], "retransmission", 10*time.Millisecond)
			f.Out(1, sa, 0, 1, 0)
		}, []part{
			{2, false, "client's retransmission timer ran out after 10 ms without an ACK of the SYN: it goes again. RFC 6298 (2.1) asks for 1 s at least; this stack takes less.", "RFC 6298, 5.4"},
			{3, false, "client's retransmission timer ran out again, after 1 s, without", "RFC 6298, 5.5"},
			{5, false, "server's retransmission timer ran out after 10 ms without an ACK of the SYN-ACK: it goes again.", "RFC 6298, 5.4"},
		}},
		{"a rule puts another in its place", func(r *storytest.Run, f *storytest.Flow) {
			p := f.Connect()
			r.Verdict(p, event.Rewrite, 1)
			r.Deliver(r.Make(event.Rewrite, 1, p, "client", "server", f.Bytes(0, segment.SYN, 7, 0, 0, "")), "")
		}, []part{
			{1, false, "client begins with a SYN", "RFC 9293, 3.5"},
			{1, true, "", ""},
			{2, false, "rule 1 (from server to client synack#1 drop) puts this in the place of what the stack wrote.", ""},
		}},
		{"UDP to nobody", func(r *storytest.Run, f *storytest.Flow) {
			a, b := storytest.Addr(0), storytest.Addr(1)
			r.Call("client", "u", "send", "3 octets")
			raw, err := segment.Build(segment.Spec{Proto: segment.UDP, Src: a, Dst: b, SrcPort: 5, DstPort: 53, Bytes: 3})
			if err != nil {
				panic(err)
			}
			p := r.Send("client", "u", "server", raw)
			r.Deliver(p, "")
			raw, err = segment.Build(segment.Spec{Proto: segment.ICMPv4, Src: b, Dst: a, Type: 3, Code: 3})
			if err != nil {
				panic(err)
			}
			r.Deliver(r.Send("server", "", "client", raw), "u")
		}, []part{
			{1, false, "client sends 3 octets in a datagram at once", "RFC 768"},
			{1, true, "server has no socket at UDP port 53.", "RFC 1122, 4.1.3.1"},
			{2, false, "server has nobody at UDP port 53 and says so by ICMP", "RFC 1122, 4.1.3.1"},
			{2, true, "client is told by ICMP what became of its packet: port unreachable.", ""},
		}},
		{"what nobody asked for has no reason", func(r *storytest.Run, f *storytest.Flow) {
			f.Out(0, segment.SYN, 0, 0, 0)
			f.Out(0, psh, 1, 1, 5)
			f.Out(0, fin, 6, 1, 0)
			f.Out(0, segment.RST, 7, 0, 0)
		}, []part{{1, false, "", ""}, {2, false, "", ""}, {3, false, "", ""}, {4, false, "", ""}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := storytest.New("test", "client", "server").Rule("from server to client synack#1 drop")
			f := r.Flow("client", "server", 0)
			tt.run(r, f)
			s := story.Fold(r.Log().All())
			w := why.New(s)
			for _, p := range tt.want {
				all := w.Begin(s.Packet(p.packet))
				if p.end {
					all = w.End(s.Packet(p.packet))
				}
				got, sec := "", ""
				if len(all) > 0 {
					got, sec = all[0].Text(words.English), all[0].Section
				}
				if (got == "") != (p.text == "") || !strings.HasPrefix(got, p.text) || sec != p.sec {
					t.Errorf("packet %d, end %v: got %q [%s], want %q [%s]", p.packet, p.end, got, sec, p.text, p.sec)
				}
				if len(all) > 0 && all[0].End != p.end {
					t.Errorf("packet %d: its reason says End %v", p.packet, all[0].End)
				}
			}
		})
	}
}

// TestGrowing: while a story grows, each rung's reasons are those of the complete
// one, and of an end that has not come nothing is told.
func TestGrowing(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func() *event.Log
	}{
		{"a connection", func() *event.Log {
			r := storytest.New("test", "client", "server")
			f := r.Flow("client", "server", 0)
			f.Open(0, 10)
			r.Ms(30).Call("client", f.Conn[0], "send", "5 octets")
			p := f.Out(0, psh, 1, 1, 5)
			r.Ms(40)
			f.In(p)
			f.Out(1, ack, 1, 6, 0)
			return r.End("done")
		}},
		{"through a router", func() *event.Log {
			r := storytest.New("test", "client", "router", "server")
			r.Info.Hosts[1].Router = true
			f := r.Flow("client", "server", 0)
			r.Call("client", f.Conn[0], "connect", "server:80")
			p := r.Send("client", f.Conn[0], "router", f.Bytes(0, segment.SYN, 0, 0, 0, ""))
			r.Ms(10).Deliver(p, "")
			r.Deliver(r.Forward(p, "router", "server"), f.Conn[1])
			r.State("server", f.Conn[1], event.SynReceived)
			return r.End("done")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := tt.make()
			whole := story.Fold(log.All())
			all := why.New(whole)
			said := 0
			var folder story.Folder
			w := why.New(folder.Story())
			for e := range log.All() {
				folder.Put(e)
				for _, p := range folder.Story().Order {
					if x := p.Rung; texts(w.Begin(x)) != texts(all.Begin(whole.Rungs[x.Index])) {
						t.Errorf("after event %d, rung %d: got %q, want %q", e.N, x.Index, texts(w.Begin(x)), texts(all.Begin(whole.Rungs[x.Index])))
					}
				}
				for _, x := range folder.Story().Rungs {
					if x.EndN == 0 && (x.Kind != story.Packet || x.Journey.Fate == story.OnTheWay) && w.End(x) != nil {
						t.Errorf("after event %d, rung %d has not ended, and yet: %q", e.N, x.Index, texts(w.End(x)))
					}
				}
			}
			folder.Close()
			for _, x := range folder.Story().Rungs {
				got, want := texts(w.End(x)), texts(all.End(whole.Rungs[x.Index]))
				if got != want {
					t.Errorf("at the end, rung %d: got %q, want %q", x.Index, got, want)
				}
				said += len(got)
			}
			if said == 0 {
				t.Error("nothing is said of any end")
			}
		})
	}
}

func texts(all []why.Reason) string {
	var b strings.Builder
	for _, r := range all {
		b.WriteString(r.Text(words.English) + " ")
	}
	return b.String()
}

// TestUserTimeout: a connection ends by the user timeout only where that has passed
// when its timer runs out.
func TestUserTimeout(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  []string // the argument of setsockopt; nil: none
		host string   // the host's setting
		want string
		zh   string
	}{
		{"by setsockopt", []string{"1000"}, "", "client gives up: what it sent has been unacknowledged for longer than its user timeout, 1 s (setsockopt TCP_USER_TIMEOUT), as it finds when the retransmission timer runs out: ESTABLISHED -> CLOSED.",
			"client 放弃：发出的数据未被确认的时间已超过用户超时 1 s（setsockopt TCP_USER_TIMEOUT），重传计时器到时发现了这一点：ESTABLISHED -> CLOSED。"},
		{"by the host's setting", nil, "1500", "client gives up: what it sent has been unacknowledged for longer than its user timeout, 1.5 s (the setting tcp_user_timeout), as it finds when the retransmission timer runs out: ESTABLISHED -> CLOSED.",
			"client 放弃：发出的数据未被确认的时间已超过用户超时 1.5 s（设置 tcp_user_timeout），重传计时器到时发现了这一点：ESTABLISHED -> CLOSED。"},
		{"the program's own goes before the host's", []string{"0"}, "1500", "client gives up: its retransmission timer ran out 2 times without an ACK: ESTABLISHED -> CLOSED.",
			"client 放弃：重传计时器到时 2 次，都没有得到确认：ESTABLISHED -> CLOSED。"},
		{"it has not passed", []string{"5000"}, "", "client gives up: its retransmission timer ran out 2 times without an ACK: ESTABLISHED -> CLOSED.",
			"client 放弃：重传计时器到时 2 次，都没有得到确认：ESTABLISHED -> CLOSED。"},
		{"what is no number is none", []string{"soon"}, "", "client gives up: its retransmission timer ran out 2 times without an ACK: ESTABLISHED -> CLOSED.",
			"client 放弃：重传计时器到时 2 次，都没有得到确认：ESTABLISHED -> CLOSED。"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := storytest.New("test", "client", "server")
			if tt.host != "" {
				r.Info.Hosts[0].Settings = map[string]string{"tcp_user_timeout": tt.host}
			}
			f := r.Flow("client", "server", 0)
			f.Open(0, 10)
			if tt.set != nil {
				r.Call("client", f.Conn[0], "setsockopt", append([]string{"TCP_USER_TIMEOUT"}, tt.set...)...)
			}
			r.Ms(100).Call("client", f.Conn[0], "send", "5 octets")
			r.Lose(f.Out(0, psh, 1, 1, 5), "link loss")
			r.Ms(1100).Timer("client", f.Conn[0], "retransmission", time.Second)
			r.Lose(f.Out(0, psh, 1, 1, 5), "link loss")
			r.Ms(3100).Timer("client", f.Conn[0], "retransmission", 2*time.Second)
			r.Ends("client", f.Conn[0], "timeout")
			s := story.Fold(r.Log().All())
			last := s.Rungs[len(s.Rungs)-1]
			got := why.New(s).Begin(last)
			if len(got) != 1 || got[0].Text(words.English) != tt.want || got[0].Text(words.Chinese) != tt.zh || got[0].Section != "RFC 9293, 3.8.3" {
				t.Fatalf("got %q (%q), want %q (%q)", texts(got), got[0].Text(words.Chinese), tt.want, tt.zh)
			}
		})
	}
}

// TestChinese: the blanks around an argument go where it is Chinese itself.
func TestChinese(t *testing.T) {
	r := storytest.New("test", "client", "server").Rule("data drop")
	f := r.Flow("client", "server", 0)
	r.Verdict(f.Out(0, psh, 1, 1, 5), event.DropPacket, 1)
	s := story.Fold(r.Log().All())
	if got, want := why.New(s).End(s.Packet(1))[0].Text(words.Chinese), "规则 1（data drop）把它丢弃：server 对此一无所知。"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTitles: every RFC is named by its title.
func TestTitles(t *testing.T) {
	for section, want := range map[string]string{
		"RFC 9293, 3.10.7.4": "Transmission Control Protocol (TCP)", "RFC 768": "User Datagram Protocol", "RFC 1, 2": "", "": "",
	} {
		if got := why.Title(section); got != want {
			t.Errorf("Title(%q) = %q, want %q", section, got, want)
		}
	}
	src, err := os.ReadFile("rfc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range regexp.MustCompile(`= "(RFC .*)"`).FindAllSubmatch(src, -1) {
		if why.Title(string(section[1])) == "" {
			t.Errorf("%s has no title", section[1])
		}
	}
}
