package linux

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
	"netlab/topology"
)

// TestEcho: the kernel answers an echo request with one packet, its checksums
// whole. Over Ethernet it asks first who has the address.
func TestEcho(t *testing.T) {
	for _, k := range wireKinds {
		for _, c := range []struct {
			name     string
			prefix   netip.Prefix
			peer     netip.Addr
			proto    segment.Proto
			ask, say uint8 // types of an echo request and its reply
		}{
			{"IPv4", kernel4, netip.MustParseAddr("10.0.0.2"), segment.ICMPv4, 8, 0},
			{"IPv6", kernel6, netip.MustParseAddr("fd00::2"), segment.ICMPv6, 128, 129},
		} {
			t.Run(k.name+"/"+c.name, func(t *testing.T) {
				ns := newSpace(t, &topology.HostPlan{}, c.prefix.Addr().Is6())
				d, _ := k.add(t, ns, "eth0", c.prefix)
				ask := k.packet(t, segment.Spec{Src: c.peer, Dst: c.prefix.Addr(), Proto: c.proto, Type: c.ask, Ident: 7, Sequence: 1, Payload: "hello"})
				if err := d.write(ask); err != nil {
					t.Fatal(err)
				}
				if k.framing == segment.Ethernet {
					introduce(t, k, d, c.peer, c.prefix.Addr())
				}
				p, ok := next(t, d, time.Second)
				if !ok {
					t.Fatal("no answer")
				}
				s := segment.Decode(k.framing, p)
				if s.Proto != c.proto || s.Src != c.prefix.Addr() || s.Dst != c.peer || !bytes.HasSuffix(p, []byte("hello")) {
					t.Fatalf("the answer is %x", p)
				}
				if at := bytes.Index(p, []byte("hello")) - 8; p[at] != c.say {
					t.Errorf("the answer's type is %d, not %d", p[at], c.say)
				}
				if ip, icmp := segment.VerifyChecksums(k.framing, p, &s); ip == segment.ChecksumBad || icmp != segment.ChecksumGood {
					t.Errorf("checksums: IP %v, ICMP %v", ip, icmp)
				}
				if p, ok := next(t, d, 50*time.Millisecond); ok {
					t.Errorf("and after the answer %x", p)
				}
			})
		}
	}
}

// introduce answers the kernel's question who has an address.
func introduce(t *testing.T, k wireKind, d *device, who, kernel netip.Addr) {
	t.Helper()
	q, ok := next(t, d, time.Second)
	if !ok {
		t.Fatal("the kernel does not ask who has the address")
	}
	var say []byte
	if who.Is4() { // RFC 826
		if q[12] != 0x08 || q[13] != 0x06 || !bytes.Equal(q[38:42], who.AsSlice()) {
			t.Fatalf("it asks %x", q)
		}
		say = append(append(append(say, kernelMAC[:]...), strangeMAC[:]...), 8, 6, 0, 1, 8, 0, 6, 4, 0, 2)
		say = append(append(append(append(say, strangeMAC[:]...), who.AsSlice()...), kernelMAC[:]...), kernel.AsSlice()...)
	} else { // RFC 4861 (4.3, 4.4): a neighbour solicitation, and the advertisement
		if q[54] != 135 || !bytes.Equal(q[62:78], who.AsSlice()) {
			t.Fatalf("it asks %x", q)
		}
		const solicitedOverride, linkLayer = "\x60\x00\x00\x00", "\x02\x01"
		body := string(who.AsSlice()) + linkLayer + string(strangeMAC[:])
		say = k.packet(t, segment.Spec{Src: who, Dst: kernel, TTL: 255, Proto: segment.ICMPv6, Type: 136, Payload: body})
		copy(say[58:], solicitedOverride)
		segment.Mend(segment.Ethernet, say)
	}
	if err := d.write(say); err != nil {
		t.Fatal(err)
	}
}

