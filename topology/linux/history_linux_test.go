package linux

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
)

// TestHistories compares what the watcher has seen of connections with what the
// kernel's own tracepoint says of them: random programs at both ends, on a wire
// that drops, delays and doubles. The kernel tells nobody of states, and yet none
// may be missing.
func TestHistories(t *testing.T) {
	const networks, connections = 6, 50
	var exact, equal, all, changes, stamped atomic.Int32
	var running sync.WaitGroup
	for i := range networks { // all at once: they mostly wait
		running.Go(func() {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				w := newWild(t, uint64(i), connections)
				w.run()
				for _, h := range w.histories() {
					all.Add(1)
					changes.Add(int32(len(h.seen)))
					stamped.Add(h.stamped(t))
					switch {
					case h.said == nil && len(h.seen) <= 1: // a request that no third segment came for
					case !slices.Equal(settled(h.seen), settled(h.said)) || !ends(h.seen, h.said):
						t.Errorf("%s: the watcher saw %v, the tracepoint said %v", h.name, h.seen, h.said)
						continue
					}
					equal.Add(1)
					if h.said == nil || slices.Equal(settled(h.unfilled), settled(h.said)) {
						exact.Add(1)
					}
				}
			})
		})
	}
	running.Wait()
	t.Logf("of %d histories %d are equal, %d of them before passed states are filled in", all.Load(), equal.Load(), exact.Load())
	t.Logf("of %d changes %d have the kernel's own time", changes.Load(), stamped.Load())
	// Both ends of most connections come to be, and some of a connection that never was.
	if n := all.Load(); n > 0 && n < networks*connections {
		t.Errorf("only %d histories were made", n)
	}
}

// settled is a history as far as the tracepoint can tell it: it says CLOSED when
// a socket gives way to what is left of it, in FIN-WAIT-2 or TIME-WAIT, and is
// silent about that.
func settled(path []event.State) []event.State {
	for i, s := range path {
		if s == event.FinWait2 || s == event.Closing {
			return path[:i+1]
		}
	}
	return path
}

// ends says whether what the watcher saw behind that can be, given what the
// tracepoint said.
func ends(seen, said []event.State) bool {
	rest, told := seen[len(settled(seen)):], said[len(settled(said)):]
	switch fmt.Sprint(rest) {
	case "[]":
		// FIN-WAIT-2 may be that of an orphan.
		return len(told) == 0 || seen[len(seen)-1] == event.FinWait2
	case "[CLOSED]", "[TIME-WAIT]", "[TIME-WAIT CLOSED]":
		return slices.Equal(told, []event.State{event.Closed})
	}
	return false
}

// history is one end of a connection.
type history struct {
	name     string
	seen     []event.State // by the watcher
	unfilled []event.State // without what it has filled in
	said     []event.State // by the tracepoint

	when   []time.Duration // of seen, by the kernel's own time; 0 where it is not known
	really []time.Duration // of said
}

// stamped counts the changes that have the kernel's own time, and fails where it
// is not what the tracepoint says.
func (h *history) stamped(t *testing.T) (n int32) {
	for i, at := range h.when {
		if at == 0 {
			continue
		}
		n++
		said := h.seen[i]
		if said == event.TimeWait {
			said = event.Closed
		}
		j := slices.Index(h.said, said)
		// Two programs on one tracepoint run one after the other; a processor
		// may be taken away between them.
		if j < 0 || at-h.really[j] > 5*time.Millisecond || h.really[j]-at > 5*time.Millisecond {
			t.Errorf("%s: %v of %v was at %v, and the tracepoint said %v at %v", h.name, h.seen[i], h.seen, at, h.said, h.really)
		}
	}
	return n
}

// wild is a network of two hosts on which nothing goes as it should.
type wild struct {
	*kernelPair
	rand    *rand.Rand
	tracer  *tracer
	actors  [2][]*actor
	cookies map[event.ConnID]uint64
	said    map[uint64][]transition
	zero    int64 // the beginning of the run, CLOCK_MONOTONIC
}

