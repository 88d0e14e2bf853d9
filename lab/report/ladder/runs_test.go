package ladder

import (
	"fmt"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story/storytest"
)

// The runs that the pictures are drawn of, each a few events by hand.
var runs = []struct {
	name string
	make func() *event.Log
}{
	{"handshake", handshake},
	{"synack-lost", synackLost},
	{"teardown", teardown},
	{"simultaneous-close", simultaneousClose},
	{"reorder", reordered},
	{"held", held},
	{"routed", routed},
	{"udp-icmp", udpICMP},
	{"refused", refused},
	{"injected", injected},
	{"rewritten", rewritten},
	{"several", several},
	{"bulk", bulkTransfer},
	{"timeout", timedOut},
	{"stale-syn", staleSYN},
	{"crowd", crowd},
	{"discarded", discarded},
	{"hooks", hooks},
}

const (
	syn = segment.SYN
	sa  = segment.SYN | segment.ACK
	ack = segment.ACK
	psh = segment.PSH | segment.ACK
	fin = segment.FIN | segment.ACK
)

func pair(name string) *storytest.Run { return storytest.New(name, "client", "server") }

func handshake() *event.Log {
	r := pair("handshake").Titled("", "The three-way handshake", "三次握手")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	r.Return("server", ":80", "accept", "ok", ":80/1", 0)
	r.Expect(true, "client: SYN-SENT, ESTABLISHED", "client：SYN-SENT, ESTABLISHED", "SYN-SENT, ESTABLISHED", "SYN-SENT, ESTABLISHED")
	return r.End("done")
}

func synackLost() *event.Log {
	r := pair("handshake-loss").Titled("synack", "Losing each leg of the handshake", "三次握手中的丢包").Variant("The SYN-ACK is lost", "丢失 SYN-ACK").Rule("from server to client synack#1 drop")
	f := r.Flow("client", "server", 0)
	f.Listen()
	p := f.Connect()
	f.Pass(p).Ms(10)
	f.In(p).To(1, event.SynReceived)
	p = f.Out(1, sa, 0, 1, 0)
	r.Verdict(p, event.DropPacket, 1)
	lost := r.Last()
	r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
	p = f.Out(0, syn, 0, 0, 0)
	f.Pass(p).Ms(1010)
	f.In(p)
	p = f.Out(1, sa, 0, 1, 0)
	f.Pass(p).Ms(1020)
	f.In(p).To(0, event.Established)
	p = f.Out(0, ack, 1, 1, 0)
	f.Pass(p)
	r.Return("client", f.Conn[0], "connect", "ok", "", 0)
	r.Ms(1030)
	f.In(p).To(1, event.Established)
	r.Return("server", ":80", "accept", "ok", ":80/1", 0)
	r.Expect(true, "client: SYN-SENT, ESTABLISHED", "client：SYN-SENT, ESTABLISHED", "", "")
	r.Expect(false, "3 segments from client that match syn", "client 发出 3 个匹配 syn 的报文段", "3", "2", lost, r.Last()-4)
	return r.End("done")
}

func teardown() *event.Log {
	r := pair("teardown").Titled("", "Four segments to say goodbye", "四次挥手")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	r.Ms(50).Call("client", f.Conn[0], "send", `"hello"`)
	p := f.Out(0, psh, 1, 1, 5)
	r.Return("client", f.Conn[0], "send", "ok", "", 5)
	f.Pass(p)
	r.Ms(60)
	f.In(p)
	q := f.Out(1, ack, 1, 6, 0)
	r.Call("server", f.Conn[1], "recv", "until eof")
	f.Pass(q)
	r.Ms(70)
	f.In(q)
	r.Ms(100).Call("client", f.Conn[0], "close")
	f.To(0, event.FinWait1)
	p = f.Out(0, fin, 6, 1, 0)
	f.Pass(p).Ms(110)
	f.In(p).To(1, event.CloseWait)
	p = f.Out(1, ack, 1, 7, 0)
	f.Pass(p)
	r.Return("server", f.Conn[1], "recv", "ok", "", 5)
	r.Ms(120)
	f.In(p).To(0, event.FinWait2)
	r.Ms(200).Call("server", f.Conn[1], "close")
	f.To(1, event.LastAck)
	p = f.Out(1, fin, 1, 7, 0)
	f.Pass(p).Ms(210)
	f.In(p).To(0, event.TimeWait)
	p = f.Out(0, ack, 7, 2, 0)
	f.Pass(p).Ms(220)
	f.In(p).To(1, event.Closed)
	r.Ms(60210).Timer("client", f.Conn[0], "time-wait", time.Minute)
	f.To(0, event.Closed)
	return r.End("done")
}

