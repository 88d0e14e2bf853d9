package file

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/lab"
)

func load(t *testing.T, src string, o Options) *lab.Lab {
	t.Helper()
	l, errs := Load("lab.yaml", []byte(src), o)
	if errs != nil {
		t.Fatal(errs)
	}
	return l
}

const shared = `
title: Shared
hosts:
  client: {set: {tcp_sack: 0, tcp_recovery: 0}}
  server: {stack: kernel}
wires: [{delay: 10ms, loss: 1%}]
programs:
  server: [listen: 80, accept]
  client: [connect: "server:80"]
rules: [name first drop]
expect: [never: rst]
needs: [kernel]
limits: {time: 1h, wall: 5s}
`

// In a variant maps merge, rules and expectations append, a host's programs
// replace, wires are the same by name.
func TestMerge(t *testing.T) {
	l := load(t, shared+`
variants:
  same:
  other:
    title: Other
    hosts: {client: {set: {tcp_sack: 1}}, server: , third: }
    wires:
      - {delay: 20ms}
      - {name: more, ends: [server, third]}
    programs: {client: {a: [{bind: ":1"}], b: [{bind: ":2"}]}}
    rules: [from client syn pass]
    expect: [never: drop syn]
    needs: [root]
    limits: {time: 2h}
    until: client.state == CLOSED
`, Options{})
	same, other := l.Variants[0], l.Variants[1]
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"the default is the first", l.Default, "same"},
		{"titles are of the lab and of the variant", []string{l.Title["en"], same.Title["en"], other.Title["en"]}, []string{"Shared", "", "Other"}},
		{"hosts keep their order", names3(other.Hosts), "client server third"},
		{"settings merge", other.Hosts[0].Set, map[string]string{"tcp_sack": "1", "tcp_recovery": "0"}},
		{"a name alone takes nothing away", other.Hosts[1].Stack, "kernel"},
		{"the lab's own are untouched", same.Hosts[0].Set, map[string]string{"tcp_sack": "0", "tcp_recovery": "0"}},
		{"a wire without a name is that of its place", other.Wires[0].Props[1], lab.Props{Delay: 20e6, Loss: 0.01}},
		{"its ends too", other.Wires[0].Ends[1].Host, "server"},
		{"more wires", other.Wires[1].Name, "more"},
		{"a host's programs replace", programs(other), "server client/a client/b"},
		{"rules append", fmt.Sprint(other.Rules), "[name first drop from client syn pass]"},
		{"expectations append", len(other.Expect), 2},
		{"needs append", other.Needs, []string{"kernel", "root"}},
		{"limits merge", other.Limits, lab.Limits{Time: 7200e9, Wall: 5e9}},
		{"what is new", other.Until, "client.state == CLOSED"},
		{"places are those of what was written", other.Expect[0].Place.Line*100 + other.Expect[1].Place.Line, 1100 + 25},
	} {
		if d := cmp.Diff(c.want, c.got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
}

func names3(hosts []lab.Host) string {
	var names []string
	for _, h := range hosts {
		names = append(names, h.Name)
	}
	return strings.Join(names, " ")
}

func programs(v lab.Variant) string {
	var names []string
	for _, p := range v.Programs {
		if p.Name == p.Host {
			names = append(names, p.Name)
		} else {
			names = append(names, p.Host+"/"+p.Name)
		}
	}
	return strings.Join(names, " ")
}

// In a variant, a wire without a name is the lab's in its place.
func TestMergeWiresByPlace(t *testing.T) {
	l := load(t, `
hosts: [a, b, c]
wires: [{name: up, ends: [a, b]}, {name: down, ends: [b, c], loss: 1%}]
variants:
  x: {wires: [{delay: 1s}, {delay: 2s}, {ends: [a, c]}]}
  y: {wires: {down: {loss: 0%}}}
`, Options{})
	var got []string
	for _, v := range l.Variants {
		for _, w := range v.Wires {
			got = append(got, fmt.Sprintf("%s %s-%s %v %v", w.Name, w.Ends[0].Host, w.Ends[1].Host, w.Props[0].Delay, w.Props[0].Loss))
		}
	}
	want := []string{"up a-b 1s 0", "down b-c 2s 0.01", "wire3 a-c 0s 0", "up a-b 0s 0", "down b-c 0s 0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A lab of two hosts needs no wires.
func TestLeftOut(t *testing.T) {
	l := load(t, "hosts: [a, b]\nvariants: {slow: {wires: {wire1: {delay: 1s}}}}\n", Options{})
	want := lab.Wire{Name: "wire1", Ends: [2]lab.WireEnd{{Host: "a"}, {Host: "b"}}, Props: [2]lab.Props{{Delay: 1e9}, {Delay: 1e9}},
		Place: lab.Place{File: "lab.yaml", Line: 2, Column: 34}}
	if d := cmp.Diff([]lab.Wire{want}, l.Variants[0].Wires); d != "" {
		t.Error(d)
	}
	if l := load(t, "hosts: [alone]\n", Options{}); len(l.Variants) != 1 || l.Variants[0].Name != "" || l.Default != "" || l.Variants[0].Wires != nil {
		t.Errorf("a lab of one host: %+v", l)
	}
}

func TestLabName(t *testing.T) {
	for file, want := range map[string]string{
		"labs/handshake/lab.yaml": "handshake", "handshake.yaml": "handshake", "x/y.yml": "y", "lab.yaml": "lab",
		`C:\labs\teardown\lab.yaml`: "teardown", "/lab.yaml": "lab", "stdin": "stdin",
	} {
		if got := labName(file); got != want {
			t.Errorf("labName(%q) = %q, want %q", file, got, want)
		}
	}
}
