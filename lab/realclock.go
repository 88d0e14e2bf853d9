package lab

import (
	"context"
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
)

// Waiting is what a run on a real clock waits for.
type Waiting struct {
	Since, Now time.Duration     // when something was recorded last, and what time it is
	Next       time.Duration     // when something is due
	Due        bool              // whether anything is, later than in a moment; else it waits for news
	Hosts      []event.HostStand // where everything stands
}

// longWait is how long a wait is before anybody is told of it, and how often that
// is told again.
const longWait = time.Second

// calm is how long nothing has come, where nothing is waited for, before it is
// believed that nothing will: a packet that a kernel has written is there at once,
// unless it waits for the neighbour's address. For that a kernel asks three times,
// a second apart, and nobody is told (net/ipv4/arp.c: MCAST_PROBES and RETRANS_TIME
// of arp_tbl; net/ipv6/ndisc.c likewise).
const (
	calm          = 100 * time.Millisecond
	calmNeighbour = 4 * time.Second
)

// calm is what nothing may come for in this run.
func (r *run) calm() time.Duration {
	for i := range r.plan.Network.Hosts {
		if r.plan.Network.Hosts[i].Stack == topology.Kernel && r.plan.framing() == segment.Ethernet {
			return calmNeighbour
		}
	}
	return calm
}

// realClock is a real clock that keeps to a run's limit of time, also where nothing
// is due that could tell that it has passed, and tells of its long waits. It is a
// sink too: an event ends a wait. A beat of which nothing is recorded, such as a
// look at what a kernel does, does not.
type realClock struct {
	clock.Clock
	run   *run
	limit time.Duration
	tell  func(*Waiting) // nil: nobody wants to know
	idle  bool           // nothing can happen any more

	since  time.Duration // the last event
	told   bool          // of the wait since then
	toldAt time.Duration
}

// Put implements event.Sink.
func (c *realClock) Put(e *event.Event) error {
	c.since = e.At
	if c.told {
		c.told = false
		c.tell(nil)
	}
	return nil
}

// Close implements event.Sink.
func (c *realClock) Close() error { return nil }

// Late is by how much the machine was late, at worst.
func (c *realClock) Late() time.Duration {
	w, ok := c.Clock.(*clock.Wall)
	if !ok {
		return 0 // its own tests' clock
	}
	return w.Late()
}

// Elapsed is what the clock would show if it were read at this very moment: for
// comparing it with the kernel's.
func (c *realClock) Elapsed() time.Duration {
	return c.Clock.(*clock.Wall).Elapsed() // a real clock is one, but for its own tests
}

// Advance implements clock.Clock.
func (c *realClock) Advance(ctx context.Context, next time.Duration, due bool) (there bool) {
	end := c.limit
	if due = due && next <= c.limit; due {
		end = next
	}
	if !due && !c.run.keep && c.run.stuck() {
		if c.Clock.Advance(ctx, min(c.Now()+c.run.calm(), end), true) {
			_, due := c.run.net.Next()
			c.idle = !due
		}
		return false
	}
	if c.tell != nil && !c.patient(ctx, next, end, due) {
		return false
	}
	return c.Clock.Advance(ctx, end, true) && due
}

// patient waits until less than a second is left to a moment, and tells of it: at
// once where it is known how long it will be, else when it has become long. It
// returns false where news came.
func (c *realClock) patient(ctx context.Context, next, end time.Duration, due bool) bool {
	for {
		now := c.Now()
		later := due && next-now > longWait
		if (later || now-c.since >= longWait) && (!c.told || now-c.toldAt >= longWait) {
			c.told, c.toldAt = true, now
			c.tell(&Waiting{Since: c.since, Now: now, Next: next, Due: later, Hosts: c.run.standing()})
		}
		second := c.since + (now - c.since).Truncate(longWait) + longWait
		if second >= end {
			return true
		}
		if !c.Clock.Advance(ctx, second, true) {
			return false
		}
		if at, due := c.run.net.Next(); due && at < end {
			return false // it came in the moment in which the second was over
		}
	}
}

// stuck says whether nothing is left that could make anything happen without being
// due: no connection of a kernel's, no packet on its way, no program of the
// machine's. Netstack's timers are due; a kernel has its own.
func (r *run) stuck() bool {
	if !r.net.Quiet() {
		return false
	}
	for h := range r.byHost {
		if r.plan.Network.Hosts[h].Stack != topology.Kernel {
			continue
		}
		for _, c := range r.net.Book(event.HostID(h + 1)).All() {
			if !c.UDP && c.State != event.Closed && c.State != event.Listen {
				return false
			}
		}
	}
	return !slices.ContainsFunc(r.guests, func(g topology.Process) bool {
		_, over := g.Ended()
		return !over
	})
}
