package quiz

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/topology"
	"netlab/topology/netstack"
)

func runner(ctx context.Context, p *lab.Plan) (*lab.Result, *event.Log, error) {
	log := new(event.Log)
	res, err := lab.Run(ctx, p, lab.RunOptions{Makers: map[string]topology.Maker{"netstack": netstack.New}, Log: log})
	return res, log, err
}

func source(t testing.TB) Source {
	t.Helper()
	text, err := os.ReadFile("testdata/lab.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return Source{Name: "small.yaml", YAML: text}
}

func opened(t testing.TB, student string) *Quiz {
	t.Helper()
	q, err := Open(t.Context(), source(t), student, runner)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// right is what a student who knows it all would write.
func right(t testing.TB, a *Asked) string {
	t.Helper()
	m, err := a.quiz.Answer(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return m.Want
}

func TestAsked(t *testing.T) {
	q := opened(t, "s1")
	var ids []string
	for i, a := range q.Questions {
		ids = append(ids, a.ID)
		if a.Number != i+1 {
			t.Errorf("%s has the number %d", a.ID, a.Number)
		}
	}
	want := []string{"time", "octets", "choice", "path", "blank", "flags", "order", "rule", "why"}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("what netstack cannot show is left out (-want +got):\n%s", diff)
	}
	blank := q.Question("blank").Given
	if len(blank) != 2 || !strings.HasSuffix(blank[1].Notation, "(0) ack "+Hole+" win 29184") || !strings.HasPrefix(blank[0].Notation, "S ") {
		t.Errorf("the blank shows %+v", blank)
	}
	flags := q.Question("flags").Given
	if got := flags[1].Notation; got != Hole+" 0:0(0) win 29184" {
		t.Errorf("the flags are shown as %s", got)
	}
	// The blank asks for an ACK number, and flags for flags: an order shows neither.
	shown := ""
	for i, g := range q.Question("order").Given {
		if g.Letter != letter(i) {
			t.Errorf("the letters are not in order: %+v", g)
		}
		shown += g.From + " "
		if strings.Contains(g.Notation, "ack") || strings.ContainsAny(g.Notation, "SPF.") {
			t.Errorf("the order gives away what another question asks for: %+v", g)
		}
	}
	if shown == "client server client " {
		t.Error("the segments are not shuffled")
	}
	if g := q.Question("rule").Goals; len(g) != 1 || g[0]["en"] == "" || g[0]["zh"] == "" {
		t.Errorf("the goals are %v", g)
	}
}

// TestOrders: neighbours' letters differ, and one student's stay.
func TestOrders(t *testing.T) {
	orders := map[string]int{}
	for _, student := range []string{"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s1"} {
		q := opened(t, student)
		orders[right(t, q.Question("order"))+right(t, q.Question("choice"))+right(t, q.Question("why"))]++
	}
	if len(orders) < 5 {
		t.Errorf("eight students have but these letters: %v", orders)
	}
	if a, b := opened(t, "s1"), opened(t, "s1"); right(t, a.Question("order")) != right(t, b.Question("order")) {
		t.Error("the same student gets another order")
	}
}

func TestExplain(t *testing.T) {
	q := opened(t, "s1")
	for _, id := range []string{"choice", "why"} {
		a := q.Question(id)
		all, err := q.Explain(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if s.True != (s.Option.Letter == right(t, a)) {
				t.Errorf("%s: %s is said to be %v", id, s.Option.Letter, s.True)
			}
			if (s.Option.Run() != nil) != (id == "why") || s.Run == nil || len(s.Expect) == 0 {
				t.Errorf("%s: %+v", id, s)
			}
		}
	}
	if all, err := q.Explain(t.Context(), q.Question("time")); all != nil || err != nil {
		t.Errorf("a number has options: %v, %v", all, err)
	}
}

// TestWrongLab: a question that no run answers, or that several options do, is told
// when the quiz is opened.
func TestWrongLab(t *testing.T) {
	const head = "hosts: [client, server]\nprograms: {server: [listen: 80], client: [connect: \"server:80\"]}\nquestions:\n  - {id: q, ask: x, explain: x, "
	for _, c := range []struct{ question, want string }{
		{"number: {time: {of: client FIN-WAIT-1}}}", "the run does not answer it: client FIN-WAIT-1 did not happen"},
		{"order: {match: syn}}", "there are 1 packets to put into order, and there must be 3 to 7"},
		{"path: {host: client, conn: no}}", "had no connection no"},
		{"choice: [{text: a, if: [segments: {match: syn}]}, {text: b, if: [segments: {match: synack}]}]}", `two of its options are true: "`},
		{"choice: [{text: a, if: [segments: {match: rst}]}, {text: b, if: [segments: {match: udp}]}]}", "none of its options is true"},
		{"rule: {make: [segments: {match: rst}], solution: from client syn#1 drop}}", "its own solution does not make it happen"},
		{"rule: {make: [segments: {match: syn}], solution: from client syn#1 drop}}", "what the rules are to make happen does so without them"},
	} {
		_, err := Open(t.Context(), Source{Name: "wrong.yaml", YAML: []byte(head + c.question)}, "", runner)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "wrong.yaml:4:5: question q: ") {
			t.Errorf("%s: got %v, want %s", c.question, err, c.want)
		}
	}
	if _, err := Load(Source{Name: "bad.yaml", YAML: []byte("questions: 7")}); err == nil {
		t.Error("a bad lab was read")
	}
	if _, err := Open(t.Context(), source(t), "s\x1b1", runner); !isFault(err, "id-unprintable") {
		t.Errorf("an ID with an escape: %v", err)
	}
	if _, err := Open(t.Context(), source(t), strings.Repeat("s", 65), runner); !isFault(err, "id-long") {
		t.Errorf("a long ID: %v", err)
	}
}

func isFault(err error, key string) bool {
	var f *Fault
	return errors.As(err, &f) && f.Key == key
}

// TestHostileRules: no rule keeps a grading busy, and what it was is told.
func TestHostileRules(t *testing.T) {
	q := opened(t, "s1")
	a := q.Question("rule")
	for _, rule := range []string{
		"any duplicate 1000",
		"any duplicate 16\nany duplicate 16",
		"any delay 1000h",
		"any delay until client.state == CLOSING",
		"any reject rst",
		"from client any inject copy",
		"any inject . 1:60001(60000) back\nany inject . 1:60001(60000)",
		"any corrupt bit 1",
		"from server any drop",
	} {
		start := time.Now()
		m, err := q.Check(t.Context(), a, rule)
		took := time.Since(start)
		var f *Fault
		switch {
		case errors.As(err, &f):
			t.Logf("%q: %v", rule, f)
		case err != nil:
			t.Errorf("%q: %v", rule, err)
		default:
			t.Logf("%q: %v, %d events, %s %s, right %v", rule, took, m.Run.Result.Events, m.Run.Result.Reason, m.Run.Result.Detail, m.Right)
		}
		if took > studentsWall+5*time.Second {
			t.Errorf("%q: took %v", rule, took)
		}
	}
}

// TestHoled: a segment with a hole does not say elsewhere what is asked for.
func TestHoled(t *testing.T) {
	p := story.Parts{Flags: "P.", Seq: "1:501(500)", Short: "1(500)", Ack: "ack 1", Win: "win 228", Opts: []string{"nop"}}
	r := &story.Rung{Journey: &story.Journey{Seg: segment.Segment{Proto: segment.TCP, Payload: 40, End: 540}}}
	for field, want := range map[string]string{
		"tcp.seq": "P. ____(500) ack 1 win 228", "tcp.ack_raw": "P. 1:501(500) ack ____ win 228", "tcp.len": "P. 1(____) ack 1 win 228",
		"data.len": "P. 1(____) ack 1 win 228", "tcp.nxtseq": "P. 1(500) ack 1 win 228 tcp.nxtseq=____", "tcp.flags": "____ 1:501(500) win 228",
		"tcp.flags.push": "tcp.flags.push=____ 1:501(500) win 228", "tcp.window_size_value": "P. 1:501(500) ack 1 win ____", "ip.ttl": "P. 1:501(500) ack 1 win 228 ip.ttl=____",
	} {
		if got := holed(p, r, field); got != want {
			t.Errorf("%s: got %q, want %q", field, got, want)
		}
	}
}

// TestRules: another rule than the solution is right too, if it does it.
func TestRules(t *testing.T) {
	q := opened(t, "s1")
	a := q.Question("rule")
	for _, c := range []struct {
		rules string
		right bool
	}{
		{"from client to server syn#1 drop", true},
		{"from client syn#1 delay 1500ms", true},
		{"from server synack#1 drop", true},
		{"from server synack#1 drop; from client fin drop", true},
		{"from client syn drop", false},
		{"from client data#1 drop", false},
	} {
		m, err := q.Check(t.Context(), a, c.rules)
		if err != nil || m.Right != c.right || len(m.Expect) != 1 || m.Expect[0].OK != c.right {
			t.Errorf("%q: %+v, %v", c.rules, m, err)
		}
		if len(m.Seen) == 0 || m.Run == a.Run() {
			t.Errorf("%q: the student's own run is not shown", c.rules)
		}
	}
}

// TestIdleRules: rules that no packet meets are told apart from those that do not help.
func TestIdleRules(t *testing.T) {
	q := opened(t, "s1")
	a := q.Question("rule")
	for rules, want := range map[string][]string{
		"from client syn#1 drop":                          nil,
		"from client data#1 drop":                         nil,
		"from client syn#7 drop":                          {"from client syn#7 drop"},
		"from client syn#1 drop; from server icmp#2 drop": {"from server icmp#2 drop"},
		"from client icmp drop\nfrom server icmp#2 drop":  {"from client icmp drop", "from server icmp#2 drop"},
	} {
		m, err := q.Check(t.Context(), a, rules)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, m.Idle); diff != "" {
			t.Errorf("%q (-want +got):\n%s", rules, diff)
		}
	}
}

// TestFaultTexts: each fault is said in both languages, and no argument is missing.
func TestFaultTexts(t *testing.T) {
	for _, f := range []*Fault{fault("empty"), fault("letters", 3, "a", "c", "x\x1b[2J"), fault("rule", "x", "y"), fault("sheet-answer", "q", fault("empty"))} {
		for _, lang := range []words.Lang{words.English, words.Chinese} {
			if text := f.In(lang); strings.Contains(text, "%!") || strings.Contains(text, "\x1b") {
				t.Errorf("%s: %q", f.Key, text)
			}
		}
	}
}
