package linux

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// passage is an interface through which a stack that is not the kernel's sends and
// receives: an interface of a namespace, with our side of it, as a kernel host has
// them; but instead of the kernel's IP, a packet socket is on it, for the stack.
// The interface has no address, so the kernel takes what comes for nobody's and
// keeps silent.
//
//	stack - packet socket - eth0 | our side - desk
//
// What is sent at one end of it is read at the other before anything else is done.
// Through a TUN device it is there at once. Through a veth pair it nearly always
// is, too; but where the kernel has much to do it leaves that to a thread of its
// own (ksoftirqd).
type passage struct {
	iface int
	stack *device
	desk  *device
	room  []byte // for one packet
}

const (
	// patience is how long a packet is waited for that was sent at the other end.
	// One that comes later comes as something new.
	patience = 10 * time.Millisecond
	// startup is how long a new passage may take until it carries.
	startup = 2 * time.Second
)

// addPassage makes the i-th interface of a plan.
func (ns *namespace) addPassage(h event.HostID, i int, f topology.Iface) (*passage, error) {
	spec := ifaceSpec{name: fmt.Sprintf("eth%d", i), framing: f.Framing, link: f.Link, mtu: f.MTU, mac: topology.HardwareAddr(h, i)}
	desk, index, err := ns.addInterface(spec)
	if err != nil {
		return nil, err
	}
	p := &passage{iface: i, desk: desk, room: make([]byte, f.MTU+ethernetHeader)}
	if p.stack, err = ns.stackEnd(index, spec); err == nil {
		err = p.carries()
	}
	if err != nil {
		p.close()
		return nil, fmt.Errorf("interface %s: %w", spec.name, err)
	}
	return p, nil
}

// stackEnd opens the stack's end of an interface.
func (ns *namespace) stackEnd(index int, spec ifaceSpec) (*device, error) {
	fd, err := ns.packetSocket(index)
	if err != nil {
		return nil, err
	}
	d := &device{fd: fd, ethernet: spec.framing == segment.Ethernet}
	if spec.link == topology.Veth {
		if d.header = ethernetOf(spec); d.header != nil {
			copy(d.header, ourMAC[:])
			copy(d.header[len(ourMAC):], spec.mac[:])
		}
		d.frame = make([]byte, ethernetHeader+spec.mtu)
	}
	// Past the queue a packet would also be past whoever captures.
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_QDISC_BYPASS, 0); err != nil {
		d.close()
		return nil, fmt.Errorf("a packet socket: %w", err)
	}
	return d, nil
}

// carries waits until what is sent at one end comes to the other, both ways.
func (p *passage) carries() error {
	for _, way := range [][2]*device{{p.stack, p.desk}, {p.desk, p.stack}} {
		for tries := int(startup / patience); ; tries-- {
			if tries == 0 {
				return errors.New("it carries nothing")
			}
			arrived := false
			if err := p.through(way[0], way[1], p.probe(), func([]byte) { arrived = true }); err == nil && arrived {
				break
			}
		}
	}
	return nil
}

// probe is a packet that nobody answers: an IPv4 header with no protocol behind it
// (255, "Reserved": IANA's "Protocol Numbers"), from nobody to nobody.
func (p *passage) probe() []byte {
	raw := make([]byte, ethernetHeader, 64)
	raw[etherType], raw[etherType+1] = typeIPv4>>8, typeIPv4&0xff
	if !p.desk.ethernet {
		raw = raw[:0]
	}
	return append(raw, 0x45, 0, 0, 20, 0, 0, 0, 0, 1, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}

// through sends a packet at one end, and gives to take what comes to the other:
// that packet, and what else there may be.
func (p *passage) through(from, to *device, raw []byte, take func([]byte)) error {
	err := from.write(raw)
	for came := p.drain(to, take); err == nil && !came && to.readable(patience); {
		came = p.drain(to, take)
	}
	return err
}

// drain gives to take all that can be read at an end, and says whether there was
// anything.
func (p *passage) drain(d *device, take func([]byte)) (came bool) {
	for {
		n, err := d.read(p.room)
		if err != nil || n == 0 {
			return came
		}
		came = true
		take(p.room[:n])
	}
}

// readable waits until there is something to be read, for so long.
func (d *device) readable(longest time.Duration) bool {
	fds := [1]unix.PollFd{{Fd: int32(d.fd), Events: unix.POLLIN}}
	left := unix.NsecToTimespec(int64(longest))
	n, err := unix.Ppoll(fds[:], &left, nil)
	return n > 0 || errors.Is(err, unix.EINTR)
}

func (p *passage) close() {
	if p.stack != nil {
		p.stack.close()
	}
	p.desk.close()
}
