package linux

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
)

// socketNet is hosts with sockets, and no network: one, which talks to itself
// over its loopback, or two whose devices the test joins, packet by packet.
type socketNet struct {
	testing.TB
	m       *Machine
	hosts   []*host
	devices []*device
	cut     bool // what they write is lost
	seen    []segment.Segment
}

func newSocketNet(tb testing.TB, hosts int) *socketNet {
	tb.Helper()
	m, err := Open()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { m.Close() })
	n := &socketNet{TB: tb, m: m}
	for i := range hosts {
		ns, err := newNamespace()
		n.can(err)
		tb.Cleanup(func() { ns.close() })
		v6 := []netip.Prefix{netip.MustParsePrefix(fmt.Sprintf("fd00::%d/64", i+1))}
		plan := &topology.HostPlan{Name: string(rune('a' + i)), Ifaces: []topology.Iface{{Addrs: v6}}}
		_, err = ns.configure(plan, true)
		n.can(err)
		n.can(ns.loopbackUp())
		if hosts > 1 {
			d, _, err := ns.addInterface(ifaceSpec{
				name: "eth0", framing: segment.IP, link: topology.TUN, mtu: 1500,
				addrs: append(v6, netip.MustParsePrefix(fmt.Sprintf("10.0.0.%d/24", i+1))),
			})
			n.can(err)
			tb.Cleanup(func() { d.close() })
			n.devices = append(n.devices, d)
			n.can(m.watch(d.fd, func() {}))
		}
		d, err := newDiag(ns)
		n.can(err)
		tb.Cleanup(d.close)
		h := &host{m: m, ns: ns, diag: d, env: &topology.Env{
			Plan: plan, ID: event.HostID(i + 1), Book: topology.NewBook(event.HostID(i+1), new(event.Names)),
			Time: topology.Time{Clock: new(clock.Virtual), Queue: new(clock.Queue)},
		}}
		h.watch.init(h)
		tb.Cleanup(h.closeSockets)
		n.hosts = append(n.hosts, h)
	}
	return n
}

// can skips the test where the machine does not allow something.
func (n *socketNet) can(err error) {
	n.Helper()
	var unable *Unable
	if errors.As(err, &unable) {
		n.Skip(err)
	}
	if err != nil {
		n.Fatal(err)
	}
}

// pump carries packets between the devices until there are none, and says whether
// there were any.
func (n *socketNet) pump() (moved bool) {
	n.Helper()
	var p [2000]byte
	for quiet := false; !quiet; {
		quiet = true
		for i, d := range n.devices {
			for {
				size, err := d.read(p[:])
				if err == unix.EAGAIN {
					break
				}
				n.can(err)
				quiet, moved = false, true
				n.seen = append(n.seen, segment.Decode(segment.IP, bytes.Clone(p[:size])))
				if !n.cut {
					n.can(n.devices[1-i].write(p[:size]))
				}
			}
		}
	}
	return moved
}

// until lets the hosts go on until something holds.
func (n *socketNet) until(what string, holds func() bool) {
	n.Helper()
	var patience clock.Stopwatch
	for patience.Start(); !holds(); {
		if !n.pump() {
			n.m.Wait(n.Context(), 10*time.Millisecond)
		}
		if patience.Elapsed() > 20*time.Second {
			n.Fatalf("never: %s", what)
		}
	}
	n.pump()
}

// do does an operation to its end.
func (n *socketNet) do(s topology.Socket, op *topology.Op) {
	n.Helper()
	n.until(op.Kind.String(), func() bool { return s.Try(op) })
}

// must does an operation that succeeds.
func (n *socketNet) must(s topology.Socket, op topology.Op) topology.Op {
	n.Helper()
	if n.do(s, &op); op.Errno != topology.OK {
		n.Fatalf("%s: %s", op.Kind, op.Errno)
	}
	return op
}

func (n *socketNet) open(host int, proto string, v6 bool) *socket {
	n.Helper()
	s, e := n.hosts[host].Open(topology.SocketSpec{Proto: proto, Name: proto, V6: v6})
	if e != topology.OK {
		n.Fatalf("open: %s", e)
	}
	return s.(*socket)
}

func (n *socketNet) option(s topology.Socket, name string) string {
	n.Helper()
	return n.must(s, topology.Op{Kind: topology.OpGetsockopt, Option: name}).Value
}

func (n *socketNet) set(s topology.Socket, name, value string) {
	n.Helper()
	n.must(s, topology.Op{Kind: topology.OpSetsockopt, Option: name, Value: value})
}

// addr is a host's address: its own, or the loopback where it is alone.
func (n *socketNet) addr(host int, v6 bool, port uint16) netip.AddrPort {
	at := [2]string{"127.0.0.1", "::1"}
	if len(n.hosts) > 1 {
		at = [2]string{fmt.Sprintf("10.0.0.%d", host+1), fmt.Sprintf("fd00::%d", host+1)}
	}
	if v6 {
		return netip.AddrPortFrom(netip.MustParseAddr(at[1]), port)
	}
	return netip.AddrPortFrom(netip.MustParseAddr(at[0]), port)
}

func (n *socketNet) listen(host int, v6 bool, backlog int) *socket {
	n.Helper()
	l := n.open(host, "tcp", v6)
	n.must(l, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 80)})
	n.must(l, topology.Op{Kind: topology.OpListen, Backlog: backlog})
	return l
}

// pair is a connection from the first host to the last.
func (n *socketNet) pair(v6 bool) (client, server *socket) {
	n.Helper()
	last := len(n.hosts) - 1
	l := n.listen(last, v6, 8)
	client = n.open(0, "tcp", v6)
	n.must(client, topology.Op{Kind: topology.OpConnect, Addr: n.addr(last, v6, 80)})
	return client, n.must(l, topology.Op{Kind: topology.OpAccept}).Accepted.(*socket)
}

// openFor opens the socket that an option is tried on.
func (n *socketNet) openFor(on optionSocket) *socket {
	n.Helper()
	switch on {
	case onUDP, onUDP6:
		return n.open(0, "udp", on == onUDP6)
	case onConnected, onConnected6:
		client, _ := n.pair(on == onConnected6)
		return client
	}
	return n.open(0, "tcp", on == onTCP6)
}

// octets are n octets that differ.
func octets(n int) []byte { return bytes.Repeat([]byte("0123456789abcdef"), n/16+1)[:n] }
