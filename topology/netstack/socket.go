package netstack

import (
	"bytes"
	"io"
	"net/netip"
	"slices"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"

	"netlab/topology"
)

// socket implements topology.Socket over one of the stack's endpoints.
type socket struct {
	host   *host
	end    tcpip.Endpoint
	queue  waiter.Queue
	entry  waiter.Entry
	wants  waiter.EventMask // what a call that would have blocked waits to be told
	conn   *topology.Conn
	tcp    *tcp.Endpoint // nil: UDP
	closed bool
	isn    *uint32 // with which its connection is to begin; nil: as the stack has it

	out bytes.Reader // what a send offers; here so that it is not made anew each time
	in  inbox        // what a recv has read; likewise
}

// inbox takes what the stack reads out, up to a limit.
type inbox struct {
	bytes []byte
	limit int
}

// Write implements io.Writer. A short write tells the stack to stop.
func (b *inbox) Write(p []byte) (int, error) {
	n := min(len(p), b.limit-len(b.bytes))
	b.bytes = append(b.bytes, p[:n]...)
	if n < len(p) {
		return n, io.ErrShortWrite
	}
	return n, nil
}

// Open implements topology.Host.
func (h *host) Open(spec topology.SocketSpec) (topology.Socket, topology.Errno) {
	s := &socket{host: h}
	transport, network := tcp.ProtocolNumber, header.IPv4ProtocolNumber
	if spec.Proto == "udp" {
		transport = udp.ProtocolNumber
	}
	if spec.V6 {
		network = header.IPv6ProtocolNumber
	}
	end, err := h.stack.NewEndpoint(transport, network, &s.queue)
	if err != nil {
		return nil, errno(err)
	}
	s.conn = h.env.Book.Open(spec.Name, spec.Proto == "udp")
	s.take(end, &s.queue)
	h.opts.apply(s)
	return s, topology.OK
}

func (s *socket) take(end tcpip.Endpoint, queue *waiter.Queue) {
	s.end = end
	s.host.open = append(s.host.open, s)
	s.entry.Init(s, waiter.ReadableEvents|waiter.WritableEvents|waiter.EventHUp|waiter.EventErr)
	queue.EventRegister(&s.entry)
	if t, ok := end.(*tcp.Endpoint); ok {
		s.tcp = t
		if s.host.watch.byEnd[t] == nil {
			s.host.watch.add(t, s.conn)
		}
	}
}

// NotifyEvent implements waiter.EventListener: the stack says that a call may
// succeed now. It wakes nobody, as the loop asks again after each settling; but
// it spares a call that would block again, and lets a full send buffer drain by
// half, as a real writer sleeps, before more is written.
func (s *socket) NotifyEvent(mask waiter.EventMask) {
	if mask&(waiter.EventHUp|waiter.EventErr) != 0 {
		s.wants = 0
	}
	s.wants &^= mask
}

// block parks a call until the stack tells one of the events.
func (s *socket) block(op *topology.Op, until waiter.EventMask) bool {
	if op.NoWait {
		return op.Done("EAGAIN")
	}
	op.Started = true
	s.wants |= until
	return false
}

// Conn implements topology.Socket.
func (s *socket) Conn() *topology.Conn { return s.conn }

// Try implements topology.Socket.
func (s *socket) Try(op *topology.Op) bool {
	h := s.host
	if h.down || s.closed {
		return op.Done("EBADF")
	}
	before := op.N
	done := topology.Dispatch(s, op)
	// A call that only found nothing to do leaves nothing to settle.
	h.dirty = h.dirty || done || op.N != before || op.Kind == topology.OpConnect
	return done
}

func fullAddress(a netip.AddrPort) tcpip.FullAddress {
	f := tcpip.FullAddress{Port: a.Port()}
	if a.Addr().IsValid() && !a.Addr().IsUnspecified() {
		f.Addr = toAddress(a.Addr())
	}
	return f
}

func addrPort(a tcpip.FullAddress) netip.AddrPort {
	return netip.AddrPortFrom(fromAddress(a.Addr), a.Port)
}

