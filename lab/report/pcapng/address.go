package pcapng

import (
	"net/netip"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// linkType says what a packet's first octet is, www.tcpdump.org/linktypes.html.
type linkType uint16

const (
	linkEthernet linkType = 1
	linkRaw      linkType = 12 // an IP header of either version; see linkOf
	linkIPv4     linkType = 228
	linkIPv6     linkType = 229
)

// linkOf chooses the one link type of all interfaces: tcpdump (libpcap 1.10)
// refuses a file with two. For bare IP it is the one of the only version that
// the hosts speak. Hosts that speak both, as most do, need one for both, which by
// the list is LINKTYPE_RAW, 101; but libpcap, whose own number for it is 12,
// takes a second interface of 101 for one of another type. So 12 it is: libpcap,
// Wireshark, gopacket and scapy all read it as the same, but on OpenBSD, and get
// packets of either version right.
func linkOf(f segment.Framing, hosts []event.HostInfo) linkType {
	if f == segment.Ethernet {
		return linkEthernet
	}
	var v4, v6 bool
	for _, h := range hosts {
		for _, text := range h.Addrs {
			a := parseAddr(text)
			v4, v6 = v4 || a.Is4(), v6 || a.Is6()
		}
	}
	switch {
	case v4 && !v6:
		return linkIPv4
	case v6 && !v4:
		return linkIPv6
	}
	return linkRaw
}

// parseAddr reads an address with or without the length of its network; the
// zero Addr where it is neither.
func parseAddr(text string) netip.Addr {
	if a, err := netip.ParseAddr(text); err == nil {
		return a
	}
	p, _ := netip.ParsePrefix(text)
	return p.Addr()
}

// appendNames lets readers resolve the hosts' addresses. It appends nothing
// where no host has one.
func appendNames(b []byte, hosts []event.HostInfo) []byte {
	at := len(b)
	b = beginBlock(b, nameBlock)
	empty := len(b)
	for _, h := range hosts {
		for _, text := range h.Addrs {
			if a := parseAddr(text); a.IsValid() {
				b = appendName(b, a, h.Name)
			}
		}
	}
	if len(b) == empty {
		return b[:at]
	}
	return endBlock(appendOption(b, nameEnd, 0), at)
}

// appendName appends an address's record: its octets, and the name with a zero
// behind it.
func appendName(b []byte, a netip.Addr, name string) []byte {
	kind := uint16(nameIPv4)
	if a.Is6() {
		kind = nameIPv6
	}
	b = appendOption(b, kind, 0)
	at := len(b)
	b = append(append(b, a.AsSlice()...), valid(name)...)
	b = append(b[:min(len(b), at+textMax-1)], 0)
	le.PutUint16(b[at-2:], uint16(len(b)-at))
	return pad(b)
}
