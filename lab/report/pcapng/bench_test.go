package pcapng

import (
	"io"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// BenchmarkPacket is a packet of 1500 octets all the way: its send, its verdict
// and its delivery, two blocks with their role. window: how many packets are
// under way at a time.
func BenchmarkPacket(b *testing.B) {
	for _, c := range []struct {
		name   string
		window uint32
	}{{"one under way", 1}, {"64 under way", 64}, {"more than the window", 1000}} {
		b.Run(c.name, func(b *testing.B) {
			s, put := benchSink(b)
			p := newTape(b, runInfo("ip"))
			e := p.packet(event.Send, p.spec(client, segment.ACK, 1, 1, 1460), client, event.Data)
			var n uint32
			b.ReportAllocs()
			b.SetBytes(2 * int64(len(e.Raw)))
			for b.Loop() {
				n++
				e.Packet, e.At = n, time.Duration(n)*1000
				e.Kind, e.Host, e.Peer, e.Action = event.Send, client, server, event.NoAction
				put(&e)
				e.Kind, e.Action = event.Verdict, event.Pass
				put(&e)
				if n >= c.window {
					e.Packet = n - c.window + 1
					e.Kind, e.Host, e.Peer, e.Action = event.Deliver, server, client, event.NoAction
					put(&e)
				}
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkComments is a packet that a rule drops: its send and its verdict.
func BenchmarkComments(b *testing.B) {
	s, put := benchSink(b)
	p := newTape(b, runInfo("ip", rule1))
	e := p.packet(event.Send, p.spec(client, segment.ACK, 1, 1, 1460), client, event.Data)
	e.Names = p.names
	b.ReportAllocs()
	for b.Loop() {
		e.Packet++
		e.Kind, e.Action, e.Rule = event.Send, event.NoAction, 0
		put(&e)
		e.Kind, e.Action, e.Rule = event.Verdict, event.DropPacket, 1
		put(&e)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func benchSink(b *testing.B) (event.Sink, func(*event.Event)) {
	s := New(io.Discard, Options{})
	put := func(e *event.Event) {
		e.N++
		if err := s.Put(e); err != nil {
			b.Fatal(err)
		}
	}
	put(&event.Event{Kind: event.Run, More: &event.More{Run: runInfo("ip", rule1)}})
	return s, put
}

// TestNoAllocation: a packet on its ordinary way takes no memory, once the
// window has its buffers.
func TestNoAllocation(t *testing.T) {
	s := New(io.Discard, Options{})
	p := newTape(t, runInfo("ip"))
	e := p.packet(event.Send, p.spec(client, segment.ACK, 1, 1, 1460), client, event.Data)
	if err := s.Put(&event.Event{N: 1, Kind: event.Run, More: &event.More{Run: runInfo("ip")}}); err != nil {
		t.Fatal(err)
	}
	step := func() {
		e.Packet++
		for _, k := range []event.Kind{event.Send, event.Deliver} {
			e.Kind, e.Host = k, client
			if k == event.Deliver {
				e.Host = server
			}
			if err := s.Put(&e); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range windowBlocks {
		step()
	}
	if n := testing.AllocsPerRun(1000, step); n != 0 {
		t.Errorf("%v allocations a packet, want none", n)
	}
}
