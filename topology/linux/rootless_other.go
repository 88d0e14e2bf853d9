//go:build !linux

package linux

import "runtime"

// Inside does nothing: no program runs inside a host here.
func Inside([]string) {}

// Enter says that there is nothing to enter.
func Enter(Entry) error { return elsewhere("a host of the kernel's") }

// Rootless is false.
func Rootless() bool { return false }

// TUN says that there is none.
func TUN() error { return elsewhere("/dev/net/tun") }

func elsewhere(what string) error {
	return &Unable{What: what, Why: "this is " + runtime.GOOS, Remedy: "run netlab on Linux"}
}
