package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"netlab/hooks/segment"
	"pgregory.net/rapid"
)

// anyRun draws a run of events that a recorder may be given: of every kind, of
// packets from well made to noise, with names that need escaping.
func anyRun(t *rapid.T, sink Sink) {
	framing := rapid.SampledFrom([]segment.Framing{segment.IP, segment.Ethernet}).Draw(t, "framing")
	text := rapid.OneOf(rapid.String(), rapid.Just("</script>"), rapid.Just("线\u2028\"\\\x00\x7f"))
	run := sampleRun()
	run.Framing = framing.String()
	run.Plan = json.RawMessage(`{"a":[1,-2.5e+3,null,"\u003c"]}`)
	run.Lab = text.Draw(t, "lab")
	run.Hosts[0].Name = "<a \"" + run.Lab
	names := NewNames(run)
	rec := NewRecorder(names, sink)
	rec.Put(&Event{Kind: Run, More: &More{Run: run}})

	seg := rapid.Custom(func(t *rapid.T) []byte {
		raw, err := segment.Build(segment.Spec{
			Framing: framing, Src: client4, Dst: server4, ID: rapid.Uint32Range(0, 9).Draw(t, "id"), MoreFrags: rapid.Bool().Draw(t, "mf"),
			Proto:   rapid.SampledFrom([]segment.Proto{segment.TCP, segment.UDP, segment.ICMPv4}).Draw(t, "proto"),
			SrcPort: 1, DstPort: 2, Flags: segment.Flags(rapid.Uint16Range(0, 511).Draw(t, "flags")),
			Seq: rapid.Uint32().Draw(t, "seq"), Type: rapid.Byte().Draw(t, "type"), Bytes: rapid.IntRange(0, 64).Draw(t, "bytes") * 8,
		})
		if err != nil {
			t.Skip(err)
		}
		for range rapid.IntRange(0, 3).Draw(t, "bits") {
			i := rapid.IntRange(0, len(raw)*8-1).Draw(t, "bit")
			raw[i/8] ^= 1 << (i % 8)
		}
		return raw[:rapid.IntRange(1, len(raw)).Draw(t, "cut")]
	})
	packets := rapid.SliceOfN(rapid.OneOf(seg, rapid.SliceOfN(rapid.Byte(), 1, 80)), 1, 5).Draw(t, "packets")
	number := rapid.Uint32Max(5)
	for range rapid.IntRange(0, 20).Draw(t, "events") {
		e := Event{
			Kind: Kind(rapid.IntRange(int(Call), int(Expect)).Draw(t, "kind")),
			At:   time.Duration(rapid.Int64Range(-5, 1<<50).Draw(t, "at")),
			Host: HostID(rapid.IntRange(0, 2).Draw(t, "host")), Peer: HostID(rapid.IntRange(0, 2).Draw(t, "peer")),
			Wire: WireID(rapid.IntRange(0, 1).Draw(t, "wire")), Rule: RuleID(rapid.IntRange(0, 1).Draw(t, "rule")),
			Packet: number.Draw(t, "packet"), Origin: number.Draw(t, "origin"), Cause: min(number.Draw(t, "cause"), rec.Last()),
			Info: Info{Stream: number.Draw(t, "stream")},
		}
		if e.Host != 0 && rapid.Bool().Draw(t, "conn") {
			e.Conn = names.AddConn(e.Host, text.Draw(t, "name")+"!")
		}
		m := &More{Reason: text.Draw(t, "reason")}
		if rapid.Bool().Draw(t, "tcb") {
			m.TCB = &TCB{Cwnd: rapid.Uint32().Draw(t, "cwnd"), SRTT: time.Duration(rapid.Int64().Draw(t, "srtt"))}
		}
		switch e.Kind {
		case Call, Return:
			m.Call = &CallInfo{Op: text.Draw(t, "op"), Args: rapid.SliceOfN(text, 0, 2).Draw(t, "args"), Step: rapid.Int().Draw(t, "step")}
		case Timer:
			m.Timer = &TimerInfo{text.Draw(t, "timer"), time.Duration(rapid.Int64().Draw(t, "after"))}
		case Note:
			m.Note = &NoteInfo{Key: text.Draw(t, "key"), Text: rapid.MapOfN(text, text, 0, 2).Draw(t, "text")}
		case Expect:
			m.Expect = &ExpectInfo{OK: rapid.Bool().Draw(t, "ok"), Seen: []uint32{1},
				Want: rapid.MapOfN(text, text, 0, 2).Draw(t, "want"), Got: rapid.MapOfN(text, text, 0, 2).Draw(t, "got")}
		case Change:
			e.From, e.To = State(rapid.IntRange(0, 11).Draw(t, "from")), State(rapid.IntRange(1, 11).Draw(t, "to"))
			m.Kernel = time.Duration(rapid.Int64Range(0, 1<<50).Draw(t, "kernel"))
		case Send, Verdict, Deliver, Drop:
			e.Packet = uint32(rapid.IntRange(1, len(packets)).Draw(t, "packet of"))
			e.Raw = packets[e.Packet-1]
			e.Seg = segment.Decode(framing, e.Raw)
			e.Action = Action(rapid.IntRange(1, 9).Draw(t, "action"))
			e.Info.Role = Role(rapid.IntRange(0, int(roleCount)-1).Draw(t, "role"))
			e.Info.Roles = Roles(rapid.Uint32Range(0, 1<<roleCount-1).Draw(t, "roles")) &^ 1
			e.Info.Retransmit = rapid.Uint16().Draw(t, "retransmit")
			if e.Info.Known = Known(rapid.IntRange(0, 3).Draw(t, "known")); e.Info.Known&KnownSeq != 0 {
				e.Info.RSeq = rapid.Uint32().Draw(t, "rseq")
			}
		}
		if *m != (More{}) {
			e.More = m
		}
		rec.Put(&e)
	}
	if rapid.Bool().Draw(t, "end") {
		rec.Put(&Event{Kind: End, More: &More{End: &EndInfo{Reason: text.Draw(t, "reason")}}})
	}
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
}

// What a log keeps is what is read from the file, and that is written again to
// the byte.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var kept Log
		var file bytes.Buffer
		anyRun(t, Tee(&kept, NewJSONL(&file)))
		read, err := ReadLog(bytes.NewReader(file.Bytes()))
		if err != nil && !errors.Is(err, ErrCutShort) {
			t.Fatalf("%v\n%s", err, file.String())
		}
		same(t, &kept, read)
		if again := rewrite(t, read); !bytes.Equal(again, file.Bytes()) {
			t.Fatalf("first %s\nagain %s", file.Bytes(), again)
		}
	})
}
