package linux_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// Behind the conformance suite: what only a kernel host does. Each test is a small
// lab, which says what must come of it; a test that fails draws the ladder.

// tell runs a lab's text and gives its record. The lab's own expectations must
// be met.
func tell(t *testing.T, text string, set lab.Settings) *event.Log {
	t.Helper()
	l, errs := file.Load("test.yaml", []byte("title: test\n"+text), file.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	set.Limits.Time = 90 * time.Second
	if set.Stack == nil {
		set.Stack = map[string]string{"": topology.Kernel}
	}
	plan, wrong := lab.Resolve(l, &l.Variants[0], set)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	m, err := linux.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	log := new(event.Log)
	res, err := lab.Run(t.Context(), plan, lab.RunOptions{
		Makers: map[string]topology.Maker{topology.Kernel: m.Kernel, topology.Netstack: m.Wired(netstack.New)},
		Waiter: m.Wait, Log: log, AllowExec: true,
	})
	if u := (*linux.Unable)(nil); errors.As(err, &u) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			var b strings.Builder
			ladder.Draw(&b, story.Fold(log.All()), ladder.Options{Width: 120})
			t.Log("\n" + b.String())
		}
	})
	if !res.OK() || res.Reason == "limit" || res.Reason == "interrupted" {
		t.Errorf("the run ended by %s %s, and not all was as expected", res.Reason, res.Detail)
	}
	return log
}

const twoHosts = `
hosts: {client: {set: {kernel: {tcp_timewait_len: 200ms%s}}}, server: }
wires: [{ends: [client, server], delay: 1ms}]
`

// TestTimers: what the kernel does by itself bears the name of the timer that
// made it do so, and how long that ran.
func TestTimers(t *testing.T) {
	for _, c := range []struct {
		name, timer  string
		least, most  time.Duration
		client, rest string // the client's settings; rules and programs
	}{
		{"the SYN is lost", "retransmission", 900 * time.Millisecond, 1100 * time.Millisecond, "", `
rules: ["from client to server syn#1 drop"]
programs: {server: [listen: 80, accept], client: [connect: "server:80", abort]}`},
		{"the last segment is lost", "probe", time.Millisecond, 600 * time.Millisecond, "", `
rules: ["from client to server data#1 drop"]
programs: {server: [listen: 80, accept, recv: {bytes: 5}], client: [connect: "server:80", send: hello, {wait: 700ms}, abort]}`},
		{"the probe is lost too", "retransmission", 150 * time.Millisecond, 900 * time.Millisecond, "", `
rules: ["from client to server data drop"]
programs: {server: [listen: 80, accept], client: [connect: "server:80", send: hello, {wait: 900ms}, abort]}`},
		{"nobody reads the data at once", "delayed-ack", 10 * time.Millisecond, 250 * time.Millisecond, "", `
programs: {server: [listen: 80, accept, recv: {bytes: 5}, send: a, recv: {bytes: 1}], client: [connect: "server:80", send: hello, recv: {bytes: 1}, send: b, {wait: 300ms}, send: c, {wait: 300ms}, abort]}`},
		{"an idle connection is probed", "keepalive", 900 * time.Millisecond, 1100 * time.Millisecond, ", so_keepalive: 1, tcp_keepalive_time: 1s", `
programs: {server: [listen: 80, accept], client: [connect: "server:80", {wait: 1500ms}, abort]}`},
		{"a closed window is probed", "persist", 100 * time.Millisecond, 1500 * time.Millisecond, "", `
programs: {server: [{setsockopt: {option: SO_RCVBUF, value: 4096}}, listen: 80, accept], client: [connect: "server:80", {send: {bytes: 200000, within: 2s, result: EAGAIN}}, abort]}`},
		{"TIME-WAIT is ended from outside", "sock-destroy", 200 * time.Millisecond, 200 * time.Millisecond, "", `
until: "client.state == CLOSED && server.state == CLOSED"
programs: {server: [listen: 80, accept, {wait: 20ms}, close, {close: ":80"}], client: [connect: "server:80", close]}`},
		{"an orphan in FIN-WAIT-2 is given up", "fin-wait-2", 900 * time.Millisecond, 1100 * time.Millisecond, ", tcp_fin_timeout: 1s", `
programs: {server: [listen: 80, accept, {wait: 2s}, abort], client: [connect: "server:80", close]}`},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			log := tell(t, fmt.Sprintf(twoHosts, c.client)+c.rest, lab.Settings{})
			var seen []string
			for e := range log.All() {
				if e.Kind != event.Timer {
					continue
				}
				after := e.More.Timer.After
				if e.More.Timer.Name == c.timer && after >= c.least && after <= c.most && e.Conn != 0 {
					return
				}
				seen = append(seen, fmt.Sprintf("%s after %v (%s)", e.More.Timer.Name, after, e.Names.Conn(e.Conn)))
			}
			t.Errorf("no timer %s of a connection after %v to %v; there were %v", c.timer, c.least, c.most, seen)
		})
	}
}

