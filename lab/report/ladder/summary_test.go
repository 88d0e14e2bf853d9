package ladder

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story/storytest"
	"netlab/lab/words"
)

// prose is a summary's text in one line, without the expectations.
func prose(t *testing.T, log *event.Log, lang words.Lang) string {
	_, text, _ := strings.Cut(draw(t, log, Options{Quiet: true, Lang: lang}), "\n\n")
	text, _, _ = strings.Cut(text, "\n\n")
	if lang == words.Chinese { // a line may break where a blank was, or where none was
		return strings.NewReplacer("\n", "", " ", "").Replace(text)
	}
	return strings.ReplaceAll(text, "\n", " ")
}

// TestSentences wants every sentence to begin as sentences do, though hosts are
// called client and server.
func TestSentences(t *testing.T) {
	small := regexp.MustCompile(`(^|[.:] )\p{Ll}[^.]*`)
	for _, r := range runs {
		text := prose(t, r.make(), words.English)
		for _, s := range small.FindAllString(text, -1) {
			if strings.HasPrefix(s, ": ") { // a list, or what belongs to the sentence
				continue
			}
			t.Errorf("%s: a sentence begins with a small letter: %q", r.name, s)
		}
	}
}

// TestSummary asks for single sentences.
func TestSummary(t *testing.T) {
	// The SYN-ACK is lost, and the SYN that would have asked for it again.
	twice := func(rules ...string) *event.Log {
		r := pair("twice")
		for _, text := range rules {
			r.Rule(text)
		}
		f := r.Flow("client", "server", 0)
		p := f.Connect()
		f.Pass(p).Ms(10)
		f.In(p).To(1, event.SynReceived)
		r.Verdict(f.Out(1, sa, 0, 1, 0), event.DropPacket, 1)
		r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
		r.Verdict(f.Out(0, syn, 0, 0, 0), event.DropPacket, 2)
		r.Ms(1010).Timer("server", f.Conn[1], "retransmission", time.Second)
		p = f.Out(1, sa, 0, 1, 0)
		f.Pass(p).Ms(1020)
		f.In(p).To(0, event.Established)
		p = f.Out(0, ack, 1, 1, 0)
		f.Pass(p).Ms(1030)
		f.In(p).To(1, event.Established)
		return r.End("done")
	}
	halves := func(acked bool) *event.Log {
		r := pair("halves")
		f := r.Flow("client", "server", 0)
		f.Open(0, 10)
		r.Lose(f.Out(0, psh, 1, 1, 8), "link loss")
		f.In(f.Out(0, psh, 1, 1, 4))
		if acked {
			f.In(f.Out(0, psh, 5, 1, 4))
			f.In(f.Out(1, ack, 1, 9, 0))
		}
		return r.End("done")
	}
	switchedOn := func() *event.Log {
		r := pair("switched").Rule("name late syn#9 drop")
		r.Flow("client", "server", 0).Open(0, 10)
		r.Call("client", "", "rule", "late", "on")
		return r.End("done")
	}
	cut := func() *event.Log {
		r := pair("cut").Rule("syn#9 drop")
		r.Flow("client", "server", 0).Open(0, 10)
		return r.Log()
	}
	alone := func() *event.Log {
		r := pair("alone")
		f := r.Flow("client", "server", 0)
		f.In(f.Connect())
		return r.End("done")
	}
	measured := func(clock string) *event.Log {
		r := pair("measured").Rule("syn#1 drop")
		r.Info.Clock = clock
		f := r.Flow("client", "server", 0)
		r.Verdict(f.Connect(), event.DropPacket, 1)
		r.Ms(204).Timer("client", f.Conn[0], "retransmission", 204_300*time.Microsecond)
		p := f.Out(0, syn, 0, 0, 0)
		f.Pass(p).Ms(214)
		f.In(p)
		return r.End("done")
	}
	damaged := func() *event.Log {
		r := pair("damaged").Rule("from client data#1 corrupt payload")
		f := r.Flow("client", "server", 0)
		f.Open(0, 10)
		p := f.Out(0, psh, 1, 1, 5)
		raw := f.Bytes(0, psh, 1, 1, 5, "")
		raw[len(raw)-1] ^= 1
		f.In(r.Make(event.Corrupt, 1, p, "client", "server", raw))
		return r.End("done")
	}
	two := func(ms float64) *event.Log { // two losses that duplicate acknowledgements repair
		r := pair("two").Rule("data drop").Rule("never inject rst")
		f := r.Flow("client", "server", 0)
		f.Open(0, 10)
		for _, seq := range []uint32{1, 11} {
			r.Verdict(f.Out(0, psh, seq, 1, 5), event.DropPacket, 1)
			f.In(f.Out(0, psh, seq+5, 1, 5))
		}
		f.Ms(100)
		for _, seq := range []uint32{1, 11} {
			f.In(f.Out(1, ack, 1, seq, 0))
			f.In(f.Out(1, ack, 1, seq, 0))
			p := f.Out(0, psh, seq, 1, 5)
			f.In(p)
			f.Ms(100 + ms)
		}
		f.In(r.Make(event.Inject, 2, 0, "client", "server", f.Bytes(0, segment.RST, 21, 0, 0, "")))
		return r.End("done")
	}
	first, second := "from server synack#1 drop", "from client syn#2 drop"
	for _, tt := range []struct {
		name      string
		log       *event.Log
		en, zh    string // stands there
		never     string // does not, in English
		neverInZh string
	}{
		{"what had arrived needs no repair", twice(first, second),
			"Sent again although it had arrived: client's SYN.", "已经到达却又重传：client 的 SYN。", "made up for", "弥补"},
		{"what came in two halves", halves(true),
			"What client's lost data carried arrived in other segments.", "client 丢失的数据所携带的内容，由其他报文段送达。", "made up for", "弥补"},
		{"what never came", halves(false),
			"Nothing made up for client's lost data.", "client 丢失的数据始终未得到弥补。", "other segments", "其他报文段"},
		{"rules that acted", twice(first, second), "Lost: 2", "丢失", "never acted", "从未起作用"},
		{"a rule that never acted", twice(first, second, "data drop"),
			"Rule 3 never acted: no packet that reached it matched.", "规则 3 从未起作用：到达它的分组没有一个匹配。", "Rule 2", "规则2从"},
		{"several, by name and number", twice(first, second, "name late data drop", "fin drop"),
			"Rule late and Rule 4 never acted: no packet that reached them matched.", "规则 late 和规则 4 从未起作用", "Rule 2", "规则2从"},
		{"one that chance decides, and one that is off", twice(first, second, "data chance 1% drop", "name lazy off data drop"),
			"Rule 3 never acted.", "规则 3 从未起作用。", "lazy", "lazy"},
		{"one that a program switched", switchedOn(), "Rule late never acted.", "规则 late 从未起作用。", "matched", "匹配"},
		{"a router that does not forward", discarded(),
			"Lost: 2 of 3 packets: client's data (r1 did not forward it; ICMP: fragmentation needed) and client's data (r1 did not forward it).",
			"（r1 未转发；ICMP：需要分片）", "none lost", "无一丢失"},
		{"what arrived damaged", damaged(), "4 segments, none lost. But 1 arrived damaged: its receiver threw it away.",
			"但有 1 个到达时已经损坏，被接收方丢弃。", "although", "重传"},
		{"two repairs of one kind", two(0), "made client send the data again, 2 times: each arrived 0.070 s after",
			"重传了数据，共 2 次，都在丢失的那一个发出 0.070 s 之后到达。", "it arrived", "0.070 s 到"},
		{"two that took longer and longer", two(5), "send the data again, 2 times: they arrived 0.070 s to 0.075 s after",
			"重传了数据，共 2 次，在丢失的那一个发出 0.070 s 到 0.075 s 之后到达。", "it arrived", "都在"},
		{"an article", two(0), "Rule 2 injected a RST in the name of client.", "规则 2 以 client 的名义注入了 RST。", "injected RST", "注入了 a"},
		{"one segment", alone(), "1 segment, not lost.", "共 1 个报文段，没有丢失。", "1 segments", "无一丢失"},
		{"a timer that was set", measured("virtual"), "ran out after 204.3 ms,", "（204.3 ms）到时", "204 ms", "204ms"},
		{"a timer that was measured", measured("real"), "ran out after 204 ms,", "（204 ms）到时", "204.3", "204.3"},
		{"a record that is cut short: who knows", cut(), "The record ends before the run did.", "记录在运行结束之前中断。", "never acted", "从未起作用"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			en, zh := prose(t, tt.log, words.English), prose(t, tt.log, words.Chinese)
			if !strings.Contains(en, tt.en) || strings.Contains(en, tt.never) {
				t.Errorf("want %q and not %q in\n%s", tt.en, tt.never, en)
			}
			if !strings.Contains(zh, strings.ReplaceAll(tt.zh, " ", "")) || strings.Contains(zh, tt.neverInZh) {
				t.Errorf("want %q and not %q in\n%s", tt.zh, tt.neverInZh, zh)
			}
		})
	}
}

func TestVariantTitle(t *testing.T) {
	r := storytest.New("x", "a", "b").Variant("All by itself", "")
	if got := draw(t, r.End("done"), Options{Quiet: true}); !strings.Contains(got, "\nAll by itself\n") {
		t.Errorf("a variant's title without the lab's: %q", got)
	}
}
