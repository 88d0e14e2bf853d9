package netstack_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/topology"
)

// lossyRun is a run in which much goes wrong, as JSONL: two connections and a
// datagram through a router, with losses, jitter, rules of chance, a crash and a
// reboot. Runs of odd seeds are on Ethernet.
func lossyRun(s uint64) ([]byte, error) {
	p := planOf(3, seed(s), func(p *topology.Plan) {
		if s%2 == 1 {
			ethernet(p)
		}
		p.TCB = true
		for w := range p.Wires {
			for d := range p.Wires[w].Props {
				p.Wires[w].Props[d].Jitter = 3 * ms
				p.Wires[w].Props[d].Loss = 0.05
				p.Wires[w].Props[d].Rate = 10_000_000
			}
		}
	})
	var out bytes.Buffer
	n, err := build(p, []string{
		"from a data chance 10% drop", "from b to c data#4 duplicate 2", "from c ack chance 5% delay 1ms..9ms",
		"from a data#7 reorder 2", "from a data#9 corrupt payload", "from c synack#1 drop",
	}, new(event.Log), event.NewJSONL(&out))
	if err != nil {
		return nil, err
	}
	defer n.Close()
	problem := new(failure)
	n.t = problem
	run := &event.RunInfo{Format: event.Format, Framing: p.Wires[0].Framing.String(), Rules: []event.RuleInfo{}}
	for i := range p.Hosts {
		run.Hosts = append(run.Hosts, event.HostInfo{Name: p.Hosts[i].Name, Stack: "netstack"})
	}
	for i := range p.Wires {
		run.Wires = append(run.Wires, event.WireInfo{Name: p.Wires[i].Name, Ends: []string{"x", "y"}})
	}
	n.Record(&event.Event{Kind: event.Run, More: &event.More{Run: run}})
	l := n.listen(2, 80, 4, false)
	var clients, servers []topology.Socket
	for range 2 {
		c := n.open(0, "tcp", false)
		op := topology.Op{Kind: topology.OpConnect, Addr: n.addr(2, 80)}
		n.do(0, c, op)
		clients = append(clients, c)
		if a := n.do(2, l, topology.Op{Kind: topology.OpAccept, NoWait: true}); a.Accepted != nil {
			servers = append(servers, a.Accepted)
		}
	}
	u := n.open(0, "udp", true)
	n.do(0, u, topology.Op{Kind: topology.OpSend, Data: octets(2000), Addr: n.addr6(2, 53)})
	for _, c := range clients {
		n.do(0, c, topology.Op{Kind: topology.OpSend, Data: octets(12_000), NoWait: true})
	}
	n.until(n.Now() + 500*ms)
	for _, s := range servers {
		n.do(2, s, topology.Op{Kind: topology.OpRecv, NoWait: true})
		n.do(2, s, topology.Op{Kind: topology.OpClose})
	}
	n.do(0, clients[0], topology.Op{Kind: topology.OpClose})
	n.until(n.Now() + 5*time.Second)
	n.Crash(3)
	n.until(n.Now() + time.Second)
	if err := n.Reboot(3); err != nil {
		return nil, err
	}
	n.until(n.Now() + 2*time.Minute)
	n.DropHeld()
	if problem.text != "" {
		return nil, problem
	}
	return out.Bytes(), nil
}

// failure takes the place of a test on goroutines where one may not fail.
type failure struct{ text string }

func (f *failure) Error() string             { return f.text }
func (*failure) Helper()                     {}
func (*failure) Cleanup(func())              {}
func (f *failure) Fatal(...any)              { f.text = "failed"; runtime.Goexit() }
func (f *failure) Fatalf(s string, _ ...any) { f.text = s; runtime.Goexit() }

func hashOf(s uint64) string {
	raw, err := lossyRun(s)
	if err != nil {
		return err.Error()
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// TestDeterminism: the same plan and seed give the same bytes, in 200 runs, with
// one processor and with four, four runs at a time, while another goroutine
// burns the processor. Other seeds give others.
func TestDeterminism(t *testing.T) {
	raw, err := lossyRun(5)
	if err != nil || bytes.Count(raw, []byte("\n")) < 100 {
		t.Fatalf("the run is too tame: %d events, %v", bytes.Count(raw, []byte("\n")), err)
	}
	want := [...]string{hashOf(4), hashOf(5)}
	var stop atomic.Bool
	var burning sync.WaitGroup
	burning.Go(func() {
		for x := 1; !stop.Load(); x = x*31 + 1 {
		}
	})
	defer func() {
		stop.Store(true)
		burning.Wait()
	}()
	runs := 200
	if raceEnabled || testing.Short() {
		runs = 40
	}
	for _, procs := range []int{1, 4} {
		was := runtime.GOMAXPROCS(procs)
		var all sync.WaitGroup
		var differ atomic.Int32
		for range 4 {
			all.Go(func() {
				for i := range runs / 8 {
					if hashOf(4+uint64(i%2)) != want[i%2] {
						differ.Add(1)
					}
				}
			})
		}
		all.Wait()
		runtime.GOMAXPROCS(was)
		if n := differ.Load(); n != 0 {
			t.Errorf("with %d processors %d of %d runs gave other bytes", procs, n, runs/2)
		}
	}
	seen := map[string]uint64{want[0]: 4, want[1]: 5}
	for s := range uint64(4) {
		h := hashOf(s)
		if other, ok := seen[h]; ok {
			t.Errorf("seeds %d and %d gave the same run", s, other)
		}
		seen[h] = s
	}
}
