// Package lab is what a lab is: hosts on wires, programs that call their sockets,
// rules that decide packets' fates, and expectations on what comes of it.
//
// A lab exists three times. Written, it is a file (package file) and, read, a
// Lab: names, words and defaults, every part with its place in the file. Resolve
// turns one variant of it into a Plan: plain data without a choice left, addresses
// and all. Run carries a Plan out and gives a Result. The same Plan makes the same
// run, which is why it stands whole in the run's first event.
//
//	file -> Lab -> Resolve -> Plan -> Run -> events, Result
//
// What a step, an expectation or an action may be is told by tables (Steps,
// Expectations, and the desk's), which dispatch, check a file, and print the
// manual.
package lab

import (
	"fmt"
	"net/netip"
	"time"

	"netlab/hooks"
)

// Lab is a lab as it was written.
type Lab struct {
	Name    string
	Title   Text
	Summary Text
	About   About
	Default string // the variant that is run when none is named; "" : the only one

	// Variants are the lab's variants in their order, each whole: what the
	// file says for all, and on it what it says for the one. A lab that names
	// no variants has one, called "".
	Variants []Variant

	// What only a quiz needs: a file is read for it, or without it.
	Vary      []Vary     `json:",omitempty"`
	Questions []Question `json:",omitempty"`
}

// Text is a text by language ("en", "zh").
type Text map[string]string

// In is the text in a language, or, failing that, in any that there is.
func (t Text) In(lang string) string {
	for _, l := range []string{lang, "en", "zh"} {
		if s := t[l]; s != "" {
			return s
		}
	}
	return ""
}

// About is what a teacher wants to know of a lab.
type About struct {
	Objectives []Text
	Minutes    int
	Level      string   // "beginner", "intermediate", "advanced"
	Reading    []string // "RFC 9293, 3.5"
	Claims     []string // which sentences of the textbooks it shows
}

// Variant is one way to run a lab.
type Variant struct {
	Name        string
	Title       Text
	Hosts       []Host
	Wires       []Wire
	Programs    []Program
	Rules       []hooks.Rule
	Expect      []Expectation
	Needs       []string        // stacks that the machine must have
	Unsupported map[string]Text // why a stack cannot, "netstack", or cannot on one host, "client=netstack"
	Limits      Limits
	Until       string // an expression on hosts' states: the run ends when it holds
	IP          int    // 4 or 6: what a host's name stands for; 0: 4
	Time        string // "virtual" or "real"; "": as the hosts allow
	Framing     string // what a packet on the wires begins with: "ip" or "ethernet"; "": ip
	Place       Place
}

// Cannot says why it cannot be run where each host runs the stack that stackOf
// gives, and who cannot, a stack or a stack on one host; nil if it can.
func (v *Variant) Cannot(stackOf func(host string) string) (who string, why Text) {
	for _, h := range v.Hosts {
		stack := stackOf(h.Name)
		for _, who := range []string{stack, OnHost(h.Name, stack)} {
			if why := v.Unsupported[who]; why != nil {
				return who, why
			}
		}
	}
	return "", nil
}

// CannotOn says why it cannot be run with one stack on all hosts; nil if it can.
func (v *Variant) CannotOn(stack string) Text {
	_, why := v.Cannot(func(string) string { return stack })
	return why
}

// OnHost is a stack on one host, as --stack has it: "client=netstack".
func OnHost(host, stack string) string { return host + "=" + stack }

// Host is a host as written.
type Host struct {
	Name    string
	Stack   string // "" : the run's
	Forward bool
	Set     map[string]string            // settings, whichever stack it runs
	SetFor  map[string]map[string]string // and those for one stack, by its name
	Place   Place
}

// Wire is a wire as written. Unset properties are zero.
type Wire struct {
	Name  string
	Ends  [2]WireEnd
	Link  string // "": the run's, or as its ends need
	MTU   int    // 0: 1500
	V4    string // the wire's networks; "": chosen
	V6    string
	Props [2]Props // one a direction: from Ends[0], from Ends[1]
	GRO   bool
	Place Place
}

// WireEnd is where a wire is fixed.
type WireEnd struct {
	Host string
	V4   string // an address with its prefix length; "": chosen
	V6   string
	MTU  int // this end's interface; 0: the wire's
}

// Props are a direction's properties, in netem's units.
type Props struct {
	Delay, Jitter time.Duration
	Rate          int64 // bit/s
	Queue         int
	Loss          float64
}

// Program is what one program on a host does.
type Program struct {
	Host  string
	Name  string // the host's name where the host has only one
	Steps []Step
	Place Place
}

// Step is a step of a program: a word of the table Steps with its arguments.
type Step struct {
	Do    string         `json:"do"`
	Args  Args           `json:"args,omitempty"`
	Addr  netip.AddrPort `json:"addr,omitzero"` // what an address in Args stands for; set by Resolve
	Place Place          `json:"place,omitzero"`
}

// Expectation is something that a run must show: a word of the table
// Expectations with its arguments.
type Expectation struct {
	Kind  string `json:"kind"`
	Args  Args   `json:"args,omitempty"`
	Stack string `json:"stack,omitempty"` // only where the host that it is about runs this stack
	Place Place  `json:"place,omitzero"`
}

// Limits end a run that does not end by itself. Zero: the default.
type Limits struct {
	Time   time.Duration `json:"time,omitempty"` // simulated
	Events int           `json:"events,omitempty"`
	Wall   time.Duration `json:"wall,omitempty"`
}

// Place is where something stands in a file.
type Place struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// String is the place as compilers write it.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// IsZero says whether the place is unknown.
func (p Place) IsZero() bool { return p == Place{} }

// Variant finds a variant by name; nil if there is none.
func (l *Lab) Variant(name string) *Variant {
	for i := range l.Variants {
		if l.Variants[i].Name == name {
			return &l.Variants[i]
		}
	}
	return nil
}
