package story

import (
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A Conn is a connection, a listener or a socket of one host.
type Conn struct {
	ID     event.ConnID
	Host   event.HostID
	Name   string
	Stream uint32      // the conversation that it takes part in; 0: none was seen
	State  event.State // the last one told; NoState: none was
	Path   []State     // all that were told
	Listen bool        // it listens, or did until it was closed, and is no connection itself

	known known    // what its variables follow from
	vars  []moment // what they were, from each event on that changed one
}

// A Stream is a conversation: what two ends of a connection say to each other.
// Ends[0] is the one that spoke first.
type Stream struct {
	ID   uint32 // as Rung.Stream
	Ends [2]End
	SYN  *Rung // the first SYN; nil: none was seen

	// Unscaled says that a SYN has arrived without window scale: from then on the
	// header's number is the window itself, in both directions (RFC 7323, 2.2).
	Unscaled bool
}

// End is one side of a conversation.
type End struct {
	Host   event.HostID
	Conn   event.ConnID // 0: not told
	Known  bool         // ISS is known
	ISS    uint32       // the initial sequence number
	Opened time.Duration
	Open   bool // it came to ESTABLISHED, at Opened
}

// Conn is a connection by its number; nil if nothing was told of it.
func (s *Story) Conn(id event.ConnID) *Conn {
	if id == 0 || int(id) > len(s.Conns) {
		return nil
	}
	return s.Conns[id-1]
}

// Stream is a conversation by its number and its place among all, from 0; nil
// if there is none.
func (s *Story) Stream(id uint32) (*Stream, int) {
	if i, ok := s.streams[id]; ok {
		return s.Streams[i], i
	}
	return nil, 0
}

// Side says which end of the conversation a rung's packet comes from: its index
// in Ends.
func (t *Stream) Side(r *Rung) int {
	if r.Author().Host == t.Ends[1].Host && t.Ends[0].Host != t.Ends[1].Host {
		return 1
	}
	return 0
}

// Established is how long the handshake took, from the first SYN to the later of
// the two ends' ESTABLISHED; ok only where all three were seen.
func (t *Stream) Established() (took time.Duration, ok bool) {
	if t.SYN == nil || !t.Ends[0].Open || !t.Ends[1].Open {
		return 0, false
	}
	return max(t.Ends[0].Opened, t.Ends[1].Opened) - t.SYN.At, true
}

// Crowded says whether a host has several conversations, so that a picture must
// tell them apart.
func (s *Story) Crowded() bool { return s.crowded }

// joins notes that a host takes part in a conversation.
func (s *Story) joins(h event.HostID, t *Stream) {
	if s.talks == nil {
		s.talks = map[event.HostID]*Stream{}
	}
	if u := s.talks[h]; u != nil && u != t {
		s.crowded = true
	}
	s.talks[h] = t
}

// conn is the entry of a connection, made where there was none.
func (s *Story) conn(id event.ConnID) *Conn {
	for int(id) > len(s.Conns) {
		s.Conns = append(s.Conns, nil)
	}
	c := s.Conns[id-1]
	if c == nil {
		c = &Conn{ID: id, Name: s.Names.Conn(id)}
		if s.Names != nil && int(id) <= len(s.Names.Conns) {
			c.Host = s.Names.Conns[id-1].Host
		}
		s.Conns[id-1] = c
	}
	return c
}

// hears takes down what a packet tells of its conversation.
func (s *Story) hears(r *Rung) {
	if r.Stream == 0 {
		return
	}
	t, _ := s.Stream(r.Stream)
	author := r.Author()
	if t == nil {
		t = &Stream{ID: r.Stream}
		t.Ends[0] = End{Host: author.Host}
		if s.streams == nil {
			s.streams = map[uint32]int{}
		}
		s.streams[r.Stream] = len(s.Streams)
		s.Streams = append(s.Streams, t)
		s.joins(author.Host, t)
	}
	if r.Made == event.Inject || r.Made == event.Reject {
		return // what the desk says is not what an end says
	}
	if t.Ends[1].Host == 0 && author.Host != t.Ends[0].Host {
		t.Ends[1].Host = author.Host
		s.joins(author.Host, t)
	}
	e := &t.Ends[t.Side(r)]
	if e.Host == author.Host && author.Conn != 0 {
		holds(t, e, s.conn(author.Conn), r)
	}
	if r.Seg.Proto == segment.TCP && r.Info.Known&event.KnownSeq != 0 && r.Made == event.NoAction {
		e.ISS, e.Known = r.Seg.Seq-r.Info.RSeq, true
	}
	if t.SYN == nil && r.Info.Role == event.Syn {
		t.SYN = r
	}
}

// arrives takes down at whose connection a packet of a conversation arrived.
func (s *Story) arrives(r *Rung) {
	t, _ := s.Stream(r.Stream)
	if t != nil && r.Seg.Has(segment.SYN) {
		if o, _ := segment.DecodeOptions(r.Seg.OptionBytes(r.Head)); o.Has&segment.HasWScale == 0 {
			t.Unscaled = true
		}
	}
	if t == nil || r.PeerConn == 0 {
		return
	}
	c := s.conn(r.PeerConn)
	if c.Listen {
		return
	}
	e := &t.Ends[1-t.Side(r)]
	if e.Host == 0 {
		e.Host = c.Host
		s.joins(c.Host, t)
	}
	if e.Host == c.Host {
		holds(t, e, c, r)
	}
}

// holds notes that a packet of a conversation came from, or to, a connection, which
// is then the conversation's at that end. A TCP connection takes part in one
// conversation only: what reaches it of another over the same pair of ports (an
// old duplicate, a stale SYN), and the RST with which it answers, do not make that
// other one its own.
func holds(t *Stream, e *End, c *Conn, r *Rung) {
	if r.Seg.Proto == segment.TCP && !c.Listen && c.Stream != 0 && c.Stream != t.ID {
		return
	}
	e.Conn, c.Stream = c.ID, t.ID
}

// changes takes down a state.
func (s *Story) changes(h event.HostID, st State) {
	if st.Conn == 0 {
		return
	}
	c := s.conn(st.Conn)
	if c.Host == 0 {
		c.Host = h
	}
	c.State = st.To
	c.Path = append(c.Path, st)
	if st.To != event.Closed {
		c.Listen = st.To == event.Listen
	}
}
