package segment

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// samples has a packet for every header that fields are in.
func samples(t testing.TB) map[string]struct {
	f   Framing
	raw []byte
} {
	m := map[string]struct {
		f   Framing
		raw []byte
	}{}
	for name := range captures {
		f, raw := capture(t, name)
		m[name] = struct {
			f   Framing
			raw []byte
		}{f, raw}
	}
	return m
}

// otherValues are values of a field: the least, the greatest, one between.
func otherValues(fd *Field) []string {
	switch fd.Kind {
	case Bool:
		return []string{"0", "1"}
	case FlagSet:
		return []string{"S.", "none", "FSRP.UEWe", "0xe02"}
	case IPv4Addr:
		return []string{"0.0.0.0", "192.0.2.200", "255.255.255.255"}
	case IPv6Addr:
		return []string{"::", "2001:db8::5"}
	case EtherAddr:
		return []string{"00:00:00:00:00:00", "fe:dc:ba:98:76:54"}
	case Sum:
		return []string{"0x0000", "0xbeef", "0xffff"}
	}
	top := uint64(1)<<fd.Bits - 1
	unit := max(fd.unit, 1)
	return []string{"0", decimalOf(top / 2 * unit), decimalOf(top * unit)}
}

func decimalOf(v uint64) string { return string(appendUint(v)) }

func appendUint(v uint64) []byte {
	if v < 10 {
		return []byte{'0' + byte(v)}
	}
	return append(appendUint(v/10), '0'+byte(v%10))
}

// TestEditFixed: a field of fixed width is set, read back, and nothing beyond its
// bits has changed; the input never.
func TestEditFixed(t *testing.T) {
	edited := map[string]bool{}
	for name, p := range samples(t) {
		s := Decode(p.f, p.raw)
		for _, fd := range Fields() {
			at, ok := fd.place(p.f, p.raw, &s)
			if !ok || fd.in >= inMSS {
				continue
			}
			edited[fd.Name] = true
			for _, value := range otherValues(&fd) {
				before := bytes.Clone(p.raw)
				out, err := Edit(p.f, p.raw, fd.Name, value)
				if err != nil {
					t.Fatalf("%s: %s = %s: %v", name, fd.Name, value, err)
				}
				if !bytes.Equal(before, p.raw) {
					t.Fatalf("%s: %s changes its input", name, fd.Name)
				}
				// Read with the old segment: the new value may make another packet of it.
				if got, ok := fd.Get(p.f, out, &s); !ok || got != value {
					t.Errorf("%s: %s = %s is read back as %s, %v", name, fd.Name, value, got, ok)
				}
				for bit := range len(out) * 8 {
					if in := bit - at*8; in >= fd.at && in < fd.at+fd.Bits {
						continue
					}
					if getBits(out, bit, 1) != getBits(p.raw, bit, 1) {
						t.Fatalf("%s: %s = %s changes bit %d of octet %d", name, fd.Name, value, bit%8, bit/8)
					}
				}
			}
		}
	}
	for _, fd := range fields {
		if fd.in < inMSS && !edited[fd.Name] {
			t.Errorf("no sample packet has %s", fd.Name)
		}
	}
}

func TestEditOptions(t *testing.T) {
	const full = "mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 7"
	for _, c := range []struct{ before, field, value, after string }{
		{full, "tcp.options.mss_val", "536", "mss 536,sackOK,TS val 1 ecr 2,nop,wscale 7"},
		{full, "tcp.options.mss_val", "none", "sackOK,TS val 1 ecr 2,nop,wscale 7"},
		{full, "tcp.options.wscale.shift", "14", "mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 14"},
		{full, "tcp.options.wscale.shift", "none", "mss 1460,sackOK,TS val 1 ecr 2"},
		{full, "tcp.options.sack_perm", "0", "mss 1460,TS val 1 ecr 2,nop,wscale 7,eol"},
		{full, "tcp.options.sack_perm", "1", full},
		{full, "tcp.options.timestamp.tsval", "0xffffffff", "mss 1460,sackOK,TS val 4294967295 ecr 2,nop,wscale 7"},
		{full, "tcp.options.timestamp.tsecr", "9", "mss 1460,sackOK,TS val 1 ecr 9,nop,wscale 7"},
		{full, "tcp.options.timestamp.tsval", "none", "mss 1460,sackOK,nop,wscale 7,eol"},
		{full, "tcp.options", "none", ""},
		{full, "tcp.options", "nop,nop,sack 1:2", "nop,nop,sack 1 {1:2}"},
		{"nop,nop,TS val 1 ecr 2", "tcp.options.timestamp.tsecr", "none", ""},
		{"", "tcp.options.mss_val", "1000", "mss 1000"},
		{"", "tcp.options.timestamp.tsecr", "5", "TS val 0 ecr 5,eol"},
		{"", "tcp.options.sack_perm", "none", ""},
		{"wscale 3", "tcp.options.sack_perm", "true", "wscale 3,sackOK,eol"},
		{"unknown-3 0x0102", "tcp.options.wscale.shift", "4", "wscale 4,eol"},
	} {
		for _, ip := range [][2]string{{"10.0.0.1", "10.0.0.2"}, {"fd00::1", "fd00::2"}} {
			sp := Spec{Framing: Ethernet, Src: addr(ip[0]), Dst: addr(ip[1]), Flags: SYN, Options: c.before, Payload: "body"}
			raw := append(must(t, sp), "trailer"...)
			out, err := Edit(Ethernet, raw, c.field, c.value)
			if err != nil {
				t.Errorf("<%s> %s = %s: %v", c.before, c.field, c.value, err)
				continue
			}
			Mend(Ethernet, out)
			sp.Options = c.after
			if want := append(must(t, sp), "trailer"...); !bytes.Equal(out, want) {
				t.Errorf("<%s> %s = %s\n got %x\nwant %x", c.before, c.field, c.value, out, want)
			}
			fd, _ := FieldNamed(c.field)
			s := Decode(Ethernet, out)
			got, has := fd.Get(Ethernet, out, &s)
			if removed := c.value == "none" || c.value == "0"; fd.Kind != OptionList && has == removed {
				t.Errorf("<%s> %s = %s: then it is %q, %v", c.before, c.field, c.value, got, has)
			}
		}
	}
}

