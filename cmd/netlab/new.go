package main

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"netlab/lab/file"
)

//go:embed skeleton
var skeleton embed.FS

// create begins a lab: a folder with a lab.yaml that runs as it is, and what is
// to be read beside it. It overwrites nothing.
func create(k *call) error {
	dir := filepath.Clean(k.args[0])
	name := filepath.Base(dir)
	if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f }) || name == "." || name == ".." || name == string(filepath.Separator) {
		return wrong("new-name", k.args[0])
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return unwritable(dir, err)
	}
	if err := os.Mkdir(dir, 0o755); errors.Is(err, fs.ErrExist) {
		return wrong("new-exists", dir)
	} else if err != nil {
		return unwritable(dir, err)
	}
	out := &outputs{world: k.world}
	defer out.discard()
	texts := map[string][]byte{"lab.yaml": file.Skeleton(name)}
	for _, readme := range []string{"README.md", "README.zh.md"} {
		b, err := skeleton.ReadFile("skeleton/" + readme)
		if err != nil {
			return err
		}
		texts[readme] = []byte(strings.ReplaceAll(string(b), "NAME", name))
	}
	for _, f := range []string{"lab.yaml", "README.md", "README.zh.md"} {
		w, err := out.create(filepath.Join(dir, f))
		if err != nil {
			return err
		}
		w.Write(texts[f]) // an error stays with the file, and commit tells it
	}
	if err := out.commit(); err != nil {
		os.Remove(dir) // nothing stands in it
		return err
	}
	k.say("new-done", filepath.Join(dir, "lab.yaml"))
	return nil
}
