package why

import (
	"netlab/hooks/event"
	"netlab/lab/story"
)

// tcp says whether a call's socket was known to be TCP's after an event: only of TCP
// states are told.
func (w *Reasons) tcp(r *story.Rung, n uint32) bool {
	return w.s.StateAt(r.Conn, n) != event.NoState
}

// call is what a call asks of TCP.
func (w *Reasons) call(r *story.Rung) []Reason {
	name := w.name(r.Host)
	v := w.vars(r.Conn, r.N)
	switch c := r.Call; c.Op {
	case "listen":
		return because(secOpen, "call.listen", name)
	case "connect":
		if w.s.StateAt(r.Conn, r.N+1) != event.SynSent {
			return because("", "call.connect.peer", name) // it is UDP's, or cannot be
		}
		return because(secOpen, "call.connect", name)
	case "accept":
		return because("", "call.accept", name)
	case "bind":
		return because("", "call.bind", name)
	case "send":
		switch {
		case !w.tcp(r, r.N):
			return because("", "call.send.any", name)
		case v.Known.Has(story.VarSndUna|story.VarSndNxt|story.VarSndWnd) && v.Told.Has(story.VarCwnd):
			return because(secSend, "call.send.room", name, Octets(v.SndNxt-v.SndUna), v.SndWnd, v.Cwnd)
		}
		return because(secSend, "call.send", name)
	case "recv":
		if !w.tcp(r, r.N) {
			return because("", "call.recv.any", name)
		}
		return because(secReceive, "call.recv", name)
	case "close":
		return w.closes(r, &v)
	case "shutdown":
		if len(c.Args) > 0 && c.Args[0] == "rd" {
			return because("", "call.shutdown.rd", name)
		}
		return because(secHalfClosed, "call.shutdown", name)
	case "abort":
		return because(secAbort, "call.abort", name)
	case "crash":
		return because("", "call.crash", name)
	case "reboot":
		return because("", "call.reboot", name)
	case "plug":
		return because("", "call.plug")
	case "unplug":
		return because("", "call.unplug")
	case "inject":
		return because("", "call.inject")
	case "getsockopt":
		return because("", "call.getsockopt", name)
	case "setsockopt":
		return w.sets(r)
	}
	return nil
}

// closes is what a close asks for: that hangs on what the socket is.
func (w *Reasons) closes(r *story.Rung, v *story.Vars) []Reason {
	name := w.name(r.Host)
	state := w.s.StateAt(r.Conn, r.N-1)
	switch {
	case state == event.NoState:
		return because("", "call.close.any", name)
	case state == event.Listen:
		return because(secClose, "call.close.listen", name)
	case (state == event.Established || state == event.CloseWait) && w.unread(r.Conn, v, state == event.CloseWait) > 0:
		return because(secUnread, "call.close.unread", name, Octets(w.unread(r.Conn, v, state == event.CloseWait)))
	case state == event.Established, state == event.SynReceived, state == event.CloseWait:
		return because(secClose, "call.close", name, state.String())
	case state == event.SynSent:
		return because(secClose, "call.close.opening", name)
	case state == event.Closed:
		return because(secClose, "call.close.over", name)
	case state == event.FinWait1, state == event.FinWait2, state == event.Closing, state == event.LastAck, state == event.TimeWait:
		return because(secClose, "call.close.after", name, state.String())
	}
	return nil
}

// sets is what an option of a socket is for.
func (w *Reasons) sets(r *story.Rung) []Reason {
	name := w.name(r.Host)
	if len(r.Call.Args) == 0 {
		return nil
	}
	off := len(r.Call.Args) > 1 && (r.Call.Args[1] == "off" || r.Call.Args[1] == "0")
	switch r.Call.Args[0] {
	case "SO_REUSEADDR":
		return because("", "set.reuse", name)
	case "SO_KEEPALIVE":
		return because(secKeepalive, "set.keepalive", name)
	case "TCP_KEEPIDLE":
		return because(secKeepalive, "set.keepidle", name)
	case "TCP_KEEPINTVL":
		return because(secKeepalive, "set.keepintvl", name)
	case "TCP_KEEPCNT":
		return because(secKeepalive, "set.keepcnt", name)
	case "TCP_NODELAY":
		return because(secNagle, "set.nodelay", name)
	case "TCP_CORK":
		if off {
			return because("", "set.uncork", name)
		}
		return because("", "set.cork", name)
	case "TCP_LINGER2":
		return because("", "set.linger2", name)
	case "TCP_USER_TIMEOUT":
		return because(secFailures, "set.usertimeout", name)
	case "TCP_QUICKACK":
		return because(secDelayed, "set.quickack", name)
	case "SO_OOBINLINE":
		return because(secUrgent, "set.inline", name)
	case "TCP_FASTOPEN":
		return because(secFastOpen, "set.fastopen", name)
	case "TCP_FASTOPEN_CONNECT":
		return because(secFastOpen, "set.fastconnect", name)
	case "TCP_QUEUE_SEQ":
		return because(secISN, "set.iss", name)
	}
	return nil
}
