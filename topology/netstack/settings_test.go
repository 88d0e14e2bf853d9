package netstack_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/netstack"
)

// values of every setting: those that it takes, and those that it refuses.
var values = map[string]struct{ good, bad []string }{
	"tcp_sack":               {[]string{"0", "1", "off"}, []string{"2", "maybe", ""}},
	"tcp_recovery":           {[]string{"0", "1"}, []string{"-1", "x"}},
	"tcp_moderate_rcvbuf":    {[]string{"0", "1"}, []string{"x"}},
	"tcp_nodelay":            {[]string{"0", "1"}, []string{"3"}},
	"tcp_syncookies":         {[]string{"1", "2"}, []string{"0", "3", "on"}},
	"tcp_congestion_control": {[]string{"reno", "cubic"}, []string{"bbr", ""}},
	"tcp_rmem":               {[]string{"4096 131072 6291456"}, []string{"4096", "1 2 x", "9 8 7", "0 1 2", "-1 2 3"}},
	"tcp_wmem":               {[]string{"4096 16384 4194304"}, []string{"4096 1", "9 8 7", "0 0 0"}},
	"tcp_timewait_len":       {[]string{"5s", "200ms", "1"}, []string{"0", "-1s", "x", "NaN", "1e300"}},
	"tcp_fin_timeout":        {[]string{"5s"}, []string{"-1", ""}},
	"tcp_rto_min":            {[]string{"100ms"}, []string{"-1", "x"}},
	"tcp_rto_max":            {[]string{"10s"}, []string{"-1", "x"}},
	"tcp_retries2":           {[]string{"3"}, []string{"-1", "256", "x"}},
	"tcp_tw_reuse":           {[]string{"0", "1", "2"}, []string{"3", "-1", "x"}},
	"ip_default_ttl":         {[]string{"1", "255"}, []string{"0", "256", "x"}},
	"so_keepalive":           {[]string{"0", "1"}, []string{"2", "x"}},
	"so_reuseaddr":           {[]string{"0", "1"}, []string{"2", "x"}},
	"so_rcvbuf":              {[]string{"8192"}, []string{"0", "-1", "x"}},
	"so_sndbuf":              {[]string{"8192"}, []string{"0", "-1", "x"}},
	"tcp_keepalive_time":     {[]string{"10"}, []string{"0", "-1", "40000", "x"}},
	"tcp_keepalive_intvl":    {[]string{"10"}, []string{"0", "-1", "40000"}},
	"tcp_keepalive_probes":   {[]string{"3"}, []string{"0", "-1", "128"}},
	"tcp_queue_seq":          {[]string{"0", "4294967295"}, []string{"-1", "4294967296", "x"}},
	"tcp_user_timeout":       {[]string{"5000", "0"}, []string{"-1", "x"}},
}

func TestSettingsTakeWhatTheySay(t *testing.T) {
	listed := map[string]bool{}
	for _, s := range netstack.Settings() {
		listed[s.Name] = true
		if s.Doc == "" || s.Values == "" {
			t.Errorf("%s says nothing of itself", s.Name)
		}
		v, ok := values[s.Name]
		if !ok {
			t.Errorf("%s is not tested", s.Name)
		}
		for _, good := range v.good {
			n, err := build(planOf(2, set(0, s.Name, good)), nil, new(event.Log))
			if err != nil {
				t.Errorf("%s = %q: %v", s.Name, good, err)
				continue
			}
			n.Close()
		}
		for _, bad := range v.bad {
			n, err := build(planOf(2, set(0, s.Name, bad)), nil, new(event.Log))
			if err == nil {
				t.Errorf("%s = %q was taken", s.Name, bad)
				n.Close()
				continue
			}
			if !strings.HasPrefix(err.Error(), "host a: set: "+s.Name+": ") {
				t.Errorf("%s = %q: %v: it does not say where", s.Name, bad, err)
			}
		}
	}
	for name := range values {
		if !listed[name] {
			t.Errorf("%s is tested and not listed", name)
		}
	}
	_, err := build(planOf(2, set(1, "tcp_timewait_length", "5s")), nil, new(event.Log))
	if want := `host b: set: netstack has no setting "tcp_timewait_length"; did you mean "tcp_timewait_len"?`; err == nil || err.Error() != want {
		t.Errorf("an unknown setting: %v, want %s", err, want)
	}
}

