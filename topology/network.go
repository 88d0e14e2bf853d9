// Package topology is who is joined to whom: hosts, the wires between them, and
// the one loop that moves everything.
//
// A Plan says what to build, Build builds it, and Step takes the next thing that
// is due (a beat): a packet's verdict, a packet's arrival, a timer, a program's
// step. The beat touches a host; the host is settled, which means that all that
// follows from the beat happens at once, and its news (states, packets written) is
// recorded in one order: the cause, its state changes, the sends, the calls that
// return. Then the programs that wait on that host try again, until nothing moves.
//
//	host writes -> tracker reads -> desk (hooks) -> link -> host is given
//
// Only the wire moves packets, only hooks decide, only the recorder numbers. What
// a host is, the Host interface says; the packages below this one are hosts.
package topology

import (
	"context"
	"fmt"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/track"
	"netlab/topology/clock"
)

// Options are what a network is built with besides its plan.
type Options struct {
	Makers   map[string]Maker // by the stack's name
	Clock    clock.Clock
	Recorder *event.Recorder // nil: nothing is recorded
	Hooks    []hooks.Hook    // the chain, in order
	Names    *event.Names    // filled by Build
	Read     bool            // packets are read even if there is neither recorder nor hook: for waits and injections
}

// Network is a built network. It is used by one goroutine, the loop.
type Network struct {
	// Retry is called after a host was settled: programs that wait on it may
	// try again. It does at most one thing and says whether it did one.
	Retry func(h event.HostID) bool
	// AfterBeat is called when a beat and all that followed from it is done.
	AfterBeat func()

	plan     *Plan
	clock    clock.Clock
	queue    clock.Queue
	rec      *event.Recorder
	names    *event.Names
	nodes    []*node
	wires    []*wire
	chain    []hooks.Hook
	makers   map[string]Maker
	desk     fifo
	held     []*flight       // until something happens
	waiting  []*Wait         // programs, for the same
	steps    map[string]bool // labelled steps that programs have come past
	flying   int             // packets on links, or held for a time
	alive    int             // octets of packets at the desk, held, or on links
	history  []hooks.Packet
	remember bool
	packets  uint32
	lastN    uint32 // the event that what happens now follows from
	news     News
	ev       event.Event // scratch, for events about packets and states
	cause    event.Event // scratch, for what a settle follows from
	more     event.More
	timer    event.TimerInfo
	tcb      event.TCB
	free     *flight
	buffers  [][]byte
	room     int  // octets in a buffer: the longest frame's, so that any will do for any packet
	watching bool // rules or a recorder want packets read
}

var forHost = hooks.PurposeOf("host")

// node is a host with what the network knows of it.
type node struct {
	id     event.HostID
	plan   *HostPlan
	host   Host
	book   *Book
	boots  uint64 // how often it was started again
	ifaces []port

	passing passing // a router's
}

// port is a host's interface as the network sees it: which wire, which end.
type port struct {
	wire *wire
	end  int
}

// Build makes the hosts and joins them. After an error nothing is left of it.
func Build(p *Plan, o Options) (*Network, error) {
	n := &Network{plan: p, clock: o.Clock, rec: o.Recorder, names: o.Names, chain: o.Hooks, makers: o.Makers}
	n.watching = n.rec != nil || len(n.chain) > 0 || o.Read
	n.room = 2048
	for i := range p.Hosts {
		for _, f := range p.Hosts[i].Ifaces {
			n.room = max(n.room, f.MTU+14) // an Ethernet header goes before it
		}
	}
	for _, h := range n.chain {
		if r, ok := h.(hooks.Rememberer); ok && r.Remembers() {
			n.remember = true
		}
	}
	for i := range p.Hosts {
		n.names.Hosts = append(n.names.Hosts, p.Hosts[i].Name)
	}
	streams := track.NewStreams()
	for i := range p.Wires {
		n.names.Wires = append(n.names.Wires, p.Wires[i].Name)
		n.wires = append(n.wires, newWire(n, wireID(i), &p.Wires[i], streams))
	}
	for i := range p.Hosts {
		nd := &node{id: hostID(i), plan: &p.Hosts[i]}
		nd.book = NewBook(nd.id, n.names)
		for j, f := range nd.plan.Ifaces {
			w := n.wires[f.Wire]
			end := w.endOf(i, j)
			nd.ifaces = append(nd.ifaces, port{w, end})
			w.ends[end] = nd
		}
		n.nodes = append(n.nodes, nd)
		if err := n.boot(nd); err != nil {
			n.Close()
			return nil, err
		}
	}
	return n, nil
}

