package debug

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/compare"
	"netlab/lab/story"
	"netlab/topology"
	"netlab/topology/clock"
)

// A Live is a Debugger of a run on real time: of the kernel's hosts, or over real
// devices. It is one run, in a goroutine of its own, which stands still between two
// beats until somebody lets it go on. What has happened has happened: it goes forward
// only, and has one branch.
//
// The desk stands still, the kernel does not: its timers run on while a person thinks.
// Where the lab says nothing of them they are held back as far as a kernel lets them be,
// and a Notice says so.
type Live struct {
	o      Options
	plan   *lab.Plan
	ctx    context.Context // the run's
	cancel context.CancelFunc
	ended  chan struct{} // closed when the run is over
	notice []Notice

	mu       sync.Mutex
	changed  *sync.Cond // the run stands, is to go on, or is over
	branch   *Branch
	folder   story.Folder
	n        uint32          // the cursor's event
	names    event.Names     // those that the events so far have; the run adds to its own meanwhile
	goesOn   func() bool     // asked where the run stands: whether it goes on; nil: it does not
	wait     context.Context // for the world, until it stands again
	stands   bool            // it does, at stand
	stand    *lab.Stand      // of the run; used while it stands
	own      *event.Names    // the run's; used while it stands
	moments  [2]standing     // how the network stood behind the last beat, and behind the one before
	desk     uint32          // the packet that stands at the desk; 0: none does
	came     []hooks.Packet  // that stood at the desk, in their order
	pauses   []pause
	over     bool
	err      error // of the run
	breaks   []*liveStop
	decided  map[uint32]hooks.Rule
	holds    map[uint32]*clock.Stopwatch // packets that are held by hand: since when
	released map[uint32]time.Duration    // and those that were: how long
}

// heldBack are the kernel's settings that hold its timers back while a person looks on:
// no tail loss probe, and no retransmission timer of data under 30 s (facts: 1 copy in 3
// s instead of 5).
var heldBack = [...][2]string{{"tcp_early_retrans", "0"}, {"tcp_rto_min_us", "30000000"}}

// NewLive begins a run on real time. It stands before its first beat.
func NewLive(ctx context.Context, o Options) (*Live, error) {
	p, err := o.Plan(nil)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	l := &Live{o: o, plan: p, ctx: ctx, cancel: cancel, ended: make(chan struct{}), decided: map[uint32]hooks.Rule{},
		holds: map[uint32]*clock.Stopwatch{}, released: map[uint32]time.Duration{}}
	l.changed = sync.NewCond(&l.mu)
	l.branch = &Branch{Parent: -1, Plan: p, Log: new(event.Log), Story: l.folder.Story()}
	l.branch.hand = event.RuleID(len(p.Network.Rules) + 1)
	l.notice = []Notice{{key: "live"}}
	if l.holdBack() {
		l.notice = append(l.notice, Notice{key: "live-held-back"})
	}
	const day = 24 * time.Hour // a person takes time; the limits of a run that nobody looks at are none of his
	p.Limits.Time, p.Limits.Wall = max(p.Limits.Time, day), max(p.Limits.Wall, day)
	context.AfterFunc(ctx, func() { // who waits for a person waits no longer
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.err == nil && !l.over {
			l.err = context.Cause(ctx)
		}
		l.changed.Broadcast()
	})
	go l.run(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.stands && !l.over {
		l.changed.Wait()
	}
	if l.branch.Log.Len() == 0 { // it could not even begin
		return nil, l.err
	}
	l.n = 1
	return l, nil
}

// holdBack gives the kernel's hosts settings that hold their timers back, and says
// whether there are any that the lab says nothing of.
func (l *Live) holdBack() (held bool) {
	for i := range l.plan.Network.Hosts {
		h := &l.plan.Network.Hosts[i]
		_, own := h.Set["tcp_rto_min"]
		if h.Stack != topology.Kernel || own {
			continue
		}
		set := map[string]string{}
		for _, s := range heldBack {
			set[s[0]] = s[1]
		}
		maps.Copy(set, h.Set) // the lab's say goes first
		h.Set, held = set, true
	}
	return held
}

// run carries out the plan, in a goroutine of its own.
func (l *Live) run(ctx context.Context) {
	defer close(l.ended)
	res, err := l.o.Run(ctx, l.plan, lab.RunOptions{Sinks: []event.Sink{liveSink{l}}, Stand: l.stood})
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.branch.Result, l.over, l.desk = res, true, 0; err != nil {
		l.err = err
	}
	l.changed.Broadcast()
}

// liveSink keeps what is recorded, for View and for Save.
type liveSink struct{ l *Live }

func (s liveSink) Put(e *event.Event) error {
	s.l.mu.Lock()
	defer s.l.mu.Unlock()
	s.l.own, s.l.names = e.Names, *e.Names
	kept := *e
	kept.Names = &s.l.names
	s.l.folder.Put(&kept)
	return s.l.branch.Log.Put(&kept)
}

func (s liveSink) Close() error { return nil }

// stood is asked before every beat. It waits until the run may go on.
func (l *Live) stood(st *lab.Stand) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stand = st
	if l.moments[1].n != st.N {
		l.moments[0] = l.moments[1]
	}
	l.moments[1] = standing{st.N, st.Net.Pending(), st.Standing()}
	l.desk = 0
	if d := st.Net.Desk(); len(d) > 0 && !l.knows(d[0].ID) { // one that was held has stood here before
		p := *d[0]
		p.Raw = slices.Clone(p.Raw)
		l.desk, l.came = p.ID, append(l.came, p)
	}
	l.pause()
	l.stands, st.Wait = false, l.wait
	return l.err == nil
}

