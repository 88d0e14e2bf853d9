package debug

import (
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// An Outcome is what came of a run, as far as somebody wants to know it who asks
// "what if". Times are since the run began; nil: it did not come about. As JSON they are
// nanoseconds.
type Outcome struct {
	Reason string        `json:"reason"` // why the run ended, as in its end event
	Detail string        `json:"detail,omitempty"`
	Ended  time.Duration `json:"ended_ns"`

	Took *time.Duration `json:"handshake_ns"` // how long the first conversation's handshake took

	// When the last of them came about.
	Open     *time.Duration `json:"open_ns"`     // a conversation was ESTABLISHED at both ends
	Data     *time.Duration `json:"data_ns"`     // an octet of data had come, and all before it
	Programs *time.Duration `json:"programs_ns"` // a program did something; nil: one never came to its end
	Closed   *time.Duration `json:"closed_ns"`   // a connection was over, in TIME-WAIT or CLOSED; nil: one is not

	Handshakes int          `json:"handshakes"` // conversations that were ESTABLISHED at both ends
	States     []HostStates `json:"states"`     // at the end
	Calls      []CallMade   `json:"calls"`
	Read       []HostRead   `json:"read"`            // octets that programs were given
	Ends       []Ending     `json:"ends,omitempty"`  // connections that ended otherwise than in the ordinary course
	Waits      []Waits      `json:"waits,omitempty"` // programs that did not come to their end

	Sent     int `json:"sent"` // packets
	Lost     int `json:"lost"`
	Again    int `json:"again"`    // segments that stacks sent again
	Needless int `json:"needless"` // those of them that had arrived
	Met      int `json:"met"`      // expectations
	Of       int `json:"of"`

	noise time.Duration // a time that differs by no more is the same
}

// What a time may differ by and be the same: a stack's clock runs ahead by a nanosecond a
// packet; a real one keeps the kernel's ticks, and the machine takes its time.
const (
	virtualNoise = time.Microsecond
	realNoise    = 30 * time.Millisecond // as netlab compare has it
)

// HostStates are the states of a host's connections, listeners aside.
type HostStates struct {
	Host   string   `json:"host"`
	States []string `json:"states"`
}

// CallMade is a socket call and its return.
type CallMade struct {
	Host    string         `json:"host"`
	Program string         `json:"program"`
	Step    int            `json:"step"`
	Op      string         `json:"op"`
	Args    []string       `json:"args,omitempty"`
	Result  string         `json:"result"` // "": it did not return
	Bytes   int            `json:"bytes,omitempty"`
	At      time.Duration  `json:"at_ns"`
	End     *time.Duration `json:"returned_ns"`
}

// HostRead is how many octets a host's programs were given.
type HostRead struct {
	Host   string `json:"host"`
	Octets int    `json:"octets"`
}

// Ending is a connection that a reset, a timeout or its program ended.
type Ending struct {
	Host   string        `json:"host"`
	Reason string        `json:"reason"` // as in state events
	State  string        `json:"state"`  // in which it was
	At     time.Duration `json:"at_ns"`
}

// Waits is where a program stood when all was over.
type Waits struct {
	Host    string `json:"host"`
	Program string `json:"program"`
	Step    int    `json:"step"`
	Text    string `json:"text"`
}

// OutcomeOf tells what came of a run that is over.
func OutcomeOf(s *story.Story) *Outcome {
	o := &Outcome{Sent: s.Sent(), Lost: len(s.Losses()), Needless: len(s.Needless()), Of: len(s.Expects), Ended: s.Last}
	if o.noise = virtualNoise; s.Run != nil && s.Run.Clock == "real" {
		o.noise = realNoise
	}
	if s.End != nil {
		o.Reason, o.Detail = s.End.Reason, s.End.Detail
	}
	for i := range s.Expects {
		if s.Expects[i].OK {
			o.Met++
		}
	}
	o.handshakes(s)
	o.connections(s)
	o.calls(s)
	o.programs(s)
	for _, r := range s.Rungs {
		if r.Kind != story.Packet {
			continue
		}
		if r.Journey.Made == event.NoAction && r.Origin == nil && r.Again() > 0 {
			o.Again++
		}
		if r.Fate == story.Delivered && r.PeerConn != 0 && r.Seg.PayloadLen() > 0 {
			was, is := s.Vars(r.PeerConn, r.EndN-1), s.Vars(r.PeerConn, r.EndN)
			if was.RcvNxt != is.RcvNxt { // it was what was waited for
				o.Data = later(o.Data, r.End)
			}
		}
	}
	return o
}

// later is the later of two moments, of which the first may be none.
func later(a *time.Duration, b time.Duration) *time.Duration {
	if a != nil && *a >= b {
		return a
	}
	return &b
}

func (o *Outcome) handshakes(s *story.Story) {
	for _, t := range s.Streams {
		took, ok := t.Established()
		if !ok {
			continue
		}
		if o.Took == nil {
			o.Took = &took
		}
		o.Handshakes++
		o.Open = later(o.Open, t.SYN.At+took)
	}
}

// connections tells how they ended, and when the last of them was over.
func (o *Outcome) connections(s *story.Story) {
	all := true
	for _, h := range s.Columns {
		st := HostStates{Host: s.Host(h).Name, States: []string{}}
		for _, c := range s.Conns {
			if c == nil || c.Host != h || c.Listen || len(c.Path) == 0 {
				continue
			}
			st.States = append(st.States, c.State.String())
			over := false
			for _, p := range c.Path {
				if p.To == event.TimeWait || p.To == event.Closed {
					if over = true; o.Closed == nil || *o.Closed < p.At {
						at := p.At
						o.Closed = &at
					}
					break
				}
			}
			all = all && over
			for _, p := range c.Path {
				if p.Reason != "" && p.From != event.Listen {
					o.Ends = append(o.Ends, Ending{st.Host, p.Reason, p.From.String(), p.At})
				}
			}
		}
		if !s.Host(h).Router {
			o.States = append(o.States, st)
		}
	}
	if !all {
		o.Closed = nil
	}
}

func (o *Outcome) calls(s *story.Story) {
	for _, r := range s.Rungs {
		if r.Kind != story.Call {
			continue
		}
		c := CallMade{Host: s.Names.Host(r.Host), Program: r.Call.Program, Step: r.Call.Step, Op: r.Call.Op, Args: r.Call.Args, At: r.At}
		if r.Return != nil {
			end := r.End
			c.Result, c.Bytes, c.End = r.Return.Result, r.Return.Bytes, &end
			if c.Op == "recv" && c.Bytes > 0 {
				o.reads(c.Host, c.Bytes)
			}
		}
		o.Calls = append(o.Calls, c)
	}
}

func (o *Outcome) reads(host string, octets int) {
	i := slices.IndexFunc(o.Read, func(r HostRead) bool { return r.Host == host })
	if i < 0 {
		i = len(o.Read)
		o.Read = append(o.Read, HostRead{Host: host})
	}
	o.Read[i].Octets += octets
}

// programs tells when the last of them did something, and which did not come to
// their end.
func (o *Outcome) programs(s *story.Story) {
	if s.End != nil {
		for _, h := range s.End.Hosts {
			for _, p := range h.Steps {
				if !p.Done {
					o.Waits = append(o.Waits, Waits{h.Host, p.Program, p.Step, p.Waiting})
				}
			}
		}
	}
	if len(o.Waits) > 0 {
		return
	}
	for _, c := range o.Calls {
		at := c.At
		if c.End != nil {
			at = *c.End
		}
		o.Programs = later(o.Programs, at)
	}
}
