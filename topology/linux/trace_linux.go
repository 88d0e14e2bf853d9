package linux

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
	"unsafe"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/ringbuf"
	"golang.org/x/sys/unix"

	"netlab/hooks/event"
	"netlab/topology"
)

// tracer hears from the kernel itself when a socket's state changes, by a program
// on the tracepoint inet_sock_set_state, and so can tell the moment of a change to
// the nanosecond. Nothing depends on it: where the machine does not allow it,
// changes have no such moment.
//
// The tracepoint knows only whole sockets. It says nothing of a connection in
// SYN-RECEIVED until the third segment makes a socket of it; where what is left of
// a socket goes to TIME-WAIT, or waits in FIN-WAIT-2 for nobody, it says CLOSED;
// and the end of what is left it does not say.
//
// Many networks may share one: its methods may be called from any goroutine.
type tracer struct {
	namespaces *ebpf.Map // inode numbers of the namespaces that are traced
	ring       *ebpf.Map
	program    *ebpf.Program
	link       int // holds the program to the tracepoint; -1: it is not held yet

	mu     sync.Mutex
	reader *ringbuf.Reader
	record ringbuf.Record
	seen   map[uint64]*moments // by the connection's cookie
}

// moments are when a connection entered its states, CLOCK_MONOTONIC in nanoseconds;
// 0 where it did not, or that was told already.
type moments [event.TimeWait + 1]int64

// transition is what the tracepoint says.
type transition struct {
	at       int64 // CLOCK_MONOTONIC, nanoseconds
	cookie   uint64
	from, to event.State
}

const (
	// Namespaces that one process may trace.
	mostTraced = 1 << 12
	// Octets of the ring. A settle seldom finds more than a few records in it,
	// of 32 octets each.
	ringSize = 1 << 17
	// Connections whose moments are kept until somebody asks. Nobody asks about
	// those that run over the loopback.
	mostStamped = 1 << 12
)

// kernelTracer is the process's tracer. To load it takes tens of milliseconds,
// nearly all for reading the kernel's BTF, and then it serves all runs.
var kernelTracer = sync.OnceValues(openTracer)

// openTracer loads the program. Where the machine does not allow it the error is
// an *Unable.
func openTracer() (_ *tracer, err error) {
	t := &tracer{seen: make(map[uint64]*moments), link: -1}
	defer func() {
		if err != nil {
			t.close()
			err = noTracer(err)
		}
	}()
	if t.namespaces, err = ebpf.NewMap(&ebpf.MapSpec{
		Name: "netlab_netns", Type: ebpf.Hash, KeySize: 4, ValueSize: 1, MaxEntries: mostTraced, Flags: unix.BPF_F_NO_PREALLOC,
	}); err != nil {
		return nil, err
	}
	if t.ring, err = ebpf.NewMap(&ebpf.MapSpec{Name: "netlab_states", Type: ebpf.RingBuf, MaxEntries: ringSize}); err != nil {
		return nil, err
	}
	fields, err := kernelFields()
	if err != nil {
		return nil, err
	}
	if t.program, err = ebpf.NewProgram(&ebpf.ProgramSpec{
		Name: "netlab_states", Type: ebpf.Tracing, AttachType: ebpf.AttachTraceRawTp, AttachTo: "inet_sock_set_state",
		Instructions: traceProgram(fields, t.namespaces, t.ring), License: "GPL",
	}); err != nil {
		return nil, err
	}
	if t.link, err = attach(t.program); err != nil {
		return nil, err
	}
	if t.reader, err = ringbuf.NewReader(t.ring); err != nil {
		return nil, err
	}
	t.reader.SetDeadline(time.Unix(1, 0)) // long ago: it reads what there is, and never waits
	return t, nil
}

