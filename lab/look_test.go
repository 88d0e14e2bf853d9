package lab

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/topology"
)

// asksOf are looks at lossTale, and what it says to them: a number, a time, states, or
// how many events; or, behind a "?", why it says nothing.
var asksOf = []struct {
	word string
	args Args
	want string
}{
	{"time", Args{"of": {"client ESTABLISHED"}}, "1.02s"},
	{"time", Args{"of": {"syn#2 from client"}, "since": {"syn#1 from client"}}, "1s"},
	{"time", Args{"of": {"client CLOSING"}}, "? client CLOSING did not happen; client went"},
	{"time", Args{"of": {"client ESTABLISHED"}, "since": {"rst"}}, "? client ESTABLISHED came before rst"},
	{"time", Args{"of": {"client ESTABLISHED"}, "since": {"udp"}}, "? udp did not happen"},
	{"count", Args{"from": {"client"}, "match": {"syn"}}, "3"},
	{"count", Args{"from": {"client"}, "match": {"syn"}, "conn": {"server:80"}}, "2"},
	{"count", Args{"match": {"rst"}, "from": {"client"}}, "0"},
	{"field", Args{"field": {"tcp.ack"}, "of": {"synack#2 from server"}}, "1"},
	{"field", Args{"field": {"tcp.ack_raw"}, "of": {"synack#1 from server"}}, fmt.Sprint(uint32(iss + 1))},
	{"field", Args{"field": {"tcp.flags.syn"}, "of": {"handshake-ack"}}, "0"},
	{"field", Args{"field": {"udp.length"}, "of": {"handshake-ack"}}, "? handshake-ack has no udp.length"},
	{"field", Args{"field": {"tcp.ack"}, "of": {"synack#3"}}, "? synack#3 happened only 2 times"},
	{"blank", Args{"field": {"tcp.len"}, "of": {"data from client"}}, "5"},
	{"tcb", Args{"host": {"client"}, "var": {"cwnd"}, "at": {"max"}}, "15180"},
	{"tcb", Args{"host": {"client"}, "var": {"rto"}, "at": {"client ESTABLISHED"}}, "1.2s"},
	{"tcb", Args{"host": {"server"}, "var": {"cwnd"}, "conn": {"d"}}, "? server had no connection d"},
	{"bytes", Args{"host": {"server"}, "received": {"true"}}, "5"},
	{"bytes", Args{"host": {"client"}, "sent": {"true"}, "conn": {"second"}}, "0"},
	{"bytes", Args{"host": {"client"}, "sent": {"true"}, "conn": {"third"}}, "? client had no connection third"},
	{"path", Args{"host": {"client"}, "conn": {"second"}}, "CLOSED SYN-SENT CLOSED"},
	{"path", Args{"host": {"server"}, "conn": {"c"}}, "LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED"},
	{"path", Args{"host": {"client"}}, "? client has 2 connections: conn says which is meant"},
	{"order", Args{"match": {"syn"}}, "3 events"},
	{"order", Args{"match": {"any"}, "first": {"4"}}, "4 events"},
	{"order", Args{"match": {"fin"}}, "? there are 2 packets to put into order"},
	{"order", Args{"match": {"any"}}, "? there are 1"},
	{"order", Args{"match": {"syn"}, "first": {"4"}}, "? there are 3"},
}

func TestLooks(t *testing.T) {
	s := lossTale(t)
	w := s.witness()
	tried := map[string]bool{}
	for _, c := range asksOf {
		tried[c.word] = true
		a, err := w.Ask(Look{c.word, c.args})
		if err != nil {
			t.Errorf("%s %v: %v", c.word, c.args, err)
			continue
		}
		got := fmt.Sprint(a.Value)
		switch {
		case !a.Known:
			got = "? " + a.Reason["en"]
			if a.Reason["zh"] == "" && a.Reason[""] == "" {
				t.Errorf("%s %v: no reason in Chinese", c.word, c.args)
			}
		case a.IsTime:
			got = time.Duration(a.Value).String()
		case c.word == "path":
			var all []string
			for _, s := range a.States {
				all = append(all, s.String())
			}
			got = strings.Join(all, " ")
			if len(a.Passed) != len(a.States) {
				t.Errorf("%v: %d states, %d of them passed or not", c.args, len(a.States), len(a.Passed))
			}
		case c.word == "order":
			got = fmt.Sprint(len(a.Seen), " events")
			if !slices.IsSorted(a.Seen) {
				t.Errorf("%v: not in order: %v", c.args, a.Seen)
			}
		}
		if got != c.want && !(strings.HasPrefix(c.want, "?") && strings.HasPrefix(got, c.want)) {
			t.Errorf("%s %v: got %s, want %s", c.word, c.args, got, c.want)
		}
		if a.Known && a.Value != 0 && len(a.Seen) == 0 {
			t.Errorf("%s %v: no event shows it", c.word, c.args)
		}
	}
	for _, l := range Looks() {
		if !tried[l.Name] {
			t.Errorf("%s is not tried", l.Name)
		}
	}
}

