package netstack_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/netip"
	"runtime"
	"slices"
	"testing"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/pipe"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab/report/pcapng"
	"netlab/topology"
	"netlab/topology/clock"
	"netlab/topology/netstack"
)

// bulk is how much one benchmark round carries from a to b.
const bulk = 20 << 20

var cargo = make([]byte, bulk)

// tenRules match no segment of a bulk transfer and cost what rules cost.
var tenRules = []string{
	"from a syn#9 drop", "from b synack#9 drop", "from a fin#9 drop", "from b rst drop", "from a retransmission#1000000 drop",
	"from a tcp.dstport == 81 drop", "from b tcp.flags.syn == 1 && tcp.len > 5 drop", "from a ip.ttl < 3 drop",
	"udp drop", "icmp drop",
}

// line is a network of two hosts for bulk transfers.
type line struct {
	gro   bool
	sack  bool
	rules []string
	sinks func() []event.Sink
	tcb   bool
}

func (l line) build(b testing.TB) *topology.Network {
	p := &topology.Plan{Seed: 1, TCB: l.tcb,
		Hosts: []topology.HostPlan{{Name: "a", Stack: "netstack"}, {Name: "b", Stack: "netstack"}},
		Wires: []topology.WirePlan{{Name: "wire1", Link: "memory", GRO: l.gro, Ends: [2]topology.End{{Host: 0}, {Host: 1}}}},
	}
	for h := range p.Hosts {
		addr := netip.AddrFrom4([4]byte{10, 0, 0, byte(h + 1)})
		p.Hosts[h].Ifaces = []topology.Iface{{Addrs: []netip.Prefix{netip.PrefixFrom(addr, 24)}, MTU: 1500}}
		if !l.sack {
			p.Hosts[h].Set = map[string]string{"tcp_sack": "0"}
		}
	}
	topology.FillRoutes(p)
	env := hooks.Env{Hosts: []string{"a", "b"}, Wires: []string{"wire1"}, Seed: 1}
	for _, r := range l.rules {
		rule, err := hooks.ParseRule(r, env)
		if err != nil {
			b.Fatal(err)
		}
		p.Rules = append(p.Rules, rule)
	}
	chain, err := hooks.Compile(p.Rules, env)
	if err != nil {
		b.Fatal(err)
	}
	names := new(event.Names)
	o := topology.Options{Makers: map[string]topology.Maker{"netstack": netstack.New}, Clock: new(clock.Virtual), Hooks: chain, Names: names}
	if l.sinks != nil {
		o.Recorder = event.NewRecorder(names, l.sinks()...)
	}
	n, err := topology.Build(p, o)
	if err != nil {
		b.Fatal(err)
	}
	if o.Recorder != nil {
		info := &event.RunInfo{Format: event.Format, Framing: "ip", Clock: "virtual", Plan: []byte("{}"),
			Hosts: []event.HostInfo{{Name: "a", Stack: "netstack", Addrs: []string{"10.0.0.1/24"}}, {Name: "b", Stack: "netstack", Addrs: []string{"10.0.0.2/24"}}},
			Wires: []event.WireInfo{{Name: "wire1", Ends: []string{"a", "b"}, Link: "memory"}}}
		n.Record(&event.Event{Kind: event.Run, More: &event.More{Run: info}})
	}
	return n
}

// transfer carries bulk octets and returns how many packets it took.
func transfer(b testing.TB, n *topology.Network, octets int) {
	do := func(h event.HostID, s topology.Socket, op *topology.Op) bool {
		done := false
		n.Call(h, func() (*event.Event, bool) {
			before := op.N
			done = s.Try(op)
			return nil, done || op.N != before || op.Kind == topology.OpConnect
		})
		return done
	}
	must := func(s topology.Socket, e topology.Errno) topology.Socket {
		if e != topology.OK {
			b.Fatal(e)
		}
		return s
	}
	srv := must(n.Host(2).Open(topology.SocketSpec{Proto: "tcp", Name: "l"}))
	do(2, srv, &topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 80)})
	do(2, srv, &topology.Op{Kind: topology.OpListen, Backlog: 1})
	cli := must(n.Host(1).Open(topology.SocketSpec{Proto: "tcp", Name: "c"}))
	connect := &topology.Op{Kind: topology.OpConnect, Addr: netip.MustParseAddrPort("10.0.0.2:80")}
	accept := &topology.Op{Kind: topology.OpAccept}
	for !do(1, cli, connect) || !do(2, srv, accept) {
		n.Step(context.Background())
	}
	send := &topology.Op{Kind: topology.OpSend, Data: cargo[:octets]}
	recv := &topology.Op{Kind: topology.OpRecv}
	got, sent := 0, false
	n.Retry = func(h event.HostID) bool {
		if h == 1 && !sent {
			before := send.N
			sent = do(1, cli, send)
			return send.N != before
		}
		if h == 2 && do(2, accept.Accepted, recv) {
			got += recv.N
			*recv = topology.Op{Kind: topology.OpRecv}
			return true
		}
		return false
	}
	n.Wake(1)
	for got < octets {
		if n.Step(context.Background()) == topology.Idle {
			b.Fatalf("stuck at %d of %d octets", got, octets)
		}
	}
}

