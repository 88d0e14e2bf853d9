package linux

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
	"netlab/topology"
)

// wireKind is a way to make an interface.
type wireKind struct {
	name    string
	link    string
	framing segment.Framing
}

var wireKinds = []wireKind{
	{"tun", topology.TUN, segment.IP},
	{"tap", topology.TUN, segment.Ethernet},
	{"veth", topology.Veth, segment.IP},
	{"veth-ethernet", topology.Veth, segment.Ethernet},
}

var (
	kernelMAC  = [6]byte{0x02, 0, 0, 0, 1, 1}
	strangeMAC = segment.MAC{0x02, 0, 0, 0, 9, 9}
	kernel4    = netip.MustParsePrefix("10.0.0.1/24")
	kernel6    = netip.MustParsePrefix("fd00::1/64")
)

// skipUnable skips a test that this machine does not allow.
func skipUnable(tb testing.TB, err error) {
	tb.Helper()
	var u *Unable
	if errors.As(err, &u) {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// newSpace makes a namespace as a host does, without interfaces.
func newSpace(tb testing.TB, plan *topology.HostPlan, v6 bool) *namespace {
	tb.Helper()
	ns, err := newNamespace()
	skipUnable(tb, err)
	tb.Cleanup(func() { ns.close() })
	_, err = ns.configure(plan, v6)
	skipUnable(tb, err)
	if err := ns.loopbackUp(); err != nil {
		tb.Fatal(err)
	}
	return ns
}

// add adds an interface.
func (k wireKind) add(tb testing.TB, ns *namespace, name string, addrs ...netip.Prefix) (*device, int) {
	tb.Helper()
	d, index, err := ns.addInterface(ifaceSpec{name: name, framing: k.framing, link: k.link, mtu: 1500, mac: kernelMAC, addrs: addrs})
	skipUnable(tb, err)
	tb.Cleanup(func() { d.close() })
	return d, index
}

// next reads what the namespace sends next; false if nothing comes in time.
func next(tb testing.TB, d *device, within time.Duration) ([]byte, bool) {
	tb.Helper()
	left := unix.NsecToTimespec(int64(within))
	for {
		p := make([]byte, 2048)
		n, err := d.read(p)
		if err == nil {
			return p[:n], true
		}
		if !errors.Is(err, unix.EAGAIN) {
			tb.Fatal(err)
		}
		// What is left is not counted down: a device that wakes us says something.
		if ready, err := unix.Ppoll([]unix.PollFd{{Fd: int32(d.fd), Events: unix.POLLIN}}, &left, nil); ready == 0 && err == nil {
			return nil, false
		}
	}
}

// packet builds what comes to the namespace over a device.
func (k wireKind) packet(tb testing.TB, sp segment.Spec) []byte {
	tb.Helper()
	sp.Framing, sp.SrcMAC, sp.DstMAC = k.framing, strangeMAC, kernelMAC
	raw, err := segment.Build(sp)
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}
