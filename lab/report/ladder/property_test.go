package ladder

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
	"netlab/lab/words"
)

// randomRun writes a run in which packets leave, are held, lost, doubled and
// overtake each other as chance has it. Each packet's data has a length of its
// own, by which it is found in the picture.
func randomRun(t *rapid.T) (log *event.Log, lengths []int) {
	n := rapid.IntRange(2, 4).Draw(t, "hosts")
	var hosts []string
	for i := range n {
		hosts = append(hosts, fmt.Sprintf("host%d", i))
	}
	r := storytest.New("random", hosts...).Rule("from host0 data drop").Rule("data#2 delay 1s and something that is a good deal too long for any line")
	var flows []*storytest.Flow
	for i := 1; i < n; i++ {
		flows = append(flows, r.Flow(hosts[i-1], hosts[i], i-1))
	}
	type flying struct {
		packet uint32
		conn   string
	}
	var air []flying
	ms, length := 0.0, 1000
	for range rapid.IntRange(1, 40).Draw(t, "events") {
		ms += float64(rapid.SampledFrom([]int{0, 0, 1, 10, 700}).Draw(t, "later"))
		r.Ms(ms)
		f := flows[rapid.IntRange(0, len(flows)-1).Draw(t, "flow")]
		side := rapid.IntRange(0, 1).Draw(t, "side")
		host, conn := f.Host[side], f.Conn[side]
		switch rapid.IntRange(0, 9).Draw(t, "what") {
		case 0:
			r.Call(host, conn, rapid.SampledFrom([]string{"send", "recv", "close", "connect"}).Draw(t, "op"), "数据 \x1b[31m")
		case 1:
			r.Return(host, conn, "recv", rapid.SampledFrom([]string{"ok", "ECONNRESET"}).Draw(t, "result"), "", 5)
		case 2:
			r.Timer(host, conn, "retransmission", time.Second)
		case 3:
			f.To(side, event.State(rapid.IntRange(1, 11).Draw(t, "state")))
		case 4, 5, 6:
			length++
			lengths = append(lengths, length)
			p := f.Out(side, psh, uint32(rapid.IntRange(1, 9000).Draw(t, "seq")), 1, length)
			switch a := event.Action(rapid.IntRange(1, 9).Draw(t, "action")); a {
			case event.Duplicate, event.Rewrite, event.Corrupt, event.Inject:
				length++
				lengths = append(lengths, length)
				q := r.Make(a, 1, p, host, f.Host[1-side], f.Bytes(side, psh, 5, 1, length, ""))
				air = append(air, flying{q, f.Conn[1-side]})
				if a == event.Rewrite || a == event.Corrupt {
					continue
				}
			case event.DropPacket, event.Reject:
				r.Verdict(p, a, 1)
				continue
			default:
				r.Verdict(p, a, 2)
			}
			air = append(air, flying{p, f.Conn[1-side]})
		default:
			if len(air) == 0 {
				continue
			}
			i := rapid.IntRange(0, len(air)-1).Draw(t, "which")
			if rapid.IntRange(0, 5).Draw(t, "lost") == 0 {
				r.Lose(air[i].packet, "link loss")
			} else {
				r.Deliver(air[i].packet, air[i].conn)
			}
			air = slices.Delete(air, i, i+1)
		}
	}
	if rapid.Bool().Draw(t, "ended") {
		r.End("done")
	}
	return r.Log(), lengths
}

func TestRandomRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log, lengths := randomRun(t)
		s := story.Fold(log.All())
		checkOrder(t, s)
		o := Options{
			Width:    rapid.IntRange(40, 160).Draw(t, "width"),
			Lang:     rapid.SampledFrom([]words.Lang{words.English, words.Chinese}).Draw(t, "lang"),
			Absolute: rapid.Bool().Draw(t, "absolute"),
			Letters:  rapid.Bool().Draw(t, "letters"),
			ASCII:    rapid.Bool().Draw(t, "ascii"),
			TimeMode: rapid.SampledFrom([]byte("rda")).Draw(t, "mode"),
		}
		var b bytes.Buffer
		if err := Draw(&b, s, o); err != nil {
			t.Fatal(err)
		}
		for _, l := range strings.Split(b.String(), "\n") {
			if width(l) > o.Width {
				t.Fatalf("a line of %d cells in a picture of %d: %q", width(l), o.Width, l)
			}
			if strings.ContainsAny(l, "\x1b\r\t") {
				t.Fatalf("a line that moves the cursor: %q", l)
			}
		}
		// In a picture that is wide enough every packet is there, by its length.
		b.Reset()
		if err := Draw(&b, s, Options{Width: 400, All: true}); err != nil {
			t.Fatal(err)
		}
		for _, n := range lengths {
			if !strings.Contains(b.String(), fmt.Sprintf("(%d)", n)) {
				t.Fatalf("the packet of %d octets is not in the picture:\n%s", n, b.String())
			}
		}
	})
}

