package compare

import (
	"strings"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// states compares the paths of the connections that have their like. A state that
// was passed within one beat may be missing on the other side: nobody could see
// it.
func (f *finder) states() {
	for _, a := range f.Stories[A].Conns {
		if a == nil {
			continue
		}
		b := f.Stories[B].Conn(f.conns[A][a.ID])
		if b == nil {
			f.lone(A, a)
			continue
		}
		f.path(a, b)
	}
	for _, b := range f.Stories[B].Conns {
		if _, ok := f.conns[B][idOf(b)]; b != nil && !ok {
			f.lone(B, b)
		}
	}
}

func idOf(c *story.Conn) event.ConnID {
	if c == nil {
		return 0
	}
	return c.ID
}

// path compares two connections' states.
func (f *finder) path(a, b *story.Conn) {
	i, j, ok := walk(a.Path, b.Path)
	if ok {
		f.reasons(a, b)
		return
	}
	// What one run did not live to see is no difference.
	if j == len(b.Path) && f.unseen(A, a.Path[i], b) || i == len(a.Path) && f.unseen(B, b.Path[j], a) {
		return
	}
	d := f.conn("state.path", a, b)
	d.On[A].Value, d.On[B].Value = pathText(a.Path), pathText(b.Path)
	f.put(d)
}

// unseen says whether a state of one run lies beyond the other's end, or is the
// end of a TIME-WAIT that was not waited for.
func (f *finder) unseen(s Side, next story.State, other *story.Conn) bool {
	if f.beyond(s, next.At) {
		return true
	}
	if f.realClock(1-s) && other.State == event.TimeWait {
		f.note("time-wait", 1-s, other)
		return true
	}
	return false
}

func (f *finder) realClock(s Side) bool {
	run := f.Stories[s].Run
	return run != nil && run.Clock == "real"
}

// leftInTimeWait says whether the like of a rung's connection stands in TIME-WAIT
// at the end of a run that does not wait for it.
func (f *finder) leftInTimeWait(s Side, r *story.Rung) bool {
	like := f.Stories[s].Conn(f.conns[1-s][r.Conn])
	return like != nil && like.State == event.TimeWait && f.realClock(s)
}

// note enters a remark on a connection, once.
func (f *finder) note(key string, s Side, c *story.Conn) {
	if c == nil {
		return
	}
	host := f.Stories[s].Names.Host(c.Host)
	for _, n := range f.Notes {
		if n.Key == key && n.Side == s && n.Args[0] == host {
			return
		}
	}
	f.Notes = append(f.Notes, Note{Key: key, Side: s, Args: []any{host}})
}

// walk goes along two paths as far as they agree.
func walk(a, b []story.State) (i, j int, ok bool) {
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i].To == b[j].To:
			i++
			j++
		case i < len(a) && a[i].Passed && !comes(b[j:], a[i].To):
			i++
		case j < len(b) && b[j].Passed && !comes(a[i:], b[j].To):
			j++
		default:
			return i, j, false
		}
	}
	return i, j, true
}

// comes says whether a state is the next of a path that was not passed.
func comes(path []story.State, to event.State) bool {
	for _, s := range path {
		if s.To == to || !s.Passed {
			return s.To == to
		}
	}
	return false
}

// pathText writes a path. A state that was passed stands in parentheses.
func pathText(path []story.State) string {
	var names []string
	for _, s := range path {
		name := s.To.String()
		if s.Passed {
			name = "(" + name + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, " > ")
}

// reasons compares why two connections that went the same way ended.
func (f *finder) reasons(a, b *story.Conn) {
	x, y := lastReason(a), lastReason(b)
	if x == y {
		return
	}
	d := f.conn("state.reason", a, b)
	d.On[A].Value, d.On[B].Value = x, y
	f.put(d)
}

func lastReason(c *story.Conn) (reason string) {
	for _, s := range c.Path {
		if s.Reason != "" && s.Reason != "destroyed" { // by the lab, and no stack's doing
			reason = s.Reason
		}
	}
	return reason
}

// lone tells of a connection that only one run has.
func (f *finder) lone(s Side, c *story.Conn) {
	if len(c.Path) == 0 || f.beyond(s, c.Path[0].At) {
		return
	}
	var both [2]*story.Conn
	both[s] = c
	d := f.conn("state.extra", both[A], both[B])
	d.On[s].Value = pathText(c.Path)
	f.put(d)
}

// conn begins a difference of two connections, one of which may be nil.
func (f *finder) conn(what string, a, b *story.Conn) Difference {
	d := Difference{What: what}
	for s, c := range [2]*story.Conn{a, b} {
		if c == nil {
			continue
		}
		st := f.Stories[s]
		f.who(&d, Side(s), &story.Rung{Host: c.Host, Conn: c.ID, Stream: c.Stream}, 0)
		for _, r := range st.Rungs {
			if tellsOf(r, c.ID) {
				d.On[s].Rungs = append(d.On[s].Rungs, r)
			}
		}
	}
	f.stacks(&d)
	return d
}

// tellsOf says whether a rung bears a change of a connection.
func tellsOf(r *story.Rung, id event.ConnID) bool {
	for _, list := range [2][]story.State{r.States, r.Arrived} {
		for _, s := range list {
			if s.Conn == id {
				return true
			}
		}
	}
	return false
}
