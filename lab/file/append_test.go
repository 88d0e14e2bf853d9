package file

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"netlab/hooks"
)

// What is written by hand in a branch: a packet dropped by its number, and a
// rule with both kinds of quotes.
var newRules = []hooks.Rule{
	{Packet: 17, Do: "drop"},
	{From: "client", Match: `tcp.payload contains "it's"`, Nth: "2..", Do: "delay 200ms"},
}

const newLines = `    - "packet 17 drop"
    - 'from client tcp.payload contains "it''s"#2.. delay 200ms'
`

func TestAppendRules(t *testing.T) {
	const hosts = "hosts: [client, server]\n"
	for _, c := range []struct{ name, variant, src, want string }{
		{"block list", "", hosts + "rules:\n    # first\n    - from client syn drop # why\n\n    # last\nexpect: []\n",
			hosts + "rules:\n    # first\n    - from client syn drop # why\n" + newLines + "\n    # last\nexpect: []\n"},
		{"no line end", "", hosts + "rules:\n    - from client syn drop", hosts + "rules:\n    - from client syn drop\n" + newLines},
		{"text of several lines", "", hosts + "rules:\n    - >\n      from client\n\n      syn drop\n# the end\n",
			hosts + "rules:\n    - >\n      from client\n\n      syn drop\n" + newLines + "# the end\n"},
		{"windows", "", strings.ReplaceAll(hosts+"rules:\n    - drop\n", "\n", "\r\n"), strings.ReplaceAll(hosts+"rules:\n    - drop\n"+newLines, "\n", "\r\n")},
		{"none yet", "", hosts + "# the end\n", hosts + "rules:\n  - \"packet 17 drop\"\n  - 'from client tcp.payload contains \"it''s\"#2.. delay 200ms'\n# the end\n"},
		{"none yet in a variant", "a", hosts + "variants:\n    a:\n        ip: 6\n    b:\n",
			hosts + "variants:\n    a:\n        ip: 6\n        rules:\n          - \"packet 17 drop\"\n          - 'from client tcp.payload contains \"it''s\"#2.. delay 200ms'\n    b:\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := AppendRules([]byte(c.src), c.variant, newRules)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, string(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

// In whatever form a list of rules is written, the new ones come behind it, and
// nothing that was there is lost.
func TestAppendRulesForms(t *testing.T) {
	for _, src := range []string{
		"hosts: [client, server]\nvariants: {a: {rules: [drop]}}\n",
		"hosts: [client, server]\nvariants: {a: {rules: [drop, ], ip: 6}}\n",
		"hosts: [client, server]\nvariants: {a: {rules: [\"from client syn drop\", 'it''s ] drop' # a ] comment\n ]}}\n",
		"hosts: [client, server]\nvariants: {a: {rules: []}}\n",
		"hosts: [client, server]\nvariants:\n  a: {rules: [ # none yet\n  ]}\n",
		"hosts: [client, server]\nvariants: {a: , b: {ip: 6}}\n",
		"hosts: [client, server]\nvariants:\n  a: null\n",
		"hosts: [client, server]\nvariants:\n  a: # nothing\n  b: {}\n",
		"hosts: [client, server]\nvariants:\n  a: {}\n",
		"hosts: [client, server]\nvariants:\n  a:\n    rules:\n    ip: 6\n",
		"hosts: [client, server]\nvariants:\n  a:\n    rules:\n    - drop\n    - {do: drop,\n       from: client}\n    # comment\n\n  b:\n    ip: 6\n",
		"hosts: [client, server]\nvariants:\n  a:\n    expect:\n      - never: rst\n# between\ntitle: x\n",
		"{hosts: [client, server], variants: {a: {ip: 6}}}",
		"variants:\n  a:\n    ip: 6\n    title: |\n      one\n\n      two\nhosts: [client, server]\n",
	} {
		got, err := AppendRules([]byte(src), "a", newRules)
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		for _, line := range strings.Split(src, "\n") {
			for _, word := range strings.Fields(line) {
				if word != "null" && !strings.Contains(string(got), strings.Trim(word, "[]{},")) {
					t.Errorf("%q: lost %q in %q", src, word, got)
				}
			}
		}
	}
}

func TestAppendRulesErrors(t *testing.T) {
	for _, c := range []struct{ name, variant, src, want string }{
		{"unknown variant", "synak", "hosts: [a, b]\nvariants: {synack: }\n", `no variant is called "synak": did you mean "synack"?`},
		{"no lab", "", "- a\n", "this is no lab"},
		{"no YAML", "", "a: [b\n", "lab:1:4: the list that opens with [ here goes wrong before its ]: put a comma between its items, quote texts with , [ ] { } in them, and close it"},
	} {
		if _, err := AppendRules([]byte(c.src), c.variant, newRules); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

// Saved branches of the good labs load, with the rules that were added.
func TestAppendRulesLoads(t *testing.T) {
	for _, name := range files(t, "testdata/good/*.yaml") {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		before, errs := Load(name, src, Options{})
		if errs != nil {
			t.Fatal(errs)
		}
		rapid.Check(t, func(t *rapid.T) {
			v := rapid.IntRange(0, len(before.Variants)-1).Draw(t, "variant")
			variant := before.Variants[v]
			rules := rapid.SliceOfN(rapid.SampledFrom([]hooks.Rule{
				{Packet: 17, Do: "drop"}, {Match: "syn", Do: "pass"}, {Off: true, Match: `tcp.payload contains "a'b"`, Chance: 10, Do: "reject rst"},
				{From: before.Variants[0].Hosts[0].Name, Match: "data", Nth: "2..4", Do: "delay 200ms"},
			}), 1, 4).Draw(t, "rules")
			text, err := AppendRules(src, variant.Name, rules)
			if err != nil {
				t.Fatal(err)
			}
			after, errs := Load(name, text, Options{})
			if errs != nil {
				t.Fatalf("%v\n%s", errs, text)
			}
			want := append(append([]hooks.Rule{}, variant.Rules...), rules...)
			if d := cmp.Diff(want, after.Variants[v].Rules); d != "" {
				t.Error(d)
			}
			for _, line := range bytes.Split(src, []byte("\n")) {
				if bytes.Contains(line, []byte(" # ")) && !bytes.Contains(text, bytes.TrimSpace(line)) {
					t.Errorf("lost the line %q", line)
				}
			}
		})
	}
}
