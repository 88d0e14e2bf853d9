package netstack_test

import (
	"testing"
	"time"

	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
	"netlab/topology/netstack"
	"netlab/topology/topologytest"
)

func TestHost(t *testing.T) {
	for _, f := range []segment.Framing{segment.IP, segment.Ethernet} {
		t.Run(f.String(), func(t *testing.T) {
			topologytest.Hosts(t, topologytest.Suite{
				Stacks: [2]string{topology.Netstack, topology.Netstack}, Link: topology.Memory, Framing: f, Patience: 10 * time.Minute,
				Open: func(testing.TB) (map[string]topology.Maker, clock.Clock) {
					return map[string]topology.Maker{topology.Netstack: netstack.New}, new(clock.Virtual)
				},
			})
		})
	}
}
