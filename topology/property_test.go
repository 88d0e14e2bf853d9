package topology

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"netlab/hooks/event"
)

// someRules draws rules of every action.
func someRules(t *rapid.T) []string {
	actions := []string{
		"pass", "drop", "delay 7ms", "delay 1ms..9ms", "delay until t 40ms", "delay until any#2 from b within 30ms",
		"delay until any#3", "delay until udp from a within 11ms", "delay until step p.one", "delay until step p.one within 3ms",
		"delay until state a.state == ESTABLISHED within 5ms", "reorder 1", "reorder 2 within 4ms", "duplicate", "duplicate 3",
		"duplicate after 12ms", "duplicate 2 until any#1 from b", "rewrite ip.ttl=9", "rewrite udp.srcport=99", "corrupt bit 230",
		"corrupt payload mend", "corrupt udp.checksum", "inject copy", "inject copy after 6ms", "inject copy of packet 2 after 1ms",
		"inject copy of any#2 from a", "inject copy until any from a within 8ms", "reject icmp port-unreachable",
	}
	var rules []string
	for range rapid.IntRange(0, 5).Draw(t, "rules") {
		r := rapid.SampledFrom([]string{"any", "from a any", "from b any", "udp.srcport == 1000", "ip.ttl == 9", "icmp"}).Draw(t, "match")
		r += rapid.SampledFrom([]string{"", "#1", "#2..4", "#3..", "#1,3"}).Draw(t, "nth")
		r += rapid.SampledFrom([]string{"", "", " chance 50%"}).Draw(t, "chance")
		rules = append(rules, r+" "+rapid.SampledFrom(actions).Draw(t, "action"))
	}
	return rules
}

// TestChainNeitherLosesNorInvents draws rules, links and packets, and then wants
// every packet to be accounted for once: delivered, dropped by a verdict, replaced
// by what it was made into, or lost for a reason. What is delivered is what was
// sent, octet for octet, unless a verdict made it.
func TestChainNeitherLosesNorInvents(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := line(2, LinkProps{})
		for d := range p.Wires[0].Props {
			p.Wires[0].Props[d] = LinkProps{
				Delay:  time.Duration(rapid.IntRange(0, 5).Draw(r, "delay")) * ms,
				Jitter: time.Duration(rapid.IntRange(0, 3).Draw(r, "jitter")) * ms,
				Rate:   rapid.SampledFrom([]int64{0, 0, 100_000}).Draw(r, "rate"),
				Queue:  rapid.IntRange(0, 3).Draw(r, "queue"),
				Loss:   rapid.SampledFrom([]float64{0, 0, 0.2}).Draw(r, "loss"),
			}
		}
		p.Wires[0].GRO = rapid.Bool().Draw(r, "gro")
		rules := someRules(r)
		w := newWorld(r, p, rules)
		written := map[string]int{}
		for i := range rapid.IntRange(1, 12).Draw(r, "bursts") {
			host := rapid.IntRange(0, 1).Draw(r, "host")
			at := time.Duration(rapid.IntRange(0, 60).Draw(r, "at")) * ms
			var raws [][]byte
			for j := range rapid.IntRange(1, 4).Draw(r, "packets") {
				raw := w.datagram(host, fmt.Sprintf("%d.%d", i, j))
				raws = append(raws, raw)
				written[string(raw)]++
			}
			w.at(at, func() { w.write(host, 0, raws...) })
		}
		if rapid.Bool().Draw(r, "step") {
			w.at(20*ms, func() { w.net.StepPassed("p.one") })
		}
		if rapid.Bool().Draw(r, "unplug") {
			w.at(30*ms, func() { w.net.Plug(1, false) })
			w.at(32*ms, func() { w.net.Plug(1, true) })
		}
		w.run()
		w.net.DropHeld()
		if !w.net.Quiet() {
			r.Fatalf("the run is over, and packets are on their way still\n%s", w.story())
		}
		w.sound()

		// The record tells of what was written, and of what was delivered.
		given := map[string]int{}
		for _, f := range w.fakes {
			for _, a := range f.got {
				given[string(a.raw)]++
			}
		}
		bytes := map[uint32]string{} // of every packet that a host wrote or a verdict made
		made := map[uint32]event.Action{}
		for e := range w.log.All() {
			switch e.Kind {
			case event.Send:
				written[string(e.Raw)]--
				bytes[e.Packet] = string(e.Raw)
			case event.Verdict:
				if _, known := bytes[e.Packet]; !known {
					bytes[e.Packet], made[e.Packet] = string(e.Raw), e.Action
					if o, ok := bytes[e.Origin]; ok && (e.Action == event.Duplicate || e.Action == event.Inject) && o != string(e.Raw) {
						r.Fatalf("packet %d is a copy of %d and has other octets", e.Packet, e.Origin)
					}
				}
			case event.Deliver:
				given[string(e.Raw)]--
				if bytes[e.Packet] != string(e.Raw) {
					r.Fatalf("packet %d was delivered with other octets than it was sent with (made by %q)", e.Packet, made[e.Packet])
				}
			}
		}
		for raw, n := range written {
			if n != 0 {
				r.Fatalf("%q was written %d times more than the record tells", raw, n)
			}
		}
		for raw, n := range given {
			if n != 0 {
				r.Fatalf("%q was given %d times more than the record tells", raw, n)
			}
		}
		for id, a := range made {
			switch a {
			case event.Duplicate, event.Rewrite, event.Corrupt, event.Inject, event.Reject:
			default:
				r.Fatalf("packet %d came up by the verdict %s", id, a)
			}
		}
	})
}
