package main

import (
	"bytes"
	"errors"

	"netlab/topology"
	"netlab/topology/linux"
)

// enter sees to it that this process may make namespaces and devices, before the
// first is made and before anything is written. Where it may not, netlab is run
// again in a user namespace where it may, and this call does not return. A lab that
// was read from stdin is given to that one.
func (k *call) enter() error {
	if linux.Rootless() {
		k.watch() // from now on signals are passed on to this one
	}
	var e linux.Entry
	if text, ok := k.sources["stdin"]; ok {
		e.Stdin = bytes.NewReader(text)
	}
	if k.keeper != nil {
		f, err := k.keeper.file()
		if err != nil {
			return err
		}
		defer f.Close()
		e.Files = append(e.Files, f)
	}
	return linux.Enter(e)
}

// openable makes veth pairs of the wires that would be TUN devices only because
// nobody has said what they are to be, where /dev/net/tun does not open.
func (k *call) openable(jobs []*job) {
	if k.text("link") != "" {
		return
	}
	var closed error
	for _, j := range jobs {
		for i := range j.plan.Network.Wires {
			w := &j.plan.Network.Wires[i]
			if j.skip != "" || w.Link != topology.TUN || j.variant.Wires[i].Link != "" {
				continue
			}
			if closed == nil {
				if closed = linux.TUN(); closed == nil {
					return
				}
			}
			w.Link = topology.Veth
			for _, e := range w.Ends {
				if f := &j.plan.Network.Hosts[e.Host].Ifaces[e.Iface]; f.Link != "" {
					f.Link = topology.Veth
				}
			}
		}
	}
	if closed != nil {
		why := reason(closed)
		if u := (*linux.Unable)(nil); errors.As(closed, &u) {
			why = u.Why
		}
		k.say("veth-instead", why)
	}
}