// TestCookies: with SYN cookies there is no SYN-RECEIVED, and nothing is made up.
func TestCookies(t *testing.T) {
	tell(t, `
hosts: {client: , server: {set: {kernel: {tcp_syncookies: 2}}}}
wires: [{ends: [client, server], delay: 1ms}]
programs: {server: [listen: 80, accept], client: [connect: "server:80", abort]}
expect:
  - never: server SYN-RECEIVED
  - states: {host: server, conn: ":80/1", path: [ESTABLISHED, CLOSED], whole: true}
`, lab.Settings{})
}

// TestSamePairAgain: a connection of the same addresses as one in TIME-WAIT is
// another connection, on both ends.
func TestSamePairAgain(t *testing.T) {
	log := tell(t, `
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 1ms}]
programs:
  server: [listen: 80, accept, recv: {until: eof}, close, accept, recv: {until: eof, result: ECONNRESET}]
  client:
    - {setsockopt: {option: SO_REUSEADDR, value: 1, as: first}}
    - {bind: {to: ":5000", sock: first}}
    - {connect: {to: "server:80", sock: first}}
    - {shutdown: {sock: first}}
    - {recv: {until: eof, sock: first}}
    - {close: first}
    - {setsockopt: {option: SO_REUSEADDR, value: 1, as: second}}
    - {bind: {to: ":5000", sock: second}}
    - {connect: {to: "server:80", sock: second}}
    - {abort: second}
expect:
  - states: {host: client, conn: first, path: [SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT, CLOSED], whole: true}
  - states: {host: client, conn: second, path: [SYN-SENT, ESTABLISHED, CLOSED], whole: true}
  - states: {host: server, conn: ":80/2", path: [SYN-RECEIVED, ESTABLISHED, CLOSED]}
`, lab.Settings{})
	for e := range log.All() {
		if e.Kind != event.Deliver || e.More == nil || e.More.TCB == nil || e.Info.Known&event.KnownAck == 0 {
			continue
		}
		tcb := e.More.TCB
		rcv, una := tcb.Rcv.Nxt-(e.Seg.Seq-e.Info.RSeq), tcb.Snd.Una-(e.Seg.Ack-e.Info.RAck)
		if rcv > 2 || una > 2 { // a SYN and a FIN: nobody sends data
			t.Errorf("event %d: RCV.NXT is %d beyond the peer's initial number, SND.UNA %d beyond the own", e.N, rcv, una)
		}
	}
}

// TestOldSocket: what is done with the socket of a connection that was reset is no
// business of a later one of the same addresses.
func TestOldSocket(t *testing.T) {
	tell(t, `
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 1ms}]
programs:
  server: [listen: 80, {accept: {as: a}}, {recv: {bytes: 1, sock: a}}, {abort: a}, {accept: {as: b}}, {recv: {bytes: 5, text: hello, sock: b}}, {abort: b}]
  client:
    - {setsockopt: {option: SO_REUSEADDR, value: 1, as: first}}
    - {bind: {to: ":5000", sock: first}}
    - {connect: {to: "server:80", sock: first}}
    - {send: {text: x, sock: first}}
    - {recv: {sock: first, result: ECONNRESET}}
    - {setsockopt: {option: SO_REUSEADDR, value: 1, as: second}}
    - {bind: {to: ":5000", sock: second}}
    - {connect: {to: "server:80", sock: second}}
    - {close: first}
    - {send: {text: hello, sock: second}}
    - {recv: {sock: second, result: ECONNRESET}}
expect:
  - states: {host: client, conn: first, path: [SYN-SENT, ESTABLISHED, CLOSED], whole: true}
  - states: {host: client, conn: second, path: [SYN-SENT, ESTABLISHED, CLOSED], whole: true}
`, lab.Settings{})
}

