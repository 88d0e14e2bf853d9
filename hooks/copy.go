package hooks

import (
	"slices"
	"strconv"

	"netlab/hooks/event"
)

// injectCopy injects a copy of a packet that was at the desk: of that number, or
// the how manieth that matches, or else the one that the rule is for.
type injectCopy struct {
	packet uint32
	of     WhenSpec // its Packet, Nth and ends; Packet "": of no other packet
	when   WhenSpec
}

func parseCopy(s *scan) (action, error) {
	var in injectCopy
	var err error
	if s.take("of") {
		if s.take("packet") {
			in.packet, err = s.packetNumber()
		} else if s.done() {
			err = s.fail(s.at, "packet NUMBER, or a match such as syn#1", "a copy of what?")
		} else {
			err = s.untilPacket(&in.of)
		}
	}
	if err == nil {
		in.when, err = s.optionalWhen()
	}
	return in, err
}

func (in injectCopy) String() string {
	text := "inject copy"
	switch {
	case in.packet != 0:
		text += " of packet " + strconv.FormatUint(uint64(in.packet), 10)
	case in.of.Packet != "":
		text += " of " + in.of.packetText()
	}
	return text + in.when.afterwards()
}

func (in injectCopy) compile(env Env) (act, error) {
	when, err := in.when.Compile(env)
	if err != nil {
		return act{}, err
	}
	a := act{}
	number := in.packet // of the packet to copy, once it is known
	if in.of.Packet != "" {
		m, err := CompileMatch(MatchSpec{in.of.From, in.of.To, in.of.Wire, in.of.Packet}, env)
		if err != nil {
			return act{}, err
		}
		more := max(in.of.Nth, 1)
		a.watch = func(v View, p *Packet) {
			if more > 0 && m.Matches(v, p) {
				if more--; more == 0 {
					number = p.ID
				}
			}
		}
	}
	other := in.packet != 0 || in.of.Packet != ""
	a.remembers = other
	a.do = func(v View, p *Packet, _ luck) Verdict {
		of := p
		if other {
			if of = v.Sent(number); of == nil {
				return Verdict{}
			}
		}
		return Verdict{event.Inject, []Out{{}, {Packet: of.with(slices.Clone(of.Raw)), When: when, Skip: true}}}
	}
	return a, nil
}
