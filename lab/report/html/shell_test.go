package html

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"netlab/lab/words"
)

func TestShell(t *testing.T) {
	failed := errors.New("the body failed")
	for _, tt := range []struct {
		name  string
		frame Frame
		want  []string
		not   []string
		err   string
	}{
		{
			name: "english",
			frame: Frame{Title: words.Text{EN: "Ladders & more", ZH: "时序图"}, Lead: words.Text{EN: "a line", ZH: "一行"},
				CSS: []string{"b{color:red}"}, JS: []string{"let x = 1 < 2;"}, Command: "netlab run 'a b'", Version: "v1"},
			want: []string{`<html lang="en" data-title-en="Ladders &amp; more" data-title-zh="时序图">`, `<title>Ladders &amp; more</title>`, `<style>b{color:red}</style>`,
				`<script>let x = 1 < 2;</script>`, `<span class="zh" lang="zh">一行</span>`, `<code>netlab run &#39;a b&#39;</code>`, "netlab v1"},
		},
		{
			name:  "chinese, with nothing but a title",
			frame: Frame{Lang: words.Chinese, Title: words.Text{EN: "x", ZH: "y"}, Wide: true},
			want:  []string{`<html lang="zh" class="wide"`, "<title>y</title>"},
			not:   []string{"<code>", "<h1></h1><p>"},
		},
		{name: "a script that ends itself", frame: Frame{JS: []string{`let x = "</SCRIPT>"`}}, err: "</script"},
		{name: "a style that ends itself", frame: Frame{CSS: []string{`/* </style> */`}}, err: "</style"},
		{name: "a body that fails", frame: Frame{Body: func(io.Writer) error { return failed }}, err: failed.Error()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.frame.Body == nil {
				tt.frame.Body = func(w io.Writer) error {
					_, err := io.WriteString(w, "<p>the body</p>")
					return err
				}
			}
			var out bytes.Buffer
			err := Shell(&out, tt.frame)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want one with %q", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range append(tt.want, "<p>the body</p>", "</html>\n") {
				if !strings.Contains(out.String(), want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(out.String(), not) {
					t.Errorf("the page has %q", not)
				}
			}
		})
	}
}

func TestBoth(t *testing.T) {
	for _, tt := range []struct {
		name, got, want string
	}{
		{"the same in both", Both(words.Text{EN: "a<b", ZH: "a<b"}), "a&lt;b"},
		{"two languages", Both(words.Text{EN: "a", ZH: "甲"}), `<span class="en" lang="en">a</span><span class="zh" lang="zh">甲</span>`},
		{"an argument that has languages itself", Say("page.ev.again", words.Text{EN: "x", ZH: "甲"}, 2), `<span class="en" lang="en">x, again (2)</span><span class="zh" lang="zh">甲，重传（2）</span>`},
		{"an attribute", Attr("title", words.Chinese, words.Text{EN: `"a"`, ZH: "甲"}), ` title="甲" data-says="title" data-en="&#34;a&#34;" data-zh="甲"`},
		{"an attribute that is the same in both", Attr("title", words.Chinese, words.Text{EN: "a", ZH: "a"}), ` title="a"`},
		{"a line's end, a mark of direction", Text("a\nb\u202ec"), "a·b·c"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}