func TestEditPayload(t *testing.T) {
	for _, c := range []struct {
		proto       Proto
		field, text string
		want        string
	}{
		{TCP, "tcp.payload", "a longer text", "a longer text"},
		{TCP, "tcp.payload", "", ""},
		{TCP, "tcp.payload", `"\x00\xff"`, "\x00\xff"},
		{UDP, "udp.payload", "hi", "hi"},
	} {
		for _, ip := range [][2]string{{"10.0.0.1", "10.0.0.2"}, {"fd00::1", "fd00::2"}} {
			sp := Spec{Proto: c.proto, Src: addr(ip[0]), Dst: addr(ip[1]), Payload: "hello"}
			if c.proto == TCP {
				sp.Options = "nop,nop,TS val 1 ecr 2"
			}
			raw := must(t, sp)
			out, err := Edit(IP, raw, c.field, c.text)
			if err != nil {
				t.Error(err)
				continue
			}
			Mend(IP, out)
			sp.Payload = c.want
			if want := must(t, sp); !bytes.Equal(out, want) {
				t.Errorf("%s = %q\n got %x\nwant %x", c.field, c.text, out, want)
			}
		}
	}
}

func TestEditErrors(t *testing.T) {
	for _, c := range []struct{ packet, field, value, says string }{
		{"syn", "tcp.window_size_valu", "1", "did you mean tcp.window_size_value?"},
		{"syn", "tcp.flags.rst", "1", "called tcp.flags.reset"},
		{"syn", "frame.number", "1", `no field that can be edited is called "frame.number"`},
		{"syn", "tcp.seq", "1", "write tcp.seq_raw"},
		{"syn", "ip.addr", "10.0.0.1", "write src or dst"},
		{"syn", "tcp.srcport", "65536", "a number from 0 to 65535, saw \"65536\""},
		{"syn", "tcp.srcport", "-1", "from 0 to 65535"},
		{"syn", "tcp.srcport", "none", "from 0 to 65535"},
		{"syn", "tcp.hdr_len", "22", "a multiple of 4"},
		{"syn", "tcp.hdr_len", "64", "from 0 to 60"},
		{"syn", "tcp.flags", "X", "letters"},
		{"syn", "tcp.flags", "0x1000", "from 0 to 4095"},
		{"syn", "tcp.flags.syn", "yes", "1 or 0"},
		{"syn", "ip.src", "fd00::1", "an IPv4 address"},
		{"syn", "ip.src", "10.0.0", "an IPv4 address"},
		{"tcp v6", "ipv6.dst", "fe80::1%eth0", "an IPv6 address"},
		{"arp request", "eth.src", "02:00", "six octets"},
		{"syn", "tcp.options.mss_val", "70000", "or none to take the option out"},
		{"syn", "tcp.options", "mss", "saw the end"},
		{"syn", "tcp.payload", `"\z"`, "quotes"},
		{"syn", "udp.srcport", "1", "udp.srcport: this packet (tcp over IPv4) has no such field"},
		{"udp", "tcp.payload", "1", "has no such field"},
		{"syn", "udp.payload", "1", "has no such field"},
		{"syn", "eth.src", "02:00:00:00:00:01", "has no such field"},
		{"tcp v6", "ip.ttl", "1", "tcp over IPv6"},
		{"syn", "ipv6.fraghdr.more", "1", "has no such field"},
		{"later fragment v4", "tcp.srcport", "1", "fragment over IPv4"},
	} {
		f, raw := capture(t, c.packet)
		_, err := Edit(f, raw, c.field, c.value)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %s = %s: error %v, want %q in it", c.packet, c.field, c.value, err, c.says)
		}
	}
	raw := must(t, Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Options: "sack 1:2 3:4 5:6 7:8"})
	if _, err := Edit(IP, raw, "tcp.options.timestamp.tsval", "1"); err == nil || !strings.Contains(err.Error(), "room for 40") {
		t.Errorf("too many options: %v", err)
	}
	raw = must(t, Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Options: "raw 0x02ff0000"})
	if _, err := Edit(IP, raw, "tcp.options.mss_val", "1"); err == nil || !strings.Contains(err.Error(), "cannot be read (raw 0x02ff0000)") {
		t.Errorf("broken options: %v", err)
	}
	raw = must(t, Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Bytes: 60000})
	if _, err := Edit(IP, raw, "tcp.payload", strings.Repeat("x", 65500)); err == nil || !strings.Contains(err.Error(), "65535 octets") {
		t.Errorf("too long: %v", err)
	}
}

// TestFieldTable: the manual is printed from it.
func TestFieldTable(t *testing.T) {
	var names []string
	for _, fd := range Fields() {
		if fd.Doc == "" || fd.Kind.String() == "?" {
			t.Errorf("%s is not explained", fd.Name)
		}
		if err := fd.Check("\x00"); err == nil && fd.Kind != Text {
			t.Errorf("%s takes anything", fd.Name)
		}
		names = append(names, fd.Name)
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(fields) {
		t.Error("a name stands twice")
	}
}
