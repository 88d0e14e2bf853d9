package track

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// tcp is a segment without bytes.
func tcp(forward bool, f segment.Flags, seq, ack uint32, n int) segment.Segment {
	s := segment.Segment{Proto: segment.TCP, Version: 4, Src: hostA, Dst: hostB, SrcPort: 1000, DstPort: 80,
		Flags: f, Seq: seq, Ack: ack, Window: 1000, Payload: 40, End: 40 + uint32(n)}
	if !forward {
		s.Src, s.Dst, s.SrcPort, s.DstPort = s.Dst, s.Src, s.DstPort, s.SrcPort
	}
	return s
}

// establish opens the connection of tcp with both initial numbers 0.
func establish(tr *Tracker) {
	for _, x := range []struct {
		forward bool
		s       segment.Segment
	}{
		{true, tcp(true, segment.SYN, 0, 0, 0)},
		{false, tcp(false, segment.SYN|segment.ACK, 0, 1, 0)},
		{true, tcp(true, segment.ACK, 1, 1, 0)},
	} {
		tr.See(&x.s, nil, x.forward)
	}
}

// A flood fills the tables and no more, and pushes out itself: the connection
// that lives keeps its number and its history.
func TestFloodIsBounded(t *testing.T) {
	streams := NewStreams()
	tr := New(streams)
	tr.conns.limit, streams.pairs.limit = 1000, 1000
	establish(tr)
	seq := uint32(1)
	for i := range uint32(20_000) {
		s := tcp(true, segment.SYN, i, 0, 0)
		s.Src = netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)})
		if got := tr.See(&s, nil, true); got.Role != event.Syn || got.Stream != i+2 {
			t.Fatalf("SYN %d: got %+v", i, got)
		}
		if i%100 == 0 {
			data := tcp(true, segment.ACK, seq, 1, 10)
			seq += 10
			if got := tr.See(&data, nil, true); got.Stream != 1 || got.Retransmit != 0 || got.RSeq != data.Seq {
				t.Fatalf("data after %d SYNs: got %+v", i+1, got)
			}
		}
	}
	if n, m := len(tr.conns.slots), len(streams.pairs.slots); n != 1000 || m != 1000 || len(tr.conns.at) != n || len(streams.pairs.at) != m {
		t.Errorf("got %d connections and %d pairs kept, %d and %d found, want 1000 of each", n, m, len(tr.conns.at), len(streams.pairs.at))
	}
	again := tcp(true, segment.ACK, seq-10, 1, 10)
	if got := tr.See(&again, nil, true); got.Retransmit != 1 {
		t.Errorf("got %+v, want sent again once", got)
	}
}

// A connection that made room for another is not taken for it when it comes again.
func TestForgottenIsNotMistaken(t *testing.T) {
	tr := New(NewStreams())
	tr.conns.limit = 1
	a := tcp(true, segment.ACK, 1000, 1, 10)
	b := tcp(true, segment.ACK, 5000, 1, 10)
	b.SrcPort += 8
	for round := range 3 {
		for i, s := range []segment.Segment{a, b} {
			if got := tr.See(&s, nil, true); got.Stream != uint32(i+1) || got.RSeq != 1 || got.Retransmit != 0 {
				t.Errorf("round %d, connection %d: got %+v, want stream %d begun anew", round, i+1, got, i+1)
			}
		}
	}
}

// The documented cost of a full table.
func TestFullTableSize(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a table")
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	tr := New(NewStreams())
	for i := range uint32(maxStreams + 1000) {
		s := tcp(true, segment.SYN, i, 0, 0)
		s.Src = netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)})
		tr.See(&s, nil, true)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	mb := float64(after.HeapAlloc-before.HeapAlloc) / 1e6
	t.Logf("%.1f MB for %d connections of one wire and their numbers", mb, maxStreams)
	if mb > 60 {
		t.Errorf("got %.1f MB, want no more than 60", mb)
	}
	runtime.KeepAlive(tr)
}

