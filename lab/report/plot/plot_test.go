package plot

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/topology"
	"netlab/topology/netstack"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// transfer is a lab in which a client sends so much, under a rule.
func transfer(octets int, rule string) string {
	return fmt.Sprintf(`title: {en: Transfer, zh: 传输}
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 50ms}]
programs:
  server: [listen: 80, accept, recv: {until: eof}, close]
  client: [connect: "server:80", send: {bytes: %d}, close]
rules: [%q]
`, octets, rule)
}

func run(t *testing.T, text string) *event.Log {
	t.Helper()
	l, errs := file.Load("lab.yaml", []byte(text), file.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	p, bad := lab.Resolve(l, &l.Variants[0], lab.Settings{})
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	log := new(event.Log)
	if _, err := lab.Run(context.Background(), p, lab.RunOptions{Makers: map[string]topology.Maker{topology.Netstack: netstack.New}, Log: log}); err != nil {
		t.Fatal(err)
	}
	return log
}

func draw(t testing.TB, s *story.Story, events iter.Seq[*event.Event], o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Draw(&b, s, events, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fits fails where a plot is wider than it may be, or, at 80 columns, higher than 22
// lines.
func fits(t interface{ Errorf(string, ...any) }, picture string, width int) {
	for plot := range strings.SplitSeq(strings.TrimLeft(picture, "\n"), "\n\n") {
		lines := strings.Split(strings.TrimRight(plot, "\n"), "\n")
		if len(lines) > 22 && width >= 80 {
			t.Errorf("%d lines:\n%s", len(lines), plot)
		}
		for _, l := range lines {
			if w := (displaywidth.Options{ControlSequences: true}).String(l); w > width {
				t.Errorf("%d cells, over %d: %q", w, width, l)
			}
		}
	}
}

func TestGolden(t *testing.T) {
	const lost = "from client to server data#60 drop"
	several := `title: {en: Two, zh: 两个}
hosts: {client: , server: }
wires: [{ends: [client, server], delay: 20ms}]
programs:
  server:
    one: [listen: 80, accept, recv: {until: eof}, close]
    two: [listen: 81, accept, send: {bytes: 20000}, close]
  client:
    three: [connect: "server:80", send: {bytes: 30000}, close]
    four: [connect: "server:81", recv: {until: eof}, close]
`
	for _, c := range []struct {
		name string
		lab  string
		o    Options
	}{
		{"slow-start", transfer(300_000, lost), Options{Vars: []string{"cwnd", "ssthresh"}}},
		{"slow-start-zh", transfer(300_000, lost), Options{Vars: []string{"cwnd", "ssthresh"}, Lang: words.Chinese}},
		{"narrow", transfer(300_000, lost), Options{Vars: []string{"cwnd"}, Width: 40}},
		{"ascii", transfer(300_000, lost), Options{Vars: []string{"cwnd", "ssthresh", "snd.wnd", "rcv.wnd"}, ASCII: true}},
		{"seq", transfer(300_000, lost), Options{Vars: []string{"seq"}, Color: true}},
		{"seq-zh", transfer(300_000, lost), Options{Vars: []string{"seq"}, Lang: words.Chinese, Width: 100}},
		{"two-units", transfer(60_000, "from client to server data#3 drop"), Options{Vars: []string{"rto", "cwnd", "srtt"}}},
		{"several", several, Options{Vars: []string{"cwnd"}}},
		{"nothing", transfer(1, "syn drop"), Options{Vars: []string{"cwnd"}, Width: 60}},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := run(t, c.lab)
			got := draw(t, story.Fold(log.All()), log.All(), c.o)
			fits(t, got, cmp.Or(c.o.Width, 80))
			path := filepath.Join("testdata", c.name+".txt")
			if *update {
				if err := errors.Join(os.MkdirAll("testdata", 0o777), os.WriteFile(path, []byte(got), 0o666)); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v (go test -update writes it)", err)
			}
			if diff := gocmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		})
	}
}

// TestDoubles reads the curve itself: in slow start the window doubles from one
// round trip to the next, and after the loss it stands at half of what it was.
func TestDoubles(t *testing.T) {
	log := run(t, transfer(300_000, "from client to server data#60 drop"))
	ends := gather(story.Fold(log.All()), log.All())
	if len(ends) != 1 || ends[0].MSS != 1420 {
		t.Fatalf("%d ends", len(ends))
	}
	after := map[time.Duration]uint32{} // cwnd when all of an instant's acknowledgements are in
	peak, half := uint32(0), uint32(0)
	for _, s := range ends[0].Samples {
		after[s.At] = s.TCB.Cwnd
		if s.TCB.Ssthresh == 0 {
			peak = max(peak, s.TCB.Cwnd)
		} else if half == 0 {
			half = s.TCB.Ssthresh
		}
	}
	const ms = time.Millisecond
	if a, b := after[200*ms], after[300*ms]; a != 20*1420 || b != 2*a {
		t.Errorf("cwnd is %d after the first round trip, %d after the second", a, b)
	}
	if half == 0 || half > peak/2+1420 || half < peak/2-1420 {
		t.Errorf("ssthresh is %d where cwnd was %d", half, peak)
	}
	lost := 0
	for _, s := range ends[0].Sent {
		if s.Lost {
			lost++
		}
	}
	if lost != 1 {
		t.Errorf("%d segments are marked as lost, the rule dropped one", lost)
	}
}

// TestAnySamples: whatever a recording says, a plot keeps to its size, and draws.
func TestAnySamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := &event.Names{Hosts: []string{"a\x1b[2J", "b"}}
		s := &story.Story{Names: names}
		o := Options{Width: rapid.IntRange(0, 120).Draw(t, "width"), ASCII: rapid.Bool().Draw(t, "ascii"), Lang: rapid.SampledFrom([]words.Lang{"en", "zh"}).Draw(t, "lang"),
			Vars: rapid.SliceOfNDistinct(rapid.SampledFrom(Names()), 1, len(Names()), rapid.ID[string]).Draw(t, "vars")}
		e := &story.Flow{Stream: &story.Stream{}, Host: 1, MSS: rapid.IntRange(0, 70000).Draw(t, "mss")}
		u32, at := rapid.Uint32(), time.Duration(0)
		for range rapid.IntRange(0, 30).Draw(t, "samples") {
			later := rapid.OneOf(rapid.Int64Range(0, 1<<40), rapid.Int64Range(0, math.MaxInt64))
			at += min(time.Duration(later.Draw(t, "later")), math.MaxInt64-at)
			var b event.TCB
			b.Cwnd, b.Ssthresh, b.Snd.Wnd, b.Rcv.Wnd = u32.Draw(t, "cwnd"), u32.Draw(t, "ssthresh"), u32.Draw(t, "wnd"), u32.Draw(t, "wnd")
			b.RTO, b.SRTT = time.Duration(rapid.Int64().Draw(t, "rto")), time.Duration(rapid.Int64().Draw(t, "srtt"))
			e.Samples = append(e.Samples, story.Sample{At: at, TCB: b})
			e.Sent = append(e.Sent, story.Sent{At: at, End: u32.Draw(t, "seq"), Lost: rapid.Bool().Draw(t, "lost"), Again: rapid.Bool().Draw(t, "again")})
			e.Acks = append(e.Acks, story.Acked{At: at, Ack: u32.Draw(t, "ack")})
			if e.To = at; len(e.Sent) == 1 {
				e.From = at
			}
		}
		for _, u := range []unit{octets, times, numbers} {
			var b bytes.Buffer
			d := newDrawer(&b, s, o)
			if vars := d.vars(u); len(vars) > 0 {
				d.one(e, u, vars)
				d.w.Flush()
				fits(t, b.String(), d.o.Width)
				if strings.ContainsRune(b.String(), 0x1b) {
					t.Errorf("a host's name moves the terminal's cursor: %q", &b)
				}
			}
		}
	})
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		value, base int64
		most        int
		step        int64
		n           int
	}{
		{0, 1, 6, 1, 1}, {6, 1, 6, 1, 6}, {7, 1, 6, 2, 4}, {100, 1, 6, 20, 5}, {101, 1, 6, 20, 6}, {127800, 1420, 6, 20 * 1420, 5},
		{1e17, 1, 6, 2e16, 5}, {1<<63 - 1, 1 << 40, 2, 1<<63 - 1, 1}, // so much is never measured: one step does
	} {
		if step, n := ticks(c.value, c.base, c.most); step != c.step || n != c.n {
			t.Errorf("ticks(%d, %d, %d) = %d, %d; want %d, %d", c.value, c.base, c.most, step, n, c.step, c.n)
		}
	}
}
