package linux

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
)

// device is our side of an interface: what its namespace sends is read here, and
// what is written here it receives.
type device struct {
	fd int // nonblocking; it can be read when the namespace has sent something

	// Packets cross a veth pair as frames. Where the wire carries bare packets,
	// they get this header, and lose theirs; frame is the room for it.
	header []byte
	frame  []byte

	ethernet bool // whole frames are read
}

// read reads one packet, or frame where the framing is Ethernet. With
// unix.EAGAIN there is none.
func (d *device) read(p []byte) (n int, err error) {
	for {
		if d.header == nil {
			n, err = unix.Read(d.fd, p)
		} else if n, err = unix.Read(d.fd, d.frame); err == nil {
			n = copy(p, strip(d.frame[:n]))
		}
		if err != nil || n > 0 && !(d.ethernet && reportsGroups(p[:n])) {
			return max(n, 0), err
		}
	}
}

// write gives the namespace a packet (a frame, where the framing is Ethernet).
// When it returns from a TUN device the namespace's TCP has handled it.
func (d *device) write(p []byte) error {
	if d.header != nil {
		if len(d.header)+len(p) > len(d.frame) {
			return unix.EMSGSIZE // what the MTU does not let through is lost, and not cut
		}
		copy(d.frame, d.header)
		binary.BigEndian.PutUint16(d.frame[etherType:], typeIPv4)
		if len(p) > 0 && p[0]>>4 == 6 {
			binary.BigEndian.PutUint16(d.frame[etherType:], typeIPv6)
		}
		p = d.frame[:len(d.header)+copy(d.frame[len(d.header):], p)]
	}
	_, err := unix.Write(d.fd, p)
	return err
}

// close closes our side: from then on nothing that the namespace says is heard.
func (d *device) close() error { return unix.Close(d.fd) }

// Places in an Ethernet frame, and numbers from IEEE 802's list of EtherTypes.
const (
	etherType = 12
	typeIPv4  = 0x0800
	typeIPv6  = 0x86dd
)

// strip takes the Ethernet header from a frame; what carries no IP is nothing.
func strip(frame []byte) []byte {
	if len(frame) < ethernetHeader {
		return nil
	}
	switch binary.BigEndian.Uint16(frame[etherType:]) {
	case typeIPv4, typeIPv6:
		return frame[ethernetHeader:]
	}
	return nil
}

// reportsGroups says that a frame is a multicast listener report or done message
// (RFC 2710, RFC 3810). The kernel announces each group of neighbour discovery to
// the routers that would have to forward it; here is none, and no way of telling
// the kernel so.
func reportsGroups(frame []byte) bool {
	const hopByHop, icmp6 = 0, 58
	const next, options, kind = ethernetHeader + 6, ethernetHeader + 40, ethernetHeader + 48
	if len(frame) <= kind || binary.BigEndian.Uint16(frame[etherType:]) != typeIPv6 ||
		frame[next] != hopByHop || frame[options] != icmp6 {
		return false
	}
	switch frame[kind] {
	case 131, 132, 143:
		return true
	}
	return false
}

// ethernetOf says which header a device of the veth kind puts on bare packets:
// from an address of ours to the interface's.
func ethernetOf(spec ifaceSpec) []byte {
	if spec.framing == segment.Ethernet {
		return nil
	}
	h := make([]byte, ethernetHeader)
	copy(h, spec.mac[:])
	copy(h[6:], ourMAC[:])
	return h
}

// ourMAC is the address of our ends.
var ourMAC = [6]byte{0x02, 0xff, 0, 0, 0, 0x01}
