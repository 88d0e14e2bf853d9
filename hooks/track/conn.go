package track

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A conn is one incarnation of a connection, as one wire has seen it. Of UDP
// only the stream counts.
type conn struct {
	stream uint32
	id     uint32 // unlike that of any other conn of the tracker
	ends   [2]half
	fins   uint8 // how many of the ends have sent a FIN
	reset  bool  // a RST was sent

	// former is the incarnation before this one, while not both ends have
	// sent a SYN for this one: the end that still lives in it answers out of it
	// (the half-open connection of RFC 9293, 3.5.1).
	former *conn
}

// over says that nothing more is to be expected of the incarnation: reset, or
// both FINs sent and acknowledged.
func (c *conn) over() bool { return c.reset || c.torndown() }

func (c *conn) torndown() bool {
	return c.fins == 2 && c.ends[0].finAcks > 0 && c.ends[1].finAcks > 0
}

// owes is a set of things that an end has been sent and will answer with a pure
// ACK that repeats its last one.
type owes uint8

const (
	owesKeepalive owes = 1 << iota
	owesProbe
	owesStray // a SYN or RST that it cannot accept: a challenge ACK (RFC 5961)
	owesSyn   // the SYN-ACK again, whose acknowledgement was sent already
	owesFin   // the FIN again, likewise
	owesOld   // what it has acknowledged already, held back until now: RFC 9293 (3.10.7.4)
)

// A half is one end of a connection and what it has sent.
type half struct {
	iss   uint32 // its initial sequence number
	nxt   uint32 // SND.NXT: behind the highest octet or flag sent
	una   uint32 // SND.UNA, as the peer wrote it
	ack   uint32 // RCV.NXT: the highest number that it acknowledged
	fin   uint32 // where its FIN stands
	start uint32 // where the last segment of new data begins
	stray uint32 // with owesStray: the peer's nxt when it was sent the stray

	holes [maxHoles]hole // below nxt, but not sent over this wire
	last  remembered     // the segment that it wrote last

	sack          segment.Block // the first block of its last SACK option: RFC 2018 (4)
	win           uint16
	handshakeAcks uint16 // how often it acknowledged the SYN-ACK as such
	synAcks       uint16 // how often it sent its SYN-ACK
	finAcks       uint16 // how often it acknowledged the peer's FIN as such
	owes          owes
	finRank       uint8 // 1: its FIN is the connection's first; 2: second
	wraps         uint8 // how often nxt came past 0, modulo 256
	nholes        uint8
	opened        uint8 // with shut: how many segments it wrote since that open the window and are not known lost

	based     bool // iss is known, or guessed from a segment in mid-stream
	sent      bool // nxt is known from a segment of its own
	syn       bool // iss is known from its SYN
	opener    bool // that was a SYN without ACK
	acks      bool // ack is known
	winSeen   bool // win is known
	winScaled bool // win is not of a SYN, so one can compare it with the next
	shut      bool // it wrote a zero window, and the peer has sent no data since that shows that it knows better
	finAcked  bool // its FIN carried the first acknowledgement of the peer's FIN
}

// remembered is a segment by its numbers, and what it meant.
type remembered struct {
	seq, ack, size uint32
	flags          segment.Flags
	info           event.Info
}

func (m *remembered) is(seg *segment.Segment) bool {
	return m.info.Role != event.NoRole && m.seq == seg.Seq && m.ack == seg.Ack && m.flags == seg.Flags &&
		m.size == uint32(seg.PayloadLen())
}

// synchronized says that the end has acknowledged a SYN: RFC 9293 (3.3.2) counts
// the states from SYN-RECEIVED on.
func (h *half) synchronized() bool { return h.acks }

// windowZero says that the end told the peer to send nothing, a zero window, and
// that all that it wrote since to open it was lost.
func (h *half) windowZero() bool { return h.shut && h.opened == 0 }

// tells takes in the window of a segment that the end writes.
func (h *half) tells(seg *segment.Segment) {
	h.win, h.winSeen, h.winScaled = seg.Window, true, seg.Flags&segment.SYN == 0
	switch {
	case seg.Window == 0:
		h.shut, h.opened = true, 0
	case h.shut && h.opened < ^uint8(0):
		h.opened++
	}
}

// restart begins the end anew with a SYN.
func (h *half) restart(iss uint32, opener bool) {
	*h = half{iss: iss, based: true, syn: true, opener: opener}
}