func (l line) bench(b *testing.B) {
	b.SetBytes(bulk)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		n := l.build(b)
		b.StartTimer()
		transfer(b, n, bulk)
		b.StopTimer()
		n.Close()
		b.StartTimer()
	}
}

// once is how long one transfer takes.
func (l line) once(b *testing.B) time.Duration {
	n := l.build(b)
	defer n.Close()
	runtime.GC() // what the one before has left is not this one's to clear away
	start := time.Now()
	transfer(b, n, bulk)
	return time.Since(start)
}

// The wires that are compared.
func keep() []event.Sink    { return []event.Sink{new(event.Log)} }
func capture() []event.Sink { return []event.Sink{pcapng.New(io.Discard, pcapng.Options{})} }

// BenchmarkBulk is one transfer over a wire, for its allocations and profiles.
func BenchmarkBulk(b *testing.B) {
	b.Run("pipe", func(b *testing.B) { benchPipe(b, false) })
	b.Run("exact/off", line{}.bench)
	b.Run("exact/rules+recorded", line{rules: tenRules, sinks: keep}.bench)
	b.Run("exact/rules+recorded+tcb", line{rules: tenRules, sinks: keep, tcb: true}.bench)
	b.Run("gro/off", line{gro: true}.bench)
	b.Run("gro/recorded", line{gro: true, sinks: keep}.bench)
}

// BenchmarkRatios compares transfers that take turns, so that a machine that is
// slow for a while is slow for all of them: each figure is the median over the
// rounds of how fast the one was, with the other as 1.
func BenchmarkRatios(b *testing.B) {
	for _, sack := range []bool{false, true} {
		b.Run(fmt.Sprintf("sack=%v", sack), func(b *testing.B) {
			wires := []struct {
				name string
				time func() time.Duration
			}{
				{"pipe", func() time.Duration { return oncePipe(b, sack) }},
				{"off", func() time.Duration { return line{sack: sack}.once(b) }},
				{"recorded", func() time.Duration { return line{sack: sack, sinks: keep}.once(b) }},
				{"rules+recorded", func() time.Duration { return line{sack: sack, rules: tenRules, sinks: keep}.once(b) }},
				{"rules+pcapng", func() time.Duration { return line{sack: sack, rules: tenRules, sinks: capture}.once(b) }},
				{"gro", func() time.Duration { return line{sack: sack, gro: true}.once(b) }},
				{"gro+recorded", func() time.Duration { return line{sack: sack, gro: true, sinks: keep}.once(b) }},
			}
			rounds := make([]map[string]time.Duration, 0, b.N)
			for b.Loop() {
				took := make(map[string]time.Duration)
				for _, w := range wires {
					took[w.name] = w.time()
				}
				rounds = append(rounds, took)
			}
			for _, r := range [][2]string{{"recorded", "off"}, {"rules+recorded", "off"}, {"rules+pcapng", "off"},
				{"rules+recorded", "pipe"}, {"gro+recorded", "pipe"}, {"gro+recorded", "gro"}} {
				var all []float64
				for _, took := range rounds {
					all = append(all, float64(took[r[1]])/float64(took[r[0]]))
				}
				slices.Sort(all)
				b.ReportMetric(all[len(all)/2], r[0]+":"+r[1])
			}
		})
	}
}

// oncePipe is the base of the ratios: two stacks joined by gVisor's own pipe
// endpoints, each driven by a goroutine, in real time, and nobody looking.
func oncePipe(b *testing.B, sack bool) time.Duration {
	ea, eb := pipe.New("\x02\x00\x00\x00\x00\x01", "\x02\x00\x00\x00\x00\x02", 1500)
	sa, sb := pipeStack(b, ea, 1, sack), pipeStack(b, eb, 2, sack)
	runtime.GC()
	start := time.Now()
	pipeTransfer(b, sa, sb)
	took := time.Since(start)
	for _, s := range []*stack.Stack{sa, sb} {
		s.Close()
		s.Wait()
	}
	return took
}

