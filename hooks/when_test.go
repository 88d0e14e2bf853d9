package hooks

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"netlab/hooks/event"
	"netlab/hooks/filter"
)

func TestWhen(t *testing.T) {
	for _, test := range []struct {
		text string
		spec WhenSpec
	}{
		{"now", WhenSpec{}},
		{"10ms", WhenSpec{After: 10 * time.Millisecond}},
		{"1m30s", WhenSpec{After: 90 * time.Second}},
		{"until t 3s", WhenSpec{At: 3 * time.Second}},
		{"until fin", WhenSpec{Packet: "fin"}},
		{"until fin#3 from client to server on lan within 5s", WhenSpec{Packet: "fin", Nth: 3, From: "client", To: "server", Wire: "lan", Within: 5 * time.Second}},
		{"until tcp.len > 0 && ip.ttl < 3 from client", WhenSpec{Packet: "tcp.len > 0 && ip.ttl < 3", From: "client"}},
		{"until state client.state == TIME-WAIT", WhenSpec{State: "client.state == TIME-WAIT"}},
		{"until state client.state == TIME-WAIT || server.state == CLOSED within 2m", WhenSpec{State: "client.state == TIME-WAIT || server.state == CLOSED", Within: 2 * time.Minute}},
		{"until step server.accepted within 1s", WhenSpec{Step: "server.accepted", Within: time.Second}},
	} {
		got, err := ParseWhen(test.text, env)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if diff := cmp.Diff(test.spec, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
		if s := test.spec.String(); s != test.text {
			t.Errorf("%+v is written %q, want %q", test.spec, s, test.text)
		}
		b, err := json.Marshal(test.spec)
		if err != nil {
			t.Fatal(err)
		}
		var back WhenSpec
		if err := json.Unmarshal(b, &back); err != nil || back != test.spec {
			t.Errorf("%s is read back as %+v, %v", b, back, err)
		}
		when, err := test.spec.Compile(env)
		if err != nil {
			t.Errorf("%q does not compile: %v", test.text, err)
			continue
		}
		if when.Later != test.spec.After || when.At != test.spec.At || when.Limit != test.spec.Within {
			t.Errorf("%q: %+v", test.text, when)
		}
		waits := test.spec.Packet != "" || test.spec.State != "" || test.spec.Step != ""
		if (when.Until != nil) != waits || waits && when.Until.Text != test.text {
			t.Errorf("%q: until %+v", test.text, when.Until)
		}
	}
}

// stateOf answers as a network between two beats does.
type stateOf map[event.HostID]event.State

func (s stateOf) States(h event.HostID, to []event.State) []event.State { return append(to, s[h]) }

func TestWhenCompiled(t *testing.T) {
	packet, err := WhenSpec{Packet: "fin", From: "client"}.Compile(env)
	if err != nil {
		t.Fatal(err)
	}
	if u := packet.Until; u.Nth != 1 || !u.Packet.Matches(&fakeView{}, fin(t, client)) || u.Packet.Matches(&fakeView{}, fin(t, server)) {
		t.Errorf("until fin from client: %+v", u)
	}
	state, err := WhenSpec{State: "client.state == TIME-WAIT"}.Compile(env)
	if err != nil {
		t.Fatal(err)
	}
	for is, want := range map[event.State]bool{event.TimeWait: true, event.FinWait2: false} {
		if got := state.Until.State.Match(&filter.Subject{States: stateOf{client: is}}); got != want {
			t.Errorf("client.state == TIME-WAIT in %v: %v", is, got)
		}
	}
}

func TestWhenErrors(t *testing.T) {
	for _, test := range []struct {
		spec WhenSpec
		want string // of each error, its field and a part of its problem
	}{
		{WhenSpec{After: 1, At: 1}, ": one thing is waited for at a time, not a time and a moment"},
		{WhenSpec{Packet: "fin", State: "client.state == CLOSED", Step: "a.b"}, ": one thing is waited for at a time, not a packet and a state and a step"},
		{WhenSpec{After: -1}, "after: -1ns is not between"},
		{WhenSpec{At: maxDuration + 1}, "at: "},
		{WhenSpec{From: "client"}, "packet: from, to, wire and nth describe a packet"},
		{WhenSpec{Packet: "fin", Nth: -1}, "nth: packets are counted from 1"},
		{WhenSpec{After: 1, Within: 1}, "within: within limits"},
		{WhenSpec{Packet: "fni"}, "match: no role"},
		{WhenSpec{Packet: "fin", From: "cleint"}, "from: no host"},
		{WhenSpec{Packet: "fin drop"}, "match: nothing more"},
		{WhenSpec{State: "syn"}, "state: a state is that of hosts"},
		{WhenSpec{State: "client.state == WAIT-TIME"}, "state: there is no state"},
		{WhenSpec{Step: "connected"}, "step: a program and the label"},
	} {
		_, err := test.spec.Compile(env)
		errs := Errors(err)
		if len(errs) != 1 {
			t.Errorf("%+v: %d errors, want 1: %v", test.spec, len(errs), err)
			continue
		}
		if got := errs[0].Field + ": " + errs[0].Message(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%+v: %q, want %q", test.spec, got, test.want)
		}
	}
	for _, text := range []string{"", "soon", "until", "10ms more", "until t", "until t 3s within 1s", "until step", "until fin within"} {
		if w, err := ParseWhen(text, env); err == nil {
			t.Errorf("%q was read as %+v", text, w)
		}
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, text := range []string{"now", "10ms", "until t 3s", "until fin#3 from client within 5s", "until state client.state == TIME-WAIT", "until step a.b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := ParseWhen(text, env)
		if err != nil {
			return
		}
		again, err := ParseWhen(w.String(), env)
		if err != nil || again != w {
			t.Fatalf("%q is read as %+v, written as %q and read as %+v, %v", text, w, w.String(), again, err)
		}
		if _, err := w.Compile(env); err != nil {
			t.Fatalf("%q was read and does not compile: %v", text, err)
		}
	})
}
