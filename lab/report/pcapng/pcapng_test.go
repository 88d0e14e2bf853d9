package pcapng

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// row is a packet of a capture, as another library reads it.
type row struct {
	At       time.Duration
	Side     string
	ID       uint64
	Comments []string
}

// file is a capture, as another library reads it.
type file struct {
	section pcapgo.NgSectionInfo
	sides   []pcapgo.NgInterface
	names   map[string]string
	rows    []row
	raw     [][]byte
}

// read reads a capture with gopacket's reader, and holds it to what every
// capture must be: in the order of time, the direction fitting the side.
func read(t testing.TB, b []byte) (f file) {
	t.Helper()
	r, err := pcapgo.NewNgReader(bytes.NewReader(b), pcapgo.NgReaderOptions{ErrorOnMismatchingLinkType: true})
	if err != nil {
		t.Fatal(err)
	}
	for {
		raw, ci, opts, err := r.ReadPacketDataWithOptions()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("packet %d: %v", len(f.rows)+1, err)
		}
		i, err := r.Interface(ci.InterfaceIndex)
		if err != nil {
			t.Fatal(err)
		}
		side := i.Name + " in"
		if opts.Flags.Direction == pcapgo.NgEpbFlagDirectionOutbound {
			side = i.Name + " out"
		}
		at := ci.Timestamp.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))
		if n := len(f.rows); n > 0 && f.rows[n-1].At > at {
			t.Errorf("packet %d of the file is of %v, the one before of %v", n+1, at, f.rows[n-1].At)
		}
		if ci.Length != len(raw) {
			t.Errorf("a packet of %d octets stands with %d", ci.Length, len(raw))
		}
		f.rows = append(f.rows, row{at, side, *opts.PacketID, opts.Comments})
		f.raw = append(f.raw, raw)
	}
	f.section = r.SectionInfo()
	for i := range r.NInterfaces() {
		in, _ := r.Interface(i)
		f.sides = append(f.sides, in)
	}
	f.names = map[string]string{}
	for i := range r.NNames() {
		n, err := r.Name(i)
		if err != nil {
			t.Fatal(err)
		}
		f.names[n.Addr.(*pcapgo.NgIPAddress).Addr.String()] = strings.Join(n.Names, " ")
	}
	return f
}

var rule1 = event.RuleInfo{Name: "rule 1", Text: dropRule}

func TestHandshakeLoss(t *testing.T) {
	f := read(t, record(t, runInfo("ip", rule1), Options{}, handshakeLoss))
	want := []row{
		{0, "client@wire1 out", 1, []string{"syn", "client: CLOSED -> SYN-SENT"}},
		{10 * ms, "server@wire1 in", 1, []string{"syn", "server: LISTEN -> SYN-RECEIVED"}},
		{10 * ms, "server@wire1 out", 2, []string{"synack", "dropped by rule 1: from server to client synack#1 drop"}},
		{1000 * ms, "client@wire1 out", 3, []string{"syn, retransmission 1"}},
		{1010 * ms, "server@wire1 in", 3, []string{"syn, retransmission 1"}},
		{1010 * ms, "server@wire1 out", 4, []string{"synack, retransmission 1"}},
		{1020 * ms, "client@wire1 in", 4, []string{"synack, retransmission 1", "client: SYN-SENT -> ESTABLISHED"}},
		{1020 * ms, "client@wire1 out", 5, []string{"handshake-ack"}},
		{1030*ms + 1, "server@wire1 in", 5, []string{"handshake-ack", "server: SYN-RECEIVED -> ESTABLISHED"}},
	}
	if d := cmp.Diff(want, f.rows); d != "" {
		t.Errorf("packets (-want +got):\n%s", d)
	}
}

func TestHead(t *testing.T) {
	f := read(t, record(t, runInfo("ip", rule1), Options{}, handshakeLoss))
	if d := cmp.Diff(pcapgo.NgSectionInfo{Application: "netlab", Comment: "lab handshake-loss, variant synack, seed 1"}, f.section); d != "" {
		t.Errorf("section (-want +got):\n%s", d)
	}
	var got []string
	for _, i := range f.sides {
		got = append(got, i.Name+": "+i.Description)
	}
	want := []string{
		"client@wire1: client (netstack) <-> server (netstack), memory",
		"server@wire1: server (netstack) <-> client (netstack), memory",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("interfaces (-want +got):\n%s", d)
	}
	names := map[string]string{"10.0.0.1": "client", "fd00::1": "client", "10.0.0.2": "server", "fd00::2": "server"}
	if d := cmp.Diff(names, f.names); d != "" {
		t.Errorf("names (-want +got):\n%s", d)
	}
	// The server sent two packets, one was dropped, and it was given three.
	end := time.Date(2000, 1, 1, 0, 0, 1, 30_000_001, time.UTC)
	for i, want := range []struct{ packets, dropped uint64 }{{4, 0}, {5, 1}} {
		s := f.sides[i].Statistics
		if s.PacketsReceived != want.packets || s.PacketsDropped != want.dropped || !s.EndTime.Equal(end) {
			t.Errorf("%s: %d packets, %d dropped until %v, want %d, %d until %v",
				f.sides[i].Name, s.PacketsReceived, s.PacketsDropped, s.EndTime, want.packets, want.dropped, end)
		}
	}
}