func simultaneousClose() *event.Log {
	r := pair("simultaneous-close").Titled("", "Both close at once", "同时关闭")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	r.Ms(100).Call("client", f.Conn[0], "close")
	f.To(0, event.FinWait1)
	a := f.Out(0, fin, 1, 1, 0)
	f.Pass(a)
	r.Call("server", f.Conn[1], "close")
	f.To(1, event.FinWait1)
	b := f.Out(1, fin, 1, 1, 0)
	f.Pass(b).Ms(110)
	f.In(a).To(1, event.Closing)
	c := f.Out(1, ack, 2, 2, 0)
	f.Pass(c)
	f.In(b).To(0, event.Closing)
	d := f.Out(0, ack, 2, 2, 0)
	f.Pass(d).Ms(120)
	f.In(c).To(0, event.TimeWait)
	f.In(d).To(1, event.TimeWait)
	r.Ms(60120).Timer("client", f.Conn[0], "time-wait", time.Minute)
	f.To(0, event.Closed)
	r.Timer("server", f.Conn[1], "time-wait", time.Minute)
	f.To(1, event.Closed)
	return r.End("done")
}

func reordered() *event.Log {
	r := pair("reorder").Titled("", "One overtakes the other", "后发先至")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	r.Ms(50).Call("client", f.Conn[0], "send", "2000 octets")
	a := f.Out(0, psh, 1, 1, 1000)
	f.Pass(a)
	b := f.Out(0, psh, 1001, 1, 1000)
	f.Pass(b).Ms(58)
	f.In(b)
	raw := f.Bytes(1, ack, 1, 1, 0, "nop,nop,sack 1 {5001001:5001002}")
	c := r.Send("server", f.Conn[1], "client", raw)
	f.Pass(c).Ms(62)
	f.In(a)
	d := f.Out(1, ack, 1, 2001, 0)
	f.Pass(d).Ms(68)
	f.In(c).Ms(72)
	f.In(d)
	return r.End("done")
}

func held() *event.Log {
	r := pair("held").Titled("", "An old segment comes late", "迟到的报文段").Rule("name late from client to server data#1 delay 200ms").Rule("from client data#2 duplicate")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	r.Ms(50).Call("client", f.Conn[0], "send", `"one"`)
	a := f.Out(0, psh, 1, 1, 3)
	r.Verdict(a, event.Delay, 1)
	r.Ms(60).Call("client", f.Conn[0], "send", `"two"`)
	b := f.Out(0, psh, 4, 1, 3)
	c := r.Make(event.Duplicate, 2, b, "client", "server", f.Bytes(0, psh, 4, 1, 3, ""))
	f.Pass(b).Ms(70)
	f.In(b)
	d := f.Out(1, ack, 1, 1, 0)
	f.Pass(d)
	f.In(c)
	e := f.Out(1, ack, 1, 1, 0)
	f.Pass(e).Ms(80)
	f.In(d)
	f.In(e)
	r.Ms(250).Verdict(a, event.Pass, 0)
	r.Ms(260)
	f.In(a)
	d = f.Out(1, ack, 1, 7, 0)
	f.Pass(d).Ms(270)
	f.In(d)
	return r.End("done")
}

func routed() *event.Log {
	r := storytest.New("routed", "client", "router", "server").Titled("", "A router between the two", "中间有路由器").Rule("from router to server syn#1 drop")
	r.Info.Hosts[1].Router = true
	f := r.Flow("client", "server", 0)
	f.Listen()
	hop := func(from int, raw []byte, at, delay float64) uint32 {
		path := []string{"client", "router", "server"}
		if from == 1 {
			path = []string{"server", "router", "client"}
		}
		p := r.Send(f.Host[from], f.Conn[from], path[1], raw)
		r.Verdict(p, event.Pass, 0)
		r.Ms(at+delay).Deliver(p, "")
		return r.Forward(p, path[1], path[2])
	}
	r.Call("client", f.Conn[0], "connect", "server:80")
	f.To(0, event.SynSent)
	opts := "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7"
	p := hop(0, f.Bytes(0, syn, 0, 0, 0, opts), 0, 10)
	r.Verdict(p, event.DropPacket, 1)
	r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
	p = hop(0, f.Bytes(0, syn, 0, 0, 0, opts), 1000, 10)
	r.Verdict(p, event.Pass, 0).Ms(1020).Deliver(p, f.Conn[1])
	f.To(1, event.SynReceived)
	p = hop(1, f.Bytes(1, sa, 0, 1, 0, opts), 1020, 10)
	r.Verdict(p, event.Pass, 0).Ms(1040).Deliver(p, f.Conn[0])
	f.To(0, event.Established)
	p = hop(0, f.Bytes(0, ack, 1, 1, 0, ""), 1040, 10)
	r.Verdict(p, event.Pass, 0).Ms(1060).Deliver(p, f.Conn[1])
	f.To(1, event.Established)
	return r.End("done")
}

