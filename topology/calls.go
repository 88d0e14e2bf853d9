package topology

// Calls are a socket's calls, a method a kind of Op: what a host implements, and
// Dispatch chooses from. Those that may block return whether they are done, as
// Socket.Try does; the others are done at once.
type Calls interface {
	Bind(op *Op) Errno
	Listen(backlog int) Errno
	Accept(op *Op) (done bool)
	Connect(op *Op) (done bool)
	Send(op *Op) (done bool)
	Recv(op *Op) (done bool)
	Shutdown(how string) Errno
	Close(op *Op) (done bool)
	Abort() Errno
	SetOption(name, value string) Errno
	Option(name string) (value string, e Errno)
}

// Dispatch has a socket do an operation as far as it goes.
func Dispatch(s Calls, op *Op) (done bool) {
	switch op.Kind {
	case OpBind:
		return op.Done(s.Bind(op))
	case OpListen:
		return op.Done(s.Listen(op.Backlog))
	case OpAccept:
		return s.Accept(op)
	case OpConnect:
		return s.Connect(op)
	case OpSend:
		return s.Send(op)
	case OpRecv:
		return s.Recv(op)
	case OpShutdown:
		return op.Done(s.Shutdown(op.How))
	case OpClose:
		return s.Close(op)
	case OpAbort:
		return op.Done(s.Abort())
	case OpSetsockopt:
		return op.Done(s.SetOption(op.Option, op.Value))
	case OpGetsockopt:
		v, e := s.Option(op.Option)
		op.Value = v
		return op.Done(e)
	}
	return op.Done("EOPNOTSUPP")
}
