package topology

import (
	"net/netip"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// Plan is a network as it is to be built: resolved data without a choice left,
// so that the same Plan and seed make the same run. It can be written as JSON
// and stands in the first event of every run.
type Plan struct {
	Seed  uint64       `json:"seed"`
	Hosts []HostPlan   `json:"hosts"`
	Wires []WirePlan   `json:"wires"`
	Rules []hooks.Rule `json:"rules"`
	TCB   bool         `json:"tcb,omitempty"` // record the connections' variables
}

// The stacks that a host may run.
const (
	Netstack = "netstack" // gVisor's, in this process
	Kernel   = "kernel"   // Linux's, in a network namespace
)

// What a wire may be made of.
const (
	Memory = "memory" // this process's; joins netstack hosts, which share its virtual time
	TUN    = "tun"    // a TUN device (TAP, where the framing is Ethernet)
	Veth   = "veth"   // a pair of virtual Ethernet devices
)

// HostPlan is a host to build.
type HostPlan struct {
	Name    string            `json:"name"`
	Stack   string            `json:"stack"`             // which Maker builds it: Netstack, Kernel
	Forward bool              `json:"forward,omitempty"` // a router
	Set     map[string]string `json:"set,omitempty"`     // the stack's settings, by the names that Settings lists
	Ifaces  []Iface           `json:"ifaces"`
	Routes  []Route           `json:"routes,omitempty"`
}

// Iface is a host's end of a wire.
type Iface struct {
	Wire    int             `json:"wire"`  // index into Plan.Wires
	Addrs   []netip.Prefix  `json:"addrs"` // with the length of the wire's network
	MTU     int             `json:"mtu"`   // octets of an IP packet
	Framing segment.Framing `json:"framing,omitempty"`
	Link    string          `json:"link,omitempty"` // what this end is made of: TUN, Veth; "" is Memory
}

// Route says where packets for a network go.
type Route struct {
	To    netip.Prefix `json:"to"`
	Via   netip.Addr   `json:"via,omitzero"` // invalid: on the wire itself
	Iface int          `json:"iface"`        // index into the host's Ifaces
}

// WirePlan is a wire to build.
type WirePlan struct {
	Name    string          `json:"name"`
	Ends    [2]End          `json:"ends"`
	Link    string          `json:"link"` // Memory, TUN, Veth
	Framing segment.Framing `json:"framing,omitempty"`
	Props   [2]LinkProps    `json:"props"`         // [0] from Ends[0] to Ends[1], [1] the other way
	GRO     bool            `json:"gro,omitempty"` // packets due at one instant share a settle
}

// End is one end of a wire: a host and which of its interfaces.
type End struct {
	Host  int `json:"host"`  // index into Plan.Hosts
	Iface int `json:"iface"` // index into the host's Ifaces
}

// LinkProps are what a wire does to every packet in one direction, in netem's
// terms.
type LinkProps struct {
	Delay  time.Duration `json:"delay,omitempty"`  // propagation
	Jitter time.Duration `json:"jitter,omitempty"` // the delay varies by up to this much either way
	Rate   int64         `json:"rate,omitempty"`   // bit/s; 0: no limit
	Queue  int           `json:"queue,omitempty"`  // packets that may wait for the rate; 0: no limit
	Loss   float64       `json:"loss,omitempty"`   // 0 to 1
}

// HostID is the number of the i-th host of the plan.
func hostID(i int) event.HostID { return event.HostID(i + 1) }

// WireID is the number of the i-th wire of the plan.
func wireID(i int) event.WireID { return event.WireID(i + 1) }

// Host finds a host by its name; -1 if there is none.
func (p *Plan) Host(name string) int {
	for i := range p.Hosts {
		if p.Hosts[i].Name == name {
			return i
		}
	}
	return -1
}

// Wire finds a wire by its name; -1 if there is none.
func (p *Plan) Wire(name string) int {
	for i := range p.Wires {
		if p.Wires[i].Name == name {
			return i
		}
	}
	return -1
}

// Addr is a host's first address of an IP version (4 or 6), what its name
// stands for. The zero Addr if it has none.
func (p *Plan) Addr(host, version int) netip.Addr {
	for _, f := range p.Hosts[host].Ifaces {
		for _, a := range f.Addrs {
			if a.Addr().Is4() == (version == 4) {
				return a.Addr()
			}
		}
	}
	return netip.Addr{}
}
