package netstack

import (
	"encoding/binary"
	"net/netip"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// forwardable makes the buffer of an IPv4 packet that a router is given, and goes
// round two faults that the stack has in forwarding (network/ipv4/ipv4.go,
// forwardPacketWithRoute).
//
// It reads the TTL from a buffer that it has given back to its pool by then,
// where another network of the process may have taken it: packets went on with
// the TTL of others. Only buffers of up to MaxChunkSize come from the pool.
//
// And it forwards a packet whose TTL becomes 0, so that the time is exceeded a
// router later than RFC 1812 (5.3.1) says. It is given a TTL that is 0 already.
func (h *host) forwardable(p []byte) buffer.Buffer {
	v := buffer.NewView(buffer.MaxChunkSize + 1)
	v.Write(p)
	ip := header.IPv4(v.AsSlice())
	if len(ip) < header.IPv4MinimumSize || ip.TTL() != 1 || h.owns(ip) {
		return buffer.MakeWithView(v)
	}
	ip.SetTTL(0)
	if n := int(ip.HeaderLength()); n >= header.IPv4MinimumSize && n <= len(ip) {
		ip.SetChecksum(0)
		ip.SetChecksum(^ip.CalculateChecksum())
	}
	return buffer.MakeWithView(v)
}

// owns says whether a packet is for one of the host's own addresses.
func (h *host) owns(ip header.IPv4) bool {
	for _, f := range h.env.Plan.Ifaces {
		for _, a := range f.Addrs {
			if toAddress(a.Addr()) == ip.DestinationAddress() {
				return true
			}
		}
	}
	return false
}

// tellMTU fills in what the stack leaves at 0 when a router says that an IPv6
// packet is too big: the MTU of the wire that it should have gone over (RFC 4443,
// 3.2). A sender that is told 0 makes segments of one octet.
func (h *host) tellMTU(raw []byte) {
	const message, mtuAt, quoted = header.IPv6MinimumSize, 4, 8 // of the ICMP message: the field, and the packet that was too big
	if len(raw) < message+quoted+header.IPv6MinimumSize || raw[0]>>4 != 6 || raw[6] != uint8(header.ICMPv6ProtocolNumber) {
		return
	}
	icmp := header.ICMPv6(raw[message:])
	if icmp.Type() != header.ICMPv6PacketTooBig || icmp.MTU() != 0 {
		return
	}
	to := fromAddress(header.IPv6(icmp[quoted:]).DestinationAddress())
	mtu := h.mtuTo(to)
	binary.BigEndian.PutUint32(icmp[mtuAt:], mtu)
	sum := uint32(^icmp.Checksum()) + mtu>>16 + mtu&0xffff // RFC 1624 (3), from a field that was 0
	sum = sum>>16 + sum&0xffff
	icmp.SetChecksum(^uint16(sum + sum>>16))
}

// mtuTo is the MTU of the interface that the host's routes send an address's
// packets over; 0: no route leads there.
func (h *host) mtuTo(to netip.Addr) uint32 {
	for _, r := range h.env.Plan.Routes {
		if r.To.Contains(to) {
			return uint32(h.env.Plan.Ifaces[r.Iface].MTU)
		}
	}
	return 0
}
