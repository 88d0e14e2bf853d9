package linux

import (
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
	"netlab/topology"
)

func TestInterface(t *testing.T) {
	for _, k := range wireKinds {
		t.Run(k.name, func(t *testing.T) {
			ns := newSpace(t, &topology.HostPlan{}, true)
			d, index, err := ns.addInterface(ifaceSpec{name: "eth0", framing: k.framing, link: k.link, mtu: 9000, mac: kernelMAC, addrs: []netip.Prefix{kernel4, kernel6}})
			skipUnable(t, err)
			defer d.close()
			l, err := ns.route.LinkByIndex(index)
			if err != nil {
				t.Fatal(err)
			}
			a := l.Attrs()
			if a.MTU != 9000 || a.TxQLen != queueLength {
				t.Errorf("its MTU is %d, its queue %d", a.MTU, a.TxQLen)
			}
			const working = unix.IFF_UP | unix.IFF_RUNNING | unix.IFF_LOWER_UP
			if a.RawFlags&working != working || a.RawFlags&unix.IFF_MULTICAST != 0 {
				t.Errorf("its flags are %#x", a.RawFlags)
			}
			if arp := a.RawFlags&unix.IFF_NOARP == 0; arp != (k.framing == segment.Ethernet) {
				t.Errorf("ARP is %v", arp)
			}
			if k.name != "tun" && a.HardwareAddr.String() != net.HardwareAddr(kernelMAC[:]).String() {
				t.Errorf("its address is %v", a.HardwareAddr)
			}
			addrs, err := ns.route.AddrList(l, unix.AF_UNSPEC)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, a := range addrs {
				all = append(all, a.IPNet.String())
				if a.Flags&(unix.IFA_F_TENTATIVE|unix.IFA_F_DADFAILED) != 0 {
					t.Errorf("%v is not ready: %#x", a, a.Flags)
				}
			}
			slices.Sort(all)
			want := []string{kernel4.String(), kernel6.String()}
			if k.framing == segment.Ethernet {
				want = append(want, "fe80::ff:fe00:101/64")
			}
			if diff := cmp.Diff(want, all); diff != "" {
				t.Errorf("its addresses: %s", diff)
			}
		})
	}
}

func TestInterfaceRefused(t *testing.T) {
	ns := newSpace(t, &topology.HostPlan{}, false)
	for _, c := range []struct {
		name string
		spec ifaceSpec
	}{
		{"an MTU that is none", ifaceSpec{name: "eth0", link: topology.TUN, mtu: 20}},
		{"an MTU too large", ifaceSpec{name: "eth0", link: topology.Veth, mtu: 1 << 20}},
		{"an IPv6 address without IPv6", ifaceSpec{name: "eth0", link: topology.TUN, mtu: 1500, addrs: []netip.Prefix{kernel6}}},
	} {
		if d, _, err := ns.addInterface(c.spec); err == nil {
			d.close()
			t.Errorf("%s was taken", c.name)
		}
	}
}

// TestRouter: a packet that comes over one interface for a network behind the
// other goes out there, one hop older.
func TestRouter(t *testing.T) {
	for _, k := range wireKinds {
		for _, c := range []struct {
			name      string
			near, far string
			src, dst  string
			to, via   string
		}{
			{name: "IPv4", near: "10.0.0.1/24", far: "10.0.1.1/24", src: "10.0.0.2", dst: "10.9.9.9", to: "10.9.0.0/16", via: "10.0.1.2"},
			{name: "IPv6", near: "fd00::1/64", far: "fd00:0:0:1::1/64", src: "fd00::2", dst: "fd00:9::9", to: "fd00:9::/32", via: "fd00:0:0:1::2"},
		} {
			t.Run(k.name+"/"+c.name, func(t *testing.T) {
				near, far := netip.MustParsePrefix(c.near), netip.MustParsePrefix(c.far)
				ns := newSpace(t, &topology.HostPlan{Forward: true}, near.Addr().Is6())
				a, first := k.add(t, ns, "eth0", near)
				b, second := k.add(t, ns, "eth1", far)
				err := ns.addRoutes([]topology.Route{
					{To: netip.MustParsePrefix(c.to), Via: netip.MustParseAddr(c.via), Iface: 1},
					{To: near.Masked(), Iface: 0},
					{To: far.Masked(), Iface: 1},
				}, []int{first, second})
				if err != nil {
					t.Fatal(err)
				}
				sp := segment.Spec{Src: netip.MustParseAddr(c.src), Dst: netip.MustParseAddr(c.dst), SrcPort: 1, DstPort: 80, Flags: segment.SYN}
				if err := a.write(k.packet(t, sp)); err != nil {
					t.Fatal(err)
				}
				if k.framing == segment.Ethernet {
					introduce(t, k, b, netip.MustParseAddr(c.via), far.Addr())
				}
				p, ok := next(t, b, time.Second)
				if !ok {
					t.Fatal("it forwards nothing")
				}
				s := segment.Decode(k.framing, p)
				if s.Dst != sp.Dst || s.TTL != 63 || s.Proto != segment.TCP {
					t.Errorf("it forwards %+v", s)
				}
			})
		}
	}
}

func TestRouteRefused(t *testing.T) {
	ns := newSpace(t, &topology.HostPlan{}, false)
	_, index := wireKinds[0].add(t, ns, "eth0", kernel4)
	err := ns.addRoutes([]topology.Route{{To: netip.MustParsePrefix("10.9.0.0/16"), Via: netip.MustParseAddr("192.0.2.1")}}, []int{index})
	if err == nil {
		t.Error("a gateway out of reach was taken")
	}
}
