package html_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"netlab/lab/report/html"
	"netlab/lab/words"
)

func written(t *testing.T, x *html.Index) string {
	t.Helper()
	var b strings.Builder
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestIndexHostile: what a lab's file says is text on the page, and no name leads
// out of the folder.
func TestIndexHostile(t *testing.T) {
	const nasty = `"><script>alert(1)</script>&amp;`
	both := words.Text{EN: nasty, ZH: nasty + "中"}
	page := written(t, &html.Index{Command: nasty, Version: nasty, Chapters: []html.Chapter{{Title: both, Labs: []html.Lab{{Name: nasty, Title: both, Runs: []html.Run{
		{Variant: nasty, Title: both, Verdict: html.Met, Dir: nasty + "/javascript:x?#%", Files: []string{"report.html"}},
		{Variant: nasty, Title: both, Verdict: html.Failed, Why: both},
	}}}}}})
	if strings.Contains(page, "<script>alert") || strings.Contains(page, `""><`) {
		t.Error("a text became a part of the page")
	}
	if want := `href="./%22%3E%3Cscript%3Ealert%281%29%3C/script%3E&amp;amp%3B/javascript:x%3F%23%25/report.html"`; !strings.Contains(page, want) {
		t.Errorf("%s is not on the page", want)
	}
	if n := strings.Count(page, "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;"); n < 10 {
		t.Errorf("the text is told %d times only", n)
	}
}

// TestIndexCounts: each verdict is counted, those that did not occur are not told,
// and what could not be run has no links.
func TestIndexCounts(t *testing.T) {
	page := written(t, &html.Index{Lang: words.Chinese, Chapters: []html.Chapter{
		{Title: words.Text{EN: "One", ZH: "一"}, Labs: []html.Lab{{Name: "a", Runs: []html.Run{
			{Verdict: html.Met, Took: 1030 * time.Millisecond, Met: 2, Expected: 2, Dir: "a", Files: []string{"report.html", "ladder.txt"}},
			{Variant: "x", Verdict: html.Cut, Dir: "a/x", Files: []string{"report.html"}},
		}}}},
		{Title: words.Text{EN: "Two", ZH: "二"}, Labs: []html.Lab{{Name: "b", Runs: []html.Run{{Variant: "y", Verdict: html.Failed, Why: words.Text{EN: "so", ZH: "如此"}}}}}},
	}})
	for _, want := range []string{
		`<html lang="zh"`, "labs: 2, runs: 3, ok: 1, cut: 1, failed: 1", "实验：2，运行：3，通过：1，中断：1，失败：1",
		`<a href="./a/report.html"><code>a</code></a>`, `<td class="number"><span class="en" lang="en">2 of 2</span><span class="zh" lang="zh">2/2</span></td>`, "1.030 s", `<a href="./a/ladder.txt">ladder.txt</a>`,
		`<a href="#c2">`, `<tr class="failed">`, "如此",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	if strings.Contains(page, `href="./b`) {
		t.Error("a run that failed has links")
	}
}

func TestIndexBrokenWriter(t *testing.T) {
	want := errors.New("the disk is full")
	x := &html.Index{Chapters: []html.Chapter{{Labs: []html.Lab{{Name: "a"}}}}}
	if err := x.Write(failing{want}); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
