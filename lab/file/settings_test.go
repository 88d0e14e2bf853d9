package file

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A setting that no stack has is told with its place; without a list of settings
// every name is taken, as there is nobody to ask.
func TestSettingNames(t *testing.T) {
	const src = "hosts: {client: {set: {tcp_sak: 0}}, server: }\nprograms:\n  client: [connect: \"server:80\"]\n"
	_, errs := Load("x.yaml", []byte(src), Options{Settings: settings("tcp_nodelay", "tcp_sack")})
	const want = `x.yaml:1:24: no stack has a setting "tcp_sak": did you mean "tcp_sack"?`
	if len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), want) {
		t.Errorf("saw %v, wanted %s", errs, want)
	}
	if _, errs := Load("x.yaml", []byte(src), Options{}); len(errs) > 0 {
		t.Errorf("with no settings known: %v", errs)
	}
}

// settings are some of netstack's, of any value.
func settings(names ...string) func() []Setting {
	return func() (all []Setting) {
		for _, n := range names {
			all = append(all, Setting{Stack: "netstack", Name: n})
		}
		return all
	}
}

// TestSettingsOfStacks: a setting for one stack is checked as that stack's, one for
// any as one of any, values included, each in its place.
func TestSettingsOfStacks(t *testing.T) {
	small := func(v string) error {
		if len(v) > 1 {
			return fmt.Errorf("wanted a small one, saw %q", v)
		}
		return nil
	}
	known := func() []Setting {
		return []Setting{
			{"netstack", "both", nil}, {"kernel", "both", small},
			{"netstack", "own", small}, {"kernel", "retries", small},
			{"netstack", "strict", small}, {"kernel", "strict", small},
		}
	}
	for _, c := range []struct{ set, want string }{
		{"{both: 100, own: 1, retries: 2, strict: 3}", ""},
		{"{kernel: {both: 1, retries: 2}, netstack: {both: 100, own: 1}}", ""},
		{"{strict: 10}", `x.yaml:1:32: strict: wanted a small one, saw "10"`},
		{"{kernel: {both: 10}}", `x.yaml:1:39: both: wanted a small one, saw "10"`},
		{"{kernel: {own: 1}}", `x.yaml:1:33: kernel has no setting "own": it is one of netstack`},
		{"{netstack: {onw: 1}}", `x.yaml:1:35: netstack has no setting "onw": did you mean "own"?`},
		{"{kernel: 1}", `x.yaml:1:32: set.kernel: wanted a map of settings for kernel, saw "1"`},
		{"{kernel: {both: }}", `x.yaml:1:39: set.kernel: wanted a value, saw nothing`},
	} {
		_, errs := Load("x.yaml", []byte("hosts: {client: {set: "+c.set+"}, server: }\n"), Options{Settings: known})
		if got := errs.Error(); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s\ngot  %s\nwant %s", c.set, got, c.want)
		}
	}
}

// TestSettingsMerge: a variant and the command line change single settings of a
// stack.
func TestSettingsMerge(t *testing.T) {
	const src = `hosts: {client: {set: {a: 1, kernel: {b: 2, c: 3}}}, server: }
variants:
  v:
    hosts: {client: {set: {kernel: {b: 4}, netstack: {d: 5}}}}
`
	l, errs := Load("x.yaml", []byte(src), Options{Set: []string{"hosts.client.set.kernel.c=6"}})
	if errs != nil {
		t.Fatal(errs)
	}
	h := l.Variant("v").Hosts[0]
	if d := cmp.Diff(map[string]string{"a": "1"}, h.Set); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]map[string]string{"kernel": {"b": "4", "c": "6"}, "netstack": {"d": "5"}}, h.SetFor); d != "" {
		t.Error(d)
	}
}
