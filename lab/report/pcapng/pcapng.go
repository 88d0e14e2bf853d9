// Package pcapng writes a run as a capture that Wireshark, tshark and tcpdump
// read, while the run goes on.
//
// Each host's side of each wire is an interface of its own, client@wire1 and
// server@wire1, as if somebody had started tcpdump at both ends of every cable. A
// packet that a stack wrote stands on its sender's side, outbound; one that a
// host was given stands on the receiver's side, inbound. So a packet that arrived
// is there twice, one that the desk dropped or the wire lost only once, on the
// sender's side, and one that the desk made (a duplicate, a rewritten or injected
// packet) only on the receiver's side, since no stack ever sent it. Both blocks
// of a packet carry its number in the events as their packet id.
//
// What a capture cannot show stands in comments, one fact each, so that
// `frame.comment == "synack"` and `frame.comment contains "rule 1"` find packets:
//
//	synack, retransmission 1                               the role; on every packet that has one
//	dropped by rule 1: from server to client synack#1 drop what the desk did, and which rule
//	lost: link loss                                        lost elsewhere than at the desk
//	client: SYN-SENT -> ESTABLISHED                        the state that its arrival led to, or that changed with its sending
//
// A state that changes with no packet in the same beat (LISTEN, the end of
// TIME-WAIT) has no packet to stand on and is left to the events. The roles, the
// states and the text of the rules are the words that a person types, and stay
// the same in every language.
//
// A comment is known later than its packet: the verdict follows the send, the
// state follows the arrival. Blocks therefore wait in a window, in the order of
// their events: a sent packet's until its fate is known, an arrived one's as long
// as events follow from it. The window is of a fixed size; when it is full, the
// oldest block is written with what is known by then, so a packet that is held
// back or under way while hundreds pass may miss its last comment.
//
// Times are nanoseconds; a run begins at 2000-01-01 00:00:00 UTC, whenever it was
// made. Nothing in the file tells of the machine: the same events give the same
// bytes. The blocks are those of draft-ietf-opsawg-pcapng.
package pcapng

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"netlab/hooks/event"
)

// Options say how a capture is written.
type Options struct {
	Lang string // the language of the comments: "zh" for Chinese, anything else for English
}

// New makes a sink that writes a run to w. The first event must be the run's.
// It buffers, and writes out what it has on Close; it does not close w. Put and
// Close return the errors of w, and Put refuses a packet without bytes or on a
// wire that the run event does not name.
func New(w io.Writer, o Options) event.Sink {
	c := &capture{out: bufio.NewWriterSize(w, bufferSize), words: &english, past: map[uint32]past{}}
	if o.Lang == "zh" {
		c.words = &chinese
	}
	return c
}

// bufferSize is how many octets are gathered before they are written out.
const bufferSize = 64 << 10

// epoch is the beginning of a run: 2000-01-01 00:00:00 UTC, in nanoseconds since
// 1970.
const epoch = 946_684_800 * uint64(time.Second)

type capture struct {
	out     *bufio.Writer
	words   *words
	run     bool   // the run event has come
	sides   []side // the ends of wire w: 2w-2 and 2w-1
	window  window
	arrival *block // the delivery that events may still follow from
	changes []change
	past    map[uint32]past // of packets under way that the desk has touched
	newest  uint32          // the highest packet number that was seen
	now     time.Duration
	end     string // why the run ended; "": it has not
	err     error
	closed  bool
}

// String is what errors call the sink.
func (c *capture) String() string { return "pcapng" }

// Put takes the run's next event.
func (c *capture) Put(e *event.Event) error {
	if c.err == nil {
		c.err = c.take(e)
	}
	return c.err
}

func (c *capture) take(e *event.Event) error {
	if (e.Kind == event.Run) == c.run {
		return fmt.Errorf("event %d: wanted one run event, as the first, saw %s", e.N, e.Kind)
	}
	c.now = e.At
	if c.arrival != nil && (e.Cause != c.arrival.n || e.Kind == event.Deliver) {
		c.arrival.open = false
		c.arrival = nil
	}
	var err error
	switch e.Kind {
	case event.Run:
		return c.begin(e.More.Run)
	case event.Send:
		err = c.sent(e)
	case event.Deliver:
		err = c.delivered(e)
	case event.Verdict:
		c.judged(e)
	case event.Drop:
		c.lost(e)
	case event.Change:
		c.changed(e)
	case event.End:
		c.end = e.More.End.Reason
	}
	if err != nil {
		return err
	}
	for c.window.ready() {
		if err := c.shift(); err != nil {
			return err
		}
	}
	return nil
}

// sent writes a packet on its sender's side. Its fate comes later.
func (c *capture) sent(e *event.Event) error {
	i, err := c.sideOf(e, 0)
	if err != nil {
		return err
	}
	b, err := c.add(e, i, outbound)
	if err != nil {
		return err
	}
	c.window.expect(b, e.Packet)
	c.newest = max(c.newest, e.Packet)
	b.role(c.words, &e.Info)
	if e.Origin != 0 {
		b.number(c.words.forwarded, e.Origin)
	}
	c.accompany(b, e)
	return nil
}

// delivered writes a packet on its receiver's side, and ends the waiting of the
// sender's.
func (c *capture) delivered(e *event.Event) error {
	i, err := c.sideOf(e, 1)
	if err != nil {
		return err
	}
	c.settled(e.Packet)
	b, err := c.add(e, i, inbound)
	if err != nil {
		return err
	}
	c.arrival = b
	b.role(c.words, &e.Info)
	if len(c.past) > 0 {
		c.tellPast(b, e)
	}
	return nil
}

// add puts a packet's block behind those that wait, making room where it must.
func (c *capture) add(e *event.Event, side uint32, d direction) (*block, error) {
	if len(e.Raw) == 0 {
		return nil, fmt.Errorf("event %d: wanted the bytes of packet %d, saw none", e.N, e.Packet)
	}
	for c.window.full(len(e.Raw)) {
		if err := c.shift(); err != nil {
			return nil, err
		}
	}
	c.sides[side].packets++
	b := c.window.push(len(e.Raw))
	b.start(e, side, d)
	return b, nil
}

// shift writes the oldest block.
func (c *capture) shift() error {
	b := c.window.pop()
	if b == c.arrival {
		c.arrival = nil
	}
	_, err := c.out.Write(b.finish())
	b.recycle()
	return err
}

// Close writes what still waits, and each side's counts. A run without its end
// event is marked as cut short there.
func (c *capture) Close() error {
	if c.closed || c.err != nil {
		return c.err
	}
	c.closed = true
	c.err = c.finish()
	return c.err
}

func (c *capture) finish() error {
	if !c.run {
		return nil
	}
	for c.window.count > 0 {
		if err := c.shift(); err != nil {
			return err
		}
	}
	if err := c.writeCounts(); err != nil {
		return err
	}
	return c.out.Flush()
}
