// Package storytest writes runs by hand, event by event, for the tests of the
// story and of the pictures that are drawn from it. Packets are real bytes, and
// what they mean in their connections is worked out as it is in a real run.
package storytest

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/hooks/track"
)

// A Run is a run that is being written. Its methods put one event each, at the
// time that was set last.
type Run struct {
	Info *event.RunInfo

	log    event.Log
	rec    *event.Recorder
	names  *event.Names
	at     time.Duration
	cause  uint32
	tracks []*track.Tracker
	last   uint32 // number of the last packet
	sent   map[uint32]*inFlight
	conns  map[connKey]*conn
	steps  map[string]int
}

type connKey struct{ host, name string }

type conn struct {
	id    event.ConnID
	state event.State
}

type inFlight struct {
	e     event.Event
	cause uint32
}

// New begins a run of hosts in a line, each joined to the next by a wire.
func New(name string, hosts ...string) *Run {
	info := &event.RunInfo{
		Format: event.Format, Lab: name, Seed: 1, Clock: "virtual", Framing: "ip", Plan: []byte("{}"),
		Title: map[string]string{},
	}
	for i, h := range hosts {
		info.Hosts = append(info.Hosts, event.HostInfo{Name: h, Stack: "netstack", Addrs: []string{Addr(i).String()}})
		if i > 0 {
			info.Wires = append(info.Wires, event.WireInfo{Name: fmt.Sprintf("wire%d", i), Ends: []string{hosts[i-1], h}, Link: "memory"})
		}
	}
	return &Run{Info: info, sent: map[uint32]*inFlight{}, conns: map[connKey]*conn{}, steps: map[string]int{}}
}

// Addr is the address of the i-th host, from 0.
func Addr(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(i / 250), byte(i%250 + 1)}) }

// Rule enters a rule, before the first event.
func (r *Run) Rule(text string) *Run {
	name := fmt.Sprintf("rule %d", len(r.Info.Rules)+1)
	if rest, ok := strings.CutPrefix(text, "name "); ok {
		name, _, _ = strings.Cut(rest, " ")
	}
	r.Info.Rules = append(r.Info.Rules, event.RuleInfo{Name: name, Text: text})
	return r
}

// Titled sets the variant and the titles.
func (r *Run) Titled(variant, en, zh string) *Run {
	r.Info.Variant, r.Info.Title = variant, map[string]string{"en": en, "zh": zh}
	return r
}

// Variant sets the variant's own title.
func (r *Run) Variant(en, zh string) *Run {
	r.Info.VariantTitle = map[string]string{"en": en, "zh": zh}
	return r
}

// begin puts the run event, once.
func (r *Run) begin() {
	if r.rec != nil {
		return
	}
	r.names = event.NewNames(r.Info)
	r.rec = event.NewRecorder(r.names, &r.log)
	streams := track.NewStreams()
	for range r.Info.Wires {
		r.tracks = append(r.tracks, track.New(streams))
	}
	r.rec.Put(&event.Event{Kind: event.Run, More: &event.More{Run: r.Info}})
}

func (r *Run) put(e event.Event) uint32 {
	r.begin()
	e.At = r.at
	return r.rec.Put(&e)
}

func (r *Run) host(name string) event.HostID {
	return event.HostID(slices.IndexFunc(r.Info.Hosts, func(h event.HostInfo) bool { return h.Name == name }) + 1)
}

// Ms sets the time, in milliseconds since the run began.
func (r *Run) Ms(ms float64) *Run {
	r.at = time.Duration(ms * float64(time.Millisecond))
	return r
}

// Conn is a host's connection by its name, made where there was none; "" is no
// connection.
func (r *Run) Conn(host, name string) event.ConnID {
	if name == "" {
		return 0
	}
	return r.conn(host, name).id
}

func (r *Run) conn(host, name string) *conn {
	r.begin()
	k := connKey{host, name}
	if r.conns[k] == nil {
		r.conns[k] = &conn{r.names.AddConn(r.host(host), name), event.Closed}
	}
	return r.conns[k]
}

// Call puts a call of a host's program, and makes it the cause of what follows.
func (r *Run) Call(host, conn, op string, args ...string) *Run {
	r.steps[host]++
	c := &event.CallInfo{Program: host, Step: r.steps[host], Op: op, Args: args}
	r.cause = r.put(event.Event{Kind: event.Call, Host: r.host(host), Conn: r.Conn(host, conn), More: &event.More{Call: c}})
	return r
}

// Return puts the return of the host's last call.
func (r *Run) Return(host, conn, op, result, value string, octets int) *Run {
	c := &event.CallInfo{Program: host, Step: r.steps[host], Op: op, Result: result, Value: value, Bytes: octets}
	r.put(event.Event{Kind: event.Return, Host: r.host(host), Conn: r.Conn(host, conn), Cause: r.cause, More: &event.More{Call: c}})
	return r
}

// Timer puts a timer that fired, and makes it the cause of what follows.
func (r *Run) Timer(host, conn, name string, after time.Duration) *Run {
	r.cause = r.put(event.Event{Kind: event.Timer, Host: r.host(host), Conn: r.Conn(host, conn),
		More: &event.More{Timer: &event.TimerInfo{Name: name, After: after}}})
	return r
}

