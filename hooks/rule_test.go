package hooks

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Each line is read as the rule, and written in the form that follows it.
var lines = []struct {
	line  string
	rule  Rule
	canon string // "": the line itself
}{
	{"from client syn#1 drop", Rule{From: "client", Match: "syn", Nth: "1", Do: "drop"}, ""},
	{"from server to client synack#1 drop", Rule{From: "server", To: "client", Match: "synack", Nth: "1", Do: "drop"}, ""},
	{"syn#2.. drop", Rule{Match: "syn", Nth: "2..", Do: "drop"}, ""},
	{"drop", Rule{Do: "drop"}, ""},
	{"#3 drop", Rule{Nth: "3", Do: "drop"}, ""},
	{"any drop", Rule{Match: "any", Do: "drop"}, ""},
	{"syn#4..4,1 drop", Rule{Match: "syn", Nth: "1,4", Do: "drop"}, "syn#1,4 drop"},
	{"syn #2..4,3..6 drop", Rule{Match: "syn", Nth: "2..6", Do: "drop"}, "syn#2..6 drop"},
	{"from client (tcp.len > 0 && ip.ttl < 3)#2 delay 200ms", Rule{From: "client", Match: "(tcp.len > 0 && ip.ttl < 3)", Nth: "2", Do: "delay 200ms"}, ""},
	{"tcp.flags.syn == 1 && tcp.flags.ack == 0 drop", Rule{Match: "tcp.flags.syn == 1 && tcp.flags.ack == 0", Do: "drop"}, ""},
	{"tcp.len > 0#2 drop", Rule{Match: "tcp.len > 0", Nth: "2", Do: "drop"}, ""},
	{"tcp && syn drop", Rule{Match: "tcp && syn", Do: "drop"}, ""},
	{"udp && udp.port == 53 drop", Rule{Match: "udp && udp.port == 53", Do: "drop"}, ""},
	{"syn or fin drop", Rule{Match: "syn or fin", Do: "drop"}, ""},
	{"from server fin#1 delay until fin from client", Rule{From: "server", Match: "fin", Nth: "1", Do: "delay until fin from client"}, ""},
	{"from client syn#1 delay until state client.state == TIME-WAIT", Rule{From: "client", Match: "syn", Nth: "1", Do: "delay until state client.state == TIME-WAIT"}, ""},
	{"syn delay until state server.state == LISTEN within 5s", Rule{Match: "syn", Do: "delay until state server.state == LISTEN within 5s"}, ""},
	{"syn delay until from client on lan fin#2 within 1500ms", Rule{Match: "syn", Do: "delay until fin#2 from client on lan within 1.5s"}, "syn delay until fin#2 from client on lan within 1.5s"},
	{"syn delay until step client.sent", Rule{Match: "syn", Do: "delay until step client.sent"}, ""},
	{"syn delay until t 60s", Rule{Match: "syn", Do: "delay until t 1m"}, "syn delay until t 1m"},
	{"syn delay 10ms..30ms", Rule{Match: "syn", Do: "delay 10ms..30ms"}, ""},
	{"data#3 reorder 1", Rule{Match: "data", Nth: "3", Do: "reorder 1"}, ""},
	{"data#3 reorder within 1s", Rule{Match: "data", Nth: "3", Do: "reorder 1"}, "data#3 reorder 1"},
	{"data reorder 2 within 50ms", Rule{Match: "data", Do: "reorder 2 within 50ms"}, ""},
	{"from client data chance 10% duplicate", Rule{From: "client", Match: "data", Chance: 10, Do: "duplicate"}, ""},
	{"chance 0.07% from client data duplicate 2 after 10ms", Rule{From: "client", Match: "data", Chance: 0.07, Do: "duplicate 2 after 10ms"}, "from client data chance 0.07% duplicate 2 after 10ms"},
	{"data#1 corrupt bit 300", Rule{Match: "data", Nth: "1", Do: "corrupt bit 300"}, ""},
	{"data#1 corrupt tcp.seq_raw mend", Rule{Match: "data", Nth: "1", Do: "corrupt tcp.seq_raw mend"}, ""},
	{"data corrupt payload", Rule{Match: "data", Do: "corrupt payload"}, ""},
	{"from server any rewrite tcp.window_size_value = 0", Rule{From: "server", Match: "any", Do: "rewrite tcp.window_size_value = 0"}, ""},
	{"synack rewrite tcp.options.mss_val=536,tcp.options.sack_perm = none", Rule{Match: "synack", Do: "rewrite tcp.options.mss_val = 536, tcp.options.sack_perm = none"}, "synack rewrite tcp.options.mss_val = 536, tcp.options.sack_perm = none"},
	{`data rewrite tcp.payload = "a \" b", ip.ttl = 3 keep-checksum`, Rule{Match: "data", Do: `rewrite tcp.payload = "a \" b", ip.ttl = 3 keep-checksum`}, ""},
	{"syn rewrite tcp.options = <mss  100,nop>", Rule{Match: "syn", Do: "rewrite tcp.options = <mss 100,nop>"}, "syn rewrite tcp.options = <mss 100,nop>"},
	{"syn#1 inject R. 0:0(0)  ack 1", Rule{Match: "syn", Nth: "1", Do: "inject R. 0:0(0) ack 1"}, "syn#1 inject R. 0:0(0) ack 1"},
	{"syn inject S. 0:0(0) ack 1 win 100 <mss 1460, sackOK> back after 10ms", Rule{Match: "syn", Do: "inject S. 0:0(0) ack 1 win 100 <mss 1460, sackOK> back after 10ms"}, ""},
	{"syn inject R from server until fin", Rule{Match: "syn", Do: "inject R from server until fin"}, ""},
	{"syn inject R to client now", Rule{Match: "syn", Do: "inject R to client"}, "syn inject R to client"},
	{"fin inject copy", Rule{Match: "fin", Do: "inject copy"}, ""},
	{"fin inject copy of syn#2 from client after 1h0m", Rule{Match: "fin", Do: "inject copy of syn#2 from client after 1h"}, "fin inject copy of syn#2 from client after 1h"},
	{"fin inject copy of packet 3", Rule{Match: "fin", Do: "inject copy of packet 3"}, ""},
	{"syn reject rst", Rule{Match: "syn", Do: "reject rst"}, ""},
	{"udp reject icmp port-unreachable", Rule{Match: "udp", Do: "reject icmp port-unreachable"}, ""},
	{"data reject icmp frag-needed mtu 1300", Rule{Match: "data", Do: "reject icmp frag-needed mtu 1300"}, ""},
	{"handshake-ack#1 pass", Rule{Match: "handshake-ack", Nth: "1", Do: "pass"}, ""},
	{"packet 17 drop", Rule{Packet: 17, Do: "drop"}, ""},
	{"on wan off name lossy data drop", Rule{Name: "lossy", Off: true, Wire: "wan", Match: "data", Do: "drop"}, "name lossy off on wan data drop"},
	{"  from client\tto\nserver   syn  #1   drop  ", Rule{From: "client", To: "server", Match: "syn", Nth: "1", Do: "drop"}, "from client to server syn#1 drop"},
}

