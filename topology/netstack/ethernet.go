package netstack

import (
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/stack"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// Where the framing is Ethernet, an interface has an address of its own, writes a
// header before each packet, and must know its neighbour's address for it. The
// stack asks for that with ARP (RFC 826) and with neighbour solicitations (RFC
// 4861), and keeps packets back until it is told.

// asEthernet makes a link one of frames.
func (l *link) asEthernet(h event.HostID) {
	mac := topology.HardwareAddr(h, l.iface)
	l.mac, l.header = tcpip.LinkAddress(mac[:]), header.EthernetMinimumSize
}

// resolves says whether an interface of the host needs its neighbours' addresses.
func (h *host) resolves() bool {
	for _, f := range h.env.Plan.Ifaces {
		if f.Framing == segment.Ethernet {
			return true
		}
	}
	return false
}

// LinkAddress implements stack.LinkEndpoint, as do all below.
func (l *link) LinkAddress() tcpip.LinkAddress { return l.mac }

func (l *link) MaxHeaderLength() uint16 { return uint16(l.header) }

func (l *link) Capabilities() stack.LinkEndpointCapabilities {
	if l.header > 0 {
		return stack.CapabilityResolutionRequired
	}
	return 0
}

func (l *link) ARPHardwareType() header.ARPHardwareType {
	if l.header > 0 {
		return header.ARPHardwareEther
	}
	return header.ARPHardwareNone
}

func (l *link) AddHeader(p *stack.PacketBuffer) {
	if l.header == 0 {
		return
	}
	header.Ethernet(p.LinkHeader().Push(l.header)).Encode(&header.EthernetFields{
		SrcAddr: l.mac, DstAddr: p.EgressRoute.RemoteLinkAddress, Type: p.NetworkProtocolNumber,
	})
}

func (l *link) ParseHeader(p *stack.PacketBuffer) bool {
	_, ok := p.LinkHeader().Consume(l.header)
	return ok
}

// unwrap takes a delivered packet out of its frame: what it is, how it was
// addressed, and where it begins. Not ok: it is for another, as a network card
// would find, or nothing that a host has a use for.
func (l *link) unwrap(raw []byte) (proto tcpip.NetworkProtocolNumber, kind tcpip.PacketType, p []byte, ok bool) {
	if l.header > 0 {
		if len(raw) <= l.header {
			return 0, 0, nil, false
		}
		eth := header.Ethernet(raw)
		switch to := eth.DestinationAddress(); {
		case to == l.mac:
		case to == header.EthernetBroadcastAddress:
			kind = tcpip.PacketBroadcast
		case header.IsMulticastEthernetAddress(to):
			kind = tcpip.PacketMulticast
		default:
			return 0, 0, nil, false
		}
		if proto = eth.Type(); proto == header.ARPProtocolNumber {
			return proto, kind, raw[l.header:], true
		}
	}
	p = raw[l.header:]
	if len(p) == 0 {
		return 0, 0, nil, false
	}
	version := header.IPv4ProtocolNumber
	switch p[0] >> 4 {
	case 4:
	case 6:
		version = header.IPv6ProtocolNumber
	default:
		return 0, 0, nil, false
	}
	return version, kind, p, l.header == 0 || proto == version
}
