//go:build linux

package labs_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/report/ladder"
	"netlab/lab/report/pcapng"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// TestMain lets parallel tests be parallel. A run on the kernel calculates for
// milliseconds and waits for a minute: as many go on at once as there are, and not
// as many as there are processors, as -parallel is where nobody sets it.
func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.parallel", "1000")
	os.Exit(m.Run())
}

// Where a lab runs: on the kernel, and on both mixtures.
var kernelStacks = []map[string]string{
	{"": topology.Kernel},
	{"client": topology.Kernel, "server": topology.Netstack},
	{"client": topology.Netstack, "server": topology.Kernel},
}

func stackName(stacks map[string]string) string {
	if all := stacks[""]; all != "" {
		return all
	}
	return stacks["client"] + "-" + stacks["server"]
}

// onKernel begins to carry out a plan on the machine's kernel. What it gives waits
// for the end. A *linux.Unable skips the test: this machine does not allow it.
func onKernel(t *testing.T, p *lab.Plan, sinks ...event.Sink) (wait func() *outcome) {
	var o *outcome
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		o, err = carryOutOnKernel(t.Context(), p, sinks...)
	}()
	return func() *outcome {
		t.Helper()
		<-done
		if u := (*linux.Unable)(nil); errors.As(err, &u) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
}

func carryOutOnKernel(ctx context.Context, p *lab.Plan, sinks ...event.Sink) (*outcome, error) {
	m, err := linux.Open()
	if err != nil {
		return nil, err
	}
	defer m.Close()
	patience := 150 * time.Second
	if *whole {
		patience = 10 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o := new(outcome)
	o.Result, err = lab.Run(ctx, p, lab.RunOptions{
		Makers: map[string]topology.Maker{topology.Netstack: m.Wired(netstack.New), topology.Kernel: m.Kernel},
		Waiter: m.Wait, Log: &o.log, Sinks: sinks,
	})
	return o, err
}

// skipElsewhere skips a test that needs namespaces and devices, with the reason
// that this machine has.
func skipElsewhere(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("it makes network namespaces and devices: only root may")
	}
	l := load(t, "handshake", file.Options{})
	onKernel(t, plan(t, l, l.Variant(l.Default), lab.Settings{Stack: kernelStacks[0]}))()
}

func plan(t testing.TB, l *lab.Lab, v *lab.Variant, s lab.Settings) *lab.Plan {
	t.Helper()
	p, errs := lab.Resolve(l, v, s)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return p
}

// cell is one run of the matrix.
type cell struct {
	lab     *lab.Lab
	variant *lab.Variant
	lab.Settings
}

func (c *cell) name() string {
	return fmt.Sprintf("%s/%s/%s/IPv%d/%s", c.lab.Name, c.variant.Name, stackName(c.Stack), c.IP, c.Link)
}

var whole = flag.Bool("whole", false, "every variant over every device and version of IP on every stack, which takes a quarter of an hour")

// cells are every variant on every stack. Each stack has another device and another
// version of IP, by turns, so that over the catalogue all are met; with -whole, or
// where the lab is named, each meets all; with -short a variant has one run.
func cells(t *testing.T) (all []*cell) {
	turn := 0
	for _, name := range names() {
		l := load(t, name, file.Options{})
		for i := range l.Variants {
			turn++
			for s, stacks := range kernelStacks {
				if testing.Short() && s != turn%len(kernelStacks) {
					continue
				}
				for n := range 4 {
					if *whole || *only != "" || n == (turn+s)%4 {
						all = append(all, &cell{l, &l.Variants[i], lab.Settings{
							Stack: stacks, IP: []int{4, 6}[n/2], Link: []string{topology.TUN, topology.Veth}[n%2],
						}})
					}
				}
			}
		}
	}
	return all
}

// A run has its business in its first seconds, and then waits, some for two
// minutes. So many have their business at once.
const (
	abreast  = 20
	business = 2 * time.Second
)

// begin waits for a place among those that are busy.
func begin(places chan struct{}) {
	places <- struct{}{}
	time.AfterFunc(business, func() { <-places })
}

// A run whose machine was later than this is told again.
const lateness = 5 * time.Millisecond

