package pcapng

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// tape makes the events of a run by hand, as the engine would record them.
type tape struct {
	t       testing.TB
	rec     *event.Recorder
	names   *event.Names
	framing segment.Framing
	v6      bool
	packets uint32
	sent    map[uint32]event.Event // the first event of each packet
	now     time.Duration
}

const (
	client event.HostID = 1
	server event.HostID = 2
)

var dropRule = "from server to client synack#1 drop"

func runInfo(framing string, rules ...event.RuleInfo) *event.RunInfo {
	return &event.RunInfo{
		Format: event.Format, Lab: "handshake-loss", Variant: "synack", Seed: 1, Clock: "virtual", Framing: framing,
		Hosts: []event.HostInfo{
			{Name: "client", Stack: "netstack", Version: "20260905", Addrs: []string{"10.0.0.1", "fd00::1"}},
			{Name: "server", Stack: "netstack", Version: "20260905", Addrs: []string{"10.0.0.2/24", "fd00::2/64"}},
		},
		Wires: []event.WireInfo{{Name: "wire1", Ends: []string{"client", "server"}, Link: "memory"}},
		Rules: rules,
	}
}

// newTape starts a run that goes to the sinks.
func newTape(t testing.TB, info *event.RunInfo, sinks ...event.Sink) *tape {
	t.Helper()
	names := event.NewNames(info)
	for _, h := range []event.HostID{client, server} {
		names.AddConn(h, "c") // so a host's connection has the host's number
	}
	framing, _ := segment.ParseFraming(info.Framing)
	p := &tape{t: t, rec: event.NewRecorder(names, sinks...), names: names, framing: framing, sent: map[uint32]event.Event{}}
	p.rec.Put(&event.Event{Kind: event.Run, More: &event.More{Run: info}})
	return p
}

