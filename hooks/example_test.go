package hooks_test

import (
	"fmt"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A hook of one's own: whatever is decided about a packet, in Go.
type tiny struct{ limit int }

func (tiny) Name() string { return "tiny" }

func (t tiny) See(_ hooks.View, p *hooks.Packet) hooks.Verdict {
	if len(p.Raw) > t.limit {
		return hooks.Verdict{Action: event.DropPacket}
	}
	return hooks.Verdict{}
}

// world is all that these rules ask about.
type world struct{}

func (world) Now() time.Duration                                                     { return 0 }
func (world) States(_ event.HostID, _ *hooks.Packet, to []event.State) []event.State { return to }
func (world) Sent(uint32) *hooks.Packet                                              { return nil }
func (world) Framing(event.WireID) segment.Framing                                   { return segment.IP }

func ExampleHook() {
	env := hooks.Env{Hosts: []string{"client", "server"}, Seed: 1}
	rule, _ := hooks.ParseRule("from client data duplicate", env)
	chain, _ := hooks.Compile([]hooks.Rule{rule}, env)
	chain = append(chain, tiny{limit: 100})

	for _, size := range []int{60, 400} {
		p := &hooks.Packet{ID: 1, From: 1, To: 2, Raw: make([]byte, size), Info: event.Info{Roles: event.Roles(0).With(event.Data)}}
		out := hooks.Chain(chain).Decide(world{}, p, func(h hooks.Hook, _ *hooks.Packet, v hooks.Verdict) {
			fmt.Println(h.Name(), "says", v.Action)
		})
		fmt.Println(size, "octets:", len(out), "packets come out")
	}
	// Output:
	// rule 1 says duplicate
	// 60 octets: 2 packets come out
	// rule 1 says duplicate
	// tiny says drop
	// tiny says drop
	// 400 octets: 0 packets come out
}
