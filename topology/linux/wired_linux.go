package linux

import (
	"errors"

	"golang.org/x/sys/unix"

	"netlab/topology"
	"netlab/topology/clock"
)

// Wired makes of a maker of hosts one whose hosts send and receive through real
// devices, where the plan says so (Iface.Link), each host's in a namespace of its
// own. A capture there sees every packet: what the stack wrote, before the desk is
// given it; what the desk delivers, before the stack is.
func (m *Machine) Wired(mk topology.Maker) topology.Maker {
	return func(env *topology.Env) (topology.Host, error) {
		w := &wired{env: env, m: m, passages: make([]*passage, len(env.Plan.Ifaces))}
		if err := w.build(); err != nil {
			w.Close()
			return nil, err
		}
		inner, err := mk(env)
		if err != nil || w.ns == nil {
			w.Close()
			return inner, err
		}
		w.Host = inner
		if d, ok := inner.(topology.Describer); ok {
			return struct {
				*wired
				topology.Describer
			}{w, d}, nil
		}
		return w, nil
	}
}

// wired is a host of another stack on real devices. Its sockets are that stack's.
type wired struct {
	topology.Host
	env      *topology.Env
	m        *Machine
	ns       *namespace // nil: no interface is a device
	passages []*passage // by interface; nil: it is joined to the desk in memory
	down     bool

	arrival clock.Beat // for what comes late, or of programs
	wrote   []topology.Sent
	free    [][]byte // buffers of what the stack wrote
	running []*process
}

func (w *wired) build() error {
	for i, f := range w.env.Plan.Ifaces {
		if f.Link == "" {
			continue
		}
		if w.ns == nil {
			if err := w.settleIn(); err != nil {
				return err
			}
		}
		p, err := w.ns.addPassage(w.env.ID, i, f)
		if err != nil {
			return err
		}
		w.passages[i] = p
		if err := errors.Join(w.m.watch(p.stack.fd, w.news), w.m.watch(p.desk.fd, w.news)); err != nil {
			return err
		}
	}
	return nil
}

// settleIn makes the namespace. The kernel in it has no part in anything: it
// speaks no IPv6, and forwards nothing.
func (w *wired) settleIn() (err error) {
	if w.ns, err = newNamespace(); err != nil {
		return err
	}
	err = w.ns.inside(func() error {
		for _, s := range [][2]string{
			{"ipv6/conf/all/disable_ipv6", "1"}, {"ipv6/conf/default/disable_ipv6", "1"}, {"ipv4/ip_forward", "0"},
		} {
			if err := writeSysctl(s[0], s[1]); err != nil && !errors.Is(err, unix.ENOENT) {
				return refused("", s[0], s[1], err)
			}
		}
		return nil
	})
	return errors.Join(err, w.ns.loopbackUp())
}

// Deliver implements topology.Host.
func (w *wired) Deliver(iface int, raw []byte) topology.Errno {
	p := w.passages[iface]
	if p == nil {
		return w.Host.Deliver(iface, raw)
	}
	refused := topology.OK
	err := p.through(p.desk, p.stack, raw, func(raw []byte) {
		if e := w.Host.Deliver(iface, raw); e != topology.OK {
			refused = e
		}
	})
	if err != nil && err != unix.EINVAL { // what is malformed no host has a use for
		return errno(err)
	}
	return refused
}

// Settle implements topology.Host.
func (w *wired) Settle(n *topology.News) {
	if w.down {
		return
	}
	for _, p := range w.passages {
		if p != nil {
			p.drain(p.stack, func(raw []byte) { w.Host.Deliver(p.iface, raw) })
		}
	}
	before := len(n.Sent)
	w.Host.Settle(n)
	w.wrote = append(w.wrote[:0], n.Sent[before:]...)
	n.Sent = n.Sent[:before]
	for _, p := range w.passages {
		if p != nil {
			p.drain(p.desk, func(raw []byte) { n.Sent = append(n.Sent, w.sent(p, raw)) })
		}
	}
	for _, s := range w.wrote {
		p := w.passages[s.Iface]
		if p == nil {
			n.Sent = append(n.Sent, s)
			continue
		}
		p.through(p.stack, p.desk, s.Raw, func(raw []byte) { n.Sent = append(n.Sent, w.sent(p, raw)) })
		w.free = append(w.free, s.Raw)
	}
}

// sent is a packet that has come through, in a buffer of the loop's.
func (w *wired) sent(p *passage, raw []byte) topology.Sent {
	var b []byte
	if last := len(w.free) - 1; last >= 0 && cap(w.free[last]) >= len(raw) {
		b, w.free = w.free[last][:len(raw)], w.free[:last]
	} else {
		b = w.env.Buffer(len(raw))
	}
	copy(b, raw)
	return topology.Sent{Iface: p.iface, Raw: b}
}

// Exec implements topology.Executor.
func (w *wired) Exec(c *topology.Command) (topology.Process, error) {
	p, err := startIn(w.ns, c, func() { w.m.tell(w) })
	if err != nil {
		return nil, err
	}
	w.running = append(w.running, p)
	return p, nil
}

// news hears from the machine that something has come.
func (w *wired) news() {
	if !w.down && !w.arrival.Waiting() {
		w.env.Time.Queue.Put(&w.arrival, w.env.Time.Clock.Now(), w)
	}
}

// Do implements clock.Doer: what has come is taken up when the host is settled.
func (w *wired) Do() { w.env.Time.Fire(w.env.ID, new(topology.TimerInfo), func() {}) }

// Close implements topology.Host.
func (w *wired) Close() (err error) {
	w.down = true
	w.env.Time.Queue.Take(&w.arrival)
	for _, p := range w.running {
		p.Kill()
	}
	for _, p := range w.passages {
		if p != nil {
			w.m.forget(p.stack.fd)
			w.m.forget(p.desk.fd)
			p.close()
		}
	}
	w.passages = nil
	if w.Host != nil {
		err = w.Host.Close()
	}
	if w.ns != nil {
		err = errors.Join(err, w.ns.close())
	}
	return err
}
