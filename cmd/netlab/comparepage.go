package main

import (
	"os"
	"path/filepath"
	"strings"

	"netlab/lab/compare"
	"netlab/lab/compare/page"
)

// comparePage writes a comparison as a page: where that is asked for, and as
// compare.html into dir, unless that is "".
func (k *call) comparePage(c *compare.Comparison, p *picture, dir string) error {
	out := &outputs{world: k.world}
	defer out.discard()
	var paths []string
	if path := k.text("html"); path != "" {
		paths = append(paths, path)
	}
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return unwritable(dir, err)
		}
		paths = append(paths, filepath.Join(dir, "compare.html"))
	}
	for _, path := range paths {
		w, err := out.create(path)
		if err != nil {
			return err
		}
		if err := page.Write(w, c, page.Options{Lang: p.Lang, Command: k.asked("html"), Version: build()}); err != nil {
			return err
		}
	}
	return out.commit()
}

// asked is the command line as it was given, without a flag and what that takes, to
// be given again.
func (k *call) asked(without string) string {
	line := []string{"netlab"}
	for i := 0; i < len(k.world.args); i++ {
		arg := k.world.args[i]
		switch name, _, whole := strings.Cut(strings.TrimLeft(arg, "-"), "="); {
		case name != without || !strings.HasPrefix(arg, "-"):
			line = append(line, shellWord(arg))
		case !whole:
			i++
		}
	}
	return strings.Join(line, " ")
}
