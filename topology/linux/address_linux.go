package linux

import (
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// peerAddress is room for the address that a call takes, so that a datagram sent
// allocates nothing.
type peerAddress struct {
	v4 unix.SockaddrInet4
	v6 unix.SockaddrInet6
}

// fill writes an address down as a socket of the IP version takes it: no address
// stands for any, and an IPv4 address on an IPv6 socket for the mapped one (RFC
// 4291, 2.5.5.2). An IPv6 address on an IPv4 socket stays what it is: the kernel
// says EAFNOSUPPORT.
func (p *peerAddress) fill(a netip.AddrPort, v6 bool) unix.Sockaddr {
	at, none := a.Addr().WithZone(""), !a.Addr().IsValid() || a.Addr().IsUnspecified()
	if none {
		at = netip.IPv4Unspecified()
		if v6 {
			at = netip.IPv6Unspecified()
		}
	}
	if at = at.Unmap(); at.Is4() && !v6 {
		p.v4.Port, p.v4.Addr = int(a.Port()), at.As4()
		return &p.v4
	}
	p.v6.Port, p.v6.Addr = int(a.Port()), at.As16()
	return &p.v6
}

// fromKernel reads an address of the kernel's as events have it: IPv4 is IPv4, on
// whichever socket, and "any" is the zero Addr.
func fromKernel(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return known(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		return known(netip.AddrFrom16(sa.Addr).Unmap(), uint16(sa.Port))
	}
	return netip.AddrPort{}
}

func known(a netip.Addr, port uint16) netip.AddrPort {
	if a.IsUnspecified() {
		a = netip.Addr{}
	}
	return netip.AddrPortFrom(a, port)
}

// recvFrom is recvfrom(2) of a datagram; from is the zero AddrPort where there
// was none. unix.Recvfrom would allocate an address for each.
func recvFrom(fd int, p []byte) (n int, from netip.AddrPort, err error) {
	var raw unix.RawSockaddrInet6 // the longer of the two
	size := uint32(unix.SizeofSockaddrInet6)
	r, _, e := unix.Syscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)),
		0, uintptr(unsafe.Pointer(&raw)), uintptr(unsafe.Pointer(&size)))
	if e != 0 {
		return 0, netip.AddrPort{}, e
	}
	switch {
	case size == 0:
	case raw.Family == unix.AF_INET:
		v4 := (*unix.RawSockaddrInet4)(unsafe.Pointer(&raw))
		from = known(netip.AddrFrom4(v4.Addr), hostOrder(v4.Port))
	case raw.Family == unix.AF_INET6:
		from = known(netip.AddrFrom16(raw.Addr).Unmap(), hostOrder(raw.Port))
	}
	return int(r), from, nil
}

// hostOrder turns a port as it stands in memory, most significant octet first,
// into a number.
func hostOrder(port uint16) uint16 {
	b := (*[2]byte)(unsafe.Pointer(&port))
	return uint16(b[0])<<8 | uint16(b[1])
}
