//go:build !linux

package event

// hugepages does nothing here: the system decides by itself.
func hugepages(_ []byte, done uintptr) uintptr { return done }