// optionsOf are a segment's TCP options in words.
func optionsOf(e *event.Event) string {
	opts, _ := e.Seg.Options(e.Raw)
	return opts.String()
}

// TestSettingsAct: each setting changes what it says.
func TestSettingsAct(t *testing.T) {
	transfer := func(n *net) (a, b topology.Socket) {
		a, b = n.pair()
		n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(20)})
		n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(20)})
		n.until(n.Now() + time.Second)
		return a, b
	}
	get := func(option string) func(*net) string {
		return func(n *net) string {
			return n.must(0, n.open(0, "tcp", false), topology.Op{Kind: topology.OpGetsockopt, Option: option}).Value
		}
	}
	first := func(n *net, role event.Role) *event.Event {
		all := n.segments(0, role)
		if len(all) == 0 {
			n.t.Fatalf("host a sent no %s\n%s", role, n.story())
		}
		return &all[0]
	}
	lasted := func(n *net, state event.State) string { // how long a's connection stayed there
		var from time.Duration
		for e := range n.log.All() {
			if e.Kind == event.Change && e.Host == 1 && e.To == state {
				from = e.At
			}
			if e.Kind == event.Change && e.Host == 1 && e.From == state {
				return (e.At - from).String()
			}
		}
		return "for ever"
	}
	silence := func(n *net) string { // how long until a gives up a connection whose peer is gone
		a, _ := n.pair()
		n.Crash(2)
		begun := n.Now()
		n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(20)})
		op := n.do(0, a, topology.Op{Kind: topology.OpRecv})
		return fmt.Sprintf("%s after %v", op.Errno, (n.Now() - begun).Round(time.Second))
	}
	for _, c := range []struct {
		name, value string
		show        func(*net) string
		without     string
		with        string
	}{
		{"tcp_sack", "0", func(n *net) string {
			n.pair()
			e := first(n, event.Syn)
			return fmt.Sprint(strings.Contains(optionsOf(e), "sackOK"))
		}, "true", "false"},
		{"tcp_nodelay", "0", func(n *net) string {
			transfer(n)
			all := n.segments(0, event.Data)
			return fmt.Sprint(all[1].At - all[0].At)
		}, "0s", "20ms"}, // Nagle waits for the acknowledgement
		{"tcp_congestion_control", "cubic", get("TCP_CONGESTION"), "reno", "cubic"},
		{"tcp_rmem", "4096 9000 20000", func(n *net) string {
			n.pair()
			return fmt.Sprint(first(n, event.Syn).Seg.Window < 10000)
		}, "false", "true"},
		{"tcp_wmem", "4096 9000 20000", get("SO_SNDBUF"), "1048576", "9000"},
		{"tcp_timewait_len", "5s", func(n *net) string {
			a, b := n.pair()
			n.must(0, a, topology.Op{Kind: topology.OpClose})
			n.until(n.Now() + time.Second)
			n.must(1, b, topology.Op{Kind: topology.OpClose})
			n.until(time.Hour)
			return lasted(n, event.TimeWait)
		}, "1m0s", "5s"},
		{"tcp_fin_timeout", "5s", func(n *net) string {
			a, _ := n.pair()
			n.must(0, a, topology.Op{Kind: topology.OpClose})
			n.until(time.Hour)
			return lasted(n, event.FinWait2)
		}, "1m0s", "5s"},
		{"tcp_rto_min", "1s", func(n *net) string {
			a, _ := n.pair()
			n.Plug(1, false)
			begun := n.Now()
			n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(20)})
			n.until(n.Now() + 30*time.Second)
			return (n.segments(0, event.Data)[2].At - begun).Round(10 * ms).String()
		}, "440ms", "1.24s"},
		{"tcp_rto_max", "1s", silence, "ETIMEDOUT after 13m25s", "ETIMEDOUT after 14s"},
		{"tcp_retries2", "3", silence, "ETIMEDOUT after 13m25s", "ETIMEDOUT after 2s"},
		{"tcp_user_timeout", "5000", silence, "ETIMEDOUT after 13m25s", "ETIMEDOUT after 5s"},
		{"ip_default_ttl", "9", func(n *net) string {
			n.pair()
			return fmt.Sprint(first(n, event.Syn).Seg.TTL)
		}, "64", "9"},
		{"so_keepalive", "1", get("SO_KEEPALIVE"), "0", "1"},
		{"so_reuseaddr", "1", get("SO_REUSEADDR"), "0", "1"},
		{"so_rcvbuf", "8192", get("SO_RCVBUF"), "1048576", "8192"},
		{"so_sndbuf", "8192", get("SO_SNDBUF"), "1048576", "8192"},
		{"tcp_keepalive_time", "10", get("TCP_KEEPIDLE"), "7200", "10"},
		{"tcp_keepalive_intvl", "10", get("TCP_KEEPINTVL"), "75", "10"},
		{"tcp_keepalive_probes", "3", get("TCP_KEEPCNT"), "9", "3"},
		{"tcp_recovery", "0", func(n *net) string {
			a, _ := n.pair()
			n.Plug(1, false)
			n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(20)})
			n.until(n.Now() + 300*ms)
			return strings.Join(n.timers(0), ", ")
		}, "probe 240ms", "retransmission 200ms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.show(newNet(t, planOf(2))); got != c.without {
				t.Errorf("without it: %s, want %s", got, c.without)
			}
			if got := c.show(newNet(t, planOf(2, set(0, c.name, c.value)))); got != c.with {
				t.Errorf("with %s: %s, want %s", c.value, got, c.with)
			}
		})
	}
}

