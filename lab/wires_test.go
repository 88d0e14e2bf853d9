package lab_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/topology"
)

// line is a lab of hosts on a line, each with its stack, joined by wires of links.
func line(stacks []string, links ...string) *lab.Variant {
	v := &lab.Variant{Place: lab.Place{File: "x.yaml", Line: 1, Column: 1}}
	for i, s := range stacks {
		v.Hosts = append(v.Hosts, lab.Host{Name: fmt.Sprintf("h%d", i), Stack: s})
	}
	for i, l := range links {
		v.Wires = append(v.Wires, lab.Wire{Name: fmt.Sprintf("wire%d", i+1), Link: l, Place: lab.Place{File: "x.yaml", Line: 5 + i, Column: 3},
			Ends: [2]lab.WireEnd{{Host: v.Hosts[i].Name}, {Host: v.Hosts[i+1].Name}}})
	}
	return v
}

// TestLinks: what the wires are made of, at each end, and which clock goes with it.
func TestLinks(t *testing.T) {
	const n, k = topology.Netstack, topology.Kernel
	for _, c := range []struct {
		name   string
		stacks []string
		links  []string
		set    lab.Settings
		time   string
		want   string // link: left end, right end; clock
	}{
		{name: "netstack", stacks: []string{"", n}, links: []string{""}, want: "memory: , ; virtual"},
		{name: "kernel", stacks: []string{k, k}, links: []string{""}, want: "tun: tun, tun; real"},
		{name: "the client alone", stacks: []string{k, n}, links: []string{""}, want: "tun: tun, ; real"},
		{name: "the server alone, over veth", stacks: []string{n, k}, links: []string{"veth"}, want: "veth: , veth; real"},
		{name: "netstack over devices", stacks: []string{n, n}, links: []string{"tun"}, want: "tun: tun, tun; real"},
		{name: "--link goes before the wire's own", stacks: []string{k, n}, links: []string{"tun"}, set: lab.Settings{Link: "veth"}, want: "veth: veth, ; real"},
		{name: "--link memory", stacks: []string{n, n}, links: []string{"veth"}, set: lab.Settings{Link: "memory"}, want: "memory: , ; virtual"},
		{name: "--stack", stacks: []string{n, n}, links: []string{""}, set: lab.Settings{Stack: map[string]string{"": k, "h1": n}}, want: "tun: tun, ; real"},
		{name: "a path of both", stacks: []string{n, n, k}, links: []string{"", ""}, want: "memory: , ; tun: , tun; real"},
		{name: "--link tun for a path of both", stacks: []string{n, n, k}, links: []string{"", ""}, set: lab.Settings{Link: "tun"}, want: "tun: tun, tun; tun: , tun; real"},
		{name: "real time for netstack", stacks: []string{n, n}, links: []string{""}, time: "real", want: "memory: , ; real"},
		{name: "memory for a kernel", stacks: []string{k, n}, links: []string{"memory"},
			want: "x.yaml:5:3: wire wire1: link: memory, and host h0 runs the kernel's TCP, which only a device can reach: tun or veth"},
		{name: "--link memory for a kernel", stacks: []string{n, k}, links: []string{""}, set: lab.Settings{Link: "memory"},
			want: "x.yaml:5:3: wire wire1: --link memory, and host h1 runs the kernel's TCP, which only a device can reach: tun or veth"},
		{name: "virtual time for a kernel", stacks: []string{n, k}, links: []string{""}, set: lab.Settings{Clock: "virtual"},
			want: "x.yaml:1:1: --time virtual, and host h1 runs the kernel's TCP, which keeps real time"},
		{name: "virtual time for a device", stacks: []string{n, n}, links: []string{"veth"}, time: "virtual",
			want: "x.yaml:1:1: time: virtual, and wire wire1 is a veth device, which keeps real time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := line(c.stacks, c.links...)
			v.Time = c.time
			p, errs := lab.Resolve(&lab.Lab{Name: "x"}, v, c.set)
			var got []string
			for _, err := range errs {
				got = append(got, err.Error())
			}
			if len(errs) == 0 {
				for _, w := range p.Network.Wires {
					link := func(i int) string { return p.Network.Hosts[w.Ends[i].Host].Ifaces[w.Ends[i].Iface].Link }
					got = append(got, fmt.Sprintf("%s: %s, %s", w.Link, link(0), link(1)))
				}
				got = append(got, p.Clock)
			}
			if got := strings.Join(got, "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestFraming: one framing for the whole lab, at every end; the MTU stays the IP
// packet's.
func TestFraming(t *testing.T) {
	v := line([]string{"", "", ""}, "", "")
	v.Framing = "ethernet"
	p, errs := lab.Resolve(&lab.Lab{Name: "x"}, v, lab.Settings{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, w := range p.Network.Wires {
		if w.Framing != segment.Ethernet {
			t.Errorf("wire %s has framing %v", w.Name, w.Framing)
		}
	}
	for _, h := range p.Network.Hosts {
		for _, f := range h.Ifaces {
			if f.Framing != segment.Ethernet || f.MTU != 1500 {
				t.Errorf("an end at %s has framing %v and MTU %d", h.Name, f.Framing, f.MTU)
			}
		}
	}
}

// TestSettingsForAStack: a host has the settings for any stack, and on them those
// for the one that it runs.
func TestSettingsForAStack(t *testing.T) {
	v := line([]string{"", ""}, "")
	v.Hosts[0].Set = map[string]string{"tcp_sack": "0", "tcp_fin_timeout": "30s"}
	v.Hosts[0].SetFor = map[string]map[string]string{
		topology.Kernel:   {"tcp_syn_retries": "1", "tcp_fin_timeout": "2s"},
		topology.Netstack: {"tcp_timewait_len": "5s"},
	}
	for stack, want := range map[string]map[string]string{
		topology.Netstack: {"tcp_sack": "0", "tcp_fin_timeout": "30s", "tcp_timewait_len": "5s"},
		topology.Kernel:   {"tcp_sack": "0", "tcp_fin_timeout": "2s", "tcp_syn_retries": "1"},
	} {
		p, errs := lab.Resolve(&lab.Lab{Name: "x"}, v, lab.Settings{Stack: map[string]string{"": stack}})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		if diff := cmp.Diff(want, p.Network.Hosts[0].Set); diff != "" {
			t.Errorf("%s (-want +got):\n%s", stack, diff)
		}
		if p.Network.Hosts[1].Set != nil {
			t.Errorf("%s: the other host has %v", stack, p.Network.Hosts[1].Set)
		}
	}
	if len(v.Hosts[0].Set) != 2 || len(v.Hosts[0].SetFor[topology.Kernel]) != 2 {
		t.Error("the lab itself was changed")
	}
}
