package lab

import (
	"testing"

	"netlab/hooks/event"
)

// TestClause says moments that the table of expectations does not.
func TestClause(t *testing.T) {
	s := lossTale(t)
	env := &expectEnv{Env: s.env(), plan: s.plan}
	h := &history{names: &event.Names{Hosts: env.Hosts}}
	for _, c := range []struct {
		text string
		want say
	}{
		{"start", say{"the run begins", "运行开始"}},
		{"client ESTABLISHED#2", say{"client reaches ESTABLISHED for the second time", "client 第 2 次进入 ESTABLISHED"}},
		{"data#11 to server", say{"the 11th data segment to server", "发往 server 的第 11 个数据报文段"}},
		{"drop syn#21", say{"the 21st SYN is lost", "第 21 个 SYN 丢失"}},
		{"client connect called", say{"client's connect is called", "调用 client 的 connect"}},
	} {
		thing, err := parseThing(c.text, env)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := thing.clause(h); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.text, got, c.want)
		}
	}
	for n, want := range map[int]string{1: "the first", 3: "the third", 4: "the 4th", 12: "the 12th", 13: "the 13th", 22: "the 22nd", 103: "the 103rd", 111: "the 111th"} {
		if got := ordinal(n).en; got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}
