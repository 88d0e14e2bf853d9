// Package labstest runs labs of the catalogue on netstack, for the tests of what is
// made of a run: pictures, pages, words. A run is exact and takes a millisecond, so
// a test can be about the whole catalogue.
package labstest

import (
	"context"
	"testing"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/labs"
	"netlab/topology"
	"netlab/topology/netstack"
)

// Run is a variant's run.
type Run struct {
	Lab, Variant string
	Log          *event.Log
}

// Name is "handshake-loss/synack".
func (r *Run) Name() string { return r.Lab + "/" + r.Variant }

// Load reads a lab.
func Load(t testing.TB, name string) *lab.Lab {
	t.Helper()
	src, err := labs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	l, errs := file.Load(labs.Path(name), src, file.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return l
}

// Variant runs a variant, with rules behind its own.
func Variant(t testing.TB, name, variant string, rules ...hooks.Rule) *event.Log {
	t.Helper()
	l := Load(t, name)
	v := l.Variant(variant)
	if v == nil {
		t.Fatalf("%s has no variant %s", name, variant)
	}
	return carryOut(t, l, v, rules)
}

// All runs every variant of a lab that netstack can show, in their order.
func All(t testing.TB, name string) (all []Run) {
	t.Helper()
	l := Load(t, name)
	for i := range l.Variants {
		v := &l.Variants[i]
		if v.CannotOn(topology.Netstack) == nil && len(v.Needs) == 0 {
			all = append(all, Run{l.Name, v.Name, carryOut(t, l, v, nil)})
		}
	}
	return all
}

func carryOut(t testing.TB, l *lab.Lab, v *lab.Variant, rules []hooks.Rule) *event.Log {
	t.Helper()
	p, errs := lab.Resolve(l, v, lab.Settings{Rules: rules})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	log := new(event.Log)
	_, err := lab.Run(context.Background(), p, lab.RunOptions{
		Makers:  map[string]topology.Maker{topology.Netstack: netstack.New},
		Version: func(string) string { return "test" },
		Log:     log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return log
}
