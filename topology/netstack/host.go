// Package netstack is a host whose TCP is gVisor's, in this process.
//
// The stack is production code that expects goroutines, a clock and a link. It
// gets all three from us: a clock that reads the run's time and sets timers in the
// run's queue, a link that copies what is written into the host's outbox, and one
// processor goroutine, which is frozen from birth. Settle lets it run until its
// queue is empty and freezes it again: the loop and the processor never run at the
// same time, so what happens is a function of the plan and the seed alone.
//
// gVisor tells nobody when a connection changes its state. The host reads the
// state of every live connection after each settling, and the writer's state inside
// each write: between the two nothing is missed (see watch.go).
package netstack

import (
	cryptorand "crypto/rand"
	"fmt"
	"io"
	mathrand "math/rand"
	"net/netip"
	"runtime"
	"strings"
	"sync"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/log"
	"gvisor.dev/gvisor/pkg/rand"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"

	"netlab/hooks/segment"
	"netlab/topology"
)

// Version is the module version of the stack that is built in.
const Version = "gvisor.dev/gvisor v0.0.0-20260905035102-160fafc42237"

// host implements topology.Host.
type host struct {
	env   *topology.Env
	stack *stack.Stack
	proto stack.TransportProtocol // TCP: what is frozen and thawed
	links []*link
	clock *stackClock
	dirty bool // something was given to the stack since it was settled
	down  bool

	watch   watcher
	sent    []topology.Sent
	changes []topology.Change
	tcbs    []topology.ConnTCB
	inbound inbound // what was delivered since the last settling
	opts    socketDefaults
	initial initialNumbers
	open    []*socket // that programs have not closed
}

// building holds one stack's birth at a time: the stack takes its number of
// processors from GOMAXPROCS and some of its random numbers from a variable of
// the process.
var building sync.Mutex

func init() {
	log.SetTarget(&log.Writer{Next: io.Discard}) // what matters shows in the events
}

// New builds a host of a plan.
func New(env *topology.Env) (topology.Host, error) {
	h := &host{env: env}
	h.clock = newClock(h)
	h.watch.init(h)
	if err := h.build(); err != nil {
		return nil, err
	}
	if err := h.join(); err != nil {
		h.Close()
		return nil, err
	}
	if err := h.configure(); err != nil {
		h.Close()
		return nil, err
	}
	h.proto.Pause()
	return h, nil
}

// build makes the stack: with one processor, and with all its randomness drawn
// from the host's seed.
func (h *host) build() error {
	building.Lock()
	defer building.Unlock()
	if runtime.GOMAXPROCS(0) > 1 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	}
	random := newReader(h.env.Seed)
	defer borrow(newReader(random.next()))()

	v4, v6 := h.versions()
	var nets []stack.NetworkProtocolFactory
	if v4 {
		nets = append(nets, ipv4.NewProtocol)
	}
	if v4 && h.resolves() {
		nets = append(nets, arp.NewProtocol)
	}
	if v6 {
		// No duplicate address detection, router solicitation or MLD: the
		// wire carries what the lab does, and nothing else.
		nets = append(nets, ipv6.NewProtocolWithOptions(ipv6.Options{}))
	}
	newTCP := tcp.NewProtocol
	if h.env.TCB {
		newTCP = tcp.NewProtocolProbe(h.probe)
	}
	h.stack = stack.New(stack.Options{
		NetworkProtocols:   nets,
		TransportProtocols: []stack.TransportProtocolFactory{h.initial.keepSecret(random, newTCP), udp.NewProtocol},
		Clock:              h.clock,
		SecureRNG:          random,
		RandSource:         source{newReader(random.next())},
		IPTables:           noTables(),
		Stats:              newStats(),
	})
	h.proto = h.stack.TransportProtocolInstance(tcp.ProtocolNumber)
	return nil
}

// borrow puts a reader in the place of the process's randomness for as long as a
// stack is born: the table of IP identifications is filled from there, from
// gVisor's reader on Linux and from the standard library's elsewhere. What it
// returns gives both back.
func borrow(r io.Reader) (giveBack func()) {
	gvisors, std := rand.Reader, cryptorand.Reader
	rand.Reader, cryptorand.Reader = r, r
	return func() { rand.Reader, cryptorand.Reader = gvisors, std }
}

// noTables are firewall tables without a rule, shared by all stacks: nothing of
// netlab's changes them, and building them costs a third of a stack.
var noTables = sync.OnceValue(func() *stack.IPTables {
	return stack.DefaultTables(tcpip.NewStdClock(), mathrand.New(mathrand.NewSource(0)))
})

// counters are the stack's statistics. Nobody here reads them, so all stacks
// share one set, and not every one allocates two hundred of them.
var counters = sync.OnceValue(func() tcpip.Stats { return tcpip.Stats{}.FillIn() })

// newStats is the shared set but for the one counter that the stack itself reads
// (tcp/snd.go, RFC 3522 step 5).
func newStats() tcpip.Stats {
	s := counters()
	s.TCP.SegmentsAckedWithDSACK = new(tcpip.StatCounter)
	return s
}

