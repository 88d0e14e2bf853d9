package plot

import "netlab/hooks/event"

// unit is what a plot's values are counted in. Variables of one unit share a plot.
type unit uint8

const (
	octets unit = iota
	times
	numbers // of octets within the stream
)

// A Var is something that can be plotted.
type Var struct {
	Name string // as the expectation tcb and the recording have it
	unit unit
	of   func(*event.TCB) int64 // in octets or nanoseconds; 0: it is not known yet
}

// Vars are all that can be plotted.
var Vars = []Var{
	{"cwnd", octets, func(t *event.TCB) int64 { return int64(t.Cwnd) }},
	{"ssthresh", octets, func(t *event.TCB) int64 { return int64(t.Ssthresh) }},
	{"snd.wnd", octets, func(t *event.TCB) int64 { return int64(t.Snd.Wnd) }},
	{"rcv.wnd", octets, func(t *event.TCB) int64 { return int64(t.Rcv.Wnd) }},
	{"rto", times, func(t *event.TCB) int64 { return int64(t.RTO) }},
	{"srtt", times, func(t *event.TCB) int64 { return int64(t.SRTT) }},
	{"seq", numbers, nil},
}

// mayBeZero says whether 0 is a value, and not that there is none.
func (v *Var) mayBeZero() bool { return v.Name == "snd.wnd" || v.Name == "rcv.wnd" }

// VarNamed finds a variable; nil if there is none.
func VarNamed(name string) *Var {
	for i := range Vars {
		if Vars[i].Name == name {
			return &Vars[i]
		}
	}
	return nil
}

// Names are the names of Vars.
func Names() (names []string) {
	for i := range Vars {
		names = append(names, Vars[i].Name)
	}
	return names
}
