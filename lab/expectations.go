package lab

import "strings"

// ExpectWord is a word that an expectation may use.
type ExpectWord struct {
	Word
	compile func(*expectEnv, Args) (check, error)
}

// What many expectations take.
var (
	connParam  = Param{Name: "conn", Type: AnyText, Doc: "the connection, by its name in the events (server:80, :80/1) or the one that the program gave it with as"}
	fromParam  = Param{Name: "from", Type: HostName, Doc: "the host at the end of the wire that they come from"}
	toParam    = Param{Name: "to", Type: HostName, Doc: "the host at the other end of the wire"}
	onWire     = Param{Name: "wire", Type: WireName, Doc: "the wire; left out: any. Behind a router a packet is on another wire, and is sent again"}
	fateParam  = Param{Name: "fate", Type: OneOf, Words: []string{"sent", "delivered", "dropped"}, Doc: "sent (left out): written by a host's stack; delivered: given to a host, copies and injected ones too; dropped: lost at the desk or on the way"}
	stackParam = Param{Name: "stack", Type: AnyText, Doc: "only where the host that it is about runs this stack; where it names none, every host that has a program"}
)

// Expectations is what a lab may expect, in the order of the manual. A moment
// is written as parseThing reads it, a range as ParseRange does.
var Expectations = []ExpectWord{
	{Word{"states", "a connection has gone through these states, one right after the other", `states: {host: client, path: [SYN-SENT, ESTABLISHED]}`, []Param{
		{Name: "host", Type: HostName, Must: true, Doc: "whose connection"},
		withDoc(connParam, "left out: one of the host's connections, listeners apart"),
		{Name: "path", Type: StateName, Must: true, List: true, Doc: "the states in their order, none left out between them but such as were passed within one event (passed: true); before and after it others may come"},
		{Name: "whole", Type: Flag, Doc: "true: the path is all that the connection went through; only the state that it began in (CLOSED, LISTEN) may be left out"},
		stackParam}}, compileStates},
	{Word{"segments", "so many packets, or these, were on the wire", `segments: {from: client, match: syn, count: 2}`, []Param{
		fromParam, toParam, onWire,
		withDoc(connParam, "of the sender or the receiver; left out: any"),
		{Name: "match", Type: MatchExpr, Doc: "a role, or an expression in Wireshark's display-filter language; left out: any packet"},
		{Name: "count", Type: RangeText, Doc: "how many: 3, 2..4, \">= 2\"; left out, without seq: at least one"},
		{Name: "seq", Type: Pattern, List: true, Doc: "segments as packetdrill writes them (F. 1:1(0) ack 1), which came in this order; numbers are relative, what is left out or ... may be anything"},
		{Name: "all", Type: Flag, Doc: "true: those of seq are all that there were"},
		fateParam, stackParam}}, compileSegments},
	{Word{"call", "a socket call returned so", `call: {host: client, op: connect, result: ETIMEDOUT, took: 60s..130s}`, []Param{
		{Name: "host", Type: HostName, Doc: "the host whose programs are meant"},
		{Name: "program", Type: AnyText, Doc: "or one program"},
		{Name: "step", Type: ProgramStep, Doc: "or one step of it, by its label"},
		{Name: "op", Type: OneOf, Words: callWords, Doc: "the call; left out: any"},
		withDoc(connParam, "the connection that was called; left out: any"),
		{Name: "nth", Type: Number, Doc: "which of the calls described so far, from 1; left out: any one of them"},
		{Name: "result", Type: Errno, List: true, Doc: "ok (left out), any, or errnos' names; a list: one of them"},
		{Name: "value", Type: AnyText, Doc: "what it gave: an option's value, eof, an accepted connection's name"},
		{Name: "bytes", Type: RangeText, Doc: "how many octets it sent or received"},
		{Name: "took", Type: RangeText, Doc: "how long it took from the call to the return: 1s..2s, \"<= 1s\", 1s +- 10ms"},
		stackParam}}, compileCall},
	{Word{"time", "so much time lay between two moments", `time: {of: syn#2 from client, since: syn#1 from client, is: 1s +- 10ms}`, []Param{
		{Name: "of", Type: AnyText, Must: true, Doc: "the later moment: " + thingForms},
		{Name: "since", Type: AnyText, Doc: "the earlier one, written in the same way; left out: the start of the run"},
		{Name: "is", Type: RangeText, Must: true, Doc: "how long: 1s..2s, \">= 1s\", 1s +- 10ms"},
		stackParam}}, compileTime},
	{Word{"bytes", "so many octets went through a host's sockets, and arrived as they were sent", `bytes: {host: server, received: 5, intact: true}`, []Param{
		{Name: "host", Type: HostName, Must: true, Doc: "whose programs"},
		withDoc(connParam, "left out: all connections of the host together"),
		{Name: "received", Type: RangeText, Doc: "how many octets the programs received"},
		{Name: "sent", Type: RangeText, Doc: "how many octets the programs gave to their sockets"},
		{Name: "intact", Type: Flag, Doc: "whether what was received over TCP is what was sent. Every lab expects true without a word; this says otherwise for a host"},
		{Name: "text", Type: AnyText, Doc: "what was received, over TCP"},
		stackParam}}, compileBytes},
	{Word{"tcb", "a variable of a connection had such a value, where the stack tells it", `tcb: {host: client, var: cwnd, at: max, is: ">= 14480"}`, []Param{
		{Name: "host", Type: HostName, Must: true, Doc: "whose connection"},
		withDoc(connParam, "left out: one of the host's connections"),
		{Name: "var", Type: OneOf, Words: tcbWords, Must: true, Doc: "sequence numbers are relative to the connection's first ones, so that SYN has 0; windows are octets; rto and srtt are times"},
		{Name: "at", Type: AnyText, Doc: "first, last (left out), max, min, or a moment: the value that was told last until then. A moment: " + thingForms},
		{Name: "is", Type: RangeText, Must: true, Doc: "a number or a time, or a range of them"},
		stackParam}}, compileTCB},
	{Word{"never", "something did not happen", `never: rst from server`, []Param{
		{Name: "what", Type: AnyText, Main: true, List: true, Doc: "moments that must not come: " + thingForms + "; a list: none of them"},
		{Name: "segment", Type: Pattern, List: true, Doc: "or segments as packetdrill writes them, with from, to, wire, match and fate"},
		fromParam, toParam, onWire,
		{Name: "match", Type: MatchExpr, Doc: "with segment, or alone: a role or an expression"},
		fateParam,
		{Name: "after", Type: AnyText, Doc: "only what comes after this moment counts"},
		{Name: "before", Type: AnyText, Doc: "only what comes before this moment counts"},
		stackParam}}, compileNever},
}

