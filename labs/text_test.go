package labs_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/report/ladder"
	"netlab/lab/report/plot"
	"netlab/lab/story"
	"netlab/lab/words"
)

// sections are the headings of every lab's text, in each language, in their
// order. The first stands under the lab's title.
var sections = []words.Text{
	{EN: "The question", ZH: "问题"},
	{EN: "Predict before you run", ZH: "运行之前先预测"},
	{EN: "Run it", ZH: "运行"},
	{EN: "What happened, and why", ZH: "发生了什么，为什么"},
	{EN: "What books say", ZH: "书上说……实际上……"},
	{EN: "On the Linux kernel", ZH: "在 Linux 内核上"},
	{EN: "Try next", ZH: "接着试"},
}

// Places in sections.
const (
	question = iota
	predict
	runIt
	happened
	books
	kernel
	tryNext
)

// page is a lab's text in one language.
type page struct {
	lang words.Lang
	path string
	text string
	lab  *lab.Lab
}

// pages calls fn with every lab's text in every language.
func pages(t *testing.T, fn func(t *testing.T, p *page)) {
	for _, name := range names() {
		for _, lang := range languages {
			t.Run(name+"/"+string(lang), func(t *testing.T) {
				fn(t, readPage(t, name, lang))
			})
		}
	}
}

func readPage(t *testing.T, name string, lang words.Lang) *page {
	t.Helper()
	p := &page{lang: lang, path: filepath.Join(name, "README.md"), lab: load(t, name, file.Options{})}
	if lang != words.English {
		p.path = filepath.Join(name, "README."+string(lang)+".md")
	}
	b, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	p.text = string(b)
	return p
}

var fence = regexp.MustCompile("(?ms)^```.*?^```\n")

// section is what stands under a heading.
func (p *page) section(n int) string {
	h := "\n## " + p.heading(n) + "\n"
	_, text, _ := strings.Cut(p.text, h)
	text, _, _ = strings.Cut(text, "\n## ")
	return text + "\n"
}

func (p *page) heading(n int) string {
	if p.lang == words.Chinese {
		return sections[n].ZH
	}
	return sections[n].EN
}