func TestParseRule(t *testing.T) {
	for _, test := range lines {
		got, err := ParseRule(test.line, env)
		if err != nil {
			t.Errorf("%q: %v", test.line, err)
			continue
		}
		if diff := cmp.Diff(test.rule, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.line, diff)
		}
		canon := test.canon
		if canon == "" {
			canon = test.line
		}
		if s := got.String(); s != canon {
			t.Errorf("%q is written\n  %q, want\n  %q", test.line, s, canon)
		}
		if _, err := Compile([]Rule{got}, env); err != nil {
			t.Errorf("%q does not compile: %v", test.line, err)
		}
	}
}

func TestRuleJSON(t *testing.T) {
	for _, test := range lines {
		b, err := json.Marshal(test.rule)
		if err != nil {
			t.Fatal(err)
		}
		var got Rule
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.rule, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", b, diff)
		}
	}
	b, _ := json.Marshal(Rule{Packet: 17, Do: "drop"})
	if want := `{"packet":17,"do":"drop"}`; string(b) != want {
		t.Errorf("a decision by hand is %s, want %s", b, want)
	}
}

// drawRule makes a rule whose parts are canonical.
func drawRule(t *rapid.T) Rule {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	number := func(label string, least, most int) int { return rapid.IntRange(least, most).Draw(t, label) }
	hosts := []string{"", "client", "server", "router"}
	r := Rule{
		Name: pick("name", "", "lossy", "r1", "丢"), Off: rapid.Bool().Draw(t, "off"),
		From: pick("from", hosts...), To: pick("to", hosts...), Wire: pick("wire", "", "lan", "wan"),
		Chance: pickFloat(t),
	}
	match := func(label string) string {
		return pick(label, "any", "syn", "udp", "window-probe", "tcp.len > 0", "(tcp.len > 0 && ip.ttl < 3)", "role == data or fin", `tcp.payload contains "x # drop"`)
	}
	if rapid.Bool().Draw(t, "by number") {
		r.Packet = uint32(number("packet", 1, 1<<32-1))
	} else {
		r.Match = pick("match", "", match("which"))
		n := number("nth", 0, 5)
		r.Nth = []string{"", "1", "2..4", "3..", "1,3", fmt.Sprintf("%d,%d..", n+1, n+9)}[n]
	}
	length := func(label string) string {
		return formatDuration(time.Duration(number(label, 1, int(maxDuration))))
	}
	when := func() string {
		within := pick("limited", "", " within "+length("within"))
		return []string{"until t " + length("t"), "until step client.sent" + within, "until state client.state == TIME-WAIT" + within,
			"until " + match("until") + pick("until nth", "", "#2", "#77") + pick("until ends", "", " from client", " from client to server on lan", " on wan") + within}[number("when", 0, 3)]
	}
	after := func() string { return pick("after", "", " after "+length("later"), " "+when()) }
	seg := func() string {
		return pick("segment", "R", "S 0:0(0)", "R. 0:0(0) ack 1", "P. 1:1001(1000) ack 1 win 7 <mss 1460,sackOK>", "none 5:5(0)") + pick("way", "", " back", " from client", " to server")
	}
	r.Do = []string{
		"drop", "pass", "delay " + length("delay"), "delay 10ms.." + formatDuration(time.Second+time.Duration(number("most", 0, 1e9))), "delay " + when(),
		fmt.Sprintf("reorder %d", number("behind", 1, maxReorder)), "reorder 1 within 1m3s",
		"duplicate" + after(), fmt.Sprintf("duplicate %d", number("copies", 2, maxCopies)) + after(),
		fmt.Sprintf("corrupt bit %d", number("bit", 0, maxBit)), "corrupt " + pick("corrupt", "payload", "ip.ttl", "tcp.seq_raw") + pick("mend", "", " mend"),
		"rewrite " + pick("edits", "ip.ttl = 3", "tcp.seq = 1, tcp.flags = R.", `tcp.payload = "x, y"`) + pick("keep", "", " keep-checksum"),
		"inject " + seg() + after(), "inject copy" + pick("of", "", " of packet 9", " of syn#2 from client", " of "+match("copied")) + after(),
		"reject rst", "reject icmp admin-prohibited", fmt.Sprintf("reject icmp packet-too-big mtu %d", number("mtu", 1, maxMTU)),
	}[number("do", 0, 16)]
	return r
}

