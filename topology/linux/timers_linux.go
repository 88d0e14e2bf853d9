package linux

import (
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// schedule asks for a connection again when its timer is due, since a timer may
// end it without a word; and a moment after it was touched, where the kernel may
// be late.
func (e *end) schedule(got *diagSock) {
	w := e.watch
	now := w.now()
	queue := w.host.env.Time.Queue
	when := time.Duration(-1)
	earlier := func(at time.Duration) {
		if when < 0 || at < when {
			when = at
		}
	}
	switch {
	case got.Timer == timerNone:
		e.timer = timerNone
	case got.Timer == e.timer && got.Expires == 0:
		earlier(now + overdue)
	default:
		due := now + got.Expires
		slack := max(jiffy, e.after/8)
		w.fired = w.fired || e.timer != timerNone && now >= e.due-jiffy && due > e.due+slack
		if e.timer != got.Timer || e.timed != e.state || due > e.due+slack || due < e.due-slack {
			e.after = got.Expires // it was set anew
		}
		if e.state == event.TimeWait && w.timeWait > 0 && (e.timed != e.state || due > e.due+jiffy) {
			e.destroy = now + w.timeWait
		}
		e.timed = e.state
		e.timer, e.due = got.Timer, due
		earlier(due)
	}
	if e.destroy > 0 {
		earlier(e.destroy)
	}
	if w.late && !e.again {
		earlier(now + shortly)
	}
	e.again = false
	if when < 0 {
		queue.Take(&e.beat)
		return
	}
	queue.Put(&e.beat, when, e)
}

// Do implements clock.Doer: it is time to ask again.
func (e *end) Do() {
	w := e.watch
	h := w.host
	if h.down {
		return
	}
	info := topology.TimerInfo{}
	now := w.now()
	h.env.Time.Fire(h.env.ID, &info, func() {
		if e.destroy > 0 && now >= e.destroy {
			e.destroy = 0
			if h.diag.destroy(e.local, e.remote) == nil {
				e.destroyed = true
				info = topology.TimerInfo{Name: "sock-destroy", After: w.timeWait, Conn: e.conn}
			}
		} else if e.timer != timerNone && now >= e.due {
			info = topology.TimerInfo{Name: e.timerName(), After: e.after, Conn: e.conn}
		}
		h.pull()
		if info.Name != "sock-destroy" {
			h.whose(&info)
		}
		e.again = true
		w.list(e)
	})
}

// Awaited implements topology.Awaited. What is asked for again only because the
// kernel may be late is nothing that will happen.
func (e *end) Awaited() (topology.Pending, bool) {
	p := topology.Pending{Kind: topology.TimerPending, Host: e.watch.host.env.ID, After: e.after}
	if e.conn != nil {
		p.Conn = e.conn.ID
	}
	if e.timer == timerNone || e.due < e.watch.now() {
		return p, false
	}
	p.Name = e.timerName()
	return p, true
}

// timerName is what the RFCs call the timer that runs, as far as the kernel tells
// it.
func (e *end) timerName() string {
	switch e.timer {
	case timerKeep:
		return "keepalive"
	case timerTimeWait:
		if e.state == event.FinWait2 {
			return "fin-wait-2"
		}
		return "time-wait"
	case timerPersist:
		return "persist"
	}
	return "retransmission"
}

// whose finds out which timer made the kernel write what it has written by
// itself.
func (h *host) whose(info *topology.TimerInfo) {
	for i := range h.sent {
		s := segment.Decode(h.ports[h.sent[i].Iface].framing, h.sent[i].Raw)
		if s.Proto != segment.TCP {
			continue
		}
		if e := h.watch.live[sender(&s)]; e != nil && e.conn != nil {
			if name, after := e.wroteBy(&s); name != "" {
				e.acted = true // its variables have moved: they are told
				h.watch.list(e)
				*info = topology.TimerInfo{Name: name, After: after, Conn: e.conn}
				return
			}
		}
	}
}

// wroteBy names the timer that made the kernel write a segment that nothing else
// has caused; "" where it was none: a program of the machine's own, or data that
// had waited for a place in the device's queue.
func (e *end) wroteBy(s *segment.Segment) (name string, after time.Duration) {
	w := e.watch
	now := w.now()
	ran := e.timer != timerNone && now >= e.due-jiffy
	after = e.after
	if now > e.due+max(2*jiffy, e.after/8) { // it was set anew since it was last asked for
		after = now - e.before
	}
	switch {
	case ran && e.timer != timerRetrans:
		return e.timerName(), after
	case ran && s.Len() > 0:
		return e.repeatedBy(), after
	case s.Len() == 0 && s.Flags == segment.ACK:
		return "delayed-ack", now - e.heard // RFC 9293 (3.8.6.3)
	}
	return "", 0
}

// repeatedBy tells the timers apart that idiag_timer shows as one. Only a
// retransmission timeout is counted as such.
func (e *end) repeatedBy() string {
	w := e.watch
	found, err := w.host.diag.get(e.local, e.remote, true, &w.got)
	switch {
	case err != nil || !found || w.got.Retrans > 0 || !w.got.HasInfo:
		return "retransmission" // RFC 6298 (5)
	case w.got.Info.caState >= caRecovery:
		return "reordering" // RFC 8985 (6.2)
	}
	return "probe" // RFC 8985 (7.2)
}

const caRecovery = 3 // TCP_CA_Recovery, include/uapi/linux/tcp.h

// tcb is the connection's variables after it has handled a segment.
func (e *end) tcb(got *diagSock) (t event.TCB) {
	i := &got.Info
	t.Snd.Nxt = e.nxt
	t.Snd.Una = e.nxt - (got.WQueue - min(i.notsentBytes, got.WQueue)) // the write queue is WRITE.SEQ - SND.UNA
	t.Snd.Wnd = i.sndWnd
	t.Rcv.Nxt = e.irs + 1 + uint32(i.bytesReceived) // a FIN is counted with the octets (tcp_rcv_nxt_update)
	t.Rcv.Wnd = i.rcvWnd
	t.Cwnd = i.sndCwnd * i.sndMSS // the kernel counts segments
	if i.sndSsthresh < 1<<30 {    // TCP_INFINITE_SSTHRESH, include/net/tcp.h
		t.Ssthresh = i.sndSsthresh * i.sndMSS
	}
	t.RTO, t.SRTT = i.rto, i.rtt
	return t
}
