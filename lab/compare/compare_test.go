package compare_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/compare"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// A play is a run that is written by hand: what is changed in it is what the
// comparison has to find.
type play struct {
	stack   string
	clock   string
	options string        // of the SYN
	rto     time.Duration // of the SYN that is lost; 0: none is
	again   int           // retransmissions of it
	ack     float64       // how long after the data they are acknowledged, in milliseconds; < 0: by the FIN only
	timer   string        // which timer sends that acknowledgement
	read    string        // what recv returns
	passed  bool          // CLOSE-WAIT is passed at once
	reset   bool          // the server resets
	window  int           // of the SYN
	until   string        // the run's end; "": done
}

var usual = play{stack: "netstack", options: "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7", read: "ok", window: 29184}

func (p play) run() *storytest.Run {
	r := storytest.New("play", "client", "server").Titled("one", "A play", "一出戏")
	r.Info.Clock = p.clock
	if p.clock == "" {
		r.Info.Clock = "virtual"
	}
	for i := range r.Info.Hosts {
		r.Info.Hosts[i].Stack = p.stack
	}
	if p.rto > 0 {
		r.Rule("from client to server syn drop")
	}
	f := r.Flow("client", "server", 0)
	f.Listen()
	syn := func() uint32 {
		b := f.Bytes(0, segment.SYN, 0, 0, 0, p.options)
		b, err := segment.Edit(segment.IP, b, "tcp.window_size_value", strconv.Itoa(p.window))
		if err != nil {
			panic(err)
		}
		return f.Send("client", f.Conn[0], "server", b)
	}
	r.Call("client", f.Conn[0], "connect", "server:80").State("client", f.Conn[0], event.SynSent)
	at := 0.0
	last := syn()
	for i := range p.again {
		r.Verdict(last, event.DropPacket, 1)
		after := p.rto << i
		at += float64(after) / float64(time.Millisecond)
		r.Ms(at).Timer("client", f.Conn[0], "retransmission", after)
		last = syn()
	}
	f.Pass(last).Ms(at + 10)
	f.In(last).To(1, event.SynReceived)
	n := f.Out(1, segment.SYN|segment.ACK, 0, 1, 0)
	f.Pass(n).Ms(at + 20)
	f.In(n).To(0, event.Established)
	n = f.Out(0, segment.ACK, 1, 1, 0)
	r.Return("client", f.Conn[0], "connect", "ok", "", 0)
	f.Pass(n).Ms(at + 30)
	f.In(n).To(1, event.Established)
	r.Call("server", f.Conn[1], "recv", "until eof")
	r.Ms(at+40).Call("client", f.Conn[0], "send", "hello")
	n = f.Out(0, segment.ACK|segment.PSH, 1, 1, 5)
	r.Return("client", f.Conn[0], "send", "ok", "", 5)
	f.Pass(n).Ms(at + 50)
	f.In(n)
	if p.ack >= 0 {
		r.Ms(at + 50 + p.ack)
		if p.timer != "" {
			r.Timer("server", f.Conn[1], p.timer, time.Duration(p.ack*float64(time.Millisecond)))
		}
		n = f.Out(1, segment.ACK, 1, 6, 0)
		f.Pass(n).Ms(at + 60 + p.ack)
		f.In(n)
	}
	r.Ms(at+1000).Call("client", f.Conn[0], "close")
	f.To(0, event.FinWait1)
	n = f.Out(0, segment.FIN|segment.ACK, 6, 1, 0)
	r.Return("client", f.Conn[0], "close", "ok", "", 0)
	f.Pass(n).Ms(at + 1010)
	f.In(n)
	switch {
	case p.reset:
		n = f.Out(1, segment.RST|segment.ACK, 1, 7, 0)
		r.Ends("server", f.Conn[1], "aborted").Return("server", f.Conn[1], "recv", p.read, "", 5)
		f.Pass(n).Ms(at + 1020)
		f.In(n)
		r.Ends("client", f.Conn[0], "reset")
	case p.passed:
		f.To(1, event.CloseWait, event.LastAck)
		n = f.Out(1, segment.FIN|segment.ACK, 1, 7, 0)
		r.Return("server", f.Conn[1], "recv", p.read, "", 5)
		f.Pass(n).Ms(at + 1020)
		f.In(n).To(0, event.FinWait2, event.TimeWait)
	default:
		f.To(1, event.CloseWait)
		n = f.Out(1, segment.ACK, 1, 7, 0)
		r.Return("server", f.Conn[1], "recv", p.read, "", 5)
		f.To(1, event.LastAck)
		m := f.Out(1, segment.FIN|segment.ACK, 1, 7, 0)
		f.Pass(n, m).Ms(at + 1020)
		f.In(n).To(0, event.FinWait2)
		f.In(m).To(0, event.TimeWait)
	}
	return r
}

func (p play) story() *story.Story {
	end := p.until
	if end == "" {
		end = "done"
	}
	return story.Fold(p.run().End(end).All())
}

// with changes a play.
func with(p play, change func(*play)) play {
	change(&p)
	return p
}

// line is a difference in one line, for tables.
func line(d *compare.Difference) string {
	text := d.What + " " + d.Host + ": " + d.On[0].Value + " | " + d.On[1].Value
	if n := len(d.On[0].Followed) + len(d.On[1].Followed); n > 0 {
		text += " +" + string(rune('0'+n))
	}
	return text
}

func lines(c *compare.Comparison) (all []string) {
	for i := range c.Differences {
		all = append(all, line(&c.Differences[i]))
	}
	return all
}