// knows says whether a packet has stood at the desk before.
func (l *Live) knows(packet uint32) bool {
	return slices.ContainsFunc(l.came, func(p hooks.Packet) bool { return p.ID == packet })
}

// goOn lets the run go on as long as more says so and ctx is not done, and waits until
// it stands again: what a person asks for next needs a run that stands.
func (l *Live) goOn(ctx context.Context, more func() bool) error {
	wait, cancel := context.WithCancel(l.ctx)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	l.wait, l.stands = wait, false
	l.goesOn = func() bool { return ctx.Err() == nil && more() }
	l.changed.Broadcast()
	for !l.stands && !l.over {
		l.changed.Wait()
	}
	return context.Cause(ctx)
}

// last is the last event that there is.
func (l *Live) last() uint32 { return uint32(l.branch.Log.Len()) }

// Next implements Debugger.
func (l *Live) Next(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.n == l.last() {
		if l.over {
			return l.finished()
		}
		before := l.last()
		if err := l.goOn(ctx, func() bool { return l.last() == before }); err != nil {
			return err
		}
		if l.n == l.last() {
			return l.finished()
		}
	}
	l.n++
	return nil
}

// finished says that the run is over, or why it could not go on.
func (l *Live) finished() error {
	if l.err != nil {
		return l.err
	}
	return refuse("at-end")
}

// NextDesk implements Debugger.
func (l *Live) NextDesk(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.desk != 0 && l.n < l.last() { // it stands there already
		l.n = l.last()
		return nil
	}
	if l.over && l.n == l.last() {
		return l.finished()
	}
	before := len(l.came)
	if err := l.goOn(ctx, func() bool { return len(l.came) == before }); err != nil {
		return err
	}
	l.n = l.last()
	return nil
}

// Back implements Debugger.
func (l *Live) Back() error { return refuse("live-back") }

// PrevDesk implements Debugger.
func (l *Live) PrevDesk() error { return refuse("live-back") }

// Goto implements Debugger.
func (l *Live) Goto(n uint32) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case n < l.n:
		return refuse("live-back")
	case n > l.last():
		return refuse("no-event", int(n), int(l.last()))
	}
	l.n = n
	return nil
}

// WhatIf implements Debugger.
func (l *Live) WhatIf(uint32, string) error { return refuse("live-back") }

// Undo implements Debugger.
func (l *Live) Undo() error { return refuse("live-back") }

// Branches implements Debugger.
func (l *Live) Branches() []*Branch { return []*Branch{l.branch} }

// Switch implements Debugger.
func (l *Live) Switch(id int) error {
	if id != 0 {
		return refuse("no-branch", id)
	}
	return nil
}

// Compare implements Debugger.
func (l *Live) Compare(a, b int) (*compare.Comparison, error) { return nil, refuse("live-one") }

// Close implements Debugger.
func (l *Live) Close() error {
	l.cancel()
	<-l.ended
	return nil
}

var _ Debugger = (*Live)(nil)
