package track

import (
	"net/netip"

	"netlab/hooks/segment"
)

// maxStreams is how many connections a wire, and a network, remember at a time.
// A flood of a million SYNs then costs some 55 MB, measured, and not 800.
const maxStreams = 1 << 16

// A key names a connection by its two ends, the lower one first, so that both
// directions have the same key.
type key struct {
	lo, hi         netip.Addr
	loPort, hiPort uint16
	proto          segment.Proto

	// turned: the lower end's packets run backward over the wire. A packet that
	// a router sends back over the wire that it came from then is another one's
	// packet, and not sent again by its host.
	turned bool
}

// keyOf is the key of a packet from src to dst, and which end sent it: 0 is the
// lower one.
func keyOf(proto segment.Proto, src, dst netip.Addr, srcPort, dstPort uint16, forward bool) (key, int) {
	c := src.Compare(dst)
	if c < 0 || c == 0 && srcPort <= dstPort {
		return key{src, dst, srcPort, dstPort, proto, !forward}, 0
	}
	return key{dst, src, dstPort, srcPort, proto, forward}, 1
}

// A table finds values by key and holds no more than its limit. When it is full,
// a value that was not asked for since the hand last came by makes room (the
// clock algorithm: one pass gives everyone used a second chance), so a flood
// pushes out itself rather than the connections that live.
type table[V any] struct {
	at    map[key]uint32 // where in slots
	slots []*slot[V]
	hand  int
	limit int
}

type slot[V any] struct {
	value V
	key   key
	used  bool
}

// get finds a slot and marks it used; nil if there is none.
func (t *table[V]) get(k key) *slot[V] {
	i, ok := t.at[k]
	if !ok {
		return nil
	}
	s := t.slots[i]
	s.used = true
	return s
}

// put makes a slot for a key that has none, with the zero value in it. It may be
// the slot of another key that is thereby forgotten.
func (t *table[V]) put(k key) *slot[V] {
	if t.at == nil {
		t.at = make(map[key]uint32)
	}
	if len(t.slots) < t.limit {
		s := &slot[V]{key: k}
		t.at[k] = uint32(len(t.slots))
		t.slots = append(t.slots, s)
		return s
	}
	for t.slots[t.hand].used {
		t.slots[t.hand].used = false
		t.hand = (t.hand + 1) % len(t.slots)
	}
	s := t.slots[t.hand]
	delete(t.at, s.key)
	*s = slot[V]{key: k}
	t.at[k] = uint32(t.hand)
	t.hand = (t.hand + 1) % len(t.slots)
	return s
}
