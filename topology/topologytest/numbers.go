package topologytest

import (
	"bytes"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// urgent: a stack that has urgent data sends URG and hands the last octet out of its
// turn, once (RFC 9293, 3.8.5; recv(2)); one that has not says so.
func urgent(b *bench) {
	_, c, s := b.pair(80)
	none := b.do(1, s, topology.Op{Kind: topology.OpRecv, Urgent: true})
	r := b.do(0, c, topology.Op{Kind: topology.OpSend, Data: []byte("AB!"), Urgent: true})
	if b.s.Stacks[0] == topology.Netstack {
		if r.Errno != "EOPNOTSUPP" {
			b.fatalf("netstack sends urgent data: %s", r.Errno)
		}
		return
	}
	if r.Errno != topology.OK || r.N != 3 {
		b.fatalf("send took %d octets of 3: %s", r.N, r.Errno)
	}
	if n := b.count(func(e *event.Event) bool { return e.Seg.Flags&segment.URG != 0 && e.Seg.Len() == 3 }); n != 1 {
		b.fatalf("%d segments with URG, want 1", n)
	}
	if b.s.Stacks[1] == topology.Netstack {
		if got := b.do(1, s, topology.Op{Kind: topology.OpRecv}); string(got.Received) != "AB!" {
			b.fatalf("netstack heeds URG: recv gave %q", got.Received)
		}
		return
	}
	b.must(0, c, topology.Op{Kind: topology.OpSend, Data: []byte("CD")})
	b.run("all is there", func() bool { ok, _ := c.Acked(); return ok })
	if none.Errno != "EINVAL" {
		b.fatalf("recv MSG_OOB before there was any: %s, want EINVAL", none.Errno)
	}
	for _, want := range []struct {
		urgent bool
		text   string
		errno  topology.Errno
	}{{true, "!", topology.OK}, {true, "", "EINVAL"}, {false, "AB", topology.OK}, {false, "CD", topology.OK}} {
		op := b.do(1, s, topology.Op{Kind: topology.OpRecv, Urgent: want.urgent})
		if op.Errno != want.errno || string(op.Received) != want.text {
			b.fatalf("recv, urgent %v: %q %s, want %q %s", want.urgent, op.Received, op.Errno, want.text, want.errno)
		}
	}
}

// acked: data, what waits behind them and the FIN are acknowledged when the other
// end has said so, and not before.
func acked(b *bench) {
	_, c, s := b.pair(80)
	wants := func(when string, want bool) {
		b.t.Helper()
		if got, errno := c.Acked(); got != want || errno != topology.OK {
			b.fatalf("%s: acknowledged is %v %s, want %v", when, got, errno, want)
		}
	}
	wants("before anything was sent", true)
	b.must(0, c, topology.Op{Kind: topology.OpSend, Data: octets(40_000)}) // more than the first window
	wants("right after send", false)
	for got := 0; got < 40_000; {
		wants("while octets are on their way", false)
		got += len(b.must(1, s, topology.Op{Kind: topology.OpRecv}).Received)
	}
	b.run("all is acknowledged", func() bool { ok, _ := c.Acked(); return ok })
	b.must(0, c, topology.Op{Kind: topology.OpShutdown, How: "wr"})
	wants("with its FIN on its way", false)
	b.run("the FIN is acknowledged", func() bool { return c.Conn().State == event.FinWait2 })
	wants("in FIN-WAIT-2", true)
	b.must(0, c, topology.Op{Kind: topology.OpClose})
	if _, errno := c.Acked(); errno != "EBADF" {
		b.fatalf("after close: %s, want EBADF", errno)
	}
}

// chosenNumber: connect begins with the number that was asked for, and its octets
// come whole past 2^32 (RFC 9293, 3.4).
func chosenNumber(b *bench) {
	const isn = "4294966296" // 2^32 - 1000
	l, c := b.listen(80), b.open(0, "tcp")
	b.must(0, c, topology.Op{Kind: topology.OpSetsockopt, Option: "SO_REUSEADDR", Value: "1"})
	b.must(0, c, topology.Op{Kind: topology.OpSetsockopt, Option: "TCP_QUEUE_SEQ", Value: isn})
	if r := b.must(0, c, topology.Op{Kind: topology.OpGetsockopt, Option: "SO_REUSEADDR"}); r.Value != "1" {
		b.fatalf("SO_REUSEADDR is %s after TCP_QUEUE_SEQ", r.Value)
	}
	for _, wrong := range []string{"4294967296", "-1", "x"} {
		if r := b.do(0, c, topology.Op{Kind: topology.OpSetsockopt, Option: "TCP_QUEUE_SEQ", Value: wrong}); r.Errno != "EINVAL" {
			b.fatalf("TCP_QUEUE_SEQ %s: %s, want EINVAL", wrong, r.Errno)
		}
	}
	b.pass(3 * time.Millisecond) // the clock goes on, the number does not
	b.must(0, c, topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, 80)})
	s := b.must(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
	if n := b.count(func(e *event.Event) bool { return e.Seg.Flags == segment.SYN && e.Seg.Seq == 1<<32-1000 }); n != 1 {
		b.fatalf("%d SYNs of number %s, want 1", n, isn)
	}
	want := octets(5000)
	if got := b.transfer(0, c, 1, s, want); !bytes.Equal(got, want) {
		b.fatalf("the octets that came past 2^32 are not those that were sent")
	}
	if r := b.do(0, c, topology.Op{Kind: topology.OpSetsockopt, Option: "TCP_QUEUE_SEQ", Value: "1"}); r.Errno != "EPERM" {
		b.fatalf("TCP_QUEUE_SEQ of a connection that has begun: %s, want EPERM", r.Errno)
	}
}
