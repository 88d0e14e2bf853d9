package story

import (
	"slices"

	"netlab/hooks/event"
)

// columns puts the hosts into the order in which they stand side by side. If the
// wires make them a line, it is that line, from the end whose host the lab names
// first, so that no arrow runs past a third host. Otherwise it is the lab's order.
func columns(run *event.RunInfo) []event.HostID {
	id := make(map[string]event.HostID, len(run.Hosts))
	order := make([]event.HostID, len(run.Hosts))
	for i, h := range run.Hosts {
		order[i] = event.HostID(i + 1)
		id[h.Name] = order[i]
	}
	near := make([][]event.HostID, len(run.Hosts)+1)
	join := func(a, b event.HostID) {
		if !slices.Contains(near[a], b) {
			near[a] = append(near[a], b)
		}
	}
	for _, w := range run.Wires {
		if len(w.Ends) != 2 {
			return order
		}
		a, b := id[w.Ends[0]], id[w.Ends[1]]
		if a != 0 && b != 0 && a != b {
			join(a, b)
			join(b, a)
		}
	}
	for _, h := range order {
		if len(near[h]) > 2 {
			return order
		}
	}
	start := slices.IndexFunc(order, func(h event.HostID) bool { return len(near[h]) == 1 })
	if start < 0 {
		return order
	}
	line := []event.HostID{order[start]}
	for i := 0; i < len(line); i++ {
		for _, h := range near[line[i]] {
			if !slices.Contains(line, h) {
				line = append(line, h)
			}
		}
	}
	if len(line) != len(order) {
		return order
	}
	return line
}
