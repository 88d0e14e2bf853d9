//go:build !js

package html

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/hooks/segment"
	"netlab/lab/report/html/browsertest"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/labs/labstest"
)

// The pages are opened in a real browser by the tests whose names begin with
// TestBrowser.

func TestMain(m *testing.M) { browsertest.Main(m) }

// pages are the runs whose pages are opened.
var pages = []struct {
	name string
	log  func(t *testing.T) *event.Log
}{
	{"handshake-loss", func(t *testing.T) *event.Log { return labstest.Variant(t, "handshake-loss", "synack") }},
	{"demultiplexing", func(t *testing.T) *event.Log { return labstest.Variant(t, "demultiplexing", "two-hosts") }},
	{"slow-start", func(t *testing.T) *event.Log { return labstest.Variant(t, "slow-start", "loss") }},
	{"simultaneous-close", func(t *testing.T) *event.Log { return labstest.Variant(t, "simultaneous-close", "crossing") }},
	{"segment-size", func(t *testing.T) *event.Log { return labstest.Variant(t, "segment-size", "told") }},
	{"udp-vs-tcp", func(t *testing.T) *event.Log { return labstest.Variant(t, "udp-vs-tcp", "lossy") }},
	{"hostile", func(*testing.T) *event.Log { return hostileRun() }},
	{"long", func(*testing.T) *event.Log { return long(2000) }},
}

// seen is what the panels show of an event.
type seen struct {
	N      int
	Packet int         // whose fields are shown; 0: none
	Fields [][2]string // names and values
	Octets string      // in hexadecimal, as far as they are shown
	Ends   []seenEnd
}

type seenEnd struct {
	Conn int
	Vars map[string][2]string // by name: before, after; "": not known
}

// readPanels reads the panels in the page.
const readPanels = `function readPanels() {
	return {
		N: +document.getElementById("now").dataset.n,
		Packet: +document.getElementById("segment").dataset.packet,
		Fields: [...document.querySelectorAll("#segment [data-field]")].map(tr => [tr.dataset.field, tr.querySelector("td").textContent]),
		Octets: [...document.querySelectorAll("#segment .hex .numbers span")].map(s => s.textContent).join(""),
		Ends: [...document.querySelectorAll("#ends [data-conn]")].map(table => ({
			Conn: +table.dataset.conn,
			Vars: Object.fromEntries([...table.querySelectorAll("[data-var]")].map(tr => [tr.dataset.var, [tr.dataset.before, tr.dataset.after]])),
		})),
	};
}
`

// expected is what they have to show, from the record: the packet that the event is
// about, and each connection that the page shows.
func expected(packets map[int]event.Event, log *event.Log, s *story.Story, e *event.Event, shown seen) seen {
	want := seen{N: int(e.N), Packet: shown.Packet, Fields: [][2]string{}, Ends: []seenEnd{}}
	if e.Packet != 0 {
		want.Packet = int(e.Packet)
	}
	framing := segment.IP
	if s.Run != nil {
		framing, _ = segment.ParseFraming(s.Run.Framing)
	}
	if p, ok := packets[want.Packet]; ok {
		for _, f := range packetFields(segment.Fields(), framing, &p) {
			want.Fields = append(want.Fields, [2]string{f.Name, clean(f.Value)})
		}
		want.Octets = fmt.Sprintf("%x", p.Raw[:min(len(p.Raw), len(shown.Octets)/2)])
	}
	for _, end := range shown.Ends {
		conn := event.ConnID(end.Conn)
		settled := e.N // the last change of state that it brought about at once
		for c := range log.All() {
			if c.Kind == event.Change && c.Conn == conn && c.Cause == e.N && c.At == e.At {
				settled = c.N
			}
		}
		before, after := s.Vars(conn, e.N-1), s.Vars(conn, e.N)
		vars := map[string][2]string{"state": {s.StateAt(conn, e.N-1).String(), s.StateAt(conn, settled).String()}}
		for _, v := range story.VarNames() {
			if _, ok := end.Vars[v.Name]; !ok && len(end.Vars) == 1 {
				break // a listener, a UDP socket: it has no variables, and none are shown
			}
			value := func(of *story.Vars) string {
				if !of.Known.Has(v.Is) {
					return ""
				}
				return strconv.FormatInt(of.Value(v.Is), 10)
			}
			vars[v.Name] = [2]string{value(&before), value(&after)}
		}
		want.Ends = append(want.Ends, seenEnd{end.Conn, vars})
	}
	return want
}

