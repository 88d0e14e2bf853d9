package labs_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"netlab/lab"
	"netlab/lab/file"
	"netlab/labs"
)

// changes are for variants without rules, which cannot be changed by taking them
// away: one thing that must make the variant's expectations fail.
var changes = map[string]file.Options{
	"handshake/three":             {Rules: []string{"from client to server handshake-ack#1 drop"}},
	"teardown/four":               {Rules: []string{"from server to client fin-ack drop"}},
	"time-wait/undisturbed":       {Rules: []string{"from client to server last-ack#1 drop"}},
	"time-wait/shorter":           {Set: []string{"hosts.client.set.tcp_timewait_len=60s"}},
	"simultaneous-close/crossing": {Set: []string{"programs.server.2.wait.at=150ms"}},
}

// TestChanged: a variant without its rules, or, where it has none, with the
// change above, does not meet its expectations.
func TestChanged(t *testing.T) {
	each(t, func(t *testing.T, l *lab.Lab, v *lab.Variant) {
		changed := v
		if len(v.Rules) > 0 {
			changed = withoutRules(v)
		} else {
			o, ok := changes[l.Name+"/"+v.Name]
			if !ok {
				t.Fatal("it has no rules to take away: enter a change for it in changes")
			}
			changed = load(t, l.Name, o).Variant(v.Name)
		}
		if o := run(t, l, changed, lab.Settings{}); len(o.unmet()) == 0 {
			t.Error("its expectations hold all the same")
		}
	})
}

// TestChangesAreNeeded: no change is left of a variant that is gone.
func TestChangesAreNeeded(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		lab, variant, _ := strings.Cut(name, "/")
		v := load(t, lab, file.Options{}).Variant(variant)
		if v == nil || len(v.Rules) > 0 {
			t.Errorf("%s needs no change", name)
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
	each(t, func(t *testing.T, l *lab.Lab, v *lab.Variant) {
		src, err := labs.Open(l.Name)
		if err != nil {
			t.Fatal(err)
		}
		failed := map[lab.Place]bool{}
		try := func(v *lab.Variant) {
			o := run(t, l, v, lab.Settings{})
			for i := range o.Expect {
				if e := &o.Expect[i]; !e.OK {
					failed[e.At] = true
				}
			}
		}
		try(withoutRules(v))
		if o, ok := changes[l.Name+"/"+v.Name]; ok {
			try(load(t, l.Name, o).Variant(v.Name))
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
