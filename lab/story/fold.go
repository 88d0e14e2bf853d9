package story

import (
	"iter"
	"slices"

	"netlab/hooks/event"
)

// Fold makes the story of a run that is over.
func Fold(events iter.Seq[*event.Event]) *Story {
	var f Folder
	for e := range events {
		f.Put(e)
	}
	f.Close()
	return f.Story()
}

// A Folder makes a story while the run goes on. It is an event.Sink; the zero
// Folder is ready.
type Folder struct {
	s       Story
	pending []Point // points that may still get a state beside them
	calls   map[step]*Rung
	visits  []*Rung // packets that routers were given in this beat
}

// step is where a program stands.
type step struct {
	host    event.HostID
	program string
	number  int
}

// Story is the story as far as it has come. It grows in place: Rungs and Order
// only get longer, and a rung in Order changes no more but for what became of it.
func (f *Folder) Story() *Story { return &f.s }

// Close ends the story: what is not there yet does not come.
func (f *Folder) Close() error {
	f.publish()
	if f.s.idle() {
		f.stayed(len(f.visits))
	}
	f.s.finish()
	return nil
}

// Put takes the next event. It keeps nothing of it, and returns no error.
func (f *Folder) Put(e *event.Event) error {
	s := &f.s
	s.Names, s.Last = e.Names, e.At
	s.decides(e.Rule)
	f.moved(e.At)
	if e.Kind == event.Change {
		f.change(e)
		return nil
	}
	if e.Kind == event.Send {
		f.send(e)
		s.reckons(e)
		return nil
	}
	f.publish()
	switch e.Kind {
	case event.Run:
		if e.More != nil && e.More.Run != nil {
			run := *e.More.Run
			s.Run = &run
			s.Columns = columns(&run)
		}
	case event.Verdict:
		f.verdict(e)
	case event.Deliver:
		f.deliver(e)
		s.reckons(e)
	case event.Drop:
		f.ends(e, Lost)
	case event.Call:
		f.call(e)
	case event.Return:
		f.returns(e)
	case event.Timer:
		s.reckons(e)
		if e.More != nil && e.More.Timer != nil {
			fired := *e.More.Timer
			f.begin(e, &Rung{Kind: Timer, Fired: &fired})
		}
	case event.Note:
		if e.More != nil && e.More.Note != nil {
			note := *e.More.Note
			note.Args = slices.Clone(note.Args)
			f.begin(e, &Rung{Kind: Note, Note: &note})
		}
	case event.Expect:
		if e.More != nil && e.More.Expect != nil {
			x := Expect{ExpectInfo: *e.More.Expect}
			x.Seen = slices.Clone(x.Seen)
			s.Expects = append(s.Expects, x)
		}
	case event.End:
		if e.More != nil && e.More.End != nil {
			end := *e.More.End
			s.End = &end
		}
	}
	return nil
}

// begin enters a rung and lets it wait for the states beside it.
func (f *Folder) begin(e *event.Event, r *Rung) {
	s := &f.s
	r.Index, r.N, r.At, r.Host, r.Conn = len(s.Rungs), e.N, e.At, e.Host, e.Conn
	r.Cause = s.Event(e.Cause)
	if c := s.Conn(e.Conn); c != nil && r.Stream == 0 {
		r.Stream = c.Stream
	}
	s.Rungs = append(s.Rungs, r)
	s.tells(e.N, r)
	f.pending = append(f.pending, Point{Rung: r})
}

// tells notes which rung an event became part of.
func (s *Story) tells(n uint32, r *Rung) { s.events = put(s.events, n, r) }

// put sets place i of a list that grows as needed. Numbers come nearly dense; one
// that is far off (a damaged record) is not worth the memory.
func put(list []*Rung, i uint32, r *Rung) []*Rung {
	if int(i) > 2*len(list)+1<<16 {
		return list
	}
	for int(i) >= len(list) {
		list = append(list, nil)
	}
	list[i] = r
	return list
}

// publish lets the pending points go: nothing more comes beside them.
func (f *Folder) publish() {
	f.s.Order = append(f.s.Order, f.pending...)
	f.pending = f.pending[:0]
}

// change sets a state beside what caused it, or, where that is long past, on a
// rung of its own.
func (f *Folder) change(e *event.Event) {
	st := State{N: e.N, At: e.At, Conn: e.Conn, From: e.From, To: e.To, Passed: e.Passed}
	if e.More != nil {
		st.Reason = e.More.Reason
	}
	s := &f.s
	s.changes(e.Host, st)
	if st.To == event.Established {
		if t, side := s.endOf(e.Conn); t != nil && !t.Ends[side].Open {
			t.Ends[side].Open, t.Ends[side].Opened = true, e.At
		}
	}
	if n := len(f.pending); n > 0 {
		p := f.pending[n-1]
		if p.Host() == e.Host && e.Cause == p.N() && p.At() == e.At {
			if p.End {
				p.Rung.Arrived = append(p.Rung.Arrived, st)
			} else {
				p.Rung.States = append(p.Rung.States, st)
			}
			s.tells(e.N, p.Rung)
			return
		}
	}
	f.publish()
	f.begin(e, &Rung{Kind: Change, Peer: e.Peer, States: []State{st}})
}

// endOf finds the conversation of a connection, and which of its ends that is.
func (s *Story) endOf(id event.ConnID) (*Stream, int) {
	c := s.Conn(id)
	if c == nil {
		return nil, 0
	}
	t, _ := s.Stream(c.Stream)
	if t == nil {
		return nil, 0
	}
	if t.Ends[1].Conn == id {
		return t, 1
	}
	return t, 0
}

// finish looks up what could not be known earlier.
func (s *Story) finish() {
	for i := range s.Expects {
		x := &s.Expects[i]
		x.Rungs = nil
		seen := map[*Rung]bool{}
		for _, n := range x.Seen {
			if r := s.Event(n); r != nil && !seen[r] {
				seen[r] = true
				x.Rungs = append(x.Rungs, r)
			}
		}
	}
}
