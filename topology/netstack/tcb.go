package netstack

import (
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"netlab/hooks/event"
	"netlab/topology"
)

// probe keeps a connection's variables after it has handled a segment.
func (h *host) probe(s *tcp.TCPEndpointState) {
	e := h.watch.byTuple[tupleOfEnd(s.ID)]
	if e == nil {
		return
	}
	h.tcbs = append(h.tcbs, topology.ConnTCB{Conn: e.conn, TCB: tcbOf(s)})
}

func tcbOf(s *tcp.TCPEndpointState) (t event.TCB) {
	mss := uint32(max(s.Sender.MaxPayloadSize, 1))
	t.Snd.Una, t.Snd.Nxt = uint32(s.Sender.SndUna), uint32(s.Sender.SndNxt)
	t.Snd.Wnd = uint32(s.Sender.SndWnd)
	t.Rcv.Nxt = uint32(s.Receiver.RcvNxt)
	t.Rcv.Wnd = uint32(s.Receiver.RcvAcc - s.Receiver.RcvNxt)
	t.Cwnd = uint32(s.Sender.SndCwnd) * mss // the stack counts segments
	if s.Sender.Ssthresh < 1<<20 {          // it begins at "infinity", RFC 5681 (3.1)
		t.Ssthresh = uint32(s.Sender.Ssthresh) * mss
	}
	t.RTO, t.SRTT = s.Sender.RTO, s.Sender.RTTState.SRTT
	return t
}

// owner fills in whose timer it was that made the stack write a packet. Where the
// timer ran only for the rest of its time, the stack has not told how long it ran
// in all, and it is worked out.
func (w *watcher) owner(t *topology.TimerInfo, raw []byte, rest bool) {
	tuple, ok := tupleOf(raw, true)
	e := w.byTuple[tuple]
	if !ok || e == nil {
		return
	}
	t.Conn = e.conn
	now := w.host.clock.now()
	if rest {
		switch t.Name {
		case "retransmission":
			t.After = w.expiredRTO(e.end, t.After)
		case "keepalive": // the first probe: later ones are set for their own time
			var idle tcpip.KeepaliveIdleOption
			if err := e.end.GetSockOpt(&idle); err == nil {
				t.After = time.Duration(idle)
			}
		default: // these start anew with all that the connection does
			t.After = now - e.busy
		}
	}
	e.busy = now
}

// expiredRTO is the timeout that has just expired: half of what it is now, RFC
// 6298 (5.5), unless it was at its greatest already.
func (w *watcher) expiredRTO(end *tcp.Endpoint, known time.Duration) time.Duration {
	var info tcpip.TCPInfoOption
	var most tcpip.TCPMaxRTOOption
	if end.GetSockOpt(&info) != nil || w.host.stack.TransportProtocolOption(tcp.ProtocolNumber, &most) != nil {
		return known
	}
	if info.RTO >= time.Duration(most) {
		return known
	}
	return info.RTO / 2
}
