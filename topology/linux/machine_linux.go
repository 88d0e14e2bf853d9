package linux

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Machine is what the hosts of one run share: one wait for all their devices, and
// for what happens on other threads. It belongs to the loop; only poke and what
// hosts build on it may be called from elsewhere.
type Machine struct {
	epoll int
	event int // an eventfd: other threads have something to tell
	wakes map[int32]func()
	ready [64]unix.EpollEvent

	stamping bool // changes of state bear the kernel's own time

	// The context whose end ends a wait, and how to stop listening to it.
	ctx  context.Context
	stop func() bool

	mu    sync.Mutex
	woken []listener // that other threads have news for
}

// listener hears, on the loop, that there is something to be seen to.
type listener interface{ news() }

// Open makes a machine. Its Close comes after that of its hosts.
func Open() (*Machine, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll_create: %w", err)
	}
	event, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		unix.Close(epoll)
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	m := &Machine{epoll: epoll, event: event, wakes: make(map[int32]func())}
	if err := m.watch(event, m.others); err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

// Stamp asks the hosts that are built from now on to give their changes of state
// the kernel's own time, where this machine allows it (eBPF). To begin with it
// takes some 40 ms, once a process: it is for who keeps the events.
func (m *Machine) Stamp() { m.stamping = true }

// Close gives the machine back.
func (m *Machine) Close() error {
	if m.stop != nil {
		m.stop()
	}
	m.mu.Lock() // a poke that is under way has ended, and none comes after
	defer m.mu.Unlock()
	if m.event >= 0 {
		unix.Close(m.epoll)
		unix.Close(m.event)
		m.event = -1
	}
	return nil
}

// watch asks for wake to be called, on the loop, whenever the descriptor can be
// read.
func (m *Machine) watch(fd int, wake func()) error {
	e := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}
	if err := unix.EpollCtl(m.epoll, unix.EPOLL_CTL_ADD, fd, &e); err != nil {
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	m.wakes[int32(fd)] = wake
	return nil
}

// forget ends a watch. It comes before the descriptor is closed.
func (m *Machine) forget(fd int) {
	unix.EpollCtl(m.epoll, unix.EPOLL_CTL_DEL, fd, nil)
	delete(m.wakes, int32(fd))
}

// Wait implements clock.Waiter: it returns when a device has something, another
// thread has, ctx is done, or the time has passed. Ppoll rather than epoll_wait,
// which counts milliseconds. A long wait is cut short, so that what is left of it
// is a short one: the kernel may be late with a wait by a thousandth of it, 60 ms
// with a minute (fs/select.c: select_estimate_accuracy).
func (m *Machine) Wait(ctx context.Context, longest time.Duration) {
	if ctx != m.ctx {
		if m.stop != nil {
			m.stop()
		}
		m.ctx, m.stop = ctx, context.AfterFunc(ctx, m.poke)
	}
	fds := [1]unix.PollFd{{Fd: int32(m.epoll), Events: unix.POLLIN}}
	if longest > time.Second {
		longest -= longest / 256
	}
	left := unix.NsecToTimespec(int64(longest))
	if n, err := unix.Ppoll(fds[:], &left, nil); n == 0 || err != nil {
		return
	}
	n, err := unix.EpollWait(m.epoll, m.ready[:], 0)
	if err != nil {
		return
	}
	for _, e := range m.ready[:n] {
		if wake := m.wakes[e.Fd]; wake != nil {
			wake()
		}
	}
}

// poke ends a wait, from any thread.
func (m *Machine) poke() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pokeLocked()
}

func (m *Machine) pokeLocked() {
	if m.event >= 0 {
		unix.Write(m.event, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

// tell notes, from any thread, that a host has news, and ends a wait.
func (m *Machine) tell(l listener) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.woken, l) {
		m.woken = append(m.woken, l)
	}
	m.pokeLocked()
}

// others hears what other threads have told.
func (m *Machine) others() {
	var count [8]byte
	unix.Read(m.event, count[:])
	m.mu.Lock()
	woken := m.woken
	m.woken = nil
	m.mu.Unlock()
	for _, l := range woken {
		l.news()
	}
}

// Version names the kernel: "Linux 6.18.44".
func Version() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return "Linux"
	}
	return unix.ByteSliceToString(u.Sysname[:]) + " " + unix.ByteSliceToString(u.Release[:])
}
