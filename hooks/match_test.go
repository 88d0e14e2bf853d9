package hooks

import (
	"strconv"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// compileMatch compiles a description that must be right.
func compileMatch(t testing.TB, spec MatchSpec) *Match {
	t.Helper()
	m, err := CompileMatch(spec, env)
	if err != nil {
		t.Fatalf("CompileMatch(%+v): %v", spec, err)
	}
	return m
}

// Every role matches the packets that play it and no others.
func TestMatchRoles(t *testing.T) {
	for _, name := range event.RoleNames() {
		role, ok := event.ParseRole(name)
		if !ok {
			t.Fatalf("%q is listed and not read", name)
		}
		m := compileMatch(t, MatchSpec{Match: name})
		for _, other := range event.RoleNames() {
			played, _ := event.ParseRole(other)
			p := packet(t, client, segment.Spec{Flags: segment.ACK}, played)
			if got := m.Matches(&fakeView{}, p); got != (role == played) {
				t.Errorf("%s matches a %s: %v", name, other, got)
			}
		}
		both := packet(t, client, segment.Spec{Flags: segment.ACK}, event.Other, role)
		if !m.Matches(&fakeView{}, both) {
			t.Errorf("%s does not match where it is not the principal role", name)
		}
	}
}

func TestMatch(t *testing.T) {
	v := &fakeView{states: map[event.HostID]event.State{client: event.TimeWait, server: event.Listen}, now: 2e9}
	elsewhere := syn(t)
	elsewhere.Wire = 2
	packets := map[string]*Packet{"syn": syn(t), "synack": synAck(t), "data": data(t, client, 1, 10), "answer": data(t, server, 1, 2000),
		"udp": datagram(t, client), "icmp": icmpError(t, server), "syn on wan": elsewhere}
	for _, test := range []struct {
		spec MatchSpec
		want string // the packets that match, in the order of names below
	}{
		{MatchSpec{}, "syn synack data answer udp icmp syn on wan"},
		{MatchSpec{Match: "any"}, "syn synack data answer udp icmp syn on wan"},
		{MatchSpec{From: "client"}, "syn data udp syn on wan"},
		{MatchSpec{To: "client"}, "synack answer icmp"},
		{MatchSpec{From: "client", To: "server", Wire: "wan"}, "syn on wan"},
		{MatchSpec{From: "router"}, ""},
		{MatchSpec{Wire: "lan", Match: "syn"}, "syn"},
		{MatchSpec{Match: "syn"}, "syn syn on wan"},
		{MatchSpec{Match: "udp"}, "udp"},
		{MatchSpec{Match: "tcp.flags.syn == 1 && tcp.flags.ack == 0"}, "syn syn on wan"},
		{MatchSpec{Match: "tcp.len > 0"}, "data answer"},
		{MatchSpec{From: "server", Match: "tcp.len > 0"}, "answer"},
		{MatchSpec{Match: "(tcp.len > 0 && ip.ttl < 3)"}, ""},
		{MatchSpec{Match: "udp.dstport == 53 || icmp.type == 3"}, "udp icmp"},
		{MatchSpec{Match: "udp || icmp"}, "udp icmp"},
		{MatchSpec{Match: "role == data"}, "data answer"},
		{MatchSpec{Match: "ip.addr == 10.0.0.0/24 and not tcp"}, "udp icmp"},
		{MatchSpec{Match: "client.state == TIME-WAIT", From: "server"}, "synack answer icmp"},
		{MatchSpec{Match: "client.state == LISTEN"}, ""},
	} {
		m, got := compileMatch(t, test.spec), ""
		for _, name := range []string{"syn", "synack", "data", "answer", "udp", "icmp", "syn on wan"} {
			if m.Matches(v, packets[name]) {
				got += " " + name
			}
		}
		if want := " " + test.want; got != want && got+want != " " {
			t.Errorf("%+v matches%s, want%s", test.spec, got, want)
		}
	}
}

func TestMatchPacketNumber(t *testing.T) {
	a, b := syn(t), syn(t)
	h := rule(t, "packet "+strconv.Itoa(int(b.ID))+" drop")
	if h.See(&fakeView{}, a).Action != event.NoAction || h.See(&fakeView{}, b).Action != event.DropPacket {
		t.Error("a rule for one packet dropped the wrong one")
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	v := &fakeView{states: map[event.HostID]event.State{client: event.TimeWait}}
	p := data(t, client, 1, 10)
	for _, match := range []string{"syn", "data", "tcp.len > 0", "client.state == TIME-WAIT && tcp.len > 0", "ip.addr == 10.0.0.0/24"} {
		m := compileMatch(t, MatchSpec{Match: match})
		m.Matches(v, p) // the room for states is made once
		if n := testing.AllocsPerRun(100, func() { m.Matches(v, p) }); n != 0 {
			t.Errorf("%s: %v allocations a packet", match, n)
		}
	}
}
