package pcapng

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// TestEveryPacketOnce: whatever happens in whatever order, each send and each
// delivery stands in the file once, in the order of the events, and the window
// stays within its bounds.
func TestEveryPacketOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var b bytes.Buffer
		c := New(&b, Options{}).(*capture)
		p := newTape(t, runInfo("ip", rule1), c)
		var want, got []row
		var under []uint32 // packets under way
		add := func(side string, id uint32) { want = append(want, row{At: p.now, Side: side, ID: uint64(id)}) }
		take := func() uint32 {
			i := rapid.IntRange(0, len(under)-1).Draw(r, "which")
			id := under[i]
			under = append(under[:i], under[i+1:]...)
			return id
		}
		for range rapid.IntRange(0, 800).Draw(r, "events") {
			p.at(p.now + ms*1)
			switch do := rapid.IntRange(0, 9).Draw(r, "do"); {
			case do < 4 || len(under) == 0:
				size := rapid.SampledFrom([]int{0, 1460, 1460, 20000}).Draw(r, "octets")
				id := p.send(0, client, segment.ACK, 1, 1, size, event.Data, 0)
				add("client@wire1 out", id)
				under = append(under, id)
			case do < 6:
				id := take()
				add("server@wire1 in", id)
				p.change(p.deliver(id), server, event.LastAck, event.Closed)
			case do < 7:
				id := take()
				under = append(under, p.make(id, event.Rewrite, 1, client, p.spec(client, segment.ACK, 1, 1, 3), event.Data))
			case do < 8:
				p.verdict(under[0], event.Delay, 1)
			case do < 9:
				p.verdict(take(), event.DropPacket, 1)
			default:
				p.lose(take(), "queue full")
			}
			if c.window.count > windowBlocks || c.window.count > 1 && c.window.octets > windowOctets {
				r.Fatalf("%d blocks with %d octets wait", c.window.count, c.window.octets)
			}
		}
		if err := p.rec.Close(); err != nil {
			r.Fatal(err)
		}
		for _, x := range read(t, b.Bytes()).rows {
			if len(x.Comments) == 0 || x.Comments[0] != "data" {
				r.Errorf("packet %d: comments %q do not begin with the role", x.ID, x.Comments)
			}
			x.Comments = nil
			got = append(got, x)
		}
		if d := cmp.Diff(want, got); d != "" {
			r.Errorf("packets (-want +got):\n%s", d)
		}
	})
}

