package topology

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// AppendChange appends a connection's step from one state to another. Where
// RFC 9293 (figure 5) has no arrow between the two, the states on the way, passed
// within one beat, are filled in and marked.
func AppendChange(to []Change, c *Conn, from, now event.State) []Change {
	for _, via := range passed(from, now) {
		to = append(to, Change{Conn: c, From: from, To: via, Passed: true})
		from = via
	}
	return append(to, Change{Conn: c, From: from, To: now})
}

// passed is the way between two states that have no arrow between them but can
// follow each other within one beat: a segment that carries ACK and FIN, a close
// right behind a FIN.
func passed(from, to event.State) []event.State {
	switch {
	case from == event.SynReceived && to == event.CloseWait,
		from == event.SynSent && to == event.CloseWait,
		from == event.SynReceived && to == event.FinWait2,
		from == event.SynSent && to == event.FinWait1:
		return []event.State{event.Established}
	case from == event.SynSent && to == event.FinWait2:
		return []event.State{event.Established, event.FinWait1}
	case from == event.Established && to == event.LastAck:
		return []event.State{event.CloseWait}
	case from == event.Established && (to == event.FinWait2 || to == event.Closing || to == event.TimeWait):
		return []event.State{event.FinWait1}
	case from == event.SynReceived && to == event.LastAck:
		return []event.State{event.Established, event.CloseWait}
	case from == event.Listen && to == event.Established:
		return nil // SYN cookies: there was no SYN-RECEIVED to pass through
	}
	return nil
}

// whyClosed says why a connection went to CLOSED otherwise than by the ordinary
// course, judging by what led to it. "" where it was the ordinary course.
func whyClosed(from event.State, cause *event.Event) string {
	if cause == nil {
		return ""
	}
	ordinary := from == event.LastAck || from == event.TimeWait || from == event.Listen
	switch cause.Kind {
	case event.Timer:
		if from == event.TimeWait {
			return ""
		}
		return "timeout"
	case event.Call:
		if ordinary || from == event.SynSent && cause.More != nil && cause.More.Call.Op == "close" {
			return ""
		}
		return "aborted"
	case event.Deliver:
		switch {
		case cause.Seg.Has(segment.RST) && from == event.SynSent:
			return "refused"
		case cause.Seg.Has(segment.RST):
			return "reset"
		case cause.Info.Role == event.ICMPRole:
			return "unreachable"
		case from == event.TimeWait:
			return "reused"
		case (from == event.FinWait2 || from == event.Closing) && cause.Seg.PayloadLen() == 0:
			return "no time-wait" // of Linux, where tcp_max_tw_buckets allows no more
		case !ordinary && from != event.Closing:
			return "aborted"
		}
	}
	return ""
}
