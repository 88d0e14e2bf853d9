package topology

import (
	"net/netip"

	"netlab/hooks/event"
)

// Network4 is the network of the i-th wire where the lab gives none:
// 10.0.0.0/24, 10.0.1.0/24, ...
func Network4(i int) netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 8), byte(i), 0}), 24)
}

// Network6 is the same for IPv6: fd00::/64, fd00:0:0:1::/64, ... (RFC 4193; a
// real network would draw the 40 bits behind fd, a laboratory wants to read them).
func Network6(i int) netip.Prefix {
	a := [16]byte{0: 0xfd}
	a[6], a[7] = byte(i>>8), byte(i)
	return netip.PrefixFrom(netip.AddrFrom16(a), 64)
}

// HardwareAddr is the Ethernet address of a host's interface, where the framing
// is Ethernet: 02:00:00:00:01:01 for the first interface of host 1. The bit 02
// says that it is locally administered (IEEE 802, 8.4).
func HardwareAddr(h event.HostID, iface int) [6]byte {
	return [6]byte{0x02, 0, 0, byte(h >> 8), byte(h), byte(iface + 1)}
}
