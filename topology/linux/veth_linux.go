package linux

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
)

// addVeth makes a veth pair with one end in the namespace, and opens the other.
// That one is in a second namespace, which the first pair of a host makes and the
// host's own closes: so the host's programs see but their own end, and nothing
// shows outside.
func (ns *namespace) addVeth(spec ifaceSpec) (d *device, err error) {
	if err := ns.makeOurs(); err != nil {
		return nil, err
	}
	pair := &netlink.Veth{
		LinkAttrs:        netlink.LinkAttrs{Name: spec.name, MTU: spec.mtu, HardwareAddr: ourMAC[:], TxQLen: queueLength},
		PeerName:         spec.name,
		PeerNamespace:    netlink.NsFd(ns.handle),
		PeerHardwareAddr: spec.mac[:],
		PeerMTU:          uint32(spec.mtu),
		PeerTxQLen:       queueLength,
	}
	if err := ns.ours.route.LinkAdd(pair); err != nil {
		return nil, noVeth(err)
	}
	for _, end := range []*namespace{ns.ours, ns} {
		if err := end.plain(spec.name); err != nil {
			return nil, fmt.Errorf("interface %s: %w", spec.name, err)
		}
	}
	// Our end comes first: from when the host's end is up, all is heard.
	if err := ns.ours.flags(spec.name, flagsOf(segment.IP)); err != nil {
		return nil, fmt.Errorf("our end of %s: %w", spec.name, err)
	}
	index, err := ns.ours.ifindex(spec.name)
	if err != nil {
		return nil, fmt.Errorf("our end of %s: %w", spec.name, err)
	}
	d = &device{header: ethernetOf(spec), frame: make([]byte, ethernetHeader+spec.mtu), ethernet: spec.framing == segment.Ethernet}
	if d.fd, err = ns.ours.packetSocket(index); err != nil {
		return nil, err
	}
	return d, nil
}

// makeOurs makes the namespace for our ends. There is no IPv6 in it, so that they
// say nothing.
func (ns *namespace) makeOurs() (err error) {
	if ns.ours != nil {
		return nil
	}
	if ns.ours, err = newNamespace(); err != nil {
		return err
	}
	return ns.ours.inside(func() error {
		err := writeSysctl("ipv6/conf/default/disable_ipv6", "1")
		if errors.Is(err, unix.ENOENT) {
			return nil
		}
		return err
	})
}

// noVeth says why there is no veth pair.
func noVeth(err error) error {
	u := &Unable{What: "a veth pair", Why: err.Error()}
	switch {
	case errors.Is(err, unix.EOPNOTSUPP):
		u.Remedy = "modprobe veth, or do without it: --link tun"
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		u.Remedy = "run it as root (sudo), or with CAP_NET_ADMIN (docker run --cap-add NET_ADMIN)"
	default:
		return fmt.Errorf("a veth pair: %w", err)
	}
	return u
}

// ethtoolValue is ethtool_value of include/uapi/linux/ethtool.h.
type ethtoolValue struct{ cmd, data uint32 }

// plain switches off what an end of a pair leaves to a network card: whole
// checksums (between the two ends nobody would fill them in), and large packets
// split, or small ones joined, at the last moment. So one segment is one packet.
func (ns *namespace) plain(name string) error {
	for _, cmd := range []uint32{unix.ETHTOOL_STXCSUM, unix.ETHTOOL_STSO, unix.ETHTOOL_SGSO, unix.ETHTOOL_SGRO} {
		v := ethtoolValue{cmd: cmd}
		req := struct {
			name [unix.IFNAMSIZ]byte
			data unsafe.Pointer
			_    [16]byte // ifreq's union is longer
		}{data: unsafe.Pointer(&v)}
		copy(req.name[:unix.IFNAMSIZ-1], name)
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(ns.ctl), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&req)))
		runtime.KeepAlive(&v)
		if errno != 0 {
			return fmt.Errorf("ethtool %#x: %w", cmd, errno)
		}
	}
	return nil
}

// packetBuffer is how many octets may wait to be read; the kernel counts some 2.5
// times as much as a full packet has.
const packetBuffer = 64 << 20

// packetSocket opens an interface, to read what comes in and to write what goes
// out.
func (ns *namespace) packetSocket(index int) (fd int, err error) {
	err = ns.inside(func() (err error) {
		// With protocol 0 it hears nothing yet: else it would hear all
		// interfaces, until it is bound to one.
		fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return -1, fmt.Errorf("a packet socket: %w", err)
	}
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1),
		unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_QDISC_BYPASS, 1),
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF, packetBuffer),
	)
	// Only the machine's root may have more than net.core.rmem_max.
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, packetBuffer) != nil {
		err = errors.Join(err, unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, packetBuffer))
	}
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: allProtocols(), Ifindex: index})
	}
	if err != nil {
		unix.Close(fd)
		return -1, fmt.Errorf("a packet socket: %w", err)
	}
	return fd, nil
}

// allProtocols is ETH_P_ALL in the network's byte order.
func allProtocols() uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, unix.ETH_P_ALL))
}

// joined waits until both ends of a pair carry; index is that of the end here.
func (ns *namespace) joined(name string, index int) error {
	other, err := ns.ours.ifindex(name)
	if err != nil {
		return err
	}
	if err := ns.ours.carries(name, other); err != nil {
		return err
	}
	return ns.carries(name, index)
}

// carries waits until an end of a pair carries. The kernel tells its own parts of
// it a moment late (net/core/link_watch.c), and asking for a link hastens it.
func (ns *namespace) carries(name string, index int) error {
	return soon("the veth pair "+name, "it does not carry after 2 s", func() (bool, error) {
		l, err := ns.route.LinkByIndex(index)
		return err == nil && l.Attrs().OperState == netlink.OperUp, err
	})
}
