package netstack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/topology"
)

// TestTimersHaveTheirNames: each timer that fires is told under its name in the
// RFCs, with the time that it ran in all, and only if something came of it.
func TestTimersHaveTheirNames(t *testing.T) {
	send := func(n *net, s topology.Socket) {
		n.must(0, s, topology.Op{Kind: topology.OpSend, Data: []byte("hello")})
	}
	option := func(n *net, s topology.Socket, name, value string) {
		n.must(0, s, topology.Op{Kind: topology.OpSetsockopt, Option: name, Value: value})
	}
	for _, c := range []struct {
		name    string
		changes []change
		rules   []string
		play    func(n *net, a, b topology.Socket)
		until   time.Duration
		want    string // of host a
	}{
		{"nothing happens", nil, nil, func(n *net, a, b topology.Socket) { send(n, a) }, time.Hour, ""},
		{"data lost twice, with a tail loss probe", nil, []string{"from a data#1..2 drop"},
			func(n *net, a, b topology.Socket) { send(n, a) }, 5 * time.Second, "probe 240ms, retransmission 200ms"},
		{"data lost twice, without", []change{set(0, "tcp_sack", "0")}, []string{"from a data#1..2 drop"},
			func(n *net, a, b topology.Socket) { send(n, a) }, 5 * time.Second, "retransmission 200ms, retransmission 400ms"},
		// The stack does not stop a timer that it restarts: it lets it run out and
		// sets it for the rest. The rest is not how long the timer ran.
		{"later data lost, without a probe", []change{set(0, "tcp_sack", "0")}, []string{"from a data#2 drop"},
			func(n *net, a, b topology.Socket) {
				send(n, a)
				n.until(n.Now() + 150*ms)
				send(n, a)
			}, 5 * time.Second, "retransmission 200ms"},
		{"later data lost, with a probe", nil, []string{"from a data#2 drop"},
			func(n *net, a, b topology.Socket) {
				send(n, a)
				n.until(n.Now() + 150*ms)
				send(n, a)
			}, 5 * time.Second, "probe 240ms"},
		{"keepalive", nil, []string{"from a keepalive#2.. drop"},
			func(n *net, a, b topology.Socket) {
				option(n, a, "TCP_KEEPIDLE", "10")
				option(n, a, "TCP_KEEPINTVL", "3")
				option(n, a, "TCP_KEEPCNT", "2")
				option(n, a, "SO_KEEPALIVE", "1")
				n.until(4 * time.Second)
				send(n, a)
			}, time.Hour, "keepalive 10s, keepalive 10s, keepalive 3s, keepalive 3s"},
		{"TIME-WAIT", nil, nil, func(n *net, a, b topology.Socket) {
			n.must(0, a, topology.Op{Kind: topology.OpClose})
			n.until(n.Now() + 50*ms)
			n.must(1, b, topology.Op{Kind: topology.OpClose})
		}, time.Hour, "time-wait 1m0s"},
		{"TIME-WAIT, restarted by another FIN", []change{set(1, "tcp_sack", "0")}, []string{"from a last-ack#1 drop"}, func(n *net, a, b topology.Socket) {
			n.must(0, a, topology.Op{Kind: topology.OpClose})
			n.until(n.Now() + 50*ms)
			n.must(1, b, topology.Op{Kind: topology.OpClose})
		}, time.Hour, "time-wait 1m0s"},
		{"FIN-WAIT-2 of an orphan", nil, nil, func(n *net, a, b topology.Socket) {
			n.must(0, a, topology.Op{Kind: topology.OpClose})
		}, time.Hour, "fin-wait-2 1m0s"},
		{"FIN-WAIT-2, set", []change{set(0, "tcp_fin_timeout", "5s")}, nil, func(n *net, a, b topology.Socket) {
			n.must(0, a, topology.Op{Kind: topology.OpClose})
		}, time.Hour, "fin-wait-2 5s"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			n := newNet(t, planOf(2, c.changes...), c.rules...)
			a, b := n.pair()
			c.play(n, a, b)
			n.until(c.until)
			if got := strings.Join(n.timers(0), ", "); got != c.want {
				t.Errorf("timers %s; want %s\n%s", got, c.want, n.story())
			}
			for e := range n.log.All() {
				if e.Kind == event.Timer && e.Names.Conn(e.Conn) == "" {
					t.Errorf("event %d does not say whose timer it was", e.N)
				}
			}
		})
	}
}

