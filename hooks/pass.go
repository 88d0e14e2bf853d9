package hooks

import "netlab/hooks/event"

var passVerb = verb{Verb{
	Action:  event.Pass,
	Word:    "pass",
	Usage:   "pass",
	About:   "The packet goes straight to the wire: no later rule sees it.",
	Example: "handshake-ack#1 pass",
}, func(*scan) (action, error) { return pass{}, nil }}

type pass struct{}

func (pass) String() string { return "pass" }

func (pass) compile(Env) (act, error) {
	return always(Verdict{event.Pass, []Out{{Skip: true}}}), nil
}
