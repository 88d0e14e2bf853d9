package linux

import (
	"golang.org/x/sys/unix"

	"netlab/topology"
)

// Acked implements topology.Socket, by SIOCOUTQ, which is SND.NXT - SND.UNA with
// what waits to be sent, and none before the handshake (tcp_ioctl, net/ipv4/tcp.c).
// A listener has EINVAL.
func (s *socket) Acked() (bool, topology.Errno) {
	if s.fd < 0 {
		return false, "EBADF"
	}
	if !s.tcp {
		return true, topology.OK // of UDP it would be what the device has not taken yet
	}
	n, err := unix.IoctlGetUint32(s.fd, unix.SIOCOUTQ)
	return n == 0 && err == nil, errno(err)
}