// again and the holes agree with a plain list of what was sent.
func TestHolesAgreeWithAList(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		base := r.Uint32()
		h := half{nxt: base, una: base, sent: true}
		var sent [300]bool
		for range 40 {
			seq := r.IntN(60)
			if r.IntN(2) == 0 {
				seq = int(h.nxt - base)
			}
			n := 1 + r.IntN(9)
			if seq+n > len(sent) {
				break
			}
			if got := h.again(base + uint32(seq)); got != sent[seq] {
				t.Fatalf("from %d: at %d got sent before: %v, want %v; holes %v", base, seq, got, sent[seq], h.holes[:h.nholes])
			}
			if holes(sent[:], seq, n) > maxHoles {
				break
			}
			h.write(base+uint32(seq), base+uint32(seq+n))
			for i := range n {
				sent[seq+i] = true
			}
		}
	}
}

// holes counts the gaps that a list has with one writing more.
func holes(sent []bool, seq, n int) (count int) {
	s := append([]bool(nil), sent...)
	for i := range n {
		s[seq+i] = true
	}
	last := len(s) - 1
	for last >= 0 && !s[last] {
		last--
	}
	for i := range last {
		if !s[i] && (i == 0 || s[i-1]) {
			count++
		}
	}
	return
}

// What was sent again is counted for each of many segments; what comes again
// behind 4 GB was not sent before.
func TestCounts(t *testing.T) {
	tr := New(NewStreams())
	establish(tr)
	const n = 100
	for round := range uint16(5) {
		for i := range uint32(n) {
			s := tcp(true, segment.ACK, 1+1000*i, 1, 1000)
			if got := tr.See(&s, nil, true).Retransmit; got != round {
				t.Fatalf("round %d, segment %d: got again %d", round, i, got)
			}
		}
	}
	for seq := uint64(1 + 1000*n); seq < 1<<32+5000; seq += 1 << 20 {
		s := tcp(true, segment.ACK, uint32(seq), 1, 1<<20)
		if got := tr.See(&s, nil, true).Retransmit; got != 0 {
			t.Fatalf("at %d: got again %d, want new data", seq, got)
		}
	}
	s := tcp(true, segment.ACK, 1, 1, 1000)
	if got := tr.See(&s, nil, true).Retransmit; got != 1 {
		t.Errorf("after 4 GB: got again %d, want 1", got)
	}
}

// A packet that a router sends back over its wire is not sent again by its host.
func TestRoutingLoop(t *testing.T) {
	tr := New(NewStreams())
	s := tcp(true, segment.SYN, 100, 0, 0)
	there, back := tr.See(&s, nil, true), tr.See(&s, nil, false)
	if there.Stream != back.Stream || back.Retransmit != 0 {
		t.Errorf("got %+v and back %+v, want the same stream and nothing sent again", there, back)
	}
}

// Random packets, written and not, from bytes and from small numbers that meet.
func FuzzTracker(f *testing.F) {
	f.Add([]byte("\x00\x02\x01\x00\x01\x12\x01\x02\x00\x10\x02\x02"))
	f.Fuzz(func(t *testing.T, in []byte) {
		streams := NewStreams()
		tr := New(streams)
		tr.conns.limit, streams.pairs.limit = 4, 4
		whole := segment.Decode(segment.IP, in)
		tr.See(&whole, in, true)
		for len(in) >= 6 {
			x := binary.BigEndian.Uint16(in)
			s := tcp(x&1 == 0, segment.Flags(in[2]), uint32(int8(in[3])), uint32(int8(in[4])), int(in[5]&7))
			s.Window = uint16(in[5] >> 6)
			s.DstPort += x >> 1 & 7
			if x&0x80 != 0 {
				s.Proto = segment.Proto(x >> 8 & 7)
			}
			in = in[6:]
			read := tr.See
			if x&0x40 != 0 {
				read = tr.Look
			}
			got := read(&s, in, x&1 == 0)
			if x&0x20 != 0 {
				tr.Lost(&s, x&1 == 0)
			}
			if got.Roles == 0 || got.Role == event.NoRole || got.Role >= event.Retransmission || !got.Roles.Has(got.Role) {
				t.Fatalf("%v %d:%d(%d) ack %d: no principal role in %+v", s.Flags, s.Seq, s.Next(), s.PayloadLen(), s.Ack, got)
			}
			if got.Roles&(1<<got.Role-1) != 0 {
				t.Fatalf("role %v is not the first of %b", got.Role, got.Roles)
			}
			if len(tr.conns.slots) > 4 || len(streams.pairs.slots) > 4 {
				t.Fatal("a table has outgrown its limit")
			}
		}
	})
}
