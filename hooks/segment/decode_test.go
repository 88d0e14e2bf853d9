package segment

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
)

// Packets written by hand, octet by octet; tshark reads them too (tshark_test.go).
var captures = map[string]struct {
	framing Framing
	hex     string
}{
	"syn": {IP, `4500003c 12344000 40061480 0a000001 0a000002
		c0010050 000003e8 00000000 a002ffff 00000000
		020405b4 0402080a 00000001 00000000 03030700`},
	"data v4 with IP options": {IP, `46000034 00010000 40060000 0a000001 0a000002 01010100
		04d20050 00000001 00000002 50182000 00000000 68656c6c6f210a00`},
	"ethernet ack with padding": {Ethernet, `020000000002 020000000001 0800
		45000028 00004000 40060000 0a000001 0a000002
		c0010050 000003e9 00002711 5010faf0 00000000 000000000000`},
	"udp":          {IP, `45000020 00000000 40110000 0a000001 0a000002 14e90035 000c0000 61626364`},
	"echo request": {IP, `4500001c 00000000 40010000 0a000001 0a000002 08000000 12340001`},
	"tcp v6": {IP, `60000000 00140640 fd000000000000000000000000000001 fd000000000000000000000000000002
		04d20050 00000001 00000000 50020400 00000000`},
	"udp v6 behind hop-by-hop and destination options": {IP, `6ab00001 001c0040
		fd000000000000000000000000000001 fd000000000000000000000000000002
		3c00010400000000 1100010400000000 14e90035 000c0000 61626364`},
	"icmpv6 echo": {IP, `60000000 00083aff fd000000000000000000000000000001 fd000000000000000000000000000002
		80000000 12340001`},
	"later fragment v4":       {IP, `4500001c 00ff0002 40060000 0a000001 0a000002 6162636465666768`},
	"first fragment of a udp": {IP, `45000024 00ff2000 40110000 0a000001 0a000002 14e90035 00200000 6162636465666768`},
	"later fragment v6": {IP, `60000000 00102c40 fd000000000000000000000000000001 fd000000000000000000000000000002
		11000018 cafebabe 6162636465666768`},
	"arp request": {Ethernet, `ffffffffffff 020000000001 0806
		0001080006040001 020000000001 0a000001 000000000000 0a000002 000000000000000000000000000000000000`},
	"sctp": {IP, `45000018 00000000 40840000 0a000001 0a000002 00010002`},
}

