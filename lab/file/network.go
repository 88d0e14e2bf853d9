package file

import (
	"fmt"
	"net/netip"
	"slices"

	"netlab/lab"
)

// hosts and wires: who is joined to whom.

var hostsForm = either(listOf(aName), mapOf("NAME", record(hostKeys), true)).called("a list of names, or a map: NAME to what is said of it, or to nothing")

var hostKeys = []key[lab.Host]{
	{"stack", oneOfWords(stacks...), "which TCP it runs; left out: the run's", "stack: kernel",
		func(r *reader, n *node, h *lab.Host) { h.Stack = r.oneOf(n, stacks) }},
	{"forward", aFlag, "true: it is a router", "forward: true", func(r *reader, n *node, h *lab.Host) { h.Forward = r.flag(n) }},
	{"set", settingsForm, "settings of the stack, by the names of Linux's sysctls; under a stack's name those that are for that stack alone", "set: {tcp_sack: 0, kernel: {tcp_syn_retries: 1}}", readSettings},
}

func readHosts(r *reader, n *node, v *lab.Variant) {
	r.errs.many(len(n.pairs))
	r.eachPair(n, "a list of names, or a map of them", maxHosts, func(name, value *node) {
		r.checkName(name, "host")
		h := lab.Host{Name: name.text, Place: name.at}
		if value.kind != nothing {
			readRecord(r, value, "a host", hostKeys, &h)
		}
		v.Hosts = append(v.Hosts, h)
		r.env.Hosts = append(r.env.Hosts, h.Name)
		r.isHost[h.Name] = true
	})
}

var wiresForm = either(listOf(record(wireKeys)), mapOf("NAME", record(wireKeys), true)).called("a list of maps, or a map: NAME to a map")

var wireKeys = append(append([]key[lab.Wire]{
	{"ends", endsForm, "the two hosts that it joins; left out, with two hosts: these", "ends: [client, server]", readEnds},
	{"name", aName, "what it is called; left out: wire1, wire2, ... by its place, and in a variant as the lab's wire in that place", "name: uplink", func(r *reader, n *node, w *lab.Wire) {}},
	{"link", oneOfWords(links...), "what it is made of; left out: the run's", "link: tun",
		func(r *reader, n *node, w *lab.Wire) { w.Link = r.oneOf(n, links) }},
	{"mtu", aNumber, "octets of the longest IP packet; left out: 1500", "mtu: 1400",
		func(r *reader, n *node, w *lab.Wire) { w.MTU = r.number(n, leastMTU, 65535) }},
	{"v4", aNetwork, "its IPv4 network; left out: chosen", "v4: 10.0.0.0/24",
		func(r *reader, n *node, w *lab.Wire) { w.V4 = r.prefix(n, 4, "a network such as 10.0.0.0/24") }},
	{"v6", aNetwork, "its IPv6 network; left out: chosen", "v6: fd00::/64",
		func(r *reader, n *node, w *lab.Wire) { w.V6 = r.prefix(n, 6, "a network such as fd00::/64") }},
}, bothWays(propKeys)...),
	key[lab.Wire]{"gro", aFlag, "true: packets that are due at one instant are received together, as by a network card under load", "gro: true",
		func(r *reader, n *node, w *lab.Wire) { w.GRO = r.flag(n) }},
	key[lab.Wire]{"from", mapOf("HOST", record(propKeys), false).called("a map: HOST to delay, jitter, rate, queue, loss").brief(), "properties of one direction, by the host that it comes from", "from: {client: {delay: 50ms, loss: 1%}}", readFrom},
)

var links = []string{"memory", "tun", "veth"}

// leastMTU is what every IPv4 link must carry (RFC 791, 3.2).
const leastMTU = 68

