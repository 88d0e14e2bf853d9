package filter

import (
	"bytes"
	"encoding/json"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// corpus is what this package's tests ask, for who reads the language elsewhere:
// the page's filter box is a second compiler, and its tests ask the same.
type corpus struct {
	Right []string `json:"right"`
	Wrong []string `json:"wrong"`
}

func TestCorpus(t *testing.T) {
	var c corpus
	for _, tt := range matches {
		c.Right = append(c.Right, tt.expr)
	}
	for _, tt := range hot {
		c.Right = append(c.Right, tt.expr)
	}
	c.Right = append(c.Right, tsharkOnly...)
	c.Wrong = wrong
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(c); err != nil {
		t.Fatal(err)
	}
	golden(t, "corpus.json", b.String())
}

// TestCapture writes the capture that the tests ask as a recording: every frame is
// sent, and the hosts stand as labStates says.
func TestCapture(t *testing.T) {
	run := &event.RunInfo{Format: event.Format, Lab: "capture", Clock: "virtual", Framing: segment.Ethernet.String(), Plan: json.RawMessage("{}"), Rules: []event.RuleInfo{}}
	for _, h := range lab.Hosts {
		run.Hosts = append(run.Hosts, event.HostInfo{Name: h, Stack: "netstack", Addrs: []string{}})
	}
	for _, w := range lab.Wires {
		run.Wires = append(run.Wires, event.WireInfo{Name: w, Ends: []string{"client", "server"}, Link: "memory"})
	}
	names := event.NewNames(run)
	var b bytes.Buffer
	rec := event.NewRecorder(names, event.NewJSONL(&b))
	rec.Put(&event.Event{Kind: event.Run, More: &event.More{Run: run}})
	for host := client; host <= router; host++ {
		for _, state := range labStates[host] {
			name := "10.0.0.9:1"
			if state == event.Listen {
				name = ":7777"
			}
			rec.Put(&event.Event{Kind: event.Change, Host: host, Conn: names.AddConn(host, name), From: event.Closed, To: state})
		}
	}
	for _, s := range subjects(segment.Ethernet) {
		rec.Put(&event.Event{Kind: event.Send, At: s.At, Host: s.From, Peer: s.To, Wire: s.Wire, Packet: s.Packet, Origin: min(s.Origin, s.Packet-1), Seg: *s.Seg, Info: *s.Info, Raw: s.Raw})
	}
	rec.Put(&event.Event{Kind: event.End, More: &event.More{End: &event.EndInfo{Reason: "done", Hosts: []event.HostStand{}}}})
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	golden(t, "capture.jsonl", b.String())
}
