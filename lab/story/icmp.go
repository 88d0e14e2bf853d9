package story

import (
	"encoding/binary"
	"fmt"

	"netlab/hooks/segment"
)

// icmpNames are ICMP's messages as tcpdump says them; IANA's "ICMP Parameters"
// and "ICMPv6 Parameters". -1 is any code.
var icmpNames = []struct {
	proto      segment.Proto
	kind, code int
	name       string
}{
	{segment.ICMPv4, 0, -1, "echo reply"},
	{segment.ICMPv4, 3, 0, "net unreachable"},
	{segment.ICMPv4, 3, 1, "host unreachable"},
	{segment.ICMPv4, 3, 2, "protocol unreachable"},
	{segment.ICMPv4, 3, 3, "port unreachable"},
	{segment.ICMPv4, 3, 4, "need frag"},
	{segment.ICMPv4, 3, 13, "admin prohibited"},
	{segment.ICMPv4, 3, -1, "unreachable"},
	{segment.ICMPv4, 5, -1, "redirect"},
	{segment.ICMPv4, 8, -1, "echo request"},
	{segment.ICMPv4, 11, 1, "reassembly time exceeded"},
	{segment.ICMPv4, 11, -1, "time exceeded"},
	{segment.ICMPv4, 12, -1, "parameter problem"},
	{segment.ICMPv6, 1, 0, "no route"},
	{segment.ICMPv6, 1, 1, "admin prohibited"},
	{segment.ICMPv6, 1, 3, "address unreachable"},
	{segment.ICMPv6, 1, 4, "port unreachable"},
	{segment.ICMPv6, 1, -1, "unreachable"},
	{segment.ICMPv6, 2, -1, "too big"},
	{segment.ICMPv6, 3, 1, "reassembly time exceeded"},
	{segment.ICMPv6, 3, -1, "time exceeded"},
	{segment.ICMPv6, 4, -1, "parameter problem"},
	{segment.ICMPv6, 128, -1, "echo request"},
	{segment.ICMPv6, 129, -1, "echo reply"},
	{segment.ICMPv6, 133, -1, "router solicitation"},
	{segment.ICMPv6, 134, -1, "router advertisement"},
	{segment.ICMPv6, 135, -1, "neighbor solicitation"},
	{segment.ICMPv6, 136, -1, "neighbor advertisement"},
}

// ICMP names an ICMP message as tcpdump does, "need frag".
func (r *Rung) ICMP() string {
	seg := &r.Seg
	for _, m := range icmpNames {
		if m.proto == seg.Proto && m.kind == int(seg.Type) && (m.code < 0 || m.code == int(seg.Code)) {
			return m.name
		}
	}
	return fmt.Sprintf("type %d code %d", seg.Type, seg.Code)
}

func icmp(r *Rung) (what, rest string) {
	seg, name := &r.Seg, r.ICMP()
	// The next hop's MTU: RFC 1191 (4), RFC 4443 (3.2).
	if b := r.Head; int(seg.Transport)+8 <= len(b) {
		b = b[seg.Transport:]
		switch {
		case seg.Proto == segment.ICMPv4 && seg.Type == 3 && seg.Code == 4:
			name += fmt.Sprintf(" mtu %d", binary.BigEndian.Uint16(b[6:]))
		case seg.Proto == segment.ICMPv6 && seg.Type == 2:
			name += fmt.Sprintf(" mtu %d", binary.BigEndian.Uint32(b[4:]))
		}
	}
	if seg.Proto == segment.ICMPv6 {
		return "icmp6 " + name, neighbour(r)
	}
	return "icmp " + name, ""
}
