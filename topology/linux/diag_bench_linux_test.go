package linux

import (
	"net/netip"
	"testing"

	"netlab/hooks/event"
)

// TestDiagAllocatesNothing: the watcher asks after every packet.
func TestDiagAllocatesNothing(t *testing.T) {
	b := newDiagBench(t)
	c, _ := b.pair(b.listen("127.0.0.1:80", 8))
	local, remote := b.ends(c)
	nobody := netip.AddrPortFrom(remote.Addr(), 81)
	var s diagSock
	for name, ask := range map[string]func() (bool, error){
		"get":           func() (bool, error) { return b.diag.get(local, remote, false, &s) },
		"get with info": func() (bool, error) { return b.diag.get(local, remote, true, &s) },
		"not found":     func() (bool, error) { found, err := b.diag.get(nobody, local, true, &s); return !found, err },
	} {
		if n := testing.AllocsPerRun(100, func() {
			if ok, err := ask(); !ok || err != nil {
				t.Fatalf("%s: %v %v", name, ok, err)
			}
		}); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkDiag(b *testing.B) {
	x := newDiagBench(b)
	c, _ := x.pair(x.listen("127.0.0.1:80", 8))
	local, remote := x.ends(c)
	var s diagSock
	for _, c := range []struct {
		name  string
		info  bool
		port  uint16
		found bool
	}{
		{"get", false, remote.Port(), true},
		{"get-info", true, remote.Port(), true},
		{"not-found", false, 81, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			at := netip.AddrPortFrom(remote.Addr(), c.port)
			for b.Loop() {
				if found, err := x.diag.get(local, at, c.info, &s); found != c.found || err != nil {
					b.Fatal(found, err)
				}
			}
		})
	}
	b.Run("listeners", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			if err := x.diag.listeners(func(s *diagSock) { n++ }); err != nil || n != 1 || s.State != event.Established {
				b.Fatal(n, err)
			}
		}
	})
}
