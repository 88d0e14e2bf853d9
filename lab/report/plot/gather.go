package plot

import (
	"iter"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// gather finds, for each conversation over TCP, the end that sent more. Those of
// which nothing is known are left out.
func gather(s *story.Story, events iter.Seq[*event.Event]) (ends []story.Flow) {
	all := s.Flows(events)
	for i := 0; i < len(all); i += 2 {
		e := &all[i]
		if other := &all[i+1]; other.Octets > e.Octets || len(e.Samples) == 0 && e.Octets == 0 {
			e = other
		}
		if e.Octets > 0 || len(e.Samples) > 0 {
			ends = append(ends, *e)
		}
	}
	return ends
}
