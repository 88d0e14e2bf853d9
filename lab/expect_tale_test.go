package lab

import (
	"net/netip"
	"testing"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/hooks/track"
	"netlab/topology"
)

// tale is a run that a test makes up: its events, written by hand, in a log.
type tale struct {
	t       testing.TB
	plan    *Plan
	names   *event.Names
	rec     *event.Recorder
	log     *event.Log
	books   map[string]*topology.Book
	conns   map[string]*topology.Conn // by the tests' own names
	track   *track.Tracker
	bytes   ledger
	at      time.Duration
	packets uint32
	raws    map[uint32][]byte
	infos   map[uint32]event.Info
	from    map[uint32]string
}

var hostNames = []string{"client", "server"}

func newTale(t testing.TB, p *Plan) *tale {
	s := &tale{t: t, plan: p, names: &event.Names{Hosts: hostNames, Wires: []string{"wire1"}}, log: new(event.Log),
		books: map[string]*topology.Book{}, conns: map[string]*topology.Conn{}, track: track.New(track.NewStreams()),
		raws: map[uint32][]byte{}, infos: map[uint32]event.Info{}, from: map[uint32]string{}}
	s.rec = event.NewRecorder(s.names, s.log)
	for i, h := range hostNames {
		s.books[h] = topology.NewBook(event.HostID(i+1), s.names)
		p.Network.Hosts = append(p.Network.Hosts, topology.HostPlan{Name: h, Stack: []string{"netstack", "kernel"}[i]})
	}
	return s
}

func (s *tale) env() hooks.Env { return hooks.Env{Hosts: hostNames, Wires: s.names.Wires} }

func id(host string) event.HostID {
	for i, h := range hostNames {
		if h == host {
			return event.HostID(i + 1)
		}
	}
	return 0
}

func peerOf(host string) string { return hostNames[2-id(host)] }

func (s *tale) put(e event.Event) uint32 {
	e.At = s.at
	return s.rec.Put(&e)
}

func (s *tale) conn(name string) event.ConnID {
	if c := s.conns[name]; c != nil {
		return c.ID
	}
	return 0
}

// open enters a connection of a host between two ports. Key is the test's name
// for it.
func (s *tale) open(key, host, name string, local, remote string) {
	c := s.books[host].Open(name, false)
	if remote != "" {
		s.books[host].Pair(c, netip.MustParseAddrPort(local), netip.MustParseAddrPort(remote))
	}
	s.conns[key] = c
}

func (s *tale) state(key string, from, to event.State, reason string) {
	c := s.conns[key]
	e := event.Event{Kind: event.Change, Host: c.Host, Conn: c.ID, From: from, To: to}
	if reason != "" {
		e.More = &event.More{Reason: reason}
	}
	s.put(e)
}

func (s *tale) call(program, host, key string, step int, op string) {
	s.put(event.Event{Kind: event.Call, Host: id(host), Conn: s.conn(key),
		More: &event.More{Call: &event.CallInfo{Program: program, Step: step, Op: op}}})
}

func (s *tale) returns(program, host, key string, step int, op, result, value string, n int) {
	s.put(event.Event{Kind: event.Return, Host: id(host), Conn: s.conn(key),
		More: &event.More{Call: &event.CallInfo{Program: program, Step: step, Op: op, Result: result, Value: value, Bytes: n}}})
}

// send has a connection write a segment; the packet's number comes back.
func (s *tale) send(key string, flags segment.Flags, seq, ack uint32, payload string) uint32 {
	c := s.conns[key]
	return s.write(s.names.Host(c.Host), c.ID, c.Local, c.Remote, flags, seq, ack, payload)
}