func (s *socket) Bind(op *topology.Op) topology.Errno {
	if err := s.end.Bind(fullAddress(op.Addr)); err != nil {
		return errno(err)
	}
	local, err := s.end.GetLocalAddress()
	if err == nil {
		s.conn.Local = addrPort(local)
		if s.tcp == nil {
			s.host.env.Book.Bound(s.conn)
		}
	}
	return topology.OK
}

// Listen passes backlog+1: the stack counts as Linux did before it said "at
// most backlog more", and its Listen(1) takes SYN cookies for every connection.
func (s *socket) Listen(backlog int) topology.Errno {
	return errno(s.end.Listen(backlog + 1))
}

func (s *socket) Accept(op *topology.Op) bool {
	if op.Started && s.wants&waiter.ReadableEvents != 0 {
		return false
	}
	end, queue, err := s.end.Accept(nil)
	if _, again := err.(*tcpip.ErrWouldBlock); again {
		return s.block(op, waiter.ReadableEvents)
	}
	if err != nil {
		return op.Done(errno(err))
	}
	child := &socket{host: s.host}
	t := end.(*tcp.Endpoint)
	if w := s.host.watch.byEnd[t]; w != nil {
		child.conn = w.conn
	} else {
		// It was reset before it was accepted: the stack hands it out all
		// the same, as Linux does, and the first read says so.
		id := t.TransportEndpointInfo.ID
		local := netip.AddrPortFrom(fromAddress(id.LocalAddress), id.LocalPort)
		remote := netip.AddrPortFrom(fromAddress(id.RemoteAddress), id.RemotePort)
		if child.conn = s.host.env.Book.Find(false, local, remote); child.conn == nil {
			child.conn = s.host.env.Book.Incoming(s.conn, local, remote)
		}
	}
	child.take(end, queue)
	op.Accepted, op.Peer = child, child.conn.Remote
	return op.Done(topology.OK)
}

func (s *socket) Connect(op *topology.Op) bool {
	if !op.Started {
		if s.tcp != nil {
			s.host.initial.connecting = s
		}
		err := s.end.Connect(fullAddress(op.Addr))
		s.host.initial.connecting = nil
		if s.tcp == nil {
			s.pair()
			return op.Done(errno(err))
		}
		switch err.(type) {
		case *tcpip.ErrConnectStarted:
			s.pair()
			op.Started = true
			return op.NoWait && op.Done("EINPROGRESS")
		case *tcpip.ErrAlreadyConnecting:
			// One that blocks waits for what another has begun, connect(2).
			op.Started = true
			return op.NoWait && op.Done("EALREADY")
		}
		return op.Done(errno(err))
	}
	switch s.tcp.EndpointState() {
	case tcp.StateConnecting, tcp.StateSynSent, tcp.StateSynRecv:
		return false
	}
	// The second connect(2) tells how the first ended.
	err := s.end.Connect(fullAddress(op.Addr))
	if _, done := err.(*tcpip.ErrAlreadyConnected); done {
		err = nil
	}
	if _, aborted := err.(*tcpip.ErrInvalidEndpointState); aborted {
		if last := s.end.LastError(); last != nil {
			err = last
		}
	}
	return op.Done(errno(err))
}

// pair enters the socket's addresses into the book.
func (s *socket) pair() {
	local, err := s.end.GetLocalAddress()
	remote, err2 := s.end.GetRemoteAddress()
	if err == nil && err2 == nil {
		s.host.env.Book.Pair(s.conn, addrPort(local), addrPort(remote))
	}
}