func udpICMP() *event.Log {
	r := pair("udp").Titled("", "A datagram that nobody wants", "无人接收的数据报")
	r.Call("client", "u", "send", `"anybody?"`, "server:5000")
	udp, _ := segment.Build(segment.Spec{Src: storytest.Addr(0), Dst: storytest.Addr(1), Proto: segment.UDP, SrcPort: 49152, DstPort: 5000, Payload: "anybody?"})
	p := r.Send("client", "u", "server", udp)
	r.Verdict(p, event.Pass, 0).Ms(10).Deliver(p, "")
	icmp, _ := segment.Build(segment.Spec{Src: storytest.Addr(1), Dst: storytest.Addr(0), Proto: segment.ICMPv4, Type: 3, Code: 3, Payload: string(udp[:28])})
	p = r.Send("server", "", "client", icmp)
	r.Verdict(p, event.Pass, 0).Ms(20).Deliver(p, "u")
	r.Return("client", "u", "recv", "ECONNREFUSED", "", 0)
	first, _ := segment.Build(segment.Spec{Src: storytest.Addr(0), Dst: storytest.Addr(1), Proto: segment.UDP, SrcPort: 49152, DstPort: 5000, Bytes: 1472, ID: 7, MoreFrags: true})
	rest, _ := segment.Build(segment.Spec{Src: storytest.Addr(0), Dst: storytest.Addr(1), Proto: segment.UDP, Bytes: 528, ID: 7, FragOffset: 1480})
	r.Ms(100).Call("client", "u", "send", "2000 octets", "server:5000")
	a := r.Send("client", "u", "server", first)
	r.Verdict(a, event.Pass, 0)
	b := r.Send("client", "u", "server", rest)
	r.Verdict(b, event.Pass, 0).Lose(b, "link loss")
	r.Ms(110).Deliver(a, "")
	return r.End("done")
}

func refused() *event.Log {
	r := pair("refused").Titled("", "Nobody listens", "无人监听")
	f := r.Flow("client", "server", 0)
	p := f.Connect()
	f.Pass(p).Ms(10).Deliver(p, "")
	q := r.Send("server", "", "client", f.Bytes(1, segment.RST|ack, 0-f.ISS[1], 1, 0, ""))
	f.Pass(q).Ms(20).Deliver(q, f.Conn[0])
	r.Ends("client", f.Conn[0], "refused")
	r.Return("client", f.Conn[0], "connect", "ECONNREFUSED", "", 0)
	return r.End("done")
}

func injected() *event.Log {
	r := pair("injected").Titled("", "A reset out of nowhere", "凭空而来的 RST").Rule("from client handshake-ack#1 inject R 1:1(0) to server")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	r.Ms(40)
	p := r.Make(event.Inject, 1, 0, "client", "server", f.Bytes(0, segment.RST, 1, 0, 0, ""))
	r.Ms(50)
	f.In(p)
	r.Ends("server", f.Conn[1], "reset")
	r.Return("server", f.Conn[1], "recv", "ECONNRESET", "", 0)
	r.Ms(90).Call("client", f.Conn[0], "send", `"hello?"`)
	p = f.Out(0, psh, 1, 1, 6)
	f.Pass(p).Ms(100).Deliver(p, "")
	q := r.Send("server", "", "client", f.Bytes(1, segment.RST, 1, 0, 0, ""))
	f.Pass(q).Ms(110).Deliver(q, f.Conn[0])
	r.Ends("client", f.Conn[0], "reset")
	return r.End("done")
}