// TestSYNCookies: always, or when the backlog is full, a connection comes up
// without a SYN-RECEIVED and without window scale and SACK.
func TestSYNCookies(t *testing.T) {
	n := newNet(t, planOf(2, set(1, "tcp_syncookies", "2")))
	_, b := n.pair()
	wantPath(t, n, b.Conn(), event.Listen, event.Established)
	synack := n.segments(1, event.SynAck)[0]
	if opts := optionsOf(&synack); strings.Contains(opts, "wscale") {
		t.Errorf("a cookie's SYN-ACK has %s", opts)
	}

	// A backlog of one: the first is half-open, its last ACK is lost; the
	// others get cookies.
	n = newNet(t, planOf(2), "from a handshake-ack#1 drop")
	n.listen(1, 80, 1, false)
	for range 3 {
		n.must(0, n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80)})
	}
	n.until(n.Now() + 50*ms)
	paths := ""
	for _, c := range n.Book(2).All() {
		if c.Listener != nil {
			paths += fmt.Sprint(n.path(c))
		}
	}
	if !strings.HasPrefix(paths, "[LISTEN SYN-RECEIVED]") || !strings.Contains(paths, "[LISTEN ESTABLISHED]") {
		t.Errorf("with a full backlog: %s\n%s", paths, n.story())
	}
}

func TestLingerOff(t *testing.T) {
	n := newNet(t, planOf(2))
	for _, c := range []struct{ set, want string }{{"5", "5"}, {"off", "-1"}, {"0", "0"}, {"-1", "-1"}, {"OFF", "-1"}} {
		s := n.open(0, "tcp", false)
		n.must(0, s, topology.Op{Kind: topology.OpSetsockopt, Option: "SO_LINGER", Value: c.set})
		if op := n.must(0, s, topology.Op{Kind: topology.OpGetsockopt, Option: "SO_LINGER"}); op.Value != c.want {
			t.Errorf("SO_LINGER %s reads %s, want %s", c.set, op.Value, c.want)
		}
	}
	// Off is no reset at close.
	a, _ := n.pair()
	n.must(0, a, topology.Op{Kind: topology.OpSetsockopt, Option: "SO_LINGER", Value: "off"})
	n.must(0, a, topology.Op{Kind: topology.OpClose})
	if len(n.segments(0, event.Rst)) != 0 || len(n.segments(0, event.Fin)) != 1 {
		t.Errorf("close without linger wrote no FIN, or a RST\n%s", n.story())
	}
}