// TestBrowserWalk goes to every event with the keyboard, from the last to the first
// and on again, and compares what the panels show with the record.
func TestBrowserWalk(t *testing.T) {
	for _, tt := range pages {
		t.Run(tt.name, func(t *testing.T) {
			log := tt.log(t)
			s := story.Fold(log.All())
			b := browsertest.Open(t, pageOf(t, log, Options{}), browsertest.Look{})
			b.Keys(kb.End)
			n := log.Len()
			if at := browsertest.Ask[int](b, `+document.getElementById("now").dataset.n`); at != n {
				t.Fatalf("End leads to event %d of %d", at, n)
			}
			b.Shot(tt.name + "-end")
			b.Keys(kb.Home)
			if at := browsertest.Ask[int](b, `+document.getElementById("now").dataset.n`); at != 1 {
				t.Fatalf("Home leads to event %d", at)
			}
			step := 1
			if n > 500 {
				step = 7 // of a long run every event is met, and one of seven is read
			} else { // real keys; the others are the same without the way through the browser
				for i := 2; i <= min(n, 60); i++ {
					b.Keys(kb.ArrowRight)
					if at := browsertest.Ask[int](b, `+document.getElementById("now").dataset.n`); at != i {
						t.Fatalf("the right arrow leads from event %d to %d", i-1, at)
					}
				}
				b.Keys("kk" + kb.ArrowUp + kb.ArrowLeft + "j" + kb.Home)
			}
			all := browsertest.Ask[[]seen](b, `(() => { `+readPanels+`
				const out = [readPanels()];
				for (let i = 1; i < `+strconv.Itoa(n)+`; i++) {
					document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
					if (i % `+strconv.Itoa(step)+` === 0) out.push(readPanels());
				}
				return out;
			})()`)
			if want := (n-1)/step + 1; len(all) != want {
				t.Fatalf("%d events were read, want %d", len(all), want)
			}
			packets := map[int]event.Event{}
			for e := range log.All() {
				if e.Packet != 0 {
					packets[int(e.Packet)] = *e
				}
			}
			ends, fields := 0, 0
			for i, got := range all {
				var e event.Event
				log.At(i*step, &e)
				if diff := cmp.Diff(expected(packets, log, s, &e, got), got); diff != "" {
					t.Errorf("event %d, a %s (-record +page):\n%s", e.N, e.Kind, diff)
				}
				shows := func(id event.ConnID) bool {
					return slices.ContainsFunc(got.Ends, func(x seenEnd) bool { return x.Conn == int(id) })
				}
				if c := s.Conn(e.Conn); c != nil && !shows(e.Conn) {
					t.Errorf("event %d is of connection %s, which is not shown", e.N, c.Name)
				}
				ends, fields = ends+len(got.Ends), fields+len(got.Fields)
			}
			if ends < len(all)/2 || fields < len(all) {
				t.Errorf("of %d events %d ends and %d fields are shown", len(all), ends, fields)
			}
		})
	}
}

// TestBrowserSpeed holds the time of a step on a page of 2,000 events: from the key
// until the page is laid out anew. What is told of the slowest steps, and of frames,
// is as good as the machine is idle: another program that has the processor for a
// while is in it.
func TestBrowserSpeed(t *testing.T) {
	b := browsertest.Open(t, pageOf(t, long(2000), Options{}), browsertest.Look{})
	type times struct{ Median, P95, Frame, FrameP95 float64 }
	got := browsertest.Ask[times](b, `(async () => {
		const steps = [], frames = [];
		for (let i = 0; i < 200; i++) {
			const begin = performance.now();
			document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
			document.body.getBoundingClientRect();
			steps.push(performance.now() - begin);
			await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
			frames.push(performance.now() - begin);
		}
		const part = (list, p) => list.sort((a, b) => a - b)[Math.floor(list.length * p)];
		return { Median: part(steps, 0.5), P95: part(steps, 0.95), Frame: part(frames, 0.5), FrameP95: part(frames, 0.95) };
	})()`)
	t.Logf("200 steps: median %.1f ms, 95 of 100 under %.1f ms; until the frame was drawn %.1f and %.1f ms", got.Median, got.P95, got.Frame, got.FrameP95)
	if got.Median >= 100 {
		t.Errorf("a step takes %.1f ms, and should be under 100", got.Median)
	}
}

