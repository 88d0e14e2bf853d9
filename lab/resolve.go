package lab

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/hooks"
	"netlab/topology"
)

// Settings are what a run decides beyond the lab: the command line's say.
type Settings struct {
	Stack  map[string]string // by host; "": every host that is not named
	Link   string            // instead of the wires' own; "": as they say, and as their ends need
	Clock  string            // "virtual", "real"; "": virtual where every stack and wire allows it
	IP     int               // 4 or 6; 0: the lab's, or 4
	Seed   uint64            // 0: 1
	Limits Limits            // where not zero, instead of the lab's
	Rules  []hooks.Rule      // behind the lab's

	// Network is the network of a wire (from 0), IPv4's or IPv6's, where the lab
	// writes none. Nil: topology's choice, which is the same in every run.
	Network func(wire, version int) netip.Prefix
}

// Resolve makes a plan of a variant. The errors are of what only shows when the
// parts come together; all of them are told at once.
func Resolve(l *Lab, v *Variant, s Settings) (*Plan, []error) {
	p := &Plan{Lab: l.Name, Variant: v.Name, Title: l.Title, VariantTitle: v.Title, IP: v.IP, Limits: v.Limits, Until: v.Until}
	if s.IP != 0 {
		p.IP = s.IP
	}
	if p.IP == 0 {
		p.IP = 4
	}
	if l := p.Limits; l.Events > mostEvents || l.Wall > mostWall {
		return nil, []error{fmt.Errorf("%s: a lab may set limits of up to %d events and %v of wall time; --limit-events and --limit-wall go higher", v.Place, mostEvents, mostWall)}
	}
	overlay(&p.Limits, s.Limits)
	p.Network = topology.Plan{Seed: max(s.Seed, 1), Rules: append(slices.Clone(v.Rules), s.Rules...), TCB: true}
	r := &resolver{plan: p, net: &p.Network, lab: v, set: s}
	r.hosts()
	r.wires()
	r.clock()
	if len(r.errs) == 0 {
		topology.FillRoutes(r.net)
		r.programs()
		r.expectations()
	}
	return p, r.errs
}

// What a lab's file may allow itself. A file may come from anywhere; whoever runs
// it may allow more.
const (
	mostEvents = 10_000_000
	mostWall   = 10 * time.Minute
	mostSent   = 64 << 20 // octets of one send
)

func overlay(l *Limits, over Limits) {
	if over.Time != 0 {
		l.Time = over.Time
	}
	if over.Events != 0 {
		l.Events = over.Events
	}
	if over.Wall != 0 {
		l.Wall = over.Wall
	}
}

type resolver struct {
	plan *Plan
	net  *topology.Plan
	lab  *Variant
	set  Settings
	errs []error
}

func (r *resolver) fail(at Place, format string, args ...any) {
	msg := fmt.Sprintf(format, args...)
	if !at.IsZero() {
		msg = at.String() + ": " + msg
	}
	if n := len(r.errs); n > 0 && r.errs[n-1].Error() == msg {
		return // both ends of a wire say the same
	}
	r.errs = append(r.errs, fmt.Errorf("%s", msg))
}

func (r *resolver) hosts() {
	for _, h := range r.lab.Hosts {
		stack := r.set.Stack[h.Name]
		for _, s := range []string{r.set.Stack[""], h.Stack, topology.Netstack} {
			if stack == "" {
				stack = s
			}
		}
		r.net.Hosts = append(r.net.Hosts, topology.HostPlan{Name: h.Name, Stack: stack, Forward: h.Forward, Set: h.settings(stack)})
	}
}

// settings are what is set for a host that runs a stack: what is for any stack,
// and on it what is for this one.
func (h *Host) settings(stack string) map[string]string {
	own := h.SetFor[stack]
	if len(own) == 0 {
		return h.Set
	}
	all := maps.Clone(own)
	for name, value := range h.Set {
		if _, ok := own[name]; !ok {
			all[name] = value
		}
	}
	return all
}

func (r *resolver) programs() {
	for _, p := range r.lab.Programs {
		h := r.net.Host(p.Host)
		if h < 0 {
			r.fail(p.Place, "a program is on %q, and there is no such host", p.Host)
			continue
		}
		pp := ProgramPlan{Name: p.Name, Host: h}
		for _, s := range p.Steps {
			r.address(&s)
			pp.Steps = append(pp.Steps, s)
		}
		r.plan.Programs = append(r.plan.Programs, pp)
	}
}

// address finds what a step's address stands for.
func (r *resolver) address(s *Step) {
	w := FindStep(s.Do)
	if w == nil {
		r.fail(s.Place, "there is no step %q", s.Do)
		return
	}
	if n, err := strconv.Atoi(s.Args.One("bytes")); s.Do == "send" && err == nil && n > mostSent {
		r.fail(s.Place, "send: %d octets at once are too many, %d may be: send several times", n, mostSent)
	}
	for i := range w.Params {
		if p := &w.Params[i]; p.Type == Address && s.Args.Has(p.Name) {
			a, err := r.lookup(s.Args.One(p.Name))
			if err != nil {
				r.fail(s.Place, "%s: %v", s.Do, err)
			}
			s.Addr = a
		}
	}
}

// lookup reads HOST:PORT, :PORT, PORT, or an address with a port.
func (r *resolver) lookup(text string) (netip.AddrPort, error) {
	if a, err := netip.ParseAddrPort(text); err == nil {
		return a, nil
	}
	host, port := "", text
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		host, port = text[:i], text[i+1:]
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("%q: wanted HOST:PORT with a port up to 65535", text)
	}
	if host == "" {
		return netip.AddrPortFrom(netip.Addr{}, uint16(n)), nil
	}
	h := r.net.Host(host)
	if h < 0 {
		return netip.AddrPort{}, fmt.Errorf("%q: there is no host %q", text, host)
	}
	a := r.net.Addr(h, r.plan.IP)
	if !a.IsValid() {
		return netip.AddrPort{}, fmt.Errorf("%q: host %s has no IPv%d address, it is on no wire", text, host, r.plan.IP)
	}
	return netip.AddrPortFrom(a, uint16(n)), nil
}

// expectations keeps those that hold for the stacks that were chosen, and tells
// what is wrong in them while there is still time.
func (r *resolver) expectations() {
	env := &expectEnv{plan: r.plan}
	for i := range r.net.Hosts {
		env.Hosts = append(env.Hosts, r.net.Hosts[i].Name)
	}
	for i := range r.net.Wires {
		env.Wires = append(env.Wires, r.net.Wires[i].Name)
	}
	for _, e := range r.lab.Expect {
		c, err := compileExpectation(&e, env)
		if err != nil {
			r.fail(e.Place, "%s: %v", e.Kind, err)
			continue
		}
		if r.plan.runs(e.Stack, c.hosts()) {
			r.plan.Expect = append(r.plan.Expect, e)
		}
	}
}
