package event

import (
	"bytes"
	"io"
	"testing"
	"time"

	"netlab/hooks/segment"
)

// benchPackets is how many packets a benchmark's log takes before a new one
// begins, so that it measures neither an endless log nor only its beginning.
const benchPackets = 100_000

// Three events a packet of 1500 octets through a recorder into a log.
func BenchmarkRecord(b *testing.B) {
	raw := build(b, segment.Spec{Src: client4, Dst: server4, SrcPort: 1, DstPort: 80, Flags: segment.ACK, Bytes: 1460})
	var l *Log
	var r *Recorder
	e := Event{Host: 1, Peer: 2, Wire: 1, Conn: 1, Raw: raw, Seg: segment.Decode(segment.IP, raw)}
	more := &More{TCB: &TCB{}}
	b.ReportAllocs()
	for b.Loop() {
		if e.Packet%benchPackets == 0 {
			l, e.Packet = new(Log), 0
			r = NewRecorder(nil, l)
		}
		e.Packet++
		e.At += time.Microsecond
		e.Kind = Send
		e.Cause = r.Put(&e)
		e.Kind = Verdict
		e.Cause = r.Put(&e)
		e.Kind, e.More = Deliver, more
		r.Put(&e)
		e.More = nil
	}
	b.ReportMetric(float64(l.Memory())/float64(max(1, l.Len()/3)), "B/packet")
}

func BenchmarkNoRecorder(b *testing.B) {
	for name, r := range map[string]*Recorder{"nil": nil, "empty": NewRecorder(nil)} {
		b.Run(name, func(b *testing.B) {
			e := &Event{}
			for b.Loop() {
				r.Put(e)
			}
		})
	}
}

func BenchmarkJSONL(b *testing.B) {
	run := sampleRun()
	names := NewNames(run)
	conn := names.AddConn(1, "c")
	small := build(b, segment.Spec{Src: client4, Dst: server4, SrcPort: 49152, DstPort: 80, Flags: segment.SYN, Seq: 1000, Options: "mss 1460,sackOK,nop,wscale 7"})
	large := build(b, segment.Spec{Src: client4, Dst: server4, SrcPort: 49152, DstPort: 80, Flags: segment.ACK, Seq: 1000, Bytes: 1460})
	info := Info{Stream: 1, Known: KnownSeq, Role: Syn, Roles: alone(Syn)}
	sent := func(raw []byte) Event {
		return Event{Kind: Send, Host: 1, Peer: 2, Wire: 1, Conn: conn, Raw: raw, Seg: segment.Decode(segment.IP, raw), Info: info}
	}
	verdict := sent(small)
	verdict.Kind, verdict.Action, verdict.Rule, verdict.Packet = Verdict, DropPacket, 1, 1
	for _, bench := range []struct {
		name string
		e    Event
		new  bool // a new packet each time
	}{
		{"state", Event{Kind: Change, Host: 1, Peer: 2, Conn: conn, From: SynSent, To: Established}, false},
		{"verdict", verdict, false},
		{"send of 1500", sent(large), true},
		{"return with tcb", Event{Kind: Return, Host: 1, Conn: conn, More: &More{TCB: &TCB{},
			Call: &CallInfo{Program: "client", Step: 1, Op: "connect", Result: "ok"}}}, false},
	} {
		b.Run(bench.name, func(b *testing.B) {
			s := NewJSONL(io.Discard)
			r := NewRecorder(names, s)
			r.Put(&Event{Kind: Run, More: &More{Run: run}})
			first := sent(small)
			first.Packet = 1
			r.Put(&first)
			e := bench.e
			if e.Packet == 0 && bench.new {
				e.Packet = 1
			}
			b.ReportAllocs()
			for b.Loop() {
				if bench.new {
					e.Packet++
				}
				r.Put(&e)
			}
			if err := r.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	file := written(b)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Read(bytes.NewReader(file), ignore); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAll(b *testing.B) {
	var l Log
	sample(b, &l)
	b.ReportAllocs()
	for b.Loop() {
		for range l.All() {
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*l.Len()), "ns/event")
}
