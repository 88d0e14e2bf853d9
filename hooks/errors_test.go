package hooks

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", file, diff)
	}
}

var badLines = []string{
	"",
	"from",
	"from to server drop",
	"from sever syn drop",
	"from client from server drop",
	"to nowhere drop",
	"on lam drop",
	"on",
	"name",
	"synak#1 drop",
	"from client drpo",
	"from client syn#1 drpo",
	"from client syn#1",
	"syn fin drop",
	"syn#last drop",
	"syn# drop",
	"syn#0 drop",
	"syn#4..2 drop",
	"syn#1,,2 drop",
	"syn#99999999999 drop",
	"syn#1#2 drop",
	"packet x drop",
	"packet 17 syn drop",
	"chance 10 drop",
	"chance lots drop",
	"chance 0% drop",
	"chance 101% drop",
	"syn drop now",
	"syn drop and delay 10ms",
	"from client tcp.flgs.syn == 1 drop",
	"tcp.len > drop",
	"(tcp.len > 0 drop",
	"clint.state == TIME-WAIT drop",
	"zzzzzz drop",
	"syn delay",
	"syn delay 10",
	"syn delay tomorrow",
	"syn delay 0s",
	"syn delay -5ms",
	"syn delay 9000h",
	"syn delay 30ms..10ms",
	"syn delay 30ms..",
	"syn delay until",
	"syn delay until 3s",
	"syn delay until fin#1..2",
	"syn delay until fni",
	"syn delay until fin from nobody",
	"syn delay until state syn",
	"syn delay until state tcp.len > 0",
	"syn delay until state client.state == TIMEWAIT2",
	"syn delay until step client",
	"syn delay until fin within",
	"syn delay 10ms within 3s",
	"data reorder 0",
	"data reorder 5000",
	"data duplicate 1000",
	"data duplicate 10ms",
	"data corrupt",
	"data corrupt bit",
	"data corrupt bit -1",
	"data corrupt tcp.seqraw",
	"data corrupt tcp.options",
	"data rewrite",
	"data rewrite ip.ttl",
	"data rewrite ip.ttl == 3",
	"data rewrite ip.ttl = 300",
	"data rewrite ip.ttl =",
	"data rewrite ip.tll = 3",
	"data rewrite ip.ttl = 3,",
	`data rewrite tcp.payload = "abc`,
	"data rewrite tcp.options = <mss 1460",
	"syn inject",
	"syn inject 0:0(0)",
	"syn inject Q 0:0(0)",
	"syn inject R. 0:0(0) akc 1",
	"syn inject R. 0:5(0)",
	"syn inject S 0:65500(65500)",
	"syn inject S <mss 1460",
	"syn inject S <mess 1460>",
	"syn inject R back from client",
	"syn inject R from nobody",
	"syn inject copy of",
	"syn inject copy of sny",
	"syn reject",
	"syn reject rts",
	"syn reject icmp",
	"syn reject icmp port-unreachabel",
	"syn reject icmp frag-needed",
	"syn reject icmp frag-needed mtu",
	"syn reject icmp frag-needed mtu 99999",
	"从客户端 drop",
	"from client syn#1 丢",
	"from client " + strings.Repeat("syn && ", 40) + "sny drop",
	strings.Repeat("x", maxText+1),
	"\x00\xff",
}

func TestErrors(t *testing.T) {
	var b strings.Builder
	for _, line := range badLines {
		_, err := ParseRule(line, env)
		if err == nil {
			t.Errorf("%q was read", line)
			continue
		}
		e, ok := err.(*Error)
		if !ok {
			t.Errorf("%q: the error is a %T", line, err)
			continue
		}
		if e.Offset < 0 || e.Offset > len(line) {
			t.Errorf("%q: the error is at %d", line, e.Offset)
		}
		b.WriteString(e.Error() + "\n\n")
	}
	golden(t, "errors.txt", b.String())
}

// Compile tells of all rules all that is wrong, with the part that it is in.
func TestCompileErrors(t *testing.T) {
	_, err := Compile([]Rule{
		{From: "clinet", To: "sever", Wire: "lam", Match: "synak", Nth: "last", Chance: 101, Do: "drpo"},
		{Do: "drop"},
		{Name: "a", Packet: 17, Match: "syn", Do: "drop"},
		{Name: "a", Do: "delay until fin form client"},
		{},
		{Match: "syn fin", Do: "drop"},
		{Match: "tcp.len > 0", From: "client server", Do: "delay until fin from cleint"},
		{Name: "rule 8", Do: "drop"},
		{Name: "rule 2", Do: "drop"},
	}, env)
	var b strings.Builder
	for _, e := range Errors(err) {
		b.WriteString(e.Error() + "\n\n")
	}
	golden(t, "compile-errors.txt", b.String())
}

func TestManual(t *testing.T) { golden(t, "manual.txt", Manual()) }

// The manual's examples are rules, and each is of the action that it explains.
func TestManualExamples(t *testing.T) {
	for _, v := range append(Verbs(), Parts()...) {
		r, err := ParseRule(v.Example, env)
		if err != nil {
			t.Errorf("%s: %v", v.Word, err)
			continue
		}
		if _, err := Compile([]Rule{r}, env); err != nil {
			t.Errorf("%s: %v", v.Word, err)
		}
		if v.Action != 0 && (!strings.HasPrefix(r.Do, v.Word) || v.Action.String() != v.Word) {
			t.Errorf("%s: its example does %q", v.Word, r.Do)
		}
	}
	for _, line := range strings.Split(Manual(), "\n") {
		if len(line) > 80 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}
