package html

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// standings follow the states of every host's connections through a record, and
// answer what a filter asks at an event: HOST.state, from.state, to.state. They
// answer as the desk did in the run (topology, view.States): about a packet, the
// state of the end that the host has of its connection, or of the listener that
// it would come to; otherwise the states of all.
type standings struct {
	hosts []string
	conns []standing // ConnID-1
	pairs map[sockets]event.ConnID

	sets  [][]uint32 // each once
	known map[string]int
}

// standing is a connection's or a listener's last state.
type standing struct {
	host     event.HostID
	name     string
	state    event.State
	listener bool // it was opened to listen
}

// sockets are a host's connection by its addresses.
type sockets struct {
	host          event.HostID
	local, remote netip.AddrPort
}

// socketsOf is how a host sees a packet: as the one that wrote it, or not.
func socketsOf(h event.HostID, s *segment.Segment, wrote bool) sockets {
	p := sockets{h, netip.AddrPortFrom(s.Src, s.SrcPort), netip.AddrPortFrom(s.Dst, s.DstPort)}
	if !wrote {
		p.local, p.remote = p.remote, p.local
	}
	return p
}

func newStandings(hosts []string, names *event.Names) *standings {
	s := &standings{hosts: hosts, pairs: map[sockets]event.ConnID{}, known: map[string]int{}, sets: [][]uint32{}}
	if names != nil {
		for _, c := range names.Conns {
			s.conns = append(s.conns, standing{host: c.Host, name: c.Name})
		}
	}
	return s
}

// see takes in an event.
func (s *standings) see(e *event.Event) {
	c := s.conn(e.Conn)
	switch {
	case c == nil:
	case e.Kind == event.Change:
		if c.state == event.NoState {
			c.listener = e.To == event.Listen
		}
		c.state = e.To
	case e.Info.Stream != 0 && (e.Kind == event.Send || e.Kind == event.Deliver) && !c.listener:
		s.pairs[socketsOf(e.Host, &e.Seg, e.Kind == event.Send)] = e.Conn
	}
}

func (s *standings) conn(id event.ConnID) *standing {
	if id == 0 || int(id) > len(s.conns) {
		return nil
	}
	return &s.conns[id-1]
}

// at is the place in sets of what holds at an event that was seen.
func (s *standings) at(e *event.Event) int {
	set := make([]uint32, len(s.hosts))
	for i := range set {
		h := event.HostID(i + 1)
		if e.Packet != 0 {
			set[i] = 1 << s.ofPacket(h, &e.Seg)
		} else {
			set[i] = s.ofHost(h)
		}
	}
	key := fmt.Sprint(set)
	i, ok := s.known[key]
	if !ok {
		i = len(s.sets)
		s.known[key], s.sets = i, append(s.sets, set)
	}
	return i
}

// ofPacket is the state of the end that a host has of a packet's connection.
func (s *standings) ofPacket(h event.HostID, seg *segment.Segment) event.State {
	c := s.conn(s.pairs[socketsOf(h, seg, true)])
	if c == nil {
		c = s.conn(s.pairs[socketsOf(h, seg, false)])
	}
	if c != nil && c.state > event.Closed {
		return c.state
	}
	for i := range s.conns {
		c := &s.conns[i]
		if seg.Proto == segment.TCP && c.host == h && c.state == event.Listen && portOf(c.name) == seg.DstPort {
			return event.Listen
		}
	}
	return event.Closed
}

// portOf is the port that a listener's name ends in: ":80", "10.0.0.2:80#2".
func portOf(name string) uint16 {
	name, _, _ = strings.Cut(name, "#")
	port, _ := strconv.ParseUint(name[strings.LastIndexByte(name, ':')+1:], 10, 16)
	return uint16(port)
}

// ofHost are the states of all that a host has. A listener that is left does not
// hide that the connections are over.
func (s *standings) ofHost(h event.HostID) (set uint32) {
	had, lives := false, false
	for i := range s.conns {
		c := &s.conns[i]
		if c.host != h || c.state == event.NoState {
			continue
		}
		had = had || !c.listener
		if c.state != event.Closed {
			set |= 1 << c.state
			lives = lives || !c.listener
		}
	}
	if set == 0 || had && !lives {
		set |= 1 << event.Closed
	}
	return set
}
