package linux

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
	"netlab/topology"
)

// ifaceSpec says which interface to make.
type ifaceSpec struct {
	name    string
	framing segment.Framing
	link    string // topology.TUN or topology.Veth
	mtu     int
	mac     [6]byte
	addrs   []netip.Prefix
}

// addInterface makes an interface, and our side of it: addressed, up, ready to
// carry when it returns, and quiet. Configure comes before it: what an interface
// says of its own accord is settled when it comes to be. Index is its ifindex.
func (ns *namespace) addInterface(spec ifaceSpec) (d *device, index int, err error) {
	if spec.link == topology.Veth {
		d, err = ns.addVeth(spec)
	} else {
		d, err = ns.addTUN(spec)
	}
	if err != nil {
		return nil, 0, err
	}
	if index, err = ns.setUp(spec); err == nil && spec.link == topology.Veth {
		err = ns.joined(spec.name, index)
	}
	if err == nil {
		err = ns.answers(spec.addrs)
	}
	if err != nil {
		d.close()
		return nil, 0, fmt.Errorf("interface %s: %w", spec.name, err)
	}
	return d, index, nil
}

// setUp gives a new interface what the plan says, and starts it.
func (ns *namespace) setUp(spec ifaceSpec) (index int, err error) {
	if index, err = ns.ifindex(spec.name); err != nil {
		return 0, err
	}
	at := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Name: spec.name, Index: index}}
	if spec.link != topology.Veth {
		if err := ns.route.LinkSetMTU(at, spec.mtu); err != nil {
			return 0, fmt.Errorf("an MTU of %d: %w", spec.mtu, err)
		}
		if err := ns.route.LinkSetTxQLen(at, queueLength); err != nil {
			return 0, fmt.Errorf("its queue: %w", err)
		}
		if spec.framing == segment.Ethernet {
			if err := ns.route.LinkSetHardwareAddr(at, spec.mac[:]); err != nil {
				return 0, fmt.Errorf("its address: %w", err)
			}
		}
	}
	if err := ns.flags(spec.name, flagsOf(spec.framing)); err != nil {
		return 0, fmt.Errorf("set up: %w", err)
	}
	if ns.router6 {
		// Not before: it would have joined the routers' group, aloud.
		err := ns.inside(func() error { return writeSysctl("ipv6/conf/"+spec.name+"/forwarding", "1") })
		if err != nil {
			return 0, fmt.Errorf("make it a router's: %w", err)
		}
	}
	for _, a := range spec.ownAddrs() {
		addr := &netlink.Addr{IPNet: ipNet(a)}
		if a.Addr().Is6() {
			addr.Flags = unix.IFA_F_NODAD
		}
		if err := ns.route.AddrAdd(at, addr); err != nil {
			return 0, fmt.Errorf("address %v: %w", a, err)
		}
	}
	return index, nil
}

// ownAddrs are the plan's addresses and, where neighbours are to be discovered, a
// link-local one: with it a router asks for the neighbour that it forwards to
// (ndisc_send_ns in net/ipv6/ndisc.c), and without it says nothing.
func (spec *ifaceSpec) ownAddrs() []netip.Prefix {
	v6 := slices.ContainsFunc(spec.addrs, func(a netip.Prefix) bool { return a.Addr().Is6() })
	if spec.framing != segment.Ethernet || !v6 {
		return spec.addrs
	}
	m := spec.mac // RFC 4291 (2.5.1): the hardware address, as a modified EUI-64
	link := netip.AddrFrom16([16]byte{0: 0xfe, 1: 0x80, 8: m[0] ^ 0x02, 9: m[1], 10: m[2], 11: 0xff, 12: 0xfe, 13: m[3], 14: m[4], 15: m[5]})
	return append(slices.Clip(spec.addrs), netip.PrefixFrom(link, 64))
}

