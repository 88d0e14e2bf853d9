package topology

import (
	"net/netip"
	"os"
	"time"

	"netlab/hooks/event"
	"netlab/topology/clock"
)

// A Host is a TCP implementation with its interfaces. Every method runs on the
// loop and returns at once; a host starts nothing that could act between two
// calls.
type Host interface {
	// Open makes a socket. Its name is for the events, where the Book makes it
	// unique.
	Open(SocketSpec) (Socket, Errno)

	// Deliver gives the host a packet that came over its i-th interface. The
	// host does not keep p. What comes of it shows at Settle. Other than OK it has
	// not taken the packet, which is lost at its door: its device had no room.
	Deliver(iface int, p []byte) Errno

	// Settle lets everything happen that follows from what the host was given,
	// and reports it: state changes in their order, packets written.
	Settle(*News)

	// Close gives everything back. Nothing that the host would still say is
	// heard. A host that crashes is closed.
	Close() error
}

// A Maker builds a host.
type Maker func(*Env) (Host, error)

// A Describer is a Host that can tell what it really is: the run's first event
// says so.
type Describer interface {
	// Describe gives the stack's version and every setting that was made, under
	// the stack's own names; what the plan set is among them.
	Describe() (version string, settings map[string]string)
}

// An Executor is a Host in which programs of the machine's own can run, their
// packets on its wires.
type Executor interface {
	// Exec starts a program. The host's Close kills it, and all that it has
	// started.
	Exec(*Command) (Process, error)
}

// Command is a program to start inside a host.
type Command struct {
	Args  []string    // the program, looked up in PATH, and its arguments
	Files [3]*os.File // stdin, stdout, stderr; nil is /dev/null, or what Output gives. They stay the caller's.
	Keep  bool        // keep what it writes to stdout and stderr, where Files has none, for Output
	Hosts []HostName  // what the program's resolver must know, for "curl http://server/"
	Dir   string      // where it works; "": where netlab does
	Env   []string    // its environment; nil: netlab's
}

// HostName is a line of hosts(5).
type HostName struct {
	Addr netip.Addr
	Name string
}

// Process is a program at work inside a host. When it ends, the host has news:
// it is settled, and the programs that wait on it try again.
type Process interface {
	// Ended says whether the program has ended, and with which status, as
	// shells count: 128 and the signal's number where one has killed it.
	Ended() (status int, ended bool)
	// Output is what it has written so far, where Command.Keep asked for it.
	Output() []byte
	// Kill ends it and all that it has started, at once.
	Kill()
}

// Env is what a host is built from and into.
type Env struct {
	Plan *HostPlan
	ID   event.HostID
	Seed uint64 // this host's own, already mixed with its name
	Time Time
	Book *Book // where the host enters its connections

	// Buffer lends the bytes of a packet that the host is about to report as
	// Sent; the loop takes them back.
	Buffer func(size int) []byte
	// TCB asks the host to report its connections' variables.
	TCB bool
}

// Time is what a host may know of the clock: it reads it and sets timers.
type Time struct {
	Clock clock.Clock
	Queue *clock.Queue
	// Fire does a host's timer on the loop: act, then settle, then record what
	// came of it under the timer's name. A host's timers call it from their Do.
	// Act may still fill in what it finds out about the timer. With a name that
	// is "" then, what the host did has no cause that netlab knows: a program of
	// the machine's own, inside the host, did it.
	Fire func(h event.HostID, t *TimerInfo, act func())
}

// TimerInfo describes a timer that has fired.
type TimerInfo struct {
	Name  string        // "retransmission", "time-wait", ...; "timer" where the host cannot tell which; "": it was no timer
	After time.Duration // how long it ran, from its last start
	Conn  *Conn         // whose it is, where the host can tell
}

// News is what a host did since it was last settled. The loop reuses it, and so
// may a host reuse what it put in, from the next Settle on.
type News struct {
	Changes []Change
	Sent    []Sent
	TCBs    []ConnTCB // variables of connections that handled a segment or a timer, where the stack tells them
}

// Reset empties the news for another settling.
func (n *News) Reset() {
	n.Changes = n.Changes[:0]
	n.Sent = n.Sent[:0]
	n.TCBs = n.TCBs[:0]
}

// ConnTCB is a connection's variables.
type ConnTCB struct {
	Conn *Conn
	TCB  event.TCB
}

// Change is one step of a connection's state.
type Change struct {
	Conn     *Conn
	From, To event.State
	Passed   bool   // filled in: the state was passed within one beat
	Reason   string // "reset", "timeout", "aborted", ... where it was not the ordinary course

	// Kernel is the moment when it really happened, since the run began, where
	// the stack can tell; else 0. The event's own time is its beat's.
	Kernel time.Duration
}

// Sent is a packet that a host wrote. The loop owns Raw from then on.
type Sent struct {
	Iface int
	Raw   []byte
}

// SocketSpec says which socket to open.
type SocketSpec struct {
	Proto string // "tcp" or "udp"
	Name  string // for events: what the program calls it, or what is done with it
	V6    bool
}

// A Socket is one end as a program holds it.
type Socket interface {
	// Try does an operation as far as it goes. done false means that it would
	// block: Op keeps what was done so far, and Try is called again when the
	// host has news.
	Try(op *Op) (done bool)

	// Acked says whether all that was sent on the socket has been acknowledged:
	// nothing waits to be sent, and SND.UNA is SND.NXT (RFC 9293, 3.3.1). A FIN
	// counts from the call on that asked for it. EBADF: the socket is closed.
	Acked() (bool, Errno)

	// Conn is what the socket is in the events.
	Conn() *Conn
}

// Op is a socket operation with its arguments and, once done, its results.
type Op struct {
	Kind OpKind

	Addr    netip.AddrPort // bind, connect, sendto
	Backlog int            // listen
	Data    []byte         // send: what is to be sent
	Max     int            // recv: at most so many octets; accept: none
	How     string         // shutdown: "rd", "wr", "rdwr"
	Option  string         // setsockopt, getsockopt: TCP_NODELAY, SO_RCVBUF, ...
	Value   string         // setsockopt: what to set; getsockopt: what was read
	NoWait  bool           // return EAGAIN or EINPROGRESS instead of blocking
	Urgent  bool           // send, recv: with MSG_OOB; such a recv never blocks

	Errno    Errno          // "ok" or the errno's name
	N        int            // send: octets taken so far
	Received []byte         // recv: what was read; the socket's again with its next Try
	EOF      bool           // recv: the peer has finished
	Peer     netip.AddrPort // accept, recvfrom
	Accepted Socket         // accept

	Started bool // for the host: connect was begun, or the like
}

// OpKind is a socket call.
type OpKind uint8

const (
	OpBind OpKind = iota + 1
	OpListen
	OpAccept
	OpConnect
	OpSend
	OpRecv
	OpShutdown
	OpClose
	OpAbort
	OpSetsockopt
	OpGetsockopt
)

var opNames = [...]string{"", "bind", "listen", "accept", "connect", "send", "recv", "shutdown", "close", "abort", "setsockopt", "getsockopt"}

// String is the call's name.
func (k OpKind) String() string { return opNames[k] }

// Errno is a call's result: "ok", or the name of the error as errno.h has it.
type Errno string

// OK is the result of a call that succeeded.
const OK Errno = "ok"

// Done ends an operation with a result; Try returns it.
func (op *Op) Done(e Errno) bool {
	op.Errno = e
	return true
}
