package netstack

import (
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// probe keeps a connection's variables after it has handled a segment. One that
// the segment has closed has none any more: the stack has emptied its queues.
func (h *host) probe(s *tcp.TCPEndpointState) {
	e := h.watch.byTuple[tupleOfEnd(s.ID)]
	if e == nil || e.over() {
		return
	}
	e.tcb, e.mss = tcbOf(s), mssOf(s)
	h.tcbs = append(h.tcbs, topology.ConnTCB{Conn: e.conn, TCB: e.tcb})
}

// retold keeps a connection's variables after a timer has sent something again. No
// segment has come, so only what the timer itself moves can have changed since the
// stack told them last: RTO, cwnd and ssthresh, RFC 6298 (5.5) and RFC 5681 (3.1).
func (h *host) retold(e *watched) {
	var info tcpip.TCPInfoOption
	if e.mss == 0 || e.over() || e.end.GetSockOpt(&info) != nil {
		return
	}
	t := &e.tcb
	t.RTO, t.Cwnd, t.Ssthresh = info.RTO, info.SndCwnd*e.mss, ssthresh(int(info.SndSsthresh), e.mss)
	if segment.Less(t.Snd.Nxt, e.conn.Wrote.Next) {
		t.Snd.Nxt = e.conn.Wrote.Next
	}
	h.tcbs = append(h.tcbs, topology.ConnTCB{Conn: e.conn, TCB: *t})
}

func tcbOf(s *tcp.TCPEndpointState) (t event.TCB) {
	mss := mssOf(s)
	t.Snd.Una, t.Snd.Nxt = uint32(s.Sender.SndUna), uint32(s.Sender.SndNxt)
	t.Snd.Wnd = uint32(s.Sender.SndWnd)
	t.Rcv.Nxt = uint32(s.Receiver.RcvNxt)
	t.Rcv.Wnd = uint32(s.Receiver.RcvAcc - s.Receiver.RcvNxt)
	t.Cwnd = uint32(s.Sender.SndCwnd) * mss // the stack counts segments
	t.Ssthresh = ssthresh(s.Sender.Ssthresh, mss)
	t.RTO, t.SRTT = s.Sender.RTO, s.Sender.RTTState.SRTT
	return t
}

func mssOf(s *tcp.TCPEndpointState) uint32 { return uint32(max(s.Sender.MaxPayloadSize, 1)) }

// ssthresh is the threshold in octets; 0 where it is still "infinite", RFC 5681 (3.1).
func ssthresh(segments int, mss uint32) uint32 {
	if segments >= 1<<20 {
		return 0
	}
	return uint32(segments) * mss
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
	w.host.retold(e)
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
