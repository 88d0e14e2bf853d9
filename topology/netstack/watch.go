package netstack

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"netlab/hooks/event"
	"netlab/topology"
)

// watcher follows the state of every TCP connection of a host: those of the
// programs' sockets, and those that only the stack knows of, half-open ones before
// they are accepted and orphans after close. It looks at two moments. After each
// settling it reads the state of all that are not closed, one atomic load each.
// And inside each write it reads the writer's state, because a connection can pass
// through a state within one settling, and whatever it writes there is the only
// witness.
type watcher struct {
	host    *host
	live    []*watched // in the order in which they came up
	byTuple map[tuple]*watched
	byEnd   map[*tcp.Endpoint]*watched
	last    *watched // found last: most packets belong to the same
	still   bool     // a timer fires: what is written now does not count as activity
}

// watched is one connection or listener.
type watched struct {
	end   *tcp.Endpoint
	conn  *topology.Conn
	tuple tuple
	state event.State
	busy  time.Duration // when it last wrote or was given a segment
	tcb   event.TCB     // as it was told last
	mss   uint32        // in octets; 0: nothing was told yet
}

// tuple is a connection's pair of sockets as the host's own bytes have it.
type tuple struct {
	local, remote         [16]byte
	localPort, remotePort uint16
	v6                    bool
}

func (w *watcher) init(h *host) {
	w.host = h
	w.byTuple = make(map[tuple]*watched)
	w.byEnd = make(map[*tcp.Endpoint]*watched)
}

// add begins to follow a socket of a program's.
func (w *watcher) add(end *tcp.Endpoint, conn *topology.Conn) *watched {
	e := &watched{end: end, conn: conn, state: event.Closed}
	w.byEnd[end] = e
	w.live = append(w.live, e)
	return e
}

// wrote notes the state of the connection that writes a packet. It may be called
// under that connection's lock.
func (w *watcher) wrote(raw []byte) {
	t, ok := tupleOf(raw, true)
	if !ok {
		return
	}
	if e := w.find(t); e != nil {
		w.note(e, e.end.EndpointState())
		if !w.still {
			e.busy = w.host.clock.now()
		}
	}
}

// scan notes the states of all live connections, and looks for connections that
// came up without a word: with SYN cookies there is none before the handshake is
// complete.
func (w *watcher) scan() {
	for _, t := range w.host.inbound {
		e := w.known(t)
		if e == nil {
			e = w.find(t)
		}
		if e != nil {
			e.busy = w.host.clock.now()
		}
	}
	closed := false
	for _, e := range w.live {
		w.note(e, e.end.EndpointState())
		closed = closed || e.over()
	}
	if closed {
		w.live = slices.DeleteFunc(w.live, func(e *watched) bool {
			if !e.over() {
				return false
			}
			if w.byTuple[e.tuple] == e {
				delete(w.byTuple, e.tuple)
			}
			w.last = nil
			delete(w.byEnd, e.end)
			return true
		})
	}
}

// over says whether nothing more can happen to a connection.
func (e *watched) over() bool {
	s := e.end.EndpointState()
	return s == tcp.StateClose || s == tcp.StateError
}

// known is the connection of a tuple that the watcher knows; nil if there is none.
func (w *watcher) known(t tuple) *watched {
	if e := w.last; e != nil && e.tuple == t {
		return e
	}
	e := w.byTuple[t]
	if e != nil {
		w.last = e
	}
	return e
}

// find is the connection of a tuple; one that the stack has and the watcher does
// not know yet is entered. Nil where there is none but, perhaps, a listener.
func (w *watcher) find(t tuple) *watched {
	if e := w.known(t); e != nil && !e.over() {
		return e
	}
	h := w.host
	net := header.IPv4ProtocolNumber
	if t.v6 {
		net = header.IPv6ProtocolNumber
	}
	te := h.stack.FindTransportEndpoint(net, tcp.ProtocolNumber, t.id(), 0)
	end, ok := te.(*tcp.Endpoint)
	if !ok || end.TransportEndpointInfo.ID.RemotePort == 0 {
		return nil
	}
	e := w.byEnd[end]
	if e == nil {
		e = w.incoming(end, t)
	} else {
		h.env.Book.Pair(e.conn, t.localAddr(), t.remoteAddr())
	}
	if e != nil {
		e.tuple = t
		w.byTuple[t] = e
		w.last = e
	}
	return e
}

