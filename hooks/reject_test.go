package hooks

import (
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

func TestReject(t *testing.T) {
	for _, test := range []struct {
		line       string
		of         *Packet
		proto      segment.Proto // Unknown: no answer
		flags      segment.Flags
		seq, ack   uint32
		kind, code uint8
	}{
		{"any reject rst", syn(t), segment.TCP, segment.RST | segment.ACK, 0, clientISS + 1, 0, 0},
		{"any reject rst", data(t, client, 1, 10), segment.TCP, segment.RST, serverISS + 1, 0, 0, 0},
		{"any reject rst", rst(t, client), segment.Unknown, 0, 0, 0, 0, 0},
		{"any reject rst", datagram(t, client), segment.Unknown, 0, 0, 0, 0, 0},
		{"udp reject icmp port-unreachable", datagram(t, client), segment.ICMPv4, 0, 0, 0, 3, 3},
		{"any reject icmp frag-needed mtu 1300", data(t, client, 1, 100), segment.ICMPv4, 0, 0, 0, 3, 4},
		{"any reject icmp time-exceeded", icmpError(t, client), segment.Unknown, 0, 0, 0, 0, 0},
	} {
		verdict := ruled(t, &fakeView{}, test.line, test.of)
		if test.proto == segment.Unknown {
			if verdict.Action != event.Reject || len(verdict.Out) != 0 {
				t.Errorf("%s: %+v, want it to be lost in silence", test.line, verdict)
			}
			continue
		}
		out := alone(t, verdict)
		s := segment.Decode(segment.IP, out.Packet.Raw)
		if !out.Skip || out.Packet.From != server || out.Packet.To != client || s.Src != addrs[server] || s.Dst != addrs[client] {
			t.Errorf("%s: %+v", test.line, out)
		}
		if s.Proto != test.proto || s.Flags != test.flags || s.Seq != test.seq || s.Ack != test.ack || s.Type != test.kind || s.Code != test.code {
			t.Errorf("%s: answered %+v", test.line, s)
		}
	}
}