// TestVariables: what tcp_info says of a connection agrees with what was seen on
// the wire, after every single segment.
func TestVariables(t *testing.T) {
	log := tell(t, fmt.Sprintf(twoHosts, "")+`
rules: ["from client to server data#9 drop"]
programs:
  server: [listen: 80, accept, {recv: {until: eof}}, send: {bytes: 3000}, close]
  client: [connect: "server:80", {send: {bytes: 100000}}, shutdown, recv: {until: eof}, close]
`, lab.Settings{})
	type tally struct{ nxt, una, told, rcv uint32 } // relative: written, acknowledged to it, and by it; RCV.NXT
	of := map[event.HostID]*tally{1: {}, 2: {}}
	checked := 0
	for e := range log.All() {
		if e.Host == 0 || e.Info.Known&event.KnownAck == 0 && e.Kind != event.Send {
			continue
		}
		h := of[e.Host]
		switch e.Kind {
		case event.Send:
			h.nxt = max(h.nxt, e.Info.RSeq+e.Seg.Len())
			h.told = max(h.told, e.Info.RAck)
		case event.Deliver:
			h.una = max(h.una, e.Info.RAck)
			if e.More == nil || e.More.TCB == nil {
				continue
			}
			tcb := e.More.TCB
			iss := e.Seg.Ack - e.Info.RAck // the receiver's own, as the sender tells it
			irs := e.Seg.Seq - e.Info.RSeq
			checked++
			if got := tcb.Snd.Una - iss; got != h.una {
				t.Fatalf("event %d: SND.UNA is %d, and the greatest acknowledgement that came is %d", e.N, got, h.una)
			}
			if got := tcb.Snd.Nxt - iss; got < h.nxt {
				t.Fatalf("event %d: SND.NXT is %d, and %d was written before", e.N, got, h.nxt)
			}
			if got := tcb.Rcv.Nxt - irs; got < h.told || got > h.told+100_000 {
				t.Fatalf("event %d: RCV.NXT is %d, and %d was acknowledged before", e.N, got, h.told)
			}
			h.rcv = tcb.Rcv.Nxt - irs
			if tcb.Cwnd == 0 || tcb.RTO < 100*time.Millisecond || tcb.Rcv.Wnd == 0 {
				t.Fatalf("event %d: cwnd %d, RTO %v, RCV.WND %d", e.N, tcb.Cwnd, tcb.RTO, tcb.Rcv.Wnd)
			}
		}
	}
	for h, y := range of {
		if y.rcv > y.told {
			t.Errorf("host %d: RCV.NXT was %d in the end, and no more than %d was ever acknowledged", h, y.rcv, y.told)
		}
	}
	if checked < 50 {
		t.Fatalf("only %d segments told of the variables", checked)
	}
}

// TestMixedBulk: 20 MiB go whole from one stack to the other, with packets lost on
// the way. What arrives is compared octet for octet with what was sent.
func TestMixedBulk(t *testing.T) {
	for _, way := range [][2]string{{topology.Kernel, topology.Netstack}, {topology.Netstack, topology.Kernel}} {
		t.Run(way[0]+"-"+way[1], func(t *testing.T) {
			tell(t, `
hosts: {client: , server: }
wires: [{ends: [client, server]}]
rules: ["from client to server data chance 1% drop"]
programs:
  server: [listen: 80, accept, {recv: {until: eof}}, close]
  client: [connect: "server:80", {send: {bytes: 20971520}}, shutdown, recv: {until: eof}, abort]
limits: {events: 10000000}
expect:
  - bytes: {host: server, received: 20971520}
`, lab.Settings{Stack: map[string]string{"client": way[0], "server": way[1]}})
		})
	}
}

// TestPrograms: what a program of the machine's own does inside a host goes
// through the desk and stands in the record as what the lab's programs do.
func TestPrograms(t *testing.T) {
	for _, tool := range []string{"python3", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	tell(t, `
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 1ms}]
rules: ["from client to server syn#1 drop"]
programs:
  server: [exec: {command: [python3, -m, http.server, "8080", --bind, 0.0.0.0], background: true}]
  client: [wait: {state: "server.state == LISTEN", within: 20s}, exec: {command: [curl, -s, -o, /dev/null, -w, "%{http_code}", "http://server:8080/"], text: "200"}]
expect:
  - segments: {from: client, match: syn, count: 2}
  - states: {host: server, conn: ":8080", path: [LISTEN]}
  - states: {host: server, conn: ":8080/1", path: [SYN-RECEIVED, ESTABLISHED]}
`, lab.Settings{})
}

// TestVisitor: what a program of the machine's own sends to a socket of the lab's is
// not held against anybody: nobody counted it.
func TestVisitor(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip(err)
	}
	tell(t, `
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 1ms}]
programs:
  server: [listen: 80, accept, recv, send: "HTTP/1.0 200 OK\r\n\r\nhello", close]
  client: [exec: {command: [curl, -sS, "http://server/"], text: hello}]
`, lab.Settings{})
}

// TestSharedPort: of two that listen at one address there is one entry, which ends
// when both have.
func TestSharedPort(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip(err)
	}
	tell(t, `
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 1ms}]
programs:
  server:
    - exec:
        - python3
        - -c
        - |
          import socket, time
          all = []
          for port in (8081, 8080, 8080):
              s = socket.socket()
              s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
              s.bind(("0.0.0.0", port))
              s.listen(1)
              all.append(s)
          time.sleep(0.2)
expect:
  - states: {host: server, conn: ":8080", path: [LISTEN, CLOSED], whole: true}
  - states: {host: server, conn: ":8081", path: [LISTEN, CLOSED], whole: true}
  - never: server ESTABLISHED
`, lab.Settings{})
}

// TestInterrupted: a run whose context ends, ends at once.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m, err := linux.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	cancel()
	m.Wait(ctx, time.Hour)
}
