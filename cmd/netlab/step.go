//go:build !js

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"netlab/cmd/netlab/tui"
	"netlab/hooks/segment"
	"netlab/lab/compare"
	"netlab/lab/debug"
	"netlab/lab/report/ladder"
)

// step lets a person walk through a run, on the whole of the terminal.
func step(k *call) error {
	if err := k.screen(); err != nil {
		return err
	}
	p, err := k.picture()
	if err != nil {
		return err
	}
	j, o, err := k.debugging()
	if err != nil {
		return err
	}
	k.watch() // a signal must find the terminal restored
	d, err := k.debugger(j, o)
	if err != nil {
		return err
	}
	defer d.Close()
	own := map[string]bool{} // files that were saved here, and may be saved again
	saved, err := tui.Run(k.ctx, d, tui.Options{
		Lang: k.lang, Color: p.Color, ASCII: p.ASCII, Absolute: p.Absolute, Letters: p.Letters, TimeMode: p.TimeMode,
		Title: j.title(), Stacks: j.stacks(), Path: func() string { return freePath(j) }, Fields: editable(),
		Create: func(path string) (func([]byte) error, error) {
			if _, err := os.Stat(path); !own[path] && !errors.Is(err, fs.ErrNotExist) {
				return nil, k.spoken(wrong("step-exists", path))
			}
			own[path] = true
			return k.create(path)
		},
		Compare: func(a, b int, o ladder.Options) ([]string, error) {
			c, err := d.Compare(a, b)
			if err != nil {
				return nil, err
			}
			var text strings.Builder
			compare.Draw(&text, c, o)
			_, drawn, _ := strings.Cut(text.String(), "\n\n") // what was run is the same lab twice
			return strings.Split(strings.TrimRight(drawn, "\n"), "\n"), nil
		},
	}, k.in, os.Stdout, os.Environ())
	if len(saved) > 0 {
		k.say("step-saved")
		for _, line := range saved {
			fmt.Fprintln(k.out, line)
		}
	}
	if errors.Is(err, errInterrupted) {
		return status(exitInterrupted)
	}
	return err
}

// screen says what is missing for a full screen.
func (k *call) screen() error {
	in, ok := k.in.(*os.File)
	if !ok || !k.out.terminal() || !term.IsTerminal(int(in.Fd())) {
		return wrong("step-terminal", k.args[0])
	}
	if t := k.getenv("TERM"); t == "dumb" || t == "" {
		return wrong("step-dumb", t, k.args[0])
	}
	return nil
}

// debugger is what the screen drives.
func (k *call) debugger(j *job, o debug.Options) (debug.Debugger, error) {
	if j.plan.Clock == "real" {
		return debug.NewLive(k.ctx, o)
	}
	return debug.New(k.ctx, o)
}

// title is what a job is called on a screen: LAB / VARIANT.
func (j *job) title() string { return strings.Replace(j.name(), "/", " / ", 1) }

// stacks are whose TCP a job's hosts run: one name where it is the same for all.
func (j *job) stacks() string {
	var each, kinds []string
	for _, h := range j.plan.Network.Hosts {
		each = append(each, h.Name+" "+h.Stack)
		if !slices.Contains(kinds, h.Stack) {
			kinds = append(kinds, h.Stack)
		}
	}
	if len(kinds) == 1 {
		return kinds[0]
	}
	return strings.Join(each, ", ")
}

// freePath is a name for a file to save in that no file has yet.
func freePath(j *job) string {
	base := strings.NewReplacer("/", "-", " ", "-").Replace(j.name())
	for n := 1; ; n++ {
		path := fmt.Sprintf("%s-%d.yaml", base, n)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || n == 1000 {
			return path
		}
	}
}

// editable are the fields that an edit may name.
func editable() (names []string) {
	names = []string{"tcp.seq", "tcp.ack"} // relative, as rules read them
	for _, f := range segment.Fields() {
		names = append(names, f.Name)
	}
	return names
}

// create begins a file that is written whole or not at all. What is wrong is told in
// the reader's language.
func (k *call) create(path string) (write func([]byte) error, err error) {
	out := &outputs{world: k.world}
	w, err := out.create(path)
	if err != nil {
		return nil, k.spoken(err)
	}
	return func(text []byte) error {
		defer out.discard()
		if text == nil {
			return nil
		}
		w.Write(text)
		return k.spoken(out.commit())
	}, nil
}

// spoken is an error whose text is in the reader's language.
func (k *call) spoken(err error) error {
	var f *failure
	if errors.As(err, &f) {
		return errors.New(f.in(k.lang))
	}
	return err
}