// capture gives the bytes of a packet, its checksums mended.
func capture(t testing.TB, name string) (Framing, []byte) {
	t.Helper()
	c, ok := captures[name]
	if !ok {
		t.Fatalf("no capture %q", name)
	}
	raw := unhex(t, c.hex)
	if name != "udp" { // its zero stays a zero
		Mend(c.framing, raw)
	}
	return c.framing, raw
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

func TestDecode(t *testing.T) {
	v4 := func(s Segment) Segment {
		s.Version, s.Src, s.Dst = 4, addr("10.0.0.1"), addr("10.0.0.2")
		if s.TTL == 0 {
			s.TTL = 64
		}
		return s
	}
	v6 := func(s Segment) Segment {
		s = v4(s)
		s.Version, s.Src, s.Dst = 6, addr("fd00::1"), addr("fd00::2")
		return s
	}
	for name, want := range map[string]Segment{
		"syn": v4(Segment{Proto: TCP, Protocol: 6, ID: 0x1234, DontFrag: true, SrcPort: 49153, DstPort: 80,
			Seq: 1000, Flags: SYN, Window: 65535, Transport: 20, Payload: 60, End: 60}),
		"data v4 with IP options": v4(Segment{Proto: TCP, Protocol: 6, ID: 1, SrcPort: 1234, DstPort: 80,
			Seq: 1, Ack: 2, Flags: PSH | ACK, Window: 8192, Transport: 24, Payload: 44, End: 52}),
		"ethernet ack with padding": v4(Segment{Proto: TCP, Protocol: 6, DontFrag: true, SrcPort: 49153, DstPort: 80,
			Seq: 1001, Ack: 10001, Flags: ACK, Window: 64240, Net: 14, Transport: 34, Payload: 54, End: 54}),
		"udp":          v4(Segment{Proto: UDP, Protocol: 17, SrcPort: 5353, DstPort: 53, Transport: 20, Payload: 28, End: 32}),
		"echo request": v4(Segment{Proto: ICMPv4, Protocol: 1, Type: 8, Transport: 20, Payload: 28, End: 28}),
		"tcp v6": v6(Segment{Proto: TCP, Protocol: 6, SrcPort: 1234, DstPort: 80, Seq: 1, Flags: SYN, Window: 1024,
			Transport: 40, Payload: 60, End: 60}),
		"udp v6 behind hop-by-hop and destination options": v6(Segment{Proto: UDP, Protocol: 17, TOS: 0xab,
			SrcPort: 5353, DstPort: 53, Transport: 56, Payload: 64, End: 68}),
		"icmpv6 echo": v6(Segment{Proto: ICMPv6, Protocol: 58, TTL: 255, Type: 128, Transport: 40, Payload: 48, End: 48}),
		"later fragment v4": v4(Segment{Proto: Fragment, Protocol: 6, ID: 255, FragOffset: 16,
			Transport: 20, Payload: 20, End: 28}),
		"first fragment of a udp": v4(Segment{Proto: UDP, Protocol: 17, ID: 255, MoreFrags: true, SrcPort: 5353, DstPort: 53,
			Transport: 20, Payload: 28, End: 36}),
		"later fragment v6": v6(Segment{Proto: Fragment, Protocol: 17, ID: 0xcafebabe, FragOffset: 24,
			Transport: 48, Payload: 48, End: 56}),
		"arp request": {Proto: ARP, Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Type: 1,
			Net: 14, Transport: 42, Payload: 42, End: 42},
		"sctp": v4(Segment{Proto: OtherIP, Protocol: 132, Transport: 20, Payload: 20, End: 24}),
	} {
		t.Run(name, func(t *testing.T) {
			f, raw := capture(t, name)
			if got := Decode(f, raw); got != want {
				t.Errorf("\n got %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestDecodeBroken(t *testing.T) {
	edit := func(name string, changes ...[2]int) func(*testing.T) (Framing, []byte) {
		return func(t *testing.T) (Framing, []byte) {
			f, raw := capture(t, name)
			for _, c := range changes {
				raw[c[0]] = byte(c[1])
			}
			return f, raw
		}
	}
	cut := func(name string, n int) func(*testing.T) (Framing, []byte) {
		return func(t *testing.T) (Framing, []byte) {
			f, raw := capture(t, name)
			return f, raw[:n]
		}
	}
	for _, c := range []struct {
		name    string
		packet  func(*testing.T) (Framing, []byte)
		proto   Proto
		problem Problem
		payload uint32
		end     uint32
	}{
		{"nothing", cut("syn", 0), Unknown, Truncated, 0, 0},
		{"half an Ethernet header", cut("arp request", 10), Unknown, Truncated, 10, 10},
		{"Ethernet header alone", cut("arp request", 14), ARP, Truncated, 14, 14},
		{"half an ARP", cut("arp request", 30), ARP, Truncated, 30, 30},
		{"half an IPv4 header", cut("syn", 19), Unknown, Truncated, 19, 19},
		{"IPv4 header alone", cut("syn", 20), Unknown, Truncated, 20, 20},
		{"half a TCP header", cut("syn", 39), Unknown, Truncated, 39, 39},
		{"half the TCP options", cut("syn", 44), TCP, Truncated | BadTCPHeader, 44, 44},
		{"half the payload", cut("data v4 with IP options", 46), TCP, Truncated, 44, 46},
		{"half a UDP header", cut("udp", 27), Unknown, Truncated, 27, 27},
		{"half a UDP payload", cut("udp", 30), UDP, Truncated, 28, 30},
		{"half an ICMP header", cut("echo request", 25), ICMPv4, Truncated, 25, 25},
		{"an ICMP type alone", cut("echo request", 21), Unknown, Truncated, 21, 21},
		{"half an IPv6 header", cut("tcp v6", 39), Unknown, Truncated, 39, 39},
		{"half an extension header", cut("udp v6 behind hop-by-hop and destination options", 50), Unknown, Truncated, 50, 50},
		{"version 5", edit("syn", [2]int{0, 0x55}), Unknown, BadIPHeader, 0, 60},
		{"IPv6 in an IPv4 frame", edit("ethernet ack with padding", [2]int{14, 0x65}), Unknown, BadIPHeader, 14, 60},
		{"header length 4 words", edit("syn", [2]int{0, 0x44}), Unknown, BadIPHeader, 20, 60},
		{"total length under the header's", edit("syn", [2]int{3, 19}), Unknown, BadIPHeader, 20, 60},
		{"header length past the end and over the total length", edit("sctp", [2]int{0, 0x4f}), Unknown, BadIPHeader, 24, 24},
		{"data offset 4 words", edit("syn", [2]int{32, 0x40}), TCP, BadTCPHeader, 40, 60},
		{"data offset past the end", edit("syn", [2]int{32, 0xf0}), TCP, BadTCPHeader, 60, 60},
		{"option of length 0", edit("syn", [2]int{41, 0}), TCP, BadOptions, 60, 60},
		{"option of length 1", edit("syn", [2]int{41, 1}), TCP, BadOptions, 60, 60},
		{"option past the end", edit("syn", [2]int{41, 99}), TCP, BadOptions, 60, 60},
		{"UDP length too large", edit("udp", [2]int{25, 13}), UDP, BadLength, 28, 32},
		{"UDP length too small", edit("udp", [2]int{25, 10}), UDP, BadLength, 28, 30},
		{"UDP length under its header", edit("udp", [2]int{25, 7}), UDP, BadLength, 28, 32},
		{"extension header too long", edit("udp v6 behind hop-by-hop and destination options", [2]int{41, 9}), Unknown, Truncated, 68, 68},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, raw := c.packet(t)
			s := Decode(f, raw)
			if s.Proto != c.proto || s.Problem != c.problem || s.Payload != c.payload || s.End != c.end {
				t.Errorf("proto %v, problem %q, payload %d, end %d; want %v, %q, %d, %d",
					s.Proto, s.Problem, s.Payload, s.End, c.proto, c.problem, c.payload, c.end)
			}
		})
	}
}

func TestData(t *testing.T) {
	f, raw := capture(t, "ethernet ack with padding")
	s := Decode(f, raw)
	if got := s.Data(raw); len(got) != 0 {
		t.Errorf("the padding counts as data: %x", got)
	}
	f, raw = capture(t, "data v4 with IP options")
	s = Decode(f, raw)
	if got := s.Data(raw); !bytes.Equal(got, []byte("hello!\n\x00")) {
		t.Errorf("data %q", got)
	}
	if got := s.Data(raw[:10]); got != nil {
		t.Errorf("data %q of a packet that is too short for the segment", got)
	}
}
