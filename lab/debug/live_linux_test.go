package debug_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"netlab/hooks"
	"netlab/lab"
	"netlab/lab/debug"
	"netlab/lab/file"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// TestLiveKernel stands at the desk with the kernel's data before it, and the kernel does
// not send them again meanwhile, as it would if its timers were not held back.
func TestLiveKernel(t *testing.T) {
	if os.Geteuid() != 0 || linux.TUN() != nil {
		t.Skip("it needs root and /dev/net/tun")
	}
	src := []byte(`
hosts: {client: {stack: kernel}, server: {stack: kernel}}
wires: [{ends: [client, server], delay: 1ms}]
programs:
  server: [listen: 80, accept, recv: {until: eof}, close]
  client: [connect: "server:80", send: hello, close]
`)
	o := options("kernel.yaml", "", src)
	o.Plan = func(rules []hooks.Rule) (*lab.Plan, error) {
		l, errs := file.Load("kernel.yaml", src, file.Options{})
		if len(errs) > 0 {
			return nil, errs
		}
		p, bad := lab.Resolve(l, &l.Variants[0], lab.Settings{Rules: rules})
		if len(bad) > 0 {
			return nil, bad[0]
		}
		return p, nil
	}
	o.Run = func(ctx context.Context, p *lab.Plan, r lab.RunOptions) (*lab.Result, error) {
		m, err := linux.Open()
		if err != nil {
			return nil, err
		}
		defer m.Close()
		r.Makers = map[string]topology.Maker{topology.Netstack: m.Wired(netstack.New), topology.Kernel: m.Kernel}
		r.Waiter = m.Wait
		return lab.Run(ctx, p, r)
	}
	l, err := debug.NewLive(t.Context(), o)
	must(t, err)
	defer l.Close()
	if n := len(view(t, l).Notices); n != 2 {
		t.Errorf("%d notices, want that it goes forward and that timers are held back", n)
	}
	must(t, l.RunUntil(t.Context(), "from client data"))
	first := view(t, l).Desk.Packet
	thought, done := context.WithTimeout(t.Context(), 400*time.Millisecond) // twice the kernel's least timeout
	defer done()
	<-thought.Done()
	must(t, l.Decide("duplicate"))
	for err == nil {
		err = l.NextDesk(t.Context())
	}
	v := view(t, l)
	copies := 0
	for _, r := range v.Story.Rungs {
		if r.Journey != nil && r.Made == 0 && r.Seg.PayloadLen() > 0 {
			copies++
		}
	}
	if copies != 1 {
		t.Errorf("the kernel sent its data %d times while the first stood at the desk", copies)
	}
	saved, err := l.Save("saved.yaml")
	must(t, err)
	if !strings.Contains(string(saved.Text), "from client data#1 duplicate") {
		t.Errorf("packet %d is saved as\n%s", first, saved.Text)
	}
}
