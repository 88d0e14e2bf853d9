package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/quiz"
	"netlab/labs"
)

// A job is one variant of one lab to be run.
type job struct {
	lab     *lab.Lab
	variant *lab.Variant
	plan    *lab.Plan
	skip    string     // why it is not run; "": it is
	world   quiz.World // the student's whose it is; zero: nobody's
	aside   bool       // it runs beside others: what it waits for is not told
}

// name is what the job is called: LAB or LAB/VARIANT.
func (j *job) name() string {
	if j.variant.Name == "" {
		return j.lab.Name
	}
	return j.lab.Name + "/" + j.variant.Name
}

// jobs finds what the command line wants to be run. All that is wrong is told at
// once, and then nothing is run.
func (k *call) jobs() ([]*job, error) {
	args := k.args
	switch {
	case k.on("all") && len(args) > 0:
		return nil, wrong("all-and-labs", args[0])
	case k.on("all"):
		args = labs.Names()
	case len(args) == 0:
		return nil, wrong("args-few", k.name, k.command.args)
	}
	settings, err := k.settings()
	if err != nil {
		return nil, err
	}
	options := file.Options{Set: k.list("set"), Rules: k.list("rule")}
	var all []*job
	var errs []error
	for _, arg := range args {
		options.Only = nil
		if name := k.text("variant"); !isFile(arg) && name != "all" && !k.on("all") {
			options.Only = func(variant, byDefault string) bool {
				return variant == name || name == "" && (variant == byDefault || byDefault == "")
			}
		}
		world, err := k.studentWorld(arg)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		options.Vary = world.Set
		l, err := k.load(arg, options)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		variants, err := k.variants(l)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, v := range variants {
			j, bad := k.job(l, v, world.Settings(settings))
			if j != nil {
				j.world = world
			}
			errs = append(errs, bad...)
			all = append(all, j)
		}
	}
	if len(errs) > 0 {
		return nil, k.blame(errs)
	}
	return all, nil
}

// variants are those of a lab that are to be run: with --all, and nothing else
// said, all of them.
func (k *call) variants(l *lab.Lab) ([]*lab.Variant, error) {
	name := k.text("variant")
	if name == "all" || name == "" && k.on("all") {
		var all []*lab.Variant
		for i := range l.Variants {
			all = append(all, &l.Variants[i])
		}
		return all, nil
	}
	if name == "" {
		name = l.Default
	}
	if v := l.Variant(name); v != nil {
		return []*lab.Variant{v}, nil
	}
	if name == "" {
		return []*lab.Variant{&l.Variants[0]}, nil
	}
	err := wrong("variant-unknown", l.Name, name)
	names := variantNames(l)
	if n := segment.Nearest(name, names); n != "" {
		return nil, err.or("meant", n)
	}
	if names[0] == "" {
		return nil, err.or("variant-none")
	}
	return nil, err.or("there-are", strings.Join(names, ", "))
}

func variantNames(l *lab.Lab) (names []string) {
	for i := range l.Variants {
		names = append(names, l.Variants[i].Name)
	}
	return names
}

// job makes a plan of a variant, or says why it cannot be run here.
func (k *call) job(l *lab.Lab, v *lab.Variant, s lab.Settings) (*job, []error) {
	for _, h := range slices.Sorted(maps.Keys(s.Stack)) {
		if h != "" && !slices.ContainsFunc(v.Hosts, func(o lab.Host) bool { return o.Name == h }) {
			var names []string
			for _, o := range v.Hosts {
				names = append(names, o.Name)
			}
			err := wrong("host-unknown", l.Name, h)
			if n := segment.Nearest(h, names); n != "" {
				return nil, []error{err.or("meant", n)}
			}
			return nil, []error{err.or("there-are", strings.Join(names, ", "))}
		}
	}
	p, errs := lab.Resolve(l, v, s)
	if p != nil {
		if why := k.skips(v, p); why != "" {
			return &job{lab: l, variant: v, plan: p, skip: why}, nil
		}
	}
	if len(errs) == 0 {
		errs = k.execs(p)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return &job{lab: l, variant: v, plan: p}, nil
}

// settings are what the command line says beyond the labs.
func (k *call) settings() (s lab.Settings, err error) {
	if s.Stack, err = k.stacks(); err != nil {
		return s, err
	}
	s.Link, s.Clock = k.text("link"), k.text("time")
	s.IP, _ = strconv.Atoi(k.text("ip")) // 4, 6 or nothing
	if v := k.text("seed"); v != "" {
		if s.Seed, err = strconv.ParseUint(v, 0, 64); err != nil || s.Seed == 0 {
			return s, k.bad("seed", k.t("want-seed"))
		}
	}
	if s.Limits.Time, err = k.duration("limit-time"); err != nil {
		return s, err
	}
	if s.Limits.Wall, err = k.duration("limit-wall"); err != nil {
		return s, err
	}
	if v := k.text("limit-events"); v != "" {
		if s.Limits.Events, err = strconv.Atoi(v); err != nil || s.Limits.Events < 1 {
			return s, k.bad("limit-events", k.t("want-count"))
		}
	}
	return s, nil
}

// duration reads a flag's time; 0: it was not given.
func (k *call) duration(name string) (time.Duration, error) {
	v := k.text(name)
	if v == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		return 0, k.bad(name, k.t("want-time"))
	}
	return d, nil
}
