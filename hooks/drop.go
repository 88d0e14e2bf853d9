package hooks

import "netlab/hooks/event"

var dropVerb = verb{Verb{
	Action:  event.DropPacket,
	Word:    "drop",
	Usage:   "drop",
	About:   "The packet is lost.",
	Example: "from client syn#1 drop",
}, func(*scan) (action, error) { return drop{}, nil }}

type drop struct{}

func (drop) String() string { return "drop" }

func (drop) compile(Env) (act, error) {
	return always(Verdict{Action: event.DropPacket}), nil
}
