package debug

import (
	"slices"
	"time"

	"netlab/hooks/event"
)

// Milestone is something of a run that comes late when a packet is lost.
type Milestone string

// The milestones, in the order in which they come.
const (
	Handshake Milestone = "handshake" // every handshake was complete
	Data      Milestone = "data"      // all data had come
	Programs  Milestone = "programs"  // the last program had ended
	Closed    Milestone = "closed"    // the last connection was over
)

// Cost is how much later than in another run something came about: the milestone that
// is latest by most. None is later: 0 and "". When a connection is over that came to a
// bad end is no cost.
func (o *Outcome) Cost(base *Outcome) (most time.Duration, what Milestone) {
	badly := len(o.Ends) > len(base.Ends)
	for _, m := range []struct {
		what Milestone
		a, b *time.Duration
		void bool
	}{
		{Handshake, base.Open, o.Open, o.Handshakes < base.Handshakes}, {Data, base.Data, o.Data, false},
		{Programs, base.Programs, o.Programs, badly}, {Closed, base.Closed, o.Closed, badly},
	} {
		if m.a != nil && m.b != nil && !m.void && *m.b-*m.a > max(most, o.noise) {
			most, what = *m.b-*m.a, m.what
		}
	}
	return most, what
}

// A Break is something that came about in one run and does not in another: what a
// program that talks over the connection finds broken.
type Break struct {
	Kind BreakKind `json:"kind"`
	Host string    `json:"host,omitempty"`
	Call *CallMade `json:"call,omitempty"` // BreakCall: as it is now
	Was  string    `json:"was,omitempty"`  // its result before, or the state
	Is   string    `json:"is,omitempty"`
	// BreakData: octets.
	Octets int `json:"octets,omitempty"`
	Of     int `json:"of,omitempty"`
}

// BreakKind is what broke.
type BreakKind string

// The kinds of breaks.
const (
	BreakHandshake BreakKind = "handshake" // a connection was not opened
	BreakCall      BreakKind = "call"      // a call fails
	BreakData      BreakKind = "data"      // octets do not arrive
	BreakEnd       BreakKind = "end"       // a connection ends by a reset or a timeout
	BreakWaits     BreakKind = "waits"     // a program never comes to its end
	BreakOpen      BreakKind = "open"      // a connection is never over
	BreakRun       BreakKind = "run"       // the run does not end by itself
)

// Breaks are what came about in the base run and does not in this one.
func (o *Outcome) Breaks(base *Outcome) (all []Break) {
	if o.Handshakes < base.Handshakes {
		all = append(all, Break{Kind: BreakHandshake})
	}
	for i := range o.Calls {
		c := &o.Calls[i]
		was := base.Call(c)
		if c.Result != "" && c.Result != "ok" && c.Result != "EINPROGRESS" && was != nil && was.Result == "ok" {
			all = append(all, Break{Kind: BreakCall, Host: c.Host, Call: c, Was: was.Result, Is: c.Result})
		}
	}
	for _, was := range base.Read {
		is := 0
		if i := slices.IndexFunc(o.Read, func(r HostRead) bool { return r.Host == was.Host }); i >= 0 {
			is = o.Read[i].Octets
		}
		if is < was.Octets {
			all = append(all, Break{Kind: BreakData, Host: was.Host, Octets: is, Of: was.Octets})
		}
	}
	for _, e := range o.Ends {
		if !slices.ContainsFunc(base.Ends, func(b Ending) bool { return b.Host == e.Host && b.Reason == e.Reason }) {
			all = append(all, Break{Kind: BreakEnd, Host: e.Host, Was: e.State, Is: e.Reason})
		}
	}
	for _, w := range o.Waits {
		if !slices.ContainsFunc(base.Waits, func(b Waits) bool { return b.Host == w.Host && b.Program == w.Program }) {
			all = append(all, Break{Kind: BreakWaits, Host: w.Host, Is: w.Text})
		}
	}
	if base.Closed != nil && o.Closed == nil {
		all = append(all, o.stillOpen()...)
	}
	if base.Reason != "limit" && o.Reason == "limit" {
		all = append(all, Break{Kind: BreakRun, Is: o.Detail})
	}
	return all
}

// Call finds the call that the same step of the same program made; nil: it made none.
func (o *Outcome) Call(of *CallMade) *CallMade {
	for i := range o.Calls {
		if c := &o.Calls[i]; c.Host == of.Host && c.Program == of.Program && c.Step == of.Step {
			return c
		}
	}
	return nil
}

// stillOpen are the connections that are not over.
func (o *Outcome) stillOpen() (all []Break) {
	for _, h := range o.States {
		for _, st := range h.States {
			if st != event.Closed.String() && st != event.TimeWait.String() {
				all = append(all, Break{Kind: BreakOpen, Host: h.Host, Is: st})
			}
		}
	}
	return all
}
