package lab

import (
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
)

// Plan is one variant of a lab, resolved for one run: the network as it is to
// be built, the programs with every address written out, the expectations that
// hold for these stacks. It is written as JSON into the run's first event, and a
// Plan read from there runs to the same bytes.
type Plan struct {
	Lab          string        `json:"lab"`
	Variant      string        `json:"variant,omitempty"`
	Title        Text          `json:"title,omitempty"`
	VariantTitle Text          `json:"variant_title,omitempty"`
	Clock        string        `json:"clock"` // "virtual" or "real"
	IP           int           `json:"ip"`
	Network      topology.Plan `json:"network"`
	Programs     []ProgramPlan `json:"programs"`
	Expect       []Expectation `json:"expect,omitempty"`
	Limits       Limits        `json:"limits"`
	Until        string        `json:"until,omitempty"`
}

// RuleEnv is what the names in the plan's rules stand for.
func (p *Plan) RuleEnv() hooks.Env {
	env := hooks.Env{Seed: p.Network.Seed}
	for i := range p.Network.Hosts {
		env.Hosts = append(env.Hosts, p.Network.Hosts[i].Name)
	}
	for i := range p.Network.Wires {
		env.Wires = append(env.Wires, p.Network.Wires[i].Name)
	}
	return env
}

// ProgramPlan is a program of a plan.
type ProgramPlan struct {
	Name  string `json:"name"`
	Host  int    `json:"host"` // index into Network.Hosts
	Steps []Step `json:"steps"`
}

// Result is what became of a run.
type Result struct {
	Lab      string            `json:"lab"`
	Variant  string            `json:"variant,omitempty"`
	Seed     uint64            `json:"seed"`
	Reason   string            `json:"reason"` // why it ended: "done", "until", "limit", "interrupted"
	Detail   string            `json:"detail,omitempty"`
	Skipped  string            `json:"skipped,omitempty"` // not run, and why
	Events   uint32            `json:"events"`
	Ended    int64             `json:"ended_ns"`          // simulated time at the end
	Late     time.Duration     `json:"late_ns,omitempty"` // on a real clock: the most that the machine was late with what was due
	Expect   []Outcome         `json:"expectations"`
	Standing []event.HostStand `json:"standing"`        // where every host stood at the end
	Exits    []Exit            `json:"exits,omitempty"` // of the machine's programs that the lab has run, in the order of their ends

	bytes *ledger // what the programs' octets came to, for a Witness
}

// Outcome is what became of one expectation.
type Outcome struct {
	OK   bool     `json:"ok"`
	Text string   `json:"text"` // the expectation as a sentence, in English
	Want string   `json:"want"`
	Got  string   `json:"got"`
	Seen []uint32 `json:"seen,omitempty"` // the events that decided it
	At   Place    `json:"place,omitzero"`
}

// OK says whether every expectation was met.
func (r *Result) OK() bool {
	for i := range r.Expect {
		if !r.Expect[i].OK {
			return false
		}
	}
	return true
}
