package file

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/lab"
)

func TestSet(t *testing.T) {
	const src = shared + `
variants:
  one:
  two: {wires: {wire1: {delay: 30ms}}, limits: {time: 3h}}
`
	l := load(t, src, Options{Set: []string{
		"hosts.client.set.tcp_sack=1", "hosts.server.set.tcp_moderate_rcvbuf=0", "wires.wire1.delay=50ms", "wires.0.from.client.loss=2%",
		"limits.time=30m", "programs.client.0.connect=server:81", "until=client.state == CLOSED", "rules.0=from server drop",
	}, Rules: []string{"name last from client fin#1 drop"}})
	for _, v := range l.Variants {
		for _, c := range []struct {
			what      string
			got, want any
		}{
			{"a host's setting", v.Hosts[0].Set["tcp_sack"] + v.Hosts[1].Set["tcp_moderate_rcvbuf"], "10"},
			{"other settings", v.Hosts[0].Set["tcp_recovery"], "0"},
			{"a wire", v.Wires[0].Props, [2]lab.Props{{Delay: 50e6, Loss: 0.02}, {Delay: 50e6, Loss: 0.01}}},
			{"limits", v.Limits, lab.Limits{Time: 1800e9, Wall: 5e9}},
			{"a step", v.Programs[1].Steps[0].Args.One("to"), "server:81"},
			{"until", v.Until, "client.state == CLOSED"},
			{"rules", v.Rules[0].String() + "; " + v.Rules[1].String(), "from server drop; name last from client fin#1 drop"},
		} {
			if d := cmp.Diff(c.want, c.got); d != "" {
				t.Errorf("%s: %s (-want +got):\n%s", v.Name, c.what, d)
			}
		}
	}
}

// What only one variant has is set there.
func TestSetInOneVariant(t *testing.T) {
	l := load(t, "hosts: [a, b]\nvariants:\n  x:\n  y: {hosts: {c: }, wires: [{}, {name: up, ends: [b, c]}]}\n", Options{Set: []string{"wires.up.delay=1s"}})
	if d := l.Variant("y").Wires[1].Props[0].Delay; d != 1e9 {
		t.Errorf("delay %v", d)
	}
}

func TestCommandLineErrors(t *testing.T) {
	const src = "hosts: [client, server]\nrules: [drop]\nvariants: {a: , b: }\n"
	for _, c := range []struct{ set, rule, want string }{
		{set: "limits", want: `--set:1:1: wanted KEY=VALUE, saw "limits": write limits.time=1h or wires.wire1.delay=50ms`},
		{set: "limit.time=1h", want: `--set:1:1: --set: a run has no "limit": did you mean "limits"?`},
		{set: "limits.tmie=1h", want: `--set:1:8: limits: no key is called "tmie": did you mean "time"?`},
		{set: "limits.time=1", want: `--set:1:13: time: wanted a time, saw "1": 1 has no unit: write 1ms or 1s`},
		{set: "limits.time=", want: `--set:1:13: time: wanted a time, saw ""`},
		{set: "limits.time.x=1", want: `--set:1:13: time: wanted a time, saw a map with "x"`},
		{set: "hosts.clinet.stack=kernel", want: `--set:1:7: no host is called "clinet": did you mean "client"?`},
		{set: "hosts.client.stak=kernel", want: `--set:1:14: a host: no key is called "stak": did you mean "stack"?`},
		{set: "wires.wire2.delay=1s", want: `--set:1:7: no wire is called "wire2": did you mean "wire1"?`},
		{set: "wires.1.delay=1s", want: `--set:1:7: no wire is called "1": there are wire1`},
		{set: "wires.0.ends.0=clint", want: `--set:1:16: no host is called "clint": did you mean "client"?`},
		{set: "rules.1=pass", want: `--set:1:7: --set: rules has no item "1": it has 1 items, counted from 0`},
		{set: "rules.0.do=pass", want: `--set:1:9: --set: rules.0 is a text and has no parts`},
		{set: "title=x", want: `--set:1:1: --set: a run has no "title": it is no part of a run; --variant chooses one`},
		{set: "until=client.state == TIME-WIAT", want: "--set:1:23: until: there is no state \"TIME-WIAT\": did you mean TIME-WAIT?"},
		{rule: "from clinet drop", want: `--rule:1:6: no host is called "clinet": did you mean "client"?`},
		{rule: "from client 三 drop", want: `--rule:1:13: no role, field or action is called "三": netlab help rules names the roles and the actions, netlab help fields the fields`},
	} {
		var o Options
		if c.set != "" {
			o.Set = []string{c.set}
		} else {
			o.Rules = []string{c.rule}
		}
		l, errs := Load("lab.yaml", []byte(src), o)
		if errs.Error() != c.want || l != nil {
			t.Errorf("%s%s:\ngot  %s\nwant %s", c.set, c.rule, errs, c.want)
		}
	}
}
