package netstack_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// ethernet makes every wire one of frames.
func ethernet(p *topology.Plan) {
	for w := range p.Wires {
		p.Wires[w].Framing = segment.Ethernet
		for _, e := range p.Wires[w].Ends {
			p.Hosts[e.Host].Ifaces[e.Iface].Framing = segment.Ethernet
		}
	}
}

// newEthernet builds a plan whose wires are all of frames; the record says so.
func newEthernet(t tester, p *topology.Plan, rules ...string) *net {
	t.Helper()
	ethernet(p)
	n := newNet(t, p, rules...)
	n.Record(&event.Event{Kind: event.Run, More: &event.More{Run: &event.RunInfo{Format: event.Format, Framing: segment.Ethernet.String()}}})
	return n
}

// frames is what a host sent: who to whom on the wire, and what.
func (n *net) frames(host int) (all []string) {
	for e := range n.log.All() {
		if e.Kind != event.Send || int(e.Host) != host+1 {
			continue
		}
		what := e.Info.Role.String()
		switch e.Seg.Proto {
		case segment.ARP:
			what = fmt.Sprintf("arp %d %s %s", e.Seg.Type, e.Seg.Src, e.Seg.Dst)
		case segment.ICMPv6:
			what = fmt.Sprintf("icmp6 %d", e.Seg.Type)
		case segment.UDP:
			what = "udp"
		}
		all = append(all, fmt.Sprintf("%s %s %s", segment.MAC(e.Raw[6:12]), segment.MAC(e.Raw[:6]), what))
	}
	return all
}

const (
	macA      = "02:00:00:00:01:01"
	macB      = "02:00:00:00:02:01"
	broadcast = "ff:ff:ff:ff:ff:ff"
)