// Send gives the stack as much as it takes.
func (s *socket) Send(op *topology.Op) bool {
	if op.Urgent {
		return op.Done("EOPNOTSUPP") // it sends no URG, and heeds none (tcp/snd.go, tcp/rcv.go)
	}
	if op.Started && s.wants&waiter.WritableEvents != 0 {
		return false
	}
	opts := tcpip.WriteOptions{}
	if s.tcp == nil {
		opts.Atomic = true
		if op.Addr.IsValid() {
			to := fullAddress(op.Addr)
			opts.To = &to
		}
	}
	for {
		s.out.Reset(s.portion(op))
		n, err := s.end.Write(&s.out, opts)
		op.N += int(n)
		if s.tcp == nil && err == nil {
			s.bound()
		}
		if _, again := err.(*tcpip.ErrWouldBlock); again {
			if op.NoWait && op.N > 0 {
				return op.Done(topology.OK) // a part was taken, send(2)
			}
			return op.NoWait && op.Done("EAGAIN")
		}
		if err != nil {
			return op.Done(errno(err))
		}
		if op.N >= len(op.Data) {
			return op.Done(topology.OK)
		}
	}
}

// portion is what the stack is offered at once. It copies all that it is
// offered, whether it has room for it or not.
func (s *socket) portion(op *topology.Op) []byte {
	const most = 64 << 10
	rest := op.Data[op.N:]
	if s.tcp == nil || len(rest) <= most {
		return rest
	}
	return rest[:most]
}

// bound enters a UDP socket that a first send has given a port.
func (s *socket) bound() {
	if s.conn.Local.IsValid() {
		return
	}
	if local, err := s.end.GetLocalAddress(); err == nil {
		s.conn.Local = addrPort(local)
		s.host.env.Book.Bound(s.conn)
	}
}

func (s *socket) Recv(op *topology.Op) bool {
	if op.Urgent {
		return op.Done("EOPNOTSUPP") // what is urgent on the wire is data like any other to it
	}
	if op.Started && s.wants&waiter.ReadableEvents != 0 {
		return false
	}
	s.in.bytes, s.in.limit = s.in.bytes[:0], op.Max
	if op.Max <= 0 {
		s.in.limit = 1 << 20
	}
	res, err := s.end.Read(&s.in, tcpip.ReadOptions{NeedRemoteAddr: s.tcp == nil})
	switch err.(type) {
	case nil:
		op.Received, op.N = s.in.bytes, len(s.in.bytes)
		if s.tcp != nil {
			s.tcp.ModerateRecvBuf(op.N)
		} else {
			op.Peer = addrPort(res.RemoteAddr)
		}
		return op.Done(topology.OK)
	case *tcpip.ErrWouldBlock:
		return s.block(op, waiter.ReadableEvents)
	case *tcpip.ErrClosedForReceive:
		op.EOF = true
		return op.Done(topology.OK)
	}
	return op.Done(errno(err))
}

func (s *socket) Shutdown(how string) topology.Errno {
	flags := tcpip.ShutdownRead | tcpip.ShutdownWrite
	switch how {
	case "rd":
		flags = tcpip.ShutdownRead
	case "wr":
		flags = tcpip.ShutdownWrite
	}
	return errno(s.end.Shutdown(flags))
}

func (s *socket) Close(op *topology.Op) bool {
	s.orphan()
	s.leave()
	return op.Done(topology.OK)
}

// leave gives the endpoint back to the stack, which may go on with it.
func (s *socket) leave() {
	s.closed = true
	s.host.open = slices.DeleteFunc(s.host.open, func(o *socket) bool { return o == s })
	s.end.Close()
}

// Abort resets the connection: what SO_LINGER with a time of 0 does at close.
func (s *socket) Abort() topology.Errno {
	if s.tcp != nil {
		s.orphan()
		s.end.SocketOptions().SetLinger(tcpip.LingerOption{Enabled: true})
	}
	s.leave()
	return topology.OK
}

// orphan resets, in the order in which they came, the connections that a
// listener has taken in and nobody has accepted: the stack would do so itself in
// an order of its own, another one every time.
func (s *socket) orphan() {
	if s.tcp == nil || s.tcp.EndpointState() != tcp.StateListen {
		return
	}
	for {
		end, _, err := s.end.Accept(nil)
		if err != nil {
			break
		}
		end.(*tcp.Endpoint).Abort()
	}
	for _, w := range s.host.watch.live {
		if w.end != s.tcp && w.conn.Listener == s.conn && w.end.EndpointState() == tcp.StateSynRecv {
			w.end.Abort()
		}
	}
}
