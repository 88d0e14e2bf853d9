package lab

import (
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// startInject crafts a segment of the socket's connection, from this end of it
// or, where another host is named, from the other, and puts it on the wire that
// the connection wrote to last.
func startInject(p *program, s *Step) {
	sock := p.socket(s, "sock", p.any())
	if sock == nil {
		return
	}
	c := sock.Conn()
	if c.Wrote.Wire == 0 {
		p.fail(wHasWritten, wHasNot.with(c.Name))
		p.phase = ended
		return
	}
	header, options, _ := strings.Cut(s.Args.One("segment"), "<")
	pat, err := segment.ParsePattern(strings.TrimSpace(header))
	if err != nil {
		p.fail(wSegment, same(err.Error())) // checked when the file was read
		p.phase = ended
		return
	}
	own := p.run.env.Hosts[p.plan.Host]
	from := s.Args.One("from")
	if from == "" {
		from = own
	}
	w := c.Wrote
	sender := p.senderOn(w.Wire, from == own)
	spec := segment.Spec{
		Framing: p.run.plan.Network.Wires[w.Wire-1].Framing,
		Src:     c.Local.Addr(), SrcPort: c.Local.Port(), Dst: c.Remote.Addr(), DstPort: c.Remote.Port(),
		Flags: pat.Flags, Seq: w.Next, Ack: w.Ack, Window: w.Window, Urgent: pat.Urgent,
		Options: strings.TrimSuffix(strings.TrimSpace(options), ">"), Bytes: int(pat.Len),
	}
	spec.SrcMAC, spec.DstMAC = p.run.plan.addressed(w.Wire, sender)
	iss, irs := w.ISS, w.IRS
	if from != own {
		spec.Src, spec.SrcPort, spec.Dst, spec.DstPort = spec.Dst, spec.DstPort, spec.Src, spec.SrcPort
		spec.Seq, spec.Ack, iss, irs = w.Ack, w.Next, irs, iss
	}
	if pat.Has&segment.PartSeq != 0 {
		spec.Seq = iss + pat.Seq
	}
	if pat.Has&segment.PartAck != 0 {
		spec.Ack = irs + pat.Ack
	} else if pat.Flags&segment.ACK == 0 {
		spec.Ack = 0
	}
	if pat.Has&segment.PartWindow != 0 {
		spec.Window = pat.Window
	}
	raw, err := segment.Build(spec)
	if err != nil {
		p.fail(wSegment, same(err.Error()))
		p.phase = ended
		return
	}
	p.sock = nil
	if e := p.event(event.Call, event.CallInfo{Args: []string{s.Args.One("segment")}}); e != nil {
		p.run.record(e)
	}
	p.run.net.Inject(w.Wire, sender, raw)
	p.next()
}

// senderOn is the end of a wire that a crafted packet comes from: this host's,
// or the other one.
func (p *program) senderOn(w event.WireID, own bool) event.HostID {
	ends := p.run.plan.Network.Wires[w-1].Ends
	if (ends[0].Host == p.plan.Host) == own {
		return event.HostID(ends[0].Host + 1)
	}
	return event.HostID(ends[1].Host + 1)
}

// addressed are the Ethernet addresses of what a host writes on a wire: its own, and
// the other end's.
func (p *Plan) addressed(w event.WireID, sender event.HostID) (from, to segment.MAC) {
	for _, e := range p.Network.Wires[w-1].Ends {
		h := event.HostID(e.Host + 1)
		mac := segment.MAC(topology.HardwareAddr(h, e.Iface))
		if h == sender {
			from = mac
		} else {
			to = mac
		}
	}
	return from, to
}
