package main

import (
	"maps"
	"slices"
	"strings"

	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/words"
	"netlab/topology"
	"netlab/topology/netstack"
)

// makers are the stacks that this build has, by name.
func makers() map[string]topology.Maker {
	return map[string]topology.Maker{"netstack": netstack.New}
}

// stackNames are those of makers, and elsewhere those that netlab has in other
// builds or on other machines.
var (
	stackNames = []string{"netstack"}
	elsewhere  = []string{"kernel"}
	stackOrder = slices.Concat(stackNames, elsewhere)
)

// settingsOf are a host's settings, as NAME=VALUE, in the order of their names.
func settingsOf(set map[string]string) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		all = append(all, name+"="+set[name])
	}
	return all
}

// settingNames are what a lab may set for a host, of all stacks.
func settingNames() (names []string) {
	for _, s := range netstack.Settings() {
		names = append(names, s.Name)
	}
	return names
}

// stackVersion is which version of a stack is built in.
func stackVersion(stack string) string {
	if stack == "netstack" {
		return netstack.Version
	}
	return ""
}

// stacks reads --stack: a stack for all hosts, or for some of them.
func (k *call) stacks() (map[string]string, error) {
	text := k.text("stack")
	if text == "" {
		return nil, nil
	}
	of := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		host, stack, named := strings.Cut(part, "=")
		if !named {
			host, stack = "", part
		}
		if err := knownStack(stack); err != nil {
			return nil, err
		}
		if _, twice := of[host]; twice {
			return nil, wrong("stack-twice", text)
		}
		of[host] = stack
	}
	return of, nil
}

// knownStack says what is wrong with a stack's name.
func knownStack(name string) error {
	if slices.Contains(stackNames, name) {
		return nil
	}
	if slices.Contains(elsewhere, name) {
		return unable("stack-missing", name, strings.Join(stackNames, ", "))
	}
	err := wrong("stack-unknown", name)
	if n := segment.Nearest(name, stackOrder); n != "" {
		return err.or("meant", n)
	}
	return err.or("there-are", strings.Join(stackNames, ", "))
}

// skips says why a variant is not run with the stacks that its plan has; "": it
// is.
func (k *call) skips(v *lab.Variant, p *lab.Plan) string {
	for _, h := range p.Network.Hosts {
		if why := v.Unsupported[h.Stack]; why != nil {
			return k.t("skip-unsupported", h.Stack, why.In(string(k.lang)))
		}
		if !slices.Contains(stackNames, h.Stack) {
			return k.t("skip-stack", h.Name, h.Stack)
		}
	}
	var missing []string
	for _, n := range v.Needs {
		if !slices.Contains(stackNames, n) {
			missing = append(missing, n)
		}
	}
	if missing != nil {
		return k.t("skip-needs", words.And(k.lang, missing))
	}
	return ""
}