// Note puts a remark, in both languages.
func (r *Run) Note(host, en, zh string) *Run {
	r.put(event.Event{Kind: event.Note, Host: r.host(host), More: &event.More{Note: &event.NoteInfo{Text: map[string]string{"en": en, "zh": zh}}}})
	return r
}

// State puts a connection's change to a state; before the last of several it
// passes through the others.
func (r *Run) State(host, conn string, to ...event.State) *Run {
	for i, s := range to {
		r.change(host, conn, s, i < len(to)-1, "")
	}
	return r
}

// Ends puts a change to CLOSED, and why.
func (r *Run) Ends(host, conn, reason string) *Run {
	r.change(host, conn, event.Closed, false, reason)
	return r
}

func (r *Run) change(host, name string, to event.State, passed bool, reason string) {
	c := r.conn(host, name)
	e := event.Event{Kind: event.Change, Host: r.host(host), Conn: c.id, From: c.state, To: to, Passed: passed, Cause: r.cause}
	if reason != "" {
		e.More = &event.More{Reason: reason}
	}
	c.state = to
	r.put(e)
}

// Send puts a packet that a host's stack wrote to its neighbour, and gives its
// number. The addresses are those of the packet, which may go further.
func (r *Run) Send(from, conn, to string, raw []byte) uint32 {
	return r.forward(from, conn, to, raw, 0)
}

// Forward puts a packet that a router passes on.
func (r *Run) Forward(packet uint32, from, to string) uint32 {
	return r.forward(from, "", to, r.sent[packet].e.Raw, packet)
}

func (r *Run) forward(from, conn, to string, raw []byte, origin uint32) uint32 {
	r.begin()
	e := r.packet(from, to, raw)
	e.Kind, e.Conn, e.Origin, e.Cause = event.Send, r.Conn(from, conn), origin, r.cause
	wire, forward := r.wire(from, to)
	e.Info = r.tracks[wire-1].See(&e.Seg, raw, forward)
	return r.fly(e)
}

func (r *Run) wire(from, to string) (event.WireID, bool) {
	for i, w := range r.Info.Wires {
		if w.Ends[0] == from && w.Ends[1] == to {
			return event.WireID(i + 1), true
		}
		if w.Ends[0] == to && w.Ends[1] == from {
			return event.WireID(i + 1), false
		}
	}
	panic("storytest: no wire joins " + from + " and " + to)
}

func (r *Run) packet(from, to string, raw []byte) event.Event {
	wire, _ := r.wire(from, to)
	r.last++
	return event.Event{Host: r.host(from), Peer: r.host(to), Wire: wire, Packet: r.last, Raw: raw, Seg: segment.Decode(segment.IP, raw)}
}

func (r *Run) fly(e event.Event) uint32 {
	n := r.put(e)
	r.sent[e.Packet] = &inFlight{e, n}
	return e.Packet
}

// Verdict puts what the desk did with a packet.
func (r *Run) Verdict(packet uint32, a event.Action, rule event.RuleID) *Run {
	f := r.sent[packet]
	e := f.e
	e.Kind, e.Action, e.Rule, e.Cause, e.Origin = event.Verdict, a, rule, f.cause, 0
	f.cause = r.put(e)
	return r
}

// Make puts a packet that the desk made, out of another or, with origin 0, out
// of nothing.
func (r *Run) Make(a event.Action, rule event.RuleID, origin uint32, from, to string, raw []byte) uint32 {
	r.begin()
	e := r.packet(from, to, raw)
	e.Kind, e.Action, e.Rule, e.Origin, e.Cause = event.Verdict, a, rule, origin, r.cause
	_, forward := r.wire(from, to)
	e.Info = r.tracks[e.Wire-1].Look(&e.Seg, raw, forward)
	return r.fly(e)
}

// Deliver puts a packet's arrival, and makes it the cause of what follows.
func (r *Run) Deliver(packet uint32, conn string) *Run {
	f := r.sent[packet]
	e := f.e
	e.Kind, e.Host, e.Peer, e.Cause, e.Origin, e.Action, e.Rule = event.Deliver, f.e.Peer, f.e.Host, f.cause, 0, 0, 0
	e.Conn = r.Conn(r.Info.Hosts[e.Host-1].Name, conn)
	r.cause = r.put(e)
	return r
}

// Lose puts that a packet was lost elsewhere than at the desk.
func (r *Run) Lose(packet uint32, reason string) *Run {
	f := r.sent[packet]
	e := f.e
	e.Kind, e.Cause, e.Origin, e.Action, e.Rule, e.More = event.Drop, f.cause, 0, 0, 0, &event.More{Reason: reason}
	r.put(e)
	return r
}

// Expect puts a judgement.
func (r *Run) Expect(ok bool, en, zh, want, got string, seen ...uint32) *Run {
	r.put(event.Event{Kind: event.Expect, More: &event.More{Expect: &event.ExpectInfo{
		OK: ok, Text: event.NoteInfo{Text: map[string]string{"en": en, "zh": zh}}, Want: map[string]string{"": want}, Got: map[string]string{"": got}, Seen: seen}}})
	return r
}

// Last is n of the last event.
func (r *Run) Last() uint32 { return r.rec.Last() }

// End puts the last event and gives all of them.
func (r *Run) End(reason string) *event.Log {
	r.put(event.Event{Kind: event.End, More: &event.More{End: &event.EndInfo{Reason: reason}}})
	return &r.log
}

// Log is what was put so far.
func (r *Run) Log() *event.Log { return &r.log }
