package labs_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"netlab/lab"
	"netlab/lab/file"
	"netlab/labs"
)

// TestSameBytes: a run's events are the same bytes wherever it runs. The hashes
// are in a file, so that this test, run natively, under -race, on other systems
// and as js/wasm, compares with what they were elsewhere.
func TestSameBytes(t *testing.T) {
	if *only != "" {
		t.Skip("the hashes are of the whole catalogue")
	}
	var sums strings.Builder
	for _, name := range labs.Names() {
		l := load(t, name, file.Options{})
		for i := range l.Variants {
			v := &l.Variants[i]
			if v.CannotOn("netstack") != nil || len(v.Needs) > 0 {
				continue
			}
			for _, ip := range []int{4, 6} {
				o := run(t, l, v, lab.Settings{IP: ip})
				fmt.Fprintf(&sums, "%s  %s/%s IPv%d, %d events\n", o.sum, name, v.Name, ip, o.Events)
			}
		}
	}
	golden(t, filepath.Join("testdata", "samebytes.txt"), sums.String())
}

// TestSameBytesAgain: 200 runs give the same bytes, on one processor and on four,
// one after the other and several at once.
func TestSameBytesAgain(t *testing.T) {
	runs := 200
	if testing.Short() {
		runs = 40
	}
	l := load(t, "handshake-loss", file.Options{})
	v := l.Variant(l.Default)
	want := run(t, l, v, lab.Settings{}).sum
	for _, procs := range []int{1, 4} {
		for _, abreast := range []int{1, 4} {
			t.Run(fmt.Sprintf("GOMAXPROCS=%d, %d at once", procs, abreast), func(t *testing.T) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
				for i, sum := range many(t, l, v, runs/4, abreast) {
					if sum != want {
						t.Fatalf("run %d gave other bytes than the first: %s, not %s", i+1, sum, want)
					}
				}
			})
		}
	}
}

// TestSameBytesSeed: another seed gives another run, or the hashes above would
// prove nothing.
func TestSameBytesSeed(t *testing.T) {
	l := load(t, "handshake-loss", file.Options{})
	v := l.Variant(l.Default)
	one, two := run(t, l, v, lab.Settings{Seed: 1}), run(t, l, v, lab.Settings{Seed: 2})
	if one.sum == two.sum {
		t.Error("seeds 1 and 2 give the same bytes")
	}
}

// many runs a variant n times, so many at once, and gives the hashes.
func many(t *testing.T, l *lab.Lab, v *lab.Variant, n, abreast int) []string {
	sums, errs := make([]string, n), make([]error, n)
	var wait sync.WaitGroup
	for first := range abreast {
		wait.Go(func() {
			for i := first; i < n; i += abreast {
				p, bad := lab.Resolve(l, v, lab.Settings{})
				if len(bad) > 0 {
					errs[i] = bad[0]
					continue
				}
				o, err := carryOut(p)
				sums[i], errs[i] = o.sum, err
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return sums
}
