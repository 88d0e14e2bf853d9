package topology

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology/clock"
)

// Crash takes a host down as a power cut does: it says nothing to anybody, and
// all its connections are gone.
func (n *Network) Crash(h event.HostID) {
	nd := n.nodes[h-1]
	if nd.host == nil {
		return
	}
	nd.host.Close()
	nd.host = nil
	for _, c := range nd.book.conns {
		if c.State != event.Closed {
			n.changed(nd, &Change{Conn: c, From: c.State, To: event.Closed, Reason: "crash"})
		}
	}
	if len(n.held) > 0 {
		n.releaseByState()
	}
}

// Reboot starts a host that is down. It knows nothing of its former life.
func (n *Network) Reboot(h event.HostID) error {
	nd := n.nodes[h-1]
	if nd.host != nil {
		return fmt.Errorf("host %s is up", nd.plan.Name)
	}
	nd.boots++ // another seed: the new life has other initial numbers
	return n.boot(nd)
}

// Up says whether a host is running.
func (n *Network) Up(h event.HostID) bool { return n.nodes[h-1].host != nil }

// Plug joins a wire or takes it apart. What is on it when it is taken apart is
// lost.
func (n *Network) Plug(w event.WireID, in bool) {
	wire := n.wires[w-1]
	wire.unplugged = !in
	if in {
		return
	}
	lost := n.flights(func(f *flight) bool { return f.stage == onLink && f.wire == wire })
	for _, f := range lost {
		n.queue.Take(&f.Beat)
		n.flying--
		n.lose(f, "unplugged")
	}
}

// flights are those of the packets in the queue that are such, in the order of
// their numbers.
func (n *Network) flights(such func(*flight) bool) (all []*flight) {
	n.queue.All(func(_ time.Duration, d clock.Doer) {
		if f, ok := d.(*flight); ok && such(f) {
			all = append(all, f)
		}
	})
	slices.SortFunc(all, byNumber)
	return all
}

func byNumber(a, b *flight) int { return cmp.Compare(a.ID, b.ID) }

// find is the host's connection that a packet belongs to: as its sender, or as
// its receiver.
func (nd *node) find(s *segment.Segment, sender bool) *Conn {
	if s.Proto != segment.TCP && s.Proto != segment.UDP {
		return nil
	}
	src, dst := netip.AddrPortFrom(s.Src, s.SrcPort), netip.AddrPortFrom(s.Dst, s.DstPort)
	if sender {
		return nd.book.Find(s.Proto == segment.UDP, src, dst)
	}
	return nd.book.Find(s.Proto == segment.UDP, dst, src)
}

// owns says whether a packet's source is one of the host's own addresses.
func (nd *node) owns(s *segment.Segment) bool {
	for i := range nd.plan.Ifaces {
		for _, a := range nd.plan.Ifaces[i].Addrs {
			if a.Addr() == s.Src {
				return true
			}
		}
	}
	return false
}
