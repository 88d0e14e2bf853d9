package segment

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// slowSum is RFC 1071's own definition, word by word.
func slowSum(b []byte) uint16 {
	var sum uint32
	for i, x := range b {
		if i%2 == 0 {
			sum += uint32(x) << 8
		} else {
			sum += uint32(x)
		}
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

func TestChecksum(t *testing.T) {
	// RFC 1071 (3): the sum of these is ddf2.
	if got := Checksum(unhex(t, "0001f203f4f5f6f7")); got != ^uint16(0xddf2) {
		t.Errorf("RFC 1071's example: %04x", got)
	}
	// A header from RFC 791's shape with a checksum worked out by hand.
	if got := Checksum(unhex(t, "45000073 00004000 4011b861 c0a80001 c0a800c7")); got != 0 {
		t.Errorf("over a right checksum: %04x", got)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32()) | byte(n%3/2*0xff) // every third length all ones, where carries run
		}
		if got, want := Checksum(b), slowSum(b); got != want {
			t.Errorf("%d octets: %04x, want %04x", n, got, want)
		}
	}
}

func TestVerifyAndMend(t *testing.T) {
	for name, want := range map[string][2]ChecksumStatus{
		"syn":                       {ChecksumGood, ChecksumGood},
		"data v4 with IP options":   {ChecksumGood, ChecksumGood},
		"ethernet ack with padding": {ChecksumGood, ChecksumGood},
		"udp":                       {ChecksumBad, NoChecksum}, // as written by hand
		"echo request":              {ChecksumGood, ChecksumGood},
		"tcp v6":                    {NoChecksum, ChecksumGood},
		"udp v6 behind hop-by-hop and destination options": {NoChecksum, ChecksumGood},
		"icmpv6 echo":             {NoChecksum, ChecksumGood},
		"later fragment v4":       {ChecksumGood, NoChecksum},
		"first fragment of a udp": {ChecksumGood, NoChecksum},
		"later fragment v6":       {NoChecksum, NoChecksum},
		"arp request":             {NoChecksum, NoChecksum},
		"sctp":                    {ChecksumGood, NoChecksum},
	} {
		t.Run(name, func(t *testing.T) {
			f, raw := capture(t, name)
			if ip, transport := VerifyChecksums(f, raw, nil); ip != want[0] || transport != want[1] {
				t.Errorf("%v and %v, want %v and %v", ip, transport, want[0], want[1])
			}
			again := bytes.Clone(raw)
			Mend(f, again)
			if name != "udp" && !bytes.Equal(again, raw) {
				t.Error("mending twice changes the packet")
			}
			s := Decode(f, raw)
			if want[1] != ChecksumGood {
				return
			}
			for at := s.Transport; at < s.End; at++ { // every octet counts
				raw[at] ^= 0x10
				if _, got := VerifyChecksums(f, raw, &s); got != ChecksumBad && (s.Proto != UDP || at-s.Transport != 4 && at-s.Transport != 5) {
					t.Errorf("octet %d wrong: %v", at, got) // but for UDP's length, which says what is covered
				}
				raw[at] ^= 0x10
			}
			raw[s.Net+12] ^= 1 // the pseudo-header too, and ICMP has none
			want := ChecksumBad
			if s.Proto == ICMPv4 {
				want = ChecksumGood
			}
			if _, got := VerifyChecksums(f, raw, &s); got != want {
				t.Errorf("address wrong: %v, want %v", got, want)
			}
		})
	}
}

func TestUnverifiable(t *testing.T) {
	f, raw := capture(t, "data v4 with IP options")
	sum := raw[40:42]
	if _, got := VerifyChecksums(f, raw[:50], nil); got != ChecksumUnverifiable {
		t.Errorf("cut: %v", got)
	}
	cut := bytes.Clone(raw[:50])
	Mend(f, cut)
	if !bytes.Equal(cut[40:42], sum) {
		t.Error("Mend changes a checksum that covers octets which are not here")
	}
	raw[6] |= 0x20 // more fragments
	if _, got := VerifyChecksums(f, raw, nil); got != ChecksumUnverifiable {
		t.Errorf("fragment: %v", got)
	}
	// A routing header with a segment left: the last destination counts.
	routed := unhex(t, `60000000 00243b40 fd000000000000000000000000000001 fd000000000000000000000000000002
		0602 0401 00000000 fd000000000000000000000000000003
		14e90035 000c1234 61626364`)
	routed[6] = numRouting
	routed[40] = numUDP
	if _, got := VerifyChecksums(IP, routed, nil); got != ChecksumUnverifiable {
		t.Errorf("routed: %v", got)
	}
	if got := ChecksumUnverifiable.String(); got != "unverifiable" {
		t.Errorf("the word is %q", got)
	}
}

// TestUDPZero: a checksum that comes out as zero is sent as all ones.
func TestUDPZero(t *testing.T) {
	raw := must(t, Spec{Proto: UDP, Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Payload: "\x00\x00"})
	sum := binary.BigEndian.Uint16(raw[26:])
	binary.BigEndian.PutUint16(raw[28:], sum) // now the rest sums up to all ones
	Mend(IP, raw)
	if got := binary.BigEndian.Uint16(raw[26:]); got != 0xffff {
		t.Errorf("checksum %04x, want ffff", got)
	}
	if _, got := VerifyChecksums(IP, raw, nil); got != ChecksumGood {
		t.Errorf("%v", got)
	}
}
