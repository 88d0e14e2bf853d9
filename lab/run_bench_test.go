package lab_test

import (
	"context"
	"fmt"
	"testing"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/topology"
	"netlab/topology/netstack"
)

// scenario is a connection's whole life in 27 segments: handshake, ten times
// 1,000 octets, close from the client, TIME-WAIT to CLOSED.
func scenario(tb testing.TB, tcb bool) *lab.Plan {
	tb.Helper()
	client := []lab.Step{{Do: "connect", Args: lab.Args{"to": {"server:80"}}}}
	for range 10 {
		client = append(client, lab.Step{Do: "send", Args: lab.Args{"bytes": {"1000"}}})
	}
	client = append(client, lab.Step{Do: "close"})
	v := &lab.Variant{
		Hosts: []lab.Host{{Name: "client"}, {Name: "server"}},
		Wires: []lab.Wire{{Name: "wire1", Ends: [2]lab.WireEnd{{Host: "client"}, {Host: "server"}}, Props: [2]lab.Props{{Delay: 5e6}, {Delay: 5e6}}}},
		Programs: []lab.Program{
			{Host: "server", Name: "server", Steps: []lab.Step{{Do: "listen", Args: lab.Args{"on": {"80"}}}, {Do: "accept"}, {Do: "recv", Args: lab.Args{"until": {"eof"}}}, {Do: "close"}}},
			{Host: "client", Name: "client", Steps: client},
		},
	}
	p, errs := lab.Resolve(&lab.Lab{Name: "scenario"}, v, lab.Settings{})
	if len(errs) > 0 {
		tb.Fatal(errs)
	}
	p.Network.TCB = tcb
	return p
}

// The scenario is what its name says.
func TestScenario(t *testing.T) {
	var log event.Log
	makers := map[string]topology.Maker{"netstack": netstack.New}
	if _, err := lab.Run(context.Background(), scenario(t, false), lab.RunOptions{Makers: makers, Log: &log}); err != nil {
		t.Fatal(err)
	}
	segments, last := 0, event.NoState
	for e := range log.All() {
		switch e.Kind {
		case event.Send:
			segments++
		case event.Change:
			last = e.From
		}
	}
	if segments != 27 || last != event.TimeWait {
		t.Errorf("%d segments, and the last state left was %s; want 27 and TIME-WAIT", segments, last)
	}
}

func BenchmarkWholeRun(b *testing.B) {
	for _, tcb := range []bool{false, true} {
		b.Run(fmt.Sprintf("tcb=%v", tcb), func(b *testing.B) {
			p := scenario(b, tcb)
			makers := map[string]topology.Maker{"netstack": netstack.New}
			b.ReportAllocs()
			for b.Loop() {
				var log event.Log
				res, err := lab.Run(context.Background(), p, lab.RunOptions{Makers: makers, Log: &log})
				if err != nil || res.Reason != "done" {
					b.Fatal(res, err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "runs/s")
		})
	}
}
