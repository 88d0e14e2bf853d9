package markdown

import "testing"

func TestText(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing to do", "client SYN-SENT -> ESTABLISHED", "client SYN-SENT -> ESTABLISHED"},
		{"a cell's end", "a|b", `a\|b`},
		{"a code span", "`a`", "\\`a\\`"},
		{"a tag", "<b>&lt;", `\<b>\&lt;`},
		{"emphasis", "*a* _b_ ~~c~~", `\*a\* \_b\_ \~\~c\~\~`},
		{"a link", "[a](b)", `\[a\](b)`},
		{"what looks like one", "http://a www.b", `http\://a www\.b`},
		{"a formula", "$a$", `\$a\$`},
		{"a heading", "# a", `\# a`},
		{"a list", "- a", `\- a`},
		{"an ordered list", "1. a", `1\. a`},
		{"with a parenthesis", "12) a", `12\) a`},
		{"a number", "0.010 arrives", "0.010 arrives"},
		{"a quote", "> a", `\> a`},
		{"a number sign within", "synack#1", "synack#1"},
		{"a backslash", `a\b`, `a\\b`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := text(tt.text); got != tt.want {
				t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestCode(t *testing.T) {
	for text, want := range map[string]string{"S 0:0(0) <mss 1460>": "`S 0:0(0) <mss 1460>`", "a|b": `a\|b`, "a`b": "a\\`b", " ": ""} {
		if got := code(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
