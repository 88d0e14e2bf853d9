//go:build linux

package linux

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
)

// The figures are ratios of transfers that take turns in one process, as those of
// the engine are: how fast each wire is, with another one as 1.

// way is a wire with a connection over it.
type way struct {
	client, server int // descriptors of connected sockets
	// move carries what has been written. The client has just written, or the
	// server.
	move  func(byServer bool)
	close func()
}

const bulkLength = 20 << 20

// bulk sends so much from the client to the server, and gives octets a second.
func (w *way) bulk(b *testing.B) float64 {
	var watch clock.Stopwatch
	buf := make([]byte, 256<<10)
	watch.Start()
	for sent, got := 0, 0; got < bulkLength; {
		for sent < bulkLength {
			n, err := unix.Write(w.client, buf[:min(len(buf), bulkLength-sent)])
			if err != nil {
				break
			}
			sent += n
		}
		w.move(false)
		for {
			n, err := unix.Read(w.server, buf)
			if err != nil {
				break
			}
			got += n
		}
		w.move(true)
	}
	return bulkLength / watch.Elapsed().Seconds()
}

const echoes = 2000

// echo sends an octet there and back, so many times, and gives how many a second.
func (w *way) echo(b *testing.B) float64 {
	var watch clock.Stopwatch
	watch.Start()
	octet := []byte{1}
	for range echoes {
		w.pass(w.client, w.server, octet, false)
		w.pass(w.server, w.client, octet, true)
	}
	return echoes / watch.Elapsed().Seconds()
}

func (w *way) pass(from, to int, octet []byte, byServer bool) {
	unix.Write(from, octet)
	for {
		w.move(byServer)
		if n, _ := unix.Read(to, octet); n == 1 {
			return
		}
	}
}

var (
	benchNet = netip.MustParsePrefix("10.0.0.0/24")
	benchIPs = [2]netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")}
)

// joined makes a connection between two namespaces.
func joined(b *testing.B, ns [2]*namespace, move func(byServer bool)) (client, server int) {
	b.Helper()
	listener := socketIn(b, ns[1])
	defer unix.Close(listener)
	client = socketIn(b, ns[0])
	must(b, unix.Bind(listener, &unix.SockaddrInet4{Port: 80}))
	must(b, unix.Listen(listener, 1))
	if err := unix.Connect(client, &unix.SockaddrInet4{Port: 80, Addr: benchIPs[1].As4()}); err != unix.EINPROGRESS {
		must(b, err)
	}
	for {
		move(false)
		fd, _, err := unix.Accept4(listener, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err == nil {
			return client, fd
		}
		if err != unix.EAGAIN {
			must(b, err)
		}
	}
}

func socketIn(b *testing.B, ns *namespace) (fd int) {
	b.Helper()
	must(b, ns.inside(func() (err error) {
		fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP)
		return err
	}))
	must(b, unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1))
	return fd
}

func must(b *testing.B, err error) {
	if err != nil {
		b.Helper()
		b.Fatal(err)
	}
}

func benchHost(i int, link string) topology.HostPlan {
	return topology.HostPlan{Name: string(rune('a' + i)), Stack: topology.Kernel,
		Ifaces: []topology.Iface{{Addrs: []netip.Prefix{netip.PrefixFrom(benchIPs[i], benchNet.Bits())}, MTU: 1500, Link: link}}}
}

func benchNamespaces(b *testing.B) (ns [2]*namespace) {
	for i := range ns {
		var err error
		ns[i], err = newNamespace()
		if err != nil {
			b.Skip(err)
		}
		p := benchHost(i, topology.TUN)
		_, err = ns[i].configure(&p, false)
		must(b, err)
	}
	return ns
}

// vethWay is the kernel alone: two namespaces joined by a veth pair, with one
// segment a packet. It is the limit of any wire that shows every segment.
func vethWay(b *testing.B) *way {
	ns := benchNamespaces(b)
	must(b, joinByVeth(ns, benchIPs, benchNet.Bits()))
	w := &way{move: func(bool) {}}
	w.client, w.server = joined(b, ns, w.move)
	w.close = func() {
		unix.Close(w.client)
		unix.Close(w.server)
		ns[0].close()
		ns[1].close()
	}
	return w
}

// copyWay is the plainest thing that could stand between two TUN devices: what is
// read from the one is written to the other.
func copyWay(b *testing.B) *way {
	ns := benchNamespaces(b)
	var d [2]*device
	for i := range d {
		var err error
		d[i], _, err = ns[i].addInterface(ifaceSpec{name: "eth0", link: topology.TUN, mtu: 1500,
			addrs: []netip.Prefix{netip.PrefixFrom(benchIPs[i], benchNet.Bits())}})
		must(b, err)
	}
	buf := make([]byte, 2048)
	move := func(byServer bool) {
		from := 0
		if byServer {
			from = 1
		}
		for idle := 0; idle < 2; from = 1 - from {
			idle++
			for {
				n, err := d[from].read(buf)
				if err != nil {
					break
				}
				d[1-from].write(buf[:n])
				idle = 0
			}
		}
	}
	w := &way{move: move}
	w.client, w.server = joined(b, ns, move)
	w.close = func() {
		for i := range d {
			d[i].close()
			ns[i].close()
		}
		unix.Close(w.client)
		unix.Close(w.server)
	}
	return w
}

// labWay is netlab's wire between two kernel hosts.
func labWay(b *testing.B, link string, recorded bool, rules int) *way {
	m, err := Open()
	must(b, err)
	p := &topology.Plan{Seed: 1, TCB: recorded, Hosts: []topology.HostPlan{benchHost(0, link), benchHost(1, link)},
		Wires: []topology.WirePlan{{Name: "wire1", Link: link, Ends: [2]topology.End{{Host: 0}, {Host: 1}}}}}
	names := new(event.Names)
	o := topology.Options{Makers: map[string]topology.Maker{topology.Kernel: m.Kernel}, Clock: clock.NewWall(m.Wait), Names: names}
	if recorded {
		o.Recorder = event.NewRecorder(names, new(event.Log))
	}
	env := hooks.Env{Hosts: []string{"a", "b"}, Wires: []string{"wire1"}}
	var all []hooks.Rule
	for i := range rules {
		r, err := hooks.ParseRule(fmt.Sprintf("from a to b tcp.dstport == %d drop", i+1), env)
		must(b, err)
		all = append(all, r)
	}
	compiled, err := hooks.Compile(all, env)
	must(b, err)
	o.Hooks = compiled
	net, err := topology.Build(p, o)
	if err != nil {
		b.Skip(err)
	}
	ns := [2]*namespace{net.Host(1).(*host).ns, net.Host(2).(*host).ns}
	move := func(byServer bool) {
		for h := event.HostID(1); h <= 2; h++ {
			net.Call(h, func() (*event.Event, bool) { return nil, true })
		}
		for {
			if at, ok := net.Next(); !ok || at > net.Now() {
				return
			}
			net.Step(context.Background())
		}
	}
	w := &way{move: move}
	w.client, w.server = joined(b, ns, move)
	w.close = func() {
		unix.Close(w.client)
		unix.Close(w.server)
		net.Close()
		m.Close()
	}
	return w
}

// BenchmarkWires compares the wires. An iteration is one transfer over each.
func BenchmarkWires(b *testing.B) {
	kinds := []struct {
		name string
		make func(*testing.B) *way
	}{
		{"veth", vethWay},
		{"copy", copyWay},
		{"tun", func(b *testing.B) *way { return labWay(b, topology.TUN, false, 0) }},
		{"recorded", func(b *testing.B) *way { return labWay(b, topology.TUN, true, 10) }},
		{"afpacket", func(b *testing.B) *way { return labWay(b, topology.Veth, false, 0) }},
	}
	for _, work := range []struct {
		name string
		do   func(*way, *testing.B) float64
	}{{"bulk", (*way).bulk}, {"echo", (*way).echo}} {
		b.Run(work.name, func(b *testing.B) {
			ratios := map[string][]float64{}
			speeds := map[string][]float64{}
			for b.Loop() {
				speed := map[string]float64{}
				for _, k := range kinds {
					w := k.make(b)
					speed[k.name] = work.do(w, b)
					w.close()
				}
				for _, k := range kinds {
					ratios[k.name+":veth"] = append(ratios[k.name+":veth"], speed[k.name]/speed["veth"])
					ratios[k.name+":copy"] = append(ratios[k.name+":copy"], speed[k.name]/speed["copy"])
					speeds[k.name] = append(speeds[k.name], speed[k.name])
				}
			}
			for _, k := range kinds[1:] {
				b.ReportMetric(median(ratios[k.name+":veth"]), k.name+":veth")
				if k.name != "copy" {
					b.ReportMetric(median(ratios[k.name+":copy"]), k.name+":copy")
				}
				b.ReportMetric(median(speeds[k.name]), k.name+"/s")
			}
			b.ReportMetric(median(speeds["veth"]), "veth/s")
		})
	}
}

// BenchmarkBuild builds two kernel hosts on a wire and tears them down.
func BenchmarkBuild(b *testing.B) {
	for _, link := range []string{topology.TUN, topology.Veth} {
		b.Run(link, func(b *testing.B) {
			var took []float64
			for b.Loop() {
				var watch clock.Stopwatch
				watch.Start()
				labBuilt(b, link)
				took = append(took, float64(watch.Elapsed())/float64(time.Millisecond))
			}
			b.ReportMetric(median(took), "ms")
		})
	}
}

func labBuilt(b *testing.B, link string) {
	m, err := Open()
	must(b, err)
	defer m.Close()
	p := &topology.Plan{Seed: 1, Hosts: []topology.HostPlan{benchHost(0, link), benchHost(1, link)},
		Wires: []topology.WirePlan{{Name: "wire1", Link: link, Ends: [2]topology.End{{Host: 0}, {Host: 1}}}}}
	net, err := topology.Build(p, topology.Options{Makers: map[string]topology.Maker{topology.Kernel: m.Kernel},
		Clock: clock.NewWall(m.Wait), Names: new(event.Names)})
	if err != nil {
		b.Skip(err)
	}
	must(b, net.Close())
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// joinByVeth joins two namespaces by a veth pair without offload.
func joinByVeth(ns [2]*namespace, ips [2]netip.Addr, bits int) error {
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "eth0", MTU: 1500}, PeerName: "eth0", PeerNamespace: netlink.NsFd(ns[1].handle)}
	if err := ns[0].route.LinkAdd(pair); err != nil {
		return err
	}
	index := [2]int{}
	for i, n := range ns {
		if err := n.plain("eth0"); err != nil {
			return err
		}
		var err error
		if index[i], err = n.setUp(ifaceSpec{name: "eth0", link: topology.Veth, addrs: []netip.Prefix{netip.PrefixFrom(ips[i], bits)}}); err != nil {
			return err
		}
	}
	for i, n := range ns {
		l := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Name: "eth0", Index: index[i]}}
		if err := n.route.LinkSetARPOn(l); err != nil { // setUp takes it off: here the two ends must find each other
			return err
		}
		if err := n.carries("eth0", index[i]); err != nil {
			return err
		}
	}
	return nil
}
