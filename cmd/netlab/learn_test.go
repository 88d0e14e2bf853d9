package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestLearnDir(t *testing.T) {
	abs := t.TempDir()
	for _, c := range []struct {
		name, system string
		env          map[string]string
		want         string
	}{
		{"XDG", "linux", map[string]string{"XDG_DATA_HOME": abs, "HOME": "/home/u"}, filepath.Join(abs, "netlab")},
		{"XDG's paths must be absolute", "linux", map[string]string{"XDG_DATA_HOME": "data", "HOME": "/home/u"}, filepath.Join("/home/u", ".local", "share", "netlab")},
		{"linux", "linux", map[string]string{"HOME": "/home/u"}, filepath.Join("/home/u", ".local", "share", "netlab")},
		{"macOS", "darwin", map[string]string{"HOME": "/Users/u"}, filepath.Join("/Users/u", "Library", "Application Support", "netlab")},
		{"macOS with XDG", "darwin", map[string]string{"HOME": "/Users/u", "XDG_DATA_HOME": abs}, filepath.Join(abs, "netlab")},
		{"Windows", "windows", map[string]string{"LOCALAPPDATA": "u"}, filepath.Join("u", "netlab")},
		{"nobody's", "linux", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := learnDir(c.system, func(name string) string { return c.env[name] }); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// learner is a call of a user whose data stand in a folder of the test's.
func learner(t *testing.T) (k *call, path string) {
	t.Helper()
	home := t.TempDir()
	var out bytes.Buffer
	w := &world{err: &out, getenv: func(name string) string {
		if name == "XDG_DATA_HOME" {
			return home
		}
		return ""
	}, watch: func() {}}
	w.out = newPrinter(&out, func(error) {})
	return &call{world: w, ctx: context.Background(), given: map[string][]string{}}, filepath.Join(home, "netlab", "progress.json")
}

// TestLearnedTogether: of marks that are made at the same time none is lost.
func TestLearnedTogether(t *testing.T) {
	k, path := learner(t)
	const most = 40
	var all sync.WaitGroup
	for i := range most {
		all.Go(func() {
			if _, err := k.relearn(func(p *learned) { p.lab(string(rune('A'+i))).quizzed(float64(i), most) }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	p, err := readLearned(path)
	if err != nil || len(p.Labs) != most {
		t.Fatalf("%v, %d of %d marks are there", err, len(p.Labs), most)
	}
	for i := range most {
		if l := p.Labs[string(rune('A'+i))]; l == nil || l.Points != float64(i) {
			t.Errorf("the mark of %d is %+v", i, l)
		}
	}
}

// TestLearnedFiles: what cannot be read is told, and nothing of it is changed, neither
// by a mark nor by a reset.
func TestLearnedFiles(t *testing.T) {
	for _, c := range []struct{ name, text, key, place string }{
		{"damaged", "{\"format\": \"netlab-progress/1\",\n  \"labs\": {\"handsh", "learn-damaged", ":2:"},
		{"empty", "", "learn-damaged", ":1:1"},
		{"of another type", `{"format": "netlab-progress/1", "labs": [1]}`, "learn-damaged", ""},
		{"of no quiz's points", `{"format": "netlab-progress/1", "labs": {"handshake": {"points": 1e300, "max": 1e300}}}`, "learn-damaged", ""},
		{"of more points than there are", `{"format": "netlab-progress/1", "labs": {"handshake": {"points": 4, "max": 3}}}`, "learn-damaged", ""},
		{"of points below zero", `{"format": "netlab-progress/1", "labs": {"handshake": {"points": -1, "max": 3}}}`, "learn-damaged", ""},
		{"foreign", `{"player": 1}`, "learn-foreign", ""},
		{"of a later netlab", `{"format": "netlab-progress/2", "labs": {}}`, "learn-foreign", ""},
		{"too long", strings.Repeat(" ", mostProgress+1), "learn-foreign", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, path := learner(t)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(c.text), 0o666)); err != nil {
				t.Fatal(err)
			}
			_, err := k.relearn(func(p *learned) { p.lab("handshake").Done = learnedHand })
			var f *failure
			if !errors.As(err, &f) || f.key != c.key || !strings.Contains(f.Error(), path+c.place) {
				t.Errorf("got %v, want %s at %s", err, c.key, path+c.place)
			}
			if now, err := os.ReadFile(path); err != nil || string(now) != c.text {
				t.Errorf("the file is another: %v %q", err, now)
			}
			aside, err := k.forget()
			if err != nil || aside != path+".1" {
				t.Fatalf("aside %q, %v", aside, err)
			}
			if kept, err := os.ReadFile(aside); err != nil || string(kept) != c.text {
				t.Errorf("what was kept: %v %q", err, kept)
			}
			if _, err := k.relearn(func(p *learned) { p.lab("handshake").Done = learnedHand }); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLearnedRest: a lab that this build does not have keeps its marks, and a null
// is no lab.
func TestLearnedRest(t *testing.T) {
	k, path := learner(t)
	text := `{"format": "netlab-progress/1", "labs": {"of-old": {"points": 2, "max": 3}, "nothing": null}}`
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
		t.Fatal(err)
	}
	if _, err := k.relearn(func(p *learned) { p.lab("handshake").quizzed(4, 4) }); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var p learned
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	if l := p.Labs["of-old"]; l == nil || l.Points != 2 || len(p.Labs) != 2 || p.Labs["handshake"].Done != learnedQuiz {
		t.Errorf("%s", b)
	}
}

func TestQuizzed(t *testing.T) {
	l := new(learnedLab)
	for _, c := range []struct {
		points, most float64
		want         learnedLab
	}{
		{1, 4, learnedLab{1, 4, ""}}, {3, 4, learnedLab{3, 4, ""}}, {2, 4, learnedLab{3, 4, ""}}, // the best stays
		{4, 5, learnedLab{4, 5, ""}},                                                 // the lab has got another question
		{5, 5, learnedLab{5, 5, learnedQuiz}}, {0, 5, learnedLab{5, 5, learnedQuiz}}, // and what is done stays done
	} {
		if l.quizzed(c.points, c.most); *l != c.want {
			t.Errorf("after %v of %v: %+v, want %+v", c.points, c.most, *l, c.want)
		}
	}
}
