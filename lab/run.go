package lab

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
)

// RunOptions are what a run needs besides its plan.
type RunOptions struct {
	Makers  map[string]topology.Maker // by the stack's name
	Waiter  clock.Waiter              // how a real clock waits; nil: for time alone
	Sinks   []event.Sink              // who is told; Run closes them
	Log     *event.Log                // keeps the events in memory; nil: Run makes its own if it must judge
	Hooks   []hooks.Hook              // of a Go program, behind the plan's rules
	Version func(stack string) string // for the run event, of stacks that do not tell it themselves

	// AllowExec lets the plan's steps exec start programs of the machine's.
	AllowExec bool
	// Terminal is what the program of ExecProgram gets for stdin, stdout and
	// stderr. The files stay the caller's.
	Terminal [3]*os.File
	// Keep lets the network stand when the programs have ended, until ctx is done:
	// others may still have something to do in its hosts. It is called when the
	// network stands and before anything happens in it. The network is the run's:
	// only what the run's waiter does may use it, and not when Run has returned. Nil:
	// the network ends with its programs.
	Keep func(*topology.Network)
	// Stand is asked before every beat, with the run as it stands; the first time
	// when the programs have been told to start. It may wait as long as it likes: a
	// virtual clock stands still meanwhile, a real one and its limits do not. False
	// ends the run as interrupted. Nil: nobody wants to know.
	Stand func(*Stand) bool
	// Progress is told, every second, of what a real clock waits for where that
	// takes more than one, and with nil when it does not wait any more. What it is
	// given is valid until it returns. Nil: nobody wants to know.
	Progress func(*Waiting)
}

// What ends a run that does not end by itself, where the lab and the command
// line say nothing. Virtual time is cheap: a day of it holds every timer of TCP's
// (keepalive begins after two hours). Real time is a person's.
const (
	defaultVirtualTime = 24 * time.Hour
	defaultRealTime    = 10 * time.Minute
	defaultEvents      = 1_000_000
	defaultWall        = time.Minute

	mostLoad   = 256 << 20 // octets of packets on their way: rules can make them without end
	mostMemory = 1 << 30   // octets of the record in memory
)

// run is a plan being carried out.
type run struct {
	plan     *Plan
	net      *topology.Network
	rec      *event.Recorder
	chain    hooks.Chain
	env      hooks.Env
	programs []*program
	byHost   [][]*program // index: HostID-1
	bytes    ledger
	until    *untilHolds
	clock    *realClock // nil: the clock is a virtual one
	unmet    []finding  // what the programs found wrong themselves
	exits    []Exit
	guests   []topology.Process // programs of the machine's that were started
	terminal [3]*os.File
	keep     bool
	visitor  *program // the one of ExecProgram: the run is for it, and ends with it

	stand func(*Stand) bool // nil: nobody looks on
	stood Stand

	asksForClosed bool // the end of TIME-WAIT is waited for

	ev   event.Event // scratch, for the programs' events
	more event.More
	call event.CallInfo
}

// Run carries out a plan. The error is of what could not be run at all: a run
// that ends at a limit, or does not meet its expectations, is a Result. When ctx
// is done the run ends as interrupted, with all that was recorded until then.
func Run(ctx context.Context, p *Plan, o RunOptions) (res *Result, err error) {
	if execs := p.Execs(); len(execs) > 0 && !o.AllowExec {
		return nil, execs[0]
	}
	sinks := o.Sinks
	log := o.Log
	if log == nil && len(p.Expect) > 0 {
		log = new(event.Log)
	}
	if log != nil {
		sinks = append([]event.Sink{log}, sinks...)
	}
	r := &run{plan: p, terminal: o.Terminal, keep: o.Keep != nil}
	if p.Clock == "real" {
		limits := r.limits() // in real time either of the two ends a wait
		r.clock = &realClock{run: r, limit: min(limits.Time, limits.Wall), tell: o.Progress}
		if o.Progress != nil {
			sinks = append([]event.Sink{r.clock}, sinks...)
		}
	}
	names := new(event.Names)
	if len(sinks) > 0 {
		r.rec = event.NewRecorder(names, sinks...)
	}
	defer func() {
		if r.rec == nil {
			return
		}
		if e := r.rec.Close(); e != nil && err == nil {
			err = e
		}
	}()
	if err := r.build(o, names); err != nil {
		return nil, err
	}
	defer r.net.Close()
	if o.Keep != nil {
		o.Keep(r.net)
	}
	r.begin(o, names)
	if o.Stand != nil {
		r.stand, r.stood = o.Stand, Stand{Net: r.net, run: r, names: names}
	}
	reason, detail := r.loop(ctx, log)
	r.net.DropHeld()
	res = &Result{Lab: p.Lab, Variant: p.Variant, Seed: p.Network.Seed, Reason: reason, Detail: detail, Ended: int64(r.net.Now()), Exits: r.exits}
	r.judge(res, log)
	r.end(res)
	return res, nil
}

