package segment

import (
	"encoding/json"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"testing"
)

// TestBuildDecode: what is built is read back as it was described, over every
// protocol, framing and IP version.
func TestBuildDecode(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		sp := randomSpec(r)
		raw, err := Build(sp)
		if err != nil {
			t.Fatalf("%+v: %v", sp, err)
		}
		s := Decode(sp.Framing, raw)
		want := Segment{Src: sp.Src, Dst: sp.Dst, TTL: sp.TTL, TOS: sp.TOS, ID: s.ID, FragOffset: sp.FragOffset, MoreFrags: sp.MoreFrags,
			DontFrag: sp.DF, Proto: sp.Proto, Version: s.Version, Protocol: sp.number(), Net: s.Net, Transport: s.Transport,
			Payload: s.Payload, End: uint32(len(raw))}
		switch sp.Proto {
		case TCP:
			want.Seq, want.Ack, want.Flags, want.Window, want.Urgent = sp.Seq, sp.Ack, sp.Flags, sp.Window, sp.Urgent
			want.SrcPort, want.DstPort = sp.SrcPort, sp.DstPort
		case UDP:
			want.SrcPort, want.DstPort = sp.SrcPort, sp.DstPort
		default:
			want.Type, want.Code = sp.Type, sp.Code
		}
		if s != want || s.PayloadLen() != sp.Bytes {
			t.Fatalf("%+v\nread %+v\nwant %+v", sp, s, want)
		}
		if (s.Version == 4 || sp.MoreFrags) && s.ID != sp.ID {
			t.Fatalf("ID %d, want %d", s.ID, sp.ID)
		}
		ip, transport := VerifyChecksums(sp.Framing, raw, &s)
		if s.Version == 4 && ip != ChecksumGood || !sp.MoreFrags && transport != ChecksumGood {
			t.Fatalf("%+v: checksums %v, %v", sp, ip, transport)
		}
	}
}

func randomSpec(r *rand.Rand) Spec {
	sp := Spec{TTL: 1 + uint8(r.UintN(255)), TOS: uint8(r.Uint32()), Proto: []Proto{TCP, UDP, ICMPv4}[r.IntN(3)],
		MoreFrags: r.IntN(8) == 0, Bytes: r.IntN(100), ID: uint32(uint16(r.Uint32()))}
	ip := func() netip.Addr { var a [4]byte; fill(r, a[:]); return netip.AddrFrom4(a) }
	if r.IntN(2) == 0 {
		ip = func() netip.Addr { var a [16]byte; fill(r, a[:]); return netip.AddrFrom16(a) }
		if sp.Proto == ICMPv4 {
			sp.Proto = ICMPv6
		}
	} else {
		sp.DF = r.IntN(2) == 0
	}
	sp.Src, sp.Dst = ip(), ip()
	if r.IntN(2) == 0 {
		sp.Framing = Ethernet
		fill(r, sp.SrcMAC[:])
	}
	switch sp.Proto {
	case TCP:
		sp.Flags, sp.Seq, sp.Ack = Flags(r.Uint32())&0xfff, r.Uint32(), r.Uint32()
		sp.Window, sp.Urgent = uint16(r.Uint32()), uint16(r.Uint32())
		sp.Options = optionTexts[r.IntN(15)].text
		fallthrough
	case UDP:
		sp.SrcPort, sp.DstPort = uint16(r.Uint32()), uint16(r.Uint32())
	default:
		sp.Type, sp.Code, sp.Ident, sp.Sequence = uint8(r.Uint32()), uint8(r.Uint32()), uint16(r.Uint32()), uint16(r.Uint32())
	}
	return sp
}

func fill(r *rand.Rand, b []byte) {
	for i := range b {
		b[i] = byte(r.Uint32())
	}
}

func TestBuildFragment(t *testing.T) {
	for _, ip := range [][2]string{{"10.0.0.1", "10.0.0.2"}, {"fd00::1", "fd00::2"}} {
		raw := must(t, Spec{Src: addr(ip[0]), Dst: addr(ip[1]), Proto: UDP, ID: 9, FragOffset: 1480, Payload: "tail"})
		s := Decode(IP, raw)
		if s.Proto != Fragment || s.FragOffset != 1480 || s.ID != 9 || s.Protocol != 17 || string(s.Data(raw)) != "tail" || s.Problem != 0 {
			t.Errorf("%s: %+v", ip[0], s)
		}
	}
}

func TestBuildErrors(t *testing.T) {
	v4, v6 := addr("10.0.0.1"), addr("fd00::1")
	for says, sp := range map[string]Spec{
		"src has no address":      {},
		"dst has no address":      {Src: v4},
		"different IP versions":   {Src: v4, Dst: v6},
		"leave out %eth0":         {Src: addr("fe80::1%eth0"), Dst: v6},
		"write icmp":              {Src: v4, Dst: v4, Proto: ICMPv6},
		"write icmpv6":            {Src: v6, Dst: v6, Proto: ICMPv4},
		"cannot be crafted":       {Src: v4, Dst: v4, Proto: ARP},
		"only a TCP header":       {Src: v4, Dst: v4, Proto: UDP, Options: "nop"},
		"leave one out":           {Src: v4, Dst: v4, Payload: "a", Bytes: 1},
		"65535 octets":            {Src: v4, Dst: v4, Bytes: 65500},
		"bytes is -1":             {Src: v4, Dst: v4, Bytes: -1},
		"bytes is 9999999":        {Src: v4, Dst: v4, Bytes: 9999999},
		"multiples of 8":          {Src: v4, Dst: v4, FragOffset: 3},
		"0 to 65535":              {Src: v4, Dst: v4, ID: 65536},
		"IPv6 has no such flag":   {Src: v6, Dst: v6, DF: true},
		"no TCP option is called": {Src: v4, Dst: v4, Options: "mms 3"},
		"they take 44 octets":     {Src: v4, Dst: v4, Options: "sack 1:2 3:4 5:6 7:8,TS val 1 ecr 1,mss 4"},
	} {
		if _, err := Build(sp); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q in it", err, says)
		}
	}
}

func TestSpecJSON(t *testing.T) {
	sp := Spec{Framing: Ethernet, SrcMAC: MAC{2, 0, 0, 0, 0, 1}, Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Proto: TCP,
		Flags: SYN | ACK, Seq: 7, DstPort: 80, Options: "mss 1460"}
	b, err := json.Marshal(sp)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"framing":"ethernet","src_mac":"02:00:00:00:00:01","src":"10.0.0.1","dst":"10.0.0.2","proto":"tcp","dstport":80,"flags":"S.","seq":7,"opts":"mss 1460"}`
	if string(b) != want {
		t.Errorf("\n got %s\nwant %s", b, want)
	}
	var back Spec
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, sp) {
		t.Errorf("read back as %+v, %v", back, err)
	}
	for bad, says := range map[string]string{
		`{"proto":"tpc"}`: "did you mean tcp", `{"framing":"x"}`: "there are ip, ethernet", `{"src_mac":"02"}`: "six octets",
		`{"dst_mac":"02:00:00:00:00:0g"}`: "six octets", `{"flags":"X"}`: "letters",
	} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want %q in it", bad, err, says)
		}
	}
}
