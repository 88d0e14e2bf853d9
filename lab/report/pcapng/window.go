package pcapng

import "netlab/hooks/event"

// The window's size, and with it the memory of a capture. A packet's fate seldom
// takes longer than so many blocks; the octets keep jumbo packets within bounds
// and the whole of it in a core's cache.
const (
	windowBlocks = 256
	windowOctets = 512 << 10
)

// keepBuffer is the largest buffer that a block keeps for the next packet.
const keepBuffer = 4 << 10

// blockRoom is what a block without rare comments takes besides its packet, in octets.
const blockRoom = 128

// window is the blocks that are not yet written, in the order of their events.
type window struct {
	ring   [windowBlocks]block
	head   int // the oldest
	count  int
	octets int // of their packets

	sent [windowBlocks]*block // by packet number modulo the size: the sender's block
}

// block is a packet's block on its way into the file.
type block struct {
	n      uint32 // the event's number
	packet uint32 // of a sent packet that waits for its fate; 0: none
	host   event.HostID
	open   bool   // comments may follow
	size   int    // of the packet, in octets
	room   int    // for comments, in octets
	buf    []byte // the encoded block, but for its end
}

func (w *window) full(octets int) bool {
	return w.count == windowBlocks || w.count > 0 && w.octets+octets > windowOctets
}

// ready says whether the oldest block is complete.
func (w *window) ready() bool { return w.count > 0 && !w.ring[w.head].open }

// push makes room for a packet of so many octets behind the others.
func (w *window) push(octets int) *block {
	b := &w.ring[(w.head+w.count)%windowBlocks]
	w.count++
	w.octets += octets
	b.size = octets
	return b
}

// pop takes the oldest block out. It holds until the next push.
func (w *window) pop() *block {
	b := &w.ring[w.head]
	w.head = (w.head + 1) % windowBlocks
	w.count--
	w.octets -= b.size
	b.open = false
	return b
}

// expect lets a block be found by the packet's number until it is complete. An
// older one that stood in its place waits no longer.
func (w *window) expect(b *block, packet uint32) {
	b.packet = packet
	place := &w.sent[packet%windowBlocks]
	if old := *place; old != nil && old != b && old.packet != 0 && old.packet%windowBlocks == packet%windowBlocks {
		old.open, old.packet = false, 0
	}
	*place = b
}

// of is the block of a sent packet that still waits, or nil.
func (w *window) of(packet uint32) *block {
	if b := w.sent[packet%windowBlocks]; b != nil && b.open && b.packet == packet {
		return b
	}
	return nil
}

func (b *block) start(e *event.Event, side uint32, d direction) {
	b.n, b.packet, b.host, b.open, b.room = e.N, 0, e.Host, true, textMax
	if need := len(e.Raw) + blockRoom; cap(b.buf) < need {
		b.buf = make([]byte, 0, max(need, 256))
	}
	b.buf = appendPacket(b.buf[:0], side, e.At, e.Raw, d, e.Packet)
}

// finish completes the block's bytes. They hold until it is recycled.
func (b *block) finish() []byte {
	b.buf = endBlock(endOptions(b.buf), 0)
	return b.buf
}

// recycle gives back what the next packet is unlikely to need.
func (b *block) recycle() {
	if cap(b.buf) > keepBuffer {
		b.buf = nil
	}
}
