package lab

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func argText(a Args) string {
	var keys []string
	for k := range a {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var parts []string
	for _, k := range keys {
		v := strings.Join(a[k], ", ")
		if len(a[k]) > 1 {
			v = "[" + v + "]"
		}
		parts = append(parts, k+": "+v)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func TestExpectations(t *testing.T) {
	s := lossTale(t)
	type wanted struct {
		text  string
		holds bool
	}
	var want []wanted
	tried := map[string]bool{}
	for _, x := range expects {
		tried[x.kind] = true
		for _, a := range x.holds {
			s.plan.Expect = append(s.plan.Expect, Expectation{Kind: x.kind, Args: a})
			want = append(want, wanted{x.kind + ": " + argText(a), true})
		}
		for _, a := range x.fail {
			s.plan.Expect = append(s.plan.Expect, Expectation{Kind: x.kind, Args: a})
			want = append(want, wanted{x.kind + ": " + argText(a), false})
		}
	}
	for i := range Expectations {
		if !tried[Expectations[i].Name] {
			t.Errorf("%s is not tried", Expectations[i].Name)
		}
	}
	found := findings(s.plan, s.env(), s.log, &s.bytes, s.at)
	if len(found) != len(want) {
		t.Fatalf("%d findings of %d expectations", len(found), len(want))
	}
	var b strings.Builder
	for i, f := range found {
		if f.ok != want[i].holds {
			t.Errorf("%s\nholds: %v, want %v; got: %s", want[i].text, f.ok, want[i].holds, f.got.en)
		}
		yes := map[bool]string{true: "yes", false: "NO"}[f.ok]
		fmt.Fprintf(&b, "%s\n  %s\n  en  %s\n  zh  %s\n", want[i].text, yes, f.text.en, f.text.zh)
		if f.want != f.text {
			fmt.Fprintf(&b, " want %s\n      %s\n", f.want.en, f.want.zh)
		}
		fmt.Fprintf(&b, "  got %s\n      %s\n  seen %v\n\n", f.got.en, f.got.zh, f.seen)
		for _, text := range []string{f.text.en, f.text.zh, f.want.en, f.want.zh, f.got.en, f.got.zh} {
			if text == "" || strings.Contains(text, "%!") {
				t.Errorf("%s: a text is empty or badly filled: %q", want[i].text, text)
			}
		}
		if !slices.IsSorted(f.seen) || len(f.seen) > maxSeen {
			t.Errorf("%s: seen %v", want[i].text, f.seen)
		}
	}
	golden(t, "expectations.txt", b.String())
}

// golden compares with a file of testdata, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got; go test -update rewrites it):\n%s", file, d)
	}
}

// An expectation for a stack counts where the hosts that it is about run it. In
// the tale the client runs netstack and the server a kernel.
func TestStackOfExpectations(t *testing.T) {
	for _, c := range []struct {
		e      Expectation
		counts bool
	}{
		{Expectation{Kind: "states", Stack: "netstack", Args: Args{"host": {"client"}, "path": {"SYN-SENT"}}}, true},
		{Expectation{Kind: "states", Stack: "kernel", Args: Args{"host": {"client"}, "path": {"SYN-SENT"}}}, false},
		{Expectation{Kind: "segments", Stack: "kernel", Args: Args{"from": {"server"}}}, true},
		{Expectation{Kind: "segments", Stack: "netstack", Args: Args{"to": {"server"}}}, false},
		{Expectation{Kind: "segments", Stack: "netstack", Args: Args{"from": {"client"}, "to": {"server"}}}, true},
		{Expectation{Kind: "segments", Stack: "netstack", Args: Args{"match": {"syn"}}}, false},
		{Expectation{Kind: "call", Stack: "kernel", Args: Args{"program": {"waiter"}}}, true},
		{Expectation{Kind: "call", Stack: "kernel", Args: Args{"step": {"client.sent"}}}, false},
		{Expectation{Kind: "time", Stack: "netstack", Args: Args{"of": {"client ESTABLISHED"}, "is": {"1s"}}}, true},
		{Expectation{Kind: "time", Stack: "netstack", Args: Args{"of": {"client ESTABLISHED"}, "since": {"synack from server"}, "is": {"1s"}}}, false},
		{Expectation{Kind: "bytes", Stack: "kernel", Args: Args{"host": {"server"}, "sent": {"0"}}}, true},
		{Expectation{Kind: "tcb", Stack: "kernel", Args: Args{"host": {"client"}, "var": {"cwnd"}, "is": {"0"}}}, false},
		{Expectation{Kind: "never", Stack: "netstack", Args: Args{"what": {"rst from client"}}}, true},
		{Expectation{Kind: "never", Stack: "netstack", Args: Args{"match": {"rst"}, "from": {"server"}}}, false},
	} {
		s := lossTale(t)
		s.plan.Expect = []Expectation{c.e}
		if got := len(findings(s.plan, s.env(), s.log, &s.bytes, s.at)) == 1; got != c.counts {
			t.Errorf("%s with stack %s counts: %v, want %v", c.e, c.e.Stack, got, c.counts)
		}
	}
}

// Bytes that do not arrive as they were sent are told without being asked about,
// unless the lab has its own word for them.
func TestIntactByDefault(t *testing.T) {
	intact := func(host, conn, word string) Expectation {
		e := Expectation{Kind: "bytes", Args: Args{"host": {host}, "intact": {word}}}
		if conn != "" {
			e.Args["conn"] = Value{conn}
		}
		return e
	}
	for _, c := range []struct {
		name   string
		spoil  string // what the server reads besides
		expect []Expectation
		want   []string // "ok" or what was got
	}{
		{"whole", "", nil, nil},
		{"too much", "x", nil, []string{":80/1: 1 octet that were never sent, the first at octet 6"}},
		{"said to be broken", "x", []Expectation{intact("server", "", "false")}, []string{"ok"}},
		{"said of the connection", "x", []Expectation{intact("server", "c", "false")}, []string{"ok"}},
		{"said of another host", "x", []Expectation{intact("client", "", "true")},
			[]string{":80/1: 1 octet that were never sent, the first at octet 6", "ok"}},
		{"said to be whole", "x", []Expectation{intact("server", "", "true")},
			[]string{":80/1: 1 octet that were never sent, the first at octet 6"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := lossTale(t)
			s.bytes.received(s.conns["b"], []byte(c.spoil))
			s.plan.Expect = c.expect
			var got []string
			for _, f := range findings(s.plan, s.env(), s.log, &s.bytes, s.at) {
				if f.ok {
					got = append(got, "ok")
				} else {
					got = append(got, f.got.en)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// What programs found wrong stands first, and in English only where it was said
// so.
func TestJudgeOrder(t *testing.T) {
	s := lossTale(t)
	s.bytes.received(s.conns["b"], []byte("x"))
	s.plan.Expect = []Expectation{{Kind: "states", Args: Args{"host": {"client"}, "path": {"SYN-SENT"}}, Place: Place{"lab.yaml", 7, 5}}}
	r := &run{plan: s.plan, env: s.env(), bytes: s.bytes, unmet: []finding{{text: same("client, step 3"), want: same("ok"), got: same("ECONNRESET"), at: Place{"lab.yaml", 3, 1}}}}
	res := &Result{Ended: int64(s.at)}
	r.judge(res, s.log)
	if len(res.Expect) != 3 || res.OK() {
		t.Fatalf("%+v", res.Expect)
	}
	want := []Outcome{
		{Text: "client, step 3", Want: "ok", Got: "ECONNRESET", At: Place{"lab.yaml", 3, 1}},
		{Text: "what server (:80/1) received is what was sent", Want: "what server (:80/1) received is what was sent",
			Got: ":80/1: 1 octet that were never sent, the first at octet 6"},
		{OK: true, Text: "client SYN-SENT", Want: "client goes SYN-SENT", Got: "client went SYN-SENT at 0.000 s", Seen: []uint32{8}, At: Place{"lab.yaml", 7, 5}},
	}
	if d := cmp.Diff(want, res.Expect); d != "" {
		t.Error(d)
	}
}

// The record says it in both languages.
func TestFindingInfo(t *testing.T) {
	f := finding{text: say{"a", "甲"}, want: same("w"), at: Place{"lab.yaml", 7, 5}}.fail(say{"g", "得"}, 3)
	info := f.info()
	want := &event.ExpectInfo{
		Text: event.NoteInfo{Text: map[string]string{"en": "a", "zh": "甲"}},
		Want: map[string]string{"": "w"}, Got: map[string]string{"en": "g", "zh": "得"}, Seen: []uint32{3}, Place: "lab.yaml:7:5",
	}
	if d := cmp.Diff(want, info); d != "" {
		t.Error(d)
	}
}

// Without a log only what the programs know can be judged.
func TestJudgeWithoutLog(t *testing.T) {
	s := lossTale(t)
	s.bytes.received(s.conns["b"], []byte("x"))
	if f := findings(s.plan, s.env(), nil, &s.bytes, s.at); len(f) != 1 || f[0].ok {
		t.Errorf("%+v", f)
	}
}

// A long log is judged in one pass, for all expectations.
func BenchmarkJudge(b *testing.B) {
	s := lossTale(b)
	const more = 300_000
	for i := range more {
		seq := iss + 7 + uint32(i)
		p := s.send("a", fA, seq, irs+2, "")
		s.deliver(p, "b", tcb(irs+2, irs+2, seq, 13800, 200*ms))
		if i%10 == 0 {
			s.drop(p)
		}
	}
	for _, x := range expects {
		for _, a := range x.holds {
			s.plan.Expect = append(s.plan.Expect, Expectation{Kind: x.kind, Args: a})
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		findings(s.plan, s.env(), s.log, &s.bytes, s.at)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.log.Len()), "ns/event")
	b.ReportMetric(float64(len(s.plan.Expect)), "expectations")
}

// A packet is dropped when the desk drops or rejects it, and when it is lost on
// the way; the answer to a rejected one bears the same verdict, and lives.
func TestFates(t *testing.T) {
	s := newTale(t, &Plan{})
	s.open("a", "client", "server:80", "10.0.0.1:49152", "10.0.0.2:80")
	s.open("b", "server", ":80", "10.0.0.2:80", "10.0.0.1:49152")
	rejected := s.send("a", fS, 1, 0, "")
	s.packet(event.Event{Kind: event.Verdict, Action: event.Reject, Rule: 1}, rejected)
	answer := rejected + 1
	s.packets++
	s.raws[answer], s.from[answer] = s.raws[rejected], "server"
	s.packet(event.Event{Kind: event.Verdict, Action: event.Reject, Rule: 1}, answer)
	s.deliver(answer, "a", nil)
	s.packet(event.Event{Kind: event.Drop, More: &event.More{Reason: "unplugged"}}, s.send("a", fS, 1, 0, ""))
	s.drop(s.send("a", fS, 1, 0, ""))
	for fate, want := range map[string]string{"sent": "3", "dropped": "3", "delivered": "1"} {
		s.plan.Expect = []Expectation{{Kind: "segments", Args: Args{"fate": {fate}, "count": {want}}}}
		if f := findings(s.plan, s.env(), s.log, &s.bytes, s.at); !f[0].ok {
			t.Errorf("%s: want %s, got %s", fate, want, f[0].got.en)
		}
	}
}
