package html

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"

	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/lab/words"
)

// The browser's compiler of filters is asked the same as hooks/filter's own, of the
// same events: the same answers are wanted, and of wrong expressions the same words
// at the same places.

// asked is what node gives for an expression.
type asked struct {
	Text   string `json:"text"` // its normal form
	Events []int  `json:"events"`
	Error  *struct {
		At      int               `json:"at"`
		Length  int               `json:"length"`
		Message map[string]string `json:"message"`
		Hint    map[string]string `json:"hint"`
	} `json:"error"`
}

//go:embed testdata/askfilter.js
var askFilterJS string

// askNode compiles expressions in node and tests each on every event.
func askNode(t *testing.T, table fieldTable, at []time.Duration, exprs []string) []asked {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: apt-get install nodejs")
	}
	script := filepath.Join(t.TempDir(), "ask.js")
	if err := os.WriteFile(script, []byte(strings.Join(append(filterScripts(), askFilterJS), "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(map[string]any{"table": table, "at": at, "exprs": exprs})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, script)
	var problems bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &problems)
	}
	var answers []asked
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(exprs) {
		t.Fatalf("%d answers to %d expressions", len(answers), len(exprs))
	}
	return answers
}

// tableStates gives the states of a table at an event: those that the browser has.
type tableStates struct {
	table fieldTable
	n     uint32
}

func (s tableStates) States(h event.HostID, to []event.State) []event.State {
	set := s.table.Sets[s.table.Stand[s.n-1]]
	for state := event.State(1); state <= event.TimeWait; state++ {
		if int(h) <= len(set) && set[h-1]&(1<<state) != 0 {
			to = append(to, state)
		}
	}
	return to
}

// askGo does with hooks/filter what askNode does with the browser's compiler.
func askGo(log *event.Log, table fieldTable, exprs []string) []asked {
	env := filter.Env{Hosts: table.Hosts, Wires: table.Wires}
	var subjects []*filter.Subject
	origins := map[uint32]uint32{}
	for e := range log.All() {
		s := &filter.Subject{At: e.At, States: tableStates{table, e.N}}
		if e.Packet != 0 {
			if e.Origin != 0 {
				origins[e.Packet] = e.Origin
			}
			seg, info := e.Seg, e.Info
			s.Seg, s.Info, s.Raw, s.From, s.To, s.Wire, s.Packet, s.Origin = &seg, &info, e.Raw, e.Host, e.Peer, e.Wire, e.Packet, origins[e.Packet]
			if e.Kind == event.Deliver {
				s.From, s.To = s.To, s.From
			}
		}
		subjects = append(subjects, s)
	}
	out := make([]asked, len(exprs))
	for i, src := range exprs {
		p, err := filter.Compile(src, env)
		var wrong *filter.Error
		if errors.As(err, &wrong) {
			out[i].Error = &struct {
				At      int               `json:"at"`
				Length  int               `json:"length"`
				Message map[string]string `json:"message"`
				Hint    map[string]string `json:"hint"`
			}{units(src[:wrong.Offset]), units(src[:wrong.Offset+wrong.Len]) - units(src[:wrong.Offset]), map[string]string{"en": string([]rune(wrong.Msg))}, map[string]string{"en": wrong.Suggestion}}
			continue
		}
		out[i].Text, out[i].Events = p.String(), []int{}
		for k, s := range subjects {
			if p.Match(s) {
				out[i].Events = append(out[i].Events, k+1)
			}
		}
	}
	return out
}

// units is a text's length as JavaScript counts it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// differ says in what two answers to an expression differ; "": in nothing.
func differ(src string, ours, theirs asked) string {
	switch {
	case (ours.Error == nil) != (theirs.Error == nil):
		return fmt.Sprintf("%q\n  Go: %s\nnode: %s", src, verdict(ours), verdict(theirs))
	case ours.Error == nil && (ours.Text != theirs.Text || !slices.Equal(ours.Events, theirs.Events)):
		return fmt.Sprintf("%q\n  Go: %s %v\nnode: %s %v", src, ours.Text, ours.Events, theirs.Text, theirs.Events)
	case ours.Error != nil && (ours.Error.At != theirs.Error.At || ours.Error.Length != theirs.Error.Length ||
		ours.Error.Message["en"] != theirs.Error.Message["en"] || ours.Error.Hint["en"] != theirs.Error.Hint["en"]):
		return fmt.Sprintf("%q\n  Go: %s\nnode: %s", src, verdict(ours), verdict(theirs))
	case theirs.Error != nil && (theirs.Error.Message["zh"] == "" || (theirs.Error.Hint["zh"] == "") != (theirs.Error.Hint["en"] == "")):
		return fmt.Sprintf("%q: the refusal is not in Chinese: %v %v", src, theirs.Error.Message, theirs.Error.Hint)
	}
	return ""
}

