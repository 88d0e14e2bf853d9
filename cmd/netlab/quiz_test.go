package main

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"

	"netlab/labs"
)

func TestStoryOf(t *testing.T) {
	for _, c := range []struct{ name, readme, want string }{
		{"none", "# Title\n\nText.\n", ""},
		{"lines become paragraphs", "# Title\n\n## The question\n\nOne\ntwo `three`.\n\n**Four**\nfive.\n\n## Next\n\nThe answer.\n", "One two three.\n\nFour five."},
		{"no blanks between Chinese characters", "# 题\n\n## 问题\n\n第一行\n第二行 TCP\n和第三行。\n\n## 下\n", "第一行第二行 TCP 和第三行。"},
		{"nothing from a figure on", "# T\n\n## Q\n\nBefore.\n\n```text\n0.030\n```\n\nAfter.\n", "Before."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := storyOf(c.readme); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestStories: what a quiz begins with is a lab's question, and no figure of its answers,
// in both languages.
func TestStories(t *testing.T) {
	for _, name := range labs.Names() {
		for _, lang := range []string{"en", "zh"} {
			readme := labs.Readme(name, lang)
			if readme == "" {
				continue
			}
			story := storyOf(readme)
			if story == "" || strings.Contains(story, "<!--") || strings.Contains(story, "│") {
				t.Errorf("%s in %s begins with %q", name, lang, story)
			}
		}
	}
}

func TestInCommon(t *testing.T) {
	for _, c := range []struct{ answer, want, both string }{
		{"SYN-SENT -> CLOSING", "CLOSED -> SYN-SENT -> ESTABLISHED", "SYN-SENT"},
		{"closed, syn-sent, established", "CLOSED -> SYN-SENT -> ESTABLISHED", "CLOSED -> SYN-SENT -> ESTABLISHED"},
		{"TIME-WAIT", "SYN-SENT -> ESTABLISHED", ""},
		{"b c a", "b a c", "b"},
		{"a", "b a c", ""},
		{"", "b", ""},
	} {
		if got := inCommon(c.answer, c.want); got != c.both {
			t.Errorf("%q and %q: got %q, want %q", c.answer, c.want, got, c.both)
		}
	}
}

// TestReadLine: lines end as they end anywhere, and one without end takes no more memory
// than an answer may have.
func TestReadLine(t *testing.T) {
	r := bufio.NewReader(strings.NewReader("a\r\n\n" + strings.Repeat("x", 1<<20) + "\nlast"))
	for _, want := range []string{"a", "", strings.Repeat("x", mostLine), "last"} {
		line, err := readLine(r)
		if line != want || err != nil && (want != "last" || !errors.Is(err, io.EOF)) {
			t.Errorf("got %.20q (%d octets), %v; want %.20q", line, len(line), err, want)
		}
	}
}

func TestShellWord(t *testing.T) {
	for in, want := range map[string]string{"handshake": "handshake", "./a b.yaml": "'./a b.yaml'", "": "''", "o'neil": `'o'\''neil'`, "学号1": "学号1", "$x": "'$x'"} {
		if got := shellWord(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// TestInert: no cell of a class's table begins a formula.
func TestInert(t *testing.T) {
	for in, want := range map[string]string{"": "", "S1": "S1", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "1=": "1=", "＝1": "'＝1", "＠x": "'＠x", "张三": "张三"} {
		if got := inert(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
