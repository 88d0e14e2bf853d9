package html

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
	"netlab/lab/words"
	"netlab/labs/labstest"
)

// varied is a run in which something of every kind happens.
func varied() *event.Log {
	r := storytest.New("varied", "client", "server").Rule("from client data#1 delay 30ms").Rule("name twice data#2 duplicate").Rule("data#3 corrupt payload")
	f := r.Flow("client", "server", 0)
	f.Listen().Open(0, 10)
	r.Call("client", f.Conn[0], "send", "1 octet").Return("client", f.Conn[0], "send", "ok", "", 1)
	p := f.Out(0, segment.PSH|segment.ACK, 1, 1, 1)
	f.Verdict(p, event.Delay, 1).Ms(60)
	f.In(p)
	r.Call("server", f.Conn[1], "recv", "10 octets").Return("server", f.Conn[1], "recv", "ok", "", 1)
	p = f.Out(0, segment.PSH|segment.ACK, 2, 1, 3)
	f.Pass(p)
	copied := r.Make(event.Duplicate, 2, p, "client", "server", f.Bytes(0, segment.PSH|segment.ACK, 2, 1, 3, ""))
	f.Ms(70).Lose(p, "link loss")
	f.In(copied)
	p = f.Out(0, segment.ACK, 5, 1, 0)
	f.Verdict(p, event.DropPacket, 0)
	r.Timer("client", f.Conn[0], "retransmission", 200*time.Millisecond).Timer("client", f.Conn[0], "of its own", time.Minute)
	r.Note("client", "a remark", "备注")
	r.Call("client", f.Conn[0], "connect", "server:80").Return("client", f.Conn[0], "connect", "EINPROGRESS", "", 0)
	r.Call("client", f.Conn[0], "getsockopt", "SO_ERROR").Return("client", f.Conn[0], "getsockopt", "ok", "0", 0)
	r.Call("client", f.Conn[0], "recv").Return("client", f.Conn[0], "recv", "ECONNRESET", "", 0)
	r.Ends("client", f.Conn[0], "reset")
	r.Call("server", f.Conn[1], "recv").Return("server", f.Conn[1], "recv", "ok", "", 0)
	r.Expect(true, "what was hoped for", "所希望的", "1", "1").Expect(false, "what was not", "不希望的", "1", "2")
	return r.End("limit")
}

// TestSentences holds what every kind of event is in words.
func TestSentences(t *testing.T) {
	log := varied()
	b := newBuilder(story.Fold(log.All()), log, Options{})
	var out bytes.Buffer
	seen := map[event.Kind]bool{}
	for e := range log.All() {
		text := b.sentence(e)
		seen[e.Kind] = true
		fmt.Fprintf(&out, "%d %s\n  %s\n  %s\n", e.N, e.Kind, text.EN, text.ZH)
	}
	for k := event.Run; k <= event.End; k++ {
		if !seen[k] {
			t.Errorf("the run has no event of kind %s", k)
		}
	}
	golden(t, "sentences.txt", out.Bytes())
}

// TestByWayOfRouter: a packet is for the host that has its address, whoever carries it.
func TestByWayOfRouter(t *testing.T) {
	log := labstest.Variant(t, "segment-size", "told")
	b := newBuilder(story.Fold(log.All()), log, Options{})
	var got []words.Text
	for e := range log.All() {
		if (e.Kind == event.Send || e.Kind == event.Deliver) && len(got) < 6 {
			text := b.sentence(e)
			en, _, _ := strings.Cut(text.EN, ":")
			zh, _, _ := strings.Cut(text.ZH, "：")
			got = append(got, words.Text{EN: en, ZH: zh})
		}
	}
	want := []words.Text{
		{EN: "client sends SYN to server by way of router", ZH: "client 经 router 向 server 发送 SYN"},
		{EN: "router receives SYN from client, for server", ZH: "router 收到 client 发往 server 的 SYN"},
		{EN: "router sends SYN to server", ZH: "router 向 server 发送 SYN"},
		{EN: "server receives SYN from client by way of router", ZH: "server 经 router 收到 client 的 SYN"},
		{EN: "server sends SYN-ACK to client by way of router", ZH: "server 经 router 向 client 发送 SYN-ACK"},
		{EN: "router receives SYN-ACK from server, for client", ZH: "router 收到 server 发往 client 的 SYN-ACK"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for e := range log.All() { // of what the router writes itself it is the author
		if e.Kind == event.Deliver && e.Seg.Proto == segment.ICMPv4 {
			if text := b.sentence(e).EN; strings.Contains(text, "by way of") || !strings.Contains(text, " from router") {
				t.Errorf("the router's own packet: %q", text)
			}
		}
	}
}

// TestSeen: the numbers at an expectation are events', and say so.
func TestSeen(t *testing.T) {
	r := storytest.New("seen", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Listen().Open(0, 10)
	r.Expect(true, "one", "一个", "", "", 4).Expect(true, "two", "两个", "", "", 4, 6)
	page := string(pageOf(t, r.End("done"), Options{}))
	for _, want := range []string{
		`<span class="en" lang="en">Seen: event </span><span class="zh" lang="zh">所见：事件 </span><a href="#e4">4</a></li>`,
		`<span class="en" lang="en">Seen: events </span><span class="zh" lang="zh">所见：事件 </span><a href="#e4">4</a><span class="en" lang="en">, </span><span class="zh" lang="zh">、</span><a href="#e6">6</a></li>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
