package quiz

import (
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/lab"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		text  string
		want  int64
		fault string
	}{
		{"0", 0, ""}, {" 42 ", 42, ""}, {"3881842122", 3881842122, ""}, {"010", 10, ""}, {"0x1F", 31, ""}, {"0X1f", 31, ""},
		{"3,881,842,122", 3881842122, ""}, {"3_881", 3881, ""}, {"１２３", 123, ""}, {"42.", 42, ""}, {"42。", 42, ""},
		{"12.5", 0, "number-whole"}, {"1e3", 0, "number-whole"}, {"-1", 0, "number-whole"}, {"many", 0, "number"}, {"12 ms", 0, "number"}, {"3,88", 0, "number"}, {"0x", 0, "number"},
		{"99999999999999999999", 0, "number-whole"},
	} {
		got, f := number(c.text)
		if got != c.want || keyOf(f) != c.fault {
			t.Errorf("%q: got %d, %v; want %d, %q", c.text, got, f, c.want, c.fault)
		}
	}
}

func keyOf(f *Fault) string {
	if f == nil {
		return ""
	}
	return f.Key
}

func TestTimes(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		text  string
		want  time.Duration
		digit time.Duration
		fault string
	}{
		{"30ms", 30 * ms, ms, ""}, {"30 ms", 30 * ms, ms, ""}, {"30.5ms", 30500 * time.Microsecond, 100 * time.Microsecond, ""},
		{"1.03s", 1030 * ms, 10 * ms, ""}, {"1.030 s", 1030 * ms, ms, ""}, {"1s", time.Second, time.Second, ""}, {"2 min", 2 * time.Minute, time.Minute, ""},
		{"1m30s", 90 * time.Second, time.Second, ""}, {"1.03 秒", 1030 * ms, 10 * ms, ""}, {"30毫秒", 30 * ms, ms, ""}, {"２ 分钟", 2 * time.Minute, time.Minute, ""},
		{"250 us", 250 * time.Microsecond, time.Microsecond, ""}, {"250µs", 250 * time.Microsecond, time.Microsecond, ""}, {"0", 0, 0, ""}, {"1.5 Seconds", 1500 * ms, 100 * ms, ""},
		{"20ms。", 20 * ms, ms, ""}, {"1.03 s.", 1030 * ms, 10 * ms, ""},
		{"30", 0, 0, "time-unit"}, {"30.", 0, 0, "time-unit"}, {"1.03", 0, 0, "time-unit"}, {"soon", 0, 0, "time"}, {"-3ms", 0, 0, "time"}, {"3 parsecs", 0, 0, "time"},
	} {
		got, digit, f := span(c.text)
		if got != c.want || digit != c.digit || keyOf(f) != c.fault {
			t.Errorf("%q: got %v, %v, %v; want %v, %v, %q", c.text, got, digit, f, c.want, c.digit, c.fault)
		}
	}
}

// TestAgrees: how near a time must be.
func TestAgrees(t *testing.T) {
	for _, c := range []struct {
		want, answer string
		right        bool
	}{
		{"1.03s", "1.03s", true}, {"1.03s", "1030ms", true}, {"1.0304s", "1.030s", true}, {"1.0304s", "1.03 s", true}, {"1.034s", "1.03s", true},
		{"1.0306s", "1.030s", false}, {"1.036s", "1.03s", false}, {"1.03s", "1s", false}, {"1.03s", "1.0s", false}, {"1.03s", "1.031s", false},
		{"30ms", "30ms", true}, {"30ms", "0.03s", true}, {"30ms", "31ms", false}, {"30ms", "29ms", false}, {"30ms", "0s", false},
		{"127s", "127s", true}, {"127.4s", "127s", true}, {"127s", "2m", false}, {"127s", "2m7s", true}, {"127s", "128s", false},
		{"60.04s", "60s", true}, {"60.04s", "60.04s", true}, {"60.04s", "60.1s", false}, {"60.04s", "61s", false},
		{"400us", "400us", true}, {"400us", "0.4ms", true}, {"400us", "0.5ms", false}, {"400us", "0s", false}, {"400us", "900us", false}, {"0s", "0", true}, {"0s", "1ms", false},
	} {
		want, err := time.ParseDuration(c.want)
		if err != nil {
			t.Fatal(err)
		}
		a := &Asked{answer: lab.Answer{Known: true, Value: int64(want), IsTime: true}}
		d, digit, f := span(c.answer)
		if f != nil {
			t.Fatal(f)
		}
		if got := a.agrees(reading{number: int64(d), digit: digit}); got != c.right {
			t.Errorf("%s for %s: right is %v", c.answer, c.want, got)
		}
	}
}

