//go:build !linux

package linux

import (
	"context"
	"runtime"
	"time"

	"netlab/topology"
)

// Machine is what the hosts of one run share. Here there is none.
type Machine struct{}

// Open says that there is none.
func Open() (*Machine, error) { return nil, elsewhere("a host of the kernel's") }

// Kernel implements topology.Maker.
func (*Machine) Kernel(*topology.Env) (topology.Host, error) {
	return nil, elsewhere("a host of the kernel's")
}

// Wired is the maker itself: there are no devices.
func (*Machine) Wired(mk topology.Maker) topology.Maker { return mk }

// Wait implements clock.Waiter.
func (*Machine) Wait(context.Context, time.Duration) {}

// Stamp does nothing.
func (*Machine) Stamp() {}

// Close does nothing.
func (*Machine) Close() error { return nil }

// Version names the system.
func Version() string { return runtime.GOOS }
