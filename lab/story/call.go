package story

import (
	"slices"

	"netlab/hooks/event"
)

// call begins a call. What it does follows before it returns.
func (f *Folder) call(e *event.Event) {
	if e.More == nil || e.More.Call == nil {
		return
	}
	c := *e.More.Call
	c.Args = slices.Clone(c.Args)
	r := &Rung{Kind: Call, Call: &c}
	f.begin(e, r)
	if f.calls == nil {
		f.calls = make(map[step]*Rung)
	}
	f.calls[step{e.Host, c.Program, c.Step}] = r
}

func (f *Folder) returns(e *event.Event) {
	if e.More == nil || e.More.Call == nil {
		return
	}
	c := *e.More.Call
	c.Args = slices.Clone(c.Args)
	at := step{e.Host, c.Program, c.Step}
	r := f.calls[at]
	if r == nil {
		r = &Rung{Kind: Call, Call: &c}
		f.begin(e, r)
		f.publish()
	}
	delete(f.calls, at)
	if r.Conn == 0 {
		r.Conn = e.Conn
	}
	if conn := f.s.Conn(r.Conn); conn != nil {
		r.Stream = conn.Stream
	}
	r.Return, r.End, r.EndN = &c, e.At, e.N
	f.s.tells(e.N, r)
	f.pending = append(f.pending, Point{Rung: r, End: true})
}
