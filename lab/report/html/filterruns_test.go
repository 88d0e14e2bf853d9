package html

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/hooks/segment"
	"netlab/lab/words"
	"netlab/labs/labstest"
)

// dozen are runs of the catalogue that have between them what a filter may ask:
// losses, routers, several connections, UDP, ICMP, resets, SACKs, closed windows.
var dozen = []struct{ lab, variant string }{
	{"handshake-loss", "synack"}, {"demultiplexing", "two-hosts"}, {"sack", "with"}, {"connection-refused", "closed-port"},
	{"segment-size", "told"}, {"udp-vs-tcp", "lossy"}, {"header-tour", "tour"}, {"flow-control", "zero"}, {"simultaneous-close", "crossing"},
	{"corruption", "payload"}, {"half-open", "data"}, {"old-duplicate", "entered"},
}

// TestFilterRuns asks the corpus, with the hosts' and wires' names put in, and drawn
// expressions, of runs.
func TestFilterRuns(t *testing.T) {
	right, wrong := corpus(t)
	for i, tt := range dozen {
		t.Run(tt.lab+"."+tt.variant, func(t *testing.T) {
			log := labstest.Variant(t, tt.lab, tt.variant)
			named := func(exprs []string) (out []string) {
				hosts, wires := log.Names().Hosts, log.Names().Wires
				put := strings.NewReplacer("client", hosts[0], "server", hosts[len(hosts)-1], "r-1", hosts[len(hosts)/2], "left", wires[0], "right", wires[len(wires)-1], "7777", "80", "GET", "abc")
				for _, src := range exprs {
					out = append(out, put.Replace(src))
				}
				return out
			}
			exprs := append(named(right), named(wrong)...)
			exprs = append(exprs, named(drawn(right, append(right, wrong...), 100+i))...)
			if n := same(t, log, exprs); n < 100 {
				t.Errorf("the expressions match %d events only", n)
			}
		})
	}
}

// TestFilterPart asks a record that begins in the middle.
func TestFilterPart(t *testing.T) {
	whole := labstest.Variant(t, "handshake-loss", "synack")
	part := new(event.Log)
	for e := range whole.All() {
		if e.N > 12 && e.N != 20 {
			part.Put(e)
		}
	}
	table := newFieldTable(part)
	if len(table.About) != whole.Len() || len(table.Stand) != whole.Len() {
		t.Fatalf("%d events have a place, want %d", len(table.About), whole.Len())
	}
	for i, packet := range table.About {
		var e event.Event
		whole.At(i, &e)
		want := e.Packet
		if e.N <= 12 || e.N == 20 { // not in the record
			want = 0
		}
		if packet != want {
			t.Errorf("event %d is about packet %d, want %d", e.N, packet, want)
		}
	}
}

// TestFilterStates: the states that the page answers with are those that the desk
// had. A rule that lets pass what an expression fits marks the packets.
func TestFilterStates(t *testing.T) {
	env := hooks.Env{Hosts: []string{"client", "server"}}
	var exprs []string
	for _, state := range event.StateNames() {
		for _, who := range []string{"from", "to", "client", "server"} {
			exprs = append(exprs, who+".state == "+state)
		}
	}
	for _, tt := range []struct{ lab, variant string }{{"handshake-loss", "synack"}, {"teardown", "four"}, {"simultaneous-close", "crossing"}} {
		met := 0
		for _, src := range exprs {
			rule, err := hooks.ParseRule(src+" pass", env)
			if err != nil {
				t.Fatal(err)
			}
			log := labstest.Variant(t, tt.lab, tt.variant, rule)
			table, own := newFieldTable(log), event.RuleID(len(log.Names().Rules))
			var desk, page []uint32
			answers := askGo(log, table, []string{src})[0].Events
			for e := range log.All() {
				if e.Kind != event.Verdict || e.Rule != 0 && e.Rule != own {
					continue
				}
				if e.Rule == own {
					desk = append(desk, e.N)
				}
				if slices.Contains(answers, int(e.N)) {
					page = append(page, e.N)
				}
			}
			if diff := cmp.Diff(desk, page); diff != "" {
				t.Errorf("%s.%s: %s (-desk +page):\n%s", tt.lab, tt.variant, src, diff)
			}
			met += len(desk)
		}
		if met == 0 {
			t.Errorf("%s.%s: no expression fits anything", tt.lab, tt.variant)
		}
	}
}

// TestPack: what is packed is unpacked to the same by the page's script, whatever it
// is, and a run's packets get shorter.
func TestPack(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: apt-get install nodejs")
	}
	var samples [][]byte
	for n := range 40 {
		samples = append(samples, bytes.Repeat([]byte{'a'}, n), bytes.Repeat([]byte("abcdefg"), n*50))
	}
	gen := rapid.SliceOfN(rapid.SampledFrom([]byte("aab")), 0, 400)
	wide := rapid.SliceOfN(rapid.Byte(), 0, 700)
	for i := range 200 {
		samples = append(samples, gen.Example(i), append(wide.Example(i), gen.Example(i)...), bytes.Repeat(wide.Example(i), 1+i%4))
	}
	far := wide.Example(1)
	samples = append(samples, append(append(slices.Clone(far), make([]byte, 70000)...), far...))
	var tables []map[string]any
	var want []string
	for _, s := range samples {
		tables = append(tables, map[string]any{"packets": []int{1}, "sizes": []int{len(s)}, "bytes": base64.StdEncoding.EncodeToString(pack(s)), "header": []int{}, "values": []int{}})
		want = append(want, base64.StdEncoding.EncodeToString(s))
	}
	script := filepath.Join(t.TempDir(), "unpack.js")
	ask := `process.stdout.write(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map(t => Buffer.from(netlabPackets(t).bytes(1)).toString("base64"))));`
	if err := os.WriteFile(script, []byte(packetsJS+ask), 0o600); err != nil {
		t.Fatal(err)
	}
	input, _ := json.Marshal(tables)
	cmd := exec.Command(node, script)
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("sample %d, %q, comes back as %q", i, samples[i], got[i])
		}
	}
	text := bytes.Repeat([]byte("what programs send repeats itself; "), 100)
	if n := len(pack(text)); n > len(text)/10 {
		t.Errorf("%d octets of repetitions are packed into %d", len(text), n)
	}
}

// TestPacketFields: every header field has a place in the packet, and there stands
// what is shown.
func TestPacketFields(t *testing.T) {
	log := capture(t)
	var b strings.Builder
	for e := range log.All() {
		if e.Packet == 0 {
			continue
		}
		fmt.Fprintf(&b, "packet %d\n", e.Packet)
		for _, f := range packetFields(segment.Fields(), segment.Ethernet, e) {
			if f.At < 0 || f.Bits <= 0 || f.At+f.Bits > len(e.Raw)*8 {
				t.Errorf("packet %d: %s lies outside of it: %d bits from %d", e.Packet, f.Name, f.Bits, f.At)
			}
			fmt.Fprintf(&b, "  %3d.%d %3d bits  %s = %s\n", f.At/8, f.At%8, f.Bits, f.Name, f.Value)
		}
	}
	golden(t, "packetfields.txt", []byte(b.String()))
}

// TestFieldKinds: what a field is has a word in the refusals.
func TestFieldKinds(t *testing.T) {
	for _, f := range filter.Fields() {
		if !words.Has("filter.kind." + f.Kind) {
			t.Errorf("%s: the page has no word for %q", f.Name, f.Kind)
		}
	}
}
