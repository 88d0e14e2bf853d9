package hooks

import (
	"testing"

	"netlab/hooks/event"
)

// The rules of a lab that are about the handshake, seen by a data packet.
var tenRules = []string{
	"from client syn#1 drop", "from server to client synack#1 drop", "from client handshake-ack#1 delay 10ms",
	"from server fin#1 delay until fin from client", "from client syn#2.. drop", "rst drop",
	"from server data#3 reorder 1", "on wan any delay 10ms", "from client retransmission#1 duplicate", "dup-ack#2..4 drop",
}

func BenchmarkTenRulesNoneMatches(b *testing.B) {
	hooks := compileLines(b, tenRules...)
	v, p := &fakeView{}, data(b, client, 1, 1000)
	b.ReportAllocs()
	for b.Loop() {
		for _, h := range hooks {
			if h.See(v, p).Action != event.NoAction {
				b.Fatal("a rule acted")
			}
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	v := &fakeView{states: map[event.HostID]event.State{client: event.Established}}
	for _, bench := range []struct {
		name string
		spec MatchSpec
		want bool
	}{
		{"mask says no", MatchSpec{From: "server", Match: "synack"}, false},
		{"mask says yes", MatchSpec{From: "client", Match: "data"}, true},
		{"mask says no, expression", MatchSpec{From: "server", Match: "tcp.len > 0"}, false},
		{"expression", MatchSpec{From: "client", Match: "tcp.len > 0"}, true},
		{"state", MatchSpec{Match: "client.state == ESTABLISHED"}, true},
	} {
		b.Run(bench.name, func(b *testing.B) {
			m, p := compileMatch(b, bench.spec), data(b, client, 1, 1000)
			b.ReportAllocs()
			for b.Loop() {
				if m.Matches(v, p) != bench.want {
					b.Fatal("wrong answer")
				}
			}
		})
	}
}

func BenchmarkVerdict(b *testing.B) {
	for _, line := range []string{"data drop", "data delay 10ms", "data chance 50% drop", "data delay 10ms..30ms", "data reorder 1", "data duplicate", "data rewrite ip.ttl = 3"} {
		b.Run(line, func(b *testing.B) {
			h, v, p := compileLines(b, line)[0], &fakeView{}, data(b, client, 1, 1000)
			b.ReportAllocs()
			for b.Loop() {
				h.See(v, p)
			}
		})
	}
}

func BenchmarkDraw(b *testing.B) {
	var sum uint64
	for i := uint64(0); b.Loop(); i++ {
		sum += Draw(1, forChance, 2, i)
	}
	_ = sum
}

func compileLines(t testing.TB, lines ...string) []Hook {
	t.Helper()
	rules := make([]Rule, len(lines))
	for i, line := range lines {
		r, err := ParseRule(line, env)
		if err != nil {
			t.Fatalf("ParseRule: %v", err)
		}
		rules[i] = r
	}
	hooks, err := Compile(rules, env)
	if err != nil {
		t.Fatalf("Compile: %v", err)
	}
	return hooks
}