// attach holds a program to the tracepoint that it was loaded for (bpf(2)).
// Package link does it too, but probes this kernel's features before main.
func attach(p *ebpf.Program) (fd int, err error) {
	// raw_tracepoint of union bpf_attr, include/uapi/linux/bpf.h: without a
	// name it is the program's own.
	attr := struct {
		name uint64
		prog uint32
		_    uint32
	}{prog: uint32(p.FD())}
	r, _, errno := unix.Syscall(unix.SYS_BPF, unix.BPF_RAW_TRACEPOINT_OPEN, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
	runtime.KeepAlive(p)
	if errno != 0 {
		return -1, fmt.Errorf("the tracepoint inet_sock_set_state: %w", errno)
	}
	return int(r), nil
}

func noTracer(err error) error {
	u := &Unable{What: "the kernel's own time of state changes (eBPF)", Why: err.Error()}
	switch {
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		u.Remedy = "run it as root (sudo), or with CAP_BPF and CAP_PERFMON"
	default:
		u.Remedy = "run Linux 5.12 or later, with CONFIG_BPF_SYSCALL and CONFIG_DEBUG_INFO_BTF"
	}
	return u
}

// close gives everything back.
func (t *tracer) close() {
	if t.reader != nil {
		t.reader.Close()
	}
	if t.link >= 0 {
		unix.Close(t.link)
	}
	t.program.Close()
	t.ring.Close()
	t.namespaces.Close()
}

// add begins to trace a namespace.
func (t *tracer) add(ns *namespace) error {
	inode, err := ns.inode()
	if err != nil {
		return err
	}
	if err := t.namespaces.Put(inode, uint8(1)); err != nil {
		return fmt.Errorf("tracing a namespace: %w", err)
	}
	return nil
}

// remove ends it. A later namespace may get the same number.
func (t *tracer) remove(ns *namespace) {
	if inode, err := ns.inode(); err == nil {
		t.namespaces.Delete(inode)
	}
}

// inode is the number that the kernel knows the namespace by.
func (ns *namespace) inode() (uint32, error) {
	var s unix.Stat_t
	if err := unix.Fstat(int(ns.handle), &s); err != nil {
		return 0, fmt.Errorf("fstat of a namespace: %w", err)
	}
	return uint32(s.Ino), nil
}

// stamp fills in the moments of a connection's changes, which were just found, and
// forgets what it knows of the connection: what the tracepoint has said of it so
// far is about these changes. Zero is the beginning of the run, on CLOCK_MONOTONIC.
func (t *tracer) stamp(cookie uint64, changes []topology.Change, zero int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drain(t.keep)
	s := t.seen[cookie]
	if s == nil {
		return
	}
	delete(t.seen, cookie)
	for i := range changes {
		c := &changes[i]
		said := c.To
		if said == event.TimeWait {
			said = event.Closed
		}
		if at := s[said]; at > zero {
			c.Kernel = time.Duration(at - zero)
			s[said] = 0
		}
	}
}

func (t *tracer) keep(x *transition) {
	s := t.seen[x.cookie]
	if s == nil {
		if len(t.seen) >= mostStamped {
			clear(t.seen)
		}
		s = new(moments)
		t.seen[x.cookie] = s
	}
	s[x.to] = x.at
}

// drain reads the ring until it is empty. The transition is lent for the call.
func (t *tracer) drain(visit func(*transition)) {
	if t.reader.AvailableBytes() == 0 {
		return
	}
	var x transition
	for t.reader.ReadInto(&t.record) == nil {
		if x.parse(t.record.RawSample) {
			visit(&x)
		}
	}
}

// parse reads a record. It says false of one that tells nothing: a socket that is
// set to the state that it is in, and the socket that a listener makes of a
// request, which does not have the request's cookie yet.
func (x *transition) parse(p []byte) bool {
	if len(p) < recordLen {
		return false
	}
	*x = transition{
		at:     int64(binary.NativeEndian.Uint64(p[recordAt:])),
		cookie: binary.NativeEndian.Uint64(p[recordCookie:]),
		from:   tcpState(p[recordFrom]), to: tcpState(p[recordTo]),
	}
	return x.from != event.NoState && x.to != event.NoState && x.from != x.to &&
		!(x.from == event.Listen && x.to == event.SynReceived)
}
