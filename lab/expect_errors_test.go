package lab

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"netlab/hooks"
	"netlab/hooks/segment"
)

// wrong are expectations that a loader must refuse, with the argument that is
// to blame.
var wrong = []struct {
	kind string
	args Args
	arg  string
}{
	{"stats", Args{}, ""},
	{"states", Args{}, ""},
	{"states", Args{"host": {"cleint"}, "path": {"CLOSED"}}, "host"},
	{"states", Args{"host": {"client"}, "path": {"SYN-SENT", "ESTABLISHD"}}, "path"},
	{"states", Args{"host": {"client"}, "path": {"SYN-SENT", "SYN-SENT"}}, "path"},
	{"states", Args{"host": {"client"}, "path": {"CLOSED"}, "whole": {"yes"}}, "whole"},
	{"segments", Args{"from": {"sever"}}, "from"},
	{"segments", Args{"wire": {"wire2"}}, "wire"},
	{"segments", Args{"match": {"sny"}}, "match"},
	{"segments", Args{"match": {"tcp.len >"}}, "match"},
	{"segments", Args{"count": {"2s"}}, "count"},
	{"segments", Args{"count": {"4..2"}}, "count"},
	{"segments", Args{"seq": {"S", "S. 0:0(1"}}, "seq"},
	{"segments", Args{"all": {"true"}}, "all"},
	{"segments", Args{"fate": {"lost"}}, "fate"},
	{"call", Args{}, ""},
	{"call", Args{"host": {"client"}, "op": {"conect"}}, "op"},
	{"call", Args{"host": {"client"}, "nth": {"0"}}, "nth"},
	{"call", Args{"step": {"client"}}, "step"},
	{"call", Args{"step": {"client.sent"}, "program": {"server"}}, "program"},
	{"call", Args{"conn": {"c"}, "op": {"recv"}}, "conn"},
	{"call", Args{"host": {"client"}, "took": {"3"}}, "took"},
	{"time", Args{"of": {"syn"}}, ""},
	{"time", Args{"of": {"start"}, "is": {"1s"}}, "of"},
	{"time", Args{"of": {"syn"}, "is": {"5"}}, "is"},
	{"time", Args{"of": {"client ESTABLISHD"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"cleint ESTABLISHED"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"client connect"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"client"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"client conect returns"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"client connect returns ok now"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"client connect called ok"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"client returns"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"syn#0 from client"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"client ESTABLISHED#0"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"syn"}, "since": {"ende"}, "is": {"5s"}}, "since"},
	{"time", Args{"of": {"syn"}, "since": {"drop"}, "is": {"5s"}}, "since"},
	{"time", Args{"of": {"syn"}, "since": {"drop syn from cleint"}, "is": {"5s"}}, "since"},
	{"time", Args{"of": {"syn within 3s"}, "is": {"5s"}}, "of"},
	{"time", Args{"of": {"state client.state == LISTEN"}, "is": {"5s"}}, "of"},
	{"bytes", Args{"host": {"client"}}, ""},
	{"bytes", Args{"host": {"client"}, "received": {"many"}}, "received"},
	{"tcb", Args{"host": {"client"}, "var": {"cwdn"}, "is": {"1"}}, "var"},
	{"tcb", Args{"host": {"client"}, "var": {"rto"}, "is": {"1"}}, "is"},
	{"tcb", Args{"host": {"client"}, "var": {"cwnd"}, "at": {"frist"}, "is": {"1"}}, "at"},
	{"never", Args{}, ""},
	{"never", Args{"what": {"rst", "end"}}, "what"},
	{"never", Args{"segment": {"X"}}, "segment"},
}

func TestCheckExpectationErrors(t *testing.T) {
	env := hooks.Env{Hosts: hostNames, Wires: []string{"wire1"}}
	var b strings.Builder
	for _, w := range wrong {
		e := Expectation{Kind: w.kind, Args: w.args}
		err := CheckExpectation(&e, env)
		all := ArgErrors(err)
		if len(all) == 0 {
			t.Errorf("%s is taken", e)
			continue
		}
		if all[0].Arg != w.arg {
			t.Errorf("%s: the fault is found in %q, want %q", e, all[0].Arg, w.arg)
		}
		if list := w.args[w.arg]; len(list) > 1 && all[0].Index != len(list)-1 {
			t.Errorf("%s: the fault is found at %d of %d", e, all[0].Index, len(list))
		}
		fmt.Fprintf(&b, "%s\n", e)
		for _, a := range all {
			place := ""
			var h *hooks.Error
			var s *segment.SyntaxError
			switch {
			case errors.As(a.Err, &h):
				place = fmt.Sprintf(" at %d of %q", h.Offset, h.Text)
			case errors.As(a.Err, &s):
				place = fmt.Sprintf(" at %d of %q", s.Offset, s.Text)
			}
			fmt.Fprintf(&b, "  %s[%d]%s: %s\n", a.Arg, a.Index, place, problems(a))
		}
	}
	golden(t, "expectation-errors.txt", b.String())
}

// What is right is taken without a plan, as the loader asks.
func TestCheckExpectation(t *testing.T) {
	env := hooks.Env{Hosts: hostNames, Wires: []string{"wire1"}}
	for _, x := range expects {
		for _, args := range slices.Concat(x.holds, x.fail) {
			e := Expectation{Kind: x.kind, Args: args}
			if err := CheckExpectation(&e, env); err != nil {
				t.Errorf("%s: %v", e, err)
			}
		}
	}
}

func TestExpectationTable(t *testing.T) {
	for i := range Expectations {
		w := &Expectations[i]
		if w.Does == "" || !strings.HasPrefix(w.Example, w.Name+": ") || w.compile == nil {
			t.Errorf("%s: its entry is not complete", w.Name)
		}
		mains, seen := 0, map[string]bool{}
		for _, p := range w.Params {
			if p.Doc == "" || seen[p.Name] || (p.Type == OneOf) != (len(p.Words) > 0) {
				t.Errorf("%s: the entry of %s is not complete, or there twice", w.Name, p.Name)
			}
			seen[p.Name] = true
			if p.Main {
				mains++
			}
		}
		if mains > 1 || !seen["stack"] {
			t.Errorf("%s: %d arguments are the main one; it has stack: %v", w.Name, mains, seen["stack"])
		}
		for _, x := range expects {
			for _, args := range slices.Concat(x.holds, x.fail) {
				for name := range args {
					if x.kind == w.Name && w.Param(name) == nil {
						t.Errorf("%s takes no %s, and a test gives it one", w.Name, name)
					}
				}
			}
		}
	}
}
