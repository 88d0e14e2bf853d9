package lab_test

import (
	"context"
	"testing"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/topology"
	"netlab/topology/clock"
	"netlab/topology/netstack"
)

// stepLabs are labs about one step each. They meet their expectations on every
// stack that is not in but.
var stepLabs = []struct{ name, but, yaml string }{
	{"urgent data", topology.Netstack, `
programs:
  server: [listen: 80, accept, {wait: 50ms}, {recv: {urgent: true, text: "!"}}, {recv: {urgent: true, result: EINVAL}}, {recv: {text: helloAB}}, {recv: {text: CD}}]
  client: [{connect: "server:80"}, {send: hello}, {send: {text: "AB!", urgent: true}}, {send: CD}]
expect:
  - segments: {from: client, match: tcp.flags.urg == 1, count: 1}
  - bytes: {host: server, text: helloABCD, received: 10}`},
	{"urgent data in line", topology.Netstack, `
programs:
  server: [listen: 80, accept, {setsockopt: {option: SO_OOBINLINE, value: 1}}, {wait: 50ms}, {recv: {urgent: true, result: EINVAL}}, {recv: {bytes: 10, text: "helloAB!CD"}}]
  client: [{connect: "server:80"}, {send: hello}, {send: {text: "AB!", urgent: true}}, {send: CD}]
expect: [{bytes: {host: server, text: "helloAB!CD"}}]`},
	{"urgent data that nobody asks for", topology.Netstack, `
programs:
  server: [listen: 80, accept, {wait: 50ms}, {recv: {bytes: 9, text: helloABCD}}]
  client: [{connect: "server:80"}, {send: hello}, {send: {text: "AB!", urgent: true}}, {send: CD}]
expect: [{bytes: {host: server, text: helloABCD, intact: true}}]`},
	{"no urgent data", topology.Kernel, `
programs:
  server: [listen: 80, accept, {recv: {urgent: true, result: EOPNOTSUPP}}]
  client: [{connect: "server:80"}, {send: {text: "AB!", urgent: true, result: EOPNOTSUPP}}]
expect: [{segments: {from: client, match: data, count: 0}}]`},
	{"each write when the last is acknowledged", "", `
rules: ["from client data#1 drop"]
programs:
  server: [listen: 80, accept, {recv: {until: eof}}]
  client: [{connect: "server:80"}, {send: M1}, {wait: {acked: true}}, {send: M2}, {wait: {acked: true, within: 5s}}, {shutdown: wr}, {wait: {acked: true}}, {note: the end}]
expect:
  - segments: {from: client, match: data, count: 3}
  - bytes: {host: server, text: M1M2}
  - states: {host: client, path: [FIN-WAIT-1, FIN-WAIT-2]}`},
	{"until it is delivered", "", `
programs:
  server: [listen: 80, accept, {recv: {bytes: 2, nowait: true, result: EAGAIN}}, {wait: {packet: data, delivered: true}}, {recv: {nowait: true, text: hi}}]
  client: [{connect: "server:80"}, {wait: 20ms}, {send: hi}]`},
	{"a number that was chosen", "", `
programs:
  server: [listen: 80, accept, {recv: {until: eof}}]
  client: [{setsockopt: {option: TCP_QUEUE_SEQ, value: 4294967295}}, {connect: "server:80"}, {send: {bytes: 3000}}, {shutdown: wr}]
expect:
  - segments: {from: client, match: "syn && tcp.seq_raw == 4294967295", count: 1}
  - segments: {from: client, match: "data && tcp.seq_raw == 0", count: 1}
  - bytes: {host: server, received: 3000}`},
	{"the largest datagram", "", `
programs:
  server: [{bind: {to: ":53", proto: udp}}, {recv: {bytes: 65507}}]
  client: [{connect: {to: "server:53", proto: udp}}, {send: {bytes: 65508, result: EMSGSIZE}}, {send: {bytes: 65507}}]
expect:
  - bytes: {host: server, received: 65507}`},
	{"nobody at the port", "", `
programs:
  client: [{connect: {to: "server:53", proto: udp}}, {send: hello}, {recv: {result: ECONNREFUSED}}, {send: again}, {wait: {packet: icmp, delivered: true}}, {send: {text: more, result: ECONNREFUSED}}]
expect:
  - segments: {from: client, match: udp && !icmp, count: 2}`},
	{"connect waits for what another has begun", "", `
programs:
  server: [listen: 80, accept]
  client: [{connect: {to: "server:80", nowait: true, as: c}}, {connect: {to: "server:80", nowait: true, sock: c, result: EALREADY}}, {connect: {to: "server:80", sock: c}}, {send: {text: x, sock: c}}]`},
}

// TestSteps runs them in memory, on virtual time.
func TestSteps(t *testing.T) {
	runStepLabs(t, topology.Netstack, func(*testing.T) (map[string]topology.Maker, clock.Waiter) {
		return map[string]topology.Maker{topology.Netstack: netstack.New}, nil
	})
}

func runStepLabs(t *testing.T, stack string, open func(*testing.T) (map[string]topology.Maker, clock.Waiter)) {
	for _, c := range stepLabs {
		if c.but == stack {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // on a real clock the connections are left open until the limit
			l, errs := file.Load("step.yaml", []byte("hosts: {client: , server: }\nwires: [{ends: [client, server], delay: 5ms}]\nlimits: {time: 700ms}"+c.yaml), file.Options{})
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			plan, problems := lab.Resolve(l, &l.Variants[0], lab.Settings{Seed: 1, Stack: map[string]string{"": stack}})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			makers, waiter := open(t)
			var log event.Log
			r, err := lab.Run(context.Background(), plan, lab.RunOptions{Makers: makers, Waiter: waiter, Log: &log})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range r.Expect {
				if !e.OK {
					t.Errorf("%s: wanted %s, got %s", e.Text, e.Want, e.Got)
				}
			}
			if t.Failed() {
				for e := range log.All() {
					what := ""
					if e.More != nil && e.More.Call != nil {
						what = e.More.Call.Op + " " + e.More.Call.Result
					}
					t.Log(e.At, e.Names.Host(e.Host), e.Kind, e.Seg.Flags, e.Seg.Len(), what)
				}
			}
		})
	}
}
