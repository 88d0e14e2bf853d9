package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// graph is a plan of n hosts and the wires between them. Who has more than one
// wire is a router.
func graph(n int, wires [][2]int) *Plan {
	p := &Plan{Hosts: make([]HostPlan, n)}
	for i := range p.Hosts {
		p.Hosts[i] = HostPlan{Name: fmt.Sprint("h", i), Stack: "fake"}
	}
	for w, ends := range wires {
		p.Wires = append(p.Wires, WirePlan{Name: fmt.Sprint("w", w)})
		join(p, w, ends[0], ends[1])
	}
	for i := range p.Hosts {
		p.Hosts[i].Forward = len(p.Hosts[i].Ifaces) > 1
	}
	return p
}

// hops are how many wires a packet crosses from each host before it is at a host
// that is joined to the wire; only routers pass it on. -1: it never is.
func (p *Plan) hops(from, wire int) int {
	type place struct{ host, far int }
	seen := map[int]bool{from: true}
	for line := []place{{from, 0}}; len(line) > 0; line = line[1:] {
		at := line[0]
		for _, f := range p.Hosts[at.host].Ifaces {
			if f.Wire == wire {
				return at.far
			}
		}
		if at.host != from && !p.Hosts[at.host].Forward {
			continue
		}
		for _, f := range p.Hosts[at.host].Ifaces {
			if next := p.across(f.Wire, at.host); !seen[next] {
				seen[next] = true
				line = append(line, place{next, at.far + 1})
			}
		}
	}
	return -1
}

// walk follows the hosts' routes to an address, and says where it ends.
func (p *Plan) walk(from int, to netip.Addr) (host, hops int, err error) {
	at := from
	for hops := range 2 * len(p.Hosts) {
		for _, f := range p.Hosts[at].Ifaces {
			if slices.ContainsFunc(f.Addrs, func(a netip.Prefix) bool { return a.Addr() == to }) {
				return at, hops, nil
			}
		}
		if hops > 0 && !p.Hosts[at].Forward {
			return at, hops, fmt.Errorf("%s is no router", p.Hosts[at].Name)
		}
		i := slices.IndexFunc(p.Hosts[at].Routes, func(r Route) bool { return r.To.Contains(to) })
		if i < 0 {
			return at, hops, fmt.Errorf("%s has no route", p.Hosts[at].Name)
		}
		r := p.Hosts[at].Routes[i]
		wire := p.Hosts[at].Ifaces[r.Iface].Wire
		next := p.across(wire, at)
		hop := r.Via
		if !hop.IsValid() {
			hop = to // on the wire itself
		}
		there := slices.ContainsFunc(p.Hosts[next].Ifaces, func(f Iface) bool {
			return f.Wire == wire && slices.ContainsFunc(f.Addrs, func(a netip.Prefix) bool { return a.Addr() == hop })
		})
		if !there {
			return at, hops, fmt.Errorf("%s sends it to %v, which is not at the other end of %s", p.Hosts[at].Name, hop, p.Wires[wire].Name)
		}
		at = next
	}
	return at, 2 * len(p.Hosts), fmt.Errorf("it goes round")
}

// reachable wants every host to reach every address, the shortest way to its
// network.
func reachable(t interface{ Fatalf(string, ...any) }, p *Plan) {
	for from := range p.Hosts {
		for owner := range p.Hosts {
			for _, f := range p.Hosts[owner].Ifaces {
				want := p.hops(from, f.Wire)
				for _, a := range f.Addrs {
					at, hops, err := p.walk(from, a.Addr())
					if err != nil || at != owner || hops > want+1 {
						t.Fatalf("from h%d to %v, which is h%d's: at h%d after %d wires, %v; the network is %d wires away\n%v",
							from, a.Addr(), owner, at, hops, err, want, p.Hosts[from].Routes)
					}
				}
			}
		}
	}
}

func TestRoutesReachEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 14).Draw(t, "hosts")
		var wires [][2]int
		for i := 1; i < n; i++ {
			wires = append(wires, [2]int{rapid.IntRange(max(0, i-4), i-1).Draw(t, "parent"), i})
		}
		for range rapid.IntRange(0, 3).Draw(t, "loops") { // more than a tree
			a, b := rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")
			if a != b {
				wires = append(wires, [2]int{a, b})
			}
		}
		wires = rapid.Permutation(wires).Draw(t, "wires")
		p := graph(n, wires)
		FillRoutes(p)
		reachable(t, p)
	})
}

// TestRoutesToNowhere: a packet for an address that nobody has ends at a router
// that says so. It does not go round between two until its TTL is used up.
func TestRoutesToNowhere(t *testing.T) {
	for n := 2; n < 9; n++ {
		p := line(n, LinkProps{})
		FillRoutes(p)
		for from := range p.Hosts {
			for _, to := range []string{"192.0.2.1", "2001:db8::1", "10.9.9.9"} {
				if at, hops, err := p.walk(from, netip.MustParseAddr(to)); err == nil || hops > 1 {
					t.Fatalf("line of %d: from h%d to %s: at h%d after %d wires, %v", n, from, to, at, hops, err)
				}
			}
		}
	}
}

// TestRoutesOfALongLine: few routes each, and made in good time.
func TestRoutesOfALongLine(t *testing.T) {
	p := line(1000, LinkProps{})
	FillRoutes(p)
	most := 0
	for i := range p.Hosts {
		most = max(most, len(p.Hosts[i].Routes))
	}
	// Two own networks and, to each side, at most two blocks for each power of two,
	// in each IP version.
	if most > 2*(2+2*2*10) {
		t.Errorf("a host in a line of a thousand has %d routes", most)
	}
	for _, from := range []int{0, 1, 499, 500, 998, 999} {
		for _, to := range []int{0, 1, 7, 498, 501, 998, 999} {
			for _, v := range []int{4, 6} {
				if at, _, err := p.walk(from, p.Addr(to, v)); err != nil || at != to {
					t.Fatalf("from h%d to h%d: at h%d, %v", from, to, at, err)
				}
			}
		}
	}
}

// TestRoutesOfAFewHosts: what a person would have written.
func TestRoutesOfAFewHosts(t *testing.T) {
	p := line(4, LinkProps{})
	for h := range p.Hosts {
		for i := range p.Hosts[h].Ifaces { // IPv4 only
			p.Hosts[h].Ifaces[i].Addrs = p.Hosts[h].Ifaces[i].Addrs[:1]
		}
	}
	FillRoutes(p)
	for h, want := range []string{
		"10.0.0.0/24 0, 0.0.0.0/0 via 10.0.0.2 0",
		"10.0.0.0/24 0, 10.0.1.0/24 1, 10.0.2.0/24 via 10.0.1.2 1",
		"10.0.1.0/24 0, 10.0.2.0/24 1, 10.0.0.0/24 via 10.0.1.1 0",
		"10.0.2.0/24 0, 0.0.0.0/0 via 10.0.2.1 0",
	} {
		got := ""
		for i, r := range p.Hosts[h].Routes {
			if i > 0 {
				got += ", "
			}
			got += r.To.String()
			if r.Via.IsValid() {
				got += " via " + r.Via.String()
			}
			got += fmt.Sprint(" ", r.Iface)
		}
		if got != want {
			t.Errorf("%s has %s, want %s", p.Hosts[h].Name, got, want)
		}
	}
}

func TestParseSeconds(t *testing.T) {
	for text, want := range map[string]string{
		"60s": "1m0s", "200ms": "200ms", "60": "1m0s", "0.5": "500ms", "1h": "1h0m0s",
		"": "error", "0": "error", "-1": "error", "-5s": "error", "0s": "error", "NaN": "error", "inf": "error", "1e300": "error",
		"9000h": "error", "x": "error", "1e-300": "error",
	} {
		d, err := ParseSeconds(text)
		got := d.String()
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("ParseSeconds(%q) = %v, %v; want %s", text, d, err, want)
		}
	}
}

func BenchmarkFillRoutes(b *testing.B) {
	p := line(1000, LinkProps{})
	b.ReportAllocs()
	for b.Loop() {
		FillRoutes(p)
	}
}
