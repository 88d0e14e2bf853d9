package lab

import (
	"net/netip"
	"slices"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// history is what a log comes to for those who judge: every connection with the
// states that it went through, every call, and whatever the checks asked for. It
// is made in one pass over the log.
type history struct {
	plan  *Plan
	env   hooks.Env
	log   *event.Log
	names *event.Names
	bytes *ledger
	ended time.Duration

	conns []connPast // index: ConnID-1
	calls []callPast
	ends  map[end]event.ConnID
	pairs map[pair]event.ConnID             // the latest connection between two sockets
	open  map[string]int                    // by program: its call that has not returned, index+1
	named map[event.ConnName]event.ConnID   // connections by their names
	as    map[event.ConnName][]event.ConnID // and by what programs called those that they accepted
}

// end is a host's end of a stream on the wires.
type end struct {
	host   event.HostID
	stream uint32
}

// pair is a host's connection by its addresses.
type pair struct {
	host          event.HostID
	local, remote netip.AddrPort
}

// pairOf is how a host sees a packet: as the one that wrote it, or not.
func pairOf(h event.HostID, s *segment.Segment, wrote bool) pair {
	p := pair{h, netip.AddrPortFrom(s.Src, s.SrcPort), netip.AddrPortFrom(s.Dst, s.DstPort)}
	if !wrote {
		p.local, p.remote = p.remote, p.local
	}
	return p
}

// connPast is what a connection went through.
type connPast struct {
	host     event.HostID
	name     string
	from     event.State // the state that it began in
	steps    []statePast
	listener bool // it was opened to listen

	iss, irs           uint32 // initial sequence numbers, its own and the peer's
	knowsISS, knowsIRS bool

	received int // octets, as calls returned them
	sent     int
}

// statePast is a state that a connection came to.
type statePast struct {
	moment
	to     event.State
	passed bool // it was filled in: the state was left in the event in which it was come to
	reason string
}

func (c *connPast) state() event.State {
	if n := len(c.steps); n > 0 {
		return c.steps[n-1].to
	}
	return event.Closed
}

// callPast is a socket call.
type callPast struct {
	program  string
	host     event.HostID
	conn     event.ConnID
	step     int // from 1
	label    string
	op       string
	began    moment
	returned moment // index -1: it has not
	result   string
	value    string
	bytes    int
}

// moment is a place in the log.
type moment struct {
	index int // the event's; -1: before all of them
	at    time.Duration
}

// read makes the history of a log, and shows the log to those who want to see
// it. Log may be nil.
func read(p *Plan, env *expectEnv, log *event.Log, bytes *ledger, ended time.Duration) *history {
	if log == nil {
		log = new(event.Log)
	}
	h := &history{plan: p, env: env.Env, log: log, names: log.Names(), bytes: bytes, ended: ended}
	if h.names == nil {
		h.names = &event.Names{}
	}
	h.read(env.wants)
	return h
}

func (h *history) read(w wants) {
	h.ends, h.pairs, h.open = map[end]event.ConnID{}, map[pair]event.ConnID{}, map[string]int{}
	h.named, h.as = map[event.ConnName]event.ConnID{}, map[event.ConnName][]event.ConnID{}
	h.conns = make([]connPast, len(h.names.Conns))
	for i, c := range h.names.Conns {
		h.conns[i].host, h.conns[i].name = c.Host, c.Name
		h.named[c] = event.ConnID(i + 1)
	}
	packets := &watcher{h: h, sights: w.sights}
	i := 0
	for e := range h.log.All() {
		h.see(i, e)
		packets.see(i, e)
		for _, t := range w.tcbs {
			t.see(h, i, e)
		}
		i++
	}
}

// see takes in one event.
func (h *history) see(i int, e *event.Event) {
	switch e.Kind {
	case event.Send, event.Deliver:
		if e.Info.Stream != 0 && e.Conn != 0 {
			if k := (end{e.Host, e.Info.Stream}); h.ends[k] != e.Conn {
				h.ends[k] = e.Conn
				h.pairs[pairOf(e.Host, &e.Seg, e.Kind == event.Send)] = e.Conn
			}
		}
		h.learn(e)
	case event.Change:
		h.changed(i, e)
	case event.Call:
		h.called(i, e)
	case event.Return:
		h.returned(i, e)
	}
}

// learn works out initial sequence numbers from absolute and relative ones.
func (h *history) learn(e *event.Event) {
	c := h.conn(e.Conn)
	if c == nil || c.knowsISS && c.knowsIRS || e.Seg.Proto != segment.TCP {
		return
	}
	seq, ack := e.Info.Known&event.KnownSeq != 0, e.Info.Known&event.KnownAck != 0 && e.Seg.Has(segment.ACK)
	if e.Kind == event.Send {
		if seq && !c.knowsISS {
			c.iss, c.knowsISS = e.Seg.Seq-e.Info.RSeq, true
		}
		if ack && !c.knowsIRS {
			c.irs, c.knowsIRS = e.Seg.Ack-e.Info.RAck, true
		}
		return
	}
	// A SYN that comes tells the peer's number, unless it acknowledges what was
	// never sent (RFC 9293, 3.10.7.3).
	if seq && !c.knowsIRS && e.Seg.Has(segment.SYN) && (!e.Seg.Has(segment.ACK) || c.knowsISS && e.Seg.Ack == c.iss+1) {
		c.irs, c.knowsIRS = e.Seg.Seq-e.Info.RSeq, true
	}
}

func (h *history) conn(id event.ConnID) *connPast {
	if id == 0 || int(id) > len(h.conns) {
		return nil
	}
	return &h.conns[id-1]
}

func (h *history) stateOf(id event.ConnID) event.State {
	if c := h.conn(id); c != nil {
		return c.state()
	}
	return event.Closed
}

func (h *history) changed(i int, e *event.Event) {
	c := h.conn(e.Conn)
	if c == nil {
		return
	}
	if len(c.steps) == 0 {
		c.from, c.listener = e.From, e.To == event.Listen
	}
	s := statePast{moment: moment{i, e.At}, to: e.To, passed: e.Passed}
	if e.More != nil {
		s.reason = e.More.Reason
	}
	c.steps = append(c.steps, s)
}

func (h *history) called(i int, e *event.Event) {
	c := e.More.Call
	h.calls = append(h.calls, callPast{program: c.Program, host: e.Host, conn: e.Conn, step: c.Step, op: c.Op,
		label: h.step(c).Args.One("label"), began: moment{i, e.At}, returned: moment{index: -1}})
	h.open[c.Program] = len(h.calls)
}

func (h *history) returned(i int, e *event.Event) {
	c := e.More.Call
	at := h.open[c.Program]
	if at == 0 || h.calls[at-1].step != c.Step {
		return // a return without its call: the log does not begin with the run
	}
	delete(h.open, c.Program)
	p := &h.calls[at-1]
	p.returned, p.result, p.value, p.bytes = moment{i, e.At}, c.Result, c.Value, c.Bytes
	if past := h.conn(e.Conn); past != nil {
		switch c.Op {
		case "recv":
			past.received += c.Bytes
		case "send":
			past.sent += c.Bytes
		case "accept":
			if name := h.step(c).Args.One("as"); name != "" {
				k := event.ConnName{Host: e.Host, Name: name}
				h.as[k] = append(h.as[k], h.named[event.ConnName{Host: e.Host, Name: c.Value}])
			}
		}
	}
}

// step is the plan's step that a call was made by.
func (h *history) step(c *event.CallInfo) *Step {
	for i := range h.plan.Programs {
		if p := &h.plan.Programs[i]; p.Name == c.Program && c.Step >= 1 && c.Step <= len(p.Steps) {
			return &p.Steps[c.Step-1]
		}
	}
	return &Step{}
}

// connsOf are the connections of a host that a name stands for: the one of that
// name, or those that a program called so. Without a name they are all but the
// listeners.
func (h *history) connsOf(host event.HostID, name string) (list []event.ConnID) {
	if name == "" {
		for i := range h.conns {
			if c := &h.conns[i]; c.host == host && !c.listener {
				list = append(list, event.ConnID(i+1))
			}
		}
		return list
	}
	k := event.ConnName{Host: host, Name: name}
	list = slices.Clone(h.as[k])
	if id := h.named[k]; id != 0 && !slices.Contains(list, id) {
		list = append(list, id)
	}
	return list
}

// event is an event of the log.
func (h *history) event(i int) *event.Event {
	e := new(event.Event)
	h.log.At(i, e)
	return e
}

// number is the n of an event, and that alone.
func (h *history) number(i int) uint32 {
	if i < 0 || i >= h.log.Len() {
		return 0
	}
	return h.event(i).N
}

// maxSeen bounds how many events an outcome names: nobody reads more.
const maxSeen = 32

// numbers are those of moments' events, the first of them where there are many.
func (h *history) numbers(moments ...moment) (list []uint32) {
	for _, m := range moments {
		if n := h.number(m.index); n != 0 && len(list) < maxSeen {
			list = append(list, n)
		}
	}
	return list
}
