package file

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// Huge and hostile texts are refused quickly and without much memory. The limits
// are generous: the machine may be busy.
func TestHostile(t *testing.T) {
	big := strings.Repeat("x", 10<<20)
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := range 30 {
		fmt.Fprintf(&bomb, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i+1, i+1, i, i, i, i, i, i)
	}
	const hosts = "hosts: [client, server]\n"
	for _, c := range []struct{ name, src, want string }{
		{"10 MB", big, "10485760 octets are too many for a lab file: it may have 1048576"},
		{"alias bomb", bomb.String(), "YAML takes &a0 for a mark"},
		{"brackets", many("[", 500_000), "too many"},
		{"deep flow", many("[", 5000), "nested more than 32 deep"},
		{"deep block", many("- ", 5000), "nested more than 32 deep"},
		{"deep maps", many("{a: ", 5000), "nested more than 32 deep"},
		{"commas", "[" + many("a,", 500_000) + "]", "more than 100000 parts"},
		{"dashes", many("- a\n", 250_000), "more than 100000 parts"},
		{"keys", many("a: b\n", 200_000), "more than 100000 parts"},
		{"comments", many("#\n", 500_000), "more than 100000 parts"},
		{"anchors", many("&a ", 300_000), "more than 100000 parts"},
		{"tabs", many("\t", 1_000_000), "it is empty"},
		{"NULs", many("\x00", 1_000_000), "control character U+0000"},
		{"no UTF-8", hosts + many("\xff", 1_000_000), "the octet 0xff is not UTF-8"},
		{"one long text", hosts + "title: " + many("x", 1_000_000), ""},
		{"one long rule", hosts + "rules: [\"" + many("(", 1_000_000) + "\"]", "are too many for a rule"},
		{"one long pattern", hosts + "programs: {client: [inject: \"" + many("S", 1_000_000) + "\"]}", "1000000 octets are too many for one"},
		{"one long range", hosts + "expect: [segments: {match: syn, count: \"" + many("1", 1_000_000) + "\"}]", "1000000 octets are too many for one"},
		{"deep expression", hosts + "until: \"" + many("(", 4000) + "\"", "until"},
		{"same key", hosts + many("title: x\n", 20_000), "a second time"},
		{"unknown keys", hosts + func() string {
			var b strings.Builder
			for i := range 20_000 {
				fmt.Fprintf(&b, "k%d: x\n", i)
			}
			return b.String()
		}(), "these are the first 100 errors"},
		{"variants", hosts + "variants:\n" + func() string {
			var b strings.Builder
			for i := range 5000 {
				fmt.Fprintf(&b, "  v%d:\n", i)
			}
			return b.String()
		}(), "variants: 5000 are too many: a lab may have 100"},
		{"variants of a long lab", hosts + "rules: [" + many("drop,", 20_000) + "]\nvariants: {" + func() string {
			var b strings.Builder
			for i := range 99 {
				fmt.Fprintf(&b, "v%d: ,", i)
			}
			return b.String()
		}() + "}", "too much to read"},
		{"rules", hosts + "rules: [" + many("drop,", 20_000) + "]", "rules: 20000 are too many: a lab may have 1000"},
		{"steps", hosts + "programs: {client: [" + many("close,", 20_000) + "]}", "more than 10000 steps"},
		{"unknown hosts", "hosts: [" + many("a", 60) + "1" + func() string {
			var b strings.Builder
			for i := range 9000 {
				fmt.Fprintf(&b, ", h%059d", i)
			}
			return b.String()
		}() + "]\nrules: [" + many("from b"+many("h", 59)+" drop,", 900) + "]", "no host is called"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, errs := Load("lab.yaml", []byte(c.src), Options{Questions: true})
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if c.want == "" && errs != nil || !strings.Contains(errs.Error(), c.want) {
				t.Errorf("got %.300s, want %s", errs, c.want)
			}
			allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%v, %d MB", took, allocated)
			if took > 6*time.Second || allocated > 200 {
				t.Errorf("took %v and %d MB", took, allocated)
			}
			if len(errs) > maxErrors+1 {
				t.Errorf("%d errors", len(errs))
			}
		})
	}
}

