package main

import (
	"fmt"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/topology"
	"netlab/topology/clock"
)

// lint says what is wrong with labs' files, and nothing where all is well.
func lint(k *call) error {
	var errs []error
	for _, arg := range k.args {
		name, text, err := k.fileText(arg)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		k.remember(name, text)
		l, bad := file.Load(name, text, file.Options{Questions: true, Settings: settings, Warn: k.warn})
		if len(bad) > 0 {
			errs = append(errs, bad)
			continue
		}
		for i := range l.Variants {
			p, bad := lab.Resolve(l, &l.Variants[i], lab.Settings{})
			errs = append(errs, bad...)
			if len(bad) == 0 {
				errs = append(errs, buildable(name, p)...)
			}
		}
	}
	if len(errs) > 0 {
		return k.blame(errs)
	}
	return nil
}

// warn tells of what is surely not meant, and runs.
func (k *call) warn(e *file.Error) {
	fmt.Fprintln(k.err, k.t("lint.warning", e))
	k.point(e.Place)
}

// buildable says whether the plan's hosts can be built, where that takes nothing of
// the machine: some things are known to the stack alone.
func buildable(name string, p *lab.Plan) []error {
	if onMachine(p) {
		return nil
	}
	n, err := topology.Build(&p.Network, topology.Options{Makers: inMemory, Clock: new(clock.Virtual), Names: new(event.Names)})
	if err != nil {
		return []error{fmt.Errorf("%s: %w", name, err)}
	}
	if err := n.Close(); err != nil {
		return []error{fmt.Errorf("%s: %w", name, err)}
	}
	return nil
}
