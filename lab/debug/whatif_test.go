package debug_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"netlab/hooks"
	"netlab/lab/debug"
)

// ask begins to ask of a variant of the catalogue.
func ask(t testing.TB, name, variant string) (*debug.Question, debug.Options) {
	t.Helper()
	o := ofLab(t, name, variant)
	q, err := debug.Ask(t.Context(), o)
	must(t, err)
	return q, o
}

// TestCost loses one segment after the other, and sees what that costs: the figures are
// those of the timers.
func TestCost(t *testing.T) {
	for _, tt := range []struct {
		lab, variant, at, do string
		cost                 time.Duration
		late                 debug.Milestone
		breaks               string // kinds
	}{
		{"teardown", "four", "1", "drop", time.Second, debug.Handshake, ""}, // RFC 6298 (2.1)
		{"teardown", "four", "synack", "drop", time.Second, debug.Handshake, ""},
		{"teardown", "four", "handshake-ack", "drop", 0, "", ""}, // the data acknowledge too
		{"teardown", "four", "from server fin", "delay 100ms", 100 * time.Millisecond, debug.Closed, ""},
		{"teardown", "four", "from client fin", "duplicate", 0, "", ""},
		{"teardown", "four", "from client syn#1..9", "drop", 0, "", "handshake call data end waits"},
		{"teardown", "four", "data", "inject R. 1:1(0) back", 0, "", "call end end"},
		{"teardown", "four", "from server fin#1..99", "drop", 0, "", "end end"},
		{"handshake-loss", "synack", "from server synack", "drop", 2 * time.Second, debug.Handshake, ""}, // RFC 6298 (5.5)
	} {
		t.Run(tt.lab+" "+tt.at+" "+tt.do, func(t *testing.T) {
			q, _ := ask(t, tt.lab, tt.variant)
			b, err := q.Answer([][2]string{{tt.at, tt.do}})
			must(t, err)
			base, o := debug.OutcomeOf(q.Base().Story), debug.OutcomeOf(b.Story)
			cost, late := o.Cost(base)
			var kinds []string
			for _, k := range o.Breaks(base) {
				kinds = append(kinds, string(k.Kind))
			}
			if cost != tt.cost || late != tt.late || strings.Join(kinds, " ") != tt.breaks {
				t.Errorf("it costs %v (%s), breaks %q; want %v (%s), %q", cost, late, kinds, tt.cost, tt.late, tt.breaks)
			}
		})
	}
}

// TestSegmentsAreRules: what each segment's loss comes to is what the rule in the lab
// comes to.
func TestSegmentsAreRules(t *testing.T) {
	q, o := ask(t, "teardown", "four")
	if n := len(q.Segments()); n != 9 {
		t.Fatalf("%d segments, want the 9 that are on the wire", n)
	}
	for _, s := range q.Segments() {
		b, err := q.Answer([][2]string{{s.At, "drop"}})
		must(t, err)
		text, err := o.Text(b.Rules)
		must(t, err)
		w, err := debug.Ask(t.Context(), options("labs/teardown/lab.yaml", "four", text))
		must(t, err)
		if diff := cmp.Diff(debug.OutcomeOf(w.Base().Story), debug.OutcomeOf(b.Story), cmpopts.IgnoreUnexported(debug.Outcome{})); diff != "" {
			t.Errorf("packet %s: in a file the rule comes to something else:\n%s", s.At, diff)
		}
		if diff := cmp.Diff(happened(t, w.Base()), happened(t, b)); diff != "" {
			t.Errorf("packet %s: in a file the rule makes other events:\n%s", s.At, diff)
		}
	}
}

