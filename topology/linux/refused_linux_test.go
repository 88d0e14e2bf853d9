package linux

import (
	"testing"

	"golang.org/x/sys/unix"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
)

// calm lets everything pass.
type calm struct{}

func (calm) Name() string { return "calm" }

func (calm) See(hooks.View, *hooks.Packet) hooks.Verdict { return hooks.Verdict{} }

// TestRefused: what the receiver's device does not take is lost, with the reason.
func TestRefused(t *testing.T) {
	p := &kernelPair{T: t, version: 4}
	p.build(calm{}, nil)
	if err := p.host(1).ns.flags("eth0", func(f uint16) uint16 { return f &^ unix.IFF_UP }); err != nil {
		t.Fatal(err)
	}
	c := p.open(0, "c")
	p.net.Call(1, func() (*event.Event, bool) {
		op := topology.Op{Kind: topology.OpConnect, Addr: p.addr(1, 80)}
		c.Try(&op)
		return nil, true
	})
	for p.net.Step(t.Context()) != topology.Idle {
		for e := range p.log.All() {
			switch e.Kind {
			case event.Deliver:
				t.Fatalf("packet %d was delivered", e.Packet)
			case event.Drop:
				if e.More == nil || e.More.Reason != "EIO" { // tun_get_user, drivers/net/tun.c
					t.Fatalf("it is not said why: %+v", e.More)
				}
				return
			}
		}
	}
	t.Fatal("the SYN vanished")
}
