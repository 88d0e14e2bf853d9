package main

import (
	"errors"
	"runtime"

	"netlab/lab"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// inMemory are the makers of a run that needs nothing of the machine.
var inMemory = map[string]topology.Maker{topology.Netstack: netstack.New}

// onMachine says whether a plan needs namespaces and devices of the machine: a
// kernel host, or a wire of devices.
func onMachine(p *lab.Plan) bool {
	for i := range p.Network.Hosts {
		if p.Network.Hosts[i].Stack == topology.Kernel {
			return true
		}
		for _, f := range p.Network.Hosts[i].Ifaces {
			if f.Link != "" {
				return true
			}
		}
	}
	return false
}

// prepare sees to it, before anything is begun, that what the jobs need of the
// machine can be had.
func (k *call) prepare(jobs []*job) error {
	needed := false
	for _, j := range jobs {
		needed = needed || j.skip == "" && onMachine(j.plan)
	}
	if !needed {
		return nil
	}
	if runtime.GOOS != "linux" {
		return unable("kernel-elsewhere", runtime.GOOS)
	}
	if err := k.enter(); err != nil {
		return k.machineError(err)
	}
	k.openable(jobs)
	// Helpers wait for the kernel on threads of their own.
	runtime.GOMAXPROCS(runtime.NumCPU())
	return nil
}

// equip gives a run its makers, and its waiter where it needs one. Leave gives back
// what that took, when the run is over.
func (k *call) equip(p *lab.Plan, o *lab.RunOptions) (leave func() error, err error) {
	if !onMachine(p) {
		o.Makers = inMemory
		return func() error { return nil }, nil
	}
	m, err := linux.Open()
	if err != nil {
		return nil, err
	}
	o.Makers = map[string]topology.Maker{topology.Netstack: m.Wired(netstack.New), topology.Kernel: m.Kernel}
	o.Waiter = m.Wait
	if k.on("json") || k.text("out") != "" {
		m.Stamp()
	}
	if k.keeper == nil {
		return m.Close, nil
	}
	shut, err := k.keeper.open(m, o)
	if err != nil {
		m.Close()
		return nil, err
	}
	return func() error {
		shut()
		return m.Close()
	}, nil
}

// machineError is what the machine does not allow, with what would allow it. Other
// errors stay what they are.
func (k *call) machineError(err error) error {
	var u *linux.Unable
	if !errors.As(err, &u) {
		return err
	}
	f := unable("machine", u.What, u.Why)
	if u.Remedy != "" {
		f.or("machine-remedy", u.Remedy)
	}
	return f
}
