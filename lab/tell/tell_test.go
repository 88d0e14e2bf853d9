package tell_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// told is a run in which there is one of everything to tell.
func told() *event.Log {
	r := storytest.New("told", "client", "server").Titled("lost", "The Handshake", "三次握手").Variant("Data are lost", "丢失数据").Rule("from client data#1 drop")
	r.Rule("name late on wire1 off from client data#2 delay 50ms")
	f := r.Flow("client", "server", 0)
	f.Listen()
	f.Open(0, 10)
	r.Ms(100).Call("client", f.Conn[0], "send", "5 octets")
	p := f.Out(0, segment.PSH|segment.ACK, 1, 1, 5)
	r.Verdict(p, event.DropPacket, 1)
	r.Call("server", f.Conn[1], "recv", "until eof")
	r.Ms(300).Timer("client", f.Conn[0], "retransmission", 200*time.Millisecond)
	p = f.Out(0, segment.PSH|segment.ACK, 1, 1, 5)
	r.Verdict(p, event.Delay, 2)
	r.Ms(360)
	f.In(p)
	r.Return("server", f.Conn[1], "recv", "ok", "", 5)
	r.Call("client", f.Conn[0], "getsockopt", "TCP_NODELAY")
	r.Return("client", f.Conn[0], "getsockopt", "ok", "1", 0)
	r.Call("client", f.Conn[0], "recv")
	r.Return("client", f.Conn[0], "recv", "ECONNRESET", "", 0)
	r.Note("server", "a remark\x1b[31m\u202e", "备注")
	p = f.Out(1, segment.ACK, 1, 6, 0)
	r.Lose(p, "queue full")
	r.Ms(60000).Timer("client", f.Conn[0], "time-wait", time.Minute)
	f.To(0, event.Closed)
	f.Out(1, segment.ACK, 1, 6, 0)
	return r.End("done")
}

// lines is all that a teller says of a story's steps.
func lines(s *story.Story, t *tell.Teller) (all []string) {
	steps, _ := t.Steps(true)
	for _, st := range steps {
		r := st.Rung
		switch st.What {
		case story.Moment:
			all = append(all, t.Time(r.At)+" "+t.Host(r.Host)+" "+t.Moment(r, st.End))
		case story.Arrow, story.Depart:
			line := t.Time(r.At) + " " + t.Host(r.Host) + " > " + t.Packet(r)
			if r.Timer != nil {
				line += " | " + t.Timer(r.Timer)
			}
			for _, d := range t.Deeds(r) {
				line += " | " + d
			}
			all = append(all, line)
		}
	}
	return all
}