func verdict(a asked) string {
	if a.Error == nil {
		return "compiles, to " + a.Text
	}
	return fmt.Sprintf("refused at %d+%d: %s (%s)", a.Error.At, a.Error.Length, a.Error.Message["en"], a.Error.Hint["en"])
}

// same asks both and reports where they differ.
func same(t *testing.T, log *event.Log, exprs []string) (matched int) {
	t.Helper()
	table := newFieldTable(log)
	var at []time.Duration
	for e := range log.All() {
		at = append(at, e.At)
	}
	ours, theirs := askGo(log, table, exprs), askNode(t, table, at, exprs)
	for i, src := range exprs {
		if d := differ(src, ours[i], theirs[i]); d != "" {
			t.Error(d)
		}
		matched += len(ours[i].Events)
	}
	return matched
}

// corpus is what the tests of hooks/filter ask.
func corpus(t testing.TB) (right, wrong []string) {
	t.Helper()
	var c struct{ Right, Wrong []string }
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "hooks", "filter", "testdata", "corpus.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	return c.Right, c.Wrong
}

// capture is the record of one packet of everything that those tests ask.
func capture(t testing.TB) *event.Log {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "hooks", "filter", "testdata", "capture.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	log, err := event.ReadLog(f)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func TestFilterCorpus(t *testing.T) {
	right, wrong := corpus(t)
	if n := same(t, capture(t), append(right, wrong...)); n < 800 {
		t.Errorf("the expressions match %d events only: the capture is not asked what it is for", n)
	}
}

// TestFilterEdges asks what the corpus does not: the ends of what each literal
// takes, and regular expressions that JavaScript would read otherwise.
func TestFilterEdges(t *testing.T) {
	same(t, capture(t), edges)
}

// TestFilterTexts: every text of the filter box is said by its script.
func TestFilterTexts(t *testing.T) {
	script, n := strings.Join(filterScripts(), "\n"), 0
	for key := range words.Area("filter.") {
		n++
		area, rest, _ := strings.Cut(key, ".")
		put := strings.Contains(script, `"`+area+`."`) && rest != ""
		if !put && !strings.Contains(script, `"`+key+`"`) {
			t.Errorf("nothing in the page's script says filter.%s", key)
		}
	}
	if n < 100 {
		t.Errorf("the catalogue has %d texts only", n)
	}
}

// TestFilterAny draws expressions out of the corpus, joins them, and damages some.
func TestFilterAny(t *testing.T) {
	right, wrong := corpus(t)
	exprs := drawn(append(right, edges...), append(append(right, wrong...), edges...), 2000)
	if n := same(t, capture(t), exprs); n < 1000 {
		t.Errorf("%d drawn expressions match %d events", len(exprs), n)
	}
}

// drawn gives expressions as rapid draws them: whole ones, joined as hooks/filter's
// own generator joins them, and damaged ones.
func drawn(whole, damaged []string, n int) []string {
	gen := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 2).Draw(t, "damaged") == 0 {
			return damage(t, rapid.SampledFrom(damaged).Draw(t, "expression"))
		}
		return joined(t, whole, 3)
	})
	out := make([]string, n)
	for i := range out {
		out[i] = gen.Example(i)
	}
	return out
}

func joined(t *rapid.T, of []string, depth int) string {
	shape := rapid.IntRange(0, 8).Draw(t, "shape")
	if depth == 0 || shape < 3 {
		return rapid.SampledFrom(of).Draw(t, "test")
	}
	sub := func() string { return joined(t, of, depth-1) }
	space := rapid.SampledFrom([]string{" ", "  ", "\t", "\n"}).Draw(t, "space")
	switch shape {
	case 3, 4, 5:
		return sub() + space + rapid.SampledFrom([]string{"&&", "and", "||", "or", "^^", "xor"}).Draw(t, "operator") + space + sub()
	case 6:
		return "not" + space + sub()
	case 7:
		return "!" + sub()
	}
	return "(" + sub() + ")"
}

// damage changes an expression in a place or two.
func damage(t *rapid.T, src string) string {
	runes := []rune(src)
	for range rapid.IntRange(1, 3).Draw(t, "times") {
		at := rapid.IntRange(0, len(runes)).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			end := min(len(runes), at+rapid.IntRange(1, 4).Draw(t, "octets"))
			runes = slices.Delete(runes, at, end)
		case 1:
			bit := rapid.SampledFrom([]string{"=", "!", "(", ")", "{", "}", "[0:1]", "&", "&&", " ", ".", "..", `"`, "'", `\`, "0", "7", "x", "/", ":", "-", "any ", "all ", "not ", " in ",
				"==", "~", ",", "syn", "é", "中", "＝", "“", "𝄞", "\x00", "_", "client", "tcp", "1s", "0x", "@"}).Draw(t, "bit")
			runes = slices.Insert(runes, at, []rune(bit)...)
		default:
			other := rapid.IntRange(0, len(runes)).Draw(t, "other")
			runes = append(append([]rune{}, runes[min(at, other):]...), runes[:min(at, other)]...)
		}
	}
	return string(runes)
}
