package words

import "testing"

func TestTight(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"between Chinese", "规则 1（data drop） 把它 丢弃", "规则 1（data drop）把它丢弃"},
		{"around Latin", "client 的 SYN 再次", "client 的 SYN 再次"},
		{"at the ends", " 规则 ", " 规则 "},
		{"two blanks", "规则  丢弃", "规则  丢弃"},
		{"English", "it goes again", "it goes again"},
		{"what is no UTF-8", "规 \xff 则", "规 \ufffd 则"},
		{"what is no UTF-8, at the end", "a\xff", "a\ufffd"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Tight(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
