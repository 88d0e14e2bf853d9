package linux

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// namespace is a network namespace of our own. It has no name: it lives by its
// descriptors, and is gone once they, and those of what was made inside, are
// closed, however the process ends.
type namespace struct {
	handle netns.NsHandle // the namespace
	home   netns.NsHandle // the one that this process is in
	ctl    int            // a socket inside, for ioctls about interfaces
	route  *netlink.Handle
	ours   *namespace // where our ends of the veth pairs are; nil while there is none

	router6 bool // it forwards IPv6
}

// newNamespace makes a namespace that has nothing but a loopback interface, down.
func newNamespace() (ns *namespace, err error) {
	ns = &namespace{handle: netns.None(), home: netns.None(), ctl: -1}
	defer func() {
		if err != nil {
			ns.close()
			ns = nil
		}
	}()
	runtime.LockOSThread()
	if ns.home, err = netns.Get(); err != nil {
		runtime.UnlockOSThread()
		return ns, fmt.Errorf("the thread's network namespace: %w", err)
	}
	// In a user namespace that does not own the network namespace there is a way
	// out and none back.
	if err = netns.Set(ns.home); err != nil {
		runtime.UnlockOSThread()
		return ns, noNamespace(err)
	}
	if ns.handle, err = netns.New(); err != nil {
		err = noNamespace(err)
	} else {
		err = ns.furnish()
	}
	return ns, errors.Join(err, ns.leave())
}

// furnish opens, in the new namespace, what is needed to work on it from outside.
func (ns *namespace) furnish() (err error) {
	if ns.ctl, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0); err != nil {
		return fmt.Errorf("a socket in the new network namespace: %w", err)
	}
	if ns.route, err = netlink.NewHandle(unix.NETLINK_ROUTE); err != nil {
		return fmt.Errorf("netlink in the new network namespace: %w", err)
	}
	return nil
}

// noNamespace says why unshare(2) made none.
func noNamespace(err error) error {
	u := &Unable{What: "a network namespace", Why: err.Error()}
	switch {
	case errors.Is(err, unix.EPERM):
		u.Remedy = "run it as root (sudo), or with CAP_SYS_ADMIN and CAP_NET_ADMIN (docker run --cap-add SYS_ADMIN --cap-add NET_ADMIN)"
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EUSERS): // EUSERS up to Linux 4.9
		u.Why = "there are as many as this user may have"
		u.Remedy = "sysctl -w user.max_net_namespaces=65536"
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		u.Why = "this kernel was built without them"
		u.Remedy = "run a kernel with CONFIG_NET_NS"
	default:
		return fmt.Errorf("a network namespace: %w", err)
	}
	return u
}

// inside runs f on a thread that is in the namespace, and takes it back. Only what
// is opened there needs it: a socket belongs to the namespace that it was made in.
// It costs two system calls. F does not call inside.
func (ns *namespace) inside(f func() error) (err error) {
	runtime.LockOSThread()
	if err := netns.Set(ns.handle); err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("setns: %w", err)
	}
	defer func() { err = errors.Join(err, ns.leave()) }()
	return f()
}

// leave takes the thread back home. Where that fails the thread stays locked: no
// other goroutine may run in a namespace that it knows nothing of, and the thread
// ends with this one.
func (ns *namespace) leave() error {
	if err := netns.Set(ns.home); err != nil {
		return fmt.Errorf("setns back: %w", err)
	}
	runtime.UnlockOSThread()
	return nil
}

// close gives back what holds the namespace. Devices and sockets that were made
// inside hold it too, until they are closed.
func (ns *namespace) close() error {
	if ns.route != nil {
		ns.route.Close()
		ns.route = nil
	}
	if ns.ctl >= 0 {
		unix.Close(ns.ctl)
		ns.ctl = -1
	}
	for _, h := range []*netns.NsHandle{&ns.handle, &ns.home} {
		if h.IsOpen() {
			h.Close()
		}
	}
	if ns.ours != nil {
		ns.ours.close()
		ns.ours = nil
	}
	return nil
}
