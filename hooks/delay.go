package hooks

import (
	"strings"
	"time"

	"netlab/hooks/event"
)

var delayVerb = verb{Verb{
	Action: event.Delay,
	Word:   "delay",
	Usage: `delay TIME   delay TIME..TIME   delay until t TIME
delay until MATCH[#N] [from HOST] [to HOST] [on WIRE] [within LIMIT]
delay until state EXPRESSION [within LIMIT]
delay until step PROGRAM.LABEL [within LIMIT]`,
	About: `The packet is held: for a time, for one drawn between two times, until a moment of the run,
until the Nth such packet from now on has passed the desk, until the expression on the hosts' states
holds, or until a program has come past that step. After LIMIT it is let go all the same.`,
	Example: "from server fin#1 delay until fin from client within 5s",
}, parseDelay}

// delay holds a packet until when; where most is set, for a drawn time from
// when.After to most.
type delay struct {
	when WhenSpec
	most time.Duration
}

func parseDelay(s *scan) (action, error) {
	w, at := s.peek()
	if least, most, ranged := strings.Cut(w, ".."); ranged && w[0] != '.' {
		s.at += len(w)
		return s.jitter(at, least, most)
	}
	when, err := s.when()
	if err == nil && when == (WhenSpec{}) {
		err = s.fail(at, "", "a delay of nothing is none")
	}
	return delay{when: when}, err
}

func (s *scan) jitter(at int, least, most string) (action, error) {
	a, err := parseDuration(least)
	if err != nil {
		return nil, s.atOffset(at, err)
	}
	at += len(least) + len("..")
	b, err := parseDuration(most)
	if err != nil {
		return nil, s.atOffset(at, err)
	}
	if b <= a {
		return nil, s.fail(at, "", "the range ends at %s and begins at %s: it is written from the shorter to the longer", most, least)
	}
	return delay{WhenSpec{After: a}, b}, nil
}

func (d delay) String() string {
	if d.most != 0 {
		return "delay " + formatDuration(d.when.After) + ".." + formatDuration(d.most)
	}
	return "delay " + d.when.String()
}

func (d delay) compile(env Env) (act, error) {
	when, err := d.when.Compile(env)
	if err != nil || d.most == 0 {
		return always(Verdict{event.Delay, []Out{{When: when}}}), err
	}
	spread := uint64(d.most-d.when.After) + 1
	return act{do: func(_ View, _ *Packet, l luck) Verdict {
		later := d.when.After + time.Duration(Below(l.draw(forDelay), spread))
		return Verdict{event.Delay, []Out{{When: When{Later: later}}}}
	}}, nil
}
