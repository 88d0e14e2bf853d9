package hooks

import (
	"net/netip"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// ruled is what one rule makes of a packet; it must have acted.
func ruled(t *testing.T, v View, line string, p *Packet) Verdict {
	t.Helper()
	verdict := rule(t, line).See(v, p)
	if verdict.Action == event.NoAction {
		t.Fatalf("%q did not act on packet %d", line, p.ID)
	}
	return verdict
}

// alone is the single packet that comes out of a verdict, and its Out.
func alone(t *testing.T, verdict Verdict) Out {
	t.Helper()
	if len(verdict.Out) != 1 {
		t.Fatalf("%v: %d packets come out, want 1", verdict.Action, len(verdict.Out))
	}
	return verdict.Out[0]
}

func TestDropAndPass(t *testing.T) {
	v := &fakeView{}
	if verdict := ruled(t, v, "syn drop", syn(t)); verdict.Action != event.DropPacket || len(verdict.Out) != 0 {
		t.Errorf("drop: %+v", verdict)
	}
	out := alone(t, ruled(t, v, "handshake-ack#1 pass", handshakeAck(t)))
	if out.Packet != nil || !out.Skip || out.When != (When{}) {
		t.Errorf("pass: %+v, want this packet, now, past the later rules", out)
	}
}

func TestDelay(t *testing.T) {
	for _, test := range []struct {
		line string
		want When
	}{
		{"syn delay 200ms", When{Later: 200 * time.Millisecond}},
		{"syn delay until t 3s", When{At: 3 * time.Second}},
		{"syn delay until step client.sent within 2s", When{Until: &Until{Step: "client.sent", Text: "until step client.sent within 2s"}, Limit: 2 * time.Second}},
		{"syn delay until fin#2 from server", When{Until: &Until{Nth: 2, Text: "until fin#2 from server",
			Packet: &Match{from: server, roles: event.Roles(0).With(event.Fin)}}}},
	} {
		out := alone(t, ruled(t, &fakeView{}, test.line, syn(t)))
		if out.Packet != nil || out.Skip {
			t.Errorf("%s: %+v, want this packet and the rules behind it", test.line, out)
		}
		got := out.When
		if got.Later != test.want.Later || got.At != test.want.At || got.Limit != test.want.Limit || (got.Until == nil) != (test.want.Until == nil) {
			t.Errorf("%s: when %+v, want %+v", test.line, got, test.want)
			continue
		}
		if u, w := got.Until, test.want.Until; u != nil {
			if u.Nth != w.Nth || u.Step != w.Step || u.Text != w.Text || u.State != nil || (u.Packet == nil) != (w.Packet == nil) || u.Packet != nil && *u.Packet != *w.Packet {
				t.Errorf("%s: until %+v, want %+v", test.line, u, w)
			}
		}
	}
}

func TestDelayRange(t *testing.T) {
	const line = "any delay 10ms..30ms"
	draw := func() (all []time.Duration) {
		h := rule(t, line)
		for range 200 {
			later := alone(t, h.See(&fakeView{}, syn(t))).When.Later
			if later < 10*time.Millisecond || later > 30*time.Millisecond {
				t.Fatalf("drew %s", later)
			}
			all = append(all, later)
		}
		return all
	}
	a, b := draw(), draw()
	low := 0
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("packet %d: %s in one run, %s in the next of the same seed", i, a[i], b[i])
		}
		if a[i] < 20*time.Millisecond {
			low++
		}
	}
	if low < 60 || low > 140 { // 5.6 standard deviations
		t.Errorf("%d of 200 in the lower half", low)
	}
}

func TestReorder(t *testing.T) {
	h := rule(t, "from client data reorder 2")
	out := alone(t, h.See(&fakeView{}, data(t, client, 1, 10)))
	u := out.When.Until
	if out.Packet != nil || u == nil || u.Nth != 2 || out.When.Limit != time.Second {
		t.Fatalf("reorder: %+v", out)
	}
	if p := syn(t); !u.Packet.Matches(&fakeView{}, p) {
		t.Error("a later packet of the same direction does not count")
	}
	other := data(t, client, 1, 1)
	other.Wire = 2
	for what, p := range map[string]*Packet{"the other direction": data(t, server, 1, 10), "another wire": other} {
		if u.Packet.Matches(&fakeView{}, p) {
			t.Errorf("a packet of %s counts", what)
		}
	}
	if limit := alone(t, ruled(t, &fakeView{}, "data reorder within 50ms", data(t, client, 1, 1))).When; limit.Limit != 50*time.Millisecond || limit.Until.Nth != 1 {
		t.Errorf("reorder within 50ms: %+v", limit)
	}
}

