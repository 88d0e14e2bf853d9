package segment

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTshark has tshark read the same packets, and compares every field and
// every checksum: names, units and values of the table are Wireshark's.
func TestTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	for _, f := range []Framing{IP, Ethernet} {
		t.Run(f.String(), func(t *testing.T) {
			var names []string
			var packets [][]byte
			for name, c := range captures {
				if c.framing == f {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			for _, name := range names {
				_, raw := capture(t, name)
				packets = append(packets, raw)
			}
			if f == IP { // one with wrong checksums, one with every bit of the header set that may be
				_, raw := capture(t, "data v4 with IP options")
				raw[len(raw)-1]++
				raw[8]++
				names, packets = append(names, "bad checksums"), append(packets, raw)
				raw = must(t, Spec{Src: addr("10.1.2.3"), Dst: addr("10.3.2.1"), TTL: 3, TOS: 0xb9, ID: 77, SrcPort: 1, DstPort: 65535,
					Flags: 0xfff &^ SYN, Seq: 4_000_000_000, Ack: 5, Urgent: 1, Window: 9, Options: "nop,nop,TS val 7 ecr 8,sack 1 {3:9}", Bytes: 3})
				names, packets = append(names, "all flags"), append(packets, raw)
				raw = must(t, Spec{Src: addr("fd00::1"), Dst: addr("fd00::2"), TOS: 0xb9, Proto: ICMPv6, Type: 2, MTU: 1300, Bytes: 60})
				names, packets = append(names, "too big"), append(packets, raw)
			}
			compareWithTshark(t, f, names, packets)
		})
	}
}

func must(t testing.TB, sp Spec) []byte {
	t.Helper()
	raw, err := Build(sp)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func compareWithTshark(t *testing.T, f Framing, names []string, packets [][]byte) {
	args := []string{"-r", writePcap(t, f, packets), "-T", "fields", "-E", "occurrence=f", "-E", "separator=|",
		"-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
		"-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"}
	var asked []*Field
	for i := range fields {
		// These it does not print as values: a protocol, bytes without a name.
		if n := fields[i].Name; n != "tcp.options.sack_perm" && n != "tcp.options" {
			asked = append(asked, &fields[i])
			args = append(args, "-e", n)
		}
	}
	sums := []string{"ip.checksum.status", "tcp.checksum.status", "udp.checksum.status", "icmp.checksum.status", "icmpv6.checksum.status"}
	for _, s := range sums {
		args = append(args, "-e", s)
	}
	var stderr bytes.Buffer
	cmd := exec.Command("tshark", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, &stderr)
	}
	lines := strings.Split(strings.TrimRight(string(out), "\n"), "\n")
	if len(lines) != len(packets) {
		t.Fatalf("tshark read %d packets of %d:\n%s", len(lines), len(packets), out)
	}
	for i, line := range lines {
		s := Decode(f, packets[i])
		cells := strings.Split(line, "|")
		for j, fd := range asked {
			got, _ := fd.Get(f, packets[i], &s)
			if want := cells[j]; !sameValue(fd, got, want) && applies(fd, &s) {
				t.Errorf("%s: %s is %q, tshark says %q", names[i], fd.Name, got, want)
			}
		}
		ip, transport := VerifyChecksums(f, packets[i], &s)
		cells = cells[len(asked):]
		if got := tsharkStatus(ip); cells[0] != "" && got != cells[0] {
			t.Errorf("%s: IP checksum %v, tshark says %s", names[i], ip, cells[0])
		}
		if want := strings.Join(cells[1:], ""); want != "" && tsharkStatus(transport) != want {
			t.Errorf("%s: transport checksum %v, tshark says %s", names[i], transport, want)
		}
	}
}

// applies: the octets behind an ICMP message's checksum are one thing or the
// other to Wireshark, by type; netlab edits what it is told to.
func applies(fd *Field, s *Segment) bool {
	switch fd.Name {
	case "icmp.mtu":
		return s.Type == 3
	case "icmp.ident", "icmp.seq":
		return s.Type == 8 || s.Type == 0
	case "icmpv6.mtu":
		return s.Type == 2
	case "icmpv6.echo.identifier", "icmpv6.echo.sequence_number":
		return s.Type >= 128
	case "ip.version":
		return s.Version == 4 // tshark gives it to IPv6 too
	case "tcp.payload":
		return s.Flags&RST == 0 // there tshark calls it tcp.reset_cause
	case "udp.payload":
		return false // 4.0 hands it to the next dissector and prints it only where there is none
	}
	return true
}

func sameValue(fd *Field, got, want string) bool {
	switch fd.Kind {
	case Text:
		return hex.EncodeToString([]byte(got)) == want
	case EtherAddr, IPv4Addr, IPv6Addr:
		return got == want
	}
	if got == "" || want == "" {
		return got == want
	}
	if fd.Kind == FlagSet {
		v, err := fd.parse(got)
		return err == nil && strconv.FormatUint(v.number, 10) == decimal(want)
	}
	if fd.Name == "tcp.flags.res" && decimal(want) == "1" {
		return got != "0" // a boolean of three bits there
	}
	return decimal(got) == decimal(want)
}

func decimal(s string) string {
	switch s {
	case "True":
		return "1"
	case "False":
		return "0"
	}
	v, err := strconv.ParseUint(s, 0, 64)
	if err != nil {
		return s
	}
	return strconv.FormatUint(v, 10)
}

func tsharkStatus(c ChecksumStatus) string {
	return map[ChecksumStatus]string{ChecksumBad: "0", ChecksumGood: "1", ChecksumUnverifiable: "2", NoChecksum: "3"}[c]
}

// writePcap writes the old pcap format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html
func writePcap(t *testing.T, f Framing, packets [][]byte) string {
	link := uint32(101) // LINKTYPE_RAW
	if f == Ethernet {
		link = 1
	}
	var b []byte
	for _, v := range []uint32{0xa1b2c3d4, 2<<16 | 4, 0, 0, 65535, link} {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	for i, p := range packets {
		for _, v := range []uint32{uint32(i), 0, uint32(len(p)), uint32(len(p))} {
			b = binary.BigEndian.AppendUint32(b, v)
		}
		b = append(b, p...)
	}
	path := filepath.Join(t.TempDir(), "packets.pcap")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
