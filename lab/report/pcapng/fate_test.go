package pcapng

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// TestFates goes through what can become of a packet between two hosts.
func TestFates(t *testing.T) {
	const A = segment.ACK
	const out, in, back, backIn = "client@wire1 out", "server@wire1 in", "server@wire1 out", "client@wire1 in"
	data := func(p *tape) uint32 { return p.send(0, client, A|segment.PSH, 1, 1, 5, event.Data, 0) }
	for _, c := range []struct {
		name string
		rule string
		do   func(*tape)
		want []row
	}{
		{"delay", "data delay 20ms", func(p *tape) {
			d := data(p)
			p.verdict(d, event.Delay, 1)
			p.at(30 * ms)
			p.deliver(d)
		}, []row{
			{0, out, 1, []string{"data", "delayed by rule 1: data delay 20ms"}},
			{30 * ms, in, 1, []string{"data", "delayed by rule 1: data delay 20ms"}},
		}},
		{"delay, then dropped by the next rule", "data delay 20ms", func(p *tape) {
			d := data(p)
			p.verdict(d, event.Delay, 1)
			p.at(20 * ms)
			p.verdict(d, event.DropPacket, 2)
		}, []row{
			{0, out, 1, []string{"data", "delayed by rule 1: data delay 20ms", "dropped by rule 2"}},
		}},
		{"reorder", "data#1 reorder", func(p *tape) {
			d := data(p)
			p.verdict(d, event.Reorder, 1)
			e := data(p)
			p.verdict(e, event.Pass, 0)
			p.at(10 * ms)
			p.deliver(e)
			p.deliver(d)
		}, []row{
			{0, out, 1, []string{"data", "reordered by rule 1: data#1 reorder"}},
			{0, out, 2, []string{"data"}},
			{10 * ms, in, 2, []string{"data"}},
			{10 * ms, in, 1, []string{"data", "reordered by rule 1: data#1 reorder"}},
		}},
		{"duplicate, and one of the two is lost", "data duplicate", func(p *tape) {
			d := data(p)
			e := p.make(d, event.Duplicate, 1, client, p.spec(client, A|segment.PSH, 1, 1, 5), event.Data)
			p.verdict(d, event.Pass, 0)
			p.lose(d, "link loss")
			p.at(10 * ms)
			p.deliver(e)
		}, []row{
			{0, out, 1, []string{"data", "duplicated by rule 1: data duplicate", "lost: link loss"}},
			{10 * ms, in, 2, []string{"data", "a duplicate, made by rule 1: data duplicate", "made from packet 1"}},
		}},
		{"rewrite of a delayed packet, then corruption", "data rewrite tcp.window_size_value = 0", func(p *tape) {
			d := data(p)
			p.verdict(d, event.Delay, 2)
			p.at(5 * ms)
			e := p.make(d, event.Rewrite, 1, client, p.spec(client, A|segment.PSH, 1, 1, 5), event.Data)
			f := p.make(e, event.Corrupt, 3, client, p.spec(client, A|segment.PSH, 1, 1, 5), event.Data)
			p.at(10 * ms)
			p.deliver(f)
		}, []row{
			{0, out, 1, []string{"data", "delayed by rule 2", "rewritten by rule 1: data rewrite tcp.window_size_value = 0"}},
			{10 * ms, in, 3, []string{"data", "delayed by rule 2", "rewritten by rule 1: data rewrite tcp.window_size_value = 0",
				"corrupted by rule 3", "made from packet 1"}},
		}},
		{"inject", "syn#1 inject R. 0:0(0) ack 1 back", func(p *tape) {
			s := p.send(0, client, segment.SYN, 1, 0, 0, event.Syn, 0)
			r := p.make(0, event.Inject, 1, server, p.spec(server, A|segment.RST, 0, 2, 0), event.Rst)
			p.verdict(s, event.Pass, 0)
			p.at(10 * ms)
			p.deliver(s)
			c := p.deliver(r)
			p.change(c, client, event.SynSent, event.Closed)
		}, []row{
			{0, out, 1, []string{"syn"}},
			{10 * ms, in, 1, []string{"syn"}},
			{10 * ms, backIn, 2, []string{"rst", "injected by rule 1: syn#1 inject R. 0:0(0) ack 1 back", "client: SYN-SENT -> CLOSED"}},
		}},
		{"a copy of an earlier packet, by the lab itself", "", func(p *tape) {
			s := p.send(0, client, segment.SYN, 1, 0, 0, event.Syn, 0)
			p.deliver(s)
			p.at(10 * ms)
			p.deliver(p.make(s, event.Inject, 0, client, p.spec(client, segment.SYN, 1, 0, 0), event.Syn))
		}, []row{
			{0, out, 1, []string{"syn"}},
			{0, in, 1, []string{"syn"}},
			{10 * ms, in, 2, []string{"syn", "injected by the lab", "made from packet 1"}},
		}},
		{"reject", "data reject rst", func(p *tape) {
			d := data(p)
			p.verdict(d, event.Reject, 1)
			r := p.make(0, event.Reject, 1, server, p.spec(server, segment.RST, 1, 0, 0), event.Rst)
			p.at(10 * ms)
			p.deliver(r)
		}, []row{
			{0, out, 1, []string{"data", "rejected by rule 1: data reject rst"}},
			{10 * ms, backIn, 2, []string{"rst", "an answer, made by rule 1: data reject rst"}},
		}},
		{"pass by a rule", "data pass", func(p *tape) {
			d := data(p)
			p.verdict(d, event.Pass, 1)
			p.deliver(d)
		}, []row{
			{0, out, 1, []string{"data", "passed by rule 1: data pass"}},
			{0, in, 1, []string{"data"}},
		}},
		{"lost at the far end", "", func(p *tape) {
			d := data(p)
			p.verdict(d, event.Pass, 0)
			p.at(10 * ms)
			p.lose(d, "host down")
		}, []row{{0, out, 1, []string{"data", "lost: host down"}}}},
		{"forwarded, and no connection", "", func(p *tape) {
			d := p.packet(event.Send, p.spec(server, 0, 1, 1, 5), server, event.NoRole)
			d.Origin, d.Conn = 7, 0
			p.put(d)
		}, []row{{0, back, 1, []string{"forwarded, was packet 7"}}}},
		{"an action of a hook's own", "my rule", func(p *tape) {
			d := data(p)
			p.verdict(d, event.Action(200), 1)
			p.deliver(d)
		}, []row{
			{0, out, 1, []string{"data", "rule 1: my rule"}},
			{0, in, 1, []string{"data", "rule 1: my rule"}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := read(t, record(t, runInfo("ip", event.RuleInfo{Name: "rule 1", Text: c.rule}, event.RuleInfo{}, event.RuleInfo{}), Options{}, c.do))
			if d := cmp.Diff(c.want, f.rows); d != "" {
				t.Errorf("packets (-want +got):\n%s", d)
			}
		})
	}
}

// TestStates: which packet a change of state stands on.
func TestStates(t *testing.T) {
	t.Run("with the sent packet of the connection", func(t *testing.T) {
		f := read(t, record(t, runInfo("ip"), Options{}, func(p *tape) {
			c := p.call(client, "close")
			p.change(c, client, event.Established, event.FinWait1)
			other := p.packet(event.Send, p.spec(client, segment.ACK, 1, 1, 0), client, event.Ack)
			other.Cause, other.Conn = c, 2
			p.put(other)
			p.send(c, client, segment.FIN|segment.ACK, 1, 1, 0, event.Fin, 0)
		}))
		want := []row{{0, "client@wire1 out", 1, []string{"ack"}}, {0, "client@wire1 out", 2, []string{"fin", "client: ESTABLISHED -> FIN-WAIT-1"}}}
		if d := cmp.Diff(want, f.rows); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	t.Run("why, and what was passed", func(t *testing.T) {
		f := read(t, record(t, runInfo("ip"), Options{}, func(p *tape) {
			d := p.send(0, client, segment.RST, 1, 0, 0, event.Rst, 0)
			c := p.deliver(d)
			p.put(event.Event{Kind: event.Change, Host: server, Conn: 2, Cause: c, From: event.SynReceived, To: event.Established, Passed: true})
			p.put(event.Event{Kind: event.Change, Host: server, Conn: 2, Cause: c, From: event.Established, To: event.Closed, More: &event.More{Reason: "reset"}})
		}))
		want := []string{"rst", "server: SYN-RECEIVED -> ESTABLISHED (in passing)", "server: ESTABLISHED -> CLOSED (reset)"}
		if d := cmp.Diff(want, f.rows[1].Comments); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	t.Run("of another cause on none", func(t *testing.T) {
		f := read(t, record(t, runInfo("ip"), Options{}, func(p *tape) {
			p.deliver(p.send(0, client, segment.ACK, 1, 1, 0, event.Ack, 0))
			c := p.timer(server)
			p.change(c, server, event.TimeWait, event.Closed)
			p.send(p.call(server, "send"), server, segment.ACK, 1, 1, 0, event.Ack, 0)
		}))
		for _, r := range f.rows {
			if d := cmp.Diff([]string{"ack"}, r.Comments); d != "" {
				t.Errorf("%s (-want +got):\n%s", r.Side, d)
			}
		}
	})
}
