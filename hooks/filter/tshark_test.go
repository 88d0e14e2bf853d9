package filter

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/segment"
)

// Link types of a capture file (tcpdump.org/linktypes.html).
const (
	linkEthernet = 1
	linkRaw      = 101
)

// strangers are words and whole expressions of TestMatch that Wireshark 4.0
// reads otherwise, or not at all, for a reason.
var strangers = map[string]string{
	"xor":                               "since 4.2",
	"^^":                                "since 4.2",
	"true":                              "not in every version",
	"false":                             "not in every version",
	"frame.time_relative":               "our moments have units",
	"data":                              "other dissectors take some of the payload there",
	"data.len":                          "likewise",
	"all tcp.options.sack_le in {1, 6}": "4.0 wants all to be equal to the same element",
	"tcp[13] & 12 in {02, 12}":          "4.0 has no sets behind &",
	"tcp[20:1] && tcp.len > 0":          "-Y says as we do, a listener has the payload in the slice",
}

// toTshark says whether Wireshark is to be asked the expression too: it has
// nothing of what is only ours.
func toTshark(expr string) bool {
	if _, ok := strangers[expr]; ok {
		return false
	}
	for tok := lex(expr, 0); tok.kind != endToken; tok = lex(expr, tok.end()) {
		for i := range ownFields {
			if tok.text == ownFields[i].name {
				return false
			}
		}
		if _, ok := strangers[tok.text]; ok || strings.HasSuffix(tok.text, ".state") {
			return false
		}
		if n, err := (&compiler{src: tok.text, tok: lex(tok.text, 0), env: lab}).role(false); n != nil || err != nil {
			return false
		}
	}
	return true
}

// TestTshark asks Wireshark the same of the same packets.
func TestTshark(t *testing.T) {
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: apt-get install tshark")
	}
	for name, link := range map[string]uint32{"raw": linkRaw, "ethernet": linkEthernet} {
		t.Run(name, func(t *testing.T) {
			framing := segment.IP
			if link == linkEthernet {
				framing = segment.Ethernet
			}
			on := subjects(framing)
			var exprs []string
			for _, tt := range matches {
				if toTshark(tt.expr) {
					exprs = append(exprs, tt.expr)
				}
			}
			exprs = append(exprs, tsharkOnly...)
			if len(exprs) < 60 {
				t.Fatalf("only %d expressions are asked", len(exprs))
			}
			theirs := askTshark(t, tshark, writeCapture(t, link, on), exprs)
			for i, expr := range exprs {
				ours := matching(mustCompile(t, expr), on)
				if diff := cmp.Diff(theirs[i], ours); diff != "" {
					t.Errorf("%s (-tshark +ours):\n%s", expr, diff)
				}
			}
			t.Logf("%d expressions, %d frames", len(exprs), len(on))
		})
	}
}

// tsharkOnly are expressions for this comparison alone.
var tsharkOnly = []string{
	`tcp.options`, `tcp.payload[2:] == tcp.payload[2:]`, `tcp.flags.fin != 1`, `tcp.seq > tcp.ack`, `tcp.port > 443`, `all tcp.port < 50001`,
	`!(tcp.port == 7777)`, `tcp.ack != 1`, `tcp.srcport in {7777} || udp.srcport in {1..53}`, `udp or tcp and tcp.flags.syn == 1`,
	`ip.ttl & 0x3f`, `ip.ttl & 0x40 == 0x40`, `ip[8] == 40`, `ip[8] > 01`, `icmp[0:2] == 03:04`, `udp[6:]`, `ip[10:]`, `ip[-2:] == 00:02`,
	`tcp.payload < "H"`, `tcp.payload matches "\\x47"`, `not tcp.options.mss_val == 1460`, `ip.flags != 2`,
}

func writeCapture(t *testing.T, link uint32, on []*Subject) string {
	var b []byte
	le := binary.LittleEndian
	for _, v := range []uint32{0xa1b2c3d4, 2 | 4<<16, 0, 0, 65535, link} { // tcpdump.org, pcap-savefile(5)
		b = le.AppendUint32(b, v)
	}
	for _, s := range on {
		for _, v := range []uint32{uint32(s.At.Seconds()), 0, uint32(len(s.Raw)), uint32(len(s.Raw))} {
			b = le.AppendUint32(b, v)
		}
		b = append(b, s.Raw...)
	}
	path := filepath.Join(t.TempDir(), "capture.pcap")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// askTshark gives, for each expression, the numbers of the frames that tshark
// finds: all in one run, by a script that listens with each as its filter.
func askTshark(t *testing.T, tshark, path string, exprs []string) [][]int {
	var lua strings.Builder
	for i, e := range exprs {
		fmt.Fprintf(&lua, "do local ok, l = pcall(Listener.new, 'frame', [==[%s]==])\n", e)
		fmt.Fprintf(&lua, "if ok then function l.packet(p) print('match', %d, p.number) end else print('refused', %d, l) end end\n", i, i)
	}
	script := filepath.Join(t.TempDir(), "ask.lua")
	if err := os.WriteFile(script, []byte(lua.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tshark, "-n", "-q", "-r", path, "-X", "lua_script:"+script,
		"-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-o", "ip.defragment:FALSE")
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &problems)
	}
	found := make([][]int, len(exprs))
	for i := range found {
		found[i] = []int{}
	}
	lines := 0
	for sc := bufio.NewScanner(bytes.NewReader(out)); sc.Scan(); {
		f := strings.SplitN(sc.Text(), "\t", 3)
		if len(f) != 3 {
			continue
		}
		i, err := strconv.Atoi(f[1])
		if err != nil {
			continue
		}
		switch f[0] {
		case "refused":
			t.Errorf("tshark refuses %s: %s", exprs[i], f[2])
		case "match":
			number, err := strconv.Atoi(f[2])
			if err != nil {
				t.Fatal(err)
			}
			found[i] = append(found[i], number)
			lines++
		}
	}
	if lines == 0 {
		t.Skipf("tshark runs no Lua scripts here:\n%s", &problems)
	}
	for i := range found {
		slices.Sort(found[i])
	}
	return found
}
