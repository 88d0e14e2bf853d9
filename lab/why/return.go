package why

import (
	"slices"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// returns is why a call returned, and with what.
func (w *Reasons) returns(r *story.Rung) []Reason {
	name, v := w.name(r.Host), r.Return
	switch v.Result {
	case "ok":
		return w.succeeds(r)
	case "EINPROGRESS":
		return because(secOpen, "ret.inprogress", name)
	case "EAGAIN":
		return because("", "ret.again", name, v.Op)
	case "ECONNREFUSED":
		if w.told(r) == segment.TCP {
			return because(secSynSent, "ret.refused", name, v.Op)
		}
		if w.s.StateAt(r.Conn, r.EndN) == event.NoState { // not a TCP's
			return because(secUDPError, "ret.refused.icmp", name, v.Op)
		}
		return because(secICMP, "ret.refused.icmp", name, v.Op)
	case "ECONNRESET":
		return because(secResetTake, "ret.reset", name, v.Op)
	case "ETIMEDOUT":
		return because(secFailures, "ret.timeout", name, v.Op)
	case "EPIPE":
		return because(secSend, "ret.pipe", name)
	case "EADDRINUSE":
		return because("", "ret.inuse", name, v.Op)
	case "EADDRNOTAVAIL":
		return because("", "ret.noport", name)
	case "EMSGSIZE":
		return because("", "ret.toolong", name)
	}
	return nil
}

// told is of which protocol the packet was that came last to a call's host.
func (w *Reasons) told(r *story.Rung) segment.Proto {
	if p := w.came[r.Host]; p != nil {
		return p.Seg.Proto
	}
	return segment.Unknown
}

// succeeds is what a call that returns ok waited for.
func (w *Reasons) succeeds(r *story.Rung) []Reason {
	name, v, op := w.name(r.Host), r.Return, r.Return.Op
	at := w.s.StateAt(r.Conn, r.EndN)
	switch op {
	case "connect":
		if at == event.NoState {
			return because(secUDP, "ret.connect.udp", name)
		}
		if at == event.Established || at == event.CloseWait {
			return because(secOpen, "ret.connect", name, at.String())
		}
	case "accept":
		if v.Value != "" {
			return because("", "ret.accept", name, v.Value)
		}
	case "send":
		if at == event.NoState {
			return because(secUDP, "ret.send.udp", name, Octets(v.Bytes))
		}
		if r.End > r.At {
			return because(secSend, "ret.send.waited", name, Octets(v.Bytes), r.End-r.At)
		}
		return because(secSend, "ret.send", name, Octets(v.Bytes))
	case "recv":
		switch {
		case v.Bytes == 0 && v.Value == "eof":
			return because(secReceive, "ret.recv.eof", name)
		case v.Bytes > 0 && slices.Contains(r.Call.Args, "until eof"):
			return because(secReceive, "ret.recv.until", name, Octets(v.Bytes))
		case at == event.NoState:
			return because(secUDP, "ret.recv.udp", name, Octets(v.Bytes))
		case v.Bytes > 0 && slices.Contains(r.Call.Args, "MSG_OOB"):
			return because(secUrgent, "ret.recv.oob", name, Octets(v.Bytes))
		case v.Bytes > 0:
			return because(secReceive, "ret.recv", name, Octets(v.Bytes))
		}
	case "close":
		return because(secClose, "ret.close", name)
	case "shutdown":
		return because(secHalfClosed, "ret.shutdown", name)
	case "getsockopt":
		return because("", "ret.get", name, v.Value)
	}
	return nil
}

// timer is why something happened when a timer ran out.
func (w *Reasons) timer(r *story.Rung) []Reason {
	name, after := w.name(r.Host), w.ran(r)
	path := path(r.States, r.Conn)
	gone := false
	for _, st := range r.States {
		gone = gone || st.Reason == "timeout"
	}
	switch r.Fired.Name {
	case "time-wait":
		return because(secTimeouts, "timer.timewait", name, after)
	case "fin-wait-2":
		return because(secHalfClosed, "timer.finwait2", name, after, part("maybe.state", path))
	case "retransmission":
		if v := w.vars(r.Conn, r.N-1); gone && v.Known.Has(story.VarSndWnd) && v.SndWnd == 0 {
			return because(secProbe, "timer.persist.gaveup", name, Times(w.book(r.Conn).ran), path)
		}
		if limit, by := w.outOfPatience(r); gone && limit > 0 {
			return because(secFailures, "timer.usertimeout", name, limit, by, path)
		}
		if gone {
			return because(secFailures, "timer.gaveup", name, Times(w.book(r.Conn).ran+1), path)
		}
		return because(secRTO, "timer.rto", name, after)
	case "persist":
		if gone {
			return because(secProbe, "timer.persist.gaveup", name, Times(w.book(r.Conn).ran), path)
		}
		return because(secProbe, "timer.persist", name, after)
	case "keepalive":
		if gone {
			return because(secKeepalive, "timer.keepalive.gaveup", name, path)
		}
		return because(secKeepalive, "timer.keepalive", name, after)
	case "probe":
		return because(secTLP, "timer.tlp", name, after)
	case "reordering":
		return because(secRACK, "timer.rack", name, after)
	case "delayed-ack":
		return because(secDelayed, "timer.delack", name, after)
	case "sock-destroy":
		return because("", "timer.destroy", name, after)
	}
	return nil
}

// change is why a state changed beside nothing else that happened.
func (w *Reasons) change(r *story.Rung) []Reason {
	name := w.name(r.Host)
	if len(r.States) == 0 {
		return nil
	}
	st := r.States[0]
	path := path(r.States, st.Conn)
	switch st.Reason {
	case "crash":
		return because("", "change.crash", name, path)
	case "reset":
		return because(secResetTake, "change.reset", name, path)
	case "timeout":
		return because(secFailures, "change.timeout", name, path)
	case "aborted":
		return because(secAbort, "change.aborted", name, path)
	case "reused":
		return because(secOther, "change.reused", name, path)
	case "no time-wait":
		return because("", "change.notimewait", name, path)
	}
	return nil
}
