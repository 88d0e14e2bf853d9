package compare_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/lab/compare"
	"netlab/lab/report/ladder"
	"netlab/lab/words"
)

var update = flag.Bool("update", false, "rewrite the golden files, and as root the kernel's recordings")

// golden compares a text with a file of testdata, or rewrites that.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (rewrite it with -update): %s", path, diff)
	}
}

// knows is a table for the plays.
const knows = `
- id: window
  what: window.*
  stacks: {netstack: 1..65535, kernel: some}
  title: {en: Another buffer, zh: 缓冲区不同}
  why: {en: "Each stack sizes its receive buffer as it likes, and the window of the SYN tells how much of it is free.", zh: 每个协议栈自行决定接收缓冲区的大小，SYN 中的窗口说明其中有多少空闲。}
  source: ["RFC 9293 (3.8.6)", "net/ipv4/tcp_output.c: tcp_select_initial_window"]
- id: delayed-ack
  what: segment.extra.ack
  stacks: {netstack: some, kernel: none}
  title: {en: Delayed acknowledgements, zh: 延迟确认}
  why: {en: The kernel waits whether it can send the acknowledgement along with something else., zh: 内核会等一等，看能否让确认搭车。}
  source: ["RFC 9293 (3.8.6.3)"]
- id: rto
  what: timer.retransmission.syn
  stacks: {netstack: 1s..1s, kernel: "1 s, 1 s*"}
  title: {en: Linear timeouts, zh: 线性超时}
  why: {en: "The kernel's first timeouts of a SYN do not double.", zh: 内核对 SYN 的前几次超时不加倍。}
  source: ["net/ipv4/tcp_timer.c"]
`

func TestDraw(t *testing.T) {
	kernel := with(usual, func(p *play) { p.stack, p.clock = "kernel", "real" })
	known := with(kernel, func(p *play) { p.window, p.ack = 64240, -1 })
	fresh := with(known, func(p *play) { p.read = "ECONNRESET" })
	lossy := with(usual, func(p *play) { p.rto, p.again = time.Second, 2 })
	slow := with(lossy, func(p *play) { p.stack, p.clock, p.rto, p.again, p.passed = "kernel", "real", 3*time.Second, 3, true })
	table, err := compare.ParseKnown("knows", []byte(knows))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		a, b play
		o    ladder.Options
	}{
		{"same", usual, usual, ladder.Options{Width: 80}},
		{"same.zh", usual, usual, ladder.Options{Width: 80, Lang: words.Chinese}},
		{"known", usual, known, ladder.Options{Width: 80}},
		{"known.zh", usual, known, ladder.Options{Width: 80, Lang: words.Chinese}},
		{"known.wide", usual, known, ladder.Options{Width: 165}},
		{"known.wide.zh", usual, known, ladder.Options{Width: 165, Lang: words.Chinese}},
		{"known.wide.ascii", usual, known, ladder.Options{Width: 165, ASCII: true}},
		{"new", usual, fresh, ladder.Options{Width: 80}},
		{"new.zh", usual, fresh, ladder.Options{Width: 80, Lang: words.Chinese}},
		{"new.colour", usual, fresh, ladder.Options{Width: 165, Color: true}},
		{"new.quiet", usual, fresh, ladder.Options{Width: 100, Quiet: true}},
		{"slow.wide", lossy, slow, ladder.Options{Width: 170}},
		{"slow.narrow", lossy, slow, ladder.Options{Width: 50, ASCII: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := compare.Draw(&b, compare.Stories(tt.a.story(), tt.b.story(), table), tt.o); err != nil {
				t.Fatal(err)
			}
			for l := range strings.Lines(b.String()) {
				if n := ladder.Width(strings.TrimSuffix(l, "\n")); n > tt.o.Width {
					t.Errorf("a line takes %d cells of %d: %s", n, tt.o.Width, l)
				}
			}
			if tt.o.ASCII {
				for _, c := range b.Bytes() {
					if c >= 0x80 {
						t.Fatal("there is more than ASCII in it")
					}
				}
			}
			golden(t, "draw/"+tt.name+".txt", b.Bytes())
		})
	}
	t.Run("json", func(t *testing.T) {
		b, err := json.MarshalIndent(compare.Stories(usual.story(), fresh.story(), table).Report(), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "draw/new.json", append(b, '\n'))
	})
}

// TestWrites holds that an error in writing is told.
func TestWrites(t *testing.T) {
	if err := compare.Draw(broken{}, compare.Stories(usual.story(), usual.story(), nil), ladder.Options{}); err == nil {
		t.Error("nothing could be written, and no error says so")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }
