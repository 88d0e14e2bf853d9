package lab

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"netlab/hooks"
	"netlab/hooks/segment"
)

func TestParseRange(t *testing.T) {
	const s = 1e9
	for text, want := range map[string]Range{
		"3":             {Low: 3, High: 3},
		"0":             {},
		"2..4":          {Low: 2, High: 4},
		" 2 .. 4 ":      {Low: 2, High: 4},
		"2..":           {Low: 2, High: math.MaxInt64},
		"..4":           {High: 4},
		">= 2":          {Low: 2, High: math.MaxInt64},
		">2":            {Low: 3, High: math.MaxInt64},
		"<= 4":          {High: 4},
		"< 4":           {High: 3},
		"10 +- 2":       {Low: 8, High: 12},
		"1s":            {Low: s, High: s, Time: true},
		"1s..2s":        {Low: s, High: 2 * s, Time: true},
		"0..1.5s":       {High: 1.5 * s, Time: true},
		"1s ± 10ms":     {Low: .99 * s, High: 1.01 * s, Time: true},
		"1s +- 10ms":    {Low: .99 * s, High: 1.01 * s, Time: true},
		"1s+/-10ms":     {Low: .99 * s, High: 1.01 * s, Time: true},
		"10ms ± 20ms":   {Low: -.01 * s, High: .03 * s, Time: true},
		"> 1s":          {Low: s + 1, High: math.MaxInt64, Time: true},
		"1m0.5s":        {Low: 60.5 * s, High: 60.5 * s, Time: true},
		">= 4294967296": {Low: 1 << 32, High: math.MaxInt64},
	} {
		got, err := ParseRange(text)
		want.text = strings.Join(strings.Fields(text), " ")
		if err != nil || got != want {
			t.Errorf("ParseRange(%q) = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for text, at := range map[string]int{
		"": 0, "..": 0, "4..2": 1, "2s..1s": 2, "1..2s": 0, "1s..2": 4, "1s +- 10": 6, "2 >= 1": 0, "a": 0, "1..x": 3,
		">= ": 3, "-1": 0, "1s ±": 5, "=3": 0, "9999999999999999999": 0, ">= -1s": 3, "1 2": 0,
	} {
		r, err := ParseRange(text)
		var e *segment.SyntaxError
		if !errors.As(err, &e) {
			t.Errorf("ParseRange(%q) = %+v, %v; want a *segment.SyntaxError", text, r, err)
		} else if e.Offset != at {
			t.Errorf("ParseRange(%q): the trouble is at %d, want %d: %v", text, e.Offset, at, err)
		}
	}
}

func TestRangeFits(t *testing.T) {
	for _, c := range []struct {
		text           string
		times, numbers bool
	}{{"3", false, true}, {"1s", true, false}, {"0", true, true}, {">= 0", true, true}, {"0..1ms", true, false}, {"0..1", false, true}} {
		r, err := ParseRange(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.fits(true) == nil; got != c.times {
			t.Errorf("%q is a range of times: %v", c.text, got)
		}
		if got := r.fits(false) == nil; got != c.numbers {
			t.Errorf("%q is a range of numbers: %v", c.text, got)
		}
	}
}

func FuzzParseRange(f *testing.F) {
	for _, s := range []string{"3", "2..4", ">= 2", "1s..2s", "1s ± 10ms", "<1", "..", "+-", "9223372036854775807 +- 9223372036854775807"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRange(text)
		if err != nil {
			var e *segment.SyntaxError
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(text) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := ParseRange(r.String())
		if err != nil || again != r {
			t.Fatalf("%q is %+v, written %q, which is %+v, %v", text, r, r, again, err)
		}
		if r.Has(r.High+1) && r.High != math.MaxInt64 || !r.open() && r.Low <= r.High && !r.Has(r.High) {
			t.Fatalf("%q: %+v", text, r)
		}
		r.words()
	})
}

func TestParseThing(t *testing.T) {
	env := &expectEnv{Env: hooks.Env{Hosts: hostNames, Wires: []string{"wire1"}}}
	for text, want := range map[string]string{
		"start":                      "start",
		"end":                        "end",
		"syn":                        "sent syn #1",
		"syn#2 from client":          "sent syn from client #2",
		"from client syn#2":          "sent syn from client #2",
		"deliver synack#1 to client": "delivered synack to client #1",
		"drop fin on wire1":          "dropped fin on wire1 #1",
		"send any":                   "sent any #1",
		"tcp.len > 0 && client.state == TIME-WAIT": "sent tcp.len > 0 && client.state == TIME-WAIT #1",
		"client ESTABLISHED":                       "client ESTABLISHED #1",
		"client estab#2":                           "client ESTABLISHED #2",
		"server :80/1 TIME-WAIT":                   "server :80/1 TIME-WAIT #1",
		"client connect returns":                   "client connect returns #1",
		"client connect#2 returns ETIMEDOUT":       "client connect call 2 returns ETIMEDOUT #1",
		"other close called":                       "other close called #1",
		"client.sent returns":                      "client.sent returns #1",
	} {
		thing, err := parseThing(text, env)
		if err != nil {
			t.Errorf("parseThing(%q): %v", text, err)
		} else if got := thing.normal(env); got != want {
			t.Errorf("parseThing(%q) is %q, want %q", text, got, want)
		}
	}
}

// normal is a thing as the parser understood it.
func (t *thing) normal(env *expectEnv) string {
	words := []string{}
	add := func(format string, ok bool, args ...any) {
		if ok {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	switch t.kind {
	case theStart, theEnd:
		return t.text
	case packetThing:
		s := t.sight.spec
		add("%s %s", true, t.sight.fate, s.Match)
		add("from %s", s.From != "", s.From)
		add("to %s", s.To != "", s.To)
		add("on %s", s.Wire != "", s.Wire)
	case stateThing:
		add("%s", true, env.Hosts[t.host-1])
		add("%s", t.conn != "", t.conn)
		add("%s", true, t.state)
	case callThing:
		add("%s.%s", t.label != "", t.program, t.label)
		add("%s %s", t.op != "", t.program, t.op)
		add("call %d", t.which > 0, t.which)
		add("returns", t.returned)
		add("called", !t.returned)
		add("%s", t.result != "", t.result)
	}
	return strings.Join(words, " ") + fmt.Sprintf(" #%d", t.nth)
}

func FuzzParseThing(f *testing.F) {
	for _, s := range []string{"start", "syn#2 from client", "deliver synack", "client ESTABLISHED#2", "client connect#2 returns ok",
		"client.x called", "from", "drop", "# #", "client  #", "a returns returns", "until x", "state x", "step a.b", "syn within 3s"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		env := &expectEnv{Env: hooks.Env{Hosts: hostNames, Wires: []string{"wire1"}}}
		thing, err := parseThing(text, env)
		if err == nil {
			if again, err := parseThing(thing.text, env); err != nil || again.normal(env) != thing.normal(env) {
				t.Fatalf("%q is %s, written %q, which is not: %v", text, thing.normal(env), thing.text, err)
			}
			return
		}
		var e *hooks.Error
		if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(e.Text) {
			t.Fatalf("%q: %#v", text, err)
		}
	})
}
