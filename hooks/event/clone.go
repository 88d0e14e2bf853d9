package event

import (
	"maps"
	"slices"
)

// rare says whether m has more than what a Log keeps by itself.
func (m *More) rare() bool {
	return m.Kernel != 0 || m.Run != nil || m.Call != nil || m.Timer != nil || m.Note != nil || m.Expect != nil || m.End != nil
}

// clone copies m to its last slice, but for the TCB and the reason.
func (m *More) clone() *More {
	return &More{
		Kernel: m.Kernel,
		Run:    cloned(m.Run, (*RunInfo).deepen),
		Call:   cloned(m.Call, func(c *CallInfo) { c.Args = slices.Clone(c.Args) }),
		Timer:  cloned(m.Timer, func(*TimerInfo) {}),
		Note:   cloned(m.Note, (*NoteInfo).deepen),
		Expect: cloned(m.Expect, (*ExpectInfo).deepen),
		End:    cloned(m.End, (*EndInfo).deepen),
	}
}

// cloned copies *v; deepen then copies what the copy still shares with it.
func cloned[T any](v *T, deepen func(*T)) *T {
	if v == nil {
		return nil
	}
	c := *v
	deepen(&c)
	return &c
}

func (r *RunInfo) deepen() {
	r.Title, r.VariantTitle = maps.Clone(r.Title), maps.Clone(r.VariantTitle)
	r.Hosts, r.Wires, r.Rules = slices.Clone(r.Hosts), slices.Clone(r.Wires), slices.Clone(r.Rules)
	for i := range r.Hosts {
		h := &r.Hosts[i]
		h.Addrs, h.Settings = slices.Clone(h.Addrs), maps.Clone(h.Settings)
	}
	for i := range r.Wires {
		r.Wires[i].Ends = slices.Clone(r.Wires[i].Ends)
	}
	r.Plan = slices.Clone(r.Plan)
}

func (n *NoteInfo) deepen() {
	n.Args, n.Text = slices.Clone(n.Args), maps.Clone(n.Text)
}

func (x *ExpectInfo) deepen() {
	x.Text.deepen()
	x.Want, x.Got = maps.Clone(x.Want), maps.Clone(x.Got)
	x.Seen = slices.Clone(x.Seen)
}

func (e *EndInfo) deepen() {
	e.Hosts = slices.Clone(e.Hosts)
	for i := range e.Hosts {
		h := &e.Hosts[i]
		h.Conns, h.Steps = slices.Clone(h.Conns), slices.Clone(h.Steps)
	}
}

// size is about how many octets a clone of m takes: its parts and its texts.
func (m *More) size() int64 {
	n := 128
	if r := m.Run; r != nil {
		n += 512 + len(r.Plan) + 256*(len(r.Hosts)+len(r.Wires)+len(r.Rules))
	}
	if c := m.Call; c != nil {
		n += 128 + len(c.Value) + textsLen(c.Args)
	}
	if t := m.Timer; t != nil {
		n += 32
	}
	if t := m.Note; t != nil {
		n += t.len()
	}
	if x := m.Expect; x != nil {
		n += 128 + x.Text.len() + mapLen(x.Want) + mapLen(x.Got) + 4*len(x.Seen)
	}
	if e := m.End; e != nil {
		n += 64 + len(e.Detail)
		for _, h := range e.Hosts {
			n += 64 + 32*len(h.Conns) + 64*len(h.Steps)
		}
	}
	return int64(n)
}

func (n *NoteInfo) len() int {
	return 64 + textsLen(n.Args) + mapLen(n.Text)
}

func mapLen(texts map[string]string) (n int) {
	for _, t := range texts {
		n += 64 + len(t)
	}
	return n
}

func textsLen(texts []string) (n int) {
	for _, t := range texts {
		n += 16 + len(t)
	}
	return n
}
