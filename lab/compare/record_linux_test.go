package compare_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"testing"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/compare"
	"netlab/lab/story"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// kernel runs a trial on the machine's kernel, or skips the test where that may
// not be done.
func (x trial) kernel(t *testing.T) *event.Log {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("namespaces of its own take root")
	}
	m, err := linux.Open()
	if err != nil {
		t.Skip(err)
	}
	defer m.Close()
	var log event.Log
	r, err := lab.Run(context.Background(), x.plan(t, x.stacks, nil), lab.RunOptions{
		Makers: map[string]topology.Maker{topology.Netstack: m.Wired(netstack.New), topology.Kernel: m.Kernel}, Waiter: m.Wait,
		Version: func(stack string) string {
			return map[string]string{topology.Kernel: linux.Version(), topology.Netstack: netstack.Version}[stack]
		},
		Log: &log,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK() {
		t.Fatalf("it does not show what the lab expects: %+v", r.Expect)
	}
	return &log
}

// TestRecord writes the recordings that TestCatalogue reads, with -update; else it
// runs the quick ones and compares those.
func TestRecord(t *testing.T) {
	for _, x := range trials(t) {
		t.Run(x.name(), func(t *testing.T) {
			if !*update && x.lab.Name != "handshake" {
				t.Skip("it takes real time: with -update it is run and recorded")
			}
			if *update {
				t.Parallel() // they wait nearly all of their time
			}
			log := x.kernel(t)
			if !*update {
				for _, d := range compare.Stories(x.netstack(t, nil), story.Fold(log.All()), compare.Table()).New() {
					t.Errorf("new: %s %s: %s | %s", d.What, d.Host, d.On[compare.A].Value, d.On[compare.B].Value)
				}
				return
			}
			var b bytes.Buffer
			z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
			w := event.NewJSONL(z)
			for e := range log.All() {
				if err := w.Put(e); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Dir(x.recording()), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(x.recording(), b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}
