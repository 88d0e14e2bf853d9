package event

import (
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
)

// Format is what a run event's format says: the one that this package writes
// and reads.
const Format = "netlab-events/1"

// NewJSONL makes a sink that writes events to w, one JSON object a line, as
// Fields explains. It buffers, and writes out what it has on Close; it does not
// close w. An event that could not be read back is refused: one of a packet
// whose bytes no event has brought, or with a number that has no name.
func NewJSONL(w io.Writer) Sink { return &jsonl{w: w} }

type jsonl struct {
	w       io.Writer
	buf     []byte
	order   order
	written bits // packets whose bytes stand in an earlier line
}

// flushAt is how many octets are gathered before they are written out.
const flushAt = 64 << 10

func (j *jsonl) Put(e *Event) error {
	known := e.Packet != 0 && j.written.has(e.Packet)
	if err := e.check(known); err != nil {
		return err
	}
	if err := j.order.next(e); err != nil {
		return err
	}
	if e.Kind == Run {
		if err := e.More.Run.check(); err != nil {
			return err
		}
	}
	b, err := appendEvent(j.buf, e, !known)
	if err != nil {
		return fmt.Errorf("event %d: %w", e.N, err) // of the event nothing is written
	}
	j.buf = append(b, '\n')
	if e.Packet != 0 && len(e.Raw) > 0 {
		j.written.set(e.Packet)
	}
	if len(j.buf) >= flushAt {
		return j.flush()
	}
	return nil
}

// Close writes what is still in the buffer.
func (j *jsonl) Close() error { return j.flush() }

// Flush implements Flusher. A writer that gathers too is flushed with it.
func (j *jsonl) Flush() error {
	err := j.flush()
	if w, ok := j.w.(interface{ Flush() error }); ok && err == nil {
		err = w.Flush()
	}
	return err
}

func (j *jsonl) flush() error {
	b := j.buf
	j.buf = b[:0]
	if len(b) == 0 {
		return nil
	}
	_, err := j.w.Write(b)
	return err
}

// bits is a set of small numbers.
type bits []uint64

func (b bits) has(i uint32) bool { return int(i/64) < len(b) && b[i/64]&(1<<(i%64)) != 0 }

func (b *bits) set(i uint32) {
	for len(*b) <= int(i/64) {
		*b = append(*b, 0)
	}
	(*b)[i/64] |= 1 << (i % 64)
}

// appendEvent appends e as a JSON object: its keys in the order of Fields.
func appendEvent(b []byte, e *Event, raw bool) ([]byte, error) {
	b = append(b, `{"n":`...)
	b = strconv.AppendUint(b, uint64(e.N), 10)
	b = append(b, `,"t_ns":`...)
	b = strconv.AppendInt(b, int64(e.At), 10)
	b = append(b, `,"kind":"`...)
	b = append(b, e.Kind.String()...)
	b = append(b, '"')
	b = appendName(b, `,"host":`, e.Names.Host(e.Host))
	b = appendName(b, `,"peer":`, e.Names.Host(e.Peer))
	b = appendName(b, `,"wire":`, e.Names.Wire(e.Wire))
	b = appendName(b, `,"conn":`, e.Names.Conn(e.Conn))
	if e.Info.Stream != 0 {
		b = append(b, `,"stream":`...)
		b = strconv.AppendUint(b, uint64(e.Info.Stream-1), 10)
	}
	b = appendCount(b, `,"packet":`, uint64(e.Packet))
	b = appendCount(b, `,"origin":`, uint64(e.Origin))
	b = appendCount(b, `,"cause":`, uint64(e.Cause))
	if e.Kind.ofPacket() {
		b = append(b, `,"seg":`...)
		b = appendSeg(b, &e.Seg, &e.Info, e.Raw)
		if raw {
			b = append(b, `,"raw":"`...)
			b = base64.StdEncoding.AppendEncode(b, e.Raw)
			b = append(b, '"')
		}
	}
	if e.Action != NoAction {
		b = append(b, `,"action":"`...)
		b = append(b, e.Action.String()...)
		b = append(b, '"')
	}
	if e.Rule != 0 {
		b = appendCount(b, `,"rule":`, uint64(e.Rule))
		b = appendName(b, `,"rule_text":`, e.Names.Rule(e.Rule).Text)
	}
	if e.Kind == Change {
		b = appendName(b, `,"from":`, e.From.String())
		b = appendName(b, `,"to":`, e.To.String())
		if e.Passed {
			b = append(b, `,"passed":true`...)
		}
	}
	if e.More != nil {
		var err error
		if b, err = appendMore(b, e.More); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

func appendMore(b []byte, m *More) ([]byte, error) {
	b = appendInt(b, `,"kernel_ns":`, int64(m.Kernel))
	b = appendName(b, `,"reason":`, m.Reason)
	if c := m.Call; c != nil {
		b = appendString(append(b, `,"op":`...), c.Op)
		for i, a := range c.Args {
			if i == 0 {
				b = append(b, `,"args":[`...)
			} else {
				b = append(b, ',')
			}
			b = appendString(b, a)
		}
		if len(c.Args) > 0 {
			b = append(b, ']')
		}
		b = appendName(b, `,"result":`, c.Result)
		b = appendName(b, `,"value":`, c.Value)
		b = appendInt(b, `,"bytes":`, int64(c.Bytes))
		b = appendName(b, `,"program":`, c.Program)
		b = appendInt(b, `,"step":`, int64(c.Step))
	}
	if t := m.Timer; t != nil {
		b = appendString(append(b, `,"timer":`...), t.Name)
		b = appendInt(b, `,"after_ns":`, int64(t.After))
	}
	if m.TCB != nil {
		b = append(b, `,"tcb":`...)
		b = m.TCB.append(b)
	}
	switch { // an event has one of these, as its kind says
	case m.Note != nil:
		return appendAny(append(b, `,"note":`...), m.Note)
	case m.Expect != nil:
		return appendAny(append(b, `,"expect":`...), m.Expect)
	case m.End != nil:
		return appendAny(append(b, `,"end":`...), m.End)
	case m.Run != nil:
		run, err := m.run()
		if err != nil {
			return b, err
		}
		return appendAny(append(b, `,"run":`...), run)
	}
	return b, nil
}

func (t *TCB) append(b []byte) []byte {
	number := func(key string, v int64) {
		b = append(b, key...)
		b = strconv.AppendInt(b, v, 10)
	}
	number(`{"snd":{"una":`, int64(t.Snd.Una))
	number(`,"nxt":`, int64(t.Snd.Nxt))
	number(`,"wnd":`, int64(t.Snd.Wnd))
	number(`},"rcv":{"nxt":`, int64(t.Rcv.Nxt))
	number(`,"wnd":`, int64(t.Rcv.Wnd))
	number(`},"cwnd":`, int64(t.Cwnd))
	number(`,"ssthresh":`, int64(t.Ssthresh))
	number(`,"rto":`, int64(t.RTO))
	number(`,"srtt":`, int64(t.SRTT))
	return append(b, '}')
}
