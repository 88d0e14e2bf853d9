package lab

import (
	"bytes"
	"fmt"
	"net/netip"
	"sync"

	"netlab/hooks/event"
	"netlab/topology"
)

// ledger checks the bytes that programs receive against those that were sent:
// TCP gives every octet once and in order, and a lab that is not about breaking
// that promise holds a stack to it.
type ledger struct {
	flows map[flow]*account
	conns map[event.ConnID]*topology.Conn // every connection that has read or written
	order []event.ConnID
}

// flow is one direction between two sockets.
type flow struct {
	udp      bool
	from, to netip.AddrPort
}

// account is what one connection's end has sent and what has been read of it.
type account struct {
	content [][]byte // what was sent so far, call by call; not copied
	sent    int      // its octets
	read    int      // how much of it the other end has read
	call    int      // and where in content that is
	within  int
	excess  int    // octets read that were never sent
	wrong   int    // where the first wrong octet stood, counted from 1
	spoilt  []byte // what was read from there on

	urgent []urgentOctet
}

// pattern is what "send so many octets" sends: printable, and different at every
// place, so that an octet that is out of its place shows. At is where in the
// connection's stream it begins.
func pattern(at, n int) []byte {
	b := make([]byte, n)
	rest, text := b, patternText()
	for at %= len(text); len(rest) > 0; at = 0 {
		rest = rest[copy(rest, text[at:]):]
	}
	return b
}

// patternText runs through the printable characters, one further in every round,
// so that its period is 94 x 95 octets and no two neighbouring segments look
// alike.
var patternText = sync.OnceValue(func() []byte {
	const first, count = '!', 94
	b := make([]byte, count*(count+1))
	for i := range b {
		b[i] = byte(first + (i+i/(count+1))%count)
	}
	return b
})

func (l *ledger) account(udp bool, from, to netip.AddrPort) *account {
	if l.flows == nil {
		l.flows = make(map[flow]*account)
	}
	k := flow{udp, from, to}
	a := l.flows[k]
	if a == nil {
		a = new(account)
		l.flows[k] = a
	}
	return a
}

// open begins a new account where a connection begins anew between two sockets
// that were connected before.
func (l *ledger) open(c *topology.Conn) {
	if l.conns == nil {
		l.conns = make(map[event.ConnID]*topology.Conn)
	}
	if l.conns[c.ID] != nil {
		return
	}
	l.conns[c.ID] = c
	l.order = append(l.order, c.ID)
	for _, id := range l.order[:len(l.order)-1] {
		if o := l.conns[id]; o.Local == c.Local && o.Remote == c.Remote && c.Remote.IsValid() {
			delete(l.flows, flow{c.UDP, c.Local, c.Remote})
		}
	}
}

// alias enters an accepted connection.
func (l *ledger) alias(c *topology.Conn) { l.open(c) }

// sentBy is how much a connection has sent.
func (l *ledger) sentBy(c *topology.Conn) int {
	l.open(c)
	return l.account(c.UDP, c.Local, c.Remote).sent
}

// sent enters what a call has given to a connection. The ledger keeps b.
func (l *ledger) sent(c *topology.Conn, b []byte) {
	if c.UDP {
		return // a datagram may be lost, doubled or late, and nobody promised otherwise
	}
	l.open(c)
	a := l.account(false, c.Local, c.Remote)
	if len(b) > 0 {
		a.content = append(a.content, b)
		a.sent += len(b)
	}
}

// received compares what a call has read with what the other end sent.
func (l *ledger) received(c *topology.Conn, b []byte) {
	if c.UDP || len(b) == 0 {
		return
	}
	l.open(c)
	a := l.account(false, c.Remote, c.Local)
	if a.wrong != 0 {
		a.spoilt = append(a.spoilt, b...)
	}
	for len(b) > 0 && a.call < len(a.content) {
		sent := a.content[a.call][a.within:]
		n := min(len(b), len(sent))
		switch at, u := a.nextUrgent(); {
		case u == nil || at >= n:
		case at > 0:
			n = at
		case u.taken || sent[0] != b[0]:
			u.taken = true // out of turn, or by nobody: it is not among the others
			a.past(1)
			continue
		default:
			n = 1
		}
		if a.wrong == 0 && !bytes.Equal(b[:n], sent[:n]) {
			at := differ(b[:n], sent[:n])
			a.wrong = a.read + 1 + at
			a.spoilt = bytes.Clone(b[at:])
		}
		a.past(n)
		b = b[n:]
	}
	if len(b) > 0 {
		if a.wrong == 0 {
			a.wrong = a.read + 1
			a.spoilt = bytes.Clone(b)
		}
		a.read += len(b)
		a.excess += len(b)
	}
}

// past goes on by n octets of the call that the reader has come to.
func (a *account) past(n int) {
	a.read += n
	if a.within += n; a.within == len(a.content[a.call]) {
		a.call, a.within = a.call+1, 0
	}
}

// differ is the first place where two equally long texts do.
func differ(a, b []byte) int {
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return len(a)
}

// intact says whether what a connection has read is what its peer sent, as far
// as it was read. If not, it says what was wrong.
func (l *ledger) intact(c *topology.Conn) (ok bool, got string) {
	a := l.flows[flow{c.UDP, c.Remote, c.Local}]
	switch {
	case a == nil || a.wrong == 0:
		return true, ""
	case a.excess > 0:
		return false, fmt.Sprintf("%d octets that were never sent, the first at octet %d", a.excess, a.wrong)
	}
	return false, fmt.Sprintf("octet %d is not the one that was sent", a.wrong)
}

// clean says whether no octet at all was read that was not sent just so.
func (l *ledger) clean() bool {
	for _, a := range l.flows {
		if a.wrong != 0 {
			return false
		}
	}
	return true
}