// record records what do puts on tape, and returns the file.
func record(t testing.TB, info *event.RunInfo, o Options, do func(*tape)) []byte {
	t.Helper()
	var b bytes.Buffer
	p := newTape(t, info, New(&b, o))
	do(p)
	if err := p.rec.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (p *tape) at(d time.Duration) { p.now = d }

func (p *tape) put(e event.Event) uint32 {
	e.At = p.now
	return p.rec.Put(&e)
}

func (p *tape) call(h event.HostID, op string) uint32 {
	return p.put(event.Event{Kind: event.Call, Host: h, More: &event.More{Call: &event.CallInfo{Program: "p", Step: 1, Op: op}}})
}

func (p *tape) timer(h event.HostID) uint32 {
	return p.put(event.Event{Kind: event.Timer, Host: h, More: &event.More{Timer: &event.TimerInfo{Name: "retransmission"}}})
}

func (p *tape) change(cause uint32, h event.HostID, from, to event.State) {
	p.put(event.Event{Kind: event.Change, Host: h, Conn: event.ConnID(h), Cause: cause, From: from, To: to})
}

// spec is a segment between client and server.
func (p *tape) spec(from event.HostID, flags segment.Flags, seq, ack uint32, payload int) segment.Spec {
	addr := map[bool][2]string{false: {"10.0.0.1", "10.0.0.2"}, true: {"fd00::1", "fd00::2"}}[p.v6]
	s := segment.Spec{Framing: p.framing, Src: netip.MustParseAddr(addr[0]), Dst: netip.MustParseAddr(addr[1]),
		SrcPort: 40000, DstPort: 80, Flags: flags, Seq: seq, Ack: ack, Window: 65535, Bytes: payload,
		SrcMAC: segment.MAC{2, 0, 0, 0, 0, 1}, DstMAC: segment.MAC{2, 0, 0, 0, 0, 2}}
	if from == server {
		s.Src, s.Dst, s.SrcPort, s.DstPort = s.Dst, s.Src, s.DstPort, s.SrcPort
	}
	return s
}

// packet makes an event about a new packet.
func (p *tape) packet(kind event.Kind, s segment.Spec, from event.HostID, role event.Role) event.Event {
	p.t.Helper()
	raw, err := segment.Build(s)
	if err != nil {
		p.t.Fatal(err)
	}
	p.packets++
	e := event.Event{Kind: kind, Host: from, Peer: 3 - from, Wire: 1, Conn: event.ConnID(from), Packet: p.packets,
		Seg: segment.Decode(p.framing, raw), Info: event.Info{Role: role}, Raw: raw}
	p.sent[e.Packet] = e
	return e
}

// send records that a stack wrote a segment.
func (p *tape) send(cause uint32, from event.HostID, flags segment.Flags, seq, ack uint32, payload int, role event.Role, retransmit uint16) uint32 {
	p.t.Helper()
	e := p.packet(event.Send, p.spec(from, flags, seq, ack, payload), from, role)
	e.Cause, e.Info.Retransmit = cause, retransmit
	p.sent[e.Packet] = e
	p.put(e)
	return e.Packet
}

// about is an event about a packet that was there before.
func (p *tape) about(packet uint32, kind event.Kind) event.Event {
	e := p.sent[packet]
	e.Kind, e.Cause, e.Origin, e.Action, e.Rule = kind, e.N, 0, 0, 0
	return e
}

func (p *tape) verdict(packet uint32, a event.Action, r event.RuleID) {
	e := p.about(packet, event.Verdict)
	e.Action, e.Rule = a, r
	p.put(e)
}

// make records that a rule made a packet.
func (p *tape) make(origin uint32, a event.Action, r event.RuleID, from event.HostID, s segment.Spec, role event.Role) uint32 {
	e := p.packet(event.Verdict, s, from, role)
	e.Origin, e.Action, e.Rule = origin, a, r
	p.put(e)
	return e.Packet
}

func (p *tape) deliver(packet uint32) uint32 {
	e := p.about(packet, event.Deliver)
	e.Host, e.Peer = e.Peer, e.Host
	e.Conn = event.ConnID(e.Host)
	return p.put(e)
}

func (p *tape) lose(packet uint32, reason string) {
	e := p.about(packet, event.Drop)
	e.More = &event.More{Reason: reason}
	p.put(e)
}

func (p *tape) end(reason string) {
	p.put(event.Event{Kind: event.End, More: &event.More{End: &event.EndInfo{Reason: reason}}})
}

const ms = time.Millisecond

// handshakeLoss is the lab's default variant: the SYN-ACK is lost once.
func handshakeLoss(p *tape) {
	const S, A = segment.SYN, segment.ACK
	c := p.call(server, "listen")
	p.change(c, server, event.Closed, event.Listen)
	c = p.call(client, "connect")
	p.change(c, client, event.Closed, event.SynSent)
	syn := p.send(c, client, S, 100, 0, 0, event.Syn, 0)
	p.verdict(syn, event.Pass, 0)
	p.at(10 * ms)
	c = p.deliver(syn)
	p.change(c, server, event.Listen, event.SynReceived)
	synack := p.send(c, server, S|A, 900, 101, 0, event.SynAck, 0)
	p.verdict(synack, event.DropPacket, 1)
	p.at(1000 * ms)
	syn = p.send(p.timer(client), client, S, 100, 0, 0, event.Syn, 1)
	p.verdict(syn, event.Pass, 0)
	p.at(1010 * ms)
	synack = p.send(p.deliver(syn), server, S|A, 900, 101, 0, event.SynAck, 1)
	p.verdict(synack, event.Pass, 0)
	p.at(1020 * ms)
	c = p.deliver(synack)
	p.change(c, client, event.SynSent, event.Established)
	ack := p.send(c, client, A, 101, 901, 0, event.HandshakeAck, 0)
	p.verdict(ack, event.Pass, 0)
	p.at(1030*ms + 1)
	c = p.deliver(ack)
	p.change(c, server, event.SynReceived, event.Established)
	p.end("done")
}
