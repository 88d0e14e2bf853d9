package netstack

import (
	"encoding/binary"
	"sync"
)

// reader is an endless stream of octets from a seed: SplitMix64 (Steele, Lea,
// Flood 2014). It stands where the stack wants a cryptographic generator; nobody
// here has a secret to keep, and everybody wants the same run twice.
type reader struct {
	mu    sync.Mutex
	state uint64
}

func newReader(seed uint64) *reader { return &reader{state: seed} }

func (r *reader) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Read fills p. It never fails.
func (r *reader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(p)
	for len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, r.next())
		p = p[8:]
	}
	if len(p) > 0 {
		var last [8]byte
		binary.LittleEndian.PutUint64(last[:], r.next())
		copy(p, last[:])
	}
	return n, nil
}

// source is the stack's second generator, for what need not be secret. The
// standard library's takes longer to seed than the rest of a stack to build.
type source struct{ r *reader }

// Int63 implements rand.Source.
func (s source) Int63() int64 {
	s.r.mu.Lock()
	defer s.r.mu.Unlock()
	return int64(s.r.next() >> 1)
}

// Seed implements rand.Source.
func (s source) Seed(seed int64) { s.r.state = uint64(seed) }