// answers waits until IPv6 addresses are the host's own: the kernel makes the route
// that says so a moment after the address (addrconf_dad_work in
// net/ipv6/addrconf.c), and until then drops what comes for it.
func (ns *namespace) answers(addrs []netip.Prefix) error {
	for _, a := range addrs {
		if a.Addr().Is4() {
			continue
		}
		err := soon("address "+a.String(), "it is not in use after 2 s", func() (bool, error) {
			routes, err := ns.route.RouteGet(a.Addr().AsSlice())
			return err == nil && len(routes) > 0 && routes[0].Type == unix.RTN_LOCAL, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// soon waits until something holds that the kernel sees to on a thread of its own.
func soon(what, not string, holds func() (bool, error)) error {
	const pause, times = 100_000, 20_000 // ns
	for range times {
		if ok, err := holds(); ok || err != nil {
			return err
		}
		if _, err := unix.Ppoll(nil, &unix.Timespec{Nsec: pause}, nil); err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
	}
	return &Unable{What: what, Why: not, Remedy: "run it on a machine that is less busy"}
}

// flagsOf are the flags of an interface at work. Without multicast a router does
// not join the routers' groups; without ARP there is no neighbour to discover, and
// no group to join for it (addrconf_join_solict in net/ipv6/addrconf.c).
func flagsOf(f segment.Framing) func(uint16) uint16 {
	return func(flags uint16) uint16 {
		flags = flags&^unix.IFF_MULTICAST | unix.IFF_UP
		if f != segment.Ethernet {
			flags |= unix.IFF_NOARP
		}
		return flags
	}
}

// addRoutes makes the plan's routes; index[i] is the ifindex of its i-th
// interface. The way to an address's own network is there already.
func (ns *namespace) addRoutes(routes []topology.Route, index []int) error {
	for _, gateways := range []bool{false, true} { // a gateway must be within reach
		for _, r := range routes {
			if r.Via.IsValid() != gateways {
				continue
			}
			route := &netlink.Route{Dst: ipNet(r.To.Masked()), LinkIndex: index[r.Iface], Scope: unix.RT_SCOPE_LINK}
			if gateways {
				route.Gw, route.Scope = r.Via.AsSlice(), unix.RT_SCOPE_UNIVERSE
			} else if r.To.Addr().Is6() {
				route.Priority = addrconfPriority
			}
			err := ns.route.RouteAdd(route)
			if err != nil && !(errors.Is(err, unix.EEXIST) && !gateways) {
				return fmt.Errorf("route to %v: %w", r.To, err)
			}
		}
	}
	return nil
}

// addrconfPriority is the metric of the route that comes with an IPv6 address,
// IP6_RT_PRIO_ADDRCONF in include/uapi/linux/ipv6_route.h.
const addrconfPriority = 256

// loopbackUp starts the loopback interface.
func (ns *namespace) loopbackUp() error {
	err := ns.flags("lo", func(f uint16) uint16 { return f | unix.IFF_UP })
	if err != nil {
		return fmt.Errorf("interface lo: %w", err)
	}
	return nil
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// ifindex is the number of an interface (netdevice(7)).
func (ns *namespace) ifindex(name string) (int, error) {
	ifr, err := unix.NewIfreq(name)
	if err == nil {
		err = unix.IoctlIfreq(ns.ctl, unix.SIOCGIFINDEX, ifr)
	}
	if err != nil {
		return 0, err
	}
	return int(ifr.Uint32()), nil
}

// flags changes the flags of an interface.
func (ns *namespace) flags(name string, change func(uint16) uint16) error {
	ifr, err := unix.NewIfreq(name)
	if err == nil {
		err = unix.IoctlIfreq(ns.ctl, unix.SIOCGIFFLAGS, ifr)
	}
	if err != nil {
		return err
	}
	ifr.SetUint16(change(ifr.Uint16()))
	return unix.IoctlIfreq(ns.ctl, unix.SIOCSIFFLAGS, ifr)
}
