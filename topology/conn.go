package topology

import (
	"fmt"
	"net/netip"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// Conn is a connection or a listener as one host sees it, for as long as the
// run is told: an entry in the Book, not a thing that lives in the stack.
type Conn struct {
	ID     event.ConnID
	Host   event.HostID
	Name   string
	UDP    bool
	Local  netip.AddrPort
	Remote netip.AddrPort // invalid: a listener, or not yet connected
	State  event.State    // as far as the record has come

	Wrote Wrote // what it wrote last

	Listener *Conn // through which it came in; nil if the host opened it itself

	children int
	peer     event.HostID // cached by the network
}

// Wrote is what a connection's last segment on the wire tells of its numbers.
type Wrote struct {
	Wire     event.WireID // 0: it has written nothing yet
	ISS, IRS uint32       // initial numbers; IRS has a meaning once it has acknowledged something
	Next     uint32       // SND.NXT, as far as it was written
	Ack      uint32       // RCV.NXT as it was last told
	Window   uint16
}

// note keeps what a segment tells.
func (w *Wrote) note(wire event.WireID, s *segment.Segment, in *event.Info) {
	if in.Known&event.KnownSeq == 0 {
		return
	}
	next := s.Next()
	if w.Wire == 0 || w.ISS != s.Seq-in.RSeq || segment.Less(w.Next, next) {
		w.Next = next
	}
	w.Wire, w.ISS, w.Window = wire, s.Seq-in.RSeq, s.Window
	if in.Known&event.KnownAck != 0 {
		w.IRS, w.Ack = s.Ack-in.RAck, s.Ack
	}
}

// pair tells connections of one host apart.
type pair struct {
	udp           bool
	local, remote netip.AddrPort
}

// Book is one host's list of connections. It gives each its number and its name:
//
//	server:80     a connection opened to that address ("server:80-2", ...)
//	:80           a listener, or a socket bound to that port
//	:80/1         the first connection that came in through it
//
// A name that the program gave goes before.
type Book struct {
	host  event.HostID
	names *event.Names
	taken map[string]int // names, and up to which number they have been given
	conns []*Conn
	pairs map[pair]*Conn
	last  *Conn // found last: most packets belong to the same
}

// NewBook is an empty book of a host.
func NewBook(h event.HostID, names *event.Names) *Book {
	return &Book{host: h, names: names}
}

// Open enters a socket under a name, made unique within the host.
func (b *Book) Open(name string, udp bool) *Conn {
	if b.taken == nil {
		b.taken, b.pairs = make(map[string]int), make(map[pair]*Conn)
	}
	unique := name
	for b.taken[unique] > 0 {
		b.taken[name]++
		unique = fmt.Sprintf("%s-%d", name, b.taken[name])
	}
	b.taken[unique] = 1
	c := &Conn{Host: b.host, Name: unique, UDP: udp, State: event.Closed, ID: b.names.AddConn(b.host, unique)}
	b.conns = append(b.conns, c)
	return c
}

// Incoming enters a connection that came in through a listener.
func (b *Book) Incoming(listener *Conn, local, remote netip.AddrPort) *Conn {
	listener.children++
	c := b.Open(fmt.Sprintf("%s/%d", listener.Name, listener.children), listener.UDP)
	c.Listener, c.State = listener, event.Listen
	b.Pair(c, local, remote)
	return c
}

// Pair notes a connection's addresses. A later connection of the same pair takes
// the place of the earlier one.
func (b *Book) Pair(c *Conn, local, remote netip.AddrPort) {
	c.Local, c.Remote = local, remote
	b.pairs[pair{c.UDP, local, remote}] = c
	b.last = c
}

// Bound notes a socket that has a local address only: UDP without a peer.
func (b *Book) Bound(c *Conn) {
	b.pairs[pair{c.UDP, c.Local, netip.AddrPort{}}] = c
	if !c.Local.Addr().IsValid() || c.Local.Addr().IsUnspecified() {
		b.pairs[pair{c.UDP, netip.AddrPortFrom(netip.Addr{}, c.Local.Port()), netip.AddrPort{}}] = c
	}
}

// Find is the latest connection of a pair of addresses, or the UDP socket bound
// to the local one; nil if there is none.
func (b *Book) Find(udp bool, local, remote netip.AddrPort) *Conn {
	if l := b.last; l != nil && l.Local == local && l.Remote == remote && l.UDP == udp {
		return l
	}
	c := b.pairs[pair{udp, local, remote}]
	if c == nil && udp {
		if c = b.pairs[pair{udp, local, netip.AddrPort{}}]; c == nil {
			c = b.pairs[pair{udp, netip.AddrPortFrom(netip.Addr{}, local.Port()), netip.AddrPort{}}]
		}
	}
	if c != nil && c.Remote == remote {
		b.last = c
	}
	return c
}

// Listener is the listening socket that a segment to a local address comes to:
// one that is bound to the address goes before one that is bound to any. Nil if
// nobody listens.
func (b *Book) Listener(local netip.AddrPort) *Conn {
	var everywhere *Conn
	for _, c := range b.conns {
		if c.State != event.Listen || c.Remote.IsValid() || c.Local.Port() != local.Port() {
			continue
		}
		if c.Local.Addr() == local.Addr() {
			return c
		}
		if a := c.Local.Addr(); !a.IsValid() || a.IsUnspecified() {
			everywhere = c
		}
	}
	return everywhere
}

// All is every connection of the host, in the order in which they came up.
func (b *Book) All() []*Conn { return b.conns }
