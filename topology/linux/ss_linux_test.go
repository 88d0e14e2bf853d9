package linux

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/netip"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"

	gocmp "github.com/google/go-cmp/cmp"
)

// ssStates are the names that ss has for states.
var ssStates = map[string]event.State{
	"ESTAB": event.Established, "SYN-SENT": event.SynSent, "SYN-RECV": event.SynReceived, "FIN-WAIT-1": event.FinWait1,
	"FIN-WAIT-2": event.FinWait2, "TIME-WAIT": event.TimeWait, "CLOSE-WAIT": event.CloseWait, "LAST-ACK": event.LastAck,
	"LISTEN": event.Listen, "CLOSING": event.Closing,
}

// socketLine is a line of ss -tanie, or what we know of the same.
type socketLine struct {
	State         event.State
	Local, Remote string
	Cookie        uint64 // sk:
	Cwnd          uint32 // octets; 0 where it is not told
	RTO           time.Duration
}

// TestSS compares the log, in the middle of a run, with what ss says inside the
// hosts' namespaces.
func TestSS(t *testing.T) {
	if _, err := exec.LookPath("ss"); err != nil {
		t.Skip(err)
	}
	for _, version := range []int{4, 6} {
		t.Run(fmt.Sprintf("IPv%d", version), func(t *testing.T) {
			p := &kernelPair{T: t, version: version, tcb: true}
			p.build(deaf{}, nil)
			p.scene()
			for h, want := range []string{
				"ESTABLISHED ESTABLISHED FIN-WAIT-2 FIN-WAIT-2 SYN-SENT TIME-WAIT",
				"CLOSE-WAIT CLOSE-WAIT ESTABLISHED LISTEN LISTEN SYN-RECEIVED",
			} {
				var states []string
				variables := 0
				for _, line := range p.told(h) {
					states = append(states, line.State.String())
					if line.Cwnd > 0 && line.RTO > 0 {
						variables++
					}
				}
				slices.Sort(states)
				if got := strings.Join(states, " "); got != want || variables < 2 {
					t.Errorf("host %s stands at %s, with the variables of %d; want %s", p.plan.Hosts[h].Name, got, variables, want)
				}
				if d := gocmp.Diff(p.told(h), p.ss(h)); d != "" {
					t.Errorf("host %s: the log and ss do not agree (-log +ss):\n%s", p.plan.Hosts[h].Name, d)
				}
			}
		})
	}
}

// deaf loses what would end the handshakes on two ports.
type deaf struct{}

func (deaf) Name() string { return "deaf" }

func (deaf) See(_ hooks.View, p *hooks.Packet) hooks.Verdict {
	s := &p.Seg
	if s.DstPort == 81 && s.Has(segment.SYN) || s.DstPort == 82 && !s.Has(segment.SYN) {
		return hooks.Verdict{Action: event.DropPacket}
	}
	return hooks.Verdict{}
}

