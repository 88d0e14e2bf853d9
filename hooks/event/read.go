package event

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"netlab/hooks/segment"
)

// ErrCutShort says that a recording ends before its end event, as it does when
// the run was killed or the disk was full. What stands before the cut is whole.
var ErrCutShort = errors.New("the recording is cut short")

// Limits on what a file may ask for.
const (
	maxLine = 16 << 20 // octets; a plan with everything a lab may have fits many times
	// Packets are numbered as they are made, so a number far above that of the
	// events is none that a run has given.
	maxPacketAhead = 1 << 20
)

// Read reads what a JSONL sink wrote, and gives sink each event. The Event is
// used again for the next, and so is valid until sink returns; its Raw and its
// More stay. Where sink fails, Read stops and returns its error.
//
// Every error names its line. One that is ErrCutShort (errors.Is) comes after
// all whole events were given to sink, and at least the run event. Read holds the
// bytes of every packet, and so takes about the memory of the file.
func Read(r io.Reader, sink func(*Event) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	rd := reader{packets: map[uint32][]byte{}}
	var e Event
	for number := 1; ; number++ {
		text, err := readLine(in, rd.line[:0])
		rd.line = text
		last := err == io.EOF
		if err != nil && !last {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if last && len(text) == 0 {
			return rd.finish(number)
		}
		err = rd.event(text, &e)
		switch {
		case err == errTorn && last && rd.order.n > 0:
			return fmt.Errorf("line %d: %w: %w", number, ErrCutShort, err)
		case err != nil:
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := sink(&e); err != nil {
			return err
		}
	}
}

// ReadLog reads a recording into a Log. With ErrCutShort the log holds what
// stands before the cut; with other errors it is nil.
func ReadLog(r io.Reader) (*Log, error) {
	l := new(Log)
	err := Read(r, l.Put)
	if err != nil && !errors.Is(err, ErrCutShort) {
		return nil, err
	}
	return l, err
}

// readLine appends a line without its end to b. At the file's end it returns
// io.EOF with the last line, where that has no end.
func readLine(in *bufio.Reader, b []byte) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		if b = append(b, part...); len(b) > maxLine {
			return b, fmt.Errorf("wanted a line of %d MiB at most, saw a longer one", maxLine>>20)
		}
		switch err {
		case bufio.ErrBufferFull:
		case nil:
			return b[:len(b)-1], nil
		default:
			return b, err
		}
	}
}

type reader struct {
	decoder
	line    []byte // the one that is read
	order   order
	framing segment.Framing
	names   *Names
	hosts   map[string]HostID
	wires   map[string]WireID
	conns   map[ConnName]ConnID
	packets map[uint32][]byte // of packets
	seg     []byte            // a seg object that is compared
}

func (r *reader) finish(number int) error {
	switch {
	case r.order.ended:
		return nil
	case r.order.n == 0:
		return fmt.Errorf("line %d: wanted a run event, saw the end of the file", number)
	}
	return fmt.Errorf("line %d: %w: wanted an end event, saw the end of the file", number, ErrCutShort)
}

// event reads one line.
func (r *reader) event(text []byte, e *Event) error {
	var in line
	if len(bytes.TrimSpace(text)) == 0 {
		return errors.New("wanted an event, saw an empty line")
	}
	if err := r.decode(text, &in); err != nil {
		return err
	}
	kind, ok := ParseKind(in.Kind)
	if !ok {
		return under("kind", unknown("a kind", in.Kind, kindNames[1:]))
	}
	*e = Event{N: in.N, At: time.Duration(in.T), Kind: kind, Packet: in.Packet, Origin: in.Origin, Cause: in.Cause,
		Rule: RuleID(in.Rule), Passed: in.Passed}
	if r.names == nil {
		switch {
		case kind != Run:
			return r.order.next(e) // which says that the run event is missing
		case in.Run == nil:
			return under("run", errors.New("wanted this key, saw none"))
		}
		if err := in.Run.check(); err != nil {
			return err
		}
		r.learn(in.Run)
	}
	e.Names = r.names
	for _, step := range [...]func(*line, *Event) error{r.named, r.words, r.extras, r.packet} {
		if err := step(&in, e); err != nil {
			return err
		}
	}
	if err := e.check(false); err != nil {
		return err
	}
	return r.order.next(e)
}
