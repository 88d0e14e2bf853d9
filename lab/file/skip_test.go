package file

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWithoutQuiz(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"nothing", "", ""},
		{"none", "title: x\nhosts: [a]\n", "title: x\nhosts: [a]\n"},
		{"last", "a: 1\nquestions:\n  - id: x\n    ask: y", "a: 1\n\n\n"},
		{"first", "vary:\n  a: 1..2\n# about b\nb: 2\n", "\n\n\nb: 2\n"},
		{"between", "a: 1\nvary: {x: 1..2}\nb: 2\nquestions:\n- id: x\n- id: y\n\nc: 3\n", "a: 1\n\nb: 2\n\n\n\n\nc: 3\n"},
		{"neighbours", "vary:\n x: 1..2\nquestions:\n- id: x\nhosts: [a]", "\n\n\n\nhosts: [a]"},
		{"not at the margin", "a:\n  questions: 1\n  vary: 2\n", "a:\n  questions: 1\n  vary: 2\n"},
		{"another word", "questionsx: 1\nvaryx: 2\n", "questionsx: 1\nvaryx: 2\n"},
		{"CRLF", "vary:\r\n  a: 1..2\r\nb: 2\r\n", "\n\nb: 2\r\n"},
	} {
		if got := string(withoutQuiz([]byte(c.src))); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A run is read without what only a quiz needs, and is the same, places and all.
func TestQuestionsLeftOut(t *testing.T) {
	src, err := os.ReadFile("testdata/good/questions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	read := func(o Options) string {
		l, errs := Load("lab.yaml", src, o)
		if errs != nil {
			t.Fatal(errs)
		}
		if o.Questions != (len(l.Questions) > 0) || o.Questions != (len(l.Vary) > 0) {
			t.Errorf("%+v: %d questions, %d vary", o, len(l.Questions), len(l.Vary))
		}
		l.Questions, l.Vary = nil, nil
		text, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	all := read(Options{Questions: true})
	for _, o := range []Options{{}, {Only: func(string, string) bool { return true }}} {
		if diff := cmp.Diff(all, read(o)); diff != "" {
			t.Errorf("without the questions the lab is another:\n%s", diff)
		}
	}
}
