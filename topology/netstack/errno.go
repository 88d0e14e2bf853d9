package netstack

import (
	"gvisor.dev/gvisor/pkg/tcpip"

	"netlab/topology"
)

// errno is the name that Linux gives to a stack's error, as gVisor's own system
// call layer translates it (pkg/syserr/netstack.go).
func errno(err tcpip.Error) topology.Errno {
	switch err.(type) {
	case nil:
		return topology.OK
	case *tcpip.ErrAborted, *tcpip.ErrClosedForSend:
		return "EPIPE"
	case *tcpip.ErrAddressFamilyNotSupported:
		return "EAFNOSUPPORT"
	case *tcpip.ErrAlreadyBound, *tcpip.ErrInvalidEndpointState, *tcpip.ErrInvalidOptionValue, *tcpip.ErrInvalidPortRange:
		return "EINVAL"
	case *tcpip.ErrAlreadyConnected:
		return "EISCONN"
	case *tcpip.ErrAlreadyConnecting:
		return "EALREADY"
	case *tcpip.ErrBadAddress, *tcpip.ErrBadBuffer:
		return "EFAULT"
	case *tcpip.ErrBadLocalAddress:
		return "EADDRNOTAVAIL"
	case *tcpip.ErrBroadcastDisabled:
		return "EACCES"
	case *tcpip.ErrConnectStarted:
		return "EINPROGRESS"
	case *tcpip.ErrConnectionAborted:
		return "ECONNABORTED"
	case *tcpip.ErrConnectionRefused:
		return "ECONNREFUSED"
	case *tcpip.ErrConnectionReset:
		return "ECONNRESET"
	case *tcpip.ErrDestinationRequired:
		return "EDESTADDRREQ"
	case *tcpip.ErrMessageTooLong:
		return "EMSGSIZE"
	case *tcpip.ErrNetworkUnreachable:
		return "ENETUNREACH"
	case *tcpip.ErrNoBufferSpace:
		return "ENOBUFS"
	case *tcpip.ErrNoPortAvailable, *tcpip.ErrWouldBlock:
		return "EAGAIN"
	case *tcpip.ErrHostUnreachable:
		return "EHOSTUNREACH"
	case *tcpip.ErrHostDown:
		return "EHOSTDOWN"
	case *tcpip.ErrNoNet:
		return "ENONET"
	case *tcpip.ErrNoSuchFile:
		return "ENOENT"
	case *tcpip.ErrNotConnected:
		return "ENOTCONN"
	case *tcpip.ErrNotPermitted:
		return "EPERM"
	case *tcpip.ErrNotSupported:
		return "EOPNOTSUPP"
	case *tcpip.ErrPortInUse:
		return "EADDRINUSE"
	case *tcpip.ErrTimeout:
		return "ETIMEDOUT"
	case *tcpip.ErrUnknownDevice, *tcpip.ErrUnknownNICID:
		return "ENODEV"
	case *tcpip.ErrUnknownProtocolOption:
		return "ENOPROTOOPT"
	}
	return topology.Errno(reason(err))
}