func TestLinkType(t *testing.T) {
	for _, c := range []struct {
		name, framing string
		addrs         []string
		want          layers.LinkType
	}{
		{"ethernet", "ethernet", []string{"10.0.0.1"}, layers.LinkTypeEthernet},
		{"IPv4 only", "ip", []string{"10.0.0.1/24"}, layers.LinkTypeIPv4},
		{"IPv6 only", "ip", []string{"fd00::1"}, layers.LinkTypeIPv6},
		{"both", "ip", []string{"fd00::1", "10.0.0.1"}, 12},
		{"neither told", "ip", []string{"", "elsewhere"}, 12},
	} {
		t.Run(c.name, func(t *testing.T) {
			info := runInfo(c.framing)
			info.Hosts[0].Addrs, info.Hosts[1].Addrs = c.addrs, nil
			for _, s := range read(t, record(t, info, Options{}, handshakeLoss)).sides {
				if s.LinkType != c.want {
					t.Errorf("%s has link type %d, want %d", s.Name, s.LinkType, c.want)
				}
			}
		})
	}
}

// TestBytes: what a host wrote and what it was given are the packet's bytes.
func TestBytes(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 1460, 65000} {
		var want []byte
		f := read(t, record(t, runInfo("ip"), Options{}, func(p *tape) {
			id := p.send(0, client, segment.ACK|segment.PSH, 1, 1, n, event.Data, 0)
			want = p.sent[id].Raw
			p.deliver(id)
		}))
		if len(f.raw) != 2 || !bytes.Equal(f.raw[0], want) || !bytes.Equal(f.raw[1], want) {
			t.Errorf("%d octets of data: the packet did not come back twice as it was", n)
		}
	}
}

// TestStreams: a packet whose comment is complete leaves the window, so that a
// reader of the stream sees it before the run is over.
func TestStreams(t *testing.T) {
	var b bytes.Buffer
	c := New(&b, Options{}).(*capture)
	p := newTape(t, runInfo("ip"), c)
	id := p.send(0, client, segment.SYN, 1, 0, 0, event.Syn, 0)
	if p.verdict(id, event.Pass, 0); c.window.count != 1 {
		t.Errorf("%d blocks wait while the packet is under way, want 1", c.window.count)
	}
	p.at(ms)
	if p.deliver(id); c.window.count != 1 {
		t.Errorf("%d blocks wait for the state that follows from the delivery, want 1", c.window.count)
	}
	if p.call(server, "accept"); c.window.count != 0 {
		t.Errorf("%d blocks wait behind an event that no packet led to, want none", c.window.count)
	}
	id = p.send(0, client, segment.ACK, 1, 1, 1, event.Data, 0)
	if p.make(id, event.Rewrite, 1, client, p.spec(client, segment.ACK, 1, 1, 2), event.Data); c.window.count != 0 {
		t.Errorf("%d blocks wait though another packet took the place of theirs, want none", c.window.count)
	}
}

func TestCutShort(t *testing.T) {
	for _, c := range []struct {
		name, reason, want string
	}{
		{"done", "done", ""}, {"until", "until", ""}, {"limit", "limit", "the run ended before its time: limit"},
		{"no end event", "", "the recording was cut short"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := read(t, record(t, runInfo("ip"), Options{}, func(p *tape) {
				p.send(0, client, segment.SYN, 1, 0, 0, event.Syn, 0)
				if c.reason != "" {
					p.end(c.reason)
				}
			}))
			if len(f.rows) != 1 {
				t.Fatalf("%d packets in the file, want the one whose fate stayed open", len(f.rows))
			}
			if got := f.sides[0].Statistics.Comment; got != c.want {
				t.Errorf("the statistics say %q, want %q", got, c.want)
			}
		})
	}
}

// TestSameBytes: a file is a function of its events.
func TestSameBytes(t *testing.T) {
	first := record(t, runInfo("ip", rule1), Options{}, handshakeLoss)
	for range 20 {
		if !bytes.Equal(first, record(t, runInfo("ip", rule1), Options{}, handshakeLoss)) {
			t.Fatal("the same events gave other bytes")
		}
	}
}

func TestNoRun(t *testing.T) {
	var b bytes.Buffer
	if err := New(&b, Options{}).Close(); err != nil || b.Len() != 0 {
		t.Errorf("a capture without a run: %d octets, %v; want none", b.Len(), err)
	}
}
