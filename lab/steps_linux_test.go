package lab_test

import (
	"os"
	"testing"

	"netlab/topology"
	"netlab/topology/clock"
	"netlab/topology/linux"
)

// TestStepsOnTheKernel runs the same on the machine's own TCP.
func TestStepsOnTheKernel(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("namespaces of its own take root")
	}
	runStepLabs(t, topology.Kernel, func(t *testing.T) (map[string]topology.Maker, clock.Waiter) {
		m, err := linux.Open()
		if err != nil {
			t.Skip(err)
		}
		t.Cleanup(func() { m.Close() })
		return map[string]topology.Maker{topology.Kernel: m.Kernel}, m.Wait
	})
}
