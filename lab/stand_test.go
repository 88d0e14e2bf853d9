package lab_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/topology"
	"netlab/topology/netstack"
)

const standLab = `
hosts: {client: {}, server: {}}
wires: [{ends: [client, server], delay: 10ms}]
programs:
  server: [listen: 80, accept, {recv: {until: eof}}, close]
  client: [{connect: "server:80"}, {wait: 1s}, {send: hello}, close]
rules: [%s]`

// stood runs the lab with rules and a Stand, and gives its events but for the first,
// in which the rules stand.
func stood(t *testing.T, rules string, stand func(*lab.Stand) bool) (string, *lab.Result) {
	t.Helper()
	l, errs := file.Load("stand.yaml", fmt.Appendf(nil, standLab, rules), file.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	p, bad := lab.Resolve(l, &l.Variants[0], lab.Settings{})
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	var out bytes.Buffer
	res, err := lab.Run(context.Background(), p, lab.RunOptions{
		Makers: map[string]topology.Maker{"netstack": netstack.New}, Sinks: []event.Sink{event.NewJSONL(&out)}, Stand: stand,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(out.String(), "\n")
	return rest, res
}

// TestStand: whoever looks on changes nothing, sees every packet at the desk before
// its verdict falls, and can end the run.
func TestStand(t *testing.T) {
	want, _ := stood(t, "", nil)
	atDesk := map[uint32]bool{}
	got, _ := stood(t, "", func(s *lab.Stand) bool {
		for _, p := range s.Net.Desk() {
			atDesk[p.ID] = true
		}
		s.Net.Pending()
		s.Standing()
		return true
	})
	if got != want {
		t.Error("the run is another one when somebody looks on")
	}
	if sent := strings.Count(want, `"kind":"send"`); len(atDesk) != sent {
		t.Errorf("%d of %d packets stood at the desk", len(atDesk), sent)
	}
	if _, res := stood(t, "", func(s *lab.Stand) bool { return s.N < 10 }); res.Reason != "interrupted" || res.Events > 20 {
		t.Errorf("ended as %s after %d events", res.Reason, res.Events)
	}
}

// TestStandAppend: a decision about the packet at the desk is what the rule would
// have been from the beginning.
func TestStandAppend(t *testing.T) {
	const rule = "packet 2 drop"
	want, _ := stood(t, `"`+rule+`"`, nil)
	r, err := hooks.ParseRule(rule, hooks.Env{})
	if err != nil {
		t.Fatal(err)
	}
	decided := false
	got, _ := stood(t, "", func(s *lab.Stand) bool {
		if d := s.Net.Desk(); len(d) > 0 && d[0].ID == 2 && !decided {
			decided = true
			if err := s.Append(r); err != nil {
				t.Error(err)
			}
		}
		return true
	})
	if got != want {
		t.Errorf("decided by hand:\n%s\nby rule:\n%s", got, want)
	}
	stood(t, "", func(s *lab.Stand) bool {
		if err := s.Append(hooks.Rule{From: "nobody", Do: "drop"}); err == nil {
			t.Error("a rule about a host that there is not is taken")
		}
		return false
	})
}

// TestStandPending: what the network waits for is what happens then.
func TestStandPending(t *testing.T) {
	var lines []string
	stood(t, `"from server synack#1 drop", "from client data delay until fin from client within 5s"`, func(s *lab.Stand) bool {
		line := fmt.Sprint(s.Net.Now())
		for _, p := range s.Net.Pending() {
			at := p.At.String()
			if p.Open {
				at = "the latest " + at
			}
			line += fmt.Sprintf("; %d host %d packet %d %s at %s", p.Kind, p.Host, p.Packet, p.Name, at)
		}
		if len(lines) == 0 || lines[len(lines)-1] != line {
			lines = append(lines, line)
		}
		return true
	})
	all := strings.Join(lines, "\n")
	for _, want := range []string{
		"0s; 1 host 2 packet 1  at 10ms; 3 host 1 packet 0 retransmission at 1s",  // the SYN on its way, and its timer
		"; 4 host 1 packet 0 client: wait 1s at 2.02s",                            // the program sleeps
		"; 2 host 2 packet 7 until fin from client within 5s at the latest 7.02s", // held
		"3 host 1 packet 0 time-wait at ",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("nowhere %q in\n%s", want, all)
		}
	}
}
