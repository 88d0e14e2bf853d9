package mermaid

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing to do", `0.000 S. 0:0(0) ack 1 win 29184 "hello"`, `0.000 S. 0:0(0) ack 1 win 29184 "hello"`},
		{"a comment", "synack#1 drop", "synack#35;1 drop"},
		{"the end of a statement", "a; b", "a#59; b"},
		{"an entity of Mermaid's", "#lt;", "#35;lt#59;"},
		{"an entity of HTML's", "&lt;", "#38;lt#59;"},
		{"a tag", "<script>alert(1)</script>", "#lt;script#gt;alert(1)#lt;/script#gt;"},
		{"a break", "a<br/>b", "a#lt;br/#gt;b"},
		{"lines", "a\nb\rc", "a b c"},
		{"a comment to its end", "100%% sure", "100#37;#37; sure"},
		{"a directive", `%%{init: {"theme":"dark"}}%%`, `#37;#37;{init: {"theme":"dark"}}#37;#37;`},
		{"a formula", "$$x$$", "#36;#36;x#36;#36;"},
		{"how lines break", "wrap: a", "#119;rap: a"},
		{"how they do not", "nowrap:a", "#110;owrap:a"},
		{"what would lose its end", "style a:#1;", "#115;tyle a:#35;1#59;"},
		{"likewise", "classDef a:#1;", "#99;lassDef a:#35;1#59;"},
		{"Mermaid's own mark", "ﬂ°lt¶ß", "#64258;°lt¶ß"},
		{"Chinese", "规则 1：丢弃", "规则 1：丢弃"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := escape(tt.text); got != tt.want {
				t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

var entity = regexp.MustCompile(`#(\w+);`)

// unescape reads a text as Mermaid does.
func unescape(text string) string {
	return entity.ReplaceAllStringFunc(text, func(e string) string {
		name := e[1 : len(e)-1]
		if n, err := strconv.Atoi(name); err == nil {
			return string(rune(n))
		}
		return map[string]string{"lt": "<", "gt": ">"}[name]
	})
}

// FuzzEscape: whatever a text is, it comes out again, and nothing in it ends its
// statement or begins another thing.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "#35;", "wrap:", "style:#;", "a;b#c%d<e>f&g$h\n%%{init}%%", "ﬂ°°60¶ß", "规则"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		got := escape(text)
		if back, want := unescape(got), strings.NewReplacer("\n", " ", "\r", " ").Replace(text); back != want {
			t.Errorf("%q became %q, which is read as %q", text, got, back)
		}
		if rest := entity.ReplaceAllString(got, ""); strings.ContainsAny(rest, "#;%<>&$\n\r") || strings.HasPrefix(got, "wrap") || strings.HasPrefix(got, "nowrap") {
			t.Errorf("%q became %q", text, got)
		}
	})
}

func TestIsWord(t *testing.T) {
	for name, want := range map[string]bool{
		"client": true, "B": true, "r2": true, "a_b": true, "endless": true, "notebook": true,
		"": false, "end": false, "End": false, "note": false, "2r": false, "client-x": false, "a b": false, "a:b": false, "客户": false, "_": false, "@{": false,
		strings.Repeat("a", 33): false,
	} {
		if got := isWord(name); got != want {
			t.Errorf("isWord(%q) = %v", name, got)
		}
	}
}
