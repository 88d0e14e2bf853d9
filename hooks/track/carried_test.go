package track

import (
	"net/netip"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// build makes a packet, which must be possible.
func build(t testing.TB, sp segment.Spec) []byte {
	t.Helper()
	raw, err := segment.Build(sp)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// see lets a tracker read bytes.
func see(tr *Tracker, raw []byte, forward bool) event.Info {
	s := segment.Decode(segment.IP, raw)
	return tr.See(&s, raw, forward)
}

func want(t *testing.T, what string, got event.Info, stream uint32, r event.Role) {
	t.Helper()
	if got.Stream != stream || got.Role != r || got.Roles != event.Roles(0).With(r) || got.Known != 0 || got.Retransmit != 0 {
		t.Errorf("%s: got stream %d, role %v of %b, known %d, again %d; want stream %d, only %v",
			what, got.Stream, got.Role, got.Roles, got.Known, got.Retransmit, stream, r)
	}
}

func TestUDPIsCountedApart(t *testing.T) {
	tr := New(NewStreams())
	syn := segment.Spec{Src: hostA, Dst: hostB, SrcPort: 1000, DstPort: 80, Flags: segment.SYN}
	if got := see(tr, build(t, syn), true); got.Stream != 1 || got.Role != event.Syn {
		t.Errorf("SYN: got %+v", got)
	}
	ask := segment.Spec{Proto: segment.UDP, Src: hostA, Dst: hostB, SrcPort: 1000, DstPort: 80, Bytes: 10}
	answer := segment.Spec{Proto: segment.UDP, Src: hostB, Dst: hostA, SrcPort: 80, DstPort: 1000, Bytes: 10}
	other := ask
	other.SrcPort = 1001
	look := segment.Decode(segment.IP, build(t, other))
	want(t, "a look at what was never seen", tr.Look(&look, nil, true), 0, event.UDPRole)
	want(t, "ask", see(tr, build(t, ask), true), 1, event.UDPRole)
	want(t, "answer", see(tr, build(t, answer), false), 1, event.UDPRole)
	want(t, "another port", see(tr, build(t, other), true), 2, event.UDPRole)
	want(t, "the first again", see(tr, build(t, ask), true), 1, event.UDPRole)
	want(t, "a look", tr.Look(&look, nil, true), 2, event.UDPRole)
}

func TestICMPQuotesItsStream(t *testing.T) {
	a6, b6 := netip.MustParseAddr("fd00::1"), netip.MustParseAddr("fd00::2")
	for _, ip := range []struct {
		name                      string
		proto                     segment.Proto
		a, b                      netip.Addr
		unreachable, tooBig, echo uint8
		header                    int
	}{
		{"v4", segment.ICMPv4, hostA, hostB, 3, 11, 8, 20},
		{"v6", segment.ICMPv6, a6, b6, 1, 2, 128, 40},
	} {
		t.Run(ip.name, func(t *testing.T) {
			tr := New(NewStreams())
			spec := segment.Spec{Src: ip.a, Dst: ip.b, SrcPort: 999, DstPort: 80, Flags: segment.SYN}
			see(tr, build(t, spec), true)
			spec.SrcPort = 1000
			tcp := build(t, spec)
			see(tr, tcp, true)
			udp := build(t, segment.Spec{Proto: segment.UDP, Src: ip.a, Dst: ip.b, SrcPort: 1000, DstPort: 53, Bytes: 10})
			see(tr, udp, true)
			first := build(t, segment.Spec{Proto: segment.UDP, Src: ip.a, Dst: ip.b, SrcPort: 1001, DstPort: 53, Bytes: 80, MoreFrags: true, ID: 7})
			see(tr, first, true)
			later := build(t, segment.Spec{Proto: segment.UDP, Src: ip.a, Dst: ip.b, FragOffset: 88, ID: 7, Bytes: 10})
			unknown := spec
			unknown.SrcPort = 1234
			for _, c := range []struct {
				name   string
				typ    uint8
				quoted []byte
				stream uint32
			}{
				{"TCP", ip.unreachable, tcp, 2},
				{"TCP, 8 octets of it", ip.tooBig, tcp[:ip.header+8], 2},
				{"TCP, no octet of it", ip.unreachable, tcp[:ip.header], 0},
				{"half an IP header", ip.unreachable, tcp[:10], 0},
				{"nothing", ip.unreachable, nil, 0},
				{"UDP", ip.unreachable, udp, 1},
				{"UDP, 8 octets of it", ip.tooBig, udp[:ip.header+8], 1},
				{"a later fragment", ip.unreachable, later, 2},
				{"never seen", ip.unreachable, build(t, unknown), 0},
				{"an echo that looks like an error", ip.echo, tcp, 0},
			} {
				raw := build(t, segment.Spec{Proto: ip.proto, Src: ip.b, Dst: ip.a, Type: c.typ, Payload: string(c.quoted)})
				want(t, c.name, see(tr, raw, false), c.stream, event.ICMPRole)
			}
		})
	}
}

func TestFragmentsFindTheirStream(t *testing.T) {
	tr := New(NewStreams())
	first := segment.Spec{Proto: segment.UDP, Src: hostA, Dst: hostB, SrcPort: 1000, DstPort: 53, Bytes: 80, MoreFrags: true, ID: 7}
	later := segment.Spec{Proto: segment.UDP, Src: hostA, Dst: hostB, FragOffset: 88, ID: 7, Bytes: 10}
	want(t, "before the first", see(tr, build(t, later), true), 0, event.FragmentRole)
	want(t, "first", see(tr, build(t, first), true), 1, event.UDPRole)
	want(t, "later", see(tr, build(t, later), true), 1, event.FragmentRole)
	other := later
	other.ID = 8
	want(t, "another packet's", see(tr, build(t, other), true), 0, event.FragmentRole)
	back := later
	back.Src, back.Dst = back.Dst, back.Src
	want(t, "the other direction's", see(tr, build(t, back), false), 0, event.FragmentRole)

	tcp := segment.Spec{Src: hostA, Dst: hostB, SrcPort: 1000, DstPort: 80, Seq: 1, Flags: segment.ACK, Bytes: 60, MoreFrags: true, ID: 7}
	see(tr, build(t, tcp), true)
	laterTCP := segment.Spec{Src: hostA, Dst: hostB, FragOffset: 80, ID: 7, Bytes: 10}
	want(t, "TCP's later, same id", see(tr, build(t, laterTCP), true), 1, event.FragmentRole)

	for i := range maxFragments {
		first.ID, first.SrcPort = uint32(100+i), uint16(2000+i)
		see(tr, build(t, first), true)
	}
	want(t, "pushed out", see(tr, build(t, later), true), 0, event.FragmentRole)
	other.ID = 100
	want(t, "the oldest kept", see(tr, build(t, other), true), 2, event.FragmentRole)
}

func TestOtherPackets(t *testing.T) {
	tr := New(NewStreams())
	arp := []byte("\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x01\x08\x06" +
		"\x00\x01\x08\x00\x06\x04\x00\x01\x02\x00\x00\x00\x00\x01\x0a\x00\x00\x01\x00\x00\x00\x00\x00\x00\x0a\x00\x00\x02")
	s := segment.Decode(segment.Ethernet, arp)
	want(t, "ARP", tr.See(&s, arp, true), 0, event.ARPRole)
	want(t, "nothing", see(tr, nil, true), 0, event.Other)
	raw := build(t, segment.Spec{Src: hostA, Dst: hostB, SrcPort: 1000, DstPort: 80, Flags: segment.SYN})
	want(t, "a cut header", see(tr, raw[:30], true), 0, event.Other)
	bad := append([]byte(nil), raw...)
	bad[32] = 0x10 // data offset: one word
	want(t, "a bad header", see(tr, bad, true), 0, event.Other)
	if got := see(tr, raw, true); got.Stream != 1 || got.Retransmit != 0 {
		t.Errorf("after a bad header: got %+v, want stream 1, nothing learnt before", got)
	}
	want(t, "a bad header of a known stream", see(tr, bad, true), 1, event.Other)
}
