package main

import (
	"fmt"
	"slices"

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
		k.keep(name, text)
		l, bad := file.Load(name, text, file.Options{Settings: settingNames()})
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

// buildable says whether the plan's hosts can be built: a setting's value is known
// to its stack alone. Plans with stacks that this build does not have pass.
func buildable(name string, p *lab.Plan) []error {
	for i := range p.Network.Hosts {
		if !slices.Contains(stackNames, p.Network.Hosts[i].Stack) {
			return nil
		}
	}
	n, err := topology.Build(&p.Network, topology.Options{Makers: makers(), Clock: new(clock.Virtual), Names: new(event.Names)})
	if err != nil {
		return []error{fmt.Errorf("%s: %w", name, err)}
	}
	if err := n.Close(); err != nil {
		return []error{fmt.Errorf("%s: %w", name, err)}
	}
	return nil
}
