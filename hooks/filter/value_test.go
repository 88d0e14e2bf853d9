package filter

import (
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

func TestNumber(t *testing.T) {
	seg := &segment.Segment{Proto: segment.TCP, Flags: segment.SYN | segment.ACK, Seq: 5000, Ack: 4294967201, Window: 29184}
	info := &event.Info{Known: event.KnownSeq | event.KnownAck, RAck: 1}
	for _, c := range []struct {
		field string
		want  uint64
		there bool
	}{
		{"tcp.seq_raw", 5000, true}, {"tcp.ack_raw", 4294967201, true}, {"tcp.ack", 1, true}, {"tcp.flags", 0x12, true},
		{"tcp.flags.syn", 1, true}, {"tcp.flags.fin", 0, true}, {"tcp.window_size_value", 29184, true}, {"udp.length", 0, false},
	} {
		v, err := Number(c.field)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := v.Of(&Subject{Seg: seg, Info: info}); got != c.want || ok != c.there {
			t.Errorf("%s is %d, %v; want %d, %v", c.field, got, ok, c.want, c.there)
		}
		if _, ok := v.Of(&Subject{}); ok {
			t.Errorf("no packet has %s", c.field)
		}
	}
	for field, want := range map[string]string{
		"tcp.sqe":      `did you mean tcp.seq`,
		"weather":      "netlab help fields",
		"tcp.port":     "is no number but number, 16 bits, several",
		"tcp.payload":  "is no number but octets",
		"ip.src":       "is no number but IPv4 address",
		"server.state": "there is no field",
	} {
		if _, err := Number(field); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", field, err, want)
		}
	}
}
