package hooks

import (
	"testing"

	"netlab/hooks/segment"
)

// differing lists the bits in which two packets of one length differ.
func differing(t *testing.T, a, b []byte) (bits []int) {
	t.Helper()
	if len(a) != len(b) {
		t.Fatalf("%d octets became %d", len(a), len(b))
	}
	for i := range 8 * len(a) {
		if (a[i/8]^b[i/8])&(0x80>>(i%8)) != 0 {
			bits = append(bits, i)
		}
	}
	return bits
}

func TestCorrupt(t *testing.T) {
	tcp := 20 * 8 // the first bit behind an IPv4 header
	for _, test := range []struct {
		line        string
		first, last int // the turned bit lies between
	}{
		{"data corrupt bit 0", 0, 0},
		{"data corrupt bit 300", 300, 300},
		{"data corrupt payload", tcp + 160, tcp + 160 + 79},
		{"data corrupt tcp.seq_raw", tcp + 32, tcp + 63},
		{"data corrupt tcp.flags", tcp + 100, tcp + 111},
		{"data corrupt tcp.flags.ack", tcp + 107, tcp + 107},
		{"data corrupt tcp.hdr_len", tcp + 96, tcp + 99},
		{"data corrupt tcp.checksum", tcp + 128, tcp + 143},
		{"data corrupt ip.src", 96, 127},
		{"data corrupt ip.ttl", 64, 71},
	} {
		p := data(t, client, 1, 10)
		before := string(p.Raw)
		h := rule(t, test.line)
		drawn := map[int]bool{}
		for range 50 {
			made := alone(t, h.See(&fakeView{}, p)).Packet
			bits := differing(t, p.Raw, made.Raw)
			if len(bits) != 1 || bits[0] < test.first || bits[0] > test.last {
				t.Fatalf("%s turned over the bits %v, want one of %d to %d", test.line, bits, test.first, test.last)
			}
			drawn[bits[0]] = true
			if made.Origin != p.ID || made.ID != 0 {
				t.Errorf("%s: made %+v", test.line, made)
			}
		}
		if want := min(test.last-test.first+1, 3); len(drawn) < want {
			t.Errorf("%s: always the bits %v", test.line, drawn)
		}
		if string(p.Raw) != before {
			t.Errorf("%s changed the packet itself", test.line)
		}
	}
}

func TestCorruptChecksums(t *testing.T) {
	for line, want := range map[string]segment.ChecksumStatus{
		"data corrupt payload":           segment.ChecksumBad,
		"data corrupt payload mend":      segment.ChecksumGood,
		"data corrupt tcp.ack_raw":       segment.ChecksumBad,
		"data corrupt tcp.ack_raw mend":  segment.ChecksumGood,
		"data corrupt tcp.checksum mend": segment.ChecksumGood,
	} {
		raw := alone(t, ruled(t, &fakeView{}, line, data(t, client, 1, 10))).Packet.Raw
		if _, got := segment.VerifyChecksums(segment.IP, raw, nil); got != want {
			t.Errorf("%s: checksum %v, want %v", line, got, want)
		}
	}
}
