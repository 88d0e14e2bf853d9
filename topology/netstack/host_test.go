package netstack_test

import (
	"testing"
	"time"

	"netlab/topology/clock"
	"netlab/topology/netstack"
	"netlab/topology/topologytest"
)

func TestHost(t *testing.T) {
	topologytest.Hosts(t, topologytest.Suite{
		Maker: netstack.New, Stack: "netstack", Link: "memory",
		Clock:    func() clock.Clock { return new(clock.Virtual) },
		Patience: 10 * time.Minute,
	})
}
