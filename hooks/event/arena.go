package event

import "unsafe"

// pageLen is how many values are allocated at a time: 20 kB of records, 1/256 of
// an allocation an event, and little waste in a short run.
const pageLen = 256

// pages is a slice that grows without moving: what it gives stays where it is.
type pages[T any] struct {
	dir   []*[pageLen]T // nil: no value of the page was ever set
	n     int           // how many values add has added
	taken int64         // octets
}

// slot is the place of value i, made where there was none.
func (p *pages[T]) slot(i int) *T {
	page := i / pageLen
	for len(p.dir) <= page {
		p.dir = append(p.dir, nil)
	}
	if p.dir[page] == nil {
		p.dir[page] = new([pageLen]T)
		p.taken += int64(unsafe.Sizeof(*p.dir[page]))
	}
	return &p.dir[page][i%pageLen]
}

// add gives the next value its place, and returns that and how many there are.
func (p *pages[T]) add() (*T, uint32) {
	v := p.slot(p.n)
	p.n++
	return v, uint32(p.n)
}

// at is the value that add numbered so.
func (p *pages[T]) at(number uint32) *T {
	i := number - 1
	return &p.dir[i/pageLen][i%pageLen]
}

func (p *pages[T]) memory() int64 {
	return p.taken + int64(cap(p.dir))*int64(unsafe.Sizeof(p.dir[0]))
}

// Sizes of the chunks that packets' bytes are copied to. They double, so that a
// run of thirty segments stays small and a transfer of megabytes allocates
// seldom.
const (
	firstChunk = 16 << 10
	lastChunk  = 1 << 20
)

// arena keeps packets' bytes, each packet's once.
type arena struct {
	chunks [][]byte // the last one has room; none is ever moved
	refs   pages[ref]
	seen   pages[uint32] // by packet number: the number of its ref
	taken  int64         // octets of all chunks
	huge   uintptr       // what hugepages was last asked for
}

// ref says where bytes are.
type ref struct{ chunk, from, to uint32 }

// keep gives the number of the packet's bytes, from 1, and copies them where
// they are new; 0: there are none. Packet 0 is always new.
func (a *arena) keep(packet uint32, raw []byte) uint32 {
	var known *uint32
	if packet != 0 {
		known = a.seen.slot(int(packet))
		if *known != 0 {
			return *known
		}
	}
	if len(raw) == 0 {
		return 0
	}
	a.room(len(raw))
	last := len(a.chunks) - 1
	from := len(a.chunks[last])
	a.chunks[last] = append(a.chunks[last], raw...)
	r, number := a.refs.add()
	*r = ref{uint32(last), uint32(from), uint32(from + len(raw))}
	if known != nil {
		*known = number
	}
	return number
}

// room sees to it that the last chunk takes n octets.
func (a *arena) room(n int) {
	size := firstChunk
	if k := len(a.chunks); k > 0 {
		last := a.chunks[k-1]
		if cap(last)-len(last) >= n {
			return
		}
		size = min(2*cap(last), lastChunk)
	}
	size = max(size, n)
	chunk := make([]byte, 0, size)
	if size >= lastChunk {
		a.huge = hugepages(chunk[:size], a.huge)
	}
	a.chunks = append(a.chunks, chunk)
	a.taken += int64(size)
}

func (a *arena) at(number uint32) []byte {
	r := a.refs.at(number)
	return a.chunks[r.chunk][r.from:r.to:r.to]
}

func (a *arena) memory() int64 { return a.taken + a.refs.memory() + a.seen.memory() }