// TestBrowserPhone steps through runs on a phone: wherever the ladder is wider than the
// window, the event's host is in sight, and what chooses is folded away until it is
// asked for.
func TestBrowserPhone(t *testing.T) {
	for _, name := range [][2]string{{"simultaneous-open", "crossing"}, {"demultiplexing", "two-hosts"}, {"segment-size", "told"}} {
		b := browsertest.Open(t, pageOf(t, labstest.Variant(t, name[0], name[1]), Options{}), browsertest.Look{Phone: true})
		lost := browsertest.Ask[[]string](b, `(() => {
			const { page, data } = netlab, box = document.getElementById("ladder"), svg = box.querySelector("svg"), lost = [];
			page.refresh();
			for (const e of data.events) {
				page.goTo(e.n);
				if (!e.h) continue;
				const room = box.getBoundingClientRect(), scale = svg.clientWidth / data.ladder.width;
				const x = svg.getBoundingClientRect().left + data.ladder.columns[data.columns.indexOf(e.h)] * scale;
				if (e.k !== "verdict" && e.k !== "drop" && (x < room.left + 20 || x > room.right - 20)) lost.push(e.n + " " + e.k + " at " + x);
			}
			return lost;
		})()`)
		for _, e := range lost {
			t.Errorf("%s: event %s is out of sight", name[0], e)
		}
		b.Keys("?" + kb.Escape)
		if top := browsertest.Ask[float64](b, `document.getElementById("ladder").getBoundingClientRect().top + scrollY`); top > 170 {
			t.Errorf("%s: the ladder begins %v pixels down", name[0], top)
		}
		b.Shot(name[0] + "-folded")
		b.Keys("/")
		if !browsertest.Ask[bool](b, `document.activeElement.id === "filter" && document.activeElement.checkVisibility()`) {
			t.Errorf("%s: / does not unfold the filter", name[0])
		}
		b.Shot(name[0] + "-unfolded")
	}
}

// TestBrowserEverybody: the page shuts nobody out, however it is looked at.
func TestBrowserEverybody(t *testing.T) {
	for _, tt := range pages {
		if !slices.Contains([]string{"handshake-loss", "demultiplexing", "slow-start", "hostile"}, tt.name) {
			continue // they have between them all that a page may have
		}
		t.Run(tt.name, func(t *testing.T) {
			browsertest.Everybody(t, tt.name, pageOf(t, tt.log(t), Options{}), func(b *browsertest.Tab) { b.Keys(kb.PageDown) })
		})
	}
}

// TestBrowserIndex opens the front page of a folder of runs.
func TestBrowserIndex(t *testing.T) {
	var out bytes.Buffer
	index := Index{Command: "netlab run --all --out DIR", Version: "1", Chapters: []Chapter{
		{Title: words.Text{EN: "Opening", ZH: "建立连接"}, Labs: []Lab{{Name: "handshake-loss", Title: words.Text{EN: "Losing each leg of the handshake", ZH: "三次握手中的丢包"}, Runs: []Run{
			{Variant: "synack", Title: words.Text{EN: "The SYN-ACK is lost", ZH: "丢失 SYN-ACK"}, Verdict: Met, Took: time.Second, Met: 7, Expected: 7, Dir: "handshake-loss/synack", Files: []string{"report.html", "ladder.svg", "events.jsonl"}},
			{Variant: "ack", Title: words.Text{EN: "The ACK is lost", ZH: "丢失 ACK"}, Verdict: Unmet, Took: time.Second, Met: 6, Expected: 7, Dir: "handshake-loss/ack", Files: []string{"report.html"}},
		}}}},
		{Title: words.Text{EN: "Ending", ZH: "关闭连接"}, Labs: []Lab{{Name: "teardown", Runs: []Run{{Variant: "x", Verdict: Skipped, Why: words.Text{EN: "netstack cannot do it", ZH: "netstack 做不到"}}}}}},
	}}
	if err := index.Write(&out); err != nil {
		t.Fatal(err)
	}
	browsertest.Everybody(t, "index", out.Bytes(), nil)
}

