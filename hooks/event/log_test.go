package event

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"netlab/hooks/segment"
)

// keeps checks that a log gives back what a recorder puts into it.
type keeps struct {
	*Log
	t *testing.T
}

func (k keeps) Put(e *Event) error {
	if err := k.Log.Put(e); err != nil {
		return err
	}
	var got Event
	k.At(k.Len()-1, &got)
	if d := cmp.Diff(*e, got, asRead); d != "" {
		k.t.Errorf("event %d (-put +kept):\n%s", e.N, d)
	}
	return nil
}

func TestLogKeepsEverything(t *testing.T) {
	var l Log
	sample(t, keeps{&l, t})
	i := 0
	for e := range l.All() {
		var at Event
		l.At(i, &at)
		if d := cmp.Diff(at, *e, asRead); d != "" {
			t.Errorf("event %d (-At +All):\n%s", i, d)
		}
		i++
	}
	if i != l.Len() {
		t.Errorf("All gave %d of %d events", i, l.Len())
	}
	for range l.All() {
		break // must not go on
	}
}

// What the caller does with its event afterwards does not reach the log.
func TestLogKeepsCopies(t *testing.T) {
	raw := []byte{0x45, 1, 2, 3}
	run := sampleRun()
	events := []Event{
		{Kind: Send, Packet: 1, Raw: raw, More: &More{TCB: &TCB{Cwnd: 1}}},
		{Kind: Run, More: &More{Run: run}},
		{Kind: Call, More: &More{Call: &CallInfo{Args: []string{"a"}}}},
		{Kind: Timer, More: &More{Timer: &TimerInfo{Name: "x"}}},
		{Kind: Note, More: &More{Note: &NoteInfo{Text: map[string]string{"en": "a"}, Args: []string{"a"}}}},
		{Kind: Expect, More: &More{Expect: &ExpectInfo{Seen: []uint32{1}, Text: NoteInfo{Args: []string{"a"}}}}},
		{Kind: End, More: &More{End: &EndInfo{Hosts: []HostStand{{Conns: []ConnStand{{"c", "a"}}, Steps: []StepStand{{Program: "a"}}}}}}},
	}
	var l, want Log
	for i := range events {
		l.Put(&events[i])
	}
	// The same again from values of their own, then everything is changed.
	same := func() {
		t.Helper()
		var w, g Event
		for i := range want.Len() {
			want.At(i, &w)
			l.At(i, &g)
			if d := cmp.Diff(w, g, asRead); d != "" {
				t.Errorf("event %d changed in the log:\n%s", i, d)
			}
		}
	}
	for e := range l.All() {
		want.Put(e)
	}
	raw[1] = 99
	events[0].More.TCB.Cwnd = 99
	run.Title["en"], run.Plan[0], run.Lab = "99", '9', "99"
	run.Hosts[0].Name, run.Hosts[0].Addrs[0], run.Hosts[0].Settings["a"] = "99", "99", "99"
	run.Wires[0].Ends[0], run.Rules[0].Text = "99", "99"
	events[2].More.Call.Args[0] = "99"
	events[3].More.Timer.Name = "99"
	events[4].More.Note.Text["en"], events[4].More.Note.Args[0] = "99", "99"
	events[5].More.Expect.Seen[0], events[5].More.Expect.Text.Args[0] = 99, "99"
	end := events[6].More.End
	end.Hosts[0].Conns[0].State, end.Hosts[0].Steps[0].Program = "99", "99"
	same()
}

func TestLogKeepsBytesOnce(t *testing.T) {
	var l Log
	raw := bytes.Repeat([]byte{0x45}, 1500)
	const packets = 1000
	for p := range uint32(packets) {
		for _, k := range []Kind{Send, Verdict, Deliver} {
			e := Event{Kind: k, Packet: p + 1, Raw: raw}
			if k == Deliver {
				e.Raw = nil // the number is enough
			}
			if err := l.Put(&e); err != nil {
				t.Fatal(err)
			}
		}
	}
	var send, deliver Event
	l.At(0, &send)
	l.At(2, &deliver)
	if &send.Raw[0] != &deliver.Raw[0] || !bytes.Equal(send.Raw, raw) {
		t.Error("a packet's bytes are kept twice, or wrong")
	}
	if cap(send.Raw) != len(send.Raw) {
		t.Error("appending to a packet's bytes would overwrite the next packet")
	}
	if per := l.Memory() / packets; per < 1500 || per > 2500 {
		t.Errorf("%d octets a packet of 1500", per)
	}
}

func TestLogDecodesByTheRunsFraming(t *testing.T) {
	raw := append([]byte{12: 0x08, 13: 0}, build(t, segment.Spec{Src: client4, Dst: server4, SrcPort: 1, DstPort: 2, Flags: segment.SYN})...)
	var l Log
	l.Put(&Event{Kind: Run, More: &More{Run: &RunInfo{Framing: "ethernet"}}})
	l.Put(&Event{Kind: Send, Packet: 1, Raw: raw})
	var e Event
	if l.At(1, &e); e.Seg.DstPort != 2 || !e.Seg.Has(segment.SYN) {
		t.Errorf("decoded as %+v", e.Seg)
	}
}

func TestLogLimit(t *testing.T) {
	l := Log{Limit: 4 << 20}
	e := Event{Kind: Send, Raw: make([]byte, 1500)}
	var err error
	for err == nil && e.Packet < 1e6 {
		e.Packet++
		err = l.Put(&e)
	}
	if err == nil || !strings.HasPrefix(err.Error(), "the log is full: its ") {
		t.Fatalf("after %d events: %v", l.Len(), err)
	}
	if l.Memory() > l.Limit+lastChunk || l.Len() < 1000 {
		t.Errorf("took %d octets for %d events", l.Memory(), l.Len())
	}
	var last Event
	l.At(l.Len()-1, &last)
	if last.Packet != e.Packet-1 {
		t.Errorf("the last packet kept is %d, refused was %d", last.Packet, e.Packet)
	}
}

func TestLogDoesNotAllocatePerEvent(t *testing.T) {
	var l Log
	raw, more := make([]byte, 1500), &More{TCB: &TCB{}, Reason: "reset"}
	e := &Event{Kind: Deliver, More: more, Raw: raw}
	n := testing.AllocsPerRun(5000, func() {
		e.Packet++
		e.At += time.Microsecond
		if l.Put(e) != nil {
			t.Fail()
		}
	})
	if n != 0 {
		t.Errorf("%v allocations an event", n)
	}
}
