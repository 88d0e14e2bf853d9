package topology

import (
	"testing"

	"netlab/hooks/event"
)

// nowhere is a sink that keeps nothing.
type nowhere struct{}

func (nowhere) Put(*event.Event) error { return nil }
func (nowhere) Close() error           { return nil }

// pingPong is two hosts that throw a packet to and fro for ever.
func pingPong(t tester, rec *event.Recorder, rules []string) *world {
	w := &world{t: t, plan: line(2, LinkProps{Delay: ms, Rate: 1_000_000_000, Queue: 100, Loss: 1e-15}), fakes: make([]*fake, 2)}
	w.build(rec, rules, nil)
	raws := [2][]byte{w.datagram(0, "ping"), w.datagram(1, "pong")}
	for i, f := range w.fakes {
		f.got = make([]arrival, 0, 8)
		f.answer = func(_ int, _ []byte) {
			f.got = f.got[:0]
			f.write(0, raws[i])
		}
	}
	w.write(0, 0, raws[0])
	return w
}

// step is one packet: its verdict and its arrival. The fake keeps a copy of what
// it is given, which is an allocation of the test's.
func (w *world) step(t testing.TB) {
	for range 2 {
		if w.net.Step(t.Context()) != Moved {
			t.Fatal("the ball is lost")
		}
	}
}

const fakeAllocs = 1 // the fake's copy

func TestNoAllocationPerPacket(t *testing.T) {
	ten := []string{"from a syn#9 drop", "from b synack#9 drop", "from a fin#9 drop", "from b rst drop", "from a retransmission#1000000 drop",
		"from a tcp.dstport == 81 drop", "from b tcp.flags.syn == 1 && tcp.len > 5 drop", "from a ip.ttl < 3 drop", "from b udp.length > 900 drop", "icmp drop"}
	for _, c := range []struct {
		name  string
		rec   func() *event.Recorder
		rules []string
	}{
		{"nothing", func() *event.Recorder { return nil }, nil},
		{"recorder", func() *event.Recorder { return event.NewRecorder(new(event.Names), nowhere{}) }, nil},
		{"ten rules", func() *event.Recorder { return nil }, ten},
		{"recorder and ten rules", func() *event.Recorder { return event.NewRecorder(new(event.Names), nowhere{}) }, ten},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := pingPong(t, c.rec(), c.rules)
			for range 100 {
				w.step(t)
			}
			if n := testing.AllocsPerRun(1000, func() { w.step(t) }); n > fakeAllocs {
				t.Errorf("%v allocations a packet, want none but the fake's %d", n, fakeAllocs)
			}
		})
	}
}

// TestBuffersGoRound: however many packets and of whatever sizes, the network
// takes no more buffers than were in use at once.
func TestBuffersGoRound(t *testing.T) {
	p := line(2, LinkProps{Delay: ms})
	for h := range p.Hosts {
		p.Hosts[h].Ifaces[0].MTU = 9000
	}
	w := newWorld(t, p, nil)
	long, short := w.datagram(0, string(make([]byte, 8000))), w.datagram(0, "short")
	for range 500 {
		w.write(0, 0, long, short, long, short)
		w.run()
	}
	if n := len(w.net.buffers); n > 4 {
		t.Errorf("%d buffers lie idle after %d packets, of which 4 were on their way at once", n, w.net.packets)
	}
}

func BenchmarkWire(b *testing.B) {
	for _, c := range []struct {
		name string
		rec  func() *event.Recorder
	}{
		{"plain", func() *event.Recorder { return nil }},
		{"recorder", func() *event.Recorder { return event.NewRecorder(new(event.Names), nowhere{}) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := pingPong(b, c.rec(), nil)
			b.ReportAllocs()
			for b.Loop() {
				w.step(b)
			}
		})
	}
}
