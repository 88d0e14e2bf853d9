package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// What a student has done stands in one file of the user's data. It is read whole
// and written whole, under a lock, so that two programs that end at the same time
// do not lose each other's marks. A file that is not netlab's, or is damaged, is
// left as it is: it may be worth something to somebody.

// learnFormat names the file's form.
const learnFormat = "netlab-progress/1"

// mostProgress is how long a progress file can be; the whole catalogue done takes a
// hundredth of it.
const mostProgress = 1 << 20

// mostPoints is more than any quiz gives.
const mostPoints = 1000

// learned is the file.
type learned struct {
	Format string                 `json:"format"`
	Labs   map[string]*learnedLab `json:"labs"` // by the lab's name; also of labs that this build does not have
}

// learnedLab is what was done of a lab.
type learnedLab struct {
	Points float64 `json:"points,omitempty"` // the best of all quizzes
	Max    float64 `json:"max,omitempty"`
	Done   string  `json:"done,omitempty"` // learnedQuiz, learnedHand; "": it is not
}

const (
	learnedQuiz = "quiz" // full marks
	learnedHand = "hand" // the student says so
)

// learnDir is where a user's data of netlab's stand on a system: under XDG_DATA_HOME
// where that is an absolute path (XDG Base Directory Specification; other systems'
// users may set it too), else where the system has them. "": it is not known.
func learnDir(system string, getenv func(string) string) string {
	under := func(base string, rest ...string) string {
		if base == "" {
			return ""
		}
		return filepath.Join(append(append([]string{base}, rest...), "netlab")...)
	}
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return under(dir)
	}
	switch system {
	case "windows":
		return under(getenv("LOCALAPPDATA"))
	case "darwin":
		return under(getenv("HOME"), "Library", "Application Support")
	}
	return under(getenv("HOME"), ".local", "share")
}

// learnPath is the progress file of this user.
func (k *call) learnPath() (string, error) {
	dir := learnDir(runtime.GOOS, k.getenv)
	if dir == "" {
		return "", unable("learn-home")
	}
	return filepath.Join(dir, "progress.json"), nil
}

// readLearned reads a progress file; one that does not exist yet is empty. The error
// of one that is damaged or foreign is a *failure that says so.
func readLearned(path string) (*learned, error) {
	p := &learned{Format: learnFormat, Labs: map[string]*learnedLab{}}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p, nil
	case err != nil:
		return nil, unable("read", path, reason(err))
	case !info.Mode().IsRegular() || info.Size() > mostProgress:
		return nil, wrong("learn-foreign", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, unable("read", path, reason(err))
	}
	p.Format = "" // it must say so itself
	if err := json.Unmarshal(text, p); err != nil {
		var at *json.SyntaxError
		if errors.As(err, &at) {
			before := text[:max(min(int(at.Offset), len(text))-1, 0)]
			line, column := bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n')
			path = fmt.Sprintf("%s:%d:%d", path, line, column)
		}
		return nil, wrong("learn-damaged", path, err)
	}
	if p.Format != learnFormat {
		return nil, wrong("learn-foreign", path)
	}
	if p.Labs == nil {
		p.Labs = map[string]*learnedLab{}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Labs)) {
		switch l := p.Labs[name]; {
		case l == nil:
			delete(p.Labs, name)
		case l.Points < 0 || l.Points > l.Max || l.Max > mostPoints:
			return nil, wrong("learn-damaged", path, fmt.Errorf("%q has %v points of %v", name, l.Points, l.Max))
		}
	}
	return p, nil
}

// relearn changes the progress file: it is read, changed and written while nobody
// else does so.
func (k *call) relearn(change func(*learned)) (*learned, error) {
	path, err := k.learnPath()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, unwritable(filepath.Dir(path), err)
	}
	unlock, err := lockLearned(filepath.Join(filepath.Dir(path), "progress.lock"))
	if err != nil {
		return nil, err
	}
	defer unlock()
	p, err := readLearned(path)
	if err != nil {
		return nil, err
	}
	change(p)
	return p, writeLearned(path, p)
}

func writeLearned(path string, p *learned) error {
	f, err := newOutfile(path)
	if err != nil {
		return err
	}
	e := json.NewEncoder(f)
	e.SetIndent("", "  ")
	if err := e.Encode(p); err != nil {
		f.discard()
		return err
	}
	return f.commit()
}

// forget begins anew. A file that could not be read is put aside, under a name that
// nothing else has; that name is returned.
func (k *call) forget() (aside string, err error) {
	_, err = k.relearn(func(p *learned) { clear(p.Labs) })
	var f *failure
	if !errors.As(err, &f) || f.key != "learn-damaged" && f.key != "learn-foreign" {
		return "", err
	}
	path, _ := k.learnPath()
	for i := 1; ; i++ {
		aside = fmt.Sprintf("%s.%d", path, i)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err := os.Rename(path, aside); err != nil {
		return "", unwritable(aside, err)
	}
	return aside, nil
}

// lab is the entry of a lab, made where there was none.
func (p *learned) lab(name string) *learnedLab {
	if p.Labs[name] == nil {
		p.Labs[name] = new(learnedLab)
	}
	return p.Labs[name]
}

// quizzed enters what a quiz gave. The best of them stays.
func (l *learnedLab) quizzed(points, most float64) {
	if l.Max == 0 || points*l.Max >= l.Points*most {
		l.Points, l.Max = points, most
	}
	if points == most && l.Done == "" {
		l.Done = learnedQuiz
	}
}
