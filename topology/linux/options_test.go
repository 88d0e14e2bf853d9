package linux_test

import (
	"slices"
	"testing"

	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// TestOptionsOfBothStacks: a program that sets an option on netstack can set it
// here.
func TestOptionsOfBothStacks(t *testing.T) {
	own := linux.SocketOptions()
	if !slices.IsSorted(own) {
		t.Errorf("not sorted: %v", own)
	}
	for _, name := range netstack.SocketOptions() {
		if !slices.Contains(own, name) {
			t.Errorf("netstack has %s, and the kernel's list has not", name)
		}
	}
}
