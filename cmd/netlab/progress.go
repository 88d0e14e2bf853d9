package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"netlab/lab"
	"netlab/lab/words"
)

// A person who waits wants to know for what. On a terminal that is one line of
// stderr, which is written over every second and taken away when something
// happens; elsewhere it is a line for each wait that is worth one.

// worthALine is how long a wait is that is told where no line can be taken away.
const worthALine = 5 * time.Second

// transient is a line of a terminal that does not stay.
type transient struct {
	to    io.Writer
	width int
	shown bool
}

// terminalLine is a line of stderr; nil if that is no terminal.
func (k *call) terminalLine() *transient {
	f, ok := k.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = k.width()
	}
	return &transient{to: f, width: width}
}

// The line's beginning, and the end of what stood there (ECMA-48, 8.3.41).
const clearLine = "\r\x1b[K"

func (l *transient) show(text string) {
	fmt.Fprint(l.to, clearLine+clip(text, l.width-1))
	l.shown = true
}

func (l *transient) clear() {
	if l.shown {
		fmt.Fprint(l.to, clearLine)
		l.shown = false
	}
}

// clip is a text in so many columns.
func clip(text string, width int) string {
	if cells(text) <= width {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if width -= cells(string(r)); width < len("...") {
			break
		}
		b.WriteRune(r)
	}
	return b.String() + "..."
}

// progress tells on stderr what a run waits for; nil where nobody wants to know.
func (k *call) progress() func(*lab.Waiting) {
	if k.on("quiet") {
		return nil
	}
	if line := k.terminalLine(); line != nil {
		return func(w *lab.Waiting) {
			if w == nil {
				line.clear()
				return
			}
			line.show(k.waiting(w))
		}
	}
	told := time.Duration(-1) // the beginning of the wait that was told of last
	return func(w *lab.Waiting) {
		if w != nil && w.Since != told && (w.Due && w.Next-w.Since > worthALine || w.Now-w.Since >= worthALine) {
			told = w.Since
			k.say("progress.line", k.waiting(w))
		}
	}
}

// waiting says what a run waits for.
func (k *call) waiting(w *lab.Waiting) string {
	var parts []string
	for _, h := range w.Hosts {
		for _, s := range h.Steps {
			if !s.Done {
				parts = append(parts, k.t("progress.step", s.Program, s.Waiting))
			}
		}
	}
	for _, h := range w.Hosts {
		for _, c := range h.Conns {
			if c.State != "CLOSED" && c.State != "LISTEN" {
				parts = append(parts, h.Host+" "+c.State)
			}
		}
	}
	head := k.t("progress.news", words.Took(w.Now))
	if w.Due {
		head = k.t("progress.until", words.Took(w.Now), words.Took(w.Next))
	}
	return strings.Join(append([]string{head}, parts...), k.t("progress.semicolon"))
}
