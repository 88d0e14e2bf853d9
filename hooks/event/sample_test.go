package event

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"netlab/hooks/segment"
)

var (
	client4, server4 = netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")
	client6, server6 = netip.MustParseAddr("fd00::1"), netip.MustParseAddr("fd00::2")
)

func sampleRun() *RunInfo {
	return &RunInfo{
		Format: Format, Lab: "sample", Variant: "one", Title: map[string]string{"en": "A <sample> & more", "zh": "样本"},
		VariantTitle: map[string]string{"": "1"},
		Seed:         1<<64 - 1, Clock: "virtual", Framing: "ip",
		Hosts: []HostInfo{
			{Name: "client", Stack: "netstack", Version: "v1", Addrs: []string{"10.0.0.1", "fd00::1"}, Settings: map[string]string{"b": "2", "a": "1"}},
			{Name: "server", Stack: "kernel", Addrs: []string{"10.0.0.2"}, Router: true},
		},
		Wires: []WireInfo{{Name: "w", Ends: []string{"client", "server"}, Link: "memory"}},
		Rules: []RuleInfo{{Name: "first", Text: "from server to client synack#1 drop"}},
		Plan:  json.RawMessage(`{"a":[1,2.5e3,null,true,{"b":"</script>"}]}`),
	}
}

// build makes a packet, or fails the test.
func build(t testing.TB, sp segment.Spec) []byte {
	t.Helper()
	raw, err := segment.Build(sp)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// sample is a run with every kind of event and every kind of packet.
func sample(t testing.TB, sinks ...Sink) {
	t.Helper()
	run := sampleRun()
	names := NewNames(run)
	rec := NewRecorder(names, sinks...)
	conn := names.AddConn(1, "c")
	at := time.Duration(0)
	put := func(e Event) uint32 {
		at += 5 * time.Millisecond
		e.At = at
		if e.Kind.ofPacket() {
			e.Seg = segment.Decode(segment.IP, e.Raw)
		}
		return rec.Put(&e)
	}
	rec.Put(&Event{Kind: Run, More: &More{Run: run}})
	call := put(Event{Kind: Call, Host: 1, Conn: conn, More: &More{Call: &CallInfo{Program: "client", Step: 1, Op: "connect", Args: []string{"server:80", "\xff\u2028\x00"}}}})
	syn := build(t, segment.Spec{Src: client4, Dst: server4, SrcPort: 49152, DstPort: 80, Flags: segment.SYN, Seq: 1000, Window: 29200, Options: "mss 1460,sackOK,nop,wscale 7"})
	info := Info{Stream: 1, Known: KnownSeq, Role: Syn, Roles: Roles(0).With(Syn)}
	put(Event{Kind: Change, Host: 1, Peer: 2, Conn: conn, From: Closed, To: SynSent, Cause: call})
	sent := put(Event{Kind: Send, Host: 1, Peer: 2, Wire: 1, Conn: conn, Packet: 1, Cause: call, Raw: syn, Info: info})
	put(Event{Kind: Verdict, Host: 1, Peer: 2, Wire: 1, Conn: conn, Packet: 1, Cause: sent, Raw: syn, Info: info, Action: DropPacket, Rule: 1})
	put(Event{Kind: Timer, Host: 1, Conn: conn, More: &More{Timer: &TimerInfo{"retransmission", time.Second}}})
	again := info
	again.Retransmit, again.Roles = 1, again.Roles.With(Retransmission)
	put(Event{Kind: Send, Host: 1, Peer: 2, Wire: 1, Conn: conn, Packet: 2, Raw: syn, Info: again})
	tcb := &TCB{Cwnd: 10, Ssthresh: 1 << 30, RTO: time.Second}
	tcb.Snd.Una, tcb.Rcv.Wnd = 1000, 65535
	put(Event{Kind: Deliver, Host: 2, Peer: 1, Wire: 1, Packet: 2, Raw: syn, Info: again, More: &More{TCB: tcb}})
	data := build(t, segment.Spec{Src: server6, Dst: client6, SrcPort: 80, DstPort: 49152, Flags: segment.ACK | segment.PSH, Seq: 7, Ack: 1001, Urgent: 3, Payload: "hello"})
	put(Event{Kind: Send, Host: 2, Peer: 1, Wire: 1, Packet: 3, Origin: 1, Raw: data,
		Info: Info{Stream: 2, RSeq: 1, RAck: 1, Known: KnownSeq | KnownAck, Role: Data, Roles: Roles(0).With(Data).With(HandshakeAck)}})
	put(Event{Kind: Drop, Host: 2, Peer: 1, Wire: 1, Packet: 3, Raw: data, More: &More{Reason: "queue"}})
	for i, sp := range []segment.Spec{
		{Src: client4, Dst: server4, Proto: segment.UDP, SrcPort: 5, DstPort: 53, Payload: "q"},
		{Src: server4, Dst: client4, Proto: segment.ICMPv4, Type: 3, Code: 4, MTU: 1400, Payload: string(syn[:28])},
		{Src: server6, Dst: client6, Proto: segment.ICMPv6, Type: 2, MTU: 1280, Payload: string(data)},
		{Src: server4, Dst: client4, Proto: segment.ICMPv4, Type: 8, Payload: "ping"},
		{Src: client4, Dst: server4, Proto: segment.UDP, SrcPort: 5, DstPort: 53, ID: 9, MoreFrags: true, Bytes: 64},
		{Src: client4, Dst: server4, Proto: segment.UDP, ID: 9, FragOffset: 72, Bytes: 8},
	} {
		raw := build(t, sp)
		put(Event{Kind: Send, Host: 1, Peer: 2, Wire: 1, Packet: uint32(4 + i), Raw: raw, Info: Info{Role: Other}})
	}
	put(Event{Kind: Send, Host: 1, Wire: 1, Packet: 10, Raw: []byte{0x45, 0}})
	put(Event{Kind: Return, Host: 1, Conn: conn, Cause: call, More: &More{Reason: "reset", TCB: tcb,
		Call: &CallInfo{Program: "client", Step: 1, Op: "connect", Result: "ETIMEDOUT", Value: "v", Bytes: 3}}})
	put(Event{Kind: Note, Host: 2, More: &More{Note: &NoteInfo{Key: "k", Args: []string{"1"}, Text: map[string]string{"": "说 \"hi\"\n"}}}})
	put(Event{Kind: Change, Host: 1, Peer: 2, Conn: conn, From: SynSent, To: Closed, Passed: true, More: &More{Reason: "timeout", Kernel: 123456789}})
	put(Event{Kind: Change, Host: 1, Peer: 2, Conn: conn, From: Closed, To: SynSent, More: &More{Kernel: 123456790}})
	put(Event{Kind: Expect, More: &More{Expect: &ExpectInfo{Text: NoteInfo{Key: "states"}, Seen: []uint32{3, 4}, Place: "lab.yaml:3:5",
		Want: map[string]string{"": "a"}, Got: map[string]string{"en": "b", "zh": "乙"}}}})
	put(Event{Kind: End, More: &More{End: &EndInfo{Reason: "done", Detail: "d", Hosts: []HostStand{
		{Host: "client", Conns: []ConnStand{{"c", "CLOSED"}}, Steps: []StepStand{{"client", 1, "connect", true}}}}}}})
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
}
