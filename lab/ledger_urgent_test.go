package lab

import (
	"net/netip"
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/topology"
)

// TestUrgentOctets: a receiver may read an urgent octet in its place, out of its
// turn or not at all, and what it has read is whole; anything else is not.
func TestUrgentOctets(t *testing.T) {
	for _, c := range []struct {
		name, sent string // calls; one that ends with ! is urgent
		read       string // calls; one that begins with ^ is of the urgent octet
		text       string // what was read in turn
		broken     bool
	}{
		{"in its place", "hello AB! CD", "hello AB!CD", "helloAB!CD", false},
		{"out of turn", "hello AB! CD", "^! hello AB CD", "helloABCD", false},
		{"out of turn, late", "hello AB! CD", "helloAB ^! CD", "helloABCD", false},
		{"by nobody", "hello AB! CD", "helloAB CD", "helloABCD", false},
		{"the last octet", "AB!", "AB ^!", "AB", false},
		{"the only octet", "! x", "^! x", "x", false},
		{"two, the second out of turn", "A! B! C", "^! A!B C", "A!BC", false},
		{"one that was not urgent", "AB CD", "^B", "", true},
		{"once too often", "AB! CD", "^! ^! AB", "AB", true},
		{"another octet is missing", "AB! CD", "A! CD", "A!CD", true},
		{"another octet behind it", "AB! CD", "AB CX", "ABCX", true},
		{"other octets in the middle", "freshwater", "fresh stale", "freshstale", true},
		{"other octets, and more than were sent", "hello", "hallo you", "halloyou", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := netip.MustParseAddrPort("10.0.0.1:1"), netip.MustParseAddrPort("10.0.0.2:2")
			client, server := &topology.Conn{ID: 1, Local: a, Remote: b}, &topology.Conn{ID: 2, Local: b, Remote: a}
			var l ledger
			l.open(client)
			l.open(server)
			for _, s := range strings.Fields(c.sent) {
				l.sent(client, []byte(s))
				if strings.HasSuffix(s, "!") {
					l.sentUrgent(client)
				}
			}
			for _, s := range strings.Fields(c.read) {
				if octet, ok := strings.CutPrefix(s, "^"); ok {
					l.receivedUrgent(server, []byte(octet))
				} else {
					l.received(server, []byte(s))
				}
			}
			ok, got := l.intact(server)
			if ok == c.broken {
				t.Fatalf("whole is %v (%s)", ok, got)
			}
			if text := l.textOf([]event.ConnID{2}); text != c.text {
				t.Errorf("it has read %q, want %q", text, c.text)
			}
		})
	}
}
