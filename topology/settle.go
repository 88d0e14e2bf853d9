package topology

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// Call does something to a host that a program asked for, and all that follows
// from it. Act returns the event that is the cause of what follows, or nil for
// none, and whether there is anything to settle at all.
func (n *Network) Call(h event.HostID, act func() (cause *event.Event, moved bool)) {
	if cause, moved := act(); moved {
		n.settle(n.nodes[h-1], cause, true)
	}
}

// Wake lets the programs on a host go on: something that they may wait for has
// happened.
func (n *Network) Wake(h event.HostID) { n.retry(n.nodes[h-1]) }

// Record puts an event of the programs or of the lab into the stream. What is
// done after a call, in the same beat, follows from it.
func (n *Network) Record(e *event.Event) uint32 {
	if n.rec == nil {
		return 0
	}
	e.At = n.clock.Now()
	if e.Cause == 0 {
		e.Cause = n.lastN
	}
	at := n.rec.Put(e)
	if e.Kind == event.Call {
		n.lastN = at
	}
	return at
}

// Recording says whether anybody listens.
func (n *Network) Recording() bool { return n.rec != nil }

// fire does a timer of a host's and what comes of it. A timer of which nothing
// comes is no event: stacks let timers run out rather than stop them.
func (n *Network) fire(h event.HostID, t *TimerInfo, act func()) {
	nd := n.nodes[h-1]
	act()
	if t.Name == "" {
		n.settle(nd, nil, false)
		n.retry(nd)
		return
	}
	n.timer = event.TimerInfo{Name: t.Name, After: t.After}
	n.cause = event.Event{Kind: event.Timer, Host: h, More: &event.More{Timer: &n.timer}}
	if t.Conn != nil {
		n.cause.Conn = t.Conn.ID
	}
	n.settle(nd, &n.cause, false)
	n.retry(nd)
}

// settle lets a host do all that follows from what it was given, and records it:
// the cause, the state changes, the sends. With always false a cause of which
// nothing came is not recorded.
func (n *Network) settle(nd *node, cause *event.Event, always bool) {
	if nd.host == nil {
		return
	}
	news := &n.news
	news.Reset()
	nd.host.Settle(news)
	from := uint32(0)
	if cause != nil && cause.Kind == event.Deliver {
		from = cause.Packet
		if nd.plan.Forward && n.watching {
			nd.enter(cause)
		}
	}
	if n.rec == nil {
		n.lastN = 0
	} else if cause != nil && (always || len(news.Changes)+len(news.Sent) > 0) {
		n.recordCause(nd, cause, news)
	}
	for i := range news.Changes {
		c := &news.Changes[i]
		if c.To == event.Closed && c.Reason == "" {
			c.Reason = whyClosed(c.From, cause)
		}
		n.changed(nd, c)
	}
	for i := range news.Sent {
		n.sent(nd, &news.Sent[i], from)
	}
	if len(n.held) > 0 && len(news.Changes) > 0 {
		n.releaseByState()
	}
}

func (n *Network) recordCause(nd *node, e *event.Event, news *News) {
	e.At = n.clock.Now()
	if e.Cause == 0 {
		e.Cause = n.lastN
	}
	switch {
	case e.Conn != 0:
	case e.Kind == event.Timer:
		e.Conn = n.connOf(nd, news)
	case e.Kind == event.Deliver:
		if c := nd.find(&e.Seg, false); c != nil {
			e.Conn = c.ID
		}
	}
	for i := range news.TCBs {
		if t := &news.TCBs[i]; t.Conn.ID == e.Conn && (e.Kind == event.Deliver || e.Kind == event.Timer) {
			n.tcb = t.TCB
			if e.More == nil {
				n.more = event.More{}
				e.More = &n.more
			}
			e.More.TCB = &n.tcb
		}
	}
	n.lastN = n.rec.Put(e)
}

// connOf guesses whose timer it was by what came of it.
func (n *Network) connOf(nd *node, news *News) event.ConnID {
	if len(news.Changes) > 0 {
		return news.Changes[0].Conn.ID
	}
	if len(news.Sent) > 0 {
		s := &news.Sent[0]
		seg := segment.Decode(nd.ifaces[s.Iface].wire.plan.Framing, s.Raw)
		if c := nd.find(&seg, true); c != nil {
			return c.ID
		}
	}
	return 0
}

func (n *Network) changed(nd *node, c *Change) {
	c.Conn.State = c.To
	if n.rec == nil {
		return
	}
	n.ev = event.Event{
		At: n.clock.Now(), Kind: event.Change, Host: nd.id, Conn: c.Conn.ID, Cause: n.lastN,
		From: c.From, To: c.To, Passed: c.Passed, Peer: n.hostOf(c.Conn),
	}
	if c.Reason != "" || c.Kernel != 0 {
		n.more = event.More{Reason: c.Reason, Kernel: c.Kernel}
		n.ev.More = &n.more
	}
	n.rec.Put(&n.ev)
}

// retry lets the programs on a host go on, one thing at a time. Each follows
// from the beat, and not from what another program did in it.
func (n *Network) retry(nd *node) {
	if n.Retry == nil {
		return
	}
	for cause := n.lastN; n.Retry(nd.id); n.lastN = cause {
	}
}

// hostOf is the host at the far end of a connection, if the plan has it.
func (n *Network) hostOf(c *Conn) event.HostID {
	if !c.Remote.IsValid() {
		return 0
	}
	if c.peer == 0 {
		for i := range n.plan.Hosts {
			for _, f := range n.plan.Hosts[i].Ifaces {
				for _, a := range f.Addrs {
					if a.Addr() == c.Remote.Addr() {
						c.peer = hostID(i)
					}
				}
			}
		}
	}
	return c.peer
}
