package hooks

import (
	"testing"

	"netlab/hooks/event"
	"pgregory.net/rapid"
)

// chainActions are actions of every kind, for the property below.
var chainActions = []string{"drop", "pass", "delay 10ms", "reorder", "duplicate", "duplicate 3", "corrupt bit 77", "corrupt payload mend",
	"rewrite ip.ttl = 3", `rewrite tcp.payload = "more than there was"`, "rewrite tcp.options = none", "inject R. 0:0(0) ack 1 back",
	"inject P. 1:33(32) ack 1", "inject copy", "inject copy of syn#1", "reject rst", "reject icmp packet-too-big mtu 576"}

// A chain neither loses nor invents octets that no verdict decided about: what
// comes in is what comes out, and what verdicts took, less what they made.
func TestChainKeepsBytes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var rules []string
		for range rapid.IntRange(0, 8).Draw(rt, "rules") {
			match := rapid.SampledFrom([]string{"any", "syn#1", "data", "data#2..", "from client", "udp", "tcp.len > 5", "any chance 50%"}).Draw(rt, "match")
			rules = append(rules, match+" "+rapid.SampledFrom(chainActions).Draw(rt, "action"))
		}
		chain := Chain(compileLines(t, rules...))
		v := &fakeView{sent: map[uint32]*Packet{}}
		for range rapid.IntRange(1, 12).Draw(rt, "packets") {
			var p *Packet
			switch rapid.IntRange(0, 4).Draw(rt, "packet") {
			case 0:
				p = syn(t)
			case 1:
				p = data(t, client, 1, rapid.IntRange(1, 1000).Draw(rt, "octets"))
			case 2:
				p = data(t, server, 1, 10)
			case 3:
				p = fin(t, server)
			case 4:
				p = datagram(t, client)
			}
			v.sent[p.ID] = p
			in, taken, made := len(p.Raw), 0, 0
			before := string(p.Raw)
			out := chain.Decide(v, p, func(_ Hook, p *Packet, verdict Verdict) {
				taken += len(p.Raw)
				for _, o := range verdict.Out {
					if o.Packet == nil {
						made += len(p.Raw)
					} else {
						made += len(o.Packet.Raw)
					}
				}
			})
			sum := 0
			for _, q := range out {
				sum += len(q.Raw)
			}
			if sum != in-taken+made {
				rt.Fatalf("%q: %d octets in, %d taken, %d made, %d out", rules, in, taken, made, sum)
			}
			if string(p.Raw) != before {
				rt.Fatalf("%q changed the packet itself", rules)
			}
		}
	})
}

// With no rule that matches, the packet itself comes out, and no verdict falls.
func TestChainOfStrangers(t *testing.T) {
	chain := Chain(compileLines(t, tenRules...))
	p := data(t, client, 1, 10)
	out := chain.Decide(&fakeView{}, p, func(h Hook, _ *Packet, _ Verdict) { t.Errorf("%s decided", h.Name()) })
	if len(out) != 1 || out[0] != p {
		t.Errorf("out came %v", out)
	}
}

// What comes out of a rule goes on to the next one, and only what is passed or
// injected does not.
func TestChainGoesOn(t *testing.T) {
	for _, test := range []struct {
		rules []string
		want  int // packets out
		falls int // verdicts
	}{
		{[]string{"data duplicate 2", "data duplicate"}, 6, 4},
		{[]string{"data duplicate 2", "data#2 drop"}, 2, 2},
		{[]string{"data pass", "data drop"}, 1, 1},
		{[]string{"data inject copy", "data drop"}, 1, 2},
		{[]string{"data rewrite ip.ttl = 3", "ip.ttl == 3 drop"}, 0, 2},
		{[]string{"data delay 1s", "data delay 1s"}, 1, 2},
		{[]string{"data drop", "data duplicate"}, 0, 1},
		{[]string{"data reject rst", "any drop"}, 1, 1},
	} {
		falls := 0
		out := Chain(compileLines(t, test.rules...)).Decide(&fakeView{}, data(t, client, 1, 10), func(Hook, *Packet, Verdict) { falls++ })
		if len(out) != test.want || falls != test.falls {
			t.Errorf("%q: %d packets and %d verdicts, want %d and %d", test.rules, len(out), falls, test.want, test.falls)
		}
	}
}

func TestChainSkipsNoAction(t *testing.T) {
	silent := hookFunc(func(View, *Packet) Verdict { return Verdict{} })
	loud := hookFunc(func(View, *Packet) Verdict { return Verdict{Action: event.DropPacket} })
	if out := (Chain{silent, silent}).Decide(&fakeView{}, syn(t), nil); len(out) != 1 {
		t.Errorf("%d packets came out of hooks that say nothing", len(out))
	}
	if out := (Chain{silent, loud, silent}).Decide(&fakeView{}, syn(t), nil); len(out) != 0 {
		t.Errorf("%d packets came out of a drop", len(out))
	}
	if (Chain{silent}).SetOn("func", false) {
		t.Error("a hook that is no Switch was switched")
	}
}

type hookFunc func(View, *Packet) Verdict

func (hookFunc) Name() string                    { return "func" }
func (f hookFunc) See(v View, p *Packet) Verdict { return f(v, p) }