// checkOrder holds the order's promise: each packet is drawn once, and each
// column is drawn in the order of time.
func checkOrder(t *rapid.T, s *story.Story) {
	drawn := map[*story.Rung]int{}
	arrived := map[*story.Rung]int{}
	now := map[event.HostID]time.Duration{}
	touch := func(h event.HostID, at time.Duration) {
		if at < now[h] {
			t.Fatalf("host %d: %v is drawn under %v", h, at, now[h])
		}
		now[h] = at
	}
	o := story.NewStepper(func(st story.Step) {
		r := st.Rung
		switch st.What {
		case story.Moment:
			at := r.At
			if st.End {
				at = r.End
			}
			touch(r.Host, at)
			return
		case story.Arrive:
			touch(r.Peer, r.End)
			arrived[r]++
			return
		case story.Arrow:
			if r.Fate == story.Delivered {
				touch(r.Peer, r.End)
				arrived[r]++
			}
		}
		touch(r.Host, r.At)
		drawn[r]++
	})
	for _, p := range s.Order {
		o.Put(p)
	}
	o.Close()
	for _, r := range s.Rungs {
		if r.Kind != story.Packet {
			continue
		}
		want := 0
		if r.Fate == story.Delivered {
			want = 1
		}
		if drawn[r] != 1 || arrived[r] != want {
			t.Fatalf("packet %d (fate %d) left %d times and arrived %d times", r.Number, r.Fate, drawn[r], arrived[r])
		}
	}
}

// TestNonsense puts events that no engine writes: nothing may break.
func TestNonsense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		info := &event.RunInfo{Format: event.Format, Lab: "x\x1b]0;y\a", Hosts: []event.HostInfo{{Name: "a"}, {Name: "b\n"}, {Name: "中文主机"}}}
		names := event.NewNames(info)
		names.AddConn(1, "c")
		var f story.Folder
		small := func(label string) uint32 { return uint32(rapid.IntRange(0, 6).Draw(t, label)) }
		at := time.Duration(0)
		for i := range rapid.IntRange(1, 30).Draw(t, "events") {
			at += time.Duration(rapid.IntRange(0, 1000).Draw(t, "later")) * time.Millisecond
			e := event.Event{
				N: uint32(i + 1), At: at, Kind: event.Kind(rapid.IntRange(1, 12).Draw(t, "kind")), Names: names,
				Host: event.HostID(small("host")), Peer: event.HostID(small("peer")), Conn: event.ConnID(small("conn")),
				Packet: small("packet"), Origin: small("origin"), Cause: small("cause"),
				Action: event.Action(rapid.IntRange(0, 9).Draw(t, "action")), Rule: event.RuleID(small("rule")),
				From: event.State(rapid.IntRange(0, 11).Draw(t, "from")), To: event.State(rapid.IntRange(0, 11).Draw(t, "to")),
			}
			e.Info.Stream, e.Info.Role = small("stream"), event.Role(rapid.IntRange(0, 21).Draw(t, "role"))
			e.Info.Roles = event.Roles(0).With(e.Info.Role)
			e.Info.Known, e.Info.Retransmit = event.Known(rapid.IntRange(0, 3).Draw(t, "known")), uint16(small("again"))
			e.Raw = rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "raw")
			e.Seg = segment.Decode(segment.IP, e.Raw)
			if rapid.Bool().Draw(t, "more") {
				e.More = &event.More{Run: info, Call: &event.CallInfo{Op: "recv", Args: []string{"\x00"}}, Timer: &event.TimerInfo{Name: "?"},
					Note: &event.NoteInfo{Key: "?"}, Expect: &event.ExpectInfo{Seen: []uint32{1, 99}}, End: &event.EndInfo{Reason: "?"}, Reason: "?"}
			}
			f.Put(&e)
		}
		f.Close()
		o := Options{Width: rapid.IntRange(0, 120).Draw(t, "width"), Letters: rapid.Bool().Draw(t, "letters")}
		var b bytes.Buffer
		if err := Draw(&b, f.Story(), o); err != nil {
			t.Fatal(err)
		}
		most := max(o.Width, leastWidth)
		if o.Width == 0 {
			most = defaultWidth
		}
		for _, l := range strings.Split(b.String(), "\n") {
			if width(l) > most || strings.ContainsAny(l, "\x1b\a") {
				t.Fatalf("a line of %d cells: %q", width(l), l)
			}
		}
	})
}

// TestLive feeds a drawer from a story that is still being told, and wants the
// same bytes as from the whole one.
func TestLive(t *testing.T) {
	for _, r := range runs {
		log := r.make()
		var whole, live bytes.Buffer
		s := story.Fold(log.All())
		d := New(&whole, s, Options{})
		for _, p := range s.Order {
			d.Put(p)
		}
		d.Close()

		// A drawer that knows the story's end, and the order as it comes.
		var f story.Folder
		var steps, later []string
		collect := func(to *[]string) func(story.Step) {
			return func(st story.Step) { *to = append(*to, fmt.Sprint(st.What, st.Rung.N, st.End)) }
		}
		a := story.NewStepper(collect(&steps))
		b := story.NewStepper(collect(&later))
		n := 0
		for e := range log.All() {
			f.Put(e)
			for ; n < len(f.Story().Order); n++ {
				a.Put(f.Story().Order[n])
			}
		}
		f.Close()
		for ; n < len(f.Story().Order); n++ {
			a.Put(f.Story().Order[n])
		}
		a.Close()
		for _, p := range s.Order {
			b.Put(p)
		}
		b.Close()
		if !slices.Equal(steps, later) {
			t.Errorf("%s: drawn live the lines come otherwise:\n%v\n%v", r.name, steps, later)
		}
		if err := Draw(&live, s, Options{}); err != nil || live.String() != whole.String() {
			t.Errorf("%s: Draw and a Drawer fed point by point differ (%v)", r.name, err)
		}
	}
}
