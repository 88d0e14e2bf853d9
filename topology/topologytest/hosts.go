// Package topologytest is what every Host must do. A maker of hosts calls Hosts
// in a test of its own; all implementations pass the same suite, whatever stack is
// inside, whatever wire they are on, and whatever stack is at its other end.
package topologytest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
)

// Suite says what to test.
type Suite struct {
	// Stacks names what the client and what the server run, and Open gives each
	// run its makers, by their names, and its clock.
	Stacks [2]string
	Open   func(testing.TB) (map[string]topology.Maker, clock.Clock)

	Link    string // what the wires are made of
	Framing segment.Framing
	// Patience is how long a test may take, by the run's clock.
	Patience time.Duration
	// Parallel lets the tests run side by side: those that wait for a real clock.
	Parallel bool
}

// cases are what is tested, each on a network of its own.
var cases = []struct {
	name string
	test func(*bench)
	on   shape
}{
	{"a connection from handshake to CLOSED", lifeOfAConnection, shape{}},
	{"bytes arrive whole and in order", bytesArrive, shape{}},
	{"a closed port refuses", refused, shape{}},
	{"abort resets", abortResets, shape{}},
	{"half-close leaves the other direction open", halfClose, shape{}},
	{"a listener's port is taken", portTaken, shape{}},
	{"nobody answers in a void", nothingWithoutAsking, shape{}},
	{"a datagram arrives", datagram, shape{}},
	{"a datagram to a closed port is refused", datagramRefused, shape{}},
	{"the largest datagram there is", largestDatagram, shape{}},
	{"socket options are read as they were set", options, shape{}},
	{"urgent data", urgent, shape{}},
	{"all that was sent is acknowledged", acked, shape{delay: 10 * time.Millisecond}},
	{"an initial number that was chosen", chosenNumber, shape{}},
	{"connect waits for what another has begun", connectAgain, shape{}},
	{"a crash says nothing", crash, shape{}},
	{"a rebooted client comes from its old port", rebootedClient, shape{}},
	{"a backlog holds so many", backlog, shape{}},
	{"FINs that cross", crossingFINs, shape{delay: 20 * time.Millisecond}},
	{"fifty connections at once", fifty, shape{}},
	{"losses are repaired", lossesRepaired, shape{rules: []string{"data chance 2% drop", "ack chance 2% drop"}}},
	{"a router forwards", forwards, shape{router: true}},
	{"a router answers for what it cannot forward", routerAnswers, shape{router: true}},
}

// Hosts runs the suite.
func Hosts(t *testing.T, s Suite) {
	for _, v := range []int{4, 6} {
		t.Run(fmt.Sprintf("IPv%d", v), func(t *testing.T) {
			room := make(chan struct{}, 1)
			if s.Parallel {
				room = make(chan struct{}, lanes)
			}
			var all sync.WaitGroup
			for _, c := range cases {
				room <- struct{}{}
				all.Go(func() {
					defer func() { <-room }()
					t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) { c.test(newBench(t, s, v, c.on)) })
				})
			}
			all.Wait()
		})
	}
}

// lanes is how many tests run at once that mostly wait: not as many as there are
// processors, which is what T.Parallel would allow.
const lanes = 12
