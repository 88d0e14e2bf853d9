package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// errNoMore ends a dialogue: nobody says anything any more.
var errNoMore = errors.New("the input has ended")

// mostLine is how much of a line is read; the rest of a longer one is left out. No
// answer is nearly as long.
const mostLine = 4 << 10

// said are the lines that a person types, or a program pipes. They are read on a
// goroutine of their own, so that an interrupt is obeyed while nothing comes.
type said struct {
	lines  chan string
	pushed []string // taken back: they are read next
}

func listen(in io.Reader) *said {
	s := &said{lines: make(chan string)}
	go func() {
		defer close(s.lines)
		r := bufio.NewReader(in)
		for {
			line, err := readLine(r)
			if line != "" || err == nil {
				s.lines <- line
			}
			if err != nil {
				return
			}
		}
	}()
	return s
}

// readLine is the next line without its end.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		part, err := r.ReadSlice('\n')
		b.Write(part[:min(len(part), mostLine-b.Len())])
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimRight(b.String(), "\r\n"), err
		}
	}
}

// next is the next line.
func (d *dialogue) next() (string, error) {
	if n := len(d.said.pushed); n > 0 {
		line := d.said.pushed[n-1]
		d.said.pushed = d.said.pushed[:n-1]
		return line, nil
	}
	d.out.Flush()
	select {
	case line, ok := <-d.said.lines:
		if !ok {
			return "", errNoMore
		}
		return line, nil
	case <-d.ctx.Done():
		return "", status(exitInterrupted)
	}
}

// pushBack takes a line back: it was meant for what comes next.
func (d *dialogue) pushBack(line string) { d.said.pushed = append(d.said.pushed, line) }

// typed says whether a person types what stdin gives, and so sees it.
func (k *call) typed() bool {
	f, ok := k.in.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