// propKeys are the properties that each direction of a wire has.
var propKeys = []key[lab.Props]{
	{"delay", aTime, "how long a packet is on its way", "delay: 10ms", func(r *reader, n *node, p *lab.Props) { p.Delay = r.duration(n) }},
	{"jitter", aTime, "the delay varies by up to this much either way", "jitter: 2ms", func(r *reader, n *node, p *lab.Props) { p.Jitter = r.duration(n) }},
	{"rate", aRate, "bits a second; left out: no limit", "rate: 10mbit",
		func(r *reader, n *node, p *lab.Props) { p.Rate = parsed(r, n, "a rate", parseRate) }},
	{"queue", aNumber, "how many packets may wait for the rate; left out: no limit", "queue: 10",
		func(r *reader, n *node, p *lab.Props) { p.Queue = r.number(n, 1, 1_000_000) }},
	{"loss", aPercent, "how many packets are lost by chance", "loss: 1%",
		func(r *reader, n *node, p *lab.Props) { p.Loss = parsed(r, n, "a share", parsePercent) }},
}

// bothWays makes properties of a direction properties of a wire.
func bothWays(props []key[lab.Props]) []key[lab.Wire] {
	var keys []key[lab.Wire]
	for _, k := range props {
		keys = append(keys, key[lab.Wire]{k.name, k.form, k.doc, k.example, func(r *reader, n *node, w *lab.Wire) {
			k.read(r, n, &w.Props[0])
			k.read(r, n, &w.Props[1])
		}})
	}
	return keys
}

func readWires(r *reader, n *node, v *lab.Variant) {
	joined, whole := map[string]bool{}, true
	r.eachPair(n, "a list of wires", maxWires, func(name, value *node) {
		r.checkName(name, "wire")
		w := lab.Wire{Name: name.text, Place: name.at}
		if value.kind != nothing {
			w.Place = value.at
		}
		if value.get("ends") == nil {
			r.fail(value, "write ends: [HOST, HOST]", "wire %s: its ends are missing, and there are %d hosts", w.Name, len(v.Hosts))
		}
		if value.kind != nothing {
			readRecord(r, value, "a wire", wireKeys, &w)
		}
		r.addresses(value, &w)
		v.Wires = append(v.Wires, w)
		r.env.Wires = append(r.env.Wires, w.Name)
		r.ends[w.Name] = [2]string{w.Ends[0].Host, w.Ends[1].Host}
		for _, end := range w.Ends {
			joined[end.Host] = true
			whole = whole && r.isHost[end.Host]
		}
	})
	for _, h := range v.Hosts {
		if whole && !joined[h.Name] && len(v.Hosts) > 1 {
			r.fail(n, fmt.Sprintf("write {ends: [%s, HOST]}", h.Name), "no wire ends at host %s", h.Name)
		}
	}
}

var endKeys = []key[lab.WireEnd]{
	{"host", aName, "the host", "", func(r *reader, n *node, e *lab.WireEnd) { e.Host = r.host(n) }},
	{"v4", anAddress, "its IPv4 address here; left out: chosen", "v4: 10.0.0.1/24",
		func(r *reader, n *node, e *lab.WireEnd) { e.V4 = r.prefix(n, 4, "an address such as 10.0.0.1/24") }},
	{"v6", anAddress, "its IPv6 address here; left out: chosen", "v6: fd00::1/64",
		func(r *reader, n *node, e *lab.WireEnd) { e.V6 = r.prefix(n, 6, "an address such as fd00::1/64") }},
	{"mtu", aNumber, "the MTU of this end's interface; left out: the wire's", "",
		func(r *reader, n *node, e *lab.WireEnd) { e.MTU = r.number(n, leastMTU, 65535) }},
}

var endsForm = form{takes: "a list of two: names of hosts, or maps",
	build: func() schema {
		return schema{"type": "array", "minItems": 2, "maxItems": 2, "items": anyOf(aName.schema(), record(endKeys).schema())}
	},
	keys: func() []Key { return explained(endKeys) }}

