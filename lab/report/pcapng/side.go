package pcapng

import (
	"fmt"
	"slices"
	"strconv"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// side is one end of a wire: an interface of the capture.
type side struct {
	host              event.HostID
	name, description string
	packets           uint64 // blocks on this side
	dropped           uint64 // those of them that the desk dropped or the wire lost
}

// begin writes the file's head: who made it, the interfaces, the hosts' names.
func (c *capture) begin(r *event.RunInfo) error {
	c.run = true
	framing, ok := segment.ParseFraming(r.Framing)
	if !ok {
		return fmt.Errorf("run.framing: wanted ip or ethernet, saw %q", r.Framing)
	}
	if err := c.setSides(r); err != nil {
		return err
	}
	comment := c.words.lab + r.Lab
	if r.Variant != "" {
		comment += c.words.variant + r.Variant
	}
	comment += c.words.seed + strconv.FormatUint(r.Seed, 10)
	b := appendSection(nil, "netlab", valid(comment))
	link := linkOf(framing, r.Hosts)
	for i := range c.sides {
		b = appendInterface(b, link, c.sides[i].name, c.sides[i].description)
	}
	_, err := c.out.Write(appendNames(b, r.Hosts))
	return err
}

func (c *capture) setSides(r *event.RunInfo) error {
	for _, w := range r.Wires {
		if len(w.Ends) != 2 {
			return fmt.Errorf("run.wires: wanted two ends of wire %s, saw %d", w.Name, len(w.Ends))
		}
		about := make([]string, 2)
		for end, name := range w.Ends {
			i := slices.IndexFunc(r.Hosts, func(h event.HostInfo) bool { return h.Name == name })
			if i < 0 {
				return fmt.Errorf("run.wires: wire %s ends at %q, and no host is called so", w.Name, name)
			}
			about[end] = name + " (" + r.Hosts[i].Stack + ")"
			c.sides = append(c.sides, side{host: event.HostID(i + 1), name: valid(name + "@" + w.Name)})
		}
		last := c.sides[len(c.sides)-2:]
		last[0].description = valid(about[0] + " <-> " + about[1] + ", " + w.Link)
		last[1].description = valid(about[1] + " <-> " + about[0] + ", " + w.Link)
	}
	return nil
}

// sideOf finds the interface of the event's host on its wire. Where both ends
// are the same host's, the preferred one: packets go from end 0 to end 1.
func (c *capture) sideOf(e *event.Event, preferred int) (uint32, error) {
	at := 2 * (int(e.Wire) - 1)
	if at < 0 || at >= len(c.sides) {
		return 0, fmt.Errorf("event %d: wanted a wire from 1 to %d, saw %d", e.N, len(c.sides)/2, e.Wire)
	}
	for _, end := range [2]int{preferred, 1 - preferred} {
		if c.sides[at+end].host == e.Host {
			return uint32(at + end), nil
		}
	}
	return 0, fmt.Errorf("event %d: host %d is at no end of wire %d", e.N, e.Host, e.Wire)
}

// writeCounts ends the file: what each side saw, and why it ended before its time.
func (c *capture) writeCounts() error {
	var b []byte
	comment := ""
	switch c.end {
	case "done", "until":
	case "":
		comment = c.words.cut
	default:
		comment = c.words.ended + c.words.reason(c.end)
	}
	for i := range c.sides {
		b = appendStatistics(b[:0], uint32(i), c.now, &c.sides[i], valid(comment))
		if _, err := c.out.Write(b); err != nil {
			return err
		}
	}
	return nil
}
