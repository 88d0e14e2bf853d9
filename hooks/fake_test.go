package hooks

import (
	"net/netip"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// fakeView is a small world of two hosts and a wire.
type fakeView struct {
	now    time.Duration
	states map[event.HostID]event.State
	sent   map[uint32]*Packet
	frame  segment.Framing
}

func (v *fakeView) Now() time.Duration { return v.now }
func (v *fakeView) States(h event.HostID, _ *Packet, to []event.State) []event.State {
	if s, ok := v.states[h]; ok {
		return append(to, s)
	}
	return append(to, event.Closed)
}
func (v *fakeView) Sent(id uint32) *Packet               { return v.sent[id] }
func (v *fakeView) Framing(event.WireID) segment.Framing { return v.frame }

const (
	client event.HostID = 1
	server event.HostID = 2
	wire   event.WireID = 1
)

var env = Env{Hosts: []string{"client", "server", "router"}, Wires: []string{"lan", "wan"}, Seed: 1}

var addrs = map[event.HostID]netip.Addr{client: netip.MustParseAddr("10.0.0.1"), server: netip.MustParseAddr("10.0.0.2")}

// The initial numbers of the connection that tests speak of.
const clientISS, serverISS = 1000, 5000

var packets uint32

// packet is one that the host wrote, with relative numbers: Info is as a tracker
// would make it, where the roles are given.
func packet(t testing.TB, from event.HostID, sp segment.Spec, roles ...event.Role) *Packet {
	t.Helper()
	to := client + server - from
	iss, irs := uint32(clientISS), uint32(serverISS)
	if from == server {
		iss, irs = irs, iss
	}
	packets++
	p := &Packet{ID: packets, From: from, To: to, Wire: wire}
	sp.Src, sp.Dst = addrs[from], addrs[to]
	if sp.SrcPort == 0 {
		sp.SrcPort, sp.DstPort = 40000, 80
		if from == server {
			sp.SrcPort, sp.DstPort = 80, 40000
		}
	}
	if sp.Proto == segment.Unknown || sp.Proto == segment.TCP {
		p.Info = event.Info{Stream: 1, RSeq: sp.Seq, Known: event.KnownSeq}
		sp.Seq += iss
		if sp.Flags&segment.ACK != 0 {
			p.Info.RAck, p.Info.Known = sp.Ack, event.KnownSeq|event.KnownAck
			sp.Ack += irs
		}
	}
	raw, err := segment.Build(sp)
	if err != nil {
		t.Fatalf("building a packet: %v", err)
	}
	p.Raw, p.Seg = raw, segment.Decode(sp.Framing, raw)
	for i, r := range roles {
		if i == 0 {
			p.Info.Role = r
		}
		p.Info.Roles = p.Info.Roles.With(r)
	}
	return p
}

func syn(t testing.TB) *Packet {
	return packet(t, client, segment.Spec{Flags: segment.SYN, Window: 29200, Options: "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7"}, event.Syn)
}

func synAck(t testing.TB) *Packet {
	return packet(t, server, segment.Spec{Flags: segment.SYN | segment.ACK, Ack: 1, Window: 28960, Options: "mss 1460,sackOK,TS val 9 ecr 1,nop,wscale 7"}, event.SynAck)
}

func handshakeAck(t testing.TB) *Packet {
	return packet(t, client, segment.Spec{Flags: segment.ACK, Seq: 1, Ack: 1, Window: 229}, event.HandshakeAck, event.Ack)
}

func data(t testing.TB, from event.HostID, seq uint32, n int) *Packet {
	return packet(t, from, segment.Spec{Flags: segment.ACK | segment.PSH, Seq: seq, Ack: 1, Window: 229, Bytes: n}, event.Data)
}

func fin(t testing.TB, from event.HostID) *Packet {
	return packet(t, from, segment.Spec{Flags: segment.FIN | segment.ACK, Seq: 1, Ack: 1, Window: 229}, event.Fin)
}

func rst(t testing.TB, from event.HostID) *Packet {
	return packet(t, from, segment.Spec{Flags: segment.RST, Seq: 1}, event.Rst)
}

func datagram(t testing.TB, from event.HostID) *Packet {
	return packet(t, from, segment.Spec{Proto: segment.UDP, SrcPort: 5353, DstPort: 53, Payload: "question"}, event.UDPRole)
}

func icmpError(t testing.TB, from event.HostID) *Packet {
	return packet(t, from, segment.Spec{Proto: segment.ICMPv4, Type: 3, Code: 3, Payload: "quoted"}, event.ICMPRole)
}

// rule compiles one rule from its line.
func rule(t testing.TB, line string) Hook {
	t.Helper()
	return compileLines(t, line)[0]
}
