package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// startupLimit is how many times as long as an empty Go program `netlab run
// handshake-loss` may take, from the start of the process to its end. Linking
// gVisor alone costs 2.3 times, and the debugger's screen 0.3, so mind what a
// package does before main: no expression compiled, no table built that is not asked
// for. The aim is 4 (README tells where it stands); what the linker lays where moves
// it by a twentieth, and a busy machine by more.
const startupLimit = 5.5

// TestStartup holds the limit. Runs of both programs take turns, so that a busy
// machine slows both, and what is compared is the time that a tenth of each stays
// under: others on the machine can only make a run longer. A machine that is busy
// in bursts has five tries.
func TestStartup(t *testing.T) {
	switch {
	case testing.Short():
		t.Skip("it builds two programs and takes turns at running them")
	case raceEnabled:
		t.Skip("the race detector slows netlab, and the empty program hardly")
	}
	dir := t.TempDir()
	empty, full := filepath.Join(dir, "empty"), filepath.Join(dir, "netlab")
	source := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	goBuild(t, empty, source)
	goBuild(t, full, "netlab/cmd/netlab")
	const tries = 5
	for try := 1; ; try++ {
		e, f := quiet(t, exec.Command(empty), exec.Command(full, "run", "handshake-loss"))
		ratio := float64(f) / float64(e)
		t.Logf("empty %v, netlab run handshake-loss %v: %.2f times", e, f, ratio)
		if ratio < startupLimit {
			return
		}
		if try == tries {
			t.Fatalf("netlab run handshake-loss takes %.2f times an empty program, the limit is %.1f: GODEBUG=inittrace=1 tells what happens before main", ratio, startupLimit)
		}
	}
}

// goBuild builds as scripts/build does: without C, of which netlab needs nothing
// (with it gVisor's import of net brings the dynamic linker in, some 0.5 ms), and
// without urfave/cli's documents (a Markdown library that compiles expressions
// before main, some 0.4 ms).
func goBuild(t *testing.T, to, what string) {
	t.Helper()
	c := exec.Command("go", "build", "-tags", "urfave_cli_no_docs", "-o", to, what)
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", what, err, out)
	}
}

// quiet runs two commands in turns and gives the time that a tenth of each's runs
// stays under.
func quiet(t *testing.T, a, b *exec.Cmd) (ma, mb time.Duration) {
	t.Helper()
	const rounds = 101
	var all [2][]time.Duration
	for range rounds {
		for i, c := range []*exec.Cmd{a, b} {
			run := *c
			start := time.Now()
			if err := run.Run(); err != nil {
				t.Fatal(err)
			}
			all[i] = append(all[i], time.Since(start))
		}
	}
	slices.Sort(all[0])
	slices.Sort(all[1])
	return all[0][rounds/10], all[1][rounds/10]
}
