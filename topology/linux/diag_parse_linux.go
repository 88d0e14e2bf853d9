package linux

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"netlab/hooks/event"
)

// diagSock is what sock_diag tells of a connection: struct inet_diag_msg
// (include/uapi/linux/inet_diag.h).
type diagSock struct {
	State   event.State // SynReceived of requests too, FinWait2 and TimeWait of what is left of a socket
	Timer   uint8       // which timer runs: timerNone, timerRetrans, timerKeep, timerTimeWait, timerPersist
	Retrans uint8       // how often it has fired since something was heard
	Expires time.Duration

	Cookie uint64 // the same from the request to TIME-WAIT, and no other connection's
	Inode  uint32 // 0: no program holds the socket
	RQueue uint32 // octets not read yet; of a listener: connections not accepted yet
	WQueue uint32 // octets not acknowledged yet; of a listener: the backlog

	Local, Remote netip.AddrPort // of a listener, Remote's port is 0

	HasInfo bool
	Info    tcpInfo
}

// tcpInfo is those fields of struct tcp_info (include/uapi/linux/tcp.h) that
// netlab uses. Fields that the kernel is too old to know are 0.
type tcpInfo struct {
	state         event.State
	caState       uint8         // congestion control's: 3 is TCP_CA_Recovery, 4 TCP_CA_Loss
	rto           time.Duration // RFC 6298
	sndMSS        uint32        // octets
	rtt           time.Duration // SRTT, RFC 6298
	sndSsthresh   uint32        // segments
	sndCwnd       uint32        // segments
	bytesAcked    uint64        // octets that the peer has acknowledged, since ESTABLISHED
	bytesReceived uint64        // octets that came in order
	notsentBytes  uint32        // octets written and not sent yet
	sndWnd        uint32        // the peer's window, octets
	rcvWnd        uint32        // our window, octets
}

// The attribute that carries struct tcp_info.
const attrInfo = 2 // INET_DIAG_INFO, include/uapi/linux/inet_diag.h

// sizeofDiagMsg is the length of struct inet_diag_msg.
const sizeofDiagMsg = 72

var errMalformed = errors.New("the kernel's answer makes no sense")

// tcpStates are the kernel's numbers (include/net/tcp_states.h).
var tcpStates = [...]event.State{
	1: event.Established, 2: event.SynSent, 3: event.SynReceived, 4: event.FinWait1, 5: event.FinWait2,
	6: event.TimeWait, 7: event.Closed, 8: event.CloseWait, 9: event.LastAck, 10: event.Listen, 11: event.Closing,
	12: event.SynReceived, // TCP_NEW_SYN_RECV: a request
	13: event.Closed,      // TCP_BOUND_INACTIVE: bound and nothing else
}

func tcpState(n uint8) event.State {
	if int(n) < len(tcpStates) {
		return tcpStates[n]
	}
	return event.NoState
}

// message is a netlink message; its body is part of the buffer that was read.
type message struct {
	kind uint16
	seq  uint32
	body []byte
}

// nextMessage takes the first message off what was read.
func nextMessage(p []byte) (m message, rest []byte, err error) {
	if len(p) < unix.SizeofNlMsghdr {
		return m, nil, errMalformed
	}
	n := int(binary.NativeEndian.Uint32(p))
	if n < unix.SizeofNlMsghdr || n > len(p) {
		return m, nil, errMalformed
	}
	m = message{
		kind: binary.NativeEndian.Uint16(p[4:]),
		seq:  binary.NativeEndian.Uint32(p[8:]),
		body: p[unix.SizeofNlMsghdr:n],
	}
	return m, p[min(align4(n), len(p)):], nil
}

// align4 is NLMSG_ALIGN and NLA_ALIGN (include/uapi/linux/netlink.h).
func align4(n int) int { return (n + 3) &^ 3 }

// errno is what an acknowledgement, an error or a dump's end says. Nil is
// success.
func (m *message) errno() error {
	if len(m.body) < 4 {
		return errMalformed
	}
	n := int32(binary.NativeEndian.Uint32(m.body))
	if n < 0 {
		return unix.Errno(-n)
	}
	return nil
}

// parse reads a struct inet_diag_msg and its attributes. After an error the
// receiver holds nothing of use.
func (s *diagSock) parse(p []byte) error {
	if len(p) < sizeofDiagMsg {
		return errMalformed
	}
	native, wire := binary.NativeEndian, binary.BigEndian
	var src, dst netip.Addr
	switch p[0] {
	case unix.AF_INET:
		src, dst = netip.AddrFrom4([4]byte(p[8:])), netip.AddrFrom4([4]byte(p[24:]))
	case unix.AF_INET6:
		src, dst = netip.AddrFrom16([16]byte(p[8:])).Unmap(), netip.AddrFrom16([16]byte(p[24:])).Unmap()
	default:
		return errMalformed
	}
	state := tcpState(p[1])
	if state == event.NoState {
		return errMalformed
	}
	*s = diagSock{
		State: state, Timer: p[2], Retrans: p[3],
		Local:  netip.AddrPortFrom(src, wire.Uint16(p[4:])),
		Remote: netip.AddrPortFrom(dst, wire.Uint16(p[6:])),
		Cookie: uint64(native.Uint32(p[44:])) | uint64(native.Uint32(p[48:]))<<32,
		// A timer that is overdue has a deadline in the past, cut to 0 by the kernel.
		Expires: time.Duration(native.Uint32(p[52:])) * time.Millisecond,
		RQueue:  native.Uint32(p[56:]), WQueue: native.Uint32(p[60:]), Inode: native.Uint32(p[68:]),
	}
	for p = p[sizeofDiagMsg:]; len(p) >= unix.SizeofNlAttr; {
		n := int(native.Uint16(p))
		if n < unix.SizeofNlAttr || n > len(p) {
			return errMalformed
		}
		if native.Uint16(p[2:]) == attrInfo {
			s.HasInfo = s.Info.parse(p[unix.SizeofNlAttr:n])
		}
		p = p[min(align4(n), len(p)):]
	}
	return nil
}

// parse reads a struct tcp_info. The struct grows from kernel to kernel: what is
// beyond its end is 0. A struct without so much as Linux 2.6's fields says
// nothing.
func (t *tcpInfo) parse(p []byte) bool {
	const linux26 = 104 // up to tcpi_total_retrans
	if len(p) < linux26 {
		return false
	}
	var whole [236]byte // up to tcpi_rcv_wnd
	copy(whole[:], p)
	u32 := func(at int) uint32 { return binary.NativeEndian.Uint32(whole[at:]) }
	micros := func(at int) time.Duration { return time.Duration(u32(at)) * time.Microsecond }
	*t = tcpInfo{
		state: tcpState(whole[0]), caState: whole[1], rto: micros(8), sndMSS: u32(16),
		rtt: micros(68), sndSsthresh: u32(76), sndCwnd: u32(80),
		bytesAcked:    binary.NativeEndian.Uint64(whole[120:]),
		bytesReceived: binary.NativeEndian.Uint64(whole[128:]),
		notsentBytes:  u32(144), sndWnd: u32(228), rcvWnd: u32(232),
	}
	return true
}