func TestLetters(t *testing.T) {
	for _, c := range []struct {
		text    string
		n, many int
		want    string
		fault   string
	}{
		{"b", 3, 1, "b", ""}, {" B ", 3, 1, "b", ""}, {"(c)", 3, 1, "c", ""}, {"c)", 3, 1, "c", ""}, {"ｂ", 3, 1, "b", ""},
		{"d", 3, 1, "", "letter"}, {"ab", 3, 1, "", "letter"}, {"1", 3, 1, "", "letter"}, {"two", 3, 1, "", "letter"},
		{"c a b", 3, 3, "cab", ""}, {"cab", 3, 3, "cab", ""}, {"c, a，b", 3, 3, "cab", ""}, {"C->A->B", 3, 3, "cab", ""}, {"c → a → b", 3, 3, "cab", ""}, {"[c, a, b]", 3, 3, "cab", ""},
		{"c a", 3, 3, "", "letters"}, {"c a a", 3, 3, "", "letters"}, {"c a b d", 3, 3, "", "letters"},
	} {
		got := ""
		all, f := letters(c.text, c.n, c.many)
		for _, i := range all {
			got += letter(i)
		}
		if got != c.want || keyOf(f) != c.fault {
			t.Errorf("%q: got %q, %v; want %q, %q", c.text, got, f, c.want, c.fault)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, c := range []struct{ text, want, fault string }{
		{"SYN-SENT -> ESTABLISHED", "SYN-SENT ESTABLISHED", ""}, {"syn-sent,established", "SYN-SENT ESTABLISHED", ""}, {"SYN_SENT ESTABLISHED", "SYN-SENT ESTABLISHED", ""},
		{"CLOSED→SYN-SENT→ESTABLISHED", "CLOSED SYN-SENT ESTABLISHED", ""}, {"FIN-WAIT-1, FIN-WAIT-2；TIME-WAIT", "FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT", ""},
		{"LAST-ACK --> CLOSED", "LAST-ACK CLOSED", ""}, {"SYN-RCVD", "SYN-RECEIVED", ""}, {"SYN-SENT, CLOSED。", "SYN-SENT CLOSED", ""},
		{"SYN-SNET", "", "state-meant"}, {"nowhere", "", "state"}, {"->", "", "states"},
	} {
		var got []string
		path, f := states(c.text)
		for _, s := range path {
			got = append(got, s.String())
		}
		if strings.Join(got, " ") != c.want || keyOf(f) != c.fault {
			t.Errorf("%q: got %v, %v; want %q, %q", c.text, got, f, c.want, c.fault)
		}
	}
}

// TestGoes: what a path may leave out.
func TestGoes(t *testing.T) {
	server := &Asked{answer: lab.Answer{States: []event.State{event.Listen, event.SynReceived, event.Established, event.CloseWait, event.LastAck, event.Closed},
		Passed: []bool{false, false, false, true, false, false}}}
	for _, c := range []struct {
		text  string
		right bool
	}{
		{"LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED", true},
		{"SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED", true},
		{"CLOSED LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED", true},
		{"LISTEN SYN-RECEIVED ESTABLISHED LAST-ACK CLOSED", true}, // CLOSE-WAIT was passed
		{"LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK", false},
		{"LISTEN ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED", false},
		{"LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED LISTEN", false},
		{"LISTEN SYN-RECEIVED ESTABLISHED LAST-ACK CLOSE-WAIT CLOSED", false},
		{"CLOSED", false},
	} {
		path, f := states(c.text)
		if f != nil {
			t.Fatal(f)
		}
		if got := server.goes(path); got != c.right {
			t.Errorf("%s: right is %v", c.text, got)
		}
	}
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		text  string
		want  int64
		fault string
	}{
		{"S.", 0x12, ""}, {"[S.]", 0x12, ""}, {"SYN,ACK", 0x12, ""}, {"syn + ack", 0x12, ""}, {"SYN=1, ACK=1, FIN=0", 0x12, ""}, {"0x12", 0x12, ""}, {"18", 0x12, ""}, {"ＳＹＮ、ＡＣＫ", 0x12, ""},
		{"SYN=2", 0, "flags"}, {"both", 0, "flags"}, {",", 0, "flags"},
	} {
		got, f := flags(c.text)
		if got != c.want || keyOf(f) != c.fault {
			t.Errorf("%q: got %#x, %v; want %#x, %q", c.text, got, f, c.want, c.fault)
		}
	}
}

func TestPrintable(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"plain", "plain"}, {"第三次", "第三次"}, {"a\x1b[2Jb", `a\x1b[2Jb`}, {"a\nb\t", `a\nb\t`}, {"\xff", `\xff`}, {"\u202e", `\u202e`},
		{strings.Repeat("x", 500), strings.Repeat("x", 201) + "..."},
	} {
		if got := Printable(c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// FuzzAnswer: whatever a student writes is read, marked or refused, and never right by
// a slip of the reader's.
func FuzzAnswer(f *testing.F) {
	q := opened(f, "s1")
	for _, a := range q.Questions {
		f.Add(a.ID, right(f, a))
	}
	for _, text := range []string{"", "b", "c a b", "30ms", "0x12", "SYN-SENT -> ESTABLISHED", "S.", "from client syn#1 drop\nfrom server any drop", "\x1b[2J", "１２"} {
		f.Add("rule", text)
		f.Add("time", text)
	}
	f.Fuzz(func(t *testing.T, id, text string) {
		a := q.Question(id)
		if a == nil {
			return
		}
		r, fault := a.read(text)
		if fault != nil {
			if strings.ContainsFunc(fault.Error(), func(c rune) bool { return c < ' ' && c != '\n' }) {
				t.Errorf("%q: a control character is shown: %q", text, fault.Error())
			}
			return
		}
		if len(r.order) > 0 && len(r.order) != 1 && len(r.order) != len(a.Given) || len(r.rules) > 2 {
			t.Errorf("%q was read as %+v", text, r)
		}
	})
}