// TestKernel: each variant ends by itself on the kernel and on mixtures, over both
// versions of IP and both kinds of devices, and shows what it promises; tshark
// finds no fault in any packet; and nothing is left behind.
func TestKernel(t *testing.T) {
	skipElsewhere(t)
	before := holds(t)
	captures := &captures{shown: shown{}, lengths: lengths{}}
	var reasons kernelReasons
	t.Cleanup(func() {
		if after := holds(t); after != before {
			t.Errorf("before the runs it held %+v, after them %+v", before, after)
		}
		captures.check(t)
		reasons.check(t)
		if testing.Short() {
			return // not every variant ran on the kernel alone
		}
		captures.lengths.check(t)
		if *only == "" {
			captures.shown.check(t, topology.Kernel)
		}
	})
	places, calm := make(chan struct{}, abreast), make(chan struct{}, 2)
	for _, c := range cells(t) {
		t.Run(c.name(), func(t *testing.T) {
			skipUnsupportedBy(t, c.variant, c.Stack)
			begin(places)
			p := plan(t, c.lab, c.variant, c.Settings)
			capture := new(bytes.Buffer)
			wait := onKernel(t, p, pcapng.New(capture, pcapng.Options{}))
			t.Parallel()
			o := wait()
			for n := 1; n < again && len(o.faults()) > 0 && o.Late > lateness; n++ {
				t.Logf("the machine was late by %v: once more", o.Late)
				begin(calm)
				capture.Reset()
				o = onKernel(t, p, pcapng.New(capture, pcapng.Options{}))()
			}
			captures.add(t, capture, o)
			reasons.add(t, o)
			for _, f := range o.faults() {
				t.Error(f)
			}
			if t.Failed() {
				t.Log("\n" + o.draw(t, ladder.Options{Width: 120}))
			}
		})
	}
}

// faults are what the run did otherwise than it should.
func (o *outcome) faults() []string {
	all := o.unmet()
	if o.Reason != "done" && o.Reason != "until" && !waitsForNobody(o) {
		all = append(all, fmt.Sprintf("ended by %s (%s)", o.Reason, o.Detail))
	}
	return all
}

func skipUnsupportedBy(t *testing.T, v *lab.Variant, stacks map[string]string) {
	t.Helper()
	_, why := v.Cannot(func(host string) string {
		if stack, ok := stacks[host]; ok {
			return stack
		}
		return stacks[""]
	})
	if why != nil {
		t.Skip(why.In("en"))
	}
}

// held is what a process can leave behind.
type held struct {
	files, devices, children int
	namespaces               string // of its threads
}

func holds(t *testing.T) held {
	t.Helper()
	list := func(pattern string) []string {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	h := held{files: len(list("/proc/self/fd/*")), devices: len(list("/sys/class/net/*"))}
	var namespaces []string
	for _, task := range list("/proc/self/task/*") {
		if children, err := os.ReadFile(task + "/children"); err == nil { // it may have ended
			h.children += len(strings.Fields(string(children)))
		}
		if ns, err := os.Readlink(task + "/ns/net"); err == nil && !slices.Contains(namespaces, ns) {
			namespaces = append(namespaces, ns)
		}
	}
	slices.Sort(namespaces)
	h.namespaces = strings.Join(namespaces, " ")
	return h
}

// TestFiftyAtOnce: fifty runs of a lab on the kernel, all at the same time, are
// each as if it were alone.
func TestFiftyAtOnce(t *testing.T) {
	skipElsewhere(t)
	before := holds(t)
	t.Cleanup(func() {
		if after := holds(t); after != before {
			t.Errorf("before the runs it held %+v, after them %+v", before, after)
		}
	})
	l := load(t, "time-wait", file.Options{})
	v := l.Variant("shorter")
	alone := paths(onKernel(t, plan(t, l, v, lab.Settings{Stack: kernelStacks[0]}))())
	for i := range 50 {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			p := plan(t, l, v, lab.Settings{Stack: kernelStacks[0]})
			wait := onKernel(t, p)
			t.Parallel()
			o := wait()
			for n := 1; n < again && len(o.unmet()) > 0 && o.Late > lateness; n++ {
				t.Logf("the machine was late by %v: once more", o.Late)
				o = onKernel(t, p)()
			}
			for _, e := range o.unmet() {
				t.Errorf("%s\n%s", e, o.draw(t, ladder.Options{Width: 120}))
			}
			if diff := cmp.Diff(alone, paths(o)); diff != "" {
				t.Errorf("(-alone +among fifty):\n%s\n%s", diff, o.draw(t, ladder.Options{Width: 120}))
			}
		})
	}
}

// paths are what became of every connection of a run. Not so the segments: whether
// the kernel acknowledges a FIN by itself or along with its own is chance.
func paths(o *outcome) map[string]string {
	all := map[string]string{}
	for e := range o.log.All() {
		if e.Kind == event.Change {
			all[e.Names.Host(e.Host)+" "+e.Names.Conn(e.Conn)] += " " + e.To.String()
		}
	}
	return all
}

// TestKernelCommands: the commands of the texts that need the machine's kernel run
// too, each of them, many at the same time.
func TestKernelCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	skipElsewhere(t)
	netlab := build(t)
	places := make(chan struct{}, abreast)
	for _, name := range names() {
		for _, lang := range languages {
			p := readPage(t, name, lang)
			commands := slices.DeleteFunc(p.commands(t), func(c command) bool { return !c.sudo })
			if len(commands) == 0 {
				t.Errorf("%s: it does not say how to run the lab on the kernel", p.path)
			}
			for _, c := range commands {
				t.Run(strings.Join(c.args, " "), func(t *testing.T) {
					t.Parallel()
					begin(places)
					c.try(t, netlab)
				})
			}
		}
	}
}
