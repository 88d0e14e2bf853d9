package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"golang.org/x/term"

	"netlab/lab/words"
)

// world is what surrounds a command.
type world struct {
	in     io.Reader
	out    *printer
	err    io.Writer
	getenv func(string) string
	args   []string // without the program's name
	watch  func()   // watches for signals from now on: before anything that an end would leave half done
}

// run carries out the command line and gives the exit status.
func (w *world) run(ctx context.Context) int {
	lang := w.language(langIn(w.args))
	err := w.dispatch(ctx, lang)
	if e := w.out.Flush(); e != nil && err == nil {
		err = e
	}
	return w.tell(lang, err)
}

// tell says what went wrong, and gives the status for it. A pipe that nobody
// reads any more is no news to anybody.
func (w *world) tell(lang words.Lang, err error) int {
	var s status
	var f *failure
	switch {
	case err == nil || errors.Is(err, errGone):
		return exitOK
	case errors.As(err, &s):
		return int(s)
	case errors.As(err, &f):
		fmt.Fprintln(w.err, "netlab: "+f.in(lang))
		return f.code
	}
	fmt.Fprintln(w.err, "netlab: "+err.Error())
	return exitUnable
}

// language is the one that was asked for: --lang, else the first of the variables
// that says anything, in the order of setlocale(3).
func (w *world) language(asked string) words.Lang {
	for _, s := range []string{asked, w.getenv("NETLAB_LANG"), w.getenv("LC_ALL"), w.getenv("LC_MESSAGES"), w.getenv("LANG")} {
		if s != "" {
			l, _ := words.ParseLang(s)
			return l
		}
	}
	return words.English
}

// colour says whether to colour what goes to stdout: as --color says, else not
// if NO_COLOR is set (no-color.org), else so if CLICOLOR_FORCE is, else only on a
// terminal.
func (w *world) colour(asked string) bool {
	switch asked {
	case "always":
		return true
	case "never":
		return false
	}
	switch {
	case w.getenv("NO_COLOR") != "":
		return false
	case w.getenv("CLICOLOR_FORCE") != "" && w.getenv("CLICOLOR_FORCE") != "0":
		return true
	}
	return w.out.terminal() && w.getenv("TERM") != "dumb"
}

// width is how many columns a line on stdout may have.
func (w *world) width() int {
	if n, err := strconv.Atoi(w.getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	if f, ok := w.out.to.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
	}
	return 80
}