func TestDifferences(t *testing.T) {
	lossy := with(usual, func(p *play) { p.rto, p.again = time.Second, 2 })
	real := with(usual, func(p *play) { p.clock = "real" })
	for _, tt := range []struct {
		name string
		a, b play
		want []string
	}{
		{"the same", usual, usual, nil},
		{"an option is missing", usual, with(usual, func(p *play) { p.options = "mss 1460,nop,nop,TS val 1 ecr 0,nop,wscale 7" }),
			[]string{"option.sack client: offered | "}},
		{"an option has another value", usual, with(usual, func(p *play) { p.options = "mss 1400,sackOK,TS val 1 ecr 0,nop,wscale 7" }),
			[]string{"option.mss client: 1460 | 1400"}},
		{"a timestamp's value is none", usual, with(usual, func(p *play) { p.options = "mss 1460,sackOK,TS val 99 ecr 0,nop,wscale 7" }), nil},
		{"the options stand in another order", usual, with(usual, func(p *play) { p.options = "mss 1460,nop,wscale 7,sackOK,TS val 1 ecr 0" }),
			[]string{"option.order client: mss,sackOK,TS,nop,wscale | mss,nop,wscale,sackOK,TS"}},
		{"another window, and an option that scales the later ones", usual, with(usual, func(p *play) { p.window, p.options = 64240, "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 8" }),
			[]string{"option.wscale client: 7 | 8", "window.syn client: 29184 | 64240", "window.first client: 3735552 | 7471104"}},
		{"a timer's value shifts all that follows, and is one difference", lossy, with(lossy, func(p *play) { p.rto = 3 * time.Second }),
			[]string{"timer.retransmission.syn client: 1 s, 2 s | 3 s, 6 s"}},
		{"one retransmission more", lossy, with(lossy, func(p *play) { p.again = 3 }),
			[]string{"segment.extra.syn.again client:  | S 0:0(0)"}},
		{"what a real clock is off by is no difference", real, with(real, func(p *play) { p.ack = 25 }), nil},
		{"on a virtual clock it is", usual, with(usual, func(p *play) { p.ack = 25 }),
			[]string{"timing.ack server: 0 s | 25 ms"}},
		{"an answer comes late", real, with(real, func(p *play) { p.ack = 40 }),
			[]string{"timing.ack server: 0 s | 40 ms"}},
		{"and by a timer", real, with(real, func(p *play) { p.ack, p.timer = 40, "delayed-ack" }),
			[]string{"timer.delayed-ack.only.ack server:  | 40 ms"}},
		{"an acknowledgement is left out", usual, with(usual, func(p *play) { p.ack = -1 }),
			[]string{"segment.extra.ack server: . 1:1(0) ack 6 | "}},
		{"two segments become one, and two states are passed", usual, with(usual, func(p *play) { p.passed = true }),
			[]string{"segment.extra.fin-ack server: . 1:1(0) ack 7 | "}},
		{"a call returns something else", usual, with(usual, func(p *play) { p.read = "ECONNRESET" }),
			[]string{"call.result server: ok | ECONNRESET"}},
		{"a reset", usual, with(usual, func(p *play) { p.reset = true }), []string{
			"segment.extra.fin server: F. 1:1(0) ack 7 | ",
			"segment.extra.fin-ack server: . 1:1(0) ack 7 | ",
			"segment.extra.rst server:  | R. 1:1(0) ack 7",
			"state.path client: SYN-SENT > ESTABLISHED > FIN-WAIT-1 > FIN-WAIT-2 > TIME-WAIT | SYN-SENT > ESTABLISHED > FIN-WAIT-1 > CLOSED",
			"state.path server: SYN-RECEIVED > ESTABLISHED > CLOSE-WAIT > LAST-ACK | SYN-RECEIVED > ESTABLISHED > CLOSED"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := compare.Stories(tt.a.story(), tt.b.story(), nil)
			if diff := cmp.Diff(tt.want, lines(c)); diff != "" {
				t.Error(diff)
			}
			if len(c.New()) != len(c.Differences) {
				t.Error("nothing is known, and yet something is not new")
			}
			back := compare.Stories(tt.b.story(), tt.a.story(), nil)
			if diff := cmp.Diff(mirrored(c), lines(back)); diff != "" {
				t.Errorf("the other way around: %s", diff)
			}
		})
	}
}

// mirrored are a comparison's differences as the other way around has to find
// them.
func mirrored(c *compare.Comparison) (all []string) {
	for i := range c.Differences {
		d := c.Differences[i]
		d.On[0], d.On[1] = d.On[1], d.On[0]
		all = append(all, line(&d))
	}
	return all
}

// TestLate: by as much as the machine was late a timer may seem to have run longer,
// and the comparison says so.
func TestLate(t *testing.T) {
	real := with(usual, func(p *play) { p.clock = "real" })
	late := with(real, func(p *play) { p.ack = 200 })
	for _, tt := range []struct {
		late  time.Duration
		want  []string
		notes int
	}{
		{0, []string{"timing.ack server: 0 s | 200 ms"}, 0},
		{20 * time.Millisecond, []string{"timing.ack server: 0 s | 200 ms"}, 0},
		{180 * time.Millisecond, nil, 1},
	} {
		b := late.story()
		b.End.Late = int64(tt.late)
		c := compare.Stories(real.story(), b, nil)
		if diff := cmp.Diff(tt.want, lines(c)); diff != "" || len(c.Notes) != tt.notes {
			t.Errorf("late by %v: %s %v", tt.late, diff, c.Notes)
		}
		for _, n := range c.Notes {
			if n.Key != "late" || c.Said("zh", n) == "" {
				t.Errorf("late by %v: it says %v", tt.late, n)
			}
		}
	}
}
