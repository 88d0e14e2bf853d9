package page_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/compare"
	"netlab/lab/compare/page"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
	"netlab/lab/words"
	"netlab/labs/labstest"
)

var update = flag.Bool("update", false, "rewrite the golden list")

// recorded is a variant as a kernel ran it, from the comparison's own recordings.
func recorded(t *testing.T, name string) *story.Story {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", "kernel", name+".jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	log, err := event.ReadLog(z)
	if err != nil {
		t.Fatal(err)
	}
	return story.Fold(log.All())
}

// run is the story of a variant on netstack.
func run(t *testing.T, name, variant string) *story.Story {
	t.Helper()
	return story.Fold(labstest.Variant(t, name, variant).All())
}

func write(t *testing.T, c *compare.Comparison, o page.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, c, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	ids    = regexp.MustCompile(`\sid="([^"]*)"`)
	hrefs  = regexp.MustCompile(`\shref="([^"]*)"`)
	places = regexp.MustCompile(`<a class="(place|mark new|mark)" href="#([^"]*)"`)
	loads  = regexp.MustCompile(`(?i)\s(src|srcset|action|data|poster|style)=|url\(|@import|\son[a-z]+="`)
)

// whole sees to it that a page holds together: every link leads somewhere in it, no id
// stands twice, every difference is listed, and nothing is loaded. It counts the
// links to places in the ladders, and the numbers between them.
func whole(t *testing.T, text string, c *compare.Comparison) (toPlaces, marks int) {
	t.Helper()
	known := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(text, -1) {
		if known[m[1]] {
			t.Errorf("the id %q stands twice", m[1])
		}
		known[m[1]] = true
	}
	for _, m := range hrefs.FindAllStringSubmatch(text, -1) {
		if to, ok := strings.CutPrefix(m[1], "#"); !ok || !known[to] {
			t.Errorf("a link leads to %q", m[1])
		}
	}
	for _, m := range places.FindAllStringSubmatch(text, -1) {
		if m[1] == "place" {
			toPlaces++
		} else {
			marks++
		}
	}
	for i := range c.Differences {
		if !known[fmt.Sprintf("d%d", i+1)] {
			t.Errorf("difference %d is not listed", i+1)
		}
	}
	if !strings.Contains(text, "default-src 'none'") {
		t.Error("the page has no policy")
	}
	body := text[strings.Index(text, "<body>"):]
	body = regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(body, "")
	for _, m := range loads.FindAllString(body, -1) {
		t.Errorf("the page has %q", m)
	}
	return toPlaces, marks
}

// TestPages compares netstack's runs with the kernel's.
func TestPages(t *testing.T) {
	for _, v := range [][2]string{{"handshake-loss", "synack"}, {"fast-retransmit", "three"}, {"stale-syn", "established"}, {"udp-vs-tcp", "swapped"}, {"closing-myth", "ack-lost"}} {
		t.Run(v[0], func(t *testing.T) {
			c := compare.Stories(run(t, v[0], v[1]), recorded(t, v[0]+"."+v[1]), compare.Table())
			for _, lang := range []words.Lang{words.English, words.Chinese} {
				text := write(t, c, page.Options{Lang: lang, Command: "netlab compare " + v[0]})
				to, marks := whole(t, text, c)
				if to < len(c.Differences) || marks < len(c.Differences) {
					t.Errorf("%d differences, %d links to places, %d numbers", len(c.Differences), to, marks)
				}
				if again := write(t, c, page.Options{Lang: lang, Command: "netlab compare " + v[0]}); again != text {
					t.Error("written twice it is not the same")
				}
			}
		})
	}
}

// TestLead: in Chinese a side's stacks stand in Chinese parentheses.
func TestLead(t *testing.T) {
	s := run(t, "teardown", "four")
	text := write(t, compare.Stories(s, s, compare.Table()), page.Options{})
	for _, want := range []string{"(client netstack, server netstack; ", "（client netstack，server netstack；"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

// tags are what is left out of a golden list.
var tags = regexp.MustCompile(`<[^>]*>`)

// TestGolden holds the list of differences, as text in both languages.
func TestGolden(t *testing.T) {
	c := compare.Stories(run(t, "handshake-loss", "synack"), recorded(t, "handshake-loss.synack"), compare.Table())
	text := write(t, c, page.Options{})
	from, to := strings.Index(text, `<section id="differences"`), strings.Index(text, `<section id="ladders"`)
	got := strings.NewReplacer("</dt>", " ", "</dd>", "\n", `</span><span class="zh"`, "\n<i", "</span>", " ").Replace(text[from:to])
	got = html.UnescapeString(tags.ReplaceAllString(got, ""))
	path := filepath.Join("testdata", "handshake-loss.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", path, d)
	}
}

// TestSame: a run beside itself differs in nothing.
func TestSame(t *testing.T) {
	s := run(t, "teardown", "four")
	c := compare.Stories(s, s, compare.Table())
	text := write(t, c, page.Options{})
	if to, marks := whole(t, text, c); to != 0 || marks != 0 {
		t.Errorf("%d places and %d numbers of no difference", to, marks)
	}
	if !strings.Contains(text, "No differences") {
		t.Error("it does not say that there are none")
	}
}

// TestHostile: what a record says is text in the page.
func TestHostile(t *testing.T) {
	const nasty = `<script>alert(1)</script>"'&]]></svg><!--` + "\u202e\u2028\x00"
	stories := [2]*story.Story{}
	for i := range stories {
		r := storytest.New(nasty, "a"+nasty, "b"+nasty)
		r.Titled(nasty, nasty, nasty).Rule("name " + nasty + " " + nasty)
		r.Info.Hosts[0].Stack, r.Info.Hosts[0].Settings = nasty+fmt.Sprint(i), map[string]string{nasty: fmt.Sprint(i)}
		r.Info.Hosts[1].Settings = map[string]string{nasty: fmt.Sprint(i)}
		f := r.Flow("a"+nasty, "b"+nasty, 0)
		f.Listen()
		p := f.Connect()
		if i == 0 {
			r.Verdict(p, event.DropPacket, 1)
			r.Ms(1000).Timer("a"+nasty, f.Conn[0], nasty, 1e9)
			p = f.Out(0, segment.SYN, 0, 0, 0)
		}
		f.In(p).To(1, event.SynReceived)
		r.Note("a"+nasty, nasty, nasty)
		r.Call("a"+nasty, f.Conn[0], nasty, nasty)
		r.Return("a"+nasty, f.Conn[0], nasty, nasty+fmt.Sprint(i), nasty, i)
		stories[i] = story.Fold(r.End("done").All())
	}
	c := compare.Stories(stories[0], stories[1], nil)
	if len(c.New()) == 0 {
		t.Fatal("there is nothing to be told")
	}
	text := write(t, c, page.Options{Command: nasty})
	whole(t, text, c)
	// The page's own scripts are the shell's, the comparison's and its data.
	if n := strings.Count(text, "<script"); n != 3 {
		t.Errorf("%d scripts", n)
	}
	if strings.Contains(text, "\u202e") || strings.Contains(text, "\x00") {
		t.Error("a text turns or controls what follows")
	}
	if n := strings.Count(text, "&lt;script&gt;alert(1)"); n < 10 {
		t.Errorf("the texts are missing: %d", n)
	}
}

// TestNothing: of an empty record there is a page too.
func TestNothing(t *testing.T) {
	var f story.Folder
	f.Close()
	c := compare.Stories(f.Story(), f.Story(), compare.Table())
	whole(t, write(t, c, page.Options{}), c)
}