func readEnds(r *reader, n *node, w *lab.Wire) {
	const want = "a list of the two hosts that it joins"
	if n.kind != list || len(n.items) != 2 {
		r.wrong(n, want, "")
		return
	}
	for i, end := range n.items {
		if end.kind == scalar {
			w.Ends[i].Host = r.host(end)
			continue
		}
		readRecord(r, end, "an end", endKeys, &w.Ends[i])
		if w.Ends[i].Host == "" && end.kind == table && end.get("host") == nil {
			r.fail(end, "write {host: client, v4: 10.0.0.1/24}", "the end of a wire has no host")
		}
	}
	if a, b := w.Ends[0].Host, w.Ends[1].Host; a == b && a != "" {
		r.fail(n, "name two", "wire %s: both ends are %s, and a wire joins two hosts", w.Name, a)
	}
}

// addresses checks that what is written of a wire's addresses is one network.
func (r *reader) addresses(n *node, w *lab.Wire) {
	for _, v := range []struct{ key, wire, a, b string }{{"v4", w.V4, w.Ends[0].V4, w.Ends[1].V4}, {"v6", w.V6, w.Ends[0].V6, w.Ends[1].V6}} {
		network, _ := netip.ParsePrefix(v.wire) // each was checked by itself; none is the zero Prefix
		a, _ := netip.ParsePrefix(v.a)
		b, _ := netip.ParsePrefix(v.b)
		at := n
		if ends := n.get("ends"); ends != nil {
			at = ends
		}
		switch {
		case a.IsValid() && a.Addr() == b.Addr():
			r.fail(at, "give each its own", "wire %s: both ends have the address %s", w.Name, a.Addr())
		case a.IsValid() && b.IsValid() && a.Masked() != b.Masked():
			r.fail(at, "give them the same network", "wire %s: its ends are in two networks, %s and %s", w.Name, a.Masked(), b.Masked())
		case network.IsValid() && a.IsValid() && !network.Contains(a.Addr()):
			r.fail(at, "change one of them", "wire %s: its end %s is not in its network %s", w.Name, a.Addr(), network.Masked())
		case network.IsValid() && b.IsValid() && !network.Contains(b.Addr()):
			r.fail(at, "change one of them", "wire %s: its end %s is not in its network %s", w.Name, b.Addr(), network.Masked())
		}
	}
}

func readFrom(r *reader, n *node, w *lab.Wire) {
	ends := []string{w.Ends[0].Host, w.Ends[1].Host}
	r.eachPair(n, "a map of hosts to properties", 2, func(host, value *node) {
		i := slices.Index(ends, host.text)
		if i < 0 {
			if ends[0] != "" && ends[1] != "" {
				r.fail(host, fmt.Sprintf("its ends are %s and %s", ends[0], ends[1]), "wire %s has no end at %s", w.Name, quote(host.text))
			}
			i = 0
		}
		readRecord(r, value, "a direction", propKeys, &w.Props[i])
	})
}

// host reads the name of a host that there is.
func (r *reader) host(n *node) string {
	s := r.word(n, "the name of a host")
	if s != "" && !r.isHost[s] {
		r.unknown(n, 0, "host", s, r.env.Hosts)
	}
	return s
}

// prefix reads an address or a network with its prefix length.
func (r *reader) prefix(n *node, version int, want string) string {
	p := parsed(r, n, want, func(s string) (netip.Prefix, error) {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			if a, err := netip.ParseAddr(s); err == nil {
				return p, fmt.Errorf("its prefix length is missing: %s/%d", a, a.BitLen()*3/4)
			}
			return p, fmt.Errorf("write ADDRESS/LENGTH")
		}
		if p.Addr().Is4() != (version == 4) {
			return p, fmt.Errorf("this is IPv%d and belongs to v%d", 10-version, 10-version)
		}
		return p, nil
	})
	if !p.IsValid() {
		return ""
	}
	return p.String()
}