func (s *tale) write(host string, conn event.ConnID, local, remote netip.AddrPort, flags segment.Flags, seq, ack uint32, payload string) uint32 {
	raw, err := segment.Build(segment.Spec{Src: local.Addr(), Dst: remote.Addr(), SrcPort: local.Port(), DstPort: remote.Port(),
		Flags: flags, Seq: seq, Ack: ack, Window: 29184, Payload: payload})
	if err != nil {
		s.t.Fatal(err)
	}
	seg := segment.Decode(segment.IP, raw)
	s.packets++
	p := s.packets
	s.raws[p], s.from[p] = raw, host
	s.infos[p] = s.track.See(&seg, raw, host == "client")
	s.packet(event.Event{Kind: event.Send, Conn: conn}, p)
	return p
}

// packet puts an event about a packet, seen from the host that wrote it.
func (s *tale) packet(e event.Event, p uint32) {
	if e.Kind != event.Deliver {
		e.Host, e.Peer = id(s.from[p]), id(peerOf(s.from[p]))
	}
	e.Packet, e.Wire, e.Raw, e.Info = p, 1, s.raws[p], s.infos[p]
	e.Seg = segment.Decode(segment.IP, e.Raw)
	s.put(e)
}

func (s *tale) drop(p uint32) {
	s.packet(event.Event{Kind: event.Verdict, Action: event.DropPacket, Rule: 1}, p)
}

// deliver gives a packet to the other host, to a connection of it.
func (s *tale) deliver(p uint32, key string, tcb *event.TCB) {
	e := event.Event{Kind: event.Deliver, Host: id(peerOf(s.from[p])), Peer: id(s.from[p]), Conn: s.conn(key)}
	if tcb != nil {
		e.More = &event.More{TCB: tcb}
	}
	s.packet(e, p)
}

func tcb(una, nxt, rcv, cwnd uint32, rto time.Duration) *event.TCB {
	t := &event.TCB{Cwnd: cwnd, Ssthresh: 1 << 30, RTO: rto}
	t.Snd.Una, t.Snd.Nxt, t.Snd.Wnd, t.Rcv.Nxt, t.Rcv.Wnd = una, nxt, 29184, rcv, 65535
	return t
}

const (
	ms   = time.Millisecond
	fS   = segment.SYN
	fSA  = segment.SYN | segment.ACK
	fA   = segment.ACK
	fPA  = segment.PSH | segment.ACK
	fFA  = segment.FIN | segment.ACK
	fRA  = segment.RST | segment.ACK
	iss  = 4294967200 // the client's numbers run over 2^32
	irs  = 5000
	hail = "hello"
)