// witness is the tale as one who was there.
func (s *tale) witness() *Witness {
	p := *s.plan
	p.Network.Hosts = []topology.HostPlan{{Name: "client", Stack: topology.Netstack}, {Name: "server", Stack: topology.Netstack}}
	p.Network.Wires = []topology.WirePlan{{Name: "wire1"}}
	return NewWitness(&p, &Result{Ended: int64(s.at), bytes: &s.bytes}, s.log)
}

// TestWitnessHolds: a witness judges as the run does, and says of what is about another
// stack that it does not hold.
func TestWitnessHolds(t *testing.T) {
	w := lossTale(t).witness()
	for _, x := range expects {
		for i, args := range slices.Concat(x.holds, x.fail) {
			list := []Expectation{{Kind: x.kind, Args: args}}
			found, all := w.Holds(list)
			if want := i < len(x.holds); all != want || found[0].OK != want {
				t.Errorf("%s %s: holds is %v: %s", x.kind, argText(args), all, found[0].Got["en"])
			}
			list[0].Stack = topology.Kernel
			if found, all := w.Holds(list); all || found[0].OK {
				t.Errorf("%s %s: it holds of hosts that are not there", x.kind, argText(args))
			}
		}
	}
	if _, all := w.Holds(nil); !all {
		t.Error("nothing at all does not hold")
	}
	if found, all := w.Holds([]Expectation{{Kind: "stats"}}); all || !strings.Contains(found[0].Got["en"], "cannot be judged") {
		t.Errorf("an expectation that is none: %+v", found)
	}
}

// TestWrongLooks: what cannot be asked is refused, with the argument that is to blame.
func TestWrongLooks(t *testing.T) {
	env := lossTale(t).env()
	for _, c := range []struct {
		word string
		args Args
		arg  string
	}{
		{"weather", Args{}, ""},
		{"time", Args{}, ""},
		{"time", Args{"of": {"client ESTABLISHD"}}, "of"},
		{"time", Args{"of": {"end"}, "since": {"sny"}}, "since"},
		{"count", Args{"match": {"sny"}}, "match"},
		{"field", Args{"field": {"tcp.ack"}}, ""},
		{"field", Args{"field": {"tcp.akc"}, "of": {"syn"}}, "field"},
		{"field", Args{"field": {"tcp.payload"}, "of": {"syn"}}, "field"},
		{"field", Args{"field": {"tcp.port"}, "of": {"syn"}}, "field"},
		{"blank", Args{"field": {"tcp.ack"}, "of": {"client ESTABLISHED"}}, "of"},
		{"tcb", Args{"host": {"client"}, "var": {"cwmd"}}, "var"},
		{"bytes", Args{"host": {"client"}}, ""},
		{"bytes", Args{"host": {"client"}, "sent": {"true"}, "received": {"true"}}, ""},
		{"path", Args{"host": {"cleint"}}, "host"},
		{"order", Args{"match": {"syn"}, "first": {"2"}}, "first"},
		{"order", Args{"match": {"syn"}, "first": {"8"}}, "first"},
	} {
		errs := ArgErrors(CheckLook(Look{c.word, c.args}, env))
		if len(errs) == 0 || errs[0].Arg != c.arg {
			t.Errorf("%s %v: got %v, want an error of %q", c.word, c.args, errs, c.arg)
		}
	}
}