// versions says which IP versions the host's addresses need.
func (h *host) versions() (v4, v6 bool) {
	for _, f := range h.env.Plan.Ifaces {
		for _, a := range f.Addrs {
			if a.Addr().Is4() {
				v4 = true
			} else {
				v6 = true
			}
		}
	}
	return v4 || !v6, v6
}

// join makes the interfaces, their addresses and the routes.
func (h *host) join() error {
	p := h.env.Plan
	for i, f := range p.Ifaces {
		l := &link{host: h, iface: i, mtu: uint32(f.MTU)}
		if f.Framing == segment.Ethernet {
			l.asEthernet(h.env.ID)
		}
		h.links = append(h.links, l)
		id := tcpip.NICID(i + 1)
		if err := h.stack.CreateNIC(id, l); err != nil {
			return fmt.Errorf("interface %d: %s", i, err)
		}
		for _, a := range f.Addrs {
			pa := tcpip.ProtocolAddress{Protocol: netProto(a.Addr()), AddressWithPrefix: tcpip.AddressWithPrefix{
				Address: toAddress(a.Addr()), PrefixLen: a.Bits()}}
			if err := h.stack.AddProtocolAddress(id, pa, stack.AddressProperties{}); err != nil {
				return fmt.Errorf("address %s: %s", a, err)
			}
		}
	}
	routes := make([]tcpip.Route, 0, len(p.Routes))
	for _, r := range p.Routes {
		sub, err := tcpip.NewSubnet(toAddress(r.To.Addr()), tcpip.MaskFromBytes(mask(r.To)))
		if err != nil {
			return fmt.Errorf("route to %s: %w", r.To, err)
		}
		route := tcpip.Route{Destination: sub, NIC: tcpip.NICID(r.Iface + 1)}
		if r.Via.IsValid() {
			route.Gateway = toAddress(r.Via)
		}
		routes = append(routes, route)
	}
	h.stack.SetRouteTable(routes)
	if p.Forward {
		v4, v6 := h.versions()
		if v4 {
			h.stack.SetForwardingDefaultAndAllNICs(header.IPv4ProtocolNumber, true)
		}
		if v6 {
			h.stack.SetForwardingDefaultAndAllNICs(header.IPv6ProtocolNumber, true)
		}
	}
	return nil
}

// Deliver implements topology.Host.
func (h *host) Deliver(iface int, raw []byte) topology.Errno {
	l := h.links[iface]
	proto, kind, p, ok := l.unwrap(raw)
	if l.up == nil || !ok {
		return topology.OK
	}
	if h.initial.every != nil && len(h.inbound) > 0 {
		h.work() // a number is worked out from the one SYN that waits
	}
	h.dirty = true
	h.inbound.note(p)
	var data buffer.Buffer
	if h.env.Plan.Forward && proto == header.IPv4ProtocolNumber {
		data = h.forwardable(p)
	} else {
		data = buffer.MakeWithData(p)
	}
	pkt := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: data})
	pkt.PktType = kind
	l.up.DeliverNetworkPacket(proto, pkt)
	pkt.DecRef()
	return topology.OK
}

// Settle implements topology.Host.
func (h *host) Settle(n *topology.News) {
	if h.dirty {
		h.dirty = false
		h.work()
		h.watch.scan()
	}
	n.Changes = append(n.Changes, h.changes...)
	n.Sent = append(n.Sent, h.sent...)
	n.TCBs = append(n.TCBs, h.tcbs...)
	h.changes, h.sent, h.tcbs = h.changes[:0], h.sent[:0], h.tcbs[:0]
	h.inbound = h.inbound[:0]
}

// work lets the stack do all that it was given to do.
func (h *host) work() {
	h.clock.doAtOnce()
	h.proto.Resume()
	h.proto.Pause()
	for h.clock.doAtOnce() {
		h.proto.Resume()
		h.proto.Pause()
	}
}

// Close implements topology.Host. The stack resets what is still connected;
// nobody hears it.
func (h *host) Close() error {
	h.down = true
	h.clock.stopAll()
	h.proto.Resume()
	for _, s := range h.open {
		s.end.Close() // what it has not read goes back
	}
	h.open = nil
	h.stack.Close()
	h.stack.Wait()
	h.clock.stopAll()
	return nil
}

func netProto(a netip.Addr) tcpip.NetworkProtocolNumber {
	if a.Is4() {
		return header.IPv4ProtocolNumber
	}
	return header.IPv6ProtocolNumber
}

func toAddress(a netip.Addr) tcpip.Address {
	if a.Is4() {
		return tcpip.AddrFrom4(a.As4())
	}
	return tcpip.AddrFrom16(a.As16())
}

func fromAddress(a tcpip.Address) netip.Addr {
	addr, _ := netip.AddrFromSlice(a.AsSlice())
	return addr
}

func mask(p netip.Prefix) []byte {
	m := make([]byte, len(p.Addr().AsSlice()))
	for i := range p.Bits() {
		m[i/8] |= 0x80 >> (i % 8)
	}
	return m
}

// reason words a stack's error for a person.
func reason(err tcpip.Error) string { return strings.TrimPrefix(err.String(), "tcpip: ") }