func rewritten() *event.Log {
	r := pair("rewritten").Titled("", "The desk has its own ideas", "报文被改写").Rule("from client syn#1 rewrite tcp.options.mss=536").Rule("from server synack#1 corrupt tcp.checksum").Rule("from client data#1 reject rst")
	f := r.Flow("client", "server", 0)
	p := f.Connect()
	q := r.Make(event.Rewrite, 1, p, "client", "server", f.Bytes(0, syn, 0, 0, 0, "mss 536"))
	f.Pass(q).Ms(10)
	f.In(q).To(1, event.SynReceived)
	p = f.Out(1, sa, 0, 1, 0)
	q = r.Make(event.Corrupt, 2, p, "server", "client", f.Bytes(1, sa, 0, 1, 0, "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7"))
	f.Pass(q).Ms(20)
	f.In(q)
	r.Ms(1010).Timer("server", f.Conn[1], "retransmission", time.Second)
	p = f.Out(1, sa, 0, 1, 0)
	f.Pass(p).Ms(1020)
	f.In(p).To(0, event.Established)
	p = f.Out(0, ack, 1, 1, 0)
	f.Pass(p).Ms(1030)
	f.In(p).To(1, event.Established)
	r.Ms(1100).Call("client", f.Conn[0], "send", `"hello"`)
	p = f.Out(0, psh, 1, 1, 5)
	r.Verdict(p, event.Reject, 3)
	q = r.Make(event.Reject, 3, p, "server", "client", f.Bytes(1, segment.RST, 1, 0, 0, ""))
	f.Pass(q).Ms(1110)
	f.In(q)
	r.Ends("client", f.Conn[0], "reset")
	return r.End("done")
}

func several() *event.Log {
	r := pair("several").Titled("", "Two connections side by side", "两条并行的连接")
	f, g := r.Flow("client", "server", 0), r.Flow("client", "server", 1)
	f.Listen()
	p := f.Connect()
	f.Pass(p)
	q := g.Connect()
	f.Pass(q).Ms(10)
	f.In(p).To(1, event.SynReceived)
	p2 := f.Out(1, sa, 0, 1, 0)
	f.Pass(p2)
	g.In(q).To(1, event.SynReceived)
	q2 := g.Out(1, sa, 0, 1, 0)
	r.Verdict(q2, event.Pass, 0).Lose(q2, "queue full")
	r.Ms(20)
	f.In(p2).To(0, event.Established)
	p = f.Out(0, ack, 1, 1, 0)
	f.Pass(p).Ms(30)
	f.In(p).To(1, event.Established)
	r.Return("server", ":80", "accept", "ok", ":80/1", 0)
	r.Ms(1000).Timer("client", g.Conn[0], "retransmission", time.Second)
	q = g.Out(0, syn, 0, 0, 0)
	f.Pass(q).Ms(1010)
	g.In(q)
	q2 = g.Out(1, sa, 0, 1, 0)
	f.Pass(q2).Ms(1020)
	g.In(q2).To(0, event.Established)
	return r.End("limit")
}

func bulkTransfer() *event.Log {
	r := pair("bulk").Titled("", "Much data", "大量数据")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	r.Ms(50).Call("client", f.Conn[0], "send", "304000 octets")
	at, seq := 50.0, uint32(1)
	for range 100 {
		var out []uint32
		for range 4 {
			p := f.Out(0, psh, seq, 1, 760)
			f.Pass(p)
			out = append(out, p)
			seq += 760
		}
		at += 10
		r.Ms(at)
		var acks []uint32
		for i, p := range out {
			f.In(p)
			a := f.Out(1, ack, 1, seq-uint32(3-i)*760, 0)
			f.Pass(a)
			acks = append(acks, a)
		}
		at += 10
		r.Ms(at)
		for _, a := range acks {
			f.In(a)
		}
	}
	r.Return("client", f.Conn[0], "send", "ok", "", 304000)
	r.Ms(at+10).Call("client", f.Conn[0], "close")
	f.To(0, event.FinWait1)
	p := f.Out(0, fin, seq, 1, 0)
	f.Pass(p).Ms(at + 20)
	f.In(p).To(1, event.CloseWait)
	return r.End("until")
}

func timedOut() *event.Log {
	r := pair("timeout").Titled("all-syns", "Every SYN is lost", "所有 SYN 都丢失").Rule("from client syn drop")
	f := r.Flow("client", "server", 0)
	p := f.Connect()
	r.Verdict(p, event.DropPacket, 1)
	at, after := 0.0, 1000.0
	for range 6 {
		at += after
		r.Ms(at).Timer("client", f.Conn[0], "retransmission", time.Duration(after)*time.Millisecond)
		p = f.Out(0, syn, 0, 0, 0)
		r.Verdict(p, event.DropPacket, 1)
		after *= 2
	}
	r.Ms(at+after).Timer("client", f.Conn[0], "retransmission", time.Duration(after)*time.Millisecond)
	r.Ends("client", f.Conn[0], "timeout")
	r.Return("client", f.Conn[0], "connect", "ETIMEDOUT", "", 0)
	return r.End("done")
}

