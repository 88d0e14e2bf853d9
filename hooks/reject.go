package hooks

import (
	"strconv"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

var rejectVerb = verb{Verb{
	Action: event.Reject,
	Word:   "reject",
	Usage:  "reject rst   reject icmp KIND   reject icmp packet-too-big mtu OCTETS",
	About: `The packet is lost, and its sender is told so in the name of its destination: by the reset that
a host without the connection would send, or by an ICMP error (net-unreachable, host-unreachable,
port-unreachable, admin-prohibited, packet-too-big, time-exceeded; frag-needed is packet-too-big). What
may not be answered (a reset, an ICMP error, a later fragment; with rst, what is not TCP) is lost in
silence.`,
	Example: "from client data reject icmp frag-needed mtu 1300",
}, parseReject}

// maxMTU is what ICMP's field of 16 bits holds, RFC 1191 (4).
const maxMTU = 1<<16 - 1

type reject struct {
	icmp string // the kind as it was written; "": a reset
	kind segment.ICMPKind
	mtu  int // octets; with PacketTooBig
}

func parseReject(s *scan) (action, error) {
	switch w, at := s.word(); w {
	case "rst":
		return reject{}, nil
	case "icmp":
		return s.rejectICMP()
	default:
		return nil, s.fail(at, "write reject rst, or reject icmp and its kind", "reject how? rst or icmp belongs here, not %s", quoted(w))
	}
}

func (s *scan) rejectICMP() (action, error) {
	w, at := s.word()
	kind, err := segment.ParseICMPKind(w)
	if err != nil {
		names := append(segment.ICMPKindNames(), "frag-needed")
		return nil, s.fail(at, meant(w, names), "the kind of ICMP error belongs here, not %s", quoted(w))
	}
	r := reject{icmp: w, kind: kind}
	if kind != segment.PacketTooBig {
		return r, nil
	}
	if _, at = s.peek(); !s.take("mtu") {
		return nil, s.fail(at, "mtu 1300", "%s tells the MTU of the next hop, and there is none", w)
	}
	if r.mtu, err = s.count("an MTU in octets", 0, maxMTU); err == nil && r.mtu == 0 {
		err = s.fail(s.at, "", "a number of octets belongs after mtu, not %s", s.seen())
	}
	return r, err
}

func (r reject) String() string {
	if r.icmp == "" {
		return "reject rst"
	}
	text := "reject icmp " + r.icmp
	if r.mtu != 0 {
		text += " mtu " + strconv.Itoa(r.mtu)
	}
	return text
}

func (r reject) compile(Env) (act, error) {
	return act{do: func(v View, p *Packet, _ luck) Verdict {
		var raw []byte
		if f := v.Framing(p.Wire); r.icmp == "" {
			raw = segment.ResetFor(f, p.Raw, &p.Seg)
		} else {
			raw = segment.ICMPFor(f, p.Raw, &p.Seg, r.kind, uint32(r.mtu))
		}
		if raw == nil {
			return Verdict{Action: event.Reject}
		}
		answer := &Packet{From: p.To, To: p.From, Wire: p.Wire, Raw: raw, Cause: p.Cause}
		return Verdict{event.Reject, []Out{{Packet: answer, Skip: true}}}
	}}, nil
}