// scene brings connections into as many states as can be stood in.
func (p *kernelPair) scene() {
	do := func(h int, s topology.Socket, op topology.Op) topology.Op {
		p.Helper()
		p.do(h, s, &op)
		if op.Errno != topology.OK {
			p.Fatalf("%s: %s", op.Kind, op.Errno)
		}
		return op
	}
	listen := func(port uint16) topology.Socket {
		l := p.open(1, fmt.Sprintf(":%d", port))
		do(1, l, topology.Op{Kind: topology.OpBind, Addr: p.addr(1, port)})
		do(1, l, topology.Op{Kind: topology.OpListen, Backlog: 7})
		return l
	}
	l := listen(80)
	pair := func() (c, s topology.Socket) {
		c = p.open(0, "b:80")
		do(0, c, topology.Op{Kind: topology.OpConnect, Addr: p.addr(1, 80)})
		return c, do(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
	}
	c, s := pair() // ESTABLISHED, with data
	do(0, c, topology.Op{Kind: topology.OpSend, Data: make([]byte, 30_000)})
	for got := 0; got < 30_000; {
		got += len(do(1, s, topology.Op{Kind: topology.OpRecv}).Received)
	}
	half, s := pair() // FIN-WAIT-2, CLOSE-WAIT
	do(0, half, topology.Op{Kind: topology.OpShutdown, How: "wr"})
	do(1, s, topology.Op{Kind: topology.OpRecv})
	orphan, s := pair() // FIN-WAIT-2, CLOSE-WAIT
	do(0, orphan, topology.Op{Kind: topology.OpClose})
	do(1, s, topology.Op{Kind: topology.OpRecv})
	c, s = pair() // TIME-WAIT
	do(0, c, topology.Op{Kind: topology.OpClose})
	do(1, s, topology.Op{Kind: topology.OpRecv})
	do(1, s, topology.Op{Kind: topology.OpClose})
	listen(82) // ESTABLISHED, SYN-RECEIVED
	do(0, p.open(0, "b:82"), topology.Op{Kind: topology.OpConnect, Addr: p.addr(1, 82)})
	p.try(0, p.open(0, "b:81"), &topology.Op{Kind: topology.OpConnect, Addr: p.addr(1, 81)}) // SYN-SENT
	for !p.net.Quiet() || half.Conn().State != event.FinWait2 || orphan.Conn().State != event.FinWait2 {
		if p.net.Now() > 10*time.Second {
			p.Fatal("the FINs are not acknowledged")
		}
		p.net.Step(context.Background())
	}
}

// do does an operation, stepping the network until it is done.
func (p *kernelPair) do(h int, s topology.Socket, op *topology.Op) {
	p.Helper()
	for !p.try(h, s, op) {
		if p.net.Now() > 10*time.Second {
			p.Fatalf("%s never returned", op.Kind)
		}
		p.net.Step(context.Background())
	}
}

func (p *kernelPair) try(h int, s topology.Socket, op *topology.Op) (done bool) {
	p.net.Call(event.HostID(h+1), func() (*event.Event, bool) {
		done = s.Try(op)
		return nil, true
	})
	return done
}

// told is what the log says of a host's connections.
func (p *kernelPair) told(h int) (all []socketLine) {
	states, tcbs := map[event.ConnID]event.State{}, map[event.ConnID]event.TCB{}
	for e := range p.log.All() {
		switch {
		case e.Kind == event.Change:
			states[e.Conn] = e.To
		case e.Kind == event.Deliver && e.More != nil && e.More.TCB != nil:
			tcbs[e.Conn] = *e.More.TCB
		}
	}
	for _, c := range p.net.Book(event.HostID(h + 1)).All() {
		line := socketLine{State: states[c.ID], Local: c.Local.String()}
		if line.State == event.Closed || line.State == event.NoState {
			continue
		}
		if line.State != event.Listen {
			line.Remote = c.Remote.String()
			e := p.host(h).watch.live[pair{c.Local, c.Remote}]
			if e == nil {
				p.Fatalf("%s is in %s, and nobody watches it", c.Name, line.State)
			}
			line.Cookie = e.cookie
		}
		line.Cwnd, line.RTO = tcbs[c.ID].Cwnd, tcbs[c.ID].RTO
		all = append(all, line)
	}
	return sorted(all)
}

// ss asks ss about the same.
func (p *kernelPair) ss(h int) (all []socketLine) {
	var text []byte
	p.can(p.host(h).ns.inside(func() (err error) {
		text, err = exec.Command("ss", "-H", "-O", "-tanie").Output()
		return err
	}))
	told := map[string]socketLine{}
	for _, line := range p.told(h) {
		told[line.Local+line.Remote] = line
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 5 || ssStates[f[0]] == event.NoState {
			p.Fatalf("a line of ss: %q", line)
		}
		s := socketLine{State: ssStates[f[0]], Local: netip.MustParseAddrPort(f[3]).String()}
		detail := map[string]string{}
		for _, word := range f[5:] {
			key, value, _ := strings.Cut(word, ":")
			detail[key] = value
		}
		if s.State != event.Listen {
			s.Remote = netip.MustParseAddrPort(f[4]).String()
			s.Cookie, _ = strconv.ParseUint(detail["sk"], 16, 64)
		}
		// What ss prints is compared where the log has it: since it was recorded
		// nothing has changed.
		if known := told[s.Local+s.Remote]; known.Cwnd != 0 && detail["cwnd"] != "" {
			cwnd, _ := strconv.ParseUint(detail["cwnd"], 10, 32)
			mss, _ := strconv.ParseUint(detail["mss"], 10, 32)
			rto, _ := strconv.ParseFloat(detail["rto"], 64)
			s.Cwnd, s.RTO = uint32(cwnd*mss), time.Duration(math.Round(rto*1000))*time.Microsecond
		} else {
			s.Cwnd, s.RTO = known.Cwnd, known.RTO
		}
		all = append(all, s)
	}
	return sorted(all)
}

func sorted(all []socketLine) []socketLine {
	slices.SortFunc(all, func(a, b socketLine) int {
		return cmp.Or(cmp.Compare(a.Local, b.Local), cmp.Compare(a.Remote, b.Remote))
	})
	return all
}