// boot makes a node's host, at the beginning or after a crash.
func (n *Network) boot(nd *node) error {
	mk := n.makers[nd.plan.Stack]
	if mk == nil {
		return fmt.Errorf("host %s: no stack is called %q", nd.plan.Name, nd.plan.Stack)
	}
	h, err := mk(&Env{
		Plan: nd.plan, ID: nd.id, Book: nd.book,
		Seed:   hooks.Draw(n.plan.Seed, forHost, uint64(nd.id), nd.boots),
		Time:   Time{Clock: n.clock, Queue: &n.queue, Fire: n.fire},
		Buffer: n.buffer, TCB: n.plan.TCB && n.rec != nil,
	})
	if err != nil {
		return fmt.Errorf("host %s: %w", nd.plan.Name, err)
	}
	nd.host = h
	return nil
}

// Close takes the hosts down. Nothing is recorded any more.
func (n *Network) Close() error {
	n.rec = nil
	var first error
	for _, nd := range n.nodes {
		if nd.host == nil {
			continue
		}
		if err := nd.host.Close(); err != nil && first == nil {
			first = fmt.Errorf("host %s: %w", nd.plan.Name, err)
		}
		nd.host = nil
	}
	return first
}

// Now is the time since the run began.
func (n *Network) Now() time.Duration { return n.clock.Now() }

// Plan is what the network was built from.
func (n *Network) Plan() *Plan { return n.plan }

// Host is a host by its number, nil while it is down.
func (n *Network) Host(h event.HostID) Host { return n.nodes[h-1].host }

// Book is a host's list of connections.
func (n *Network) Book(h event.HostID) *Book { return n.nodes[h-1].book }

// Beat is what a Step did.
type Beat uint8

const (
	Idle  Beat = iota // nothing is due, now or later
	Moved             // one beat was done
	Woken             // the clock came back early: news from outside, or ctx is done
)

// Step does the next beat, waiting for its time if the clock is a real one.
// Verdicts are beats of their own, and come first.
func (n *Network) Step(ctx context.Context) Beat {
	if f := n.desk.pop(); f != nil {
		n.decide(f)
		n.after()
		return Moved
	}
	at, ok := n.queue.Next()
	if !ok && !n.clock.Real() {
		return Idle
	}
	if !n.clock.Advance(ctx, at, ok) {
		return Woken
	}
	n.lastN = 0
	n.queue.Pop().Do()
	n.after()
	return Moved
}

// Next is the moment of the next beat, and whether there is one.
func (n *Network) Next() (time.Duration, bool) {
	if !n.desk.empty() {
		return n.clock.Now(), true
	}
	return n.queue.Next()
}

func (n *Network) after() {
	if len(n.waiting) > 0 {
		n.checkWaits()
	}
	if n.AfterBeat != nil {
		n.AfterBeat()
	}
}

// Load is how many octets of packets are at the desk, held, or on links. Rules can
// make them without end.
func (n *Network) Load() int { return n.alive }

// Quiet says whether no packet is on its way: at the desk, on a link, or held
// for a time. Packets that wait for something that may never happen do not count.
func (n *Network) Quiet() bool { return n.flying == 0 && n.desk.empty() }

// At asks for d at a moment of the run: a program's step.
func (n *Network) At(b *clock.Beat, at time.Duration, d clock.Doer) { n.queue.Put(b, at, d) }

// Cancel takes a beat back.
func (n *Network) Cancel(b *clock.Beat) { n.queue.Take(b) }

// buffer lends the bytes for a packet; the wire takes them back.
func (n *Network) buffer(size int) []byte {
	if last := len(n.buffers) - 1; last >= 0 && cap(n.buffers[last]) >= size {
		b := n.buffers[last]
		n.buffers = n.buffers[:last]
		return b[:size]
	}
	return make([]byte, size, max(size, n.room))
}
