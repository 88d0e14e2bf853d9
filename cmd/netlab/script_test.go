package main

import (
	"errors"
	goflag "flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"netlab/topology/linux"
)

var update = goflag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) {
	linux.Inside(os.Args) // what main begins with, for tests that do what it does
	testscript.Main(m, map[string]func(){"netlab": main})
}

// TestScripts runs testdata/script: sessions on a command line. Beside
// testscript's commands they have
//
//	exits STATUS COMMAND...   run it, and see that it ends with this status
//
// and the condition [kernel]: hosts of the kernel's can be had here.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GORACE", "atexit_sleep_ms=0") // a program under the race detector sleeps a second at its end
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "kernel" {
				return false, fmt.Errorf("there is no condition %q", name)
			}
			_, err := os.Stat("/dev/net/tun")
			return runtime.GOOS == "linux" && os.Geteuid() == 0 && err == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var e *exec.ExitError
		if !errors.As(err, &e) {
			ts.Fatalf("%v", err)
		}
		got = e.ExitCode()
	}
	if got != want {
		ts.Fatalf("%v: wanted exit status %d, saw %d", args[1:], want, got)
	}
}
