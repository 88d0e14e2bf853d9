package lab

import (
	"net/netip"
	"slices"

	"netlab/hooks/segment"
	"netlab/topology"
)

// How a lab's wires become a plan's: what each is made of, its ends' addresses,
// and the clock that goes with it.

const (
	defaultMTU = 1500 // Ethernet's, RFC 894
	leastMTU6  = 1280 // RFC 8200 (5): every link that carries IPv6 takes as much
)

func (r *resolver) wires() {
	framing, ok := segment.ParseFraming(r.lab.Framing)
	if !ok && r.lab.Framing != "" {
		r.fail(r.lab.Place, "framing: wanted ip or ethernet, saw %q", r.lab.Framing)
	}
	for i, w := range r.lab.Wires {
		wp := topology.WirePlan{Name: w.Name, GRO: w.GRO, Framing: framing}
		wp.Link = r.link(&w)
		for d, p := range w.Props {
			wp.Props[d] = topology.LinkProps{Delay: p.Delay, Jitter: p.Jitter, Rate: p.Rate, Queue: p.Queue, Loss: p.Loss}
		}
		for e, end := range w.Ends {
			h := r.net.Host(end.Host)
			if h < 0 {
				r.fail(w.Place, "wire %s ends at %q, and there is no such host", w.Name, end.Host)
				continue
			}
			host := &r.net.Hosts[h]
			wp.Ends[e] = topology.End{Host: h, Iface: len(host.Ifaces)}
			f := topology.Iface{Wire: i, Addrs: r.addrs(&w, i, e), MTU: firstOf(end.MTU, w.MTU, defaultMTU), Framing: framing}
			if f.MTU < leastMTU6 && slices.ContainsFunc(f.Addrs, func(a netip.Prefix) bool { return a.Addr().Is6() }) {
				r.fail(w.Place, "wire %s: an MTU of %d is too small for IPv6, which needs %d (RFC 8200, 5): make it larger, or run with --ip 4", w.Name, f.MTU, leastMTU6)
			}
			host.Ifaces = append(host.Ifaces, f)
		}
		r.net.Wires = append(r.net.Wires, wp)
		r.ends(&wp)
	}
}

// link is what a wire is made of: what the command line says, else the wire, else
// what its ends need. A kernel can be reached over a device only.
func (r *resolver) link(w *Wire) string {
	link, said := w.Link, "link: "+w.Link
	if r.set.Link != "" {
		link, said = r.set.Link, "--link "+r.set.Link
	}
	for _, end := range w.Ends {
		h := r.net.Host(end.Host)
		if h < 0 || r.net.Hosts[h].Stack != topology.Kernel {
			continue
		}
		switch link {
		case "":
			return topology.TUN
		case topology.Memory:
			r.fail(w.Place, "wire %s: %s, and host %s runs the kernel's TCP, which only a device can reach: tun or veth", w.Name, said, end.Host)
		}
	}
	if link == "" {
		return topology.Memory
	}
	return link
}

// ends says what each end of a wire is made of. A kernel's is the wire's device;
// netstack at the other end is joined to the desk in memory. Where there is no
// kernel at either end, a wire of devices has one at each.
func (r *resolver) ends(w *topology.WirePlan) {
	if w.Link == topology.Memory || len(r.errs) > 0 {
		return
	}
	kernels := 0
	for _, e := range w.Ends {
		if r.net.Hosts[e.Host].Stack == topology.Kernel {
			kernels++
		}
	}
	for _, e := range w.Ends {
		h := &r.net.Hosts[e.Host]
		if kernels == 0 || h.Stack == topology.Kernel {
			h.Ifaces[e.Iface].Link = w.Link
		}
	}
}

// clock chooses the clock. A kernel and a device keep real time, and nobody can
// make them keep another.
func (r *resolver) clock() {
	p, why := r.plan, ""
	for i := range r.net.Hosts {
		if h := &r.net.Hosts[i]; h.Stack == topology.Kernel && why == "" {
			why = "host " + h.Name + " runs the kernel's TCP"
		}
	}
	for i := range r.net.Wires {
		if w := &r.net.Wires[i]; w.Link != topology.Memory && why == "" {
			why = "wire " + w.Name + " is a " + w.Link + " device"
		}
	}
	said := "time: " + r.lab.Time
	if p.Clock = r.lab.Time; r.set.Clock != "" {
		p.Clock, said = r.set.Clock, "--time "+r.set.Clock
	}
	switch {
	case p.Clock == "" && why != "":
		p.Clock = "real"
	case p.Clock == "":
		p.Clock = "virtual"
	case p.Clock == "virtual" && why != "":
		r.fail(r.lab.Place, "%s, and %s, which keeps real time", said, why)
	}
}

func firstOf(ns ...int) int {
	for _, n := range ns {
		if n != 0 {
			return n
		}
	}
	return 0
}

// addrs are the addresses of one end of a wire: those that were written, or the
// end's place in the wire's network.
func (r *resolver) addrs(w *Wire, wire, end int) (addrs []netip.Prefix) {
	v4 := r.plan.IP == 4 || w.V4 != "" || w.Ends[end].V4 != ""
	v6 := r.plan.IP == 6 || w.V6 != "" || w.Ends[end].V6 != ""
	if v4 {
		addrs = append(addrs, r.addr(w, w.Ends[end].V4, w.V4, r.network(wire, 4), end)...)
	}
	if v6 {
		addrs = append(addrs, r.addr(w, w.Ends[end].V6, w.V6, r.network(wire, 6), end)...)
	}
	return addrs
}

// network is what a wire's network is where the lab writes none.
func (r *resolver) network(wire, version int) netip.Prefix {
	switch {
	case r.set.Network != nil:
		return r.set.Network(wire, version)
	case version == 4:
		return topology.Network4(wire)
	}
	return topology.Network6(wire)
}

func (r *resolver) addr(w *Wire, own, network string, other netip.Prefix, end int) []netip.Prefix {
	if own != "" {
		a, err := netip.ParsePrefix(own)
		if err != nil {
			r.fail(w.Place, "wire %s: %q is not an address with a prefix length, such as 10.0.0.1/24", w.Name, own)
			return nil
		}
		return []netip.Prefix{a}
	}
	if network != "" {
		n, err := netip.ParsePrefix(network)
		if err != nil {
			r.fail(w.Place, "wire %s: %q is not a network, such as 10.0.0.0/24", w.Name, network)
			return nil
		}
		other = n.Masked()
	}
	a := other.Addr()
	for range end + 1 {
		a = a.Next()
	}
	return []netip.Prefix{netip.PrefixFrom(a, other.Bits())}
}
