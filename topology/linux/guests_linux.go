package linux

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
)

// guests are the programs of the machine's own that run inside a host. Their
// connections show by their packets. That they listen does not: as long as one of
// them runs, its host's listeners are looked at again and again.
type guests struct {
	host    *host
	running []*process
	beat    clock.Beat
	foreign []*topology.Conn // listeners that no program of the lab's has, in the order in which they were found
}

// between is the time between two looks at the listeners. One costs some 100 us.
const between = 10 * time.Millisecond

// Exec implements topology.Executor.
func (h *host) Exec(c *topology.Command) (topology.Process, error) {
	p, err := startIn(h.ns, c, h.wake)
	if err != nil {
		return nil, err
	}
	g := &h.guests
	g.host = h
	g.running = append(g.running, p)
	h.watch.late = true // a call of the program's may hold a socket just when a segment comes
	if !g.beat.Waiting() {
		g.again()
	}
	return p, nil
}

func (g *guests) again() {
	t := g.host.env.Time
	t.Queue.Put(&g.beat, t.Clock.Now()+between, g)
}

// Do implements clock.Doer.
func (g *guests) Do() {
	h := g.host
	// Who has ended has ended before the look, which then is the last one needed.
	g.running = slices.DeleteFunc(g.running, func(p *process) bool {
		_, ended := p.Ended()
		return ended
	})
	var info topology.TimerInfo
	h.env.Time.Fire(h.env.ID, &info, func() {
		g.look()
		h.pull()
		h.whose(&info)
	})
	if len(g.running) > 0 {
		g.again()
	}
}

// look finds out who listens.
func (g *guests) look() {
	h := g.host
	var all []netip.AddrPort
	if err := h.diag.listeners(func(s *diagSock) { all = append(all, s.Local) }); err != nil {
		return // the kernel is short of memory: the next look finds out
	}
	slices.SortFunc(all, netip.AddrPort.Compare) // the kernel has an order of its own, another one every time
	all = slices.Compact(all)                    // several may share a port
	g.foreign = slices.DeleteFunc(g.foreign, func(c *topology.Conn) bool {
		if slices.Contains(all, c.Local) {
			return false
		}
		h.watch.changes = topology.AppendChange(h.watch.changes, c, event.Listen, event.Closed)
		return true
	})
	for _, at := range all {
		known := slices.ContainsFunc(g.foreign, func(c *topology.Conn) bool { return c.Local == at })
		if !known && !h.listensItself(at) {
			g.enter(at)
		}
	}
}

// listensItself says whether a listener is one of the lab's programs'.
func (h *host) listensItself(at netip.AddrPort) bool {
	for _, s := range h.open {
		if s.tcp && s.conn.Local.Port() == at.Port() && !s.conn.Remote.IsValid() {
			return true
		}
	}
	return false
}

// enter enters a listener into the book.
func (g *guests) enter(at netip.AddrPort) *topology.Conn {
	h := g.host
	c := h.env.Book.Open(fmt.Sprintf(":%d", at.Port()), false)
	c.Local = at
	g.foreign = append(g.foreign, c)
	h.watch.changes = topology.AppendChange(h.watch.changes, c, event.Closed, event.Listen)
	return c
}

// listener is whose connection to a local address is.
func (w *watcher) listener(local netip.AddrPort) *topology.Conn {
	if c := w.host.env.Book.Listener(local); c != nil {
		return c
	}
	g := &w.host.guests
	g.host = w.host
	g.look() // it may have begun to listen since the last time
	var everywhere *topology.Conn
	for _, c := range g.foreign {
		switch {
		case c.Local == local:
			return c
		case c.Local.Port() == local.Port() && c.Local.Addr().IsUnspecified():
			everywhere = c
		}
	}
	if everywhere != nil {
		return everywhere
	}
	c := g.enter(local) // it is closed by now, and the next look says so
	if !g.beat.Waiting() {
		g.again()
	}
	return c
}

// kill ends all of them.
func (g *guests) kill() {
	if g.host != nil {
		g.host.env.Time.Queue.Take(&g.beat)
	}
	for _, p := range g.running {
		p.Kill()
	}
	g.running = nil
}
