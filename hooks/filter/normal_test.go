package filter

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"netlab/hooks/segment"
)

// sameAgain says that the normal form of a program compiles to a program that
// has the same normal form, asks for the same, and matches the same frames.
func sameAgain(t interface {
	Fatalf(string, ...any)
}, p *Program, on []*Subject,
) {
	q, err := Compile(p.String(), lab)
	if err != nil {
		t.Fatalf("the normal form does not compile: %v", err)
	}
	if q.String() != p.String() {
		t.Fatalf("the normal form has another normal form:\n%s\n%s", p, q)
	}
	if q.UsesPacket() != p.UsesPacket() {
		t.Fatalf("%s: uses a packet: %v, and its normal form: %v", p, p.UsesPacket(), q.UsesPacket())
	}
	if diff := cmp.Diff(matching(p, on), matching(q, on)); diff != "" {
		t.Fatalf("%s: the normal form matches other frames:\n%s", p, diff)
	}
}

func TestNormalForm(t *testing.T) {
	for src, want := range map[string]string{
		`syn`:                                              `role == syn`,
		`  tcp.port   eq 0x50 `:                            `tcp.port == 0x50`,
		`tcp.port ne 0120`:                                 `tcp.port != 80`,
		`any tcp.port != 80`:                               `any tcp.port != 80`,
		`tcp.port !== 80`:                                  `any tcp.port != 80`,
		`tcp.port === 80`:                                  `all tcp.port == 80`,
		`all tcp.port ne 80`:                               `tcp.port != 80`,
		`any tcp.port == 80`:                               `tcp.port == 80`,
		`tcp.port not in {80,443 , 1 .. 5}`:                `!(tcp.port in {80, 443, 1..5})`,
		`not (tcp and (udp or icmp))`:                      `!(tcp && (udp || icmp))`,
		`(tcp and udp) or icmp`:                            `tcp && udp || icmp`,
		`tcp xor (udp xor icmp)`:                           `tcp ^^ udp ^^ icmp`,
		`not tcp.port == 80 and not tcp and not not udp`:   `!(tcp.port == 80) && !tcp && udp`,
		strings.Repeat("not ", 63) + `tcp.len == 1`:        `!(tcp.len == 1)`,
		`((syn))`:                                          `role == syn`,
		`ip.addr == 10.1.2.3/8`:                            `ip.addr == 10.0.0.0/8`,
		`ip.addr == 10.1.2.3/32`:                           `ip.addr == 10.1.2.3`,
		`ipv6.addr == FD00:0::1`:                           `ipv6.addr == fd00::1`,
		`client.state == estab`:                            `client.state == ESTABLISHED`,
		`from == "client"`:                                 `from == client`,
		`frame.time_relative > 90`:                         `frame.time_relative > 1m30s`,
		`tcp.payload[0-3] == 47-45-54-20`:                  `tcp.payload[0:4] == 47:45:54:20`,
		`tcp.payload[3] == 'G'`:                            `tcp.payload[3:1] == "G"`,
		`tcp.payload[:4] & ff000000 == 0x47000000`:         ``,
		`tcp.payload[:2] & 0xff00 == 0x4700`:               `tcp.payload[0:2] & ff:00 == 47:00`,
		`tcp.flags bitwise_and 2`:                          `tcp.flags & 0x2`,
		`tcp.payload ~ r"\d"`:                              `tcp.payload matches "\\d"`,
		`tcp.payload contains "\x00\x7f\"é\xff"`:           `tcp.payload contains "\x00\x7f\"é\xff"`,
		`udp.checksum.status == "not present"`:             `udp.checksum.status == "Not present"`,
		`udp.checksum.status in { bad, 1 }`:                `udp.checksum.status in {"Bad", 1}`,
		`tcp.flags.syn == True && tcp.flags.ack == FALSE`:  `tcp.flags.syn == 1 && tcp.flags.ack == 0`,
		`ip.host == 10.0.0.1 and ip.src_host matches "1$"`: `ip.host == "10.0.0.1" && ip.src_host matches "1$"`,
		`tcp.srcport == tcp.dstport or ip.src eq ip.dst`:   `tcp.srcport == tcp.dstport || ip.src == ip.dst`,
	} {
		p, err := Compile(src, lab)
		if want == "" {
			if err == nil {
				t.Errorf("%s compiles", src)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", src, err)
		} else if p.String() != want {
			t.Errorf("%s:\n got %s\nwant %s", src, p, want)
		}
	}
	on := subjects(segment.Ethernet)
	for levels, fits := range map[int]bool{31: true, 32: false} { // the parentheses around tcp.len == 1 count too
		src := strings.Repeat("!(tcp && ", levels) + "!tcp.len == 1" + strings.Repeat(")", levels)
		if p, err := Compile(src, lab); (err == nil) != fits {
			t.Errorf("%d levels: %v", levels, err)
		} else if fits {
			sameAgain(t, p, on)
		}
	}
	for _, tt := range matches {
		sameAgain(t, mustCompile(t, tt.expr), on)
	}
}

// expression draws an expression out of the tests' comparisons.
func expression(t *rapid.T, depth int) string {
	pick := rapid.IntRange(0, 7).Draw(t, "shape")
	if depth == 0 {
		pick = 0
	}
	space := func() string { return rapid.SampledFrom([]string{" ", "  ", "\t", "\n"}).Draw(t, "space") }
	sub := func() string { return expression(t, depth-1) }
	switch pick {
	case 1:
		return sub() + space() + rapid.SampledFrom([]string{"&&", "and"}).Draw(t, "and") + space() + sub()
	case 2:
		return sub() + space() + rapid.SampledFrom([]string{"||", "or"}).Draw(t, "or") + space() + sub()
	case 3:
		return sub() + space() + rapid.SampledFrom([]string{"^^", "xor"}).Draw(t, "xor") + space() + sub()
	case 4:
		return "not " + sub()
	case 5:
		return "!" + sub()
	case 6:
		return "(" + sub() + ")"
	}
	return matches[rapid.IntRange(0, len(matches)-1).Draw(t, "case")].expr
}

func TestNormalFormOfAny(t *testing.T) {
	on := subjects(segment.Ethernet)
	rapid.Check(t, func(t *rapid.T) {
		src := expression(t, 4)
		p, err := Compile(src, lab)
		if err != nil {
			if len(src) > 1000 && strings.Contains(err.Error(), "octets") {
				t.Skip("too long")
			}
			t.Fatalf("%v", err)
		}
		sameAgain(t, p, on)
		not, err := Compile("not ("+src+")", lab)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for _, s := range on {
			if p.UsesPacket() && p.Match(s) == not.Match(s) {
				t.Fatalf("%s and its contrary are the same of frame %d", src, s.Packet)
			}
		}
	})
}
