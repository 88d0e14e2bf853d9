package main

import (
	"errors"
	"path"
	"slices"
	"time"

	"netlab/lab"
	"netlab/lab/report/html"
	"netlab/lab/words"
	"netlab/labs"
)

// index gathers what becomes the front page of a folder of runs.
type index struct {
	*call
	labs []html.Lab // in the order in which they were run
}

// add enters a run under its lab.
func (x *index) add(j *job, d *done, key string) {
	r := html.Run{Variant: j.variant.Name, Title: bothOf(j.variant.Title), Verdict: html.Verdict(key)}
	switch {
	case d.err != nil:
		r.Why = words.Text{EN: saying(d.err, words.English), ZH: saying(d.err, words.Chinese)}
	case j.skip != "":
		r.Why = words.Text{EN: x.skipsIn(j, words.English), ZH: x.skipsIn(j, words.Chinese)}
	default:
		r.Took, r.Expected = time.Duration(d.result.Ended), len(d.result.Expect)
		for i := range d.result.Expect {
			if d.result.Expect[i].OK {
				r.Met++
			}
		}
		r.Dir, r.Files = path.Join(j.lab.Name, j.variant.Name), outFiles()
	}
	if n := len(x.labs); n == 0 || x.labs[n-1].Name != j.lab.Name {
		x.labs = append(x.labs, html.Lab{Name: j.lab.Name, Title: bothOf(j.lab.Title)})
	}
	l := &x.labs[len(x.labs)-1]
	l.Runs = append(l.Runs, r)
}

// skipsIn says in a language why a job is skipped.
func (x *index) skipsIn(j *job, lang words.Lang) string {
	k := *x.call
	k.lang = lang
	return k.skips(j.variant, j.plan)
}

// write writes DIR/index.html: the labs by the catalogue's chapters, and those that
// are in none behind them.
func (x *index) write(dir string) error {
	page := html.Index{Lang: x.lang, Command: lab.CommandLine(append([]string{"netlab"}, x.world.args...)), Version: build()}
	others := slices.Clone(x.labs)
	for _, c := range labs.Chapters() {
		chapter := html.Chapter{Title: bothOf(c.Title)}
		for _, name := range c.Labs {
			if i := slices.IndexFunc(others, func(l html.Lab) bool { return l.Name == name }); i >= 0 {
				chapter.Labs = append(chapter.Labs, others[i])
				others = slices.Delete(others, i, i+1)
			}
		}
		if len(chapter.Labs) > 0 {
			page.Chapters = append(page.Chapters, chapter)
		}
	}
	if len(others) > 0 {
		page.Chapters = append(page.Chapters, html.Chapter{Title: words.Text{EN: words.T(words.English, "index.others"), ZH: words.T(words.Chinese, "index.others")}, Labs: others})
	}
	out := &outputs{world: x.world}
	defer out.discard()
	w, err := out.create(path.Join(dir, "index.html"))
	if err != nil {
		return err
	}
	return errors.Join(page.Write(w), out.commit())
}

// bothOf is a text of a lab's in both languages: in one that it lacks, as it is in
// the other.
func bothOf(t lab.Text) words.Text { return words.Text{EN: t.In("en"), ZH: t.In("zh")} }

// saying is an error's words in a language.
func saying(err error, lang words.Lang) string {
	var f *failure
	if errors.As(err, &f) {
		return f.in(lang)
	}
	return err.Error()
}