func TestEthernet(t *testing.T) {
	for _, c := range []struct {
		name string
		v6   bool
		want []string // up to the end of the handshake, from each end
		back []string
	}{
		{"ARP", false, []string{
			macA + " " + broadcast + " arp 1 10.0.0.1 10.0.0.2",
			macA + " " + macB + " syn",
			macA + " " + macB + " handshake-ack",
		}, []string{
			macB + " " + macA + " arp 2 10.0.0.2 10.0.0.1",
			macB + " " + macA + " synack",
		}},
		{"NDP", true, []string{
			macA + " 33:33:ff:00:00:02 icmp6 135",
			macA + " " + macB + " syn",
			macA + " " + macB + " handshake-ack",
		}, []string{
			macB + " " + macA + " icmp6 136",
			macB + " " + macA + " synack",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := newEthernet(t, planOf(2))
			l := n.listen(1, 80, 8, c.v6)
			client := n.open(0, "tcp", c.v6)
			to := n.addr(1, 80)
			if c.v6 {
				to = n.addr6(1, 80)
			}
			n.must(0, client, topology.Op{Kind: topology.OpConnect, Addr: to})
			server := n.must(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
			if got := n.frames(0); !slices.Equal(got, c.want) {
				t.Errorf("a sent %q,\nwant %q", got, c.want)
			}
			if got := n.frames(1); !slices.Equal(got, c.back) {
				t.Errorf("b sent %q,\nwant %q", got, c.back)
			}
			if got := n.path(server.Conn()); !slices.Equal(got, []event.State{event.Listen, event.SynReceived, event.Established}) {
				t.Errorf("the server went %v", got)
			}
			if got := n.timers(0); len(got) > 0 {
				t.Errorf("asking for an address is part of the call, and no timer: %q", got)
			}
			n.must(0, client, topology.Op{Kind: topology.OpSend, Data: octets(3000)})
			for came := 0; came < 3000; {
				came += len(n.must(1, server, topology.Op{Kind: topology.OpRecv}).Received)
			}
			for e := range n.log.All() {
				if e.Kind == event.Send && (len(e.Raw) > 1514 || e.Seg.Problem != 0) {
					t.Errorf("packet %d: %d octets, %s; the MTU is that of the IP packet", e.Packet, len(e.Raw), e.Seg.Problem)
				}
				if ip, tr := segment.VerifyChecksums(segment.Ethernet, e.Raw, &e.Seg); e.Kind == event.Send && (ip == segment.ChecksumBad || tr == segment.ChecksumBad) {
					t.Errorf("packet %d: checksums %s, %s", e.Packet, ip, tr)
				}
			}
		})
	}
}

func TestEthernetRouter(t *testing.T) {
	for _, v6 := range []bool{false, true} {
		n := newEthernet(t, planOf(3))
		to := n.addr(2, 80)
		if v6 {
			to = n.addr6(2, 80)
		}
		l := n.listen(2, 80, 8, v6)
		client := n.open(0, "tcp", v6)
		n.must(0, client, topology.Op{Kind: topology.OpConnect, Addr: to})
		n.must(2, l, topology.Op{Kind: topology.OpAccept})
		// What the router forwards bears its own address on the other wire, and is
		// told to be the packet that came, although it waited for an answer.
		sent := map[uint32]event.Event{}
		forwarded := 0
		for e := range n.log.All() {
			if e.Kind != event.Send {
				continue
			}
			sent[e.Packet] = *e
			if e.Host != 2 || e.Seg.Proto != segment.TCP {
				continue
			}
			forwarded++
			want := [6]byte{2, 0, 0, 0, 2, 2}
			if e.Wire == 1 {
				want[5] = 1
			}
			if [6]byte(e.Raw[6:12]) != want {
				t.Errorf("v6 %v: the router sent from %s, want %s", v6, segment.MAC(e.Raw[6:12]), segment.MAC(want))
			}
			if o := sent[e.Origin]; o.Seg.Proto != segment.TCP || o.Seg.Seq != e.Seg.Seq || o.Wire == e.Wire {
				t.Errorf("v6 %v: packet %d (%s) is told to be packet %d (%s)", v6, e.Packet, e.Seg.Flags, e.Origin, o.Seg.Proto)
			}
		}
		if forwarded != 3 {
			t.Errorf("v6 %v: the router forwarded %d packets of a handshake\n%s", v6, forwarded, n.story())
		}
	}
}

// A neighbour that does not answer is asked three times, a second apart (RFC 4861,
// 10), and then the call fails.
func TestEthernetNobodyAnswers(t *testing.T) {
	for _, v6 := range []bool{false, true} {
		n := newEthernet(t, planOf(2), "from b to a arp drop", "from b to a icmpv6 drop")
		client := n.open(0, "tcp", v6)
		to := n.addr(1, 80)
		if v6 {
			to = n.addr6(1, 80)
		}
		got := n.do(0, client, topology.Op{Kind: topology.OpConnect, Addr: to})
		if got.Errno != "EHOSTUNREACH" || n.Now() != 3*time.Second {
			t.Errorf("v6 %v: connect gave %s after %v", v6, got.Errno, n.Now())
		}
		if got := n.frames(0); len(got) != 3 {
			t.Errorf("v6 %v: a sent %q", v6, got)
		}
		if got := n.timers(0); !slices.Equal(got, []string{"neighbour 1s", "neighbour 1s", "neighbour 1s"}) {
			t.Errorf("v6 %v: timers %q", v6, got)
		}
	}
}

// An address that is no longer certain is asked for at that address (RFC 4861,
// 7.3.3), and what a timer leaves as it was is no event.
func TestEthernetProbes(t *testing.T) {
	n := newEthernet(t, planOf(2))
	server, client := n.open(1, "udp", false), n.open(0, "udp", false)
	n.must(1, server, topology.Op{Kind: topology.OpBind, Addr: n.addr(1, 53)})
	send := topology.Op{Kind: topology.OpSend, Data: []byte("hi"), Addr: n.addr(1, 53)}
	n.must(0, client, send)
	n.until(time.Minute)
	if got := n.timers(0); len(got) > 0 {
		t.Errorf("timers of which nothing came: %q", got)
	}
	if _, more := n.Next(); more {
		t.Error("the address's timers go on for ever")
	}
	n.must(0, client, send)
	n.until(2 * time.Minute)
	want := []string{
		macA + " " + broadcast + " arp 1 10.0.0.1 10.0.0.2",
		macA + " " + macB + " udp",
		macA + " " + macB + " udp",
		macA + " " + macB + " arp 1 10.0.0.1 10.0.0.2", // at its address, no longer at all
	}
	if got := n.frames(0); !slices.Equal(got, want) {
		t.Errorf("a sent %q,\nwant %q", got, want)
	}
	if got := n.timers(0); !slices.Equal(got, []string{"neighbour 5s"}) {
		t.Errorf("timers %q, want the one that asked", got)
	}
}

// Frames that are for somebody else, and what is no packet, are not taken.
func TestEthernetStrangeFrames(t *testing.T) {
	n := newEthernet(t, planOf(2))
	n.listen(1, 80, 8, false)
	build := func(to string) []byte {
		mac, _ := segment.ParseMAC(to)
		from, _ := segment.ParseMAC(macA)
		raw, err := segment.Build(segment.Spec{Framing: segment.Ethernet, SrcMAC: from, DstMAC: mac,
			Src: n.plan.Addr(0, 4), Dst: n.plan.Addr(1, 4), SrcPort: 9, DstPort: 81, Flags: segment.SYN})
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	wrongType := build(macB)
	binary.BigEndian.PutUint16(wrongType[12:], 0x86dd)
	noType := build(macB)
	binary.BigEndian.PutUint16(noType[12:], 0x88cc)
	for _, raw := range [][]byte{build("02:00:00:00:09:01"), wrongType, noType, build(macB)[:14], build(macB)[:5], build(macB)[:20], {}} {
		n.Inject(1, 1, raw)
	}
	n.until(time.Second)
	if got := n.frames(1); len(got) > 0 {
		t.Errorf("b answered %q", got)
	}
	n.Inject(1, 1, build(macB))
	n.until(2 * time.Second)
	if got := strings.Join(n.frames(1), "\n"); !strings.Contains(got, "rst") {
		t.Errorf("b did not answer a frame of its own: %q", got)
	}
}