func newWild(t *testing.T, seed uint64, connections int) *wild {
	w := &wild{kernelPair: &kernelPair{T: t, version: []int{4, 6}[seed%2]}, rand: rand.New(rand.NewPCG(seed, 1)),
		cookies: map[event.ConnID]uint64{}, said: map[uint64][]transition{}}
	tr, err := openTracer()
	w.can(err)
	t.Cleanup(tr.close)
	w.tracer = tr
	// Whatever takes long with TCP takes a second here.
	w.build((*weather)(w), map[string]string{
		"tcp_syn_retries": "1", "tcp_syn_linear_timeouts": "1", "tcp_synack_retries": "1", "tcp_retries2": "3", "tcp_orphan_retries": "2",
		"tcp_fin_timeout": "1s", "tcp_rto_min": "20ms", "tcp_rto_max": "1s", timewaitLen: "300ms",
	})
	w.zero = beginning(w.clock)
	for h := range w.plan.Hosts {
		w.can(tr.add(w.host(h).ns))
	}
	w.net.Retry = w.retry
	w.net.AfterBeat = w.note
	for i := range connections {
		w.cast(uint16(1000 + i))
	}
	return w
}

// weather is what packets meet.
type weather wild

func (*weather) Name() string { return "weather" }

func (w *weather) See(_ hooks.View, p *hooks.Packet) hooks.Verdict {
	switch n := w.rand.IntN(100); {
	case n < 12:
		return hooks.Verdict{Action: event.DropPacket}
	case n < 30:
		later := time.Duration(w.rand.IntN(200)) * time.Millisecond
		return hooks.Verdict{Action: event.Delay, Out: []hooks.Out{{When: hooks.When{Later: later}}}}
	case n < 38:
		again := *p
		again.ID, again.Origin, again.Raw = 0, p.ID, slices.Clone(p.Raw)
		later := time.Duration(w.rand.IntN(100)) * time.Millisecond
		return hooks.Verdict{Action: event.Duplicate, Out: []hooks.Out{{}, {Packet: &again, When: hooks.When{Later: later}, Skip: true}}}
	}
	return hooks.Verdict{}
}

// actor is a program at one end of a connection. A step that does not get on is
// left for the next after a while.
type actor struct {
	w       *wild
	host    int
	sock    topology.Socket
	todo    []topology.Op
	patient []time.Duration // for each
	begun   bool
	late    bool // its patience is over, or its time has come
	beat    clock.Beat
}

// Do implements clock.Doer: the actor's patience is over, or its time has come.
func (a *actor) Do() {
	a.late = true
	a.w.net.Wake(event.HostID(a.host + 1))
}

// cast writes the two programs of a connection.
func (w *wild) cast(port uint16) {
	bind := func(h int) topology.Op { return topology.Op{Kind: topology.OpBind, Addr: w.addr(h, port)} }
	connect := func(h int) topology.Op { return topology.Op{Kind: topology.OpConnect, Addr: w.addr(h, port)} }
	opening := [2][]topology.Op{{connect(1)}, {bind(1), {Kind: topology.OpListen, Backlog: 4}, {Kind: topology.OpAccept}}}
	if w.rand.IntN(8) == 0 { // both ends open
		opening = [2][]topology.Op{{bind(0), connect(1)}, {bind(1), connect(0)}}
	}
	for h, ops := range opening {
		a := &actor{w: w, host: h, todo: append(ops, w.life()...)}
		for range a.todo {
			a.patient = append(a.patient, time.Duration(100+w.rand.IntN(900))*time.Millisecond)
		}
		if last := len(ops) - 1; ops[last].Kind == topology.OpAccept {
			a.patient[last] = 6 * time.Second
		}
		a.sock = w.open(h, fmt.Sprint(port))
		w.actors[h] = append(w.actors[h], a)
		// The listener is there before the first connection comes, or a while later.
		w.net.At(&a.beat, time.Duration(w.rand.IntN(1500))*time.Millisecond, a)
	}
}

// life is what an end does with its connection, and how it leaves it.
func (w *wild) life() (ops []topology.Op) {
	for range w.rand.IntN(4) {
		switch w.rand.IntN(4) {
		case 0, 1:
			ops = append(ops, topology.Op{Kind: topology.OpSend, Data: make([]byte, 1+w.rand.IntN(5000))})
		case 2:
			ops = append(ops, topology.Op{Kind: topology.OpRecv, Max: 1 + w.rand.IntN(5000)})
		case 3:
			ops = append(ops, topology.Op{Kind: topology.OpShutdown, How: "wr"})
		}
	}
	switch w.rand.IntN(5) {
	case 0:
		return append(ops, topology.Op{Kind: topology.OpAbort})
	case 1:
		return append(ops, topology.Op{Kind: topology.OpShutdown, How: "wr"}, topology.Op{Kind: topology.OpRecv}, topology.Op{Kind: topology.OpClose})
	case 2:
		return append(ops, topology.Op{Kind: topology.OpRecv}, topology.Op{Kind: topology.OpClose})
	}
	return append(ops, topology.Op{Kind: topology.OpClose})
}

