package linux

import (
	"errors"
	"net/netip"
	"testing"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
)

// kernelPair is two kernel hosts on a TUN wire, with everything recorded.
type kernelPair struct {
	*testing.T
	version int  // of IP
	tcb     bool // the connections' variables are recorded
	plan    *topology.Plan
	clock   *clock.Wall
	net     *topology.Network
	log     event.Log
}

// build makes the hosts a and b with the settings, or skips the test where the
// machine does not allow it.
func (p *kernelPair) build(desk hooks.Hook, set map[string]string) {
	p.Helper()
	m, err := Open()
	p.can(err)
	m.Stamp()
	p.Cleanup(func() { m.Close() })
	p.plan = &topology.Plan{Seed: 1, TCB: p.tcb,
		Hosts: []topology.HostPlan{{Name: "a", Stack: topology.Kernel, Set: set}, {Name: "b", Stack: topology.Kernel, Set: set}},
		Wires: []topology.WirePlan{{Name: "wire1", Link: topology.TUN, Ends: [2]topology.End{{Host: 0}, {Host: 1}}}},
	}
	network := topology.Network4(0)
	if p.version == 6 {
		network = topology.Network6(0)
	}
	at := network.Addr()
	for h := range p.plan.Hosts {
		at = at.Next()
		p.plan.Hosts[h].Ifaces = []topology.Iface{{Link: topology.TUN, Addrs: []netip.Prefix{netip.PrefixFrom(at, network.Bits())}, MTU: 1500}}
	}
	topology.FillRoutes(p.plan)
	names := new(event.Names)
	p.clock = clock.NewWall(m.Wait)
	p.net, err = topology.Build(p.plan, topology.Options{
		Makers: map[string]topology.Maker{topology.Kernel: m.Kernel}, Clock: p.clock,
		Recorder: event.NewRecorder(names, &p.log), Names: names, Hooks: []hooks.Hook{desk},
	})
	p.can(err)
	p.Cleanup(func() { p.net.Close() })
}

// can skips the test where the machine does not allow something.
func (p *kernelPair) can(err error) {
	p.Helper()
	var unable *Unable
	if errors.As(err, &unable) {
		p.Skip(err)
	}
	if err != nil {
		p.Fatal(err)
	}
}

func (p *kernelPair) host(i int) *host { return p.net.Host(event.HostID(i + 1)).(*host) }

func (p *kernelPair) addr(host int, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(p.plan.Addr(host, p.version), port)
}

func (p *kernelPair) open(host int, name string) topology.Socket {
	p.Helper()
	s, e := p.host(host).Open(topology.SocketSpec{Proto: "tcp", Name: name, V6: p.version == 6})
	if e != topology.OK {
		p.Fatalf("open: %s", e)
	}
	return s
}
