package netstack

import (
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"

	"netlab/topology"
)

// link is an interface of the host as the stack sees it: no offload, one segment
// of at most MSS octets a packet, with real checksums. Packets are raw IP, or
// Ethernet frames (ethernet.go).
type link struct {
	host   *host
	iface  int
	mtu    uint32 // octets of an IP packet
	mac    tcpip.LinkAddress
	header int // octets before the IP packet
	up     stack.NetworkDispatcher
}

// WritePackets copies what the stack writes into the outbox. It may run under
// the writing connection's lock, so it reads nothing of the stack but that
// connection's state, and answers nothing: the loop delivers later.
func (l *link) WritePackets(pkts stack.PacketBufferList) (int, tcpip.Error) {
	h := l.host
	if h.down {
		return pkts.Len(), nil
	}
	for _, p := range pkts.AsSlice() {
		raw := h.env.Buffer(p.Size())
		at := 0
		views, skip := p.AsViewList()
		for v := views.Front(); v != nil; v = v.Next() {
			b := v.AsSlice()
			n := min(skip, len(b))
			at += copy(raw[at:], b[n:])
			skip -= n
		}
		if h.env.Plan.Forward {
			h.tellMTU(raw[l.header:])
		}
		h.watch.wrote(raw[l.header:])
		h.clock.tick()
		h.sent = append(h.sent, topology.Sent{Iface: l.iface, Raw: raw})
	}
	return pkts.Len(), nil
}

// MTU implements stack.LinkEndpoint, as do all below.
func (l *link) MTU() uint32 { return l.mtu }

func (l *link) SetMTU(mtu uint32) { l.mtu = mtu }

func (*link) SetLinkAddress(tcpip.LinkAddress) {}

func (l *link) Attach(d stack.NetworkDispatcher) { l.up = d }

func (l *link) IsAttached() bool { return l.up != nil }

func (*link) Wait() {}

func (*link) Close() {}

func (*link) SetOnCloseAction(func()) {}
