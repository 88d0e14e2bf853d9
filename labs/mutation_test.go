package labs_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/lab"
	"netlab/lab/file"
	"netlab/labs"
)

// change is one thing done to a variant that must make its expectations fail. A
// lab's changes stand in its testdata/changes.txt, a line each, as the command line
// has them: the variant, and --rule and --set.
type change struct {
	variant string
	file.Options
}

// changes reads a lab's.
func changes(t *testing.T, name string) (all []change) {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(name, "testdata", "changes.txt"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(src)) {
		words := split(strings.TrimSpace(line))
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		c := change{variant: words[0]}
		for words = words[1:]; len(words) > 0; words = words[2:] {
			switch {
			case len(words) > 1 && words[0] == "--rule":
				c.Rules = append(c.Rules, words[1])
			case len(words) > 1 && words[0] == "--set":
				c.Set = append(c.Set, words[1])
			default:
				t.Fatalf("%s: a line is VARIANT --rule 'RULE' --set KEY=VALUE, not %s", name, line)
			}
		}
		all = append(all, c)
	}
	return all
}

// brief ends what a change has thrown into a frenzy, such as a SYN that is answered
// with another number for ever. The longest run of the catalogue has a tenth of it.
var brief = lab.Settings{Limits: lab.Limits{Events: 20_000}}

// TestChanged: a variant without its rules, or, where it has none, with each of
// its changes, does not meet its expectations.
func TestChanged(t *testing.T) {
	each(t, func(t *testing.T, l *lab.Lab, v *lab.Variant) {
		fails := func(v *lab.Variant, what string) {
			if o := run(t, l, v, brief); len(o.unmet()) == 0 {
				t.Errorf("its expectations hold all the same %s", what)
			}
		}
		changed := false
		for _, c := range changes(t, l.Name) {
			if c.variant == v.Name {
				changed = true
				fails(load(t, l.Name, c.Options).Variant(v.Name), fmt.Sprintf("with %q", slices.Concat(c.Rules, c.Set)))
			}
		}
		switch {
		case len(v.Rules) > 0:
			fails(withoutRules(v), "without its rules")
		case !changed:
			t.Errorf("it has no rules to take away: write a change into %s/testdata/changes.txt", l.Name)
		}
	})
}

// TestChangesAreNeeded: no change is left of a variant that is gone.
func TestChangesAreNeeded(t *testing.T) {
	for _, name := range names() {
		l := load(t, name, file.Options{})
		for _, c := range changes(t, name) {
			if l.Variant(c.variant) == nil {
				t.Errorf("%s/testdata/changes.txt: there is no variant %s", name, c.variant)
			}
		}
	}
}

func withoutRules(v *lab.Variant) *lab.Variant {
	w := *v
	w.Rules = nil
	return &w
}

// mischief is what may befall any lab, each a way in which a stack could do
// otherwise than it should.
var mischief = []file.Options{
	{Rules: []string{"from client syn#1 drop"}},
	{Rules: []string{"from client syn#2 drop"}},
	{Rules: []string{"from client syn drop"}},
	{Rules: []string{"from client syn#1 duplicate"}},
	{Rules: []string{"from server synack#1 drop"}},
	{Rules: []string{"from server synack#2 drop"}},
	{Rules: []string{"from server synack drop"}},
	{Rules: []string{"from client handshake-ack#1 drop"}},
	{Rules: []string{"from client handshake-ack#1 reject rst"}},
	{Rules: []string{"from client tcp.len > 0 drop"}},
	{Rules: []string{"from client fin drop"}},
	{Rules: []string{"from server fin-ack drop"}},
	{Rules: []string{"from server fin drop"}},
	{Rules: []string{"from client last-ack drop"}},
	{Rules: []string{"from server challenge-ack drop"}},
	{Rules: []string{"from client rst drop"}},
	{Set: []string{"wires.0.delay=700ms"}},
	{Set: []string{"hosts.client.set.tcp_timewait_len=1s"}},
	{Set: []string{"programs.server.3=crash"}},
}

// TestNoEmptyExpectation: each expectation fails for the lab without its rules,
// with the change above, or after one of the mischiefs. One that never fails
// says nothing.
func TestNoEmptyExpectation(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole catalogue twenty times")
	}
	each(t, func(t *testing.T, l *lab.Lab, v *lab.Variant) {
		src := source(t, l.Name)
		failed := map[lab.Place]bool{}
		try := func(v *lab.Variant) {
			o := run(t, l, v, brief)
			for i := range o.Expect {
				if e := &o.Expect[i]; !e.OK {
					failed[e.At] = true
				}
			}
		}
		try(withoutRules(v))
		for _, c := range changes(t, l.Name) {
			if c.variant == v.Name {
				try(load(t, l.Name, c.Options).Variant(v.Name))
			}
		}
		for _, o := range mischief {
			if l, errs := file.Load(labs.Path(l.Name), src, o); len(errs) == 0 { // not every lab has a third step
				try(l.Variant(v.Name))
			}
		}
		for i := range v.Expect {
			e := &v.Expect[i]
			if !failed[e.Place] && (e.Stack == "" || e.Stack == "netstack") {
				t.Errorf("%s: nothing makes this fail: %s", e.Place, e)
			}
		}
	})
}