// A line of 1,000 routers is a lab.
func TestThousandHosts(t *testing.T) {
	var b strings.Builder
	b.WriteString("hosts:\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "  h%d: {forward: true}\n", i)
	}
	b.WriteString("wires:\n")
	for i := range 999 {
		fmt.Fprintf(&b, "  - {ends: [h%d, h%d], delay: 1ms}\n", i, i+1)
	}
	start := time.Now()
	l := load(t, b.String(), Options{})
	t.Logf("%d octets in %v", b.Len(), time.Since(start))
	if len(l.Variants[0].Wires) != 999 {
		t.Error("wires are missing")
	}
}

func TestLoadFS(t *testing.T) {
	fsys := fstest.MapFS{
		"a/lab.yaml":   {Data: []byte("hosts: [client, server]\n")},
		"big/lab.yaml": {Data: make([]byte, maxSize+5)},
	}
	if l, errs := LoadFS(fsys, "a/lab.yaml", Options{}); errs != nil || l.Name != "a" {
		t.Errorf("%+v, %v", l, errs)
	}
	for name, want := range map[string]string{
		"b/lab.yaml":   "b/lab.yaml: the file cannot be read: file does not exist",
		"a":            "a: the file cannot be read: invalid argument",
		"big/lab.yaml": "big/lab.yaml: 1048577 octets are too many for a lab file: it may have 1048576",
	} {
		if _, errs := LoadFS(fsys, name, Options{}); errs.Error() != want {
			t.Errorf("%s: got %v, want %s", name, errs, want)
		}
	}
	if _, errs := LoadFile(t.TempDir()+"/none.yaml", Options{}); !strings.HasSuffix(errs.Error(), "the file cannot be read: no such file or directory") {
		t.Error(errs)
	}
}

func TestSkeleton(t *testing.T) {
	for _, name := range []string{"mine", "true", "1", `a "b" \c`, "line\nbreak", "", "三次", "\xff\x00", "{{x}}: # &a"} {
		l, errs := Load("lab.yaml", Skeleton(name), Options{})
		if errs != nil {
			t.Errorf("%q: %v", name, errs)
		} else if len(l.Variants) != 2 {
			t.Errorf("%q: %+v", name, l)
		}
	}
	for _, line := range strings.Split(string(Skeleton("handshake")), "\n") {
		if len(line) > 96 {
			t.Errorf("a long line: %s", line)
		}
	}
}

// Whatever a file holds, Load ends, tells errors with their places, or gives a
// lab whose text can be added to.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/bad/*.yaml"} {
		names, _ := os.ReadDir(strings.TrimSuffix(pattern, "/*.yaml"))
		for _, n := range names {
			if src, err := os.ReadFile(strings.TrimSuffix(pattern, "*.yaml") + n.Name()); err == nil && strings.HasSuffix(n.Name(), ".yaml") {
				f.Add(src, "limits.time=1h", "from client syn#1 drop")
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, set, rule string) {
		l, errs := Load("lab.yaml", src, Options{Set: []string{set}, Rules: []string{rule}, Questions: true})
		if (l == nil) != (len(errs) > 0) {
			t.Fatalf("%v and %v", l, errs)
		}
		for i, e := range errs {
			if e.Problem == "" || e.File == "" {
				t.Errorf("an error without a text or a place: %+v", e)
			}
			if i > 0 && e.File == errs[i-1].File && (e.Line < errs[i-1].Line) && e.Line > 0 {
				t.Errorf("not in order: %v, %v", errs[i-1], e)
			}
		}
		if l, errs := Load("lab.yaml", src, Options{}); errs == nil {
			for _, v := range l.Variants {
				out, err := AppendRules(src, v.Name, newRules[:1])
				if err != nil {
					continue
				}
				again, errs := Load("lab.yaml", out, Options{})
				if errs != nil || len(again.Variant(v.Name).Rules) != len(v.Rules)+1 {
					t.Fatalf("after AppendRules: %v\n%s", errs, out)
				}
			}
		}
	})
}
