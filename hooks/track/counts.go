package track

// counts remembers how often segments were sent again, for a whole wire: those
// of which this happened in the recent past, in 256 sets of four, the newest
// first. What falls out is counted from 1 again. Most segments are sent once and
// take no place here.
type counts [256][4]count

type count struct {
	seq, conn uint32
	end, wrap uint8 // wrap: seq comes again after 4 GB
	n         uint16
}

func (c *counts) set(x count) *[4]count {
	h := (x.seq*0x9e3779b1 ^ x.conn*0x85ebca6b) + uint32(x.end) // Fibonacci hashing; MurmurHash3's constant
	return &c[h>>24]
}

func (x count) same(y count) bool {
	return x.seq == y.seq && x.conn == y.conn && x.end == y.end && x.wrap == y.wrap
}

// get is how often a segment was sent again.
func (c *counts) get(x count) uint16 {
	if c == nil {
		return 0
	}
	for _, y := range c.set(x) {
		if y.same(x) {
			return y.n
		}
	}
	return 0
}

// add counts one sending more.
func (c *counts) add(x count) {
	set := c.set(x)
	i := 0
	for i < len(set)-1 && !set[i].same(x) {
		i++
	}
	if set[i].same(x) {
		x.n = set[i].n
	}
	if x.n < ^uint16(0) {
		x.n++
	}
	copy(set[1:i+1], set[:i])
	set[0] = x
}

// countOf is the place in counts of what end i of c sent at seq.
func (c *conn) countOf(i int, seq uint32) count {
	h := &c.ends[i]
	wrap := h.wraps
	if seq > h.nxt {
		wrap--
	}
	return count{seq: seq, conn: c.id, end: uint8(i), wrap: wrap}
}
