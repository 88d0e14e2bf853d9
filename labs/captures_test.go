//go:build linux

package labs_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"netlab/hooks/event"
)

// captures gathers what runs have written, one after the other, which is a file of
// that format too.
type captures struct {
	sync.Mutex
	bytes   bytes.Buffer
	packets int // how many it should have
	shown   shown
	lengths lengths
}

func (c *captures) add(t *testing.T, capture *bytes.Buffer, o *outcome) {
	c.Lock()
	defer c.Unlock()
	c.bytes.Write(capture.Bytes())
	packets := 0
	for e := range o.log.All() {
		if e.Kind == event.Send || e.Kind == event.Deliver { // both ends of a wire are in a capture
			packets++
		}
	}
	c.packets += packets
	c.shown.add(o.Lab, &o.log, stacksOf(&o.log))
	c.lengths.add(o.Lab, &o.log)
	blocks := 0
	for b := capture.Bytes(); len(b) >= 8; b = b[binary.LittleEndian.Uint32(b[4:]):] {
		if binary.LittleEndian.Uint32(b) == enhancedPacketBlock {
			blocks++
		}
	}
	if blocks != packets {
		t.Errorf("the capture holds %d packets, %d were recorded", blocks, packets)
	}
}

const enhancedPacketBlock = 6 // draft-ietf-opsawg-pcapng, 4.3

// check asks tshark.
func (c *captures) check(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Log("tshark is not installed: nobody checks the captures")
		return
	}
	path := filepath.Join(t.TempDir(), "all.pcapng")
	if err := os.WriteFile(path, c.bytes.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	ask := func(filter string) []string {
		var out, complaint bytes.Buffer
		cmd := exec.Command("tshark", "-n", "-r", path, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
			"-o", "tcp.desegment_tcp_streams:FALSE", // it would call a retransmission to port 80 malformed HTTP
			"-Y", filter, "-T", "fields", "-e", "frame.number", "-e", "_ws.col.Info", "-e", "frame.comment", "-e", "_ws.expert.message")
		cmd.Stdout, cmd.Stderr = &out, &complaint
		if err := cmd.Run(); err != nil {
			t.Errorf("tshark: %v\n%s", err, &complaint) // in a cleanup nothing is fatal
		}
		return slices.Collect(strings.Lines(out.String()))
	}
	// What a rule has corrupted is as it should be. Datagrams in fragments have their
	// checksum in the first. What an ICMP message quotes is cut short, and tshark adds
	// up what is left. Nor does it say Good of 0xffff, which says the same as 0.
	const ours = `frame.comment contains "corrupted by rule" || frame.comment contains "rewrite tcp.hdr_len" || `
	const faulty = "_ws.malformed || ip.checksum_bad.expert && !icmp || tcp.checksum_bad.expert && !icmp && !icmpv6 || udp.checksum.status == Bad && !icmp && !icmpv6 || !(tcp || udp || icmp || icmpv6 || ip.flags.mf == 1 || ip.frag_offset > 0 || ipv6.fraghdr)"
	if faults := ask("!(" + ours + "!(" + faulty + "))"); len(faults) > 0 {
		t.Errorf("tshark finds %d packets with faults:\n%s", len(faults), strings.Join(faults[:min(len(faults), 20)], ""))
	}
	const whole = "(ip.checksum.status == Good || ipv6) && (tcp.checksum.status == Good || tcp.checksum == 0xffff || udp.checksum.status == Good || icmp.checksum.status == Good || icmpv6.checksum.status == Good || ip.flags.mf == 1 || ip.frag_offset > 0 || ipv6.fraghdr)"
	if others := ask("!(" + ours + whole + ")"); len(others) > 0 {
		t.Errorf("tshark cannot verify %d packets:\n%s", len(others), strings.Join(others[:min(len(others), 20)], ""))
	}
	if n := len(ask("frame")); n != c.packets {
		t.Errorf("tshark finds %d packets, %d were recorded", n, c.packets)
	}
}