// TestSilence: an interface that nobody uses says nothing, be it a router's.
func TestSilence(t *testing.T) {
	t.Parallel()
	type quiet struct {
		name string
		d    *device
	}
	var all []quiet
	var fds []unix.PollFd
	for _, k := range wireKinds {
		for _, c := range []struct {
			name    string
			forward bool
			addrs   []netip.Prefix
		}{
			{"IPv4", false, []netip.Prefix{kernel4}},
			{"IPv6", false, []netip.Prefix{kernel4, kernel6}},
			{"router", true, []netip.Prefix{kernel4, kernel6}},
		} {
			ns := newSpace(t, &topology.HostPlan{Forward: c.forward}, len(c.addrs) > 1)
			d, _ := k.add(t, ns, "eth0", c.addrs...)
			all = append(all, quiet{k.name + "/" + c.name, d})
			fds = append(fds, unix.PollFd{Fd: int32(d.fd), Events: unix.POLLIN})
		}
	}
	// What the kernel would say it says within 1 s of a link's coming up: router
	// solicitations (RFC 4861, 10), and its second group report (RFC 3810, 9.11).
	// The first reports wake us in vain.
	within := unix.NsecToTimespec(int64(1200 * time.Millisecond))
	for {
		if n, err := unix.Ppoll(fds, &within, nil); n == 0 && err == nil {
			return
		}
		for i, q := range all {
			if fds[i].Revents == 0 {
				continue
			}
			if p, ok := next(t, q.d, 0); ok {
				t.Errorf("%s says %x", q.name, p)
			}
		}
	}
}

// TestDeviceKeepsAll: what waits is not lost, however much.
func TestDeviceKeepsAll(t *testing.T) {
	const many = 5000 // ten times the kernel's own queue
	for _, k := range wireKinds {
		if k.framing == segment.Ethernet {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			ns := newSpace(t, &topology.HostPlan{}, false)
			d, _ := k.add(t, ns, "eth0", kernel4)
			if n, err := unix.GetsockoptInt(d.fd, unix.SOL_SOCKET, unix.SO_RCVBUF); err == nil && n < 2*packetBuffer {
				t.Skipf("%d octets may wait, as net.core.rmem_max says; only root may have more", n)
			}
			ask := segment.Spec{Src: netip.MustParseAddr("10.0.0.2"), Dst: kernel4.Addr(), Proto: segment.ICMPv4, Type: 8, Ident: 7, Bytes: 1000}
			for i := range many {
				ask.Sequence = uint16(i)
				if err := d.write(k.packet(t, ask)); err != nil {
					t.Fatal(err)
				}
			}
			for i := range many {
				p, ok := next(t, d, time.Second)
				if !ok {
					t.Fatalf("%d of %d answers", i, many)
				}
				if n := binary.BigEndian.Uint16(p[26:]); n != uint16(i) {
					t.Fatalf("the answer after %d is %d", i-1, n)
				}
			}
		})
	}
}

// TestDeviceClosed: a device that is closed leaves the namespace without a
// carrier, and a second one can be made.
func TestDeviceClosed(t *testing.T) {
	ns := newSpace(t, &topology.HostPlan{}, false)
	d, index, err := ns.addInterface(ifaceSpec{name: "eth0", link: topology.TUN, mtu: 1500, addrs: []netip.Prefix{kernel4}})
	skipUnable(t, err)
	d.close()
	l, err := ns.route.LinkByIndex(index)
	if err != nil {
		t.Fatal(err)
	}
	if l.Attrs().RawFlags&unix.IFF_LOWER_UP != 0 {
		t.Error("it still carries")
	}
	wireKinds[0].add(t, ns, "eth1")
}

func TestReportsGroups(t *testing.T) {
	frame := func(change func([]byte)) []byte {
		p := make([]byte, 90)
		p[12], p[13], p[14] = 0x86, 0xdd, 0x60
		p[20], p[54], p[62] = 0, 58, 143 // hop-by-hop options, then a report
		change(p)
		return p
	}
	for _, c := range []struct {
		name   string
		change func([]byte)
		want   bool
	}{
		{"version 2's report", func([]byte) {}, true},
		{"version 1's report", func(p []byte) { p[62] = 131 }, true},
		{"done", func(p []byte) { p[62] = 132 }, true},
		{"a query", func(p []byte) { p[62] = 130 }, false},
		{"a neighbour solicitation", func(p []byte) { p[20], p[54] = 58, 135 }, false},
		{"hop-by-hop options before TCP", func(p []byte) { p[54] = 6 }, false},
		{"IPv4", func(p []byte) { p[12], p[13] = 8, 0 }, false},
	} {
		if got := reportsGroups(frame(c.change)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for n := range 64 { // cut short
		if reportsGroups(frame(func([]byte) {})[:n]) && n <= 62 {
			t.Errorf("%d octets are a report", n)
		}
	}
}
