package event

import (
	"fmt"
	"iter"
	"time"

	"netlab/hooks/segment"
)

// A Log keeps all events in memory, compactly: a small record an event, the
// bytes of each packet once, whichever of its events brings them first. The
// segment is not kept but decoded again from the bytes on reading, by the
// framing that the run event names (IP where there was none). The zero Log is
// ready, and is a Sink.
type Log struct {
	// Limit is about the most memory in octets that the log may take: it is
	// checked before each event, and memory comes in chunks of up to 1 MiB. 0: no
	// limit. What does not fit, Put refuses, and the log keeps what it has.
	Limit int64

	names   *Names
	framing segment.Framing
	records pages[record]
	bytes   arena
	tcbs    pages[TCB]
	mores   []*More  // those with more than a TCB and a reason
	reasons []string // each once
	more    int64    // octets that mores take, near enough
}

// record is an Event without what can be found again. It has no pointers, so
// the garbage collector never looks inside.
type record struct {
	at                                 time.Duration
	n, conn, packet, origin, cause     uint32
	bytes, tcb, more                   uint32 // index+1 into the log's arenas; 0: none
	stream, rseq, rack, roles          uint32
	host, peer, wire, rule             uint16
	retransmit, reason                 uint16 // reason: index+1
	kind, action, from, to, role, bits uint8
}

// bits of a record: the two of Known, and above them Passed.
const passedBit = 1 << 7

// told says whether the event had a More.
func (r *record) told() bool { return r.more|r.tcb|uint32(r.reason) != 0 }

// Put keeps a copy of the event. It fails when the limit is reached.
func (l *Log) Put(e *Event) error {
	if l.Limit > 0 && l.Memory()+int64(len(e.Raw)) > l.Limit {
		return fmt.Errorf("the log is full: its %d events take %d of %d octets; allow it more memory, or record to a file only",
			l.Len(), l.Memory(), l.Limit)
	}
	r, _ := l.records.add()
	*r = record{
		at: e.At, n: e.N, conn: uint32(e.Conn), packet: e.Packet, origin: e.Origin, cause: e.Cause,
		stream: e.Info.Stream, rseq: e.Info.RSeq, rack: e.Info.RAck, roles: uint32(e.Info.Roles),
		host: uint16(e.Host), peer: uint16(e.Peer), wire: uint16(e.Wire), rule: uint16(e.Rule),
		retransmit: e.Info.Retransmit,
		kind:       uint8(e.Kind), action: uint8(e.Action), from: uint8(e.From), to: uint8(e.To),
		role: uint8(e.Info.Role), bits: uint8(e.Info.Known),
	}
	if e.Passed {
		r.bits |= passedBit
	}
	if e.Kind.ofPacket() {
		r.bytes = l.bytes.keep(e.Packet, e.Raw)
	}
	if e.More != nil {
		l.keepMore(r, e.More)
	}
	l.names = e.Names
	return nil
}

func (l *Log) keepMore(r *record, m *More) {
	if m.TCB != nil {
		tcb, number := l.tcbs.add()
		*tcb, r.tcb = *m.TCB, number
	}
	if m.Reason != "" {
		r.reason = l.reason(m.Reason)
	}
	if m.Run != nil {
		l.framing, _ = segment.ParseFraming(m.Run.Framing)
	}
	if m.rare() {
		l.mores = append(l.mores, m.clone())
		l.more += m.size()
		r.more = uint32(len(l.mores))
	}
}

// reason gives a reason's number. There are few, and most events have none.
func (l *Log) reason(text string) uint16 {
	for i, t := range l.reasons {
		if t == text {
			return uint16(i + 1)
		}
	}
	const most = 1<<16 - 1
	if len(l.reasons) == most {
		return 0
	}
	l.reasons = append(l.reasons, text)
	return uint16(len(l.reasons))
}

// Close does nothing: what is in the log stays readable.
func (l *Log) Close() error { return nil }

// Len is how many events the log holds.
func (l *Log) Len() int { return l.records.n }

// Names are the names of the last event that was put; nil: it brought none.
func (l *Log) Names() *Names { return l.names }

// Memory is how many octets the log takes.
func (l *Log) Memory() int64 {
	return l.records.memory() + l.bytes.memory() + l.tcbs.memory() + l.more
}

// At fills e with event i, from 0. Its Raw is a part of the log's memory, and
// lives as long; its More is e's own.
func (l *Log) At(i int, e *Event) {
	var t *told
	if l.record(i).told() {
		t = new(told)
	}
	l.fill(i, e, t)
}

// All goes over all events. It fills one Event again and again: the Event and
// its More hold until the next step, Raw as long as the log.
func (l *Log) All() iter.Seq[*Event] {
	return func(yield func(*Event) bool) {
		e, t := new(Event), new(told)
		for i := range l.Len() {
			if l.fill(i, e, t); !yield(e) {
				return
			}
		}
	}
}

func (l *Log) record(i int) *record {
	if uint(i) >= uint(l.Len()) {
		panic(fmt.Sprintf("event.Log: index %d of %d events", i, l.Len()))
	}
	return l.records.at(uint32(i + 1))
}

// told is room for the More of an event that is read.
type told struct {
	more More
	tcb  TCB
}

func (l *Log) fill(i int, e *Event, t *told) {
	r := l.record(i)
	*e = Event{
		N: r.n, At: r.at, Kind: Kind(r.kind),
		Host: HostID(r.host), Peer: HostID(r.peer), Wire: WireID(r.wire), Conn: ConnID(r.conn),
		Packet: r.packet, Origin: r.origin, Cause: r.cause,
		Action: Action(r.action), Rule: RuleID(r.rule), From: State(r.from), To: State(r.to),
		Passed: r.bits&passedBit != 0,
		Info: Info{Stream: r.stream, RSeq: r.rseq, RAck: r.rack, Known: Known(r.bits &^ passedBit),
			Role: Role(r.role), Roles: Roles(r.roles), Retransmit: r.retransmit},
		Names: l.names,
	}
	if r.bytes != 0 {
		e.Raw = l.bytes.at(r.bytes)
		e.Seg = segment.Decode(l.framing, e.Raw)
	}
	if !r.told() {
		return
	}
	t.more = More{}
	if r.more != 0 {
		t.more = *l.mores[r.more-1]
	}
	if r.reason != 0 {
		t.more.Reason = l.reasons[r.reason-1]
	}
	if r.tcb != 0 {
		t.tcb = *l.tcbs.at(r.tcb)
		t.more.TCB = &t.tcb
	}
	e.More = &t.more
}
