package linux

import (
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
)

// host implements topology.Host by a network namespace of the kernel's.
type host struct {
	env    *topology.Env
	m      *Machine
	ns     *namespace
	diag   *diag
	stamps stamps
	ports  []port
	set    map[string]string // every setting that was made
	opts   []sockOpt         // that every socket begins with
	down   bool

	watch   watcher
	arrival clock.Beat // for what comes without having been asked for
	spare   []byte     // lent by the loop, not yet used
	sent    []topology.Sent
	open    []*socket // that programs have not closed
	guests  guests    // programs of the machine's own
}

// port is an interface, and our side of it.
type port struct {
	*device
	framing segment.Framing
	room    int // octets of the longest packet
}

// ethernetHeader is what a frame has before its packet (IEEE 802.3).
const ethernetHeader = 14

// Kernel implements topology.Maker: a host that is the kernel, in a namespace
// of its own.
func (m *Machine) Kernel(env *topology.Env) (topology.Host, error) {
	h := &host{env: env, m: m}
	h.watch.init(h)
	if err := h.build(); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

func (h *host) build() (err error) {
	if h.ns, err = newNamespace(); err != nil {
		return err
	}
	p := h.env.Plan
	c, err := h.ns.configure(p, speaksV6(p))
	if err != nil {
		return err
	}
	h.set, h.opts, h.watch.timeWait = c.set, c.opts, c.timeWait
	if err := h.ns.loopbackUp(); err != nil {
		return err
	}
	var index []int
	for i, f := range p.Ifaces {
		link := f.Link
		if link == "" {
			link = topology.TUN
		}
		d, at, err := h.ns.addInterface(ifaceSpec{
			name: fmt.Sprintf("eth%d", i), framing: f.Framing, link: link, mtu: f.MTU,
			mac: topology.HardwareAddr(h.env.ID, i), addrs: f.Addrs,
		})
		if err != nil {
			return fmt.Errorf("interface %d: %w", i, err)
		}
		index = append(index, at)
		h.ports = append(h.ports, port{d, f.Framing, f.MTU + ethernetHeader})
		h.watch.late = h.watch.late || link == topology.Veth
		if err := h.m.watch(d.fd, h.news); err != nil {
			return err
		}
	}
	if err := h.ns.addRoutes(p.Routes, index); err != nil {
		return err
	}
	if h.diag, err = newDiag(h.ns); err != nil {
		return err
	}
	if h.watch.timeWait > 0 {
		if err := h.diag.destroys(); err != nil {
			return fmt.Errorf("set: %s: %w", timewaitLen, err)
		}
	}
	if h.m.stamping {
		h.stamps.open(h.ns, h.env.Time.Clock)
	}
	return nil
}

func speaksV6(p *topology.HostPlan) bool {
	for _, f := range p.Ifaces {
		for _, a := range f.Addrs {
			if a.Addr().Is6() {
				return true
			}
		}
	}
	return false
}

// Deliver implements topology.Host. What is malformed (a header of no IP version)
// the device does not take, and no host has a use for: the host has had it.
func (h *host) Deliver(iface int, p []byte) topology.Errno {
	port := &h.ports[iface]
	if err := port.write(p); err != nil && err != unix.EINVAL {
		return errno(err)
	}
	s := segment.Decode(port.framing, p)
	h.watch.delivered(&s)
	return topology.OK
}

// Settle implements topology.Host.
func (h *host) Settle(n *topology.News) {
	if h.down {
		return
	}
	h.pull()
	w := &h.watch
	w.scan()
	if w.fired {
		// What the timer has made the kernel write may have come after the device
		// was read: it belongs to this beat, which is the timer's.
		w.fired = false
		h.pull()
		w.scan()
	}
	n.Changes = append(n.Changes, w.changes...)
	n.Sent = append(n.Sent, h.sent...)
	n.TCBs = append(n.TCBs, w.tcbs...)
	w.changes, h.sent, w.tcbs = w.changes[:0], h.sent[:0], w.tcbs[:0]
}

// pull reads what the kernel has written, until there is no more.
func (h *host) pull() {
	for i := range h.ports {
		p := &h.ports[i]
		for {
			if h.spare == nil {
				h.spare = h.env.Buffer(p.room)
			}
			n, err := p.read(h.spare[:p.room]) // what the loop lends has room for any port's packet
			if err != nil || n == 0 {
				break
			}
			raw := h.spare[:n]
			h.spare = nil
			s := segment.Decode(p.framing, raw)
			h.watch.wrote(&s)
			h.sent = append(h.sent, topology.Sent{Iface: i, Raw: raw})
		}
	}
}

// news hears from the machine that there is something to be read, or that
// something has happened on another thread: the loop takes it up in a beat of its
// own.
func (h *host) news() {
	if !h.down && !h.arrival.Waiting() {
		h.env.Time.Queue.Put(&h.arrival, h.env.Time.Clock.Now(), (*arrival)(h))
	}
}

// wake is news from another thread.
func (h *host) wake() { h.m.tell(h) }

// arrival is a host to which something has come by itself.
type arrival host

// Do implements clock.Doer.
func (a *arrival) Do() {
	h := (*host)(a)
	var info topology.TimerInfo
	h.env.Time.Fire(h.env.ID, &info, func() {
		if len(h.guests.running) > 0 {
			h.guests.look() // one of them may be what has news, or has ended
		}
		h.pull()
		h.whose(&info)
	})
}

// Close implements topology.Host. The devices go first: nothing is heard of what
// the kernel still says.
func (h *host) Close() error {
	h.down = true
	h.env.Time.Queue.Take(&h.arrival)
	h.watch.stop()
	for _, p := range h.ports {
		h.m.forget(p.fd)
		p.close()
	}
	h.guests.kill()
	h.closeSockets()
	h.watch.destroy()
	if h.diag != nil {
		h.diag.close()
	}
	if h.ns != nil {
		h.stamps.close(h.ns)
		return h.ns.close()
	}
	return nil
}

// Describe implements topology.Describer.
func (h *host) Describe() (version string, settings map[string]string) { return Version(), h.set }

// owns says whether an address is one of the host's.
func (h *host) owns(a netip.Addr) bool {
	for _, f := range h.env.Plan.Ifaces {
		for _, own := range f.Addrs {
			if own.Addr() == a {
				return true
			}
		}
	}
	return false
}

// listening says whether a socket that programs have is a listener.
func (h *host) listening(c *topology.Conn) bool {
	for _, s := range h.open {
		if s.conn == c {
			return s.listens()
		}
	}
	return false
}
