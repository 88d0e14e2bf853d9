package linux

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

// diag asks the kernel for the states of a namespace's TCP connections
// (sock_diag(7)). It holds one netlink socket and one buffer for all its
// questions, so that a question costs two system calls and no memory. The kernel
// answers within the first of the two: nothing here ever waits.
//
// It is used by one goroutine, the loop.
type diag struct {
	fd  int
	seq uint32
	req [diagRequestLen]byte
	buf [diagBufferLen]byte
}

// What a request asks beside the four addresses.
const (
	protoTCP   = unix.IPPROTO_TCP
	allStates  = ^uint32(0)
	onlyListen = 1 << 10 // TCP_LISTEN, include/net/tcp_states.h

	extInfo = 1 << (attrInfo - 1) // INET_DIAG_INFO as a bit of idiag_ext, include/uapi/linux/inet_diag.h
)

const (
	// struct nlmsghdr and struct inet_diag_req_v2.
	diagRequestLen = unix.SizeofNlMsghdr + 56

	// An answer is below 1 KiB. A dump comes in pieces of at most
	// NLMSG_GOODSIZE (include/linux/netlink.h), 8 KiB or less.
	diagBufferLen = 8 << 10
)

// newDiag opens the namespace's sock_diag. A kernel that cannot tell of TCP
// sockets is an *Unable.
func newDiag(ns *namespace) (*diag, error) {
	d := &diag{fd: -1}
	err := ns.inside(func() (err error) {
		d.fd, err = unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_SOCK_DIAG)
		return err
	})
	if err != nil {
		return nil, noDiag(err)
	}
	// To a kernel without tcp_diag every connection is "not found": the dump
	// tells the difference, and loads the module where it is one.
	if err := d.listeners(func(*diagSock) {}); err != nil {
		d.close()
		return nil, noDiag(err)
	}
	return d, nil
}

func noDiag(err error) error {
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EPROTONOSUPPORT) || errors.Is(err, unix.EPERM) {
		return &Unable{
			What:   "the states of the kernel's connections (sock_diag)",
			Why:    err.Error(),
			Remedy: "modprobe tcp_diag, or a kernel with CONFIG_INET_DIAG and CONFIG_INET_TCP_DIAG",
		}
	}
	return fmt.Errorf("sock_diag: %w", err)
}

func (d *diag) close() { unix.Close(d.fd) }

// get asks for one connection by its addresses, in whichever state it is: a
// request in SYN-RECEIVED that is no socket yet, and what is left of one in
// FIN-WAIT-2 or TIME-WAIT, included. Found false means that the kernel knows no
// such connection. With info it asks for tcp_info too, which only whole sockets
// have. It allocates nothing.
//
// IPv4 addresses find the connections of AF_INET6 sockets too: the kernel looks
// them up alike, and a mapped address is read as the IPv4 one that it stands for.
// A socket bound to a device (SO_BINDTODEVICE) is not found.
func (d *diag) get(local, remote netip.AddrPort, info bool, into *diagSock) (found bool, err error) {
	ext := byte(0)
	if info {
		ext = extInfo
	}
	d.ask(unix.SOCK_DIAG_BY_FAMILY, 0, local, remote, ext, allStates, noCookie)
	switch err := d.answer(into); err {
	case nil:
		// Where there is no connection, the listener that would take it answers.
		return into.Remote.Port() != 0, nil
	case unix.ENOENT:
		return false, nil
	default:
		return false, fmt.Errorf("sock_diag: %w", err)
	}
}

// destroy ends a connection as SOCK_DESTROY does: a TIME-WAIT or a request is
// forgotten without a word, any other is aborted with a reset, as ss -K does it.
// One that is not there is no error. Where the kernel does not do it the error is
// an *Unable.
func (d *diag) destroy(local, remote netip.AddrPort) error {
	// The addresses alone could find, and destroy, the listener.
	var s diagSock
	if found, err := d.get(local, remote, false, &s); !found {
		return err
	}
	d.ask(unix.SOCK_DESTROY, unix.NLM_F_ACK, local, remote, 0, allStates, s.Cookie)
	return destroyed(d.answer(nil))
}

// destroys says whether the kernel ends connections so: nil, or an *Unable.
func (d *diag) destroys() error {
	nobody := netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	d.ask(unix.SOCK_DESTROY, unix.NLM_F_ACK, nobody, nobody, 0, allStates, 0)
	return destroyed(d.answer(nil))
}

