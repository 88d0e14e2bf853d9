package linux_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// wiredNet is two netstack hosts on a wire of devices.
type wiredNet struct {
	*topology.Network
	t    testing.TB
	ctx  context.Context
	m    *linux.Machine
	plan *topology.Plan
	log  *event.Log
}

func newWired(t testing.TB, link string, framing segment.Framing) *wiredNet {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(stop)
	n := &wiredNet{t: t, ctx: ctx, log: new(event.Log), plan: &topology.Plan{Seed: 1}}
	var err error
	if n.m, err = linux.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.m.Close() })
	network := topology.Network4(0)
	at := network.Addr()
	for _, name := range []string{"a", "b"} {
		at = at.Next()
		n.plan.Hosts = append(n.plan.Hosts, topology.HostPlan{Name: name, Stack: topology.Netstack, Ifaces: []topology.Iface{
			{Addrs: []netip.Prefix{netip.PrefixFrom(at, network.Bits())}, MTU: 1500, Link: link, Framing: framing}}})
	}
	n.plan.Wires = []topology.WirePlan{{Name: "ab", Link: link, Framing: framing, Ends: [2]topology.End{{Host: 0}, {Host: 1}}}}
	topology.FillRoutes(n.plan)
	names := new(event.Names)
	n.Network, err = topology.Build(n.plan, topology.Options{
		Makers: map[string]topology.Maker{topology.Netstack: able(t, n.m.Wired(netstack.New))}, Clock: clock.NewWall(n.m.Wait),
		Recorder: event.NewRecorder(names, n.log), Names: names,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Network.Close() })
	n.Record(&event.Event{Kind: event.Run, More: &event.More{Run: &event.RunInfo{Format: event.Format, Framing: framing.String()}}})
	return n
}

func (n *wiredNet) do(host int, s topology.Socket, op topology.Op) topology.Op {
	n.t.Helper()
	for done := false; ; {
		n.Call(event.HostID(host+1), func() (*event.Event, bool) {
			done = s.Try(&op)
			return nil, true
		})
		if done {
			break
		}
		if n.Step(n.ctx); n.ctx.Err() != nil {
			n.t.Fatalf("%s on host %d never returned", op.Kind, host)
		}
	}
	if op.Errno != topology.OK {
		n.t.Fatalf("%s on host %d: %s", op.Kind, host, op.Errno)
	}
	return op
}

// pair is an established connection from a to b.
func (n *wiredNet) pair() (client, server topology.Socket) {
	n.t.Helper()
	l, _ := n.Host(2).Open(topology.SocketSpec{Proto: "tcp", Name: "l"})
	n.do(1, l, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 80)})
	n.do(1, l, topology.Op{Kind: topology.OpListen, Backlog: 8})
	client, _ = n.Host(1).Open(topology.SocketSpec{Proto: "tcp", Name: "c"})
	n.do(0, client, topology.Op{Kind: topology.OpConnect, Addr: netip.AddrPortFrom(n.plan.Addr(1, 4), 80)})
	return client, n.do(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
}

// wait waits outside the network until something holds.
func (n *wiredNet) wait(what string, holds func() bool) {
	n.t.Helper()
	for !holds() {
		if n.m.Wait(n.ctx, 5*time.Millisecond); n.ctx.Err() != nil {
			n.t.Fatalf("waited in vain until %s", what)
		}
	}
}

func (n *wiredNet) exec(host int, args ...string) topology.Process {
	n.t.Helper()
	p, err := n.Host(event.HostID(host + 1)).(topology.Executor).Exec(&topology.Command{Args: args, Keep: true})
	if err != nil {
		n.t.Fatal(err)
	}
	return p
}

// captured are the packets of a capture file (pcap, not pcapng) of this machine's
// byte order.
func captured(t testing.TB, file string) (packets [][]byte) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	for at := 24; at+16 <= len(b); {
		size := int(binary.NativeEndian.Uint32(b[at+8:]))
		if at += 16; at+size > len(b) {
			break
		}
		packets = append(packets, b[at:at+size])
		at += size
	}
	return packets
}

