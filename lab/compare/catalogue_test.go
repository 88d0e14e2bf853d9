package compare_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/compare"
	"netlab/lab/file"
	"netlab/lab/story"
	"netlab/labs"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// A trial is a variant of a lab of the catalogue, compared as netstack runs it and
// as it runs on other stacks.
type trial struct {
	lab     *lab.Lab
	variant *lab.Variant
	mix     string            // which stacks, in a name; "": the kernel
	stacks  map[string]string // by host
}

func (t trial) name() string {
	name := t.lab.Name + "/" + t.variant.Name
	if t.mix != "" {
		name += "/" + t.mix
	}
	return name
}

// mixed are the variants that are tried on mixtures too.
var mixed = []string{"stale-syn/established", "stale-syn/time-wait"}

// trials are the variants that both stacks can show, or name the stack that
// cannot.
func trials(t testing.TB) (all []trial) {
	t.Helper()
	var settings []file.Setting
	for _, s := range netstack.Settings() {
		settings = append(settings, file.Setting{Stack: topology.Netstack, Name: s.Name, Check: s.Check})
	}
	for _, s := range linux.Settings() {
		settings = append(settings, file.Setting{Stack: topology.Kernel, Name: s.Name, Check: s.Check})
	}
	for _, name := range labs.Names() {
		text, err := labs.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		l, errs := file.Load(labs.Path(name), text, file.Options{Settings: func() []file.Setting { return settings }})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		for i := range l.Variants {
			if v := &l.Variants[i]; len(v.Unsupported) == 0 && len(v.Needs) == 0 {
				x := trial{l, v, "", map[string]string{"": topology.Kernel}}
				if all = append(all, x); slices.Contains(mixed, x.name()) {
					all = append(all, trial{l, v, "kernel-netstack", map[string]string{"client": topology.Kernel, "server": topology.Netstack}},
						trial{l, v, "netstack-kernel", map[string]string{"client": topology.Netstack, "server": topology.Kernel}})
				}
			}
		}
	}
	return all
}

// plan resolves a trial for stacks, with settings of every host.
func (x trial) plan(t testing.TB, stacks map[string]string, set map[string]string) *lab.Plan {
	t.Helper()
	p, errs := lab.Resolve(x.lab, x.variant, lab.Settings{Stack: stacks})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for i := range p.Network.Hosts {
		h := &p.Network.Hosts[i]
		with := map[string]string{}
		for k, v := range h.Set {
			with[k] = v
		}
		for k, v := range set {
			with[k] = v
		}
		h.Set = with
	}
	return p
}

// netstack runs a trial on netstack.
func (x trial) netstack(t testing.TB, set map[string]string) *story.Story {
	t.Helper()
	var log event.Log
	_, err := lab.Run(context.Background(), x.plan(t, map[string]string{"": topology.Netstack}, set), lab.RunOptions{
		Makers: map[string]topology.Maker{topology.Netstack: netstack.New}, Log: &log,
		Version: func(string) string { return netstack.Version },
	})
	if err != nil {
		t.Fatal(err)
	}
	return story.Fold(log.All())
}

// recording is where a trial's run on the kernel is kept.
func (x trial) recording() string {
	return filepath.Join("testdata", "kernel", strings.ReplaceAll(x.name(), "/", ".")+".jsonl.gz")
}

// recorded reads it; nil: there is none.
func (x trial) recorded(t testing.TB) *story.Story {
	t.Helper()
	b, err := os.ReadFile(x.recording())
	if err != nil {
		return nil
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	log, err := event.ReadLog(z)
	if err != nil {
		t.Fatal(err)
	}
	return story.Fold(log.All())
}

// TestCatalogue compares every variant of the catalogue as netstack runs it with
// the kernel's run that was recorded: every difference must be known, and every
// entry of the table must explain one.
func TestCatalogue(t *testing.T) {
	used := map[string]bool{}
	missing := 0
	look := func(t *testing.T, c *compare.Comparison) {
		for _, d := range c.New() {
			t.Errorf("new: %s: %s (%s)", d.What, c.Line("en", d), d.Role)
		}
		for i := range c.Differences {
			if k := c.Differences[i].Known; k != nil {
				used[k.ID] = true
			}
		}
	}
	for _, x := range trials(t) {
		t.Run(x.name(), func(t *testing.T) {
			kernel := x.recorded(t)
			if kernel == nil {
				missing++
				t.Skip("it was not recorded on the kernel: go test ./lab/compare -update, as root on Linux")
			}
			look(t, compare.Stories(x.netstack(t, nil), kernel, compare.Table()))
		})
	}
	for _, s := range []struct{ name, value string }{
		{"tcp_sack", "0"}, {"tcp_rmem", "4096 8192 8192"}, {"tcp_timewait_len", "5s"},
	} {
		for _, x := range trials(t) {
			if x.name() != "teardown/four" && x.name() != "teardown/held-ack" {
				continue
			}
			t.Run(x.name()+"/"+s.name, func(t *testing.T) {
				look(t, compare.Stories(x.netstack(t, nil), x.netstack(t, map[string]string{s.name: s.value}), compare.Table()))
			})
		}
	}
	if missing > 0 || t.Failed() {
		return
	}
	for _, k := range compare.Table() {
		if !used[k.ID] {
			t.Errorf("known.yaml: %s explains nothing in the whole catalogue", k.ID)
		}
	}
}

// TestTable holds what the table's texts must have.
func TestTable(t *testing.T) {
	for _, k := range compare.Table() {
		for _, lang := range []string{"en", "zh"} {
			if !strings.HasSuffix(k.Why[lang], map[string]string{"en": ".", "zh": "。"}[lang]) {
				t.Errorf("%s: the explanation in %s is no sentence", k.ID, lang)
			}
		}
		if !slices.ContainsFunc(k.Source, func(s string) bool { return strings.HasPrefix(s, "RFC ") }) {
			t.Errorf("%s: no RFC among its sources %v", k.ID, k.Source)
		}
	}
}

// TestItself holds that no run differs from itself.
func TestItself(t *testing.T) {
	for _, x := range trials(t) {
		s := x.netstack(t, nil)
		if c := compare.Stories(s, x.netstack(t, nil), nil); len(c.Differences) > 0 || len(c.Notes) > 0 {
			t.Errorf("%s: %v %v", x.name(), lines(c), c.Notes)
		}
		if k := x.recorded(t); k != nil {
			if c := compare.Stories(k, x.recorded(t), nil); len(c.Differences) > 0 {
				t.Errorf("%s on the kernel: %v", x.name(), lines(c))
			}
		}
	}
}
