package quiz

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/lab"
	"netlab/lab/words"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-update rewrites it):\n%s", name, diff)
	}
}

// The sheets as a student gets them.
func TestSheet(t *testing.T) {
	for _, lang := range []words.Lang{words.English, words.Chinese} {
		golden(t, "testdata/sheet."+string(lang)+".golden", string(opened(t, "s1").Sheet(lang)))
	}
}

// filled is a sheet with answers put in as a text editor would.
func filled(t testing.TB, q *Quiz, answers map[string]string) string {
	text := string(q.Sheet(words.English))
	for id, answer := range answers {
		head := "- id: " + id + "\n    answer:"
		if !strings.Contains(text, head) {
			t.Fatalf("the sheet has no place for %s", id)
		}
		text = strings.Replace(text, head, head+" "+answer, 1)
	}
	return text
}

// TestFaultySheets: each sheet with something wrong in it, what is told of it, and
// that the rest is marked.
func TestFaultySheets(t *testing.T) {
	q := opened(t, "s1")
	answers := map[string]string{}
	for _, a := range q.Questions {
		answers[a.ID] = fmt.Sprintf("%q", right(t, a))
	}
	good := filled(t, q, answers)
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the sheet has no %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	answer := func(id, text string) string {
		return swap("- id: "+id+"\n    answer: "+answers[id], "- id: "+id+"\n    answer: "+text)
	}
	var got strings.Builder
	for _, c := range []struct{ name, text string }{
		{"nothing wrong", good},
		{"unknown question", swap("- id: octets", "- id: octet")},
		{"a question not asked on netstack", swap("- id: octets", "- id: kernel")},
		{"the same question twice", swap("- id: octets", "- id: time")},
		{"no ID", swap("- id: octets\n   ", "-")},
		{"another key", swap("    answer: "+answers["time"], "    anser: "+answers["time"])},
		{"a map for an answer", answer("octets", "{a: b}")},
		{"a list of maps", answer("rule", "[{from: client}]")},
		{"a list of rules", answer("rule", "[from client to server syn#1 drop]")},
		{"a block of rules", answer("rule", "|\n      from client to server syn#1 drop\n      from server icmp drop")},
		{"no unit", answer("time", "30")},
		{"no number", answer("octets", "all of them")},
		{"no letter", answer("choice", "two")},
		{"no state", answer("path", "LISTEN, SYN-RECIEVED")},
		{"no rule", answer("rule", "form client drop")},
		{"too many rules", answer("rule", "[from client syn#1 drop, from client rst drop, from client fin drop]")},
		{"a long answer", answer("path", strings.Repeat("CLOSED ", 400))},
		{"control characters", answer("octets", `"\e[2J\x07"`)},
		{"an open quote", answer("octets", `"500`)},
		{"a colon", answer("path", "states: LISTEN: CLOSED")},
		{"an alias", answer("octets", "*all")},
		{"a tab", answer("octets", "\n\t500")},
		{"another version", swap("version: \""+q.Lab.Source.Version(), "version: \"0123456789ab")},
		{"another student's", swap("student: \"s1\"", "student: s2")},
		{"another world", swap("world: \"", "world: \"0")},
		{"no student", swap("student: \"s1\"", "student:")},
		{"no student's line", swap("student: \"s1\"\n", "")},
		{"no lab", swap("lab: \"small\"", "lab:")},
		{"another format", swap(Format, "netlab-sheet/9")},
		{"no format", swap("format: "+Format, "")},
		{"answers no list", "format: " + Format + "\nlab: small\nstudent: s1\nanswers: {time: 30ms}\n"},
		{"a text", "see the other file"},
		{"a list", "- 1\n- 2\n"},
		{"empty", ""},
		{"no UTF-8", "format: \xff\xfe"},
		{"too large", strings.Repeat("# x\n", 50_000)},
		{"too many parts", "format: " + Format + "\nanswers: [" + strings.Repeat("a,", 20_000) + "]"},
		{"too deep", "format: " + Format + "\nlab: small\nstudent: s1\nanswers: " + strings.Repeat("[", 50) + strings.Repeat("]", 50)},
		{"byte order mark, CRLF", "\ufeff" + strings.ReplaceAll(good, "\n", "\r\n")},
	} {
		fmt.Fprintf(&got, "== %s\n", c.name)
		s, faults := ReadSheet("sheet.yaml", []byte(c.text))
		for _, f := range faults {
			fmt.Fprintf(&got, "%s\n", f)
		}
		if s == nil {
			got.WriteString("not marked\n")
			continue
		}
		q, err := q.Lab.Open(t.Context(), s.Student, runner)
		if err != nil {
			fmt.Fprintf(&got, "%s\n", err)
			continue
		}
		m, err := q.Grade(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range m.Faults {
			fmt.Fprintf(&got, "%s\n", f)
		}
		fmt.Fprintf(&got, "%d of %d points\n", m.Points, m.Max)
	}
	golden(t, "testdata/faults.golden", strings.ReplaceAll(got.String(), q.Lab.Source.Version(), "VERSION"))
}

// TestManyFaults: a sheet does not have more told of it than anybody reads.
func TestManyFaults(t *testing.T) {
	for name, item := range map[string]string{"the same question": "- {id: a, answer: b}\n", "no ID": "- {answer: b}\n", "no list": "- b\n"} {
		_, faults := ReadSheet("sheet.yaml", []byte("format: "+Format+"\nlab: small\nstudent: s1\nanswers:\n"+strings.Repeat(item, 1000)))
		if n := len(faults); n == 0 || n > mostFaults {
			t.Errorf("%s: %d faults are told", name, n)
		}
	}
}

// TestWorlds: the same student has the same world on every machine, and no two have
// the same.
func TestWorlds(t *testing.T) {
	l, err := Load(source(t))
	if err != nil {
		t.Fatal(err)
	}
	w, _ := WorldOf("s1", l.Lab)
	want := World{Student: "s1", Seed: 0x859044ce52728, Set: []string{"wires.0.delay=32ms", "programs.client.1.send.bytes=721"}}
	if diff := cmp.Diff(want, w); diff != "" {
		t.Errorf("the world of s1 is not what it was: sheets that were given out will not be marked rightly (-want +got):\n%s", diff)
	}
	seen := map[uint64]bool{}
	for i := range 2000 {
		w, _ := WorldOf(fmt.Sprint("s", i), l.Lab)
		if seen[w.Seed] || w.Seed == 0 || w.Seed >= 1<<53 {
			t.Fatalf("s%d has the seed %d", i, w.Seed)
		}
		seen[w.Seed] = true
		networks := map[string]bool{}
		for wire := range 20 {
			for _, version := range []int{4, 6} {
				n := w.network(wire, version)
				if networks[n.String()] || n != n.Masked() || n.Addr().Is4() != (version == 4) || !n.Addr().IsPrivate() {
					t.Fatalf("s%d: wire %d has the network %v", i, wire, n)
				}
				networks[n.String()] = true
			}
		}
	}
	none, err := WorldOf("", l.Lab)
	if err != nil || none.Seed != 0 || none.Set != nil || none.Settings(lab.Settings{}).Network != nil {
		t.Errorf("nobody's world is %+v, %v", none, err)
	}
}

// TestRange: what is drawn is in the range, in steps that a person reads.
func TestRange(t *testing.T) {
	l, err := Load(source(t))
	if err != nil {
		t.Fatal(err)
	}
	delays := map[time.Duration]int{}
	for i := range 1000 {
		w, _ := WorldOf(fmt.Sprint(i), l.Lab)
		d := time.Duration(w.value(&l.Vary[0]))
		if d < 5*time.Millisecond || d > 40*time.Millisecond || d%time.Millisecond != 0 {
			t.Fatalf("%d: %v", i, d)
		}
		delays[d]++
		if n := w.value(&l.Vary[1]); n < 300 || n > 900 {
			t.Fatalf("%d: %d", i, n)
		}
	}
	if len(delays) != 36 {
		t.Errorf("of 36 delays %d are drawn", len(delays))
	}
}

// FuzzReadSheet: whatever is handed in ends in a sheet or in faults with places, and
// quickly.
func FuzzReadSheet(f *testing.F) {
	q := opened(f, "s1")
	answers := map[string]string{}
	for _, a := range q.Questions {
		answers[a.ID] = fmt.Sprintf("%q", right(f, a))
	}
	good := filled(f, q, answers)
	f.Add([]byte(good))
	f.Add(q.Sheet(words.Chinese))
	f.Add([]byte(strings.Replace(good, `answer: "`, `answer: `, 3)))
	f.Add([]byte("format: netlab-sheet/1\nlab: x\nanswers:\n  - id: a\n    answer: [b, c]\n  - id: a\n  - {id: *x, answer: &y z}\n"))
	f.Add([]byte("- id:\n- id: a\n answer: {\n"))
	names, _ := filepath.Glob("../file/testdata/bad/*.yaml")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := strings.Count(breaks.Replace(string(text)), "\n") + 1
		s, faults := ReadSheet("sheet.yaml", text)
		if s == nil && len(faults) == 0 {
			t.Fatal("no sheet, and no fault")
		}
		for _, x := range faults {
			if x.Place.File == "" || x.Place.Line > lines+1 {
				t.Errorf("the fault has the place %v of %d lines: %v", x.Place, lines, x)
			}
			if strings.Contains(x.Error(), "%!") && !bytes.Contains(text, []byte("%!")) || strings.ContainsFunc(x.Error(), func(c rune) bool { return c < ' ' }) {
				t.Errorf("it is told as %q", x.Error())
			}
		}
		if s != nil && (len(s.Answers) > maxAnswers || s.Lab == "") {
			t.Errorf("%d answers of %q", len(s.Answers), s.Lab)
		}
	})
}
