package netstack

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// initialNumbers are those with which connections begin where a lab has chosen them.
//
// The stack takes an initial number as RFC 9293 (3.4.1) says: ISN = M + F(addresses,
// ports, secret), with M the clock in steps of 64 ns, and has no word to choose
// one. But the clock is ours, and the secret comes from the seed. So F is known, and
// for the one reading that an ISN is made of the stack is shown the time at which
// M + F is the number that was asked for. No other reading of the clock is touched,
// and the stack does nothing otherwise than it would have done at that time.
//
// A SYN cookie is made without the clock's reading: it is never one that was chosen.
type initialNumbers struct {
	secret     [16]byte // the stack's, drawn from the seed
	every      *uint32  // of all the host's connections, opened and accepted; nil: as the stack has it
	connecting *socket  // whose connect is at work now; nil: what begins has come in by a SYN
}

// keepSecret makes TCP, and keeps the first thing that it draws: the secret
// (newProtocol, tcp/protocol.go).
func (n *initialNumbers) keepSecret(random *reader, newTCP stack.TransportProtocolFactory) stack.TransportProtocolFactory {
	return func(s *stack.Stack) stack.TransportProtocol {
		newReader(random.state).Read(n.secret[:])
		return newTCP(s)
	}
}

// chosen is the number with which the connection that begins now is to begin.
func (n *initialNumbers) chosen() *uint32 {
	if c := n.connecting; c != nil && c.isn != nil {
		return c.isn
	}
	return n.every
}

// mayApply says, at next to no cost, whether any number was chosen.
func (n *initialNumbers) mayApply() bool { return n.connecting != nil || n.every != nil }

// reading is what the clock shows to the maker of an ISN, where one was chosen.
func (h *host) reading() (t tcpip.MonotonicTime, ok bool) {
	want := h.initial.chosen()
	if want == nil {
		return t, false
	}
	var id stack.TransportEndpointID
	switch c := h.initial.connecting; {
	case c != nil:
		id = c.tcp.TransportEndpointInfo.ID // under the endpoint's lock, which its connect holds
	case len(h.inbound) > 0:
		id = h.inbound[len(h.inbound)-1].id()
	default:
		return t, false
	}
	return t.Add(time.Duration(*want-h.initial.hash(id)) * tick), true
}

// tick is what an ISN counts: generateSecureISN, tcp/connect.go.
const tick = 64 * time.Nanosecond

// hash is F, as generateSecureISN has it.
func (n *initialNumbers) hash(id stack.TransportEndpointID) uint32 {
	in := append(n.secret[:len(n.secret):len(n.secret)], id.LocalAddress.AsSlice()...)
	in = append(in, id.RemoteAddress.AsSlice()...)
	in = binary.LittleEndian.AppendUint16(in, id.LocalPort)
	in = binary.LittleEndian.AppendUint16(in, id.RemotePort)
	sum := sha256.Sum256(in)
	return binary.LittleEndian.Uint32(sum[:])
}

// begins says whether a socket's connection is yet to begin, so that its number
// can be chosen.
func (s *socket) begins() bool {
	state := s.tcp.EndpointState()
	return state == tcp.StateInitial || state == tcp.StateBound
}
