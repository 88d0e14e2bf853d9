package debug

import (
	"context"
	"slices"

	"netlab/hooks"
	"netlab/lab/compare"
)

// A Session is a Debugger of a run on virtual time. It goes both ways.
type Session struct {
	ctx      context.Context
	o        Options
	branches []*Branch
	grown    int // how many branches there ever were
	at       *Branch
	n        uint32 // the cursor's event
	stop     int    // index in at.stops: the packet that stands at the desk; -1: none does
	breaks   []*stopper
}

// New runs the lab as it is and stands at its first event. The context's end ends
// the runs that are made later, too.
func New(ctx context.Context, o Options) (*Session, error) {
	s := &Session{ctx: ctx, o: o}
	b, err := s.run(nil)
	if err != nil {
		return nil, err
	}
	b.Parent = -1
	s.add(b)
	s.move(b, 1)
	return s, nil
}

func (s *Session) run(rules []hooks.Rule) (*Branch, error) { return run(s.ctx, &s.o, rules) }

func (s *Session) add(b *Branch) {
	b.ID = s.grown
	s.grown++
	s.branches = append(s.branches, b)
}

// move goes to an event of a branch, and to the first packet that stands at the
// desk there.
func (s *Session) move(b *Branch, n uint32) {
	s.at, s.n = b, min(max(n, 1), uint32(b.Log.Len()))
	s.stop = b.firstStop(s.n)
}

// Next implements Debugger.
func (s *Session) Next(context.Context) error {
	if s.n == uint32(s.at.Log.Len()) {
		return refuse("at-end")
	}
	s.move(s.at, s.n+1)
	return nil
}

// Back implements Debugger.
func (s *Session) Back() error {
	if s.n == 1 {
		return refuse("at-begin")
	}
	s.move(s.at, s.n-1)
	return nil
}

// Goto implements Debugger.
func (s *Session) Goto(n uint32) error {
	if last := uint32(s.at.Log.Len()); n < 1 || n > last {
		return refuse("no-event", int(n), int(last))
	}
	s.move(s.at, n)
	return nil
}

// NextDesk implements Debugger.
func (s *Session) NextDesk(context.Context) error {
	i := s.at.stopAfter(s.n)
	if s.stop >= 0 {
		i = s.stop + 1
	}
	if i == len(s.at.stops) {
		last := uint32(s.at.Log.Len())
		if s.n == last {
			return refuse("at-end")
		}
		s.move(s.at, last)
		return nil
	}
	s.n, s.stop = s.at.stops[i].n, i
	return nil
}

// PrevDesk implements Debugger.
func (s *Session) PrevDesk() error {
	i := s.at.stopAfter(s.n - 1) // those at the cursor's event are behind a cursor that is at none of them
	if s.stop >= 0 {
		i = s.stop
	}
	if i == 0 {
		if s.n == 1 {
			return refuse("at-begin")
		}
		s.move(s.at, 1)
		return nil
	}
	s.n, s.stop = s.at.stops[i-1].n, i-1
	return nil
}

// Branches implements Debugger.
func (s *Session) Branches() []*Branch { return slices.Clone(s.branches) }

// branch finds one by its number; nil if there is none.
func (s *Session) branch(id int) *Branch {
	for _, b := range s.branches {
		if b.ID == id {
			return b
		}
	}
	return nil
}

// Switch implements Debugger.
func (s *Session) Switch(id int) error {
	b := s.branch(id)
	if b == nil {
		return refuse("no-branch", id)
	}
	stop := s.stop
	n := min(s.n, shared(s.at.Log, b.Log, s.n))
	same := n == s.n
	s.move(b, n)
	if same && stop >= 0 && stop < len(b.stops) && b.stops[stop].n == n {
		s.stop = stop
	}
	return nil
}

// Undo implements Debugger.
func (s *Session) Undo() error {
	b := s.at
	if b.Parent < 0 {
		return refuse("undo-none")
	}
	from, stood := s.branch(b.from), b.stood
	if from == nil { // it was taken back meanwhile
		from, stood = s.branch(b.Parent), b.Left
	}
	if b.Saved == "" && !slices.ContainsFunc(s.branches, func(o *Branch) bool { return o.Parent == b.ID }) {
		s.branches = slices.DeleteFunc(s.branches, func(o *Branch) bool { return o == b })
	}
	s.stand(from, stood, b.Packet)
	return nil
}

// stand goes to an event of a branch, and where a packet stands at the desk there, to
// that one among those that do.
func (s *Session) stand(b *Branch, n, packet uint32) {
	s.move(b, n)
	for i := s.stop; i >= 0 && i < len(b.stops) && b.stops[i].n == n; i++ {
		if b.stops[i].packet == packet {
			s.stop = i
		}
	}
}

// Compare implements Debugger.
func (s *Session) Compare(a, b int) (*compare.Comparison, error) {
	x, y := s.branch(a), s.branch(b)
	if x == nil {
		return nil, refuse("no-branch", a)
	}
	if y == nil {
		return nil, refuse("no-branch", b)
	}
	return compare.Stories(x.Story, y.Story, nil), nil
}

// Close implements Debugger. Nothing goes on.
func (s *Session) Close() error { return nil }
