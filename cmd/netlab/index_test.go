package main

import (
	"html"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"netlab/lab/file"
	"netlab/labs"
)

// inProcess runs a command line here, and gives its status and what it said.
func inProcess(t *testing.T, args ...string) (code int, words string) {
	t.Helper()
	var b strings.Builder
	w := &world{in: strings.NewReader(""), out: newPrinter(io.Discard, func(error) {}), err: &b, watch: func() {}, args: args,
		getenv: func(string) string { return "" }}
	return w.run(t.Context()), b.String()
}

var href = regexp.MustCompile(`href="([^"]*)"`)

// TestIndex: the front page of a run of the whole catalogue tells of every variant,
// in both languages, and every link of it leads somewhere in the folder; every page
// in the folder can be come to.
func TestIndex(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes forty megabytes")
	}
	dir := t.TempDir()
	if code, words := inProcess(t, "run", "--all", "--out", dir, "--quiet"); code != exitOK {
		t.Fatalf("status %d: %s", code, words)
	}
	b, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	linked := map[string]bool{}
	for _, m := range href.FindAllStringSubmatch(page, -1) {
		at := html.UnescapeString(m[1])
		if id, ok := strings.CutPrefix(at, "#"); ok {
			if !strings.Contains(page, ` id="`+id+`"`) {
				t.Errorf("nothing on the page is called %q", id)
			}
			continue
		}
		u, err := url.Parse(at)
		if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/") {
			t.Errorf("%q leads out of the folder (%v)", at, err)
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(u.Path))
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%q leads nowhere", at)
		}
		linked[path] = true
	}
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "report.html" && !linked[path] {
			t.Errorf("no link leads to %s", path)
		}
		return err
	})
	for _, c := range labs.Chapters() {
		for lang, title := range c.Title {
			if !strings.Contains(page, html.EscapeString(title)) {
				t.Errorf("the chapter %q is missing in %s", title, lang)
			}
		}
	}
	rows := 0
	for _, name := range labs.Names() {
		src, err := labs.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		l, errs := file.Load(labs.Path(name), src, file.Options{})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		rows += len(l.Variants)
		for i := range l.Variants {
			v := &l.Variants[i]
			texts := []string{v.Title["en"], v.Title["zh"]}
			if why := v.CannotOn("netstack"); why != nil {
				texts = append(texts, why["en"], why["zh"])
			}
			for _, text := range texts {
				if !strings.Contains(page, html.EscapeString(text)) {
					t.Errorf("%s/%s: %q is missing", name, v.Name, text)
				}
			}
		}
	}
	if n := strings.Count(page, `<th scope="row">`); n != rows {
		t.Errorf("%d rows for %d variants", n, rows)
	}
}
