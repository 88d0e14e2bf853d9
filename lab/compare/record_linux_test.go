package compare_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/compare"
	"netlab/lab/story"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// TestMain lets as many runs go on at once as there are places for, and not as
// many as there are processors, as -parallel is where nobody sets it.
func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.parallel", "1000")
	os.Exit(m.Run())
}

// What a recording may cost: a run waits nearly all of its time, so that many go
// on at once, but one that takes longer than patience is not recorded; and a run
// that a busy machine disturbed is done again.
const (
	abreast  = 8
	patience = 100 * time.Second
	attempts = 6
	lateness = 20 * time.Millisecond // more than this may make timers run out that else would not
)

var errSlow = errors.New("it takes too long to be recorded")

// kernel runs a trial on the machine's kernel, or on the mixture that it is of.
func (x trial) kernel(t *testing.T, sinks ...event.Sink) error {
	m, err := linux.Open()
	if err != nil {
		return err
	}
	defer m.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := lab.Run(ctx, x.plan(t, x.stacks, nil), lab.RunOptions{
		Makers: map[string]topology.Maker{topology.Netstack: m.Wired(netstack.New), topology.Kernel: m.Kernel}, Waiter: m.Wait,
		Version: func(stack string) string {
			return map[string]string{topology.Kernel: linux.Version(), topology.Netstack: netstack.Version}[stack]
		},
		Sinks: sinks,
	})
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return errSlow
	case *update && r.Late > lateness:
		return fmt.Errorf("the machine is too busy to record anything on: it was late by %v", r.Late)
	case !r.OK():
		return fmt.Errorf("it does not show what the lab expects (the machine was late by %v): %+v", r.Late, r.Expect)
	}
	return nil
}

// TestRecord writes the recordings that TestCatalogue reads, with -update: those
// that are missing or stale. Without, it runs the quick ones and compares those.
func TestRecord(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("namespaces of its own take root")
	}
	places := make(chan struct{}, abreast)
	for _, x := range trials(t) {
		t.Run(x.name(), func(t *testing.T) {
			if !*update {
				if x.lab.Name != "handshake" {
					t.Skip("it takes real time: with -update it is run and recorded")
				}
				var log event.Log
				skipUnable(t, x.kernel(t, &log))
				for _, d := range compare.Stories(x.netstack(t, nil), story.Fold(log.All()), compare.Table()).New() {
					t.Errorf("new: %s %s: %s | %s", d.What, d.Host, d.On[compare.A].Value, d.On[compare.B].Value)
				}
				return
			}
			if s, stale := x.recorded(t); s != nil && !stale {
				t.Skip("there is a recording of it")
			}
			t.Parallel()
			places <- struct{}{}
			defer func() { <-places }()
			var err error
			for range attempts {
				r := newRecorder()
				if err = x.kernel(t, r); err == nil {
					err = r.save(x)
					break
				} else if errors.Is(err, errSlow) {
					t.Skip(err)
				}
			}
			skipUnable(t, err)
		})
	}
}

// skipUnable fails a test by an error, or skips it if the machine does not allow
// what it needs.
func skipUnable(t *testing.T, err error) {
	t.Helper()
	if u := (*linux.Unable)(nil); errors.As(err, &u) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A recorder writes a recording as the run goes on.
type recorder struct {
	text bytes.Buffer
	zip  *gzip.Writer
	event.Sink
}

func newRecorder() *recorder {
	r := new(recorder)
	r.zip, _ = gzip.NewWriterLevel(&r.text, gzip.BestCompression) // the level is one
	r.Sink = event.NewJSONL(r.zip)
	return r
}

// save keeps the recording of a trial.
func (r *recorder) save(x trial) error {
	if err := r.zip.Close(); err != nil {
		return err
	}
	if err := os.MkdirAll(*recordings, 0o755); err != nil {
		return err
	}
	return os.WriteFile(x.recording(), r.text.Bytes(), 0o644)
}
