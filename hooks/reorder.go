package hooks

import (
	"strconv"
	"time"

	"netlab/hooks/event"
)

var reorderVerb = verb{Verb{
	Action: event.Reorder,
	Word:   "reorder",
	Usage:  "reorder [N] [within LIMIT]",
	About: `The packet goes on behind the Nth later packet of its direction on its wire; N is 1 if left
out. If fewer come, it goes on after LIMIT, which is 1s if left out.`,
	Example: "from client data#3 reorder 1",
}, parseReorder}

const (
	maxReorder   = 1000
	reorderLimit = time.Second // as long as TCP's first retransmission timeout, RFC 6298 (2.1): nobody else comes by then
)

type reorder struct {
	n     int
	limit time.Duration
}

func parseReorder(s *scan) (action, error) {
	n, err := s.count("how many packets go in front", 1, maxReorder)
	if err != nil {
		return nil, err
	}
	r := reorder{n, reorderLimit}
	if s.take("within") {
		r.limit, err = s.duration("within")
	}
	return r, err
}

func (r reorder) String() string {
	text := "reorder " + strconv.Itoa(r.n)
	if r.limit != reorderLimit {
		text += " within " + formatDuration(r.limit)
	}
	return text
}

func (r reorder) compile(env Env) (act, error) {
	// One verdict for each direction, made when the first packet of it comes.
	type direction struct {
		from, to event.HostID
		wire     event.WireID
	}
	made := map[direction]Verdict{}
	text := "the next packet"
	if r.n > 1 {
		text = "the next " + strconv.Itoa(r.n) + " packets"
	}
	return act{do: func(_ View, p *Packet, _ luck) Verdict {
		way := direction{p.From, p.To, p.Wire}
		verdict, ok := made[way]
		if !ok {
			verdict = Verdict{event.Reorder, []Out{{When: When{
				Until: &Until{Packet: &Match{from: way.from, to: way.to, wire: way.wire}, Nth: r.n, Text: text},
				Limit: r.limit,
			}}}}
			made[way] = verdict
		}
		return verdict
	}}, nil
}