// TestFullWindow: a packet that waits too long is written without its last
// comment, and what comes of it later does no harm.
func TestFullWindow(t *testing.T) {
	f := read(t, record(t, runInfo("ip", rule1), Options{}, func(p *tape) {
		first := p.send(0, client, segment.ACK, 1, 1, 0, event.Data, 0)
		p.verdict(first, event.Delay, 1)
		for range windowBlocks {
			p.deliver(p.send(0, client, segment.ACK, 1, 1, 0, event.Data, 0))
		}
		p.lose(first, "still held")
		p.send(0, client, segment.ACK, 1, 1, 0, event.Data, 0)
	}))
	if len(f.rows) != 2*windowBlocks+2 {
		t.Fatalf("%d packets in the file, want %d", len(f.rows), 2*windowBlocks+2)
	}
	if d := cmp.Diff([]string{"data", "delayed by rule 1: " + dropRule}, f.rows[0].Comments); d != "" {
		t.Errorf("the first packet (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"data"}, f.rows[2*windowBlocks+1].Comments); d != "" {
		t.Errorf("the last packet (-want +got):\n%s", d)
	}
	if f.sides[0].Statistics.PacketsDropped != 1 {
		t.Errorf("%d packets dropped, want 1", f.sides[0].Statistics.PacketsDropped)
	}
}

// TestFullWindowOfAnswers: a delivery that is followed by more sends than the
// window holds is forgotten, and not taken for the block that got its place.
func TestFullWindowOfAnswers(t *testing.T) {
	f := read(t, record(t, runInfo("ip", rule1), Options{}, func(p *tape) {
		c := p.deliver(p.send(0, client, segment.ACK, 1, 1, 0, event.Ack, 0))
		var last uint32 // gets the delivery's place
		for range windowBlocks {
			last = p.send(c, server, segment.ACK, 1, 1, 0, event.Data, 0)
		}
		p.change(c, server, event.Established, event.CloseWait)
		p.verdict(last, event.DropPacket, 1)
	}))
	if d := cmp.Diff([]string{"ack"}, f.rows[1].Comments); d != "" {
		t.Errorf("the delivery (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"data", "dropped by rule 1: " + dropRule}, f.rows[len(f.rows)-1].Comments); d != "" {
		t.Errorf("the last packet (-want +got):\n%s", d)
	}
}

// TestJumboBuffers: large packets do not make the window's memory large for good.
func TestJumboBuffers(t *testing.T) {
	c := New(io.Discard, Options{}).(*capture)
	p := newTape(t, runInfo("ip"), c)
	for range windowBlocks {
		p.deliver(p.send(0, client, segment.ACK, 1, 1, 65000, event.Data, 0))
	}
	kept := 0
	for i := range c.window.ring {
		kept += cap(c.window.ring[i].buf)
	}
	if most := windowOctets + windowBlocks*keepBuffer; kept > most {
		t.Errorf("%d octets of buffers are kept, want %d at most", kept, most)
	}
}

// TestRememberedPackets: packets that the desk has touched and that never arrive
// take no more than their bound.
func TestRememberedPackets(t *testing.T) {
	c := New(io.Discard, Options{}).(*capture)
	p := newTape(t, runInfo("ip", rule1), c)
	for range pastMax + 10 {
		p.verdict(p.send(0, client, segment.ACK, 1, 1, 0, event.Data, 0), event.Delay, 1)
	}
	if len(c.past) != pastMax {
		t.Errorf("%d packets are remembered, want %d", len(c.past), pastMax)
	}
}

func TestLongComment(t *testing.T) {
	for _, c := range []struct {
		name, text string
	}{
		{"ASCII", strings.Repeat("x", 70_000)},
		{"Chinese", strings.Repeat("握手", 20_000)},
		{"Chinese, one octet on", "x" + strings.Repeat("握手", 20_000)},
		{"not UTF-8", strings.Repeat("x\xff", 40_000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := read(t, record(t, runInfo("ip", event.RuleInfo{Text: c.text}), Options{}, func(p *tape) {
				d := p.send(0, client, segment.ACK, 1, 1, 0, event.Data, 0)
				p.verdict(d, event.Duplicate, 1)
				p.lose(d, "queue full")
				p.send(0, client, segment.ACK, 1, 1, 0, event.Ack, 0)
			}))
			got := f.rows[0].Comments
			if len(got) != 2 || got[0] != "data" { // there is no room for why it was lost
				t.Fatalf("%d comments, want the role and the long one", len(got))
			}
			if n := len(got[1]); n > textMax || n < textMax-40 || !strings.HasSuffix(got[1], "…") || !utf8.ValidString(got[1]) {
				t.Errorf("the long comment has %d octets and ends in %q", n, got[1][n-8:])
			}
			if d := cmp.Diff([]string{"ack"}, f.rows[1].Comments); d != "" {
				t.Errorf("the packet behind (-want +got):\n%s", d)
			}
		})
	}
}

// TestLongNames: names of any length leave the file readable.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("握", 30_000)
	info := runInfo("ip")
	info.Lab, info.Hosts[0].Name, info.Wires[0].Ends[0] = long, long, long
	f := read(t, record(t, info, Options{}, func(p *tape) { p.send(0, client, segment.ACK, 1, 1, 0, event.Ack, 0) }))
	if len(f.rows) != 1 || !strings.HasPrefix(f.sides[0].Name, "握") || !utf8.ValidString(f.sides[0].Name) {
		t.Error("the file did not come back whole")
	}
}