func TestTells(t *testing.T) {
	s := story.Fold(told().All())
	for _, tt := range []struct {
		lang words.Lang
		want []string
	}{
		{"", []string{
			"0.000 server listen :80",
			"0.000 client connect server:80",
			"0.000 client > S 0:0(0) win 29184",
			"0.010 server > S. 0:0(0) ack 1 win 29184",
			"0.020 client > . 1:1(0) ack 1",
			"0.100 client send 5 octets",
			"0.100 client > P. 1:6(5) ack 1 | rule 1: data#1 drop",
			"0.300 client > P. 1:6(5) ack 1 again (1) | RTO 200 ms | late: data#2 delay 50ms",
			"0.100 server recv until eof: 5 octets",
			"0.360 client getsockopt TCP_NODELAY",
			"0.360 client TCP_NODELAY = 1",
			"0.360 client recv: ECONNRESET",
			"0.360 server a remark·[31m·",
			"0.360 server > . 1:1(0) ack 6 | queue full",
			"60.000 client TIME-WAIT timer, 60 s",
			"60.000 server > . 1:1(0) ack 6 | on its way at the end",
		}},
		{words.Chinese, []string{
			"0.000 server listen :80",
			"0.000 client connect server:80",
			"0.000 client > S 0:0(0) win 29184",
			"0.010 server > S. 0:0(0) ack 1 win 29184",
			"0.020 client > . 1:1(0) ack 1",
			"0.100 client send 5 字节",
			"0.100 client > P. 1:6(5) ack 1 | 规则 1：data#1 drop",
			"0.300 client > P. 1:6(5) ack 1 重传 (1) | RTO 200 ms | late：data#2 delay 50ms",
			"0.100 server recv until eof：5 字节",
			"0.360 client getsockopt TCP_NODELAY",
			"0.360 client TCP_NODELAY = 1",
			"0.360 client recv: ECONNRESET",
			"0.360 server 备注",
			"0.360 server > . 1:1(0) ack 6 | 队列已满",
			"60.000 client TIME-WAIT 计时器到时，60 s",
			"60.000 server > . 1:1(0) ack 6 | 结束时仍在途中",
		}},
	} {
		t.Run(string(tt.lang), func(t *testing.T) {
			if diff := cmp.Diff(tt.want, lines(s, tell.New(s, tt.lang, story.Relative))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRepair(t *testing.T) {
	s := story.Fold(told().All())
	var got []string
	losses := s.Losses()
	for i := range losses {
		got = append(got, tell.New(s, words.English, story.Relative).Repair(&losses[i]), tell.New(s, words.Chinese, story.Relative).LostBy(losses[i].Rung))
	}
	want := []string{
		"The retransmission timer of client ran out after 200 ms, and the data was sent again", "规则 1",
		"", "队列已满",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// routed tells of a run in which the server is a router.
func routed(lang words.Lang) *tell.Teller {
	s := story.Fold(told().All())
	s.Run.Hosts[1].Router = true
	return tell.New(s, lang, story.Relative)
}

// TestListener: a call that closes a listener says so, in the brackets of its language.
func TestListener(t *testing.T) {
	r := storytest.New("listens", "client", "server")
	r.Call("server", ":80", "listen", ":80").State("server", ":80", event.Listen)
	r.Call("server", ":80", "close").State("server", ":80", event.Closed)
	s := story.Fold(r.End("done").All())
	for lang, want := range map[words.Lang]string{words.English: "close (stops listening)", words.Chinese: "close（停止监听）"} {
		if got := tell.New(s, lang, story.Relative).Moment(s.Rungs[len(s.Rungs)-1], false); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestRun(t *testing.T) {
	s := story.Fold(told().All())
	en, zh := tell.New(s, words.English, story.Relative), tell.New(s, words.Chinese, story.Relative)
	for _, tt := range []struct{ got, want string }{
		{en.Name(), "told / lost"},
		{en.Title(), "The Handshake: data are lost"},
		{zh.Title(), "三次握手：丢失数据"},
		{en.Setting(), "client netstack, server netstack; virtual time, seed 1"},
		{routed(words.English).Setting(), "client netstack, server netstack (router); virtual time, seed 1"},
		{routed(words.Chinese).Setting(), "client netstack、server netstack（路由器）；虚拟时间，种子 1"},
		{en.Command(), "netlab run told --variant lost --seed 1"},
		{en.Rules()[0], "rule 1: from client data#1 drop"},
		{zh.Rules()[1], "late：on wire1 off from client data#2 delay 50ms"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestCommand(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  event.RunInfo
		want string
	}{
		{"kernel alone", event.RunInfo{Lab: "a", Seed: 7, Clock: "real", Hosts: []event.HostInfo{{Name: "x", Stack: "kernel"}, {Name: "y", Stack: "kernel"}}}, "netlab run a --stack kernel --seed 7"},
		{"both", event.RunInfo{Lab: "a", Seed: 1, Clock: "real", Hosts: []event.HostInfo{{Name: "x", Stack: "kernel"}, {Name: "y", Stack: "netstack"}}}, "netlab run a --stack x=kernel,y=netstack --seed 1"},
		{"netstack on real time", event.RunInfo{Lab: "a", Seed: 1, Clock: "real", Hosts: []event.HostInfo{{Name: "x", Stack: "netstack"}}}, "netlab run a --time real --seed 1"},
		{"a name that a shell would read", event.RunInfo{Lab: "a b'; rm x", Variant: "-v", Seed: 1}, `netlab run 'a b'\''; rm x' --variant '-v' --seed 1`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f story.Folder
			f.Put(&event.Event{N: 1, Kind: event.Run, More: &event.More{Run: &tt.run}, Names: event.NewNames(&tt.run)})
			f.Close()
			if got := tell.New(f.Story(), words.English, story.Relative).Command(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestNothing: of a record without events there is nothing to tell, and nothing
// goes wrong.
func TestNothing(t *testing.T) {
	s := story.Fold((&event.Log{}).All())
	tl := tell.New(s, words.English, story.Relative)
	all := []string{tl.Name(), tl.Title(), tl.Setting(), tl.Command()}
	if !slices.Equal(all, make([]string, 4)) || len(tl.Hosts())+len(tl.Rules())+len(tl.Letters()) > 0 {
		t.Errorf("got %q", all)
	}
}