// TestBrowserFilter types into the filter box: what does not fit is not listed, and
// stepping skips it; what is wrong is told, in the page's language.
func TestBrowserFilter(t *testing.T) {
	log := labstest.Variant(t, "handshake-loss", "synack")
	b := browsertest.Open(t, pageOf(t, log, Options{}), browsertest.Look{})
	table := newFieldTable(log)
	write := func(text string) {
		b.Keys("/")
		browsertest.Ask[bool](b, `(document.activeElement.value = "") === ""`)
		b.Keys(text + kb.Enter)
	}
	for _, expr := range []string{"synack", "tcp.flags.syn == 1 && from == client", "client.state == SYN-SENT", "frame.time_relative > 1s", "!tcp"} {
		write(expr)
		got := browsertest.Ask[[]int](b, `[...document.querySelectorAll("#events [data-n]")].filter(li => !li.hidden && li.checkVisibility()).map(li => +li.dataset.n)`)
		want := askGo(log, table, []string{expr})[0].Events
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-Go +page):\n%s", expr, diff)
		}
		b.Keys(kb.Escape + kb.Escape)
	}
	write("synack")
	browsertest.Ask[bool](b, `document.activeElement.blur() === undefined`)
	b.Keys(kb.Home)
	b.Shot("filter")
	var visited []int
	for range 3 {
		visited = append(visited, browsertest.Ask[int](b, `+document.getElementById("now").dataset.n`))
		b.Keys("j")
	}
	if want := askGo(log, table, []string{"synack"})[0].Events[:3]; !slices.Equal(visited, want) {
		t.Errorf("stepping visits %v, want %v", visited, want)
	}
	for _, tt := range []struct{ lang, want string }{{"en", "did you mean synack?"}, {"zh", "是不是想写 synack？"}} {
		lang, want := tt.lang, tt.want
		b.Speak(lang)
		write("tcp && synak")
		if text := browsertest.Ask[string](b, `document.getElementById("filter-fault").textContent`); !strings.Contains(text, want) || !strings.Contains(text, "\n       ^^^^^\n") {
			t.Errorf("%s: of a wrong expression is said:\n%s", lang, text)
		}
		b.Shot("filter-fault-" + lang)
	}
}

// TestBrowserChinese finds English in the Chinese page: words that are no names, no
// states, no flags, and no field's own.
func TestBrowserChinese(t *testing.T) {
	for _, tt := range pages[:6] {
		t.Run(tt.name, func(t *testing.T) {
			log := tt.log(t)
			b := browsertest.Open(t, pageOf(t, log, Options{}), browsertest.Look{})
			const late = "#live, #lang" // what is told once stepping has paused, and in the other language
			english := b.TextsBut(late)
			b.Speak("zh")
			b.Shot(tt.name + "-chinese")
			own := ownWords(log)
			found := map[string]string{}
			for range 12 {
				for _, text := range append(b.TextsBut("code, kbd, [lang=en], .fields, .hex, .octet, [data-var] th, footer"), browsertest.Ask[[]string](b, told)...) {
					for _, word := range regexp.MustCompile(`[A-Za-z][A-Za-z'-]*[A-Za-z]`).FindAllString(text, -1) {
						if !own[strings.ToLower(word)] && found[word] == "" {
							found[word] = text
						}
					}
				}
				b.Keys(kb.PageDown + "n")
			}
			for word, text := range found {
				t.Errorf("%q is English: %.120q", word, text)
			}
			b.Speak("en")
			b.Keys(kb.Home)
			if diff := cmp.Diff(english, b.TextsBut(late)); diff != "" {
				t.Errorf("the page in English is another after it spoke Chinese (-before +after):\n%s", diff)
			}
			if han := regexp.MustCompile(`.*\p{Han}.*`).FindAllString(strings.Join(english, "\n"), -1); len(han) > 0 {
				t.Errorf("there is Chinese in the English page: %q", han)
			}
		})
	}
}

// told are the texts of attributes that people are told.
const told = `["title", "aria-label"].flatMap(name => [...document.querySelectorAll("[" + name + "]")].filter(x => !x.closest("noscript, [lang=en]")).map(x => x.getAttribute(name)))`

