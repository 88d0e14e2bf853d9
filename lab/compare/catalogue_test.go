package compare_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
var mixed = []string{
	"stale-syn/established", "stale-syn/time-wait", "options-negotiation/clamped", "bind-in-use/same-pair", "old-duplicate/entered",
	"flow-control/zero", "udp-vs-tcp/swapped", "fast-retransmit/last", "reordering/fin", "teardown-loss/every-fin",
}

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

// TestCatalogue compares every variant of the catalogue as netstack runs it with
// the kernel's run that was recorded. Every difference is known, or stands in
// testdata/new.txt as one that nobody has explained yet; and every entry of the
// table explains one.
func TestCatalogue(t *testing.T) {
	used := map[string]bool{}
	var fresh bytes.Buffer
	fresh.WriteString("# What the table of known differences does not explain yet, by variant.\n")
	all := trials(t)
	entered, whole := 0, true
	look := func(name string, c *compare.Comparison) {
		for _, d := range c.New() {
			fmt.Fprintf(&fresh, "%s: %s: %s\n", name, d.What, c.Line("en", d))
		}
		for i := range c.Differences {
			if k := c.Differences[i].Known; k != nil {
				used[k.ID] = true
			}
		}
	}
	for _, x := range all {
		ran := t.Run(x.name(), func(t *testing.T) {
			entered++
			kernel, stale := x.recorded(t)
			switch {
			case kernel == nil:
				whole = false
				t.Skip("it was not recorded on the kernel: " + howToRecord)
			case stale:
				t.Fatal("the lab does something else than when it was recorded; record it again: " + howToRecord)
			}
			look(x.name(), compare.Stories(x.netstack(t, nil), kernel, compare.Table()))
		})
		whole = whole && ran
	}
	for _, s := range []struct{ name, value string }{
		{"tcp_sack", "0"}, {"tcp_rmem", "4096 8192 8192"}, {"tcp_timewait_len", "5s"},
	} {
		for _, x := range all {
			if x.name() != "teardown/four" && x.name() != "teardown/held-ack" {
				continue
			}
			t.Run(x.name()+"/"+s.name, func(t *testing.T) {
				look(x.name()+"/"+s.name, compare.Stories(x.netstack(t, nil), x.netstack(t, map[string]string{s.name: s.value}), compare.Table()))
			})
		}
	}
	if entered < len(all) {
		return // -run asks for some of them
	}
	golden(t, "new.txt", fresh.Bytes())
	if !whole {
		return
	}
	for _, k := range compare.Table() {
		if !used[k.ID] {
			t.Errorf("known.yaml: %s explains nothing in the whole catalogue", k.ID)
		}
	}
}

const howToRecord = "go test ./lab/compare -run TestRecord -update, as root on Linux"

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

// TestPlaces holds that what the table names in gVisor's source is there, in the
// version of go.mod.
func TestPlaces(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "gvisor.dev/gvisor").Output()
	if err != nil {
		t.Skipf("nobody can say where the source is: %v", err)
	}
	for _, k := range compare.Table() {
		for _, source := range k.Source {
			place, ok := strings.CutPrefix(source, "gVisor ")
			if !ok {
				continue
			}
			file, names, _ := strings.Cut(place, ": ")
			text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "pkg", "tcpip", "transport", file))
			if err != nil {
				t.Errorf("%s: %v", k.ID, err)
				continue
			}
			for name := range strings.SplitSeq(names, ", ") {
				if !regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).Match(text) {
					t.Errorf("%s: there is no %s in %s", k.ID, name, file)
				}
			}
		}
	}
}

// TestItself holds that no run differs from itself, and that two differ in the same
// things either way round.
func TestItself(t *testing.T) {
	for _, x := range trials(t) {
		s := x.netstack(t, nil)
		if c := compare.Stories(s, x.netstack(t, nil), nil); len(c.Differences) > 0 || len(c.Notes) > 0 {
			t.Errorf("%s: %v %v", x.name(), lines(c), c.Notes)
		}
		k, _ := x.recorded(t)
		if k == nil {
			continue
		}
		again, _ := x.recorded(t)
		if c := compare.Stories(k, again, nil); len(c.Differences) > 0 {
			t.Errorf("%s on the kernel: %v", x.name(), lines(c))
		}
		there, back := mirrored(compare.Stories(s, k, nil)), lines(compare.Stories(k, s, nil))
		slices.Sort(there)
		slices.Sort(back)
		if diff := cmp.Diff(there, back); diff != "" {
			t.Errorf("%s the other way around: %s", x.name(), diff)
		}
	}
}
