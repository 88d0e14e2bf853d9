package hooks

import (
	"strconv"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

func TestInject(t *testing.T) {
	for _, test := range []struct {
		line  string
		of    *Packet
		from  event.HostID
		flags segment.Flags
		seq   uint32 // absolute
		ack   uint32
		len   int
		win   uint16
	}{
		{"syn inject R. 0:0(0) ack 1 back", syn(t), server, segment.RST | segment.ACK, 0, clientISS + 1, 0, 65535},
		{"syn inject R. 0:0(0) ack 1 win 7 from server", syn(t), server, segment.RST | segment.ACK, 0, clientISS + 1, 0, 7},
		{"synack inject R 1:1(0) from client", synAck(t), client, segment.RST, clientISS + 1, 0, 0, 65535},
		{"data inject R back", data(t, client, 1, 10), server, segment.RST, serverISS + 1, 0, 0, 65535},
		{"data inject . back", data(t, client, 1, 10), server, segment.ACK, serverISS + 1, clientISS + 11, 0, 65535},
		{"data inject P. 11:31(20) ack 1", data(t, client, 1, 10), client, segment.PSH | segment.ACK, clientISS + 11, serverISS + 1, 20, 229},
		{"data inject F.", data(t, client, 1, 10), client, segment.FIN | segment.ACK, clientISS + 11, serverISS + 1, 0, 229},
		{"data inject S 0:0(0) <mss 1000> to server", data(t, client, 1, 10), client, segment.SYN, clientISS, 0, 0, 229},
	} {
		verdict := ruled(t, &fakeView{}, test.line, test.of)
		if len(verdict.Out) != 2 || verdict.Out[0] != (Out{}) || !verdict.Out[1].Skip {
			t.Errorf("%s: %+v, want the packet and an injected one", test.line, verdict)
			continue
		}
		made := verdict.Out[1].Packet
		s := segment.Decode(segment.IP, made.Raw)
		to := client + server - test.from
		if made.From != test.from || made.To != to || s.Src != addrs[test.from] || s.Dst != addrs[to] || made.Wire != wire || made.Origin != 0 {
			t.Errorf("%s goes from %d (%v) to %d (%v)", test.line, made.From, s.Src, made.To, s.Dst)
		}
		if port := map[event.HostID]uint16{client: 40000, server: 80}; s.SrcPort != port[test.from] || s.DstPort != port[to] {
			t.Errorf("%s: ports %d and %d", test.line, s.SrcPort, s.DstPort)
		}
		if s.Flags != test.flags || s.Seq != test.seq || s.Ack != test.ack || s.PayloadLen() != test.len || s.Window != test.win {
			t.Errorf("%s: %s %d ack %d (%d) win %d, want %+v", test.line, s.Flags, s.Seq, s.Ack, s.PayloadLen(), s.Window, test)
		}
		if _, sum := segment.VerifyChecksums(segment.IP, made.Raw, nil); sum != segment.ChecksumGood {
			t.Errorf("%s: checksum %v", test.line, sum)
		}
	}
}

func TestInjectCopy(t *testing.T) {
	first, second, other := syn(t), syn(t), data(t, server, 1, 5)
	v := &fakeView{sent: map[uint32]*Packet{first.ID: first, second.ID: second, other.ID: other}}
	for line, want := range map[string]*Packet{
		"from client fin inject copy after 300s":                    nil,
		"fin inject copy of syn#1":                                  first,
		"fin inject copy of syn#2 until t 5s":                       second,
		"fin inject copy of data from server after 1ms":             other,
		"fin inject copy of packet " + strconv.Itoa(int(second.ID)): second,
	} {
		h := rule(t, line)
		for _, p := range []*Packet{first, second, other} {
			if verdict := h.See(v, p); verdict.Action != event.NoAction {
				t.Errorf("%s: acted on packet %d", line, p.ID)
			}
		}
		trigger := fin(t, client)
		verdict := h.See(v, trigger)
		if want == nil {
			want = trigger
		}
		if len(verdict.Out) != 2 || verdict.Out[0] != (Out{}) || !verdict.Out[1].Skip {
			t.Errorf("%s: %+v, want the packet and a copy", line, verdict)
			continue
		}
		made := verdict.Out[1].Packet
		if made.Origin != want.ID || made.ID != 0 || string(made.Raw) != string(want.Raw) || made.From != want.From || made.To != want.To {
			t.Errorf("%s: %+v, want a copy of packet %d", line, made, want.ID)
		}
		if &made.Raw[0] == &want.Raw[0] {
			t.Errorf("%s: the copy has no bytes of its own", line)
		}
	}
}