// TestCapture: a tcpdump in a host's namespace sees, in their order, the packets
// that the record says the host has sent and was given, byte for byte.
func TestCapture(t *testing.T) {
	if _, err := exec.LookPath("tcpdump"); err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		name, link string
		framing    segment.Framing
		strip      int // octets that the device has before the packet
	}{
		{"tun", topology.TUN, segment.IP, 0}, {"veth", topology.Veth, segment.IP, 14},
		{"tap", topology.TUN, segment.Ethernet, 0}, {"veth-ethernet", topology.Veth, segment.Ethernet, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := newWired(t, c.link, c.framing)
			file := filepath.Join(t.TempDir(), "capture.pcap")
			// With a short snapshot length tcpdump's ring has room for more than 8 packets.
			p := n.exec(0, "tcpdump", "--immediate-mode", "-s", "2000", "-Z", "root", "-U", "-n", "-i", "eth0", "-w", file)
			n.wait("tcpdump listens", func() bool { return strings.Contains(string(p.Output()), "listening on eth0") })
			client, server := n.pair()
			n.do(0, client, topology.Op{Kind: topology.OpSend, Data: bytes.Repeat([]byte("0123456789"), 1000)})
			for got := 0; got < 10_000; {
				got += len(n.do(1, server, topology.Op{Kind: topology.OpRecv}).Received)
			}
			n.do(1, server, topology.Op{Kind: topology.OpClose})
			n.do(0, client, topology.Op{Kind: topology.OpRecv})
			n.do(0, client, topology.Op{Kind: topology.OpClose})
			for server.Conn().State != event.TimeWait && n.ctx.Err() == nil {
				n.Step(n.ctx)
			}
			var want []string
			for e := range n.log.All() {
				if e.Host == 1 && (e.Kind == event.Send || e.Kind == event.Deliver) {
					want = append(want, fmt.Sprintf("%x", e.Raw))
				}
			}
			var got []string
			n.wait("tcpdump has written all", func() bool { return len(captured(t, file)) >= len(want) })
			p.Kill()
			for _, raw := range captured(t, file) {
				got = append(got, fmt.Sprintf("%x", raw[c.strip:]))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the record (-) and the capture (+):\n%s", diff)
			}
		})
	}
}

// TestWiredCarriesAll: whatever the octets, what goes into the passage comes out of
// it once, and in order.
func TestWiredCarriesAll(t *testing.T) {
	for _, link := range []string{topology.TUN, topology.Veth} {
		t.Run(link, func(t *testing.T) {
			n := newWired(t, link, segment.IP)
			server, _ := n.Host(2).Open(topology.SocketSpec{Proto: "udp", Name: "server"})
			n.do(1, server, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 53)})
			client, _ := n.Host(1).Open(topology.SocketSpec{Proto: "udp", Name: "client"})
			const many = 2000
			for i := range many {
				data := binary.BigEndian.AppendUint32(make([]byte, i%1400), uint32(i))
				n.do(0, client, topology.Op{Kind: topology.OpSend, Data: data, Addr: netip.AddrPortFrom(n.plan.Addr(1, 4), 53)})
				r := n.do(1, server, topology.Op{Kind: topology.OpRecv})
				if !bytes.Equal(r.Received, data) {
					t.Fatalf("datagram %d came as %d octets", i, len(r.Received))
				}
			}
			sent, given := 0, 0
			for e := range n.log.All() {
				switch e.Kind {
				case event.Send:
					sent++
				case event.Deliver:
					given++
				}
			}
			if sent != many || given != many {
				t.Errorf("%d packets were sent and %d given, of %d", sent, given, many)
			}
		})
	}
}

// TestWiredGuests: what a program in the namespace sends over the interface goes
// over the wire too, as something new.
func TestWiredGuests(t *testing.T) {
	for _, program := range []string{"ip", "bash"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	n := newWired(t, topology.TUN, segment.IP)
	p := n.exec(0, "bash", "-c", "ip addr add 10.0.0.9/24 dev eth0 && echo hello >/dev/udp/10.0.0.2/53")
	came := func() bool {
		for e := range n.log.All() {
			if e.Kind == event.Deliver && e.Host == 2 && e.Seg.Proto == segment.UDP {
				return true
			}
		}
		return false
	}
	for !came() && n.ctx.Err() == nil {
		n.Step(n.ctx)
	}
	if !came() {
		t.Errorf("nothing came of what a program sent: %s", p.Output())
	}
	n.wait("the program has ended", func() bool { _, ended := p.Ended(); return ended })
}

// TestWiredCrash: a host that crashes takes its namespace and its programs with it,
// and has new ones when it is up again.
func TestWiredCrash(t *testing.T) {
	n := newWired(t, topology.Veth, segment.Ethernet)
	n.pair()
	p := n.exec(1, "sleep", "1000")
	before := descriptors(t)
	n.Crash(2)
	if _, ended := p.Ended(); !ended {
		t.Error("the program outlives its host")
	}
	if now := descriptors(t); now >= before {
		t.Errorf("%d descriptors before the crash, %d after it", before, now)
	}
	if err := n.Reboot(2); err != nil {
		t.Fatal(err)
	}
	n.pair()
}

// TestWiredLeavesNothing: after a run there are no more descriptors than before.
func TestWiredLeavesNothing(t *testing.T) {
	run := func() {
		t.Run("run", func(t *testing.T) { newWired(t, topology.Veth, segment.IP).pair() })
	}
	run()
	before := descriptors(t)
	for range 5 {
		run()
	}
	if now := descriptors(t); now != before {
		t.Errorf("%d descriptors before, %d after", before, now)
	}
}

// descriptors counts those of this process.
func descriptors(t testing.TB) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
