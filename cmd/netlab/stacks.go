package main

import (
	"maps"
	"runtime"
	"slices"
	"strings"

	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/words"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// stackNames are the stacks that this build has, and elsewhere those that netlab
// has on other machines.
var (
	stackNames, elsewhere = stacksOn(runtime.GOOS)
	stackOrder            = []string{topology.Netstack, topology.Kernel}
)

// stacksOn are the stacks that netlab has on a system, and those that it has not.
func stacksOn(system string) (has, lacks []string) {
	if system == "linux" {
		return []string{topology.Netstack, topology.Kernel}, nil
	}
	return []string{topology.Netstack}, []string{topology.Kernel}
}

// settingsOf are a host's settings, as NAME=VALUE, in the order of their names.
func settingsOf(set map[string]string) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		all = append(all, name+"="+set[name])
	}
	return all
}

// settings are what a lab may set for a host, of all stacks.
func settings() (all []file.Setting) {
	for _, s := range netstack.Settings() {
		all = append(all, file.Setting{Stack: topology.Netstack, Name: s.Name, Check: s.Check})
	}
	for _, s := range linux.Settings() {
		all = append(all, file.Setting{Stack: topology.Kernel, Name: s.Name, Check: s.Check})
	}
	return all
}

// stackVersion is which version of a stack is built in.
func stackVersion(stack string) string {
	switch stack {
	case topology.Netstack:
		return netstack.Version
	case topology.Kernel:
		return linux.Version()
	}
	return ""
}

// stacks reads --stack: a stack for all hosts, or for some of them.
func (k *call) stacks() (map[string]string, error) {
	text := strings.Join(k.list("stack"), ",")
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
		return unable("kernel-elsewhere", runtime.GOOS)
	}
	err := wrong("stack-unknown", name)
	if n := segment.Nearest(name, stackNames); n != "" {
		return err.or("meant", n)
	}
	return err.or("there-are", strings.Join(stackNames, ", "))
}

// skips says why a variant is not run with the stacks that its plan has; "": it
// is.
func (k *call) skips(v *lab.Variant, p *lab.Plan) string {
	who, why := v.Cannot(func(host string) string {
		i := slices.IndexFunc(p.Network.Hosts, func(h topology.HostPlan) bool { return h.Name == host })
		return p.Network.Hosts[i].Stack // a plan has the variant's hosts
	})
	if why != nil {
		return k.t("skip-unsupported", who, why.In(string(k.lang)))
	}
	for _, h := range p.Network.Hosts {
		if k.on("all") && !slices.Contains(stackNames, h.Stack) {
			return k.t("skip-stack", h.Name, h.Stack)
		}
	}
	var missing []string
	for _, n := range v.Needs {
		if !slices.ContainsFunc(p.Network.Hosts, func(h topology.HostPlan) bool { return h.Stack == n }) {
			missing = append(missing, n)
		}
	}
	if missing != nil {
		return k.t("skip-needs", words.And(k.lang, missing))
	}
	if execs := p.Execs(); len(execs) > 0 && k.on("all") && !k.on("allow-exec") {
		return k.t("skip-exec", lab.CommandLine(execs[0].Command))
	}
	return ""
}

// execs says what is wrong with a plan that would run programs of this machine's
// without having been allowed to: each of them, with its place.
func (k *call) execs(p *lab.Plan) (errs []error) {
	if k.on("allow-exec") {
		return nil
	}
	for _, e := range p.Execs() {
		errs = append(errs, file.Errors{{Place: e.Place, Problem: k.t("exec-refused", lab.CommandLine(e.Command)), Hint: k.t("exec-allow")}})
	}
	return errs
}