func benchPipe(b *testing.B, sack bool) {
	b.SetBytes(bulk)
	b.ReportAllocs()
	for b.Loop() {
		oncePipe(b, sack)
	}
}

func pipeStack(b *testing.B, l stack.LinkEndpoint, last byte, sack bool) *stack.Stack {
	s := stack.New(stack.Options{NetworkProtocols: []stack.NetworkProtocolFactory{ipv4.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol}})
	if err := s.CreateNIC(1, l); err != nil {
		b.Fatal(err)
	}
	a := tcpip.ProtocolAddress{Protocol: header.IPv4ProtocolNumber, AddressWithPrefix: tcpip.AddressWithPrefix{Address: tcpip.AddrFrom4([4]byte{10, 0, 0, last}), PrefixLen: 24}}
	if err := s.AddProtocolAddress(1, a, stack.AddressProperties{}); err != nil {
		b.Fatal(err)
	}
	s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: 1}})
	o := tcpip.TCPSACKEnabled(sack)
	s.SetTransportProtocolOption(tcp.ProtocolNumber, &o)
	return s
}

func pipeTransfer(b *testing.B, sa, sb *stack.Stack) {
	var lq, cq waiter.Queue
	l, _ := sb.NewEndpoint(tcp.ProtocolNumber, ipv4.ProtocolNumber, &lq)
	l.Bind(tcpip.FullAddress{Port: 80})
	l.Listen(2)
	le, lch := waiter.NewChannelEntry(waiter.ReadableEvents)
	lq.EventRegister(&le)
	c, _ := sa.NewEndpoint(tcp.ProtocolNumber, ipv4.ProtocolNumber, &cq)
	ce, cch := waiter.NewChannelEntry(waiter.WritableEvents | waiter.EventHUp)
	cq.EventRegister(&ce)
	c.Connect(tcpip.FullAddress{Addr: tcpip.AddrFrom4([4]byte{10, 0, 0, 2}), Port: 80})
	<-lch
	s, sq, err := l.Accept(nil)
	if err != nil {
		b.Fatal(err)
	}
	<-cch
	go func() {
		data := make([]byte, 64<<10)
		for sent := 0; sent < bulk; {
			n, err := c.Write(bytes.NewReader(data[:min(len(data), bulk-sent)]), tcpip.WriteOptions{})
			if sent += int(n); err != nil {
				<-cch
			}
		}
	}()
	se, sch := waiter.NewChannelEntry(waiter.ReadableEvents)
	sq.EventRegister(&se)
	var buf bytes.Buffer // the reader takes the octets, as a program does
	for got := 0; got < bulk; {
		buf.Reset()
		r, err := s.Read(&buf, tcpip.ReadOptions{})
		if err != nil {
			<-sch
			continue
		}
		got += r.Count
		s.(*tcp.Endpoint).ModerateRecvBuf(r.Count)
	}
	c.Close()
	s.Close()
	l.Close()
}

// BenchmarkThousandHosts builds a line of hosts, all but the ends routers, and
// takes it down again.
func BenchmarkThousandHosts(b *testing.B) {
	const hosts = 1000
	p := &topology.Plan{Seed: 1}
	for i := range hosts {
		p.Hosts = append(p.Hosts, topology.HostPlan{Name: fmt.Sprint("h", i), Stack: "netstack", Forward: true})
	}
	for i := range hosts - 1 {
		net := topology.Network4(i)
		w := topology.WirePlan{Name: fmt.Sprint("w", i), Link: "memory"}
		at := net.Addr()
		for e := range w.Ends {
			h := &p.Hosts[i+e]
			at = at.Next()
			w.Ends[e] = topology.End{Host: i + e, Iface: len(h.Ifaces)}
			h.Ifaces = append(h.Ifaces, topology.Iface{Wire: i, MTU: 1500, Addrs: []netip.Prefix{netip.PrefixFrom(at, net.Bits())}})
		}
		p.Wires = append(p.Wires, w)
	}
	b.ReportAllocs()
	var memory uint64
	for b.Loop() {
		var before, after runtime.MemStats
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&before)
		b.StartTimer()
		topology.FillRoutes(p)
		n, err := topology.Build(p, topology.Options{Makers: map[string]topology.Maker{"netstack": netstack.New}, Clock: new(clock.Virtual), Names: new(event.Names)})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&after)
		memory = after.HeapInuse + after.StackInuse - before.HeapInuse - before.StackInuse
		b.StartTimer()
		n.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/hosts, "us/host")
	b.ReportMetric(float64(memory)/hosts, "B/host")
}
