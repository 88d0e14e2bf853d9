package hooks

import (
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

var injectVerb = verb{Verb{
	Action: event.Inject,
	Word:   "inject",
	Usage: `inject SEGMENT [back | from HOST | to HOST] [after TIME | until ...]
inject copy [of packet N | of MATCH[#N] [from HOST]] [after TIME | until ...]`,
	About: `The packet goes on, and behind it goes one that no host wrote, straight to the wire. A SEGMENT is
written as packetdrill does, FLAGS SEQ:END(LENGTH) ack N win N <options>, with numbers relative to the
connection of the packet that matched; an initial number that is not known yet counts as 0. It goes
the same way as that packet, or back, and what is left out or "..." follows from it. A copy is of the
packet that matched, or of one that was at the desk before.`,
	Example: "from client syn#1 inject R. 0:0(0) ack 1 back",
}, parseInject}

// maxInjected is the data of a crafted segment, so that it fits an IPv4 packet
// with the longest headers.
const maxInjected = 1<<16 - 1 - 60 - 60

// inject is a crafted segment and where and when it goes.
type inject struct {
	text     string // the segment, in one spacing
	pattern  segment.Pattern
	options  string
	back     bool
	from, to string
	when     WhenSpec
}

// injectEnds are the words that a segment ends at.
var injectEnds = append([]string{"back", "from", "to"}, whenWords...)

func parseInject(s *scan) (action, error) {
	if s.take("copy") {
		return parseCopy(s)
	}
	var in inject
	err := in.segment(s)
	if err != nil {
		return nil, err
	}
	switch {
	case s.take("back"):
		in.back = true
	case s.take("from"):
		in.from, err = s.host("from")
	case s.take("to"):
		in.to, err = s.host("to")
	}
	if err == nil {
		in.when, err = s.optionalWhen()
	}
	return in, err
}

// segment reads the segment's notation.
func (in *inject) segment(s *scan) (err error) {
	s.space()
	from := s.at
	for !s.done() {
		if w, _ := s.peek(); oneOf(w, injectEnds) {
			break
		} else if w != "" {
			s.at += len(w)
		} else if s.text[s.at] == '<' && strings.IndexByte(s.text[s.at:], '>') > 0 {
			s.at += strings.IndexByte(s.text[s.at:], '>') + 1
		} else {
			s.at++
		}
	}
	text := s.text[from:s.at]
	if strings.TrimSpace(text) == "" {
		return s.fail(from, "write it as in R. 0:0(0) ack 1, or copy", "inject what? A segment belongs here")
	}
	header, options, _ := strings.Cut(text, "<")
	in.pattern, err = segment.ParsePattern(strings.TrimSpace(header))
	if err != nil {
		return s.notation(from, err)
	}
	if in.pattern.Has&segment.PartFlags == 0 {
		return s.fail(from, "as in R. or F. or none", "a segment to inject begins with its flags")
	}
	if in.pattern.Len > maxInjected {
		return s.fail(from, "", "%d octets of data do not fit one packet: %d do", in.pattern.Len, maxInjected)
	}
	in.text = strings.Join(strings.Fields(header), " ")
	if len(header) < len(text) {
		at := from + len(header) + 1
		inner, ok := strings.CutSuffix(strings.TrimSpace(options), ">")
		if !ok {
			return s.fail(at-1, "close them with >", "the options are not closed")
		}
		if _, err := segment.ParseOptions(inner); err != nil {
			return s.notation(at, err)
		}
		in.options = strings.Join(strings.Fields(inner), " ")
		in.text += " <" + in.options + ">"
	}
	return nil
}

// notation is an error of one of segment's notations, which began at the offset.
func (s *scan) notation(at int, err error) error {
	if e, ok := err.(*segment.SyntaxError); ok {
		return s.fail(at+e.Offset, "", "%s", e.Reason)
	}
	return s.atOffset(at, err)
}

func (in inject) String() string {
	text := "inject " + in.text
	switch {
	case in.back:
		text += " back"
	case in.from != "":
		text += " from " + in.from
	case in.to != "":
		text += " to " + in.to
	}
	return text + in.when.afterwards()
}

func (in inject) compile(env Env) (act, error) {
	when, err := in.when.Compile(env)
	if err != nil {
		return act{}, err
	}
	from := event.HostID(1 + indexOf(in.from, env.Hosts))
	to := event.HostID(1 + indexOf(in.to, env.Hosts))
	return act{do: func(v View, p *Packet, _ luck) Verdict {
		if p.Seg.Proto != segment.TCP {
			return Verdict{}
		}
		back := in.back || from != 0 && from == p.To || to != 0 && to == p.From
		if !back && (from != 0 && from != p.From || to != 0 && to != p.To) {
			return Verdict{} // the host is not on this wire
		}
		raw, err := segment.Build(in.spec(v.Framing(p.Wire), p, back))
		if err != nil {
			return Verdict{}
		}
		made := &Packet{From: p.From, To: p.To, Wire: p.Wire, Raw: raw, Cause: p.Cause}
		if back {
			made.From, made.To = p.To, p.From
		}
		return Verdict{event.Inject, []Out{{}, {Packet: made, When: when, Skip: true}}}
	}}, nil
}

// spec describes the segment in the connection of p.
func (in *inject) spec(f segment.Framing, p *Packet, back bool) segment.Spec {
	seg := &p.Seg
	sp := segment.Spec{Framing: f, Src: seg.Src, Dst: seg.Dst, SrcPort: seg.SrcPort, DstPort: seg.DstPort,
		Flags: in.pattern.Flags, Window: seg.Window, Urgent: in.pattern.Urgent,
		Options: in.options, Bytes: int(in.pattern.Len)}
	if f == segment.Ethernet && len(p.Raw) >= 12 {
		copy(sp.DstMAC[:], p.Raw)
		copy(sp.SrcMAC[:], p.Raw[6:])
	}
	// What is left out: the next segment of that end, if nothing else is sent.
	sp.Seq, sp.Ack = seg.Next(), seg.Ack
	iss, irs := p.initial()
	if back {
		iss, irs = irs, iss
		sp.Src, sp.Dst, sp.SrcPort, sp.DstPort = sp.Dst, sp.Src, sp.DstPort, sp.SrcPort
		sp.SrcMAC, sp.DstMAC = sp.DstMAC, sp.SrcMAC
		sp.Seq, sp.Ack = seg.Ack, seg.Next()
		sp.Window = 1<<16 - 1 // the other end's is not known here; a RST has no use for one
	}
	if in.pattern.Has&segment.PartSeq != 0 {
		sp.Seq = iss + in.pattern.Seq
	}
	if in.pattern.Has&segment.PartAck != 0 {
		sp.Ack = irs + in.pattern.Ack
	}
	if in.pattern.Flags&segment.ACK == 0 && in.pattern.Has&segment.PartAck == 0 {
		sp.Ack = 0
	}
	if in.pattern.Has&segment.PartWindow != 0 {
		sp.Window = in.pattern.Window
	}
	return sp
}
