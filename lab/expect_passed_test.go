package lab

import (
	"testing"

	"netlab/hooks/event"
)

// TestPassedStates: a state that was passed within one event may stand in a path or
// be left out of it; for never it counts as any other.
func TestPassedStates(t *testing.T) {
	s := newTale(t, &Plan{})
	s.open("c", "client", "server:80", "10.0.0.1:40000", "10.0.0.2:80")
	step := func(from, to event.State, passed bool) {
		c := s.conns["c"]
		s.put(event.Event{Kind: event.Change, Host: c.Host, Conn: c.ID, From: from, To: to, Passed: passed})
	}
	step(event.Closed, event.SynSent, false)
	step(event.SynSent, event.Established, true)
	step(event.Established, event.FinWait1, false)
	step(event.FinWait1, event.FinWait2, true)
	step(event.FinWait2, event.TimeWait, false)

	for _, c := range []struct {
		path  []string
		whole bool
		holds bool
	}{
		{[]string{"FIN-WAIT-1", "TIME-WAIT"}, false, true},
		{[]string{"FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT"}, false, true},
		{[]string{"FIN-WAIT-2", "TIME-WAIT"}, false, true},
		{[]string{"SYN-SENT", "FIN-WAIT-1", "TIME-WAIT"}, false, true},
		{[]string{"SYN-SENT", "ESTABLISHED", "FIN-WAIT-1", "TIME-WAIT"}, true, true},
		{[]string{"CLOSED", "SYN-SENT", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT"}, true, true},
		{[]string{"SYN-SENT", "TIME-WAIT"}, false, false},                  // FIN-WAIT-1 was not passed
		{[]string{"FIN-WAIT-1", "CLOSING", "TIME-WAIT"}, false, false},     // nor was it ever there
		{[]string{"TIME-WAIT", "FIN-WAIT-2"}, false, false},                // in its order
		{[]string{"SYN-SENT", "FIN-WAIT-1"}, true, false},                  // there was more
		{[]string{"FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT"}, true, false},   // and before
		{[]string{"FIN-WAIT-1", "FIN-WAIT-2", "FIN-WAIT-1"}, false, false}, // and nothing twice
	} {
		args := Args{"host": {"client"}, "path": c.path}
		if c.whole {
			args["whole"] = Value{"true"}
		}
		s.plan.Expect = []Expectation{{Kind: "states", Args: args}}
		f := findings(s.plan, s.env(), s.log, &s.bytes, s.at)[0]
		if f.ok != c.holds {
			t.Errorf("%v, whole: %v: holds: %v; got: %s", c.path, c.whole, f.ok, f.got.en)
		}
	}

	s.plan.Expect = []Expectation{
		{Kind: "never", Args: Args{"what": {"client FIN-WAIT-2"}}},
		{Kind: "never", Args: Args{"what": {"client CLOSING"}}},
	}
	found := findings(s.plan, s.env(), s.log, &s.bytes, s.at)
	if found[0].ok || !found[1].ok {
		t.Errorf("never FIN-WAIT-2, which was passed, holds: %v; never CLOSING, which was not there: %v", found[0].ok, found[1].ok)
	}
}
