package file

import (
	"slices"

	"netlab/lab"
)

// labKeys is what a file says of the lab as a whole.
var labKeys = []key[lab.Lab]{
	{"title", aText, "what the lab is called", "title: {en: The handshake, zh: 三次握手}",
		func(r *reader, n *node, l *lab.Lab) { l.Title = r.text(n) }},
	{"summary", aText, "what it shows, in a sentence or two", "",
		func(r *reader, n *node, l *lab.Lab) { l.Summary = r.text(n) }},
	{"objectives", listOf(aText).called("a list of texts, or of {en: ..., zh: ...}"), "what one can do after it", "objectives: [Name the three segments of a handshake]",
		func(r *reader, n *node, l *lab.Lab) {
			r.each(n, aText.takes, maxExpect, func(i *node) { l.About.Objectives = append(l.About.Objectives, r.text(i)) })
		}},
	{"minutes", aNumber, "how long it takes to work through", "minutes: 20",
		func(r *reader, n *node, l *lab.Lab) { l.About.Minutes = r.number(n, 1, 10_000) }},
	{"level", oneOfWords(levels...), "for whom it is", "level: beginner",
		func(r *reader, n *node, l *lab.Lab) { l.About.Level = r.oneOf(n, levels) }},
	{"reading", listOf(aWord).called("a list of texts"), "what to read about it", `reading: ["RFC 9293, 3.5"]`,
		func(r *reader, n *node, l *lab.Lab) { l.About.Reading = r.words(n, "a list of texts") }},
	{"claims", listOf(aWord).called("a list of texts"), "which sentences of the textbooks it shows", "",
		func(r *reader, n *node, l *lab.Lab) { l.About.Claims = r.words(n, "a list of texts") }},
	{"default", aName, "the variant that is run when none is named; left out: the first", "default: synack",
		func(r *reader, n *node, l *lab.Lab) { l.Default = r.word(n, "the name of a variant") }},
}

var levels = []string{"beginner", "intermediate", "advanced"}

// variantKeys is what a variant may say. The lab says the same keys for all of
// its variants; only the title is then the lab's.
var variantKeys = []key[lab.Variant]{
	{"title", aText, "what the variant is called", "", func(r *reader, n *node, v *lab.Variant) { v.Title = r.text(n) }},
	{"hosts", hostsForm, "who takes part: a list of names, or a map of them", "hosts: {client: , router: {forward: true}, server: }", readHosts},
	{"wires", wiresForm, "how the hosts are joined; left out, with two hosts: one wire between them", "wires: [{ends: [client, server], delay: 10ms}]", readWires},
	{"programs", programsForm, "what runs on the hosts: a list of steps, or several by name (netlab help programs)",
		`programs: {client: [{connect: "server:80"}, {send: hello}, close]}`, readPrograms},
	{"rules", rulesForm, "what becomes of which packets: lines, or maps (netlab help rules); a variant's rules come behind the lab's",
		`rules: ["from server to client synack#1 drop"]`, readRules},
	{"expect", expectForm, "what the run must show (netlab help expectations); a variant's come on top of the lab's",
		"expect: [{states: {host: client, path: [SYN-SENT, ESTABLISHED]}}]", readExpect},
	{"needs", listOf(aWord).called("a list of words"), "abilities that the machine or the stacks must have: without them the run is skipped", "needs: [kernel]",
		func(r *reader, n *node, v *lab.Variant) { v.Needs = r.words(n, "a list of words") }},
	{"unsupported", either(mapOf("STACK", aText, false), mapOf("HOST", mapOf("STACK", aText, false), false)),
		"which stacks cannot do it, and why: wherever they run, or by the host that they would run on", `unsupported: {client: {netstack: "no urgent data"}}`, readUnsupported},
	{"limits", record(limitKeys), "when to end a run that does not end by itself", "limits: {time: 1h, events: 100000, wall: 10s}",
		func(r *reader, n *node, v *lab.Variant) { readRecord(r, n, "limits", limitKeys, &v.Limits) }},
	{"until", anExpr, "the run ends when it holds; left out: when all programs have ended and no connection lives", "until: client.state == TIME-WAIT", readUntil},
	{"ip", oneOfWords("4", "6"), "what a host's name stands for: its address of IPv4 (left out) or IPv6", "ip: 6",
		func(r *reader, n *node, v *lab.Variant) {
			if s := r.oneOf(n, []string{"4", "6"}); s != "" {
				v.IP = int(s[0] - '0')
			}
		}},
	{"time", oneOfWords("virtual", "real"), "which clock; left out: virtual, where all stacks and wires allow it", "time: real",
		func(r *reader, n *node, v *lab.Variant) { v.Time = r.oneOf(n, []string{"virtual", "real"}) }},
	{"framing", oneOfWords(framings...), "what a packet on the wires begins with: an IP header (left out), or Ethernet's, where ARP is seen too", "framing: ethernet",
		func(r *reader, n *node, v *lab.Variant) { v.Framing = r.oneOf(n, framings) }},
}

var limitKeys = []key[lab.Limits]{
	{"time", aTime, "simulated time", "", func(r *reader, n *node, l *lab.Limits) { l.Time = r.duration(n) }},
	{"events", aNumber, "events", "", func(r *reader, n *node, l *lab.Limits) { l.Events = r.number(n, 1, 1_000_000_000) }},
	{"wall", aTime, "time of day that passes", "", func(r *reader, n *node, l *lab.Limits) { l.Wall = r.duration(n) }},
}

var framings = []string{"ip", "ethernet"}

// stacks are the names of the stacks that a host can run.
var stacks = []string{"netstack", "kernel"}

func readUnsupported(r *reader, n *node, v *lab.Variant) {
	v.Unsupported = map[string]lab.Text{}
	r.eachPair(n, "a map of stacks, or of hosts, to reasons", len(stacks)+maxHosts, func(key, why *node) {
		switch {
		case slices.Contains(stacks, key.text):
			v.Unsupported[key.text] = r.text(why)
		case r.isHost[key.text]:
			r.key = "unsupported." + key.text
			r.eachPair(why, "a map of stacks to reasons", len(stacks), func(stack, why *node) {
				if r.known(stack, "stack", stacks) != "" {
					v.Unsupported[lab.OnHost(key.text, stack.text)] = r.text(why)
				}
			})
		default:
			r.unknown(key, 0, "stack or host", key.text, slices.Concat(stacks, r.env.Hosts))
		}
	})
}

func readUntil(r *reader, n *node, v *lab.Variant) {
	const want = "an expression on hosts' states"
	v.Until = r.word(n, want)
	switch hint := "write client.state == TIME-WAIT"; {
	case v.Until == "":
	case bareWord(v.Until):
		r.wrong(n, want, hint)
	default:
		r.stateExpr(n, hint)
	}
}

// homes say where a key belongs that is often put into the wrong map.
var homes = map[string]string{
	"delay": "it is a property of a wire: wires: [{delay: 10ms}]",
	"loss":  "it is a property of a wire: wires: [{loss: 1%}]",
	"rate":  "it is a property of a wire: wires: [{rate: 10mbit}]",
	"mtu":   "it is a property of a wire: wires: [{mtu: 1400}]",
	"stack": "it is a property of a host: hosts: {client: {stack: netstack}}, and an argument of an expectation",
	"set":   "it is a property of a host: hosts: {client: {set: {tcp_sack: 0}}}",
	"steps": "the steps of a program are a list under its host: programs: {client: [...]}",
	"name":  "a lab is called as its folder or its file",
}
