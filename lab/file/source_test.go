package file

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"
)

// Wherever a character is in a scalar, its place is found again: in quotes, in
// blocks, folded over lines, in any of the library's own ways to write it.
func TestPlaceIn(t *testing.T) {
	styles := []yaml.Style{0, yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle, yaml.LiteralStyle, yaml.FoldedStyle}
	rapid.Check(t, func(t *rapid.T) {
		// @ stands once in the text, so its place in the source is known.
		piece := rapid.StringOfN(rapid.SampledFrom([]rune("ab '\"\\三:\n")), 0, 60, -1)
		text := piece.Draw(t, "before") + "@" + piece.Draw(t, "after")
		style := rapid.SampledFrom(styles).Draw(t, "style")
		width := rapid.SampledFrom([]int{0, 10, 30}).Draw(t, "width")
		out, err := yaml.Dump(map[string]any{"三": []*yaml.Node{{Kind: yaml.ScalarNode, Value: text, Style: style}}}, yaml.WithLineWidth(width))
		if err != nil {
			t.Skip(err)
		}
		checkPlace(t, string(out), text)
	})
}

func checkPlace(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, src, text string) {
	var errs errorList
	root := parse("f", []byte(src), &errs)
	if root == nil {
		t.Fatalf("%q: %v", src, errs.errors(1))
	}
	n := root.pairs[0].value.items[0]
	if n.text != text {
		t.Fatalf("%q is %q, not %q", src, n.text, text)
	}
	at := n.placeIn(strings.IndexByte(text, '@'))
	i := strings.IndexByte(src, '@')
	line := strings.Count(src[:i], "\n") + 1
	column := utf8.RuneCountInString(strings.TrimPrefix(src[strings.LastIndexByte(src[:i], '\n')+1:i], "\ufeff")) + 1
	if got, want := at.String(), fmt.Sprintf("f:%d:%d", line, column); got != want {
		t.Errorf("%q of\n%s\nis at %s, not at %s", text, src, got, want)
	}
}

// Ways to write a text that the library reads and does not write.
func TestPlaceInByHand(t *testing.T) {
	for _, c := range []struct{ src, text string }{
		{"a:\n- one\n    two\n\n    @ three\n", "one two\n@ three"},
		{"a: [ one\n  two @ ]\n", "one two @"},
		{"a:\n- 'one\n\n\n  two''  @'\n", "one\n\ntwo'  @"},
		{"a:\n- \"one \\\n   \\x41\\u0041\\U00000041 \\t@\"\n", "one AAA \t@"},
		{"a:\n- |+\n   one\n    two\n\n   @\n\n", "one\n two\n\n@\n\n"},
		{"a:\n- |2\n    one\n   @\n", "  one\n @\n"},
		{"a:\n- >-\n   one\n   two\n\n\n   three @\n", "one two\n\nthree @"},
		{"a:\n- >\n   one\n     two\n   three\n   @\n", "one\n  two\nthree @\n"},
		{"\ufeffa: [\"三@\"]\n", "三@"},
		{"a:\r\n- \"one\r\n  two @\"\r\n", "one two @"},
	} {
		checkPlace(t, c.src, c.text)
	}
}