// incoming enters a connection that a listener has taken in.
func (w *watcher) incoming(end *tcp.Endpoint, t tuple) *watched {
	parent := w.host.env.Book.Listener(t.localAddr())
	if parent == nil {
		return nil // nothing that a program opened: cannot be
	}
	conn := w.host.env.Book.Incoming(parent, t.localAddr(), t.remoteAddr())
	e := w.add(end, conn)
	// RFC 9293, figure 5: the arrow to SYN-RECEIVED begins at LISTEN.
	e.state = event.Listen
	return e
}

// note records a change of state.
func (w *watcher) note(e *watched, now tcp.EndpointState) {
	to := stateOf(now)
	if to == e.state {
		return
	}
	w.host.changes = topology.AppendChange(w.host.changes, e.conn, e.state, to)
	e.state = to
}

// stateOf names a state as RFC 9293 does. A connection that failed, and a socket
// that is not connected yet, are CLOSED.
func stateOf(s tcp.EndpointState) event.State {
	switch s {
	case tcp.StateListen:
		return event.Listen
	case tcp.StateSynSent:
		return event.SynSent
	case tcp.StateSynRecv:
		return event.SynReceived
	case tcp.StateEstablished:
		return event.Established
	case tcp.StateFinWait1:
		return event.FinWait1
	case tcp.StateFinWait2:
		return event.FinWait2
	case tcp.StateCloseWait:
		return event.CloseWait
	case tcp.StateClosing:
		return event.Closing
	case tcp.StateLastAck:
		return event.LastAck
	case tcp.StateTimeWait:
		return event.TimeWait
	}
	return event.Closed
}

// inbound are whose TCP packets were delivered since the last settling.
type inbound []tuple

func (in *inbound) note(raw []byte) {
	if t, ok := tupleOf(raw, false); ok {
		*in = append(*in, t)
	}
}

// tupleOf reads a TCP packet's pair of sockets from the host's side of it.
func tupleOf(raw []byte, outgoing bool) (t tuple, ok bool) {
	var ports, srcAt, size int
	switch {
	case len(raw) >= header.IPv4MinimumSize && raw[0]>>4 == 4:
		ip := header.IPv4(raw)
		ports, srcAt, size = int(ip.HeaderLength()), 12, 4
		if ip.Protocol() != uint8(tcp.ProtocolNumber) || ip.FragmentOffset() != 0 {
			return t, false
		}
	case len(raw) >= header.IPv6MinimumSize && raw[0]>>4 == 6:
		ports, srcAt, size = header.IPv6MinimumSize, 8, 16
		t.v6 = true
		if header.IPv6(raw).NextHeader() != uint8(tcp.ProtocolNumber) {
			return t, false
		}
	default:
		return t, false
	}
	if len(raw) < ports+4 {
		return t, false
	}
	copy(t.local[:], raw[srcAt:srcAt+size])
	copy(t.remote[:], raw[srcAt+size:srcAt+2*size])
	t.localPort = binary.BigEndian.Uint16(raw[ports:])
	t.remotePort = binary.BigEndian.Uint16(raw[ports+2:])
	if !outgoing {
		t.local, t.remote = t.remote, t.local
		t.localPort, t.remotePort = t.remotePort, t.localPort
	}
	return t, true
}

func (t *tuple) addr(a [16]byte) netip.Addr {
	if t.v6 {
		return netip.AddrFrom16(a)
	}
	return netip.AddrFrom4([4]byte(a[:4]))
}

func (t *tuple) localAddr() netip.AddrPort { return netip.AddrPortFrom(t.addr(t.local), t.localPort) }

func (t *tuple) remoteAddr() netip.AddrPort {
	return netip.AddrPortFrom(t.addr(t.remote), t.remotePort)
}

func (t *tuple) id() stack.TransportEndpointID {
	return stack.TransportEndpointID{
		LocalPort: t.localPort, LocalAddress: toAddress(t.addr(t.local)),
		RemotePort: t.remotePort, RemoteAddress: toAddress(t.addr(t.remote)),
	}
}

// tupleOfEnd is the tuple of a connected endpoint.
func tupleOfEnd(id tcp.TCPEndpointID) (t tuple) {
	copy(t.local[:], id.LocalAddress.AsSlice())
	copy(t.remote[:], id.RemoteAddress.AsSlice())
	t.localPort, t.remotePort = id.LocalPort, id.RemotePort
	t.v6 = id.LocalAddress.BitLen() == header.IPv6AddressSizeBits
	return t
}
