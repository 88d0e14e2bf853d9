package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/labs"
)

// isFile says whether an argument names a file rather than a lab.
func isFile(arg string) bool {
	ext := strings.ToLower(filepath.Ext(arg))
	return arg == "-" || ext == ".yaml" || ext == ".yml" || strings.ContainsAny(arg, `/\`)
}

// load reads a lab: of the catalogue, of a file, of a folder with a lab.yaml in
// it, or from stdin.
func (k *call) load(arg string, o file.Options) (*lab.Lab, error) {
	name, text, err := k.source(arg)
	if err != nil {
		return nil, err
	}
	k.remember(name, text)
	o.Settings = settings
	l, errs := file.Load(name, text, o)
	if len(errs) > 0 {
		return nil, errs
	}
	return l, nil
}

// remember keeps a file's text, so that errors can point into it.
func (k *call) remember(name string, text []byte) {
	if k.sources == nil {
		k.sources = make(map[string][]byte)
	}
	k.sources[name] = text
}

// source is a lab's text, and what errors call its file.
func (k *call) source(arg string) (name string, text []byte, err error) {
	if !isFile(arg) {
		text, err := labs.Open(arg)
		if err != nil {
			return "", nil, unknownLab(arg)
		}
		return labs.Path(arg), text, nil
	}
	return k.fileText(arg)
}

// fileText is a file's text; "-" is stdin.
func (k *call) fileText(path string) (name string, text []byte, err error) {
	if path == "-" {
		text, err = readSome(k.in)
		return "stdin", text, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "lab.yaml")
	}
	f, err := os.Open(path)
	if err != nil {
		return "", nil, wrong("read", path, reason(err))
	}
	defer f.Close()
	if text, err = readSome(f); err != nil {
		return "", nil, wrong("read", path, reason(err))
	}
	return path, text, nil
}

// readSome reads a lab's text, or so much of it that it is seen to be too long.
func readSome(r io.Reader) ([]byte, error) {
	const enough = 2 << 20 // more than file.Load takes
	return io.ReadAll(io.LimitReader(r, enough))
}

// unknownLab is the error for a lab that there is not.
func unknownLab(name string) error {
	err := wrong("lab-unknown", name)
	if info, e := os.Stat(filepath.Join(name, "lab.yaml")); e == nil && info.Mode().IsRegular() {
		return err.or("meant", filepath.Join(name, "lab.yaml"))
	}
	if _, e := os.Stat(name + ".yaml"); !errors.Is(e, fs.ErrNotExist) {
		return err.or("meant", name+".yaml")
	}
	if n := segment.Nearest(name, labs.Names()); n != "" {
		return err.or("meant", n)
	}
	return err.or("see-list")
}

// blame tells what is wrong with labs, all of it. It returns the status.
func (k *call) blame(errs []error) error {
	for _, err := range errs {
		var f *failure
		if errors.As(err, &f) {
			fmt.Fprintln(k.err, "netlab: "+f.in(k.lang))
			continue
		}
		var places file.Errors
		if !errors.As(err, &places) {
			fmt.Fprintln(k.err, err)
			continue
		}
		for _, e := range places {
			fmt.Fprintln(k.err, e)
			k.point(e.Place)
		}
	}
	return status(exitWrong)
}

// point shows the line that an error is about, with a caret under the place. Of a
// long line it shows the part around it.
func (k *call) point(at lab.Place) {
	var lines []string
	switch at.File {
	case "--rule":
		lines = k.list("rule")
	case "--set":
		lines = k.list("set")
	default:
		lines = strings.Split(string(k.sources[at.File]), "\n")
	}
	if at.Line < 1 || at.Line > len(lines) || at.Column < 1 {
		return
	}
	line := []rune(strings.TrimRight(lines[at.Line-1], "\r"))
	column := min(at.Column-1, len(line))
	const before, after = 50, 20
	from, to := max(0, column-before), min(len(line), column+after)
	shown := printable(string(line[from:to]))
	fmt.Fprintf(k.err, "    %s\n    %s^\n", shown, strings.Repeat(" ", cells(printable(string(line[from:column])))))
}

// printable is a text with a space for every character that a terminal would
// obey rather than show.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
}
