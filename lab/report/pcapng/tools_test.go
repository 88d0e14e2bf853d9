package pcapng

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// tool runs a program that reads a capture, and returns what it prints.
func tool(t *testing.T, capture []byte, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed (apt-get install %s)", name, name)
	}
	cmd := exec.Command(name, append(args, "-r", "-")...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	var out, complaint bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(capture), &out, &complaint
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &complaint)
	}
	return out.String()
}

var captures = []struct {
	name, lang, framing string
	v6                  bool
	addrs               [2]string // the hosts' only ones; "": of both versions
}{
	{name: "v4", framing: "ip", addrs: [2]string{"10.0.0.1", "10.0.0.2"}},
	{name: "v6-zh", lang: "zh", framing: "ip", v6: true, addrs: [2]string{"fd00::1", "fd00::2"}},
	{name: "ethernet-zh", lang: "zh", framing: "ethernet"},
}

func captureOf(t *testing.T, i int) []byte {
	c := captures[i]
	info := runInfo(c.framing, rule1)
	if c.addrs[0] != "" {
		info.Hosts[0].Addrs, info.Hosts[1].Addrs = c.addrs[:1], c.addrs[1:]
	}
	return record(t, info, Options{Lang: c.lang}, func(p *tape) {
		p.v6 = c.v6
		handshakeLoss(p)
	})
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run go test -update", err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", path, d)
	}
}

func TestTshark(t *testing.T) {
	t.Parallel()
	for i, c := range captures {
		t.Run(c.name, func(t *testing.T) {
			out := tool(t, captureOf(t, i), "tshark", "-n", "-T", "fields", "-E", "separator=|", "-E", "aggregator=;",
				"-e", "frame.number", "-e", "frame.time_epoch", "-e", "frame.interface_name", "-e", "frame.packet_flags_direction",
				"-e", "ip.src", "-e", "ipv6.src", "-e", "tcp.flags.str", "-e", "tcp.seq_raw", "-e", "tcp.ack_raw", "-e", "frame.comment")
			// Flags that are not set, and numbers, differ between versions.
			golden(t, c.name+".tshark.txt", strings.NewReplacer("·", "", "*", "", "0x0000000", "").Replace(out))
		})
	}
}

// TestTsharkFindsNoFault: nothing is malformed, no checksum is bad, but for the
// one that was made so.
func TestTsharkFindsNoFault(t *testing.T) {
	t.Parallel()
	faults := func(t *testing.T, capture []byte) string {
		return tool(t, capture, "tshark", "-n", "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
			"-Y", "_ws.malformed || ip.checksum_bad.expert || tcp.checksum_bad.expert", "-T", "fields", "-e", "frame.number")
	}
	for i, c := range captures {
		t.Run(c.name, func(t *testing.T) {
			if got := faults(t, captureOf(t, i)); got != "" {
				t.Errorf("packets with faults: %s", strings.Fields(got))
			}
		})
	}
	t.Run("a fault is found", func(t *testing.T) {
		b := record(t, runInfo("ip"), Options{}, func(p *tape) {
			p.send(0, client, segment.SYN, 1, 0, 0, event.Syn, 0)
			e := p.packet(event.Send, p.spec(client, segment.ACK, 1, 1, 5), client, event.Data)
			e.Raw[len(e.Raw)-1] ^= 1
			p.put(e)
		})
		if got := faults(t, b); got != "2\n" {
			t.Errorf("packets with faults: %q, want the second", got)
		}
	})
}

// TestTsharkFinds: comments are for filters too, one fact each.
func TestTsharkFinds(t *testing.T) {
	t.Parallel()
	for filter, want := range map[string]string{
		`frame.comment == "synack"`: "3",
		`frame.packet_flags_direction == 1 && frame.comment contains " -> "`: "2 7 9",
	} {
		got := tool(t, captureOf(t, 0), "tshark", "-n", "-Y", filter, "-T", "fields", "-e", "frame.number")
		if got := strings.Join(strings.Fields(got), " "); got != want {
			t.Errorf("%s finds %s, want %s", filter, got, want)
		}
	}
}

func TestTsharkKnowsTheHosts(t *testing.T) {
	t.Parallel()
	got := tool(t, captureOf(t, 0), "tshark", "-N", "n", "-c", "1", "-T", "fields", "-e", "ip.src_host", "-e", "ip.dst_host")
	if got != "client\tserver\n" {
		t.Errorf("the first packet's ends are %q, want client and server", got)
	}
}

func TestTcpdump(t *testing.T) {
	t.Parallel()
	for i, c := range captures {
		t.Run(c.name, func(t *testing.T) {
			golden(t, c.name+".tcpdump.txt", tool(t, captureOf(t, i), "tcpdump", "-n", "-tt", "-S"))
		})
	}
}

// TestBothVersions: hosts that speak both versions may use both in one run, in
// any order.
func TestBothVersions(t *testing.T) {
	t.Parallel()
	for _, v6First := range []bool{false, true} {
		b := record(t, runInfo("ip"), Options{}, func(p *tape) {
			for _, other := range []bool{false, true} {
				p.v6 = v6First != other
				p.deliver(p.send(0, client, segment.SYN, 100, 0, 0, event.Syn, 0))
			}
		})
		want := "4 4 6 6"
		if v6First {
			want = "6 6 4 4"
		}
		got := tool(t, b, "tshark", "-n", "-T", "fields", "-e", "ip.version") // ipv6's too
		if got := strings.Join(strings.Fields(got), " "); got != want {
			t.Errorf("tshark reads IP versions %s, want %s", got, want)
		}
		var versions []string
		for line := range strings.Lines(tool(t, b, "tcpdump", "-n", "-t")) {
			if strings.HasPrefix(line, "IP6 fd00::1.40000 > fd00::2.80: Flags [S]") {
				versions = append(versions, "6")
			} else if strings.HasPrefix(line, "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S]") {
				versions = append(versions, "4")
			}
		}
		if got := strings.Join(versions, " "); got != want {
			t.Errorf("tcpdump reads IP versions %s, want %s", got, want)
		}
	}
}
