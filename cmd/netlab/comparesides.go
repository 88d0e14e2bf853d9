package main

import (
	"maps"
	"path/filepath"
	"strings"

	"netlab/hooks/segment"
	"netlab/topology"
)

// A comparedSide is one side of a comparison: what is run there, with the flags
// that are its own. Both sides have the same jobs in the same order.
type comparedSide struct {
	*call
	jobs []*job
}

// skip says why the ith jobs are not compared; "": they are.
func skip(sides [2]comparedSide, i int) string {
	for _, s := range sides {
		if why := s.jobs[i].skip; why != "" {
			return why
		}
	}
	return ""
}

// sides finds what the command line wants to be compared.
func (k *call) sides() (sides [2]comparedSide, err error) {
	specs := k.list("stack")
	switch len(specs) {
	case 0:
		specs = []string{topology.Netstack, topology.Kernel}
	case 1:
		specs = []string{"", specs[0]} // the lab as it stands, and that
	case 2:
	default:
		return sides, wrong("compare-stacks", len(specs))
	}
	for i, spec := range specs {
		stacks, sets, err := settingsIn(spec)
		if err != nil {
			return sides, err
		}
		c := *k
		c.given = maps.Clone(k.given)
		delete(c.given, "json") // the events are not what is asked for
		delete(c.given, "stack")
		if stacks != "" {
			c.given["stack"] = []string{stacks}
		}
		if out := k.text("out"); out != "" {
			c.given["out"] = []string{filepath.Join(out, string("ab"[i]))}
		}
		jobs, err := c.jobs()
		if err != nil {
			return sides, err
		}
		for _, j := range jobs {
			if err := j.apply(sets); err != nil {
				return sides, err
			}
		}
		sides[i] = comparedSide{&c, jobs}
	}
	// What is not compared need not be run on one side either.
	for i := range sides[0].jobs {
		if why := skip(sides, i); why != "" {
			sides[0].jobs[i].skip, sides[1].jobs[i].skip = why, why
		}
	}
	return sides, nil
}

// A hostSetting is a setting that the command line gives to a host; "": to all.
type hostSetting struct{ host, name, value string }

// settingsIn takes the settings out of what --stack says of one side:
// client=kernel,server=netstack+tcp_sack=0.
func settingsIn(spec string) (stacks string, sets []hostSetting, err error) {
	var plain []string
	for part := range strings.SplitSeq(spec, ",") {
		words := strings.Split(part, "+")
		host := ""
		if h, _, named := strings.Cut(words[0], "="); named {
			host = h
		}
		if words[0] != "" {
			plain = append(plain, words[0])
		}
		for _, w := range words[1:] {
			name, value, ok := strings.Cut(w, "=")
			if !ok || name == "" {
				return "", nil, wrong("compare-setting", w)
			}
			sets = append(sets, hostSetting{host, name, value})
		}
	}
	return strings.Join(plain, ","), sets, nil
}

// apply gives settings to the hosts of a job's plan.
func (j *job) apply(sets []hostSetting) error {
	for _, s := range sets {
		found := false
		for i := range j.plan.Network.Hosts {
			h := &j.plan.Network.Hosts[i]
			if s.host != "" && s.host != h.Name {
				continue
			}
			found = true
			if err := s.fits(h.Stack); err != nil {
				return err
			}
			if h.Set = maps.Clone(h.Set); h.Set == nil {
				h.Set = map[string]string{}
			}
			h.Set[s.name] = s.value
		}
		if !found {
			return wrong("host-unknown", j.lab.Name, s.host)
		}
	}
	return nil
}

// fits says what is wrong with a setting for a host's stack.
func (s hostSetting) fits(stack string) error {
	var names []string
	for _, known := range settings() {
		if known.Stack != stack {
			continue
		}
		if known.Name == s.name {
			if known.Check == nil {
				return nil
			}
			if err := known.Check(s.value); err != nil {
				return wrong("compare-setting-value", s.name, err)
			}
			return nil
		}
		names = append(names, known.Name)
	}
	err := wrong("compare-no-setting", stack, s.name)
	if n := segment.Nearest(s.name, names); n != "" {
		return err.or("meant", n)
	}
	return err
}
