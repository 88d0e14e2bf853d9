//go:build linux

package labs_test

import (
	"sync"
	"testing"

	"netlab/lab/story"
)

// kernelReasons counts how much of what happens on the kernel says why it happens.
type kernelReasons struct {
	sync.Mutex
	tally
}

func (k *kernelReasons) add(t *testing.T, o *outcome) {
	s := story.Fold(o.log.All())
	k.Lock()
	defer k.Unlock()
	k.tally.add(t, s)
}

// check: 95 of 100 rungs say why, as on netstack.
func (k *kernelReasons) check(t *testing.T) {
	t.Logf("%.1f of 100 rungs and %.1f of 100 points are explained", percent(k.told, k.rungs), percent(k.said, k.points))
	for _, s := range k.silent {
		t.Logf("silent: %s", s)
	}
	if k.rungs > 0 && (percent(k.told, k.rungs) < 95 || percent(k.said, k.points) < 90) {
		t.Error("that is too little")
	}
}