// TestSYNIsRepeated: RFC 6298's backoff, on both ends, to the end.
func TestSYNIsRepeated(t *testing.T) {
	n := newNet(t, planOf(2), "from a syn drop")
	s := n.open(0, "tcp", false)
	if op := n.do(0, s, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80)}); op.Errno != "ETIMEDOUT" {
		t.Fatalf("connect into the void: %s", op.Errno)
	}
	var want []string
	for _, s := range []int{1, 2, 4, 8, 16, 32, 64} {
		want = append(want, fmt.Sprintf("retransmission %v", time.Duration(s)*time.Second))
	}
	if got := n.timers(0); !slices.Equal(got, want) {
		t.Fatalf("timers %v, want %v", got, want)
	}
	if n.Now() != 127*time.Second {
		t.Fatalf("connect failed after %v, want 127s", n.Now())
	}
	for e := range n.log.All() {
		if e.Kind == event.Change && e.To == event.Closed && (e.More == nil || e.More.Reason != "timeout") {
			t.Fatalf("the connection ended, and the record does not say of a timeout: %+v", e.More)
		}
	}

	n = newNet(t, planOf(2), "from a handshake-ack drop", "from a ack drop")
	n.listen(1, 80, 8, false)
	n.must(0, n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80)})
	n.until(10 * time.Second)
	if got := strings.Join(n.timers(1), ", "); got != "retransmission 1s, retransmission 2s, retransmission 4s" {
		t.Fatalf("the SYN-ACK's timers: %s", got)
	}
}

// TestTCB: the variables stand in the record where the plan asks for them, and
// make sense: SND.UNA <= SND.NXT, as the segments on the wire have it.
func TestTCB(t *testing.T) {
	n := newNet(t, planOf(2, func(p *topology.Plan) { p.TCB = true }))
	a, b := n.pair()
	n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(5000)})
	n.until(n.Now() + time.Second)
	n.must(1, b, topology.Op{Kind: topology.OpRecv})
	n.until(n.Now() + time.Second)
	var last *event.TCB
	told := 0
	for e := range n.log.All() {
		if e.More == nil || e.More.TCB == nil {
			continue
		}
		told++
		v := e.More.TCB
		if v.Snd.Nxt-v.Snd.Una > 1<<20 || v.RTO < 200*ms || v.RTO > 120*time.Second {
			t.Fatalf("event %d: %+v", e.N, *v)
		}
		if e.Seg.Ack != v.Snd.Una {
			t.Fatalf("event %d delivers an ack of %d, and SND.UNA is %d", e.N, e.Seg.Ack, v.Snd.Una)
		}
		if e.Seg.Next() != v.Rcv.Nxt {
			t.Fatalf("event %d delivers octets up to %d, and RCV.NXT is %d", e.N, e.Seg.Next(), v.Rcv.Nxt)
		}
		if e.Host == 1 {
			c := *v
			last = &c
		}
	}
	if told < 5 || last == nil {
		t.Fatalf("%d events tell of the variables", told)
	}
	w := a.Conn().Wrote
	if last.Snd.Nxt != w.Next || last.Snd.Una != w.Next || last.Snd.Nxt-w.ISS != 5001 || last.Cwnd < 10*1448 {
		t.Fatalf("after 5000 octets were acknowledged: %+v; the last segment ended at %d, ISS %d", *last, w.Next, w.ISS)
	}
	if last.SRTT < 20*ms || last.SRTT > 21*ms {
		t.Errorf("SRTT is %v on a way of 20ms", last.SRTT)
	}
}
