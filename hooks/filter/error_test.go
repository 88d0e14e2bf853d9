package filter

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// wrong are expressions with one thing wrong in each.
var wrong = []string{
	// Nothing, or not all of it.
	``, `   `, `syn &&`, `tcp.len >`, `not`, `any`, `any tcp.port`, `tcp.port in`, `tcp.port in {`, `tcp.port in {80`,
	`tcp.port in {}`, `tcp.port in {80 443}`, `tcp.port in {80,}`, `tcp.port in 80`, `(syn`, `(syn fin)`, `syn)`, `()`, `syn fin`,
	// Names.
	`tcp.prot == 80`, `tcp.flags.sin == 1`, `synak`, `role == synak`, `form == client`, `from == cleint`, `wire == lift`, `to == nowhere`,
	`cilent.state == CLOSED`, `client.state == ESTABLISHT`, `client.state == TIME-WIAT`, `client == 1`, `TIME-WAIT`, `syn == 1`, `all syn`,
	`host 10.0.0.1`, `port 80`, `xyzzy`, `tcp.window_size == 0`,
	// Types.
	`tcp.port == "80"`, `tcp.port == eighty`, `tcp.port == 70000`, `tcp.port == 99999999999999999999999`, `tcp.port == -1`, `tcp.port == 1_000`, `tcp.port contains 8`,
	`tcp.port matches "8"`, `tcp.flags.syn == 2`, `tcp.flags.syn > 0`, `tcp.analysis.retransmission == 1`, `ip.addr == fe80::1`,
	`ipv6.addr == 10.0.0.1`, `ip.addr == client`, `ip.addr == 10.0.0.0/33`, `ip.addr == 10.0.0`, `ip.src > 10.0.0.0/8`, `ip.addr == "10.0.0.1"`, `udp[8:4] == 00:00:00:00`,
	`frame.time_relative > 10 parsecs`, `frame.time_relative > soon`, `frame.time_relative > -1s`, `role > syn`, `client.state contains "WAIT"`,
	`from == from.state`, `tcp.port == ip.src`, `tcp.len == tcp.flags.syn`, `tcp.port in {1000..80}`, `role in {syn..fin}`, `tcp.checksum.status == fine`,
	`ip.host == ip.host`, `tcp.flags & 2 == tcp.len`, `ipv6.addr in {::2..::1}`,
	// Octets.
	`tcp.payload == GET`, `tcp.payload[0:4] == 47:45`, `tcp.payload[0:2] & ff == 01`, `tcp.payload & 1`, `tcp.payload contains ""`,
	`tcp.payload[`, `tcp.payload[x]`, `tcp.payload[0:0]`, `tcp.payload[4-2]`, `tcp.payload[0:1,2:1] == 00:00`, `tcp.port[0]`, `tcp.payload[0:99999]`,
	`tcp.payload in {00..ff}`, `tcp.payload matches GET`, `tcp.payload matches "("`, `tcp.payload matches "a{1000}"`, `tcp.payload matches "\xff"`,
	// Operators and strings.
	`tcp.port = 80`, `syn | fin`, `80 == tcp.port`, `"GET"`, `1 < tcp.len < 5`, `tcp.len > 1 > 2`, `(tcp.flags & 2) == 2`, `tcp.port == == 80`,
	`any tcp.port === 80`, `tcp.payload == "GET`, `tcp.payload == "G\ET"`, `tcp.payload[0] == 'GET'`, `syn @ fin`, `[0]`,
	// What people type in other scripts, and what would break the caret line.
	`tcp.payload contains "你好" && tcp.prot == 80`, `syn ＝＝ 1`, `tcp.payload == “GET”`, "syn\t&&\ttcp.prot", "syn &&\ntcp.prot &&\nfin", "syn \x00 fin",
	strings.Repeat("syn && ", 40) + "tcp.prot == 80 && " + strings.Repeat("fin || ", 30) + "fin",
}

func TestErrors(t *testing.T) {
	var b strings.Builder
	for _, src := range wrong {
		p, err := Compile(src, lab)
		if err == nil {
			t.Errorf("%s\ncompiles, to %s", src, p)
			continue
		}
		var e *Error
		if !errors.As(err, &e) || e.Src != src || e.Offset < 0 || e.Len < 0 || e.Offset+e.Len > len(src) {
			t.Errorf("%q: the error has its place outside of the source: %#v", src, err)
		}
		b.WriteString(err.Error() + "\n\n")
	}
	golden(t, "errors.txt", b.String())
}

func TestFieldsGolden(t *testing.T) {
	var b strings.Builder
	for _, f := range Fields() {
		b.WriteString(f.Name + " (" + f.Type + "): " + f.Doc + "\n")
	}
	golden(t, "fields.txt", b.String())
}

// golden compares with testdata/name, or rewrites it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got), -update rewrites it:\n%s", path, diff)
	}
}

// What is hostile is refused, or compiled, in no time.
func TestHostile(t *testing.T) {
	for name, src := range map[string]string{
		"parentheses":     strings.Repeat("(", 4000),
		"closed":          strings.Repeat("(", 2000) + "syn" + strings.Repeat(")", 2000),
		"nots":            strings.Repeat("!", 4000) + "syn",
		"words":           strings.Repeat("not ", 1000) + "syn",
		"long":            strings.Repeat("syn || ", 1<<20),
		"long word":       strings.Repeat("x", 4000),
		"many words":      strings.Repeat("synn or ", 500),
		"written out":     strings.Repeat("syn || ", 580) + "syn",
		"big set":         "tcp.port in {" + strings.Repeat("1,", 2000),
		"pattern":         `tcp.payload matches "` + strings.Repeat("(", 150) + strings.Repeat("){9}", 9) + `"`,
		"repetitions":     `tcp.payload matches "((((a{9}){9}){9}){9}){9}"`,
		"classes":         `tcp.payload matches "` + strings.Repeat(`\\pL{99}`, 20) + `"`,
		"unclosed string": `"` + strings.Repeat("x", 4000),
		"unclosed slice":  "tcp" + strings.Repeat("[", 4000),
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			took := time.Hour
			for range 5 { // the best of five: a busy machine is not what is measured
				begin := time.Now()
				_, err = Compile(src, lab)
				took = min(took, time.Since(begin))
			}
			if err == nil {
				t.Fatal("compiles")
			}
			if len(err.Error()) > 1000 {
				t.Errorf("the error has %d octets", len(err.Error()))
			}
			if took > 20*time.Millisecond { // many times what it takes, for slow machines
				t.Errorf("took %v to refuse", took)
			}
			t.Log(took)
		})
	}
}
