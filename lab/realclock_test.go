package lab

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
	"netlab/topology/netstack"
)

// sleeper is a program of the machine's that goes on for ever.
type sleeper struct{ topology.Process }

func (sleeper) Ended() (int, bool) { return 0, false }

// TestRealClock: long waits are told of every second, where it is known how long
// they are from the start; where nothing is due, the limit ends them, or, where
// nothing could come, a moment without news.
func TestRealClock(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name  string
		next  time.Duration
		due   bool
		stuck bool
		there bool
		now   time.Duration
		want  []string
	}{
		{"short", s, true, false, true, s, nil},
		{"long", 3500 * time.Millisecond, true, false, true, 3500 * time.Millisecond, []string{"0s to 3.5s true", "1s to 3.5s true", "2s to 3.5s true", "3s to 3.5s false"}},
		{"for news", 0, false, false, false, 5 * s, []string{"1s to 0s false", "2s to 0s false", "3s to 0s false", "4s to 0s false"}},
		{"past the limit", 6 * s, true, false, false, 5 * s, []string{"1s to 6s false", "2s to 6s false", "3s to 6s false", "4s to 6s false"}},
		{"for nothing", 0, false, true, false, calm, nil},
		{"with nothing else there", 2 * s, true, true, true, 2 * s, []string{"0s to 2s true", "1s to 2s false"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &run{plan: &Plan{Clock: "virtual"}}
			if err := r.build(RunOptions{}, new(event.Names)); err != nil {
				t.Fatal(err)
			}
			if !c.stuck {
				r.guests = append(r.guests, sleeper{})
			}
			var got []string
			real := &realClock{Clock: new(clock.Virtual), run: r, limit: 5 * s, tell: func(w *Waiting) {
				if w == nil {
					got = append(got, "over")
					return
				}
				got = append(got, fmt.Sprintf("%v to %v %v", w.Now, w.Next, w.Due))
			}}
			if there := real.Advance(context.Background(), c.next, c.due); there != c.there || real.Now() != c.now {
				t.Errorf("it is there: %v at %v, wanted %v at %v", there, real.Now(), c.there, c.now)
			}
			if real.idle != (c.stuck && !c.due) {
				t.Errorf("idle: %v", real.idle)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCalm: a packet may wait in a kernel for a neighbour's address, which only
// Ethernet asks for.
func TestCalm(t *testing.T) {
	for _, c := range []struct {
		stack   string
		framing segment.Framing
		want    time.Duration
	}{
		{topology.Netstack, segment.IP, calm},
		{topology.Netstack, segment.Ethernet, calm}, // its timers are due
		{topology.Kernel, segment.IP, calm},
		{topology.Kernel, segment.Ethernet, calmNeighbour},
	} {
		r := &run{plan: &Plan{Network: topology.Plan{
			Hosts: []topology.HostPlan{{Stack: topology.Netstack}, {Stack: c.stack}}, Wires: []topology.WirePlan{{Framing: c.framing}}}}}
		if got := r.calm(); got != c.want {
			t.Errorf("%s, %v: %v, wanted %v", c.stack, c.framing, got, c.want)
		}
	}
}

// On a real clock a run in which nothing can happen any more ends, and one in which
// something might ends at its limit. Both say who waited for what.
func TestNothingIsDue(t *testing.T) {
	for _, c := range []struct{ steps, reason string }{{"listen", "idle"}, {"exec", "limit"}} {
		steps := []Step{{Do: "listen", Args: Args{"on": {"80"}}}, {Do: "wait", Args: Args{"state": {"server.state == ESTABLISHED"}}}}
		if c.steps == "exec" {
			steps[0] = Step{Do: "exec", Args: Args{"command": {"sleep"}, "background": {"true"}}}
		}
		p := &Plan{Clock: "real", IP: 4, Limits: Limits{Time: 5 * time.Millisecond},
			Network:  topology.Plan{Hosts: []topology.HostPlan{{Name: "server", Stack: topology.Netstack}}},
			Programs: []ProgramPlan{{Name: "server", Steps: steps}}}
		if c.reason == "idle" {
			p.Limits.Time = time.Hour
		}
		maker := func(env *topology.Env) (topology.Host, error) {
			h, err := netstack.New(env)
			return withSleeper{h}, err
		}
		res, err := Run(context.Background(), p, RunOptions{AllowExec: true, Makers: map[string]topology.Maker{topology.Netstack: maker}, Log: new(event.Log)})
		if err != nil {
			t.Fatal(err)
		}
		if res.Reason != c.reason {
			t.Errorf("%s: ended by %s (%s)", c.steps, res.Reason, res.Detail)
		}
		if s := res.Standing[0].Steps[0]; s.Done || s.Waiting != "wait {state: server.state == ESTABLISHED}" {
			t.Errorf("%+v", s)
		}
	}
}

// withSleeper is a host whose programs never end.
type withSleeper struct{ topology.Host }

func (withSleeper) Exec(*topology.Command) (topology.Process, error) { return sleeper{}, nil }
