package linux

import (
	"fmt"
	"sync"

	"golang.org/x/sys/unix"
)

// Door is where other goroutines ask the loop to do something while it waits.
type Door struct {
	m  *Machine
	fd int // an eventfd

	mu    sync.Mutex
	asked []func()
}

// Door opens a door. Its Close comes before the machine's.
func (m *Machine) Door() (*Door, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	d := &Door{m: m, fd: fd}
	if err := m.watch(fd, d.answer); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return d, nil
}

// Ask has something done on the loop, between two beats. It does not wait for it,
// and nothing is done for who comes when the door is closed.
func (d *Door) Ask(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fd >= 0 {
		d.asked = append(d.asked, f)
		unix.Write(d.fd, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

func (d *Door) answer() {
	d.mu.Lock()
	var count [8]byte
	unix.Read(d.fd, count[:])
	asked := d.asked
	d.asked = nil
	d.mu.Unlock()
	for _, f := range asked {
		f()
	}
}

// Close closes the door. It is called on the loop, or when that has ended.
func (d *Door) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fd < 0 {
		return nil
	}
	d.m.forget(d.fd)
	fd := d.fd
	d.fd = -1
	return unix.Close(fd)
}