// happened is a branch's record without what tells where something stands in a file: the
// first event, and the expectations.
func happened(t testing.TB, b *debug.Branch) string {
	var lines []string
	for line := range strings.SplitSeq(jsonl(t, b.Log), "\n") {
		if !strings.Contains(line, `"kind":"run"`) && !strings.Contains(line, `"kind":"expect"`) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// TestOutcome tells all that came of a run in which one FIN was lost.
func TestOutcome(t *testing.T) {
	q, _ := ask(t, "teardown", "four")
	b, err := q.Answer([][2]string{{"from client fin", "drop"}})
	must(t, err)
	o := debug.OutcomeOf(b.Story)
	at := func(d time.Duration) *time.Duration { return &d }
	want := debug.Outcome{
		Reason: "done", Ended: o.Ended, Took: at(30 * time.Millisecond), Open: at(30 * time.Millisecond), Data: at(30 * time.Millisecond),
		Programs: o.Programs, Closed: o.Closed, Handshakes: 1,
		States: []debug.HostStates{{"client", []string{"CLOSED"}}, {"server", []string{"CLOSED"}}},
		Calls:  o.Calls, Read: []debug.HostRead{{"server", 5}}, Sent: 10, Lost: 1, Again: 1, Met: o.Met, Of: 6,
	}
	if diff := cmp.Diff(want, *o, cmpopts.IgnoreUnexported(debug.Outcome{})); diff != "" {
		t.Error(diff)
	}
	if len(o.Calls) != 7 || o.Calls[0].Op != "listen" || o.Calls[0].Result != "ok" {
		t.Errorf("the calls are %+v", o.Calls)
	}
}

// TestNoAnswer asks what cannot be asked.
func TestNoAnswer(t *testing.T) {
	for _, tt := range []struct{ at, do, says string }{
		{"99", "drop", "there is no packet 99: this run has 6"},
		{"2", "drop", "packet 2 never reaches a decision by hand: rule 1 (from server to client synack#1 drop) drops it first"},
		{"rst", "drop", `no packet that could be decided about is "rst": there are from client syn`},
		{"syn#7", "drop", `no packet that could be decided about is "syn#7"`},
		{"syn", "corrupt payload", "does nothing to such a packet"},
		{"syn", "dorp", `did you mean "drop"?`},
		{"syn", "", "action is missing"},
		{"", "drop", ""}, // any packet: the first
		{"0", "drop", "the number of a packet belongs after packet"},
		{"from nobody syn", "drop", `no host is called "nobody"`},
	} {
		t.Run(tt.at+" "+tt.do, func(t *testing.T) {
			q, _ := ask(t, "handshake-loss", "synack")
			_, err := q.Answer([][2]string{{tt.at, tt.do}})
			if tt.says == "" {
				must(t, err)
			} else if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %q", err, tt.says)
			}
		})
	}
}

// TestSeveral asks several things at once: a number is that of the run as it is, also
// where the others make another number of it.
func TestSeveral(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pairs [][2]string
		want  string // the rules, or the error
	}{
		{"as numbered", [][2]string{{"3", "drop"}, {"4", "drop"}}, "packet 3 drop, packet 4 drop"},
		{"behind one that comes again", [][2]string{{"1", "drop"}, {"4", "drop"}}, "packet 1 drop, packet 5 drop"},
		{"in any order", [][2]string{{"4", "drop"}, {"1", "drop"}}, "packet 5 drop, packet 1 drop"},
		{"behind one that is described", [][2]string{{"9", "delay 1s"}, {"from server fin", "drop"}}, "packet 10 delay 1s, from server fin#1 drop"},
		{"three", [][2]string{{"1", "drop"}, {"8", "drop"}, {"9", "drop"}}, "packet 1 drop, packet 9 drop, packet 11 drop"},
		{"never sent", [][2]string{{"from client syn#1..9", "drop"}, {"4", "drop"}}, "packet 4 of the run as it is does not come where the other decisions hold: write what is to be met there, such as 'from client data#1'"},
		{"no such", [][2]string{{"1", "drop"}, {"99", "drop"}}, "there is no packet 99: this run has 9"},
		{"twice", [][2]string{{"1", "drop"}, {"1", "duplicate"}}, "packet 1 duplicate: this action does nothing to such a packet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q, _ := ask(t, "teardown", "four")
			b, err := q.Answer(tt.pairs)
			got := ""
			if err != nil {
				got = err.Error()
			} else {
				var rules []string
				for _, r := range b.Rules {
					rules = append(rules, r.String())
				}
				got = strings.Join(rules, ", ")
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzDecide types anything where an action is wanted.
func FuzzDecide(f *testing.F) {
	for _, a := range actions {
		f.Add(a)
	}
	for _, v := range hooks.Verbs() {
		f.Add(v.Word)
	}
	o := ofLab(f, "handshake-loss", "synack")
	f.Fuzz(func(t *testing.T, action string) {
		s, err := debug.New(t.Context(), o)
		must(t, err)
		must(t, s.NextDesk(t.Context()))
		if s.Decide(action) != nil {
			if len(s.Branches()) != 1 {
				t.Error("what was refused has grown a branch")
			}
			return
		}
		v := view(t, s)
		if len(v.Branch.Rules) != 1 || v.Branch.Rules[0].Packet != 1 {
			t.Errorf("%q is the rule %v", action, v.Branch.Rules)
		}
		saved, err := s.Save("saved.yaml")
		if err != nil {
			t.Fatalf("%q cannot be saved: %v", action, err)
		}
		if !strings.Contains(saved.Command, "saved.yaml") {
			t.Error(saved.Command)
		}
	})
}

// BenchmarkStepBack steps back in a lab of about 100 events, and looks.
func BenchmarkStepBack(b *testing.B) {
	s := session(b, ofLab(b, "demultiplexing", "two"))
	n := view(b, s).Of
	b.ReportMetric(float64(n), "events")
	for b.Loop() {
		if s.Back() != nil {
			s.Goto(n)
		}
		view(b, s)
	}
}

// BenchmarkWhatIfEachDrop loses each segment of the teardown in turn.
func BenchmarkWhatIfEachDrop(b *testing.B) {
	o := ofLab(b, "teardown", "four")
	for b.Loop() {
		q, err := debug.Ask(b.Context(), o)
		must(b, err)
		base := debug.OutcomeOf(q.Base().Story)
		for _, s := range q.Segments() {
			a, err := q.Answer([][2]string{{s.At, "drop"}})
			must(b, err)
			debug.OutcomeOf(a.Story).Cost(base)
		}
	}
}
