package filter

import (
	"strings"
	"testing"

	"netlab/hooks/segment"
)

// hot are expressions as rules have them.
var hot = []struct{ name, expr string }{
	{"role", `syn`},
	{"role-from", `synack && from == server`},
	{"flags", `tcp.flags.syn == 1 && tcp.flags.ack == 0`},
	{"mask", `tcp.flags & 0x12 == 0x02`},
	{"cidr", `ip.addr == 10.0.0.0/24`},
	{"ports", `tcp.port in {80, 443, 1000..2000}`},
	{"typical", `tcp.flags.syn == 0 && ip.dst == 10.0.0.0/24 && tcp.len > 0`},
	{"six", `ipv6.addr == fd00::/64`},
	{"state", `client.state == TIME-WAIT`},
	{"slice", `tcp.payload[0:4] == 47:45:54:20`},
	{"contains", `tcp.payload contains "HTTP"`},
	{"matches", `tcp.payload matches "http"`},
	{"host-text", `ip.host == "10.0.0.1"`},
	{"mss", `tcp.options.mss_val > 1000`},
	{"sack", `tcp.options.sack_le == 6`},
	{"checksum", `tcp.checksum.status == Bad`},
}

func BenchmarkMatch(b *testing.B) {
	data := subjects(segment.IP)[3]
	for _, tt := range hot {
		b.Run(tt.name, func(b *testing.B) {
			p := mustCompile(b, tt.expr)
			b.ReportAllocs()
			for b.Loop() {
				p.Match(data)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(`tcp.flags.syn == 1 && ip.dst == 10.0.0.0/24 && tcp.port in {80, 443}`, lab); err != nil {
			b.Fatal(err)
		}
	}
}

// Nothing that an expression can ask of a packet allocates.
func TestMatchAllocatesNothing(t *testing.T) {
	on := subjects(segment.Ethernet)
	for _, tt := range matches {
		p := mustCompile(t, tt.expr)
		if underRace && strings.Contains(p.String(), " matches ") {
			continue
		}
		matching(p, on) // gives the scratch its room, and a regular expression its machine
		if n := testing.AllocsPerRun(20, func() {
			for _, s := range on {
				p.Match(s)
			}
		}); n > 0 {
			t.Errorf("%s allocates %v times in %d packets", tt.expr, n, len(on))
		}
	}
}
