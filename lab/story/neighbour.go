package story

import (
	"fmt"
	"net/netip"

	"netlab/hooks/segment"
)

// How a host asks for its neighbour's Ethernet address, and is told, as tcpdump
// says it.

// arp writes an ARP packet, RFC 826.
func arp(r *Rung) (what, rest string) {
	const senderMAC, targetIP = 8, 24 // places in the packet
	seg := &r.Seg
	if !seg.Src.IsValid() || len(r.Head) < int(seg.Net)+targetIP {
		return "arp", "" // for other networks than Ethernet and IPv4, or too short
	}
	switch seg.Type {
	case 1:
		return fmt.Sprintf("arp who-has %s", seg.Dst), fmt.Sprintf("tell %s", seg.Src)
	case 2:
		mac := segment.MAC(r.Head[seg.Net+senderMAC:][:6])
		return fmt.Sprintf("arp reply %s", seg.Src), fmt.Sprintf("is-at %s", mac)
	}
	return fmt.Sprintf("arp op %d", seg.Type), ""
}

// neighbour writes whom a neighbour solicitation asks for, or an advertisement is
// about: RFC 4861 (4.3, 4.4).
func neighbour(r *Rung) string {
	const target, size = 8, 16 // places in the message
	at := int(r.Seg.Transport) + target
	if r.Seg.Proto != segment.ICMPv6 || len(r.Head) < at+size {
		return ""
	}
	who := netip.AddrFrom16([size]byte(r.Head[at:]))
	switch r.Seg.Type {
	case 135:
		return fmt.Sprintf("who has %s", who)
	case 136:
		return fmt.Sprintf("tgt is %s", who)
	}
	return ""
}
