package labs_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlab/lab/file"
	"netlab/lab/words"
	"netlab/labs"
)

// indexText is the page that lists the catalogue, in a language.
func indexText(t *testing.T, lang words.Lang) string {
	var b strings.Builder
	say := func(en, zh string) string { return map[words.Lang]string{words.English: en, words.Chinese: zh}[lang] }
	readme := say("README.md", "README.zh.md")
	fmt.Fprintf(&b, "# %s\n\n", say("The catalogue", "实验目录"))
	fmt.Fprintf(&b, "%s\n", say(
		"A folder a lab. `netlab run LAB` runs it, `netlab quiz LAB` asks before it shows,\n`netlab learn` leads through them all in this order.",
		"一个文件夹就是一个实验。`netlab run LAB --lang zh` 运行实验，`netlab quiz LAB --lang zh` 先提问再揭晓，`netlab learn --lang zh` 按下面的顺序带你学完全部实验。"))
	for _, c := range labs.Chapters() {
		fmt.Fprintf(&b, "\n## %s\n\n", c.Title[string(lang)])
		fmt.Fprintf(&b, "| %s | | %s | %s |\n|---|---|---|---|\n", say("lab", "实验"), say("for", "程度"), say("minutes", "分钟"))
		for _, name := range c.Labs {
			l := load(t, name, file.Options{})
			level := map[string][2]string{"beginner": {"beginners", "入门"}, "intermediate": {"intermediate", "中级"}, "advanced": {"advanced", "高级"}}[l.About.Level]
			fmt.Fprintf(&b, "| [%s](%s/%s) | **%s.** %s | %s | %d |\n", name, name, readme,
				l.Title[string(lang)], l.Summary[string(lang)], say(level[0], level[1]), l.About.Minutes)
		}
	}
	text := b.String()
	if lang == words.Chinese {
		text = strings.ReplaceAll(text, ".** ", "。** ")
	}
	return text
}

// TestIndex: the page of the catalogue lists what there is.
func TestIndex(t *testing.T) {
	if *only != "" {
		t.Skip("the page is of the whole catalogue")
	}
	golden(t, "README.md", indexText(t, words.English))
	golden(t, "README.zh.md", indexText(t, words.Chinese))
}

// claims are the rows of the table of the textbooks' sentences that the catalogue
// answers. Each lab names its own, or says that it goes beyond them.
const claims = 32

// TestClaims: each of the sentences has a lab.
func TestClaims(t *testing.T) {
	if *only != "" {
		t.Skip("the sentences are the whole catalogue's")
	}
	var answered []int
	for _, name := range names() {
		for _, c := range load(t, name, file.Options{}).About.Claims {
			if c == "beyond" {
				continue
			}
			n, err := strconv.Atoi(c)
			if err != nil || n < 1 || n > claims {
				t.Errorf("%s: there is no sentence %s", name, c)
			}
			answered = append(answered, n)
		}
	}
	for n := 1; n <= claims; n++ {
		if !slices.Contains(answered, n) {
			t.Errorf("no lab answers sentence %d", n)
		}
	}
}

// TestChapters: every lab has its place on the way.
func TestChapters(t *testing.T) {
	var got []string
	for _, c := range labs.Chapters() {
		got = append(got, c.Labs...)
	}
	if want := labs.Names(); !slices.Equal(want, got) {
		t.Errorf("the chapters lead through %v, the catalogue has %v", got, want)
	}
}
