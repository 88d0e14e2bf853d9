package topology

import (
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// TestPassedStates: where figure 5 of RFC 9293 has no arrow, the states on the
// way are filled in and marked; an arrow is told as it is.
func TestPassedStates(t *testing.T) {
	for _, c := range []struct {
		from, to event.State
		want     string
	}{
		{event.Closed, event.SynSent, "SYN-SENT"},
		{event.SynReceived, event.CloseWait, "(ESTABLISHED) CLOSE-WAIT"},
		{event.SynReceived, event.LastAck, "(ESTABLISHED) (CLOSE-WAIT) LAST-ACK"},
		{event.SynReceived, event.FinWait2, "(ESTABLISHED) FIN-WAIT-2"},
		{event.SynSent, event.CloseWait, "(ESTABLISHED) CLOSE-WAIT"},
		{event.SynSent, event.FinWait1, "(ESTABLISHED) FIN-WAIT-1"},
		{event.SynSent, event.FinWait2, "(ESTABLISHED) (FIN-WAIT-1) FIN-WAIT-2"},
		{event.Established, event.LastAck, "(CLOSE-WAIT) LAST-ACK"},
		{event.Established, event.FinWait2, "(FIN-WAIT-1) FIN-WAIT-2"},
		{event.Established, event.Closing, "(FIN-WAIT-1) CLOSING"},
		{event.Established, event.TimeWait, "(FIN-WAIT-1) TIME-WAIT"},
		{event.FinWait1, event.TimeWait, "TIME-WAIT"},
		{event.Listen, event.Established, "ESTABLISHED"}, // SYN cookies
		{event.Established, event.Closed, "CLOSED"},
	} {
		got, at := "", c.from
		for i, ch := range AppendChange(nil, new(Conn), c.from, c.to) {
			if ch.From != at {
				t.Errorf("%s to %s: step %d begins at %s, not at %s", c.from, c.to, i+1, ch.From, at)
			}
			at = ch.To
			if i > 0 {
				got += " "
			}
			if ch.Passed {
				got += "(" + ch.To.String() + ")"
			} else {
				got += ch.To.String()
			}
		}
		if got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestWhyClosed(t *testing.T) {
	deliver := func(f segment.Flags) *event.Event {
		return &event.Event{Kind: event.Deliver, Seg: segment.Segment{Proto: segment.TCP, Flags: f}}
	}
	call := func(op string) *event.Event {
		return &event.Event{Kind: event.Call, More: &event.More{Call: &event.CallInfo{Op: op}}}
	}
	timer := &event.Event{Kind: event.Timer}
	icmp := &event.Event{Kind: event.Deliver, Info: event.Info{Role: event.ICMPRole}}
	for i, c := range []struct {
		from  event.State
		cause *event.Event
		want  string
	}{
		{event.SynSent, deliver(segment.RST | segment.ACK), "refused"},
		{event.Established, deliver(segment.RST), "reset"},
		{event.TimeWait, deliver(segment.SYN), "reused"},
		{event.LastAck, deliver(segment.ACK), ""},
		{event.FinWait1, deliver(segment.ACK), "aborted"},
		{event.FinWait2, deliver(segment.FIN | segment.ACK), "no time-wait"},
		{event.FinWait2, deliver(segment.RST), "reset"},
		{event.Closing, deliver(segment.ACK), "no time-wait"},
		{event.SynSent, icmp, "unreachable"},
		{event.SynSent, timer, "timeout"},
		{event.Established, timer, "timeout"},
		{event.FinWait2, timer, "timeout"},
		{event.TimeWait, timer, ""},
		{event.Listen, call("close"), ""},
		{event.SynSent, call("close"), ""},
		{event.SynSent, call("abort"), "aborted"},
		{event.Established, call("abort"), "aborted"},
		{event.Established, nil, ""},
	} {
		if got := whyClosed(c.from, c.cause); got != c.want {
			t.Errorf("case %d, from %s: %q, want %q", i+1, c.from, got, c.want)
		}
	}
}
