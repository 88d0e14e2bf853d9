package event

import (
	"errors"
	"fmt"
	"time"
)

// A Recorder gives events their numbers and hands them to its sinks. It is the
// only one that numbers. A nil Recorder records nothing and numbers nothing.
type Recorder struct {
	names *Names
	out   tee
	n     uint32
	at    time.Duration
}

// NewRecorder makes a recorder of events whose numbers stand for names. The
// sinks belong to the recorder from now on: its Close closes them.
func NewRecorder(names *Names, sinks ...Sink) *Recorder {
	return &Recorder{names: names, out: newTee(sinks)}
}

// Put sets e's N and Names, and At to that of the event before where it lies
// behind it, and hands e to every sink. It returns N. A sink that fails is given
// nothing more; the run goes on, and Close tells. Put keeps nothing of e: a
// caller that reuses one Event allocates nothing.
func (r *Recorder) Put(e *Event) uint32 {
	if r == nil {
		return 0
	}
	r.n++
	if e.At < r.at {
		e.At = r.at
	}
	r.at = e.At
	e.N, e.Names = r.n, r.names
	if len(r.out) > 0 {
		r.out.put(e)
	}
	return r.n
}

// Flush writes out what sinks hold back, so that somebody who looks on sees what
// has happened so far. A sink that fails is given nothing more, as with Put.
func (r *Recorder) Flush() {
	if r == nil {
		return
	}
	for i := range r.out {
		b := &r.out[i]
		if f, ok := b.sink.(Flusher); ok && b.failed == nil {
			if err := f.Flush(); err != nil {
				b.failed = &SinkError{i, b.sink, r.n, err}
			}
		}
	}
}

// Names are the names that the recorder gives its events.
func (r *Recorder) Names() *Names {
	if r == nil {
		return nil
	}
	return r.names
}

// Last is the number of the last event; 0: there was none.
func (r *Recorder) Last() uint32 {
	if r == nil {
		return 0
	}
	return r.n
}

// Close closes every sink, in their order, those that failed too, and returns
// what went wrong in them since the beginning: SinkErrors, joined. A second
// Close does nothing.
func (r *Recorder) Close() error {
	if r == nil {
		return nil
	}
	out := r.out
	r.out = nil
	return out.Close()
}

// A SinkError says which sink failed, and at which event.
type SinkError struct {
	Index int    // the sink's place among those given, from 0
	Sink  Sink   // the sink itself
	Event uint32 // n of the event that it failed at; 0: at its Close
	Err   error
}

func (e *SinkError) Error() string {
	who := fmt.Sprintf("%T", e.Sink)
	if s, ok := e.Sink.(fmt.Stringer); ok {
		who = s.String()
	}
	if e.Event == 0 {
		return fmt.Sprintf("%s: closing: %v", who, e.Err)
	}
	return fmt.Sprintf("%s: event %d: %v", who, e.Event, e.Err)
}

func (e *SinkError) Unwrap() error { return e.Err }

// Tee is a sink that hands every event to several sinks. One that fails does
// not keep the others from theirs: Put returns an error only when none is left,
// and Close tells what went wrong, as SinkErrors, joined.
func Tee(sinks ...Sink) Sink {
	t := newTee(sinks)
	return &t
}

type tee []branch

type branch struct {
	sink   Sink
	failed *SinkError
}

func newTee(sinks []Sink) tee {
	t := make(tee, len(sinks))
	for i, s := range sinks {
		t[i].sink = s
	}
	return t
}

// put gives e to those that have not failed, and says how many of them are left.
func (t tee) put(e *Event) (left int) {
	for i := range t {
		b := &t[i]
		if b.failed != nil {
			continue
		}
		if err := b.sink.Put(e); err != nil {
			b.failed = &SinkError{i, b.sink, e.N, err}
			continue
		}
		left++
	}
	return left
}

func (t tee) Put(e *Event) error {
	if t.put(e) == 0 && len(t) > 0 {
		return errors.New("every one of the sinks has failed")
	}
	return nil
}

func (t tee) Close() error {
	var all []error
	for i := range t {
		b := &t[i]
		err := b.sink.Close()
		switch {
		case b.failed != nil:
			all = append(all, b.failed)
		case err != nil:
			all = append(all, &SinkError{Index: i, Sink: b.sink, Err: err})
		}
	}
	return errors.Join(all...)
}
