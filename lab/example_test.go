package lab_test

import (
	"context"
	"fmt"
	"os"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/topology"
	"netlab/topology/netstack"
)

// firstSyn drops the first SYN that comes to the desk.
type firstSyn struct{ seen bool }

func (*firstSyn) Name() string { return "the first SYN is lost" }

func (f *firstSyn) See(_ hooks.View, p *hooks.Packet) hooks.Verdict {
	if f.seen || !p.Info.Roles.Has(event.Syn) {
		return hooks.Verdict{} // nothing to say: on to the next hook
	}
	f.seen = true
	return hooks.Verdict{Action: event.DropPacket}
}

// A lab is read, resolved to a plan, and run; a hook of your own stands at the
// desk behind the lab's rules; the ladder is drawn from what was recorded.
func ExampleRun() {
	l, errs := file.Load("mine.yaml", []byte(`
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 10ms}]
programs:
  server: [listen: 80, accept]
  client: [connect: "server:80"]
until: client.state == ESTABLISHED && server.state == ESTABLISHED
`), file.Options{})
	if len(errs) > 0 {
		fmt.Println(errs)
		return
	}
	plan, problems := lab.Resolve(l, &l.Variants[0], lab.Settings{Seed: 1})
	if len(problems) > 0 {
		fmt.Println(problems)
		return
	}
	var log event.Log
	result, err := lab.Run(context.Background(), plan, lab.RunOptions{
		Makers: map[string]topology.Maker{"netstack": netstack.New},
		Hooks:  []hooks.Hook{new(firstSyn)},
		Log:    &log,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Reason, result.OK())
	ladder.Draw(os.Stdout, story.Fold(log.All()), ladder.Options{Width: 72, ASCII: true, Quiet: true})

	// Output:
	// until true
	// mine
	// client netstack, server netstack; virtual time, seed 1
	//   the first SYN is lost
	//
	// Lost: 1 of 4 segments: client's SYN (the first SYN is lost). The
	// retransmission timer of client ran out after 1 s, and the SYN was sent
	// again: it arrived 1.010 s after the lost one was sent. The handshake
	// took 1.030 s.
	// At the end: client ESTABLISHED; server LISTEN, ESTABLISHED.
}