// ownWords are words that stand in Chinese text as they are: names of hosts, rules'
// texts, states, variables, calls, and what the field itself calls by them.
func ownWords(log *event.Log) map[string]bool {
	own := map[string]bool{}
	add := func(text string) {
		for _, word := range regexp.MustCompile(`[A-Za-z][A-Za-z'-]*[A-Za-z]`).FindAllString(text, -1) {
			own[strings.ToLower(word)] = true
		}
	}
	add(ownTerms)
	add(strings.Join(event.StateNames(), " ") + " " + strings.Join(event.RoleNames(), " "))
	for _, v := range story.VarNames() {
		add(v.Name)
	}
	for _, f := range filter.Fields() {
		add(f.Name)
	}
	for e := range log.All() {
		if e.More == nil {
			continue
		}
		if r := e.More.Run; r != nil {
			add(r.Lab + " " + r.Variant)
			for _, h := range r.Hosts {
				add(h.Name + " " + h.Stack + " " + h.Version)
			}
			for _, w := range r.Wires {
				add(w.Name)
			}
			for _, r := range r.Rules {
				add(r.Name + " " + r.Text)
			}
		}
		if c := e.More.Call; c != nil {
			add(strings.Join(append([]string{c.Program, c.Op, c.Result, c.Value}, c.Args...), " "))
		}
		if x := e.More.Expect; x != nil { // an expectation in the lab's own notation
			add(x.Want["zh"] + x.Got["zh"] + x.Want[""] + x.Got[""] + x.Text.Text["zh"] + x.Text.Text[""] + strings.Join(x.Text.Args, " "))
		}
	}
	return own
}

// ownTerms are the field's words that Chinese texts leave as they are.
const ownTerms = `SYN-ACK need frag RACK OPEN CLOSE SEND RECEIVE ABORT MSL cookie TCP UDP IP IPv ICMP ARP RFC SYN ACK FIN RST PSH URG SACK MSS RTO RTT SRTT ISS IRS MTU TTL ID TIME-WAIT SND UNA NXT WND RCV SEG SEQ LEN WL cwnd ssthresh
	netlab netstack English ms ns Stevens win seq ack len wscale TS val ecr nop eol sackOK mss options Wireshark JavaScript Karn Nagle Reno CUBIC PAWS DF MF router PgUp PgDn Home End Esc TCB syn tsval tsecr`

// TestBrowserPrint prints: the ladder, the events and their reasons are in it as text.
func TestBrowserPrint(t *testing.T) {
	for _, tt := range pages[:3] {
		b := browsertest.Open(t, pageOf(t, tt.log(t), Options{}), browsertest.Look{})
		pdf := b.Print()
		if dir := os.Getenv("NETLAB_TEST_SHOTS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, tt.name+".pdf"), pdf, 0o644); err != nil {
				t.Error(err)
			}
		}
		sheets := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1))
		texts := 0
		for _, part := range regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`).FindAllSubmatch(pdf, -1) {
			if r, err := zlib.NewReader(bytes.NewReader(part[1])); err == nil {
				content, _ := io.ReadAll(r)
				texts += bytes.Count(content, []byte("Tj")) + bytes.Count(content, []byte("TJ"))
			}
		}
		t.Logf("%s: %d octets, %d sheets, %d pieces of text", tt.name, len(pdf), sheets, texts)
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) || sheets == 0 || sheets > 60 || texts < 100 {
			t.Errorf("%s is printed on %d sheets with %d pieces of text", tt.name, sheets, texts)
		}
	}
}

// TestBrowserHostile opens the page of a record that would like to be a program: its
// texts are there as texts, and nothing of it runs (a dialog would fail the tab).
func TestBrowserHostile(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		b := browsertest.Open(t, pageOf(t, hostileRun(), Options{Version: hostile[0]}), browsertest.Look{})
		b.Speak(lang)
		for range hostileRun().Len() {
			b.Keys(kb.ArrowRight)
		}
		text := browsertest.Ask[string](b, `document.body.textContent`)
		for _, bad := range hostile {
			if want := clean(bad); !strings.Contains(text, want) {
				t.Errorf("%s: %q is not there as text", lang, want)
			}
		}
		if n := browsertest.Ask[int](b, `document.querySelectorAll("main img, main iframe, main b[onclick], [onerror], [onload], [onfocus], main a[href^='javascript']").length`); n > 0 {
			t.Errorf("%s: %d elements come out of the record", lang, n)
		}
	}
}
