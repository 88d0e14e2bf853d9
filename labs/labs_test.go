package labs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/labs"
	"netlab/topology"
	"netlab/topology/netstack"
)

var update = flag.Bool("update", false, "rewrite the golden ladders, those in the texts, and the hashes")

// only is for who writes a lab: its tests and no others, read from the folder and
// not from the program, so that nothing is built again.
var only = flag.String("lab", "", "the labs to test, with commas between; left out: all")

// names are the labs that are tested.
func names() []string {
	if *only == "" {
		return labs.Names()
	}
	return strings.Split(*only, ",")
}

// source is a lab's file.
func source(t testing.TB, name string) []byte {
	t.Helper()
	src, err := labs.Open(name)
	if *only != "" {
		src, err = os.ReadFile(labs.Path(name))
	}
	if err != nil {
		t.Fatal(err)
	}
	return src
}

var languages = []words.Lang{words.English, words.Chinese}

// load reads a lab of the catalogue, with what the command line would add to it.
func load(t testing.TB, name string, o file.Options) *lab.Lab {
	t.Helper()
	return read(t, name, source(t, name), o)
}

func read(t testing.TB, name string, src []byte, o file.Options) *lab.Lab {
	t.Helper()
	l, errs := file.Load(labs.Path(name), src, o)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return l
}

// each calls fn with every variant of every lab, as a test of its own. A variant
// that netstack cannot show is skipped, for the reason that the lab gives.
func each(t *testing.T, fn func(t *testing.T, l *lab.Lab, v *lab.Variant)) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			l := load(t, name, file.Options{})
			for i := range l.Variants {
				v := &l.Variants[i]
				t.Run(v.Name, func(t *testing.T) {
					skipUnsupported(t, v)
					fn(t, l, v)
				})
			}
		})
	}
}

func skipUnsupported(t *testing.T, v *lab.Variant) {
	t.Helper()
	if why := v.CannotOn("netstack"); why != nil {
		t.Skip(why.In("en"))
	}
	if len(v.Needs) > 0 {
		t.Skipf("needs %v", v.Needs)
	}
}

// outcome is a run, and what was recorded of it.
type outcome struct {
	*lab.Result
	log event.Log
	sum string // of the bytes that events.jsonl would have
}

func run(t testing.TB, l *lab.Lab, v *lab.Variant, s lab.Settings) *outcome {
	t.Helper()
	p, errs := lab.Resolve(l, v, s)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	o, err := carryOut(p)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func carryOut(p *lab.Plan) (o *outcome, err error) {
	o = new(outcome)
	hash := sha256.New()
	o.Result, err = lab.Run(context.Background(), p, lab.RunOptions{
		Makers:  map[string]topology.Maker{"netstack": netstack.New},
		Version: func(string) string { return netstack.Version },
		Log:     &o.log,
		Sinks:   []event.Sink{event.NewJSONL(hash)},
	})
	o.sum = fmt.Sprintf("%x", hash.Sum(nil))
	return o, err
}

// draw is the picture that the command would print on a terminal of 80 columns.
func (o *outcome) draw(t testing.TB, how ladder.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := ladder.Draw(&b, story.Fold(o.log.All()), how); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// unmet are the expectations that the run did not meet, as sentences.
func (o *outcome) unmet() (all []string) {
	for i := range o.Expect {
		if e := &o.Expect[i]; !e.OK {
			all = append(all, fmt.Sprintf("%s: %s\nwanted %s\ngot    %s", e.At, e.Text, e.Want, e.Got))
		}
	}
	return all
}

// TestEveryVariant: each variant ends by itself and shows what it promises.
func TestEveryVariant(t *testing.T) {
	for _, ip := range []int{4, 6} {
		t.Run(fmt.Sprintf("IPv%d", ip), func(t *testing.T) {
			each(t, func(t *testing.T, l *lab.Lab, v *lab.Variant) {
				o := run(t, l, v, lab.Settings{IP: ip})
				if o.Reason != "done" && o.Reason != "until" && !waitsForNobody(o) {
					t.Errorf("ended by %s (%s)", o.Reason, o.Detail)
				}
				if len(o.Expect) == 0 {
					t.Error("it expects nothing")
				}
				for _, e := range o.unmet() {
					t.Error(e)
				}
			})
		})
	}
}

// waitsForNobody: the only programs that have not ended wait for a client that
// never comes.
func waitsForNobody(o *outcome) bool {
	for _, h := range o.Standing {
		for _, s := range h.Steps {
			if !s.Done && s.Waiting != "accept" {
				return false
			}
		}
	}
	return o.Reason == "idle"
}

// TestAbout: what a teacher and a student want to know stands in every lab, in
// both languages.
func TestAbout(t *testing.T) {
	for _, name := range names() {
		t.Run(name, func(t *testing.T) {
			l := load(t, name, file.Options{})
			texts := map[string]lab.Text{"title": l.Title, "summary": l.Summary}
			for i, o := range l.About.Objectives {
				texts[fmt.Sprintf("objective %d", i+1)] = o
			}
			for i := range l.Variants {
				v := &l.Variants[i]
				texts["title of "+v.Name] = v.Title
				for stack, why := range v.Unsupported {
					texts["why "+v.Name+" is not for "+stack] = why
				}
			}
			for what, text := range texts {
				for _, lang := range languages {
					if text[string(lang)] == "" {
						t.Errorf("the %s is missing in %s", what, lang)
					}
				}
			}
			a := l.About
			if len(a.Objectives) == 0 || a.Minutes == 0 || a.Level == "" || len(a.Reading) == 0 || len(a.Claims) == 0 {
				t.Errorf("objectives, minutes, level, reading or claims are missing: %+v", a)
			}
			if l.Default == "" {
				t.Error("it names no default variant")
			}
		})
	}
}

// TestLadders: the pictures are those that were looked at.
func TestLadders(t *testing.T) {
	each(t, func(t *testing.T, l *lab.Lab, v *lab.Variant) {
		o := run(t, l, v, lab.Settings{})
		for _, lang := range languages {
			golden(t, ladderFile(l, v, lang), o.draw(t, ladder.Options{Lang: lang}))
		}
	})
}

func ladderFile(l *lab.Lab, v *lab.Variant, lang words.Lang) string {
	return filepath.Join(l.Name, "testdata", v.Name+"."+string(lang)+".txt")
}

// TestNoStrayLadders: every golden ladder belongs to a variant.
func TestNoStrayLadders(t *testing.T) {
	var want []string
	for _, name := range names() {
		l := load(t, name, file.Options{})
		for i := range l.Variants {
			if v := &l.Variants[i]; v.CannotOn("netstack") == nil && len(v.Needs) == 0 {
				for _, lang := range languages {
					want = append(want, ladderFile(l, v, lang))
				}
			}
		}
	}
	var got []string
	for _, name := range names() {
		found, err := filepath.Glob(filepath.Join(name, "testdata", "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			if filepath.Base(path) != "changes.txt" {
				got = append(got, path)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-variants +files):\n%s", diff)
	}
}

// golden compares with a file, or rewrites it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./labs -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestNames: the catalogue is what stands in the folder.
func TestNames(t *testing.T) {
	found, err := filepath.Glob(filepath.Join("*", "lab.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, path := range found {
		want = append(want, filepath.Dir(path))
	}
	got := slices.Sorted(slices.Values(labs.Names()))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-folders +catalogue):\n%s", diff)
	}
}
