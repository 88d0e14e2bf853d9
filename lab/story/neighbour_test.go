package story

import (
	"encoding/hex"
	"strings"
	"testing"

	"netlab/hooks/segment"
)

// frame reads hex written in groups.
func frame(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNeighbours(t *testing.T) {
	const (
		eth      = "020000000201 020000000101 "
		ask      = "0001 0800 06 04 0001 020000000101 0a000001 000000000000 0a000002"
		ip6      = "60000000 0018 3a ff fd000000000000000000000000000001 fd000000000000000000000000000002 "
		solicit  = "87 00 0000 00000000 fd000000000000000000000000000002"
		tellSelf = "88 00 0000 60000000 fd000000000000000000000000000002"
	)
	for _, c := range []struct{ name, frame, want string }{
		{"who has", eth + "0806" + ask, "arp who-has 10.0.0.2 tell 10.0.0.1"},
		{"is at", eth + "0806" + "0001 0800 06 04 0002 020000000201 0a000002 020000000101 0a000001", "arp reply 10.0.0.2 is-at 02:00:00:00:02:01"},
		{"another operation", eth + "0806" + strings.Replace(ask, "04 0001", "04 0008", 1), "arp op 8"},
		{"other networks", eth + "0806" + strings.Replace(ask, "0800", "0801", 1), "arp"},
		{"cut off", eth + "0806" + ask[:20], "arp [truncated]"},
		{"solicitation", eth + "86dd" + ip6 + solicit, "icmp6 neighbor solicitation who has fd00::2"},
		{"advertisement", eth + "86dd" + ip6 + tellSelf, "icmp6 neighbor advertisement tgt is fd00::2"},
		{"without a target", eth + "86dd" + strings.Replace(ip6, "0018", "0008", 1) + solicit[:19], "icmp6 neighbor solicitation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := frame(t, c.frame)
			seg := segment.Decode(segment.Ethernet, raw)
			r := &Rung{Journey: &Journey{Seg: seg, Head: head(&seg, raw)}}
			if got := new(Story).Parts(r, Absolute, nil).String(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