// callWords are the steps that call something and have a result: a socket, or a
// program of the machine's own.
var callWords = []string{"bind", "listen", "accept", "connect", "send", "recv", "shutdown", "close", "abort", "setsockopt", "getsockopt", "exec"}

// tcbWords are the variables of a connection, RFC 9293 (3.3.1), RFC 5681 and RFC
// 6298.
var tcbWords = []string{"snd.una", "snd.nxt", "snd.wnd", "rcv.nxt", "rcv.wnd", "cwnd", "ssthresh", "rto", "srtt"}

// thingForms is the short form of what parseThing reads, for the manual.
const thingForms = "syn#2 from client, deliver synack#1, drop data from server, client ESTABLISHED, client connect returns, client.label returns, start, end"

// withDoc is a parameter that means a little more in one place.
func withDoc(p Param, doc string) Param {
	p.Doc += "; " + doc
	return p
}

// FindExpectation is the table's entry for a word; nil if there is none.
func FindExpectation(name string) *ExpectWord {
	for i := range Expectations {
		if Expectations[i].Name == name {
			return &Expectations[i]
		}
	}
	return nil
}

// String is the expectation as a person would write it: "states {host: client,
// path: [SYN-SENT, ESTABLISHED]}".
func (e Expectation) String() string {
	w := FindExpectation(e.Kind)
	if w == nil {
		return e.Kind
	}
	var parts []string
	for i := range w.Params {
		p := &w.Params[i]
		if v, ok := e.Args[p.Name]; ok {
			text := strings.Join(v, ", ")
			if len(v) != 1 {
				text = "[" + text + "]"
			}
			parts = append(parts, p.Name+": "+text)
		}
	}
	return e.Kind + " {" + strings.Join(parts, ", ") + "}"
}