// TestSections: every text has the same sections, under the lab's title.
func TestSections(t *testing.T) {
	pages(t, func(t *testing.T, p *page) {
		want := []string{"# " + p.lab.Title[string(p.lang)]}
		for n := range sections {
			want = append(want, "## "+p.heading(n))
		}
		var got []string
		for line := range strings.Lines(fence.ReplaceAllString(p.text, "")) {
			if strings.HasPrefix(line, "#") {
				got = append(got, strings.TrimSpace(line))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: headings (-want +got):\n%s", p.path, diff)
		}
		for n := range sections {
			if strings.TrimSpace(p.section(n)) == "" {
				t.Errorf("%s: nothing stands under %q", p.path, p.heading(n))
			}
		}
	})
}

// TestPredict: two to four questions are asked before the run.
func TestPredict(t *testing.T) {
	item := regexp.MustCompile(`(?m)^(\d)\. (.*(?:\n   .*)*)$`)
	pages(t, func(t *testing.T, p *page) {
		found := item.FindAllStringSubmatch(p.section(predict), -1)
		if n := len(found); n < 2 || n > 4 {
			t.Errorf("%s: %d questions, wanted 2 to 4", p.path, n)
		}
		for i, q := range found {
			if q[1] != fmt.Sprint(i+1) || !strings.HasSuffix(q[2], "?") && !strings.HasSuffix(q[2], "？") {
				t.Errorf("%s: question %d is none: %q", p.path, i+1, q[0])
			}
		}
	})
}

// A ladder stands in a text between two comments. What the first says beside the
// variant's name are flags of the command that draws it.
var block = regexp.MustCompile(`(?s)(<!-- ladder: ([a-z0-9-]+)((?: --letters| --ascii)*) -->\n).*?(<!-- end -->\n)`)

// TestTextLadders: the ladders in the texts are those that come, and the first is
// of the variant that the text runs.
func TestTextLadders(t *testing.T) {
	pages(t, func(t *testing.T, p *page) {
		found := block.FindAllStringSubmatch(p.text, -1)
		if len(found) == 0 || len(found) != strings.Count(p.text, "<!-- ladder") || found[0][2] != p.lab.Default {
			t.Fatalf("%s: wanted <!-- ladder: %s --> ... <!-- end -->", p.path, p.lab.Default)
		}
		got := block.ReplaceAllStringFunc(p.text, func(s string) string {
			m := block.FindStringSubmatch(s)
			v := p.lab.Variant(m[2])
			if v == nil {
				t.Fatalf("%s: there is no variant %q", p.path, m[2])
			}
			how := ladder.Options{Lang: p.lang, Letters: strings.Contains(m[3], "letters"), ASCII: strings.Contains(m[3], "ascii")}
			return m[1] + "```text\n" + run(t, p.lab, v, lab.Settings{}).draw(t, how) + "```\n" + m[4]
		})
		golden(t, p.path, got)
	})
}

// A plot stands likewise; what follows the variant's name is what --plot is given.
var plotted = regexp.MustCompile(`(?s)(<!-- plot: ([a-z0-9-]+) ([a-z,]+) -->\n).*?(<!-- end -->\n)`)

// TestTextPlots: the plots in the texts are those that come.
func TestTextPlots(t *testing.T) {
	pages(t, func(t *testing.T, p *page) {
		if n := len(plotted.FindAllString(p.text, -1)); n != strings.Count(p.text, "<!-- plot") {
			t.Fatalf("%s: wanted <!-- plot: VARIANT NAMES --> ... <!-- end -->", p.path)
		}
		got := plotted.ReplaceAllStringFunc(p.text, func(s string) string {
			m := plotted.FindStringSubmatch(s)
			v := p.lab.Variant(m[2])
			if v == nil {
				t.Fatalf("%s: there is no variant %q", p.path, m[2])
			}
			o := run(t, p.lab, v, lab.Settings{})
			var b bytes.Buffer
			if err := plot.Draw(&b, story.Fold(o.log.All()), o.log.All(), plot.Options{Vars: strings.Split(m[3], ","), Lang: p.lang}); err != nil {
				t.Fatal(err)
			}
			return m[1] + "```text\n" + strings.TrimLeft(b.String(), "\n") + "```\n" + m[4]
		})
		golden(t, p.path, got)
	})
}

// TestLines: an English text is wrapped for a terminal. A Chinese paragraph is
// one line: browsers would make a space of each break.
func TestLines(t *testing.T) {
	pages(t, func(t *testing.T, p *page) {
		lines := strings.Split(fence.ReplaceAllString(p.text, ""), "\n")
		for i, line := range lines {
			switch {
			case p.lang == words.English && len([]rune(line)) > 80:
				t.Errorf("%s: over 80 columns: %s", p.path, line)
			case p.lang == words.Chinese && i > 0 && line != "" && lines[i-1] != "" && !startsBlock(line):
				t.Errorf("%s: a paragraph goes on in another line: %s", p.path, line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Errorf("%s: blanks at the end of: %s", p.path, line)
			}
		}
	})
}

func startsBlock(line string) bool {
	return regexp.MustCompile(`^(#|- |\d\. |<!--)`).MatchString(line)
}

// Numbers of a run, as texts write them: a moment, a time with its unit, and what
// stands in code.
var (
	moment   = regexp.MustCompile(`\b\d+\.\d{3}\b`)
	length   = regexp.MustCompile(`\b\d+(?:\.\d+)? m?s\b`)
	code     = regexp.MustCompile("`[^`\n]+`")
	unitless = regexp.MustCompile(`(\d)(ms|s)\b`)
	blanks   = regexp.MustCompile(`\s+`)
)

// TestNumbers: each number in a text that comes from a run stands in a ladder of
// the lab, or in the lab's file. What is said of the kernel is not netstack's to
// prove, and what is to be tried next is for the student to find out.
func TestNumbers(t *testing.T) {
	if testing.Short() {
		t.Skip("it looks for thousands of numbers in every ladder")
	}
	pages(t, func(t *testing.T, p *page) {
		truth := p.truth(t)
		for _, n := range []int{question, predict, runIt, happened, books} {
			text := blanks.ReplaceAllString(fence.ReplaceAllString(p.section(n), ""), " ")
			for _, r := range []*regexp.Regexp{moment, length, code} {
				for _, number := range r.FindAllString(text, -1) {
					number = strings.Trim(number, "`")
					if strings.ContainsAny(number, "0123456789=") && !standsIn(truth, number) {
						t.Errorf("%s, %q: %s stands in no ladder of this lab", p.path, p.heading(n), number)
					}
				}
			}
		}
	})
}

// standsIn says whether a text stands in another, and not as part of a longer
// number or word.
func standsIn(truth, text string) bool {
	r := regexp.QuoteMeta(text)
	return regexp.MustCompile(`(^|[^0-9a-zA-Z.])` + r + `($|[^0-9a-zA-Z.]|\.($|\D))`).MatchString(truth)
}

// truth is all that the lab's runs show in the page's language, and its file.
func (p *page) truth(t *testing.T) string {
	all := unitless.ReplaceAllString(string(source(t, p.lab.Name)), "$1 $2")
	for i := range p.lab.Variants {
		v := &p.lab.Variants[i]
		if v.CannotOn("netstack") != nil || len(v.Needs) > 0 {
			continue
		}
		o := run(t, p.lab, v, lab.Settings{})
		for _, how := range []ladder.Options{{}, {Letters: true}, {Letters: true, Width: 120}} {
			how.Lang = p.lang
			all += "\n" + o.draw(t, how)
		}
	}
	return blanks.ReplaceAllString(all, " ")
}

// TestSameText: both languages say the same of the same: the same commands and
// the same code, in the same order.
func TestSameText(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			var spans, orders [2][]string
			for i, lang := range languages {
				p := readPage(t, name, lang)
				prose := blanks.ReplaceAllString(fence.ReplaceAllString(p.text, ""), " ")
				for _, s := range code.FindAllString(prose, -1) {
					spans[i] = append(spans[i], strings.NewReplacer("重传", "again", "、", ", ").Replace(s))
				}
				slices.Sort(spans[i])
				for _, c := range p.commands(t) {
					orders[i] = append(orders[i], fmt.Sprintf("%s: %d", slices.DeleteFunc(c.args, func(s string) bool { return s == "--lang" || s == "zh" }), c.status))
				}
			}
			if diff := cmp.Diff(spans[0], spans[1]); diff != "" {
				t.Errorf("code (-en +zh):\n%s", diff)
			}
			if diff := cmp.Diff(orders[0], orders[1]); diff != "" {
				t.Errorf("commands (-en +zh):\n%s", diff)
			}
		})
	}
}