func TestDuplicate(t *testing.T) {
	p := data(t, client, 1, 10)
	verdict := ruled(t, &fakeView{}, "data duplicate 2 after 10ms", p)
	if len(verdict.Out) != 3 {
		t.Fatalf("%d packets come out, want 3", len(verdict.Out))
	}
	if first := verdict.Out[0]; first != (Out{}) {
		t.Errorf("the packet itself: %+v, want it now", first)
	}
	for _, out := range verdict.Out[1:] {
		c := out.Packet
		if c == nil || string(c.Raw) != string(p.Raw) || c.Origin != p.ID || c.ID != 0 || c.From != p.From || c.To != p.To || c.Wire != p.Wire {
			t.Errorf("copy: %+v", c)
		}
		if out.When.Later != 10*time.Millisecond || out.Skip {
			t.Errorf("copy: %+v", out)
		}
	}
	p.Raw[30] ^= 0xff // the wire uses the packet's room again while the copies are still held
	if a, b := verdict.Out[1].Packet.Raw, verdict.Out[2].Packet.Raw; a[30] == p.Raw[30] || b[30] == p.Raw[30] {
		t.Error("the copies have no bytes of their own")
	}
	if verdict.Out[1].Packet == verdict.Out[2].Packet {
		t.Error("both copies are one packet: they could not have two numbers")
	}
}

// A packet that has nothing of what an action is about goes on as it is.
func TestNothingToDo(t *testing.T) {
	for _, line := range []string{
		"any corrupt bit 20000", "any corrupt tcp.seq_raw", "any corrupt eth.src", "any corrupt tcp.options.mss_val",
		"any rewrite tcp.window_size_value = 0", "any rewrite ip.ttl = 3, tcp.flags.syn = 1",
		"any inject R", "any inject copy of packet 999", "any inject copy of syn#1",
	} {
		if verdict := rule(t, line).See(&fakeView{}, datagram(t, client)); verdict.Action != event.NoAction || verdict.Out != nil {
			t.Errorf("%s on a UDP packet: %+v", line, verdict)
		}
	}
	for _, line := range []string{"any corrupt payload", "any corrupt udp.checksum"} {
		if verdict := rule(t, line).See(&fakeView{}, syn(t)); verdict.Action != event.NoAction {
			t.Errorf("%s on a SYN: %+v", line, verdict)
		}
	}
	if verdict := rule(t, "any inject R to router").See(&fakeView{}, syn(t)); verdict.Action != event.NoAction {
		t.Errorf("a segment was sent to a host that is not on the wire: %+v", verdict)
	}
}

// On Ethernet and with IPv6 the actions do the same.
func TestOtherFramings(t *testing.T) {
	six := map[event.HostID]netip.Addr{client: netip.MustParseAddr("fd00::1"), server: netip.MustParseAddr("fd00::2")}
	saved := addrs
	t.Cleanup(func() { addrs = saved })
	for name, ends := range map[string]map[event.HostID]netip.Addr{"IPv4": addrs, "IPv6": six} {
		addrs = ends
		v := &fakeView{frame: segment.Ethernet}
		p := packet(t, client, segment.Spec{Framing: segment.Ethernet, SrcMAC: segment.MAC{2, 1}, DstMAC: segment.MAC{2, 2},
			Flags: segment.ACK, Seq: 1, Ack: 1, Bytes: 20, Options: "mss 1000"}, event.Data)
		for _, line := range []string{"any inject R back", "any reject rst", "any reject icmp frag-needed mtu 1280"} {
			verdict := ruled(t, v, line, p)
			made := verdict.Out[len(verdict.Out)-1].Packet
			s := segment.Decode(segment.Ethernet, made.Raw)
			if s.Src != ends[server] || s.Dst != ends[client] || made.From != server || string(made.Raw[:12]) != "\x02\x01\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00" {
				t.Errorf("%s, %s: % x", name, line, made.Raw)
			}
		}
		ipBits := 14 * 8
		for line, bits := range map[string][2]int{
			"any corrupt eth.src":               {48, 95},
			"any corrupt bit 3":                 {ipBits + 3, ipBits + 3},
			"any corrupt tcp.options.mss_val":   {8*int(p.Seg.Transport) + 176, 8*int(p.Seg.Transport) + 191},
			"any corrupt payload":               {8 * int(p.Seg.Payload), 8*len(p.Raw) - 1},
			"any corrupt tcp.window_size_value": {8*int(p.Seg.Transport) + 112, 8*int(p.Seg.Transport) + 127},
		} {
			bit := differing(t, p.Raw, alone(t, ruled(t, v, line, p)).Packet.Raw)
			if len(bit) != 1 || bit[0] < bits[0] || bit[0] > bits[1] {
				t.Errorf("%s, %s turned over %v, want one of %v", name, line, bit, bits)
			}
		}
		ttl := map[string]string{"IPv4": "ip.ttl", "IPv6": "ipv6.hlim"}[name]
		raw := alone(t, ruled(t, v, "any rewrite "+ttl+" = 3, tcp.payload = x", p)).Packet.Raw
		s := segment.Decode(segment.Ethernet, raw)
		if _, sum := segment.VerifyChecksums(segment.Ethernet, raw, nil); s.TTL != 3 || string(s.Data(raw)) != "x" || sum != segment.ChecksumGood {
			t.Errorf("%s: rewritten to % x", name, raw)
		}
	}
	addrs = six
	p := packet(t, client, segment.Spec{Flags: segment.ACK}, event.Ack)
	if bit := differing(t, p.Raw, alone(t, ruled(t, &fakeView{}, "any corrupt ipv6.src", p)).Packet.Raw); len(bit) != 1 || bit[0] < 64 || bit[0] > 191 {
		t.Errorf("corrupt ipv6.src turned over %v", bit)
	}
}
