package compare

import (
	"netlab/lab/story"
)

// Format is the first key's value of the JSON form.
const Format = "netlab-compare/1"

// A Report is a comparison for programs: one JSON object.
type Report struct {
	Format      string             `json:"format"`
	Lab         string             `json:"lab"`
	Variant     string             `json:"variant,omitempty"`
	Skipped     string             `json:"skipped,omitempty"` // not compared, and why
	A           *SideReport        `json:"a,omitempty"`
	B           *SideReport        `json:"b,omitempty"`
	Aligned     int                `json:"aligned"` // segments, calls, timers and states that have their like
	New         int                `json:"new"`     // differences that the table does not explain
	Differences []DifferenceReport `json:"differences"`
	Notes       []string           `json:"notes,omitempty"` // what could not be compared, in English
}

// SideReport is one of the two runs.
type SideReport struct {
	Stacks   map[string]string `json:"stacks"` // by host
	Versions map[string]string `json:"versions,omitempty"`
	Clock    string            `json:"clock"`
	EndedNS  int64             `json:"ended_ns"`
	Reason   string            `json:"reason"`
	Met      int               `json:"met"` // expectations
	Of       int               `json:"of"`
}

// DifferenceReport is a difference.
type DifferenceReport struct {
	Kind  Kind         `json:"kind"`
	What  string       `json:"what"`
	Host  string       `json:"host,omitempty"`
	Peer  string       `json:"peer,omitempty"`
	Conn  string       `json:"conn,omitempty"`
	Role  string       `json:"role,omitempty"`
	Arg   string       `json:"arg,omitempty"`
	Title string       `json:"title"` // in English
	A     SeenReport   `json:"a"`
	B     SeenReport   `json:"b"`
	Known *KnownReport `json:"known"` // null: it is new
}

// SeenReport is how it is on one side.
type SeenReport struct {
	Stack    string   `json:"stack,omitempty"`
	Value    string   `json:"value"` // "": there is nothing
	Number   float64  `json:"number"`
	Events   []uint32 `json:"events"`
	Followed []uint32 `json:"followed,omitempty"` // events of packets that only came of it
}

// KnownReport is an entry of the table of known differences.
type KnownReport struct {
	ID     string            `json:"id"`
	Title  map[string]string `json:"title"`
	Why    map[string]string `json:"why"`
	Source []string          `json:"source"`
}

// Report is the comparison as a value to be written as JSON.
func (c *Comparison) Report() *Report {
	r := &Report{Format: Format, A: side(c.Stories[A]), B: side(c.Stories[B]), Aligned: c.Aligned(), New: len(c.New()), Differences: []DifferenceReport{}}
	if run := c.Stories[A].Run; run != nil {
		r.Lab, r.Variant = run.Lab, run.Variant
	}
	for i := range c.Differences {
		d := &c.Differences[i]
		q := DifferenceReport{Kind: d.Kind(), What: d.What, Host: d.Host, Peer: d.Peer, Conn: d.Conn, Role: d.Role, Arg: d.Arg,
			Title: c.Title("en", d), A: seen(&d.On[A]), B: seen(&d.On[B])}
		if k := d.Known; k != nil {
			q.Known = &KnownReport{k.ID, k.Title, k.Why, k.Source}
		}
		r.Differences = append(r.Differences, q)
	}
	for _, n := range c.Notes {
		r.Notes = append(r.Notes, c.Said("en", n))
	}
	return r
}

func seen(s *Seen) SeenReport {
	r := SeenReport{Stack: s.Stack, Value: s.Value, Number: s.Number, Events: s.Events()}
	if len(s.Followed) > 0 {
		r.Followed = numbers(s.Followed)
	}
	return r
}

func side(s *story.Story) *SideReport {
	r := &SideReport{Stacks: map[string]string{}, Versions: map[string]string{}, EndedNS: int64(s.Last), Of: len(s.Expects)}
	if s.Run != nil {
		r.Clock = s.Run.Clock
		for _, h := range s.Run.Hosts {
			r.Stacks[h.Name] = h.Stack
			if h.Version != "" {
				r.Versions[h.Stack] = h.Version
			}
		}
	}
	if s.End != nil {
		r.Reason = s.End.Reason
	}
	for i := range s.Expects {
		if s.Expects[i].OK {
			r.Met++
		}
	}
	return r
}
