package topology

import (
	"net/netip"
	"slices"
)

// FillRoutes gives every host its routes: to the networks of its own wires, and
// through routers (hosts with Forward) to all others, the shortest way. Where
// most networks lie behind one neighbour, that is an end host's default route, and
// neighbouring networks behind one neighbour share a route, so that a thousand
// hosts in a line need a dozen or two each and not a thousand. A router has no
// default route: the first one tells the sender that an address is nowhere, and
// no packet goes round between two.
func FillRoutes(p *Plan) {
	r := &router{plan: p, via: make([]int, len(p.Wires)), seen: make([]int, len(p.Hosts))}
	for _, v := range []int{4, 6} {
		r.nets[v] = p.networks(v)
	}
	for h := range p.Hosts {
		host := &p.Hosts[h]
		host.Routes = nil
		for i, f := range host.Ifaces {
			for _, a := range f.Addrs {
				host.Routes = append(host.Routes, Route{To: a.Masked(), Iface: i})
			}
		}
		r.nextHops(h)
		for _, v := range []int{4, 6} {
			if len(r.nets[v]) > 0 {
				host.Routes = append(host.Routes, r.aggregate(h, v)...)
			}
		}
		slices.SortStableFunc(host.Routes, func(a, b Route) int { return b.To.Bits() - a.To.Bits() })
	}
}

// router works out routes. Its scratch is used for one host after the other.
type router struct {
	plan *Plan
	nets [7][]network // by IP version, in the order of their addresses
	via  []int        // by wire: over which of the host's interfaces it is reached; -1: it is not
	seen []int        // by host: h+1 once the search from h has been there
	line []place
	near []Route // blocks being joined
}

// network is a wire's network.
type network struct {
	wire   int
	prefix netip.Prefix
}

// place is a host that the search has come to, and over which of the first
// host's interfaces.
type place struct{ host, iface int }

// networks are the wires' networks of an IP version.
func (p *Plan) networks(v int) (nets []network) {
	for h := range p.Hosts {
		for _, f := range p.Hosts[h].Ifaces {
			for _, a := range f.Addrs {
				if version(a.Addr()) == v {
					nets = append(nets, network{f.Wire, a.Masked()})
				}
			}
		}
	}
	slices.SortFunc(nets, func(a, b network) int {
		if c := a.prefix.Addr().Compare(b.prefix.Addr()); c != 0 {
			return c
		}
		return a.prefix.Bits() - b.prefix.Bits()
	})
	return slices.CompactFunc(nets, func(a, b network) bool { return a.prefix == b.prefix })
}

func version(a netip.Addr) int {
	if a.Is4() {
		return 4
	}
	return 6
}

// nextHops finds out for every wire over which of h's interfaces it is reached
// the shortest way: a search through the routers, the nearest first. Its own
// wires need no next hop.
func (r *router) nextHops(h int) {
	p := r.plan
	for i := range r.via {
		r.via[i] = -1
	}
	const own = -2
	r.line = r.line[:0]
	r.seen[h] = h + 1
	for i, f := range p.Hosts[h].Ifaces {
		r.via[f.Wire] = own
		r.line = append(r.line, place{p.across(f.Wire, h), i})
	}
	for next := 0; next < len(r.line); next++ {
		at := r.line[next]
		if r.seen[at.host] == h+1 || !p.Hosts[at.host].Forward {
			continue
		}
		r.seen[at.host] = h + 1
		for _, f := range p.Hosts[at.host].Ifaces {
			if r.via[f.Wire] == -1 {
				r.via[f.Wire] = at.iface
				r.line = append(r.line, place{p.across(f.Wire, at.host), at.iface})
			}
		}
	}
}

// across is the host at the other end of a wire.
func (p *Plan) across(wire, host int) int {
	if e := p.Wires[wire].Ends; e[0].Host == host {
		return e[1].Host
	}
	return p.Wires[wire].Ends[0].Host
}

// aggregate makes routes of next hops: for an end host a default over the
// interface that most networks lie behind, and blocks for the others.
func (r *router) aggregate(h, v int) (routes []Route) {
	ifaces := len(r.plan.Hosts[h].Ifaces)
	count := make([]int, ifaces)
	best := -1
	for _, n := range r.nets[v] {
		if i := r.via[n.wire]; i >= 0 {
			if count[i]++; best < 0 || count[i] > count[best] {
				best = i
			}
		}
	}
	if best < 0 {
		return nil
	}
	everything := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if v == 6 {
		everything = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	if r.plan.Hosts[h].Forward {
		best = -1
	} else if gw := r.plan.neighbour(h, best, v); gw.IsValid() {
		routes = append(routes, Route{To: everything, Via: gw, Iface: best})
	}
	for i := range count {
		if i == best || count[i] == 0 {
			continue
		}
		if gw := r.plan.neighbour(h, i, v); gw.IsValid() {
			routes = append(routes, r.blocks(v, i, gw)...)
		}
	}
	return routes
}

// neighbour is the address at the far end of one of h's interfaces.
func (p *Plan) neighbour(h, iface, v int) netip.Addr {
	wire := p.Hosts[h].Ifaces[iface].Wire
	for _, e := range p.Wires[wire].Ends {
		if e.Host == h && e.Iface == iface {
			continue
		}
		for _, a := range p.Hosts[e.Host].Ifaces[e.Iface].Addrs {
			if version(a.Addr()) == v {
				return a.Addr()
			}
		}
	}
	return netip.Addr{}
}

// blocks are the routes to all networks that lie behind an interface: two
// neighbouring ones that make up a whole larger one are joined, again and again.
func (r *router) blocks(v, iface int, gw netip.Addr) []Route {
	out := r.near[:0]
	for _, n := range r.nets[v] {
		if r.via[n.wire] != iface {
			continue
		}
		out = append(out, Route{To: n.prefix, Via: gw, Iface: iface})
		for len(out) > 1 {
			a, b := out[len(out)-2].To, out[len(out)-1].To
			if a.Bits() != b.Bits() || a.Bits() == 0 {
				break
			}
			up := netip.PrefixFrom(a.Addr(), a.Bits()-1).Masked()
			if !up.Contains(b.Addr()) {
				break
			}
			out = out[:len(out)-1]
			out[len(out)-1].To = up
		}
	}
	r.near = out
	return slices.Clone(out)
}
