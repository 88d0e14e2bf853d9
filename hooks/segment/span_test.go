package segment

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"testing"
)

var (
	a4, b4 = netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")
	a6, b6 = netip.MustParseAddr("fd00::1"), netip.MustParseAddr("fd00::2")
)

// TestSpan reads every field of some packets a second time, by the place that Span
// tells, and wants what Get tells.
func TestSpan(t *testing.T) {
	for _, tt := range []struct {
		name   string
		spec   Spec
		fields int // how many have a place
	}{
		{"syn with options", Spec{Framing: Ethernet, Src: a4, Dst: b4, SrcPort: 4000, DstPort: 80, Flags: SYN, Options: "nop,mss 1460,sackOK,TS val 7 ecr 9,nop,wscale 7"}, 45},
		{"data over IPv6", Spec{Src: a6, Dst: b6, SrcPort: 4000, DstPort: 80, Flags: ACK | PSH, Payload: "hello"}, 30},
		{"a later fragment over IPv6", Spec{Src: a6, Dst: b6, ID: 9, FragOffset: 16, Payload: "rest"}, 14},
		{"datagram", Spec{Proto: UDP, Src: a4, Dst: b4, SrcPort: 4000, DstPort: 53, Payload: "query"}, 22},
		{"datagram without data", Spec{Proto: UDP, Src: a4, Dst: b4, SrcPort: 4000, DstPort: 53}, 21},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw, framing := buildSpan(t, tt.spec), tt.spec.Framing
			s := Decode(framing, raw)
			placed := 0
			for i := range fields {
				fd := &fields[i]
				at, bits, ok := fd.Span(framing, raw, &s)
				want, has := fd.Get(framing, raw, &s)
				if !ok {
					if has && want != "" && want != "none" {
						t.Errorf("%s is %s, and has no place", fd.Name, want)
					}
					continue
				}
				placed++
				if at < 0 || bits <= 0 || at+bits > len(raw)*8 {
					t.Errorf("%s: %d bits from bit %d, of %d octets", fd.Name, bits, at, len(raw))
					continue
				}
				if got := readSpan(fd, raw, at, bits); got != want {
					t.Errorf("%s: at its place stands %s, and Get tells %s", fd.Name, got, want)
				}
			}
			if placed != tt.fields {
				t.Errorf("%d fields have a place, want %d", placed, tt.fields)
			}
		})
	}
}

func buildSpan(t *testing.T, spec Spec) []byte {
	t.Helper()
	raw, err := Build(spec)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// readSpan writes what stands at a place as the field's kind is written.
func readSpan(fd *Field, raw []byte, at, bits int) string {
	octets := raw[at/8 : (at+bits+7)/8]
	switch fd.Kind {
	case EtherAddr, IPv4Addr, IPv6Addr:
		return fd.addr(octets)
	case Text:
		return string(octets)
	case OptionList:
		return string(AppendOptions(nil, octets, 0))
	case OptionBool:
		return strconv.Itoa(int(octets[0]) / kindSACKOK)
	case FlagSet:
		return Flags(getBits(raw, at, bits)).String()
	case Sum:
		return fmt.Sprintf("0x%04x", getBits(raw, at, bits))
	}
	return strconv.FormatUint(getBits(raw, at, bits)*max(fd.unit, 1), 10)
}

// A damaged header's options have no place, and nothing panics.
func TestSpanOfDamage(t *testing.T) {
	whole := buildSpan(t, Spec{Src: a4, Dst: b4, SrcPort: 4000, DstPort: 80, Flags: SYN, Options: "mss 1460"})
	for n := range len(whole) {
		s := Decode(IP, whole[:n])
		for i := range fields {
			at, bits, ok := fields[i].Span(IP, whole[:n], &s)
			if ok && at+bits > n*8 {
				t.Errorf("cut to %d octets, %s ends at bit %d", n, fields[i].Name, at+bits)
			}
			if ok && strings.HasPrefix(fields[i].Name, "tcp.options") && n < len(whole) {
				t.Errorf("cut to %d octets, %s has a place", n, fields[i].Name)
			}
		}
	}
}
