package debug_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/lab/debug"
	"netlab/lab/story"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// ruled is a lab whose own rules stand in front of whatever is decided by hand.
const ruled = `
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 10ms}]
programs:
  server: [listen: 80, accept, recv: {until: eof}, close]
  client: [connect: "server:80", send: hello, wait: 1s, close]
rules: [%q]
`

// TestDeskBehindRules: what the lab's own rules do with a packet before a decision by
// hand reaches it, and where it does not.
func TestDeskBehindRules(t *testing.T) {
	for _, tt := range []struct {
		rule string
		want string // packet by packet that comes to the desk: when, what the rule does, when a decision reaches it
	}{
		{"from client data drop",
			"1 at 0s; 2 at 10ms; 3 at 20ms; 4 at 20ms drop, never: packet 4 never reaches a decision by hand: rule 1 (from client data drop) drops it first; "},
		{"from client data#1 delay 100ms",
			"1 at 0s; 2 at 10ms; 3 at 20ms; 4 at 20ms delay, from 120ms; 4 at 120ms delay, from 120ms; "},
		{"from client data#1 duplicate",
			"1 at 0s; 2 at 10ms; 3 at 20ms; 4 at 20ms duplicate, from 20ms; 5 at 20ms; "},
		{"from client data#1 rewrite tcp.window_size_value = 7",
			"1 at 0s; 2 at 10ms; 3 at 20ms; 4 at 20ms rewrite, never: packet 4 never reaches a decision by hand: rule 1 (from client data#1 rewrite tcp.window_size_value = 7) puts packet 5 in its place; 5 at 20ms; "},
		{"from client data#1 pass",
			"1 at 0s; 2 at 10ms; 3 at 20ms; 4 at 20ms pass, never: packet 4 never reaches a decision by hand: rule 1 (from client data#1 pass) lets it pass all later rules; "},
		{"from client data#1 inject R. 1:1(0) back",
			"1 at 0s; 2 at 10ms; 3 at 20ms; 4 at 20ms inject, from 20ms; "},
		{"from client data delay until rst",
			"1 at 0s; 2 at 10ms; 3 at 20ms; 4 at 20ms delay, never: packet 4 never reaches a decision by hand: rule 1 (from client data delay until rst) holds it to the end; "},
		{"from client data reject rst",
			"1 at 0s; 2 at 10ms; 3 at 20ms; 4 at 20ms reject, never: packet 4 never reaches a decision by hand: rule 1 (from client data reject rst) rejects it first; "},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			s := session(t, options("ruled.yaml", "", fmt.Appendf(nil, ruled, tt.rule)))
			var got strings.Builder
			for {
				must(t, s.NextDesk(t.Context()))
				v := view(t, s)
				if v.Desk == nil || v.Now > 500_000_000 {
					break
				}
				d := v.Desk
				if d.Packet > 5 || d.Packet == 5 && d.Rung.Made == 0 {
					break
				}
				fmt.Fprintf(&got, "%d at %v", d.Packet, v.Now)
				for _, a := range d.Fate {
					fmt.Fprintf(&got, " %s", a.Action)
				}
				switch {
				case d.Refused != nil:
					fmt.Fprintf(&got, ", never: %v", d.Refused)
				case len(d.Fate) > 0:
					fmt.Fprintf(&got, ", from %v", d.Reach)
				}
				got.WriteString("; ")
				err := s.Decide("drop")
				if (err == nil) != (d.Refused == nil) {
					t.Errorf("packet %d: decided with %v, which the view says is %v", d.Packet, err, d.Refused)
				}
				if err == nil {
					if w := view(t, s); w.Now != v.Now || w.Desk == nil || w.Desk.Packet != d.Packet || w.Branch.Story.Packet(d.Packet).Fate != story.Dropped {
						t.Errorf("packet %d: after the decision at %v, before it %v", d.Packet, w.Now, v.Now)
					}
					must(t, s.Undo())
					if w := view(t, s); w.Now != v.Now || w.Desk == nil || w.Desk.Packet != d.Packet {
						t.Errorf("packet %d: undone, the world stands at %v", d.Packet, w.Now)
					}
				}
			}
			if diff := cmp.Diff(tt.want, got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestViews holds what is seen on a walk through a run, as text.
func TestViews(t *testing.T) {
	var b strings.Builder
	look := func(what string, s *debug.Session) {
		fmt.Fprintf(&b, "--- %s\n%s", what, told(view(t, s)))
	}
	s := session(t, ofLab(t, "teardown", "four"))
	must(t, s.RunUntil(t.Context(), "data"))
	look("the data at the desk", s)
	must(t, s.Decide("drop"))
	look("dropped", s)
	must(t, s.Next(t.Context()))
	look("the verdict", s)
	must(t, s.RunUntil(t.Context(), "retransmission"))
	look("it comes again", s)
	must(t, s.Hold())
	must(t, s.RunUntil(t.Context(), "1s"))
	look("held", s)
	must(t, s.WhatIf(1, "delay 2s"))
	look("long ago", s)
	must(t, s.RunUntil(t.Context(), "client.state == TIME-WAIT"))
	look("in TIME-WAIT", s)
	must(t, s.Goto(view(t, s).Of))
	look("the end", s)
	for _, br := range s.Branches() {
		fmt.Fprintf(&b, "branch %d from %d at %d: %s, %v\n", br.ID, br.Parent, br.Left, br.Name("en"), br.Rules)
	}
	golden := filepath.Join("testdata", "views.golden")
	if *update {
		must(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s", diff)
	}
}