// lossTale is a connection whose first SYN-ACK is lost, five octets and the
// whole way down; and a second connection, which is refused. A second program on
// the server waits for ever.
func lossTale(t testing.TB) *tale {
	p := &Plan{Programs: []ProgramPlan{
		{Name: "server", Host: 1, Steps: []Step{{Do: "listen"}, {Do: "accept", Args: Args{"as": {"c"}}}, {Do: "recv"}, {Do: "close"}}},
		{Name: "client", Host: 0, Steps: []Step{{Do: "connect"}, {Do: "send", Args: Args{"label": {"sent"}}}, {Do: "close"}, {Do: "connect"}}},
		{Name: "waiter", Host: 1, Steps: []Step{{Do: "accept"}}},
	}}
	s := newTale(t, p)
	const a, b = "10.0.0.1:49152", "10.0.0.2:80"
	s.put(event.Event{Kind: event.Run, More: &event.More{Run: &event.RunInfo{Framing: "ip"}}})
	s.open("listener", "server", ":80", "", "")
	s.call("server", "server", "listener", 1, "listen")
	s.state("listener", event.Closed, event.Listen, "")
	s.returns("server", "server", "listener", 1, "listen", "ok", "", 0)
	s.call("server", "server", "listener", 2, "accept")
	s.call("waiter", "server", "listener", 1, "accept")
	s.open("a", "client", "server:80", a, b)
	s.call("client", "client", "a", 1, "connect")
	s.state("a", event.Closed, event.SynSent, "")
	syn := s.send("a", fS, iss, 0, "")

	s.at = 10 * ms
	s.open("b", "server", ":80/1", b, a)
	s.deliver(syn, "b", tcb(irs, irs+1, iss+1, 13800, time.Second))
	s.state("b", event.Listen, event.SynReceived, "")
	s.drop(s.send("b", fSA, irs, iss+1, ""))

	s.at = 1000 * ms
	syn = s.send("a", fS, iss, 0, "")
	s.at = 1010 * ms
	s.deliver(syn, "b", nil)
	synack := s.send("b", fSA, irs, iss+1, "")
	s.at = 1020 * ms
	s.deliver(synack, "a", tcb(iss+1, iss+1, irs+1, 13800, 1200*ms))
	s.state("a", event.SynSent, event.Established, "")
	ack := s.send("a", fA, iss+1, irs+1, "")
	s.returns("client", "client", "a", 1, "connect", "ok", "", 0)
	s.call("client", "client", "a", 2, "send")
	data := s.send("a", fPA, iss+1, irs+1, hail)
	s.returns("client", "client", "a", 2, "send", "ok", "", 5)

	s.at = 1030 * ms
	s.deliver(ack, "b", nil)
	s.state("b", event.SynReceived, event.Established, "")
	s.returns("server", "server", "b", 2, "accept", "ok", ":80/1", 0)
	s.call("server", "server", "b", 3, "recv")
	s.deliver(data, "b", nil)
	ack = s.send("b", fA, irs+1, iss+6, "")
	s.at = 1040 * ms
	s.deliver(ack, "a", tcb(iss+6, iss+6, irs+1, 15180, 210*ms))
	s.call("client", "client", "a", 3, "close")
	s.state("a", event.Established, event.FinWait1, "")
	fin := s.send("a", fFA, iss+6, irs+1, "")
	s.returns("client", "client", "a", 3, "close", "ok", "", 0)

	s.at = 1050 * ms
	s.deliver(fin, "b", nil)
	s.state("b", event.Established, event.CloseWait, "")
	ack = s.send("b", fA, irs+1, iss+7, "")
	s.returns("server", "server", "b", 3, "recv", "ok", "", 5)
	s.call("server", "server", "b", 4, "close")
	s.state("b", event.CloseWait, event.LastAck, "")
	fin = s.send("b", fFA, irs+1, iss+7, "")
	s.returns("server", "server", "b", 4, "close", "ok", "", 0)
	s.at = 1060 * ms
	s.deliver(ack, "a", tcb(iss+7, iss+7, irs+1, 15180, 200*ms))
	s.state("a", event.FinWait1, event.FinWait2, "")
	s.deliver(fin, "a", nil)
	s.state("a", event.FinWait2, event.TimeWait, "")
	ack = s.send("a", fA, iss+7, irs+2, "")
	s.at = 1070 * ms
	s.deliver(ack, "b", nil)
	s.state("b", event.LastAck, event.Closed, "")

	s.at = 61060 * ms
	s.state("a", event.TimeWait, event.Closed, "")
	s.at = 61070 * ms
	s.open("second", "client", "second", "10.0.0.1:49153", "10.0.0.2:81")
	s.call("client", "client", "second", 4, "connect")
	s.state("second", event.Closed, event.SynSent, "")
	syn = s.send("second", fS, 77, 0, "")
	s.at = 61080 * ms
	s.deliver(syn, "", nil)
	rst := s.write("server", 0, netip.MustParseAddrPort("10.0.0.2:81"), netip.MustParseAddrPort("10.0.0.1:49153"), fRA, 0, 78, "")
	s.at = 61090 * ms
	s.deliver(rst, "second", nil)
	s.state("second", event.SynSent, event.Closed, "refused")
	s.returns("client", "client", "second", 4, "connect", "ECONNREFUSED", "", 0)

	s.bytes.sent(s.conns["a"], []byte(hail))
	s.bytes.received(s.conns["b"], []byte(hail))
	return s
}
