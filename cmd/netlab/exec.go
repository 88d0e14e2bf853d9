package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/story"
	"netlab/topology"
)

// execute runs a program of the machine's in a host of a lab, on the terminal: in
// the network that netlab run --keep keeps standing, or else in one that is built
// for it and stands until the program has ended. Its status is the command's.
func execute(k *call) error {
	if k.text("pcap") == "-" {
		return wrong("exec-stdout")
	}
	settings, err := k.settings()
	if err != nil {
		return err
	}
	if settings.Stack == nil {
		settings.Stack = map[string]string{"": topology.Kernel}
	}
	settings.Limits = endless(settings.Limits)
	l, err := k.load(k.args[0], file.Options{Set: k.list("set"), Rules: k.list("rule")})
	if err != nil {
		return k.blame([]error{err})
	}
	if there, err := k.join(l.Name); there || err != nil {
		return err
	}
	if k.text("variant") == "all" {
		return wrong("exec-all")
	}
	variants, err := k.variants(l)
	if err != nil {
		return err
	}
	j, errs := k.job(l, variants[0], settings)
	if len(errs) > 0 {
		return k.blame(errs)
	}
	if j.skip != "" {
		return unable("skipped", j.name(), j.skip)
	}
	if err := addProgram(j.plan, k.args[1], k.args[2:]); err != nil {
		return err
	}
	if err := k.prepare([]*job{j}); err != nil {
		return err
	}
	return k.execIn(j)
}

// endless are limits for a person at work: none that was not asked for.
func endless(l lab.Limits) lab.Limits {
	const never = 100 * 365 * 24 * time.Hour
	if l.Time == 0 {
		l.Time = never
	}
	if l.Wall == 0 {
		l.Wall = never
	}
	if l.Events == 0 {
		l.Events = math.MaxInt32
	}
	return l
}

// addProgram adds the program to a plan. What the lab expects was not said of a
// network that a stranger comes to.
func addProgram(p *lab.Plan, host string, argv []string) error {
	at := p.Network.Host(host)
	if at < 0 {
		return noHost(p.Lab, host, hostNames(p))
	}
	if !takesPrograms(p, at) {
		return wrong("exec-memory", host, p.Network.Hosts[at].Stack)
	}
	// A program that is not there is told before anything is built.
	if _, err := lookPath(argv[0]); err != nil {
		return err
	}
	p.Programs = append(p.Programs, lab.ExecProgram(at, argv))
	p.Expect, p.Until = nil, ""
	return nil
}

// lookPath finds a program.
func lookPath(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err == nil {
		return path, nil
	}
	code, _ := lab.NotStarted(err)
	if errors.Is(err, exec.ErrNotFound) {
		return "", &failure{code: code, key: "exec-not-found", args: []any{name, os.Getenv("PATH")}}
	}
	return "", &failure{code: code, key: "exec-program", args: []any{name, reason(err)}}
}

// noHost is the error for a host that a lab does not have.
func noHost(lab, host string, names []string) error {
	err := wrong("exec-host", lab, host)
	if n := segment.Nearest(host, names); n != "" {
		return err.or("meant", n)
	}
	return err.or("there-are", strings.Join(names, ", "))
}

// takesPrograms says whether programs can run in a host of a plan: whether it has
// a namespace.
func takesPrograms(p *lab.Plan, at int) bool {
	h := &p.Network.Hosts[at]
	return h.Stack == topology.Kernel || slices.ContainsFunc(h.Ifaces, func(f topology.Iface) bool { return f.Link != "" })
}

func hostNames(p *lab.Plan) (names []string) {
	for i := range p.Network.Hosts {
		names = append(names, p.Network.Hosts[i].Name)
	}
	return names
}

// execIn runs a plan with a program on the terminal. Stdout is the program's:
// what is recorded goes to files.
func (k *call) execIn(j *job) error {
	p, err := k.picture()
	if err != nil {
		return err
	}
	dir := k.text("out")
	out := &outputs{world: k.world}
	defer out.discard()
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return unwritable(dir, err)
		}
	}
	sinks, err := k.sinks(out, dir, nil)
	if err != nil {
		return err
	}
	o := lab.RunOptions{Sinks: sinks, AllowExec: true, Terminal: [3]*os.File{os.Stdin, os.Stdout, os.Stderr}}
	var log event.Log
	if dir != "" {
		o.Log = &log
	}
	k.watch()
	k.out.Flush()
	var d done
	d.result, err = k.runPlan(j.plan, o)
	switch {
	case d.result == nil:
		return k.cannotRun(j, err)
	case err != nil && !isSink(err):
		return err
	}
	if dir != "" {
		d.story = story.Fold(log.All())
		if err := k.report(out, dir, &d, p); err != nil {
			return err
		}
		if err := k.drawFaces(out, dir, &recorded{d.story, &log}, p); err != nil {
			return err
		}
	}
	if err := out.commit(); err != nil {
		return err
	}
	return k.ending(j, d.result)
}

// ending is how the program on the terminal ended, as an error.
func (k *call) ending(j *job, r *lab.Result) error {
	visitor := j.plan.Programs[len(j.plan.Programs)-1].Name
	i := slices.IndexFunc(r.Exits, func(e lab.Exit) bool { return e.Program == visitor })
	if i < 0 {
		if r.Reason == "limit" {
			k.say("limit-run", j.name())
			return status(exitLimit)
		}
		return status(exitInterrupted)
	}
	if e := &r.Exits[i]; e.Error != "" {
		fmt.Fprintln(k.err, "netlab: "+e.Error)
		return status(e.Status)
	} else if e.Status != 0 {
		return status(e.Status)
	}
	return nil
}
