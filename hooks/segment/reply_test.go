package segment

import (
	"bytes"
	"testing"
)

func TestResetFor(t *testing.T) {
	base := Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), SrcPort: 1000, DstPort: 80, Seq: 100, Ack: 500, Window: 9}
	for _, c := range []struct {
		name  string
		flags Flags
		bytes int
		want  string // "": none
	}{
		// RFC 9293 (3.10.7.1): <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
		{"a SYN", SYN, 0, "R. 0:0(0) ack 101 win 0"},
		{"data without ACK", PSH, 10, "R. 0:0(0) ack 110 win 0"},
		{"data and FIN without ACK", FIN, 10, "R. 0:0(0) ack 111 win 0"},
		// <SEQ=SEG.ACK><CTL=RST>
		{"a SYN-ACK", SYN | ACK, 0, "R 500:500(0) win 0"},
		{"data", PSH | ACK, 10, "R 500:500(0) win 0"},
		{"a reset", RST, 0, ""},
		{"a reset with ACK", RST | ACK, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			sp := base
			sp.Flags, sp.Bytes = c.flags, c.bytes
			raw := must(t, sp)
			s := Decode(IP, raw)
			got := ResetFor(IP, raw, &s)
			if c.want == "" {
				if got != nil {
					t.Errorf("an answer: %x", got)
				}
				return
			}
			a := Decode(IP, got)
			if text := Notation(a.Flags, a.Seq, a.Ack, a.PayloadLen(), int(a.Window), ""); text != c.want {
				t.Errorf("%s, want %s", text, c.want)
			}
			if a.Src != s.Dst || a.Dst != s.Src || a.SrcPort != 80 || a.DstPort != 1000 {
				t.Errorf("it goes from %v:%d to %v:%d", a.Src, a.SrcPort, a.Dst, a.DstPort)
			}
			if ip, transport := VerifyChecksums(IP, got, &a); ip != ChecksumGood || transport != ChecksumGood {
				t.Errorf("checksums %v, %v", ip, transport)
			}
		})
	}
}

func TestReplyOverEthernet(t *testing.T) {
	f, raw := capture(t, "ethernet ack with padding")
	s := Decode(f, raw)
	for _, got := range [][]byte{ResetFor(f, raw, &s), ICMPFor(f, raw, &s, HostUnreachable, 0)} {
		if !bytes.Equal(got[:6], raw[6:12]) || !bytes.Equal(got[6:12], raw[:6]) {
			t.Errorf("from %x to %x", got[6:12], got[:6])
		}
		if a := Decode(f, got); a.Dst != s.Src || a.Problem != 0 {
			t.Errorf("answer %+v", a)
		}
	}
}

func TestICMPFor(t *testing.T) {
	for _, ip := range [][2]string{{"10.0.0.1", "10.0.0.2"}, {"fd00::1", "fd00::2"}} {
		raw := must(t, Spec{Src: addr(ip[0]), Dst: addr(ip[1]), SrcPort: 1000, DstPort: 80, Seq: 77, Flags: ACK, Bytes: 1400})
		s := Decode(IP, raw)
		for kind, want := range map[ICMPKind][4]uint8{ // RFC 792, RFC 1812 (5.2.7.1); RFC 4443 (3)
			NetUnreachable: {3, 0, 1, 0}, HostUnreachable: {3, 1, 1, 3}, PortUnreachable: {3, 3, 1, 4},
			AdminProhibited: {3, 13, 1, 1}, PacketTooBig: {3, 4, 2, 0}, TimeExceeded: {11, 0, 3, 0},
		} {
			got := ICMPFor(IP, raw, &s, kind, 1300)
			a := Decode(IP, got)
			wantType, wantCode, limit := want[0], want[1], 576
			if s.Version == 6 {
				wantType, wantCode, limit = want[2], want[3], 1280
			}
			if a.Type != wantType || a.Code != wantCode || a.Problem != 0 || len(got) != limit || a.Src != s.Dst || a.Dst != s.Src {
				t.Errorf("%v to %s: %+v, %d octets", kind, ip[0], a, len(got))
			}
			if _, sum := VerifyChecksums(IP, got, &a); sum != ChecksumGood {
				t.Errorf("%v: checksum %v", kind, sum)
			}
			name := map[uint8]string{4: "icmp.mtu", 6: "icmpv6.mtu"}[s.Version]
			fd, _ := FieldNamed(name)
			mtu, _ := fd.Get(IP, got, &a)
			if (mtu == "1300") != (kind == PacketTooBig) {
				t.Errorf("%v: MTU %s", kind, mtu)
			}
			q, ok := a.Quoted(got)
			if !ok || q.Src != s.Src || q.SrcPort != 1000 || q.DstPort != 80 || q.Seq != 77 || q.Proto != TCP {
				t.Errorf("%v quotes %+v, %v", kind, q, ok)
			}
			if again := ICMPFor(IP, got, &a, kind, 1300); again != nil {
				t.Errorf("%v: an ICMP error is answered", kind)
			}
			if kind2, err := ParseICMPKind(kind.String()); err != nil || kind2 != kind {
				t.Errorf("%v is read as %v, %v", kind, kind2, err)
			}
		}
	}
	if _, err := ParseICMPKind("port-unreachble"); err == nil || err.Error() != `no ICMP error is called "port-unreachble": did you mean port-unreachable?` {
		t.Errorf("error %v", err)
	}
}

// TestQuotedShort: a router may quote no more than 8 octets of TCP (RFC 792).
func TestQuotedShort(t *testing.T) {
	inner := must(t, Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), SrcPort: 1000, DstPort: 80, Seq: 77, Flags: ACK})
	for n, want := range map[int]bool{28: true, 27: false} {
		raw := must(t, Spec{Src: addr("10.9.9.9"), Dst: addr("10.0.0.1"), Proto: ICMPv4, Type: 3, Code: 4, Payload: string(inner[:n])})
		s := Decode(IP, raw)
		q, ok := s.Quoted(raw)
		if !ok || (q.Proto == TCP && q.Seq == 77 && q.DstPort == 80) != want {
			t.Errorf("%d octets: %+v, %v", n, q, ok)
		}
	}
	f, raw := capture(t, "echo request")
	s := Decode(f, raw)
	if _, ok := s.Quoted(raw); ok {
		t.Error("an echo request quotes a packet")
	}
}

// TestNoAnswer: what RFC 1122 (3.2.2) and RFC 4443 (2.4e) forbid.
func TestNoAnswer(t *testing.T) {
	for name, sp := range map[string]Spec{
		"multicast":        {Src: addr("10.0.0.1"), Dst: addr("224.0.0.1")},
		"v6 multicast":     {Src: addr("fd00::1"), Dst: addr("ff02::1")},
		"broadcast":        {Src: addr("10.0.0.1"), Dst: addr("255.255.255.255")},
		"from nobody":      {Src: addr("0.0.0.0"), Dst: addr("10.0.0.1")},
		"a later fragment": {Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), FragOffset: 8},
	} {
		raw := must(t, sp)
		s := Decode(IP, raw)
		if ResetFor(IP, raw, &s) != nil || ICMPFor(IP, raw, &s, PortUnreachable, 0) != nil {
			t.Errorf("%s is answered", name)
		}
	}
	for _, name := range []string{"arp request", "udp"} {
		f, raw := capture(t, name)
		s := Decode(f, raw)
		if ResetFor(f, raw, &s) != nil {
			t.Errorf("%s is answered with a reset", name)
		}
	}
}
