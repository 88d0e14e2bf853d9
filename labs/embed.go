// Package labs is the catalogue: a folder a lab, with the lab itself (lab.yaml)
// and what is to be read beside it (README.md, README.zh.md), all of them carried
// in the program. A lab is read when it is asked for; until then it costs nothing
// but its place in the file.
package labs

import (
	"embed"
	"io/fs"
	"slices"
)

//go:embed */lab.yaml */README.md */README.zh.md
var files embed.FS

// order is that of the catalogue: what a student meets first stands first. A lab
// that is not in it comes behind the others.
var order = []string{
	"handshake", "handshake-loss", "stale-syn",
	"teardown", "time-wait", "simultaneous-close",
}

// Names are the labs' names in the order of the catalogue.
func Names() []string {
	names := make([]string, 0, len(order))
	dirs, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	there := make(map[string]bool, len(dirs))
	for _, d := range dirs {
		there[d.Name()] = true
	}
	for _, n := range order {
		if there[n] {
			names = append(names, n)
		}
	}
	for _, d := range dirs {
		if !slices.Contains(order, d.Name()) {
			names = append(names, d.Name())
		}
	}
	return names
}

// Has says whether there is a lab of that name.
func Has(name string) bool {
	_, err := fs.Stat(files, Path(name))
	return err == nil && fs.ValidPath(name)
}

// Path is what errors call a lab's file.
func Path(name string) string { return name + "/lab.yaml" }

// Open reads a lab's file. The error is fs.ErrNotExist's where there is no such
// lab.
func Open(name string) ([]byte, error) { return files.ReadFile(Path(name)) }

// Readme is what is to be read beside a lab, in a language ("en", "zh"), or, where
// it does not exist in that, in English; "" if there is nothing.
func Readme(name, lang string) string {
	for _, file := range []string{"README." + lang + ".md", "README.md"} {
		if b, err := files.ReadFile(name + "/" + file); err == nil {
			return string(b)
		}
	}
	return ""
}
