package main

import (
	"strconv"
	"strings"

	"netlab/lab"
)

// drawing is who is joined to whom: hosts that stand in a row, with the delay on each
// wire. Where they do not, or where the row is too long, each wire has a line.
func drawing(v *lab.Variant, width int) []string {
	if row := inARow(v); row != nil {
		line := row[0].host
		for _, n := range row[1:] {
			line += wireText(n.wire) + n.host
		}
		if len([]rune(line)) <= width {
			return []string{line}
		}
	}
	var lines []string
	for i := range v.Wires {
		w := &v.Wires[i]
		lines = append(lines, w.Ends[0].Host+wireText(w)+w.Ends[1].Host)
	}
	return lines
}

// wireText is a wire between two names.
func wireText(w *lab.Wire) string {
	label := w.Name
	if w.Props[0] == w.Props[1] && w.Props[0].Delay > 0 {
		label += " " + w.Props[0].Delay.String()
	}
	return " ── " + label + " ── "
}

// neighbour is a host, and the wire that leads to it.
type neighbour struct {
	wire *lab.Wire
	host string
}

// inARow is the hosts of a network that is one row, from the first host in the file
// that stands at an end of it; nil if it is none.
func inARow(v *lab.Variant) (row []neighbour) {
	next := map[string][]neighbour{}
	for i := range v.Wires {
		w := &v.Wires[i]
		for e, end := range w.Ends {
			next[end.Host] = append(next[end.Host], neighbour{w, w.Ends[1-e].Host})
		}
	}
	for _, h := range v.Hosts {
		if len(next[h.Name]) == 1 {
			row = []neighbour{{nil, h.Name}}
			break
		}
	}
	if row == nil || len(v.Wires) != len(v.Hosts)-1 {
		return nil
	}
	for len(row) < len(v.Hosts) {
		last := row[len(row)-1]
		var on []neighbour
		for _, n := range next[last.host] {
			if n.wire != last.wire {
				on = append(on, n)
			}
		}
		if len(on) != 1 {
			return nil
		}
		row = append(row, on[0])
	}
	return row
}

// endText is a wire's end where the file says more of it than its host.
func endText(e lab.WireEnd) string {
	var also []string
	if e.MTU != 0 {
		also = append(also, "mtu "+strconv.Itoa(e.MTU))
	}
	for _, addr := range []string{e.V4, e.V6} {
		if addr != "" {
			also = append(also, addr)
		}
	}
	if also == nil {
		return e.Host
	}
	return e.Host + " (" + strings.Join(also, ", ") + ")"
}