func destroyed(err error) error {
	const what = "ending a connection (SOCK_DESTROY)"
	switch err {
	case nil, unix.ENOENT:
		return nil
	case unix.EPERM:
		return &Unable{What: what, Why: err.Error(), Remedy: "run as root, or with CAP_NET_ADMIN in the host's namespace"}
	case unix.EOPNOTSUPP:
		return &Unable{What: what, Why: err.Error(), Remedy: "a kernel with CONFIG_INET_DIAG_DESTROY"}
	}
	return fmt.Errorf("SOCK_DESTROY: %w", err)
}

// listeners calls visit for every TCP socket in LISTEN: those of AF_INET, then
// those of AF_INET6. The diagSock is lent for the call.
func (d *diag) listeners(visit func(*diagSock)) error {
	for _, any := range [...]netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
		at := netip.AddrPortFrom(any, 0)
		d.ask(unix.SOCK_DIAG_BY_FAMILY, unix.NLM_F_DUMP, at, at, 0, onlyListen, noCookie)
		if err := d.dump(visit); err != nil {
			return fmt.Errorf("sock_diag: %w", err)
		}
	}
	return nil
}

// noCookie matches any socket (INET_DIAG_NOCOOKIE, include/uapi/linux/inet_diag.h).
const noCookie = ^uint64(0)

// ask writes the request down: struct nlmsghdr, struct inet_diag_req_v2.
func (d *diag) ask(kind, flags uint16, local, remote netip.AddrPort, ext byte, states uint32, cookie uint64) {
	d.seq++
	p, native, wire := d.req[:], binary.NativeEndian, binary.BigEndian
	clear(p)
	native.PutUint32(p[0:], diagRequestLen)
	native.PutUint16(p[4:], kind)
	native.PutUint16(p[6:], unix.NLM_F_REQUEST|flags)
	native.PutUint32(p[8:], d.seq)

	p = p[unix.SizeofNlMsghdr:]
	p[1], p[2] = protoTCP, ext
	native.PutUint32(p[4:], states)
	wire.PutUint16(p[8:], local.Port())
	wire.PutUint16(p[10:], remote.Port())
	if local.Addr().Unmap().Is4() {
		p[0] = unix.AF_INET
		src, dst := local.Addr().Unmap().As4(), remote.Addr().Unmap().As4()
		copy(p[12:], src[:])
		copy(p[28:], dst[:])
	} else {
		p[0] = unix.AF_INET6
		src, dst := local.Addr().As16(), remote.Addr().As16()
		copy(p[12:], src[:])
		copy(p[28:], dst[:])
	}
	native.PutUint32(p[48:], uint32(cookie))
	native.PutUint32(p[52:], uint32(cookie>>32))
}

// answer sends the request and reads the one answer: a socket, into which it is
// written, or an acknowledgement, or an errno.
func (d *diag) answer(into *diagSock) error {
	if _, err := unix.Write(d.fd, d.req[:]); err != nil {
		return err
	}
	for {
		n, err := unix.Read(d.fd, d.buf[:])
		if err != nil {
			return err
		}
		m, _, err := nextMessage(d.buf[:n])
		if err != nil {
			return err
		}
		if m.seq != d.seq {
			continue // an answer that a failed question has left behind
		}
		switch {
		case m.kind == unix.NLMSG_ERROR:
			return m.errno()
		case m.kind == unix.SOCK_DIAG_BY_FAMILY && into != nil:
			return into.parse(m.body)
		default:
			return errMalformed
		}
	}
}

// dump sends the request and reads sockets until the dump is done.
func (d *diag) dump(visit func(*diagSock)) error {
	if _, err := unix.Write(d.fd, d.req[:]); err != nil {
		return err
	}
	for {
		n, err := unix.Read(d.fd, d.buf[:])
		if err != nil {
			return err
		}
		for rest := d.buf[:n]; len(rest) > 0; {
			var m message
			if m, rest, err = nextMessage(rest); err != nil {
				return err
			}
			if m.seq != d.seq {
				continue
			}
			switch m.kind {
			case unix.NLMSG_DONE, unix.NLMSG_ERROR:
				return m.errno()
			case unix.SOCK_DIAG_BY_FAMILY:
				var s diagSock
				if err := s.parse(m.body); err != nil {
					return err
				}
				visit(&s)
			}
		}
	}
}