func pickFloat(t *rapid.T) float64 {
	return rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-9, 100), rapid.Just(100.0)).Draw(t, "chance")
}

func TestRuleRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRule(t)
		got, err := ParseRule(r.String(), env)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if diff := cmp.Diff(r, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", r.String(), diff)
		}
		if _, err := Compile([]Rule{r}, env); err != nil {
			t.Fatalf("%v", err)
		}
	})
}

func FuzzParseRule(f *testing.F) {
	for _, test := range lines {
		f.Add(test.line)
	}
	for _, test := range badLines {
		f.Add(test)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, err := ParseRule(line, env)
		if err != nil {
			e, ok := err.(*Error)
			if !ok || e.Offset < 0 || e.Offset > len(e.Text) || e.Problem == "" {
				t.Fatalf("%q: the error has no place: %#v", line, err)
			}
			_ = err.Error()
			return
		}
		again, err := ParseRule(r.String(), env)
		if err != nil {
			if len(r.String()) > maxText {
				return
			}
			t.Fatalf("%q was read, and is written %q, which is not: %v", line, r.String(), err)
		}
		if again != r {
			t.Fatalf("%q is read as %+v, written as %q and read as %+v", line, r, r.String(), again)
		}
		if _, err := Compile([]Rule{r}, env); err != nil {
			t.Fatalf("%q was read and does not compile: %v", line, err)
		}
	})
}