// build makes the network and the programs.
func (r *run) build(o RunOptions, names *event.Names) error {
	p := r.plan
	r.env = p.RuleEnv()
	rules, err := hooks.Compile(p.Network.Rules, r.env)
	if err != nil {
		return err
	}
	r.chain = append(hooks.Chain(rules), o.Hooks...)
	for i, h := range r.chain {
		info := event.RuleInfo{Name: h.Name()}
		if i < len(p.Network.Rules) {
			info.Text = p.Network.Rules[i].String()
		}
		names.Rules = append(names.Rules, info)
	}
	var c clock.Clock = new(clock.Virtual)
	if p.Clock == "real" {
		r.clock.Clock = clock.NewWall(o.Waiter)
		c = r.clock
	}
	r.net, err = topology.Build(&p.Network, topology.Options{
		Makers: o.Makers, Clock: c, Recorder: r.rec, Hooks: r.chain, Names: names, Read: true,
	})
	if err != nil {
		return err
	}
	if r.until, err = r.compileUntil(p.Until); err != nil {
		r.net.Close()
		return err
	}
	r.asksForClosed = p.Until != "" || slices.ContainsFunc(p.Expect, Expectation.asksForClosed)
	r.byHost = make([][]*program, len(p.Network.Hosts))
	for i := range p.Programs {
		pr, err := newProgram(r, &p.Programs[i])
		if err != nil {
			r.net.Close()
			return err
		}
		r.programs = append(r.programs, pr)
		if pr.onTerminal() {
			r.visitor = pr
		}
		r.byHost[pr.plan.Host] = append(r.byHost[pr.plan.Host], pr)
	}
	r.net.Retry = r.retry
	return nil
}

// begin records the run's first event and lets the programs start, all at the
// beginning, in the order in which they were written.
func (r *run) begin(o RunOptions, names *event.Names) {
	if r.rec != nil {
		r.record(&event.Event{Kind: event.Run, More: &event.More{Run: r.info(o, names), PlanOf: r.plan}})
	}
	for _, pr := range r.programs {
		r.net.At(&pr.beat, 0, pr)
	}
}

// record puts an event of the lab's own into the stream.
func (r *run) record(e *event.Event) uint32 { return r.net.Record(e) }

// loop moves the network until the run is over, and says why it is.
func (r *run) loop(ctx context.Context, log *event.Log) (reason, detail string) {
	limits, real := r.limits(), r.clock != nil
	var watch clock.Stopwatch
	watch.Start()
	for beats := 0; ; beats++ {
		at, due := r.net.Next()
		if real {
			at, due = r.net.Now()+1, true // it waits for the limit, and news may still come
		}
		if due && at > limits.Time {
			return "limit", fmt.Sprintf("simulated time: %v", limits.Time)
		}
		if r.stand != nil && !r.stands() {
			return "interrupted", ""
		}
		if real && r.rec != nil {
			r.rec.Flush() // who looks on sees what has happened before the clock waits
		}
		wait := ctx
		if r.stood.Wait != nil {
			wait = r.stood.Wait
		}
		if beat := r.net.Step(wait); beat == topology.Idle || real && r.clock.idle {
			if r.programsDone() {
				return "done", ""
			}
			return "idle", "nothing can happen any more"
		}
		if beats&63 == 0 || real {
			if ctx.Err() != nil {
				if r.keep && r.programsDone() {
					return "done", ""
				}
				return "interrupted", ""
			}
			if watch.Elapsed() > limits.Wall {
				return "limit", fmt.Sprintf("wall time: %v", limits.Wall)
			}
		}
		if r.net.Load() > mostLoad {
			return "limit", fmt.Sprintf("octets on their way: %d", mostLoad)
		}
		if log != nil && log.Memory() > mostMemory {
			return "limit", fmt.Sprintf("octets of the record in memory: %d", int64(mostMemory))
		}
		if r.rec != nil && int(r.rec.Last()) > limits.Events {
			return "limit", fmt.Sprintf("events: %d", limits.Events)
		}
		if r.until != nil && r.until.holds() {
			return "until", r.plan.Until
		}
		if !r.keep && r.over() || r.visitorGone() {
			return "done", ""
		}
	}
}

// asksForClosed says whether an expectation is about a connection that is CLOSED.
func (e Expectation) asksForClosed() bool {
	for _, v := range e.Args {
		for _, text := range v {
			if strings.Contains(text, event.Closed.String()) {
				return true
			}
		}
	}
	return false
}

// limits are the plan's, with the defaults where it says nothing.
func (r *run) limits() Limits {
	l := r.plan.Limits
	if l.Time == 0 {
		l.Time = defaultVirtualTime
		if r.plan.Clock == "real" {
			l.Time = defaultRealTime
		}
	}
	if l.Events == 0 {
		l.Events = defaultEvents
	}
	if l.Wall == 0 {
		l.Wall = defaultWall
		if r.plan.Clock == "real" {
			l.Wall = l.Time + defaultWall
		}
	}
	return l
}

// over says whether the run has ended by itself: all programs have, no packet is
// on its way, and only listeners remain. On a real clock nobody waits for
// TIME-WAIT, unless the lab has an "until" or expects something of CLOSED.
func (r *run) over() bool {
	if !r.programsDone() || !r.net.Quiet() {
		return false
	}
	for h := range r.byHost {
		for _, c := range r.net.Book(event.HostID(h + 1)).All() {
			switch {
			case c.UDP, c.State == event.Closed, c.State == event.Listen:
			case c.State == event.TimeWait && r.plan.Clock == "real" && !r.asksForClosed:
			default:
				return false
			}
		}
	}
	return true
}

func (r *run) programsDone() bool {
	for _, p := range r.programs {
		if p.phase != ended {
			return false
		}
	}
	return true
}

// retry lets one program on a host do one thing.
func (r *run) retry(h event.HostID) bool {
	for _, p := range r.byHost[h-1] {
		if p.move() {
			return true
		}
	}
	return false
}
