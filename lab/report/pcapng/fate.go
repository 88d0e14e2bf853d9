package pcapng

import "netlab/hooks/event"

// past is what the desk has done to a packet that is under way, to be told when
// it arrives.
type past struct {
	origin uint32 // the packet of a stack that it was made from; 0: none
	made   bool   // the desk made it
	count  int
	deeds  [4]deed // the first ones; more rules than that seldom act on one packet
}

// deed is what one rule did.
type deed struct {
	action event.Action
	rule   event.RuleID
}

// pastMax is how many packets under way are remembered.
const pastMax = 4096

// judged tells a verdict on the block of the packet that it is about: the sent
// one, also where the verdict puts a new packet in its place or beside it.
func (c *capture) judged(e *event.Event) {
	if e.Packet > c.newest { // no stack sent it: the desk has made it
		c.newest = e.Packet
		c.made(e)
		return
	}
	if b := c.window.of(e.Packet); b != nil && (e.Action != event.Pass || e.Rule != 0) {
		b.deed(c.words, &c.words.sent, deed{e.Action, e.Rule}, e.Names)
	}
	switch e.Action {
	case event.DropPacket, event.Reject:
		c.gone(e)
	case event.Pass:
	default:
		p := c.past[e.Packet]
		p.add(e)
		c.remember(e.Packet, p)
	}
}

// made begins the history of a packet that the desk made, with that of the one
// that it was made from.
func (c *capture) made(e *event.Event) {
	p := past{origin: e.Origin}
	if e.Origin != 0 {
		if b := c.window.of(e.Origin); b != nil {
			b.deed(c.words, &c.words.sent, deed{e.Action, e.Rule}, e.Names)
		}
		if before, ok := c.past[e.Origin]; ok {
			p = before
			if !p.made {
				p.origin = e.Origin
			}
		}
		if e.Action == event.Rewrite || e.Action == event.Corrupt { // in its place
			c.settled(e.Origin)
			delete(c.past, e.Origin)
		}
	}
	p.made = true
	p.add(e)
	c.remember(e.Packet, p)
}

func (p *past) add(e *event.Event) {
	if p.count < len(p.deeds) {
		p.deeds[p.count] = deed{e.Action, e.Rule}
		p.count++
	}
}

func (c *capture) remember(packet uint32, p past) {
	if _, ok := c.past[packet]; ok || len(c.past) < pastMax {
		c.past[packet] = p
	}
}

// tellPast tells on an arriving packet's block what the desk did to it.
func (c *capture) tellPast(b *block, e *event.Event) {
	p, ok := c.past[e.Packet]
	if !ok {
		return
	}
	delete(c.past, e.Packet)
	for _, d := range p.deeds[:p.count] {
		b.deed(c.words, &c.words.arrived, d, e.Names)
	}
	if p.made && p.origin != 0 {
		b.number(c.words.made, p.origin)
	}
}

// lost tells of a loss elsewhere than at the desk.
func (c *capture) lost(e *event.Event) {
	if b := c.window.of(e.Packet); b != nil {
		reason := ""
		if e.More != nil {
			reason = e.More.Reason
		}
		b.lost(c.words, reason)
	}
	c.gone(e)
}

// gone ends a packet that does not arrive, and counts it on the side where it
// stands in the capture.
func (c *capture) gone(e *event.Event) {
	c.settled(e.Packet)
	if !c.past[e.Packet].made {
		if i, err := c.sideOf(e, 0); err == nil {
			c.sides[i].dropped++
		}
	}
	delete(c.past, e.Packet)
}

// settled ends the waiting of a sent packet's block: its fate is known.
func (c *capture) settled(packet uint32) {
	if b := c.window.of(packet); b != nil {
		b.open = false
	}
}
