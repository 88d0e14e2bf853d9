package linux_test

import (
	"errors"
	"testing"
	"time"

	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
	"netlab/topology/linux"
	"netlab/topology/netstack"
	"netlab/topology/topologytest"
)

// able makes a host or skips the test with the machine's own reason.
func able(t testing.TB, mk topology.Maker) topology.Maker {
	return func(env *topology.Env) (topology.Host, error) {
		h, err := mk(env)
		var unable *linux.Unable
		if errors.As(err, &unable) {
			t.Skip(err)
		}
		return h, err
	}
}

// open gives a run a machine of its own, and both stacks on it.
func open(t testing.TB) (map[string]topology.Maker, clock.Clock) {
	m, err := linux.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return map[string]topology.Maker{
		topology.Kernel:   able(t, m.Kernel),
		topology.Netstack: able(t, m.Wired(netstack.New)),
	}, clock.NewWall(m.Wait)
}

// TestHosts runs the suite over everything: the kernel, netstack on the kernel's
// devices, and one at each end.
func TestHosts(t *testing.T) {
	for _, stacks := range [][2]string{
		{topology.Kernel, topology.Kernel}, {topology.Netstack, topology.Netstack},
		{topology.Netstack, topology.Kernel}, {topology.Kernel, topology.Netstack},
	} {
		for _, wire := range []struct {
			name, link string
			framing    segment.Framing
		}{
			{"tun", topology.TUN, segment.IP}, {"veth", topology.Veth, segment.IP},
			{"tap", topology.TUN, segment.Ethernet}, {"veth-ethernet", topology.Veth, segment.Ethernet},
		} {
			t.Run(stacks[0]+"-"+stacks[1]+"-"+wire.name, func(t *testing.T) {
				topologytest.Hosts(t, topologytest.Suite{
					Stacks: stacks, Open: open, Link: wire.link, Framing: wire.framing,
					Patience: 20 * time.Second, Parallel: true,
				})
			})
		}
	}
}
