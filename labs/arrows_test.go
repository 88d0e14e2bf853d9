package labs_test

import (
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/topology"
)

// arrow is a change of state that RFC 9293's figure 5 (3.3.2) draws.
type arrow struct{ from, to event.State }

func (a arrow) String() string { return a.from.String() + " -> " + a.to.String() }

// figure is figure 5 of RFC 9293, from top to bottom, and why a stack does not take
// an arrow. The figure draws TIME-WAIT's and LAST-ACK's ends, and the return to
// LISTEN; that any state may end in CLOSED (reset, abort, time out) it leaves to the
// text.
var figure = []struct {
	arrow
	on     string            // what the figure writes beside it
	cannot map[string]string // by stack
}{
	{arrow{event.Closed, event.Listen}, "passive OPEN", nil},
	{arrow{event.Listen, event.Closed}, "CLOSE", nil},
	{arrow{event.Closed, event.SynSent}, "active OPEN", nil},
	{arrow{event.SynSent, event.Closed}, "CLOSE", nil},
	{arrow{event.Listen, event.SynReceived}, "rcv SYN", nil},
	{arrow{event.Listen, event.SynSent}, "SEND", map[string]string{
		topology.Netstack: "connect on a listening socket gives EINVAL",
		topology.Kernel:   "connect on a listening socket gives EISCONN",
	}},
	{arrow{event.SynSent, event.SynReceived}, "rcv SYN", nil},
	{arrow{event.SynSent, event.Established}, "rcv SYN,ACK", nil},
	{arrow{event.SynReceived, event.Established}, "rcv ACK of SYN", nil},
	{arrow{event.SynReceived, event.Listen}, "rcv RST", map[string]string{
		topology.Netstack: "the listener never left LISTEN: what was SYN-RECEIVED is CLOSED",
		topology.Kernel:   "the listener never left LISTEN: what was SYN-RECEIVED is CLOSED",
	}},
	{arrow{event.SynReceived, event.FinWait1}, "CLOSE", map[string]string{
		topology.Netstack: "close in SYN-RECEIVED resets the connection",
	}},
	{arrow{event.Established, event.FinWait1}, "CLOSE", nil},
	{arrow{event.Established, event.CloseWait}, "rcv FIN", nil},
	{arrow{event.FinWait1, event.FinWait2}, "rcv ACK of FIN", nil},
	{arrow{event.FinWait1, event.Closing}, "rcv FIN", nil},
	{arrow{event.FinWait1, event.TimeWait}, "rcv FIN, ACK of FIN", map[string]string{
		topology.Kernel: "it takes the ACK first, and passes through FIN-WAIT-2",
	}},
	{arrow{event.FinWait2, event.TimeWait}, "rcv FIN", nil},
	{arrow{event.Closing, event.TimeWait}, "rcv ACK of FIN", nil},
	{arrow{event.CloseWait, event.LastAck}, "CLOSE", nil},
	{arrow{event.LastAck, event.Closed}, "rcv ACK of FIN", nil},
	{arrow{event.TimeWait, event.Closed}, "timeout 2MSL", nil},
}

// shown are the arrows that runs have shown: by stack, which labs.
type shown map[string]map[arrow][]string

// add takes in a run. Only an arrow that a connection went along by itself counts:
// not one that was cut short by a reset, an abort, a crash or a limit.
func (s shown) add(name string, log *event.Log, stacks map[string]string) {
	for e := range log.All() {
		if e.Kind != event.Change || e.More != nil && e.More.Reason != "" && e.From != event.SynSent {
			continue
		}
		stack := stacks[e.Names.Host(e.Host)]
		if s[stack] == nil {
			s[stack] = map[arrow][]string{}
		}
		a := arrow{e.From, e.To}
		if !slices.Contains(s[stack][a], name) {
			s[stack][a] = append(s[stack][a], name)
		}
	}
}

// stacksOf says which stack each host of a run had.
func stacksOf(log *event.Log) map[string]string {
	stacks := map[string]string{}
	for e := range log.All() {
		if e.Kind == event.Run {
			for _, h := range e.More.Run.Hosts {
				stacks[h.Name] = h.Stack
			}
		}
	}
	return stacks
}

// check says which arrow that a stack can take no lab shows, and which it takes
// though it is said that it cannot.
func (s shown) check(t *testing.T, stack string) {
	t.Helper()
	for _, f := range figure {
		switch labs := s[stack][f.arrow]; {
		case len(labs) == 0 && f.cannot[stack] == "":
			t.Errorf("no lab shows %s (%s) on %s", f.arrow, f.on, stack)
		case len(labs) > 0 && f.cannot[stack] != "":
			t.Errorf("%s shows %s on %s, and here it says: %s", labs[0], f.arrow, stack, f.cannot[stack])
		}
	}
}

// table writes which lab shows which arrow, on netstack and on the kernel.
func (s shown) table() string {
	var b strings.Builder
	for _, f := range figure {
		fmt.Fprintf(&b, "%s  (%s)\n", f.arrow, f.on)
		for _, stack := range []string{topology.Netstack, topology.Kernel} {
			what := strings.Join(s[stack][f.arrow], ", ")
			if why := f.cannot[stack]; why != "" {
				what = "not taken: " + why
			}
			fmt.Fprintf(&b, "    %-9s %s\n", stack, what)
		}
	}
	return b.String()
}

// TestArrows: every arrow of RFC 9293's figure that a stack can take is taken in
// some lab. The kernel's runs are those that compare's tests have recorded;
// TestKernel sees to it that they come again.
func TestArrows(t *testing.T) {
	if *only != "" {
		t.Skip("the table is of the whole catalogue")
	}
	s := shown{}
	for _, name := range names() {
		l := load(t, name, file.Options{})
		for i := range l.Variants {
			v := &l.Variants[i]
			if v.CannotOn(topology.Netstack) == nil && len(v.Needs) == 0 {
				o := run(t, l, v, lab.Settings{})
				s.add(name, &o.log, stacksOf(&o.log))
			}
			if log := recorded(t, name, v.Name); log != nil {
				s.add(name, log, stacksOf(log))
			}
		}
	}
	for _, stack := range []string{topology.Netstack, topology.Kernel} {
		s.check(t, stack)
	}
	golden(t, filepath.Join("testdata", "arrows.txt"), s.table())
}

// recorded reads what compare's tests have recorded on the kernel; nil where they
// have nothing.
func recorded(t *testing.T, name, variant string) *event.Log {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "lab", "compare", "testdata", "kernel", name+"."+variant+".jsonl.gz"))
	if err != nil {
		return nil
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	log, err := event.ReadLog(z)
	if err != nil {
		t.Fatal(err)
	}
	return log
}