// retry lets one actor of a host go on.
func (w *wild) retry(h event.HostID) bool {
	for _, a := range w.actors[h-1] {
		if a.act() {
			return true
		}
	}
	return false
}

func (a *actor) act() bool {
	if len(a.todo) == 0 || !a.begun && !a.late {
		return false
	}
	net, op := a.w.net, &a.todo[0]
	first := !a.begun
	if first {
		a.begun, a.late = true, false
		net.At(&a.beat, net.Now()+a.patient[0], a)
	}
	done := false
	net.Call(event.HostID(a.host+1), func() (*event.Event, bool) {
		before := op.N
		done = a.sock.Try(op)
		return nil, done || first || op.N != before
	})
	if !done && !a.late {
		return first
	}
	if op.Accepted != nil {
		a.sock = op.Accepted
	} else if op.Kind == topology.OpAccept && len(a.todo) > 1 {
		a.todo = []topology.Op{{}, {Kind: topology.OpClose}} // nobody came: the listener is closed
	}
	a.todo, a.patient = a.todo[1:], a.patient[1:]
	net.Cancel(&a.beat)
	a.late = true // the next begins at once
	a.begun = false
	return true
}

// note gathers, after each beat, the cookies of connections and what the
// tracepoint has said.
func (w *wild) note() {
	for h := range w.plan.Hosts {
		for _, e := range w.host(h).watch.live {
			if e.conn != nil && e.cookie != 0 {
				w.cookies[e.conn.ID] = e.cookie
			}
		}
	}
	w.tracer.mu.Lock()
	defer w.tracer.mu.Unlock()
	w.tracer.drain(func(x *transition) { w.said[x.cookie] = append(w.said[x.cookie], *x) })
}

// run lasts until all programs have ended and their connections too, or for ten
// seconds.
func (w *wild) run() {
	over := func() bool {
		for h := range w.actors {
			for _, a := range w.actors[h] {
				if len(a.todo) > 0 {
					return false
				}
			}
			if len(w.host(h).watch.live) > 0 {
				return false
			}
		}
		return true
	}
	until := func(limit time.Duration, over func() bool) {
		w.net.At(new(clock.Beat), limit, nothing{})
		for w.net.Now() < limit && !over() {
			w.net.Step(context.Background())
		}
	}
	until(10*time.Second, over)
	// A closed socket cannot be found any more just before the tracepoint says so
	// (net/ipv4/tcp.c, tcp_set_state), on another processor it may be.
	until(w.net.Now()+20*time.Millisecond, func() bool { return false })
}

type nothing struct{}

func (nothing) Do() {}

// histories are those of all connections, by what both have said of them.
func (w *wild) histories() []history {
	w.note()
	var all []*history
	of := map[event.ConnID]*history{}
	for e := range w.log.All() {
		if e.Kind != event.Change || e.From == event.NoState || e.To == event.Listen {
			continue
		}
		h := of[e.Conn]
		if h == nil {
			if e.From == event.Listen && e.To == event.Closed {
				continue // a listener
			}
			h = &history{name: fmt.Sprintf("%s %s", e.Names.Host(e.Host), e.Names.Conn(e.Conn))}
			for _, x := range w.said[w.cookies[e.Conn]] {
				h.said = append(h.said, x.to)
				h.really = append(h.really, time.Duration(x.at-w.zero))
			}
			of[e.Conn] = h
			all = append(all, h)
			if e.From == event.Listen {
				h.name += " (passive)"
			}
		}
		h.seen = append(h.seen, e.To)
		at := time.Duration(0)
		if e.More != nil {
			at = e.More.Kernel
		}
		h.when = append(h.when, at)
		if !e.Passed {
			h.unfilled = append(h.unfilled, e.To)
		}
	}
	var done []history
	for _, h := range all {
		if strings.HasSuffix(h.name, "(passive)") { // the tracepoint hears of it when it is a socket
			h.seen, h.unfilled, h.when = h.seen[1:], h.unfilled[1:], h.when[1:]
		}
		done = append(done, *h)
	}
	return done
}
