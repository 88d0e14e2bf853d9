package lab

import (
	"fmt"

	"netlab/hooks/filter"
)

// untilHolds is a lab's "until": the run ends when it holds. It is asked after
// every beat, but not before a first state has changed.
type untilHolds struct {
	run     *run
	program *filter.Program
}

func (r *run) compileUntil(text string) (*untilHolds, error) {
	if text == "" {
		return nil, nil
	}
	p, err := filter.Compile(text, filter.Env{Hosts: r.env.Hosts, Wires: r.env.Wires})
	if err != nil {
		return nil, fmt.Errorf("until: %w", err)
	}
	if p.UsesPacket() {
		return nil, fmt.Errorf("until: %s asks for a packet; only hosts' states and the time are known between packets", text)
	}
	return &untilHolds{r, p}, nil
}

func (u *untilHolds) holds() bool { return u.run.net.Holds(u.program) }
