package track

import (
	"testing"

	"netlab/hooks/segment"
)

// BenchmarkData is bulk in one direction and its acknowledgements; an iteration
// is one segment.
func BenchmarkData(b *testing.B) {
	tr := New(NewStreams())
	establish(tr)
	s, a := tcp(true, segment.ACK, 1, 1, 1448), tcp(false, segment.ACK, 1, 1, 0)
	b.ReportAllocs()
	for i := range b.N {
		if i&1 == 0 {
			tr.See(&s, nil, true)
			s.Seq += 1448
		} else {
			a.Ack = s.Seq
			tr.See(&a, nil, false)
		}
	}
}

// BenchmarkManyStreams is the same over 64 connections in turn, none of which is
// the last one's.
func BenchmarkManyStreams(b *testing.B) {
	tr := New(NewStreams())
	var s [64]segment.Segment
	for i := range s {
		s[i] = tcp(true, segment.ACK, 1, 1, 1448)
		s[i].SrcPort += uint16(i)
		tr.See(&s[i], nil, true)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		x := &s[i%len(s)]
		x.Seq += 1448
		tr.See(x, nil, true)
	}
}

// BenchmarkRetransmission sends one segment again and again.
func BenchmarkRetransmission(b *testing.B) {
	tr := New(NewStreams())
	establish(tr)
	s := tcp(true, segment.ACK, 1, 1, 1448)
	tr.See(&s, nil, true)
	tr.See(&s, nil, true)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		tr.See(&s, nil, true)
	}
}

// BenchmarkLook reads a segment that no stack wrote, of a known and an unknown
// connection.
func BenchmarkLook(b *testing.B) {
	tr := New(NewStreams())
	establish(tr)
	s := tcp(true, segment.ACK, 1, 1, 1448)
	u := s
	u.SrcPort++
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		tr.Look(&s, nil, true)
		tr.Look(&u, nil, true)
	}
}

// BenchmarkFlood meets a new connection with each SYN, the table being full.
func BenchmarkFlood(b *testing.B) {
	tr := New(NewStreams())
	s := tcp(true, segment.SYN, 0, 0, 0)
	for i := range b.N + maxStreams {
		if i == maxStreams {
			b.ReportAllocs()
			b.ResetTimer()
		}
		s.SrcPort, s.DstPort = uint16(i), uint16(i>>16)
		tr.See(&s, nil, true)
	}
}

// BenchmarkNew is what a wire costs before its first packet.
func BenchmarkNew(b *testing.B) {
	streams := NewStreams()
	b.ReportAllocs()
	for b.Loop() {
		New(streams)
	}
}

func TestNoAllocationPerSegment(t *testing.T) {
	tr := New(NewStreams())
	establish(tr)
	s, a := tcp(true, segment.ACK, 1, 1, 1448), tcp(false, segment.ACK, 1, 1, 0)
	u := s
	u.SrcPort++
	tr.See(&s, nil, true)
	tr.See(&s, nil, true) // the first retransmission makes room for counting
	n := testing.AllocsPerRun(100, func() {
		tr.See(&s, nil, true)
		s.Seq += 1448
		tr.See(&s, nil, true)
		a.Ack = s.Seq
		tr.See(&a, nil, false)
		tr.Look(&s, nil, true)
		tr.Look(&u, nil, true)
	})
	if n != 0 {
		t.Errorf("got %v allocations, want none", n)
	}
}
