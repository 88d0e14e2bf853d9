package event

import "strings"

// A Field explains one key of the JSON form.
type Field struct {
	Key  string // its path: "seg.opts", "run.hosts[].name"
	Type string // integer, string, boolean, object, any; "[]" before it: an array of; "{}": an object of strings
	Form string // what its values look like where that is fixed: see forms
	Must bool   // stands in every object that it belongs to
	In   string // kinds of event that may have it, or "" for all
	Text string // what it says, in one line
}

// forms are what a Field's Form may be, with the words of those that list them.
var forms = map[string][]string{
	"kind": kindNames[1:], "state": stateNames[1:], "action": actionNames[1:], "role": roleNames[1:],
	"proto": {"tcp", "udp", "icmp", "icmpv6", "fragment", "arp", "ip", "unknown"}, "framing": {"ip", "ethernet"},
	"format": {Format},
	"u8":     nil, "u16": nil, "u32": nil, "u64": nil, "time": nil, "number": nil, "base64": nil,
}

const (
	packets = "send verdict deliver drop"
	calls   = "call return"
)

// fields are in the order in which they are written.
var fields = []Field{
	{"n", "integer", "number", true, "", "the event's number: 1, 2, 3, ... without gaps"},
	{"t_ns", "integer", "time", true, "", "nanoseconds since the run began; never goes back"},
	{"kind", "string", "kind", true, "", "what the event tells"},
	{"host", "string", "", false, "", "whose event it is: the sender of a send, the receiver of a deliver"},
	{"peer", "string", "", false, "", "the host at the other end of the wire, or of the connection"},
	{"wire", "string", "", false, "", "the wire that the packet is on"},
	{"conn", "string", "", false, "", "the connection's name on its host"},
	{"stream", "integer", "u32", false, "", "the connection's number on the wire, from 0, as Wireshark's tcp.stream"},
	{"packet", "integer", "number", false, "", "the packet's number through its whole life; a copy or a changed packet has its own"},
	{"origin", "integer", "number", false, "", "the packet that this one was made from"},
	{"cause", "integer", "number", false, "", "n of the event that led here"},

	{"seg", "object", "", false, packets, "what the packet says"},
	{"seg.proto", "string", "proto", true, packets, "what the packet carries; fragment: a later fragment, ip: another IP protocol"},
	{"seg.src", "string", "", false, packets, "the sender's address, with the port where there is one: 10.0.0.1:80, [fd00::1]:80"},
	{"seg.dst", "string", "", false, packets, "the receiver's, likewise"},
	{"seg.flags", "string", "", false, packets, "TCP's control bits as tcpdump writes them: S, S., F., P., R, . or none"},
	{"seg.seq", "integer", "u32", false, packets, "the sequence number"},
	{"seg.ack", "integer", "u32", false, packets, "the acknowledgement number, where the ACK bit is set"},
	{"seg.type", "integer", "u8", false, packets, "the ICMP type, or the ARP operation"},
	{"seg.code", "integer", "u8", false, packets, "the ICMP code"},
	{"seg.name", "string", "", false, packets, "what type and code stand for"},
	{"seg.mtu", "integer", "number", false, packets, "the MTU that an ICMP error tells"},
	{"seg.quoted", "object", "", false, packets, "the packet that an ICMP error quotes"},
	{"seg.quoted.proto", "string", "proto", true, packets, "what it carries"},
	{"seg.quoted.src", "string", "", false, packets, "its sender"},
	{"seg.quoted.dst", "string", "", false, packets, "its receiver"},
	{"seg.quoted.seq", "integer", "u32", false, packets, "its sequence number"},
	{"seg.protocol", "integer", "u8", false, packets, "the IP protocol's number, where proto is fragment or ip"},
	{"seg.rseq", "integer", "u32", false, packets, "seq relative to the sender's initial sequence number"},
	{"seg.rack", "integer", "u32", false, packets, "ack relative to the receiver's initial sequence number"},
	{"seg.len", "integer", "u32", true, packets, "octets of data carried"},
	{"seg.win", "integer", "u16", false, packets, "the window as it stands in the header, not scaled"},
	{"seg.urg", "integer", "u16", false, packets, "the urgent pointer"},
	{"seg.opts", "string", "", false, packets, "TCP's options as tcpdump writes them: mss 1460,sackOK,TS val 1 ecr 0"},
	{"seg.frag", "object", "", false, packets, "what the IP header says of fragmentation"},
	{"seg.frag.id", "integer", "u32", true, packets, "the identification that a packet's fragments share"},
	{"seg.frag.offset", "integer", "u16", true, packets, "where in the packet the fragment's data belong, in octets"},
	{"seg.frag.more", "boolean", "", true, packets, "whether more fragments follow"},
	{"seg.problem", "string", "", false, packets, "what is wrong with the packet's bytes"},
	{"seg.role", "string", "role", false, packets, "what the segment does in its connection: the principal role"},
	{"seg.roles", "[]string", "role", false, packets, "every role that it plays, where that is not just the principal one"},
	{"seg.retransmit", "integer", "u16", false, packets, "how often its first octet or flag was sent before"},

	{"raw", "string", "base64", false, packets, "the packet's bytes, in the first event of the packet; run.framing says how they begin"},
	{"action", "string", "action", false, packets, "what the desk did"},
	{"rule", "integer", "u16", false, "", "the rule that did it, from 1"},
	{"rule_text", "string", "", false, "", "the rule as it was written"},
	{"from", "string", "state", false, "state", "the state before"},
	{"to", "string", "state", false, "state", "the state now"},
	{"passed", "boolean", "", false, "state", "true: filled in, for a state that was passed within one beat"},
	{"kernel_ns", "integer", "time", false, "state", "when the kernel says that it happened, in nanoseconds since the run began, where the machine allows it to be asked"},
	{"reason", "string", "", false, "", "why the packet was lost, or why the connection changed: reset, timeout, aborted, crash"},
	{"op", "string", "", false, calls, "the socket call"},
	{"args", "[]string", "", false, calls, "its arguments"},
	{"result", "string", "", false, calls, "ok, or the errno's name"},
	{"value", "string", "", false, calls, "what the call gave"},
	{"bytes", "integer", "", false, calls, "octets sent or received"},
	{"program", "string", "", false, calls, "the program that calls"},
	{"step", "integer", "", false, calls, "which of its steps, from 1"},
	{"timer", "string", "", false, "timer", "which timer fired: retransmission, time-wait, keepalive and others"},
	{"after_ns", "integer", "", false, "timer", "how long it had run, in nanoseconds"},

	{"tcb", "object", "", false, "", "the connection's variables after the event, where the stack tells them"},
	{"tcb.snd", "object", "", true, "", "the send side, RFC 9293 (3.3.1)"},
	{"tcb.snd.una", "integer", "u32", true, "", "SND.UNA, the oldest number not acknowledged"},
	{"tcb.snd.nxt", "integer", "u32", true, "", "SND.NXT, the next number to send"},
	{"tcb.snd.wnd", "integer", "u32", true, "", "SND.WND in octets"},
	{"tcb.rcv", "object", "", true, "", "the receive side"},
	{"tcb.rcv.nxt", "integer", "u32", true, "", "RCV.NXT, the next number expected"},
	{"tcb.rcv.wnd", "integer", "u32", true, "", "RCV.WND in octets"},
	{"tcb.cwnd", "integer", "u32", true, "", "the congestion window in octets, RFC 5681"},
	{"tcb.ssthresh", "integer", "u32", true, "", "the slow start threshold in octets, RFC 5681"},
	{"tcb.rto", "integer", "", true, "", "the retransmission timeout in nanoseconds, RFC 6298"},
	{"tcb.srtt", "integer", "", true, "", "the smoothed round-trip time in nanoseconds, RFC 6298"},

	{"note", "object", "", false, "note", "a remark of the lab, of a program, or of netlab"},
	{"note.key", "string", "", false, "note", "the remark's name in netlab's own catalogue"},
	{"note.args", "[]string", "", false, "note", "what that text is filled in with"},
	{"note.text", "{}string", "", false, "note", "the remark itself, by language"},

	{"expect", "object", "", false, "expect", "an expectation, and what became of it"},
	{"expect.ok", "boolean", "", true, "expect", "whether it was met"},
	{"expect.text", "object", "", true, "expect", "the expectation as a sentence"},
	{"expect.text.key", "string", "", false, "expect", "the sentence's name in netlab's own catalogue"},
	{"expect.text.args", "[]string", "", false, "expect", "what that text is filled in with"},
	{"expect.text.text", "{}string", "", false, "expect", "the sentence itself, by language"},
	{"expect.want", "{}string", "", true, "expect", "what was wanted, by language"},
	{"expect.got", "{}string", "", true, "expect", "what was seen, by language"},
	{"expect.seen", "[]integer", "number", false, "expect", "n of the events that decided it"},
	{"expect.place", "string", "", false, "expect", "where in the lab's file it stands"},

	{"end", "object", "", false, "end", "how the run ended"},
	{"end.reason", "string", "", true, "end", "done, until, limit, interrupted or error"},
	{"end.detail", "string", "", false, "end", "which limit, or what went wrong"},
	{"end.late_ns", "integer", "", false, "end", "on a real clock, over 10 ms: the most that the machine was late with what was due"},
	{"end.standing", "[]object", "", true, "end", "where every host stood"},
	{"end.standing[].host", "string", "", true, "end", "the host"},
	{"end.standing[].conns", "[]object", "", false, "end", "its connections"},
	{"end.standing[].conns[].conn", "string", "", true, "end", "a connection's name"},
	{"end.standing[].conns[].state", "string", "", true, "end", "its last state"},
	{"end.standing[].programs", "[]object", "", false, "end", "its programs"},
	{"end.standing[].programs[].program", "string", "", true, "end", "a program's name"},
	{"end.standing[].programs[].step", "integer", "", true, "end", "the step that it stood at"},
	{"end.standing[].programs[].waiting", "string", "", false, "end", "what it waited for"},
	{"end.standing[].programs[].done", "boolean", "", false, "end", "true: it had come to its end"},

	{"run", "object", "", false, "run", "the run: what is needed to do it again"},
	{"run.format", "string", "format", true, "run", "the format of this file"},
	{"run.lab", "string", "", true, "run", "the lab's name"},
	{"run.variant", "string", "", false, "run", "its variant"},
	{"run.title", "{}string", "", false, "run", "the lab's title, by language"},
	{"run.variant_title", "{}string", "", false, "run", "the variant's title, by language"},
	{"run.seed", "integer", "u64", true, "run", "the seed of all chance in the run"},
	{"run.clock", "string", "", true, "run", "virtual or real"},
	{"run.framing", "string", "framing", true, "run", "how raw begins: with an IP or an Ethernet header"},
	{"run.hosts", "[]object", "", true, "run", "the hosts"},
	{"run.hosts[].name", "string", "", true, "run", "a host's name"},
	{"run.hosts[].stack", "string", "", true, "run", "its TCP: netstack or kernel"},
	{"run.hosts[].version", "string", "", false, "run", "which version of it"},
	{"run.hosts[].addrs", "[]string", "", true, "run", "its addresses"},
	{"run.hosts[].router", "boolean", "", false, "run", "true: it forwards"},
	{"run.hosts[].settings", "{}string", "", false, "run", "what was really set, under the stack's own names"},
	{"run.wires", "[]object", "", true, "run", "the wires"},
	{"run.wires[].name", "string", "", true, "run", "a wire's name"},
	{"run.wires[].ends", "[]string", "", true, "run", "the hosts that it joins"},
	{"run.wires[].link", "string", "", true, "run", "what it is made of: memory, tun, veth"},
	{"run.rules", "[]object", "", true, "run", "the rules, from 1"},
	{"run.rules[].name", "string", "", true, "run", "a rule's name"},
	{"run.rules[].text", "string", "", true, "run", "the rule on one line"},
	{"run.plan", "any", "", true, "run", "the lab as it was resolved"},
}

// Fields are all keys of the JSON form, in the order in which they are written.
// The manual, the schema and the reader agree on them.
func Fields() []Field { return append([]Field(nil), fields...) }

// Kinds are the kinds of event that may have the field; nil for all.
func (f Field) Kinds() []Kind {
	var kinds []Kind
	for _, name := range strings.Fields(f.In) {
		k, _ := ParseKind(name)
		kinds = append(kinds, k)
	}
	return kinds
}

// Words are the values that the field may have, where they are a closed list.
func (f Field) Words() []string { return append([]string(nil), forms[f.Form]...) }