// staleSYN is a SYN that is held back until the connection that its repetition
// opened is gone: the server begins another one, with a number of its own.
func staleSYN() *event.Log {
	r := pair("stale-syn").Titled("", "The old SYN that arrives after all", "迟到的旧 SYN").
		Rule("from client to server syn#1 delay until state client.state == CLOSED").Rule("from client rst#3 drop")
	f := r.Flow("client", "server", 0)
	f.Listen()
	old := f.Connect()
	r.Verdict(old, event.Delay, 1)
	r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
	p := f.Out(0, syn, 0, 0, 0)
	f.Pass(p).Ms(1010)
	f.In(p).To(1, event.SynReceived)
	p = f.Out(1, sa, 0, 1, 0)
	f.Pass(p).Ms(1020)
	f.In(p).To(0, event.Established)
	p = f.Out(0, ack, 1, 1, 0)
	f.Pass(p).Ms(1030)
	f.In(p).To(1, event.Established)
	r.Ms(1050).Call("client", f.Conn[0], "abort")
	p = f.Out(0, segment.RST|ack, 1, 1, 0)
	r.Ends("client", f.Conn[0], "aborted")
	f.Pass(p).Verdict(old, event.Pass, 0).Ms(1060)
	f.In(p)
	r.Ends("server", f.Conn[1], "reset")
	again := r.Flow("client", "server", 0)
	again.Conn[1], again.ISS[1] = ":80/2", 7000000
	r.Deliver(old, ":80/2")
	again.To(1, event.SynReceived)
	p = again.Out(1, sa, 0, 1, 0)
	f.Pass(p).Ms(1070).Deliver(p, "")
	p = r.Send("client", "", "server", again.Bytes(0, segment.RST, 1, 0, 0, ""))
	f.Pass(p).Ms(1080).Deliver(p, ":80/2")
	r.Ends("server", ":80/2", "reset")
	return r.End("done")
}

// crowd has too many hosts for columns.
func crowd() *event.Log {
	var hosts []string
	for i := range 20 {
		hosts = append(hosts, fmt.Sprintf("h%d", i+1))
	}
	r := storytest.New("crowd", hosts...).Titled("", "Twenty hosts in a line", "二十台主机")
	f := r.Flow("h1", "h2", 0)
	f.Listen()
	f.Open(0, 10)
	return r.End("done")
}

// discarded is a packet that a router does not pass on, with an ICMP error and
// without.
func discarded() *event.Log {
	r := storytest.New("discarded", "client", "r1", "server").Titled("", "Too big for the way", "分组过大")
	r.Info.Hosts[1].Router = true
	f := r.Flow("client", "server", 0)
	big := r.Send("client", f.Conn[0], "r1", f.Bytes(0, psh, 1, 1, 1400, ""))
	f.Pass(big).Ms(10).Deliver(big, "")
	raw, _ := segment.Build(segment.Spec{Src: storytest.Addr(1), Dst: storytest.Addr(0), Proto: segment.ICMPv4, Type: 3, Code: 4, MTU: 1280, Payload: "x"})
	p := r.Send("r1", "", "client", raw)
	f.Pass(p).Ms(20).Deliver(p, f.Conn[0])
	p = r.Send("client", f.Conn[0], "r1", f.Bytes(0, psh, 1, 1, 1400, ""))
	f.Pass(p).Ms(30).Deliver(p, "")
	return r.End("idle")
}

// hooks is a rule without a text, one that was off at first, and a RST made by
// hand, all in little room.
func hooks() *event.Log {
	r := pair("hooks").Rule("").Rule("name late off from client data#1 drop")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	r.Verdict(f.Out(0, psh, 1, 1, 5), event.DropPacket, 1)
	r.Verdict(f.Out(0, psh, 6, 1, 5), event.DropPacket, 2)
	p := r.Make(event.Inject, 0, 0, "client", "server", f.Bytes(0, segment.RST|ack, 4000000006, 1, 0, ""))
	f.In(p)
	return r.End("done")
}
