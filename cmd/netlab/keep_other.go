//go:build !linux

package main

import (
	"os"
	"runtime"

	"netlab/lab"
	"netlab/topology/linux"
)

// keeper keeps a network of the kernel's, and there is none here.
type keeper struct{}

func (k *call) stay(*job) error { return unable("kernel-elsewhere", runtime.GOOS) }

func (k *call) join(string) (there bool, err error) { return false, nil }

func (s *keeper) file() (*os.File, error) { return nil, nil }

func (s *keeper) open(*linux.Machine, *lab.RunOptions) (leave func(), err error) {
	return func() {}, nil
}
