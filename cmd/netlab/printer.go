package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"syscall"

	"golang.org/x/term"
)

// A printer is stdout: it buffers, and it remembers when writing failed. Then
// the work behind it is called off, since nobody will see it.
type printer struct {
	*bufio.Writer
	to     io.Writer
	err    error
	cancel context.CancelCauseFunc
}

func newPrinter(to io.Writer, cancel context.CancelCauseFunc) *printer {
	p := &printer{to: to, cancel: cancel}
	p.Writer = bufio.NewWriterSize(sink{p}, 16<<10)
	return p
}

// terminal says whether a person looks at it.
func (p *printer) terminal() bool {
	f, ok := p.to.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// sink is where a printer's buffer is emptied to.
type sink struct{ p *printer }

func (s sink) Write(b []byte) (int, error) {
	n, err := s.p.to.Write(b)
	if err != nil && s.p.err == nil {
		if s.p.err = unable("write", "stdout", reason(err)); errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
			s.p.err = errGone
		}
		s.p.cancel(s.p.err)
	}
	return n, s.p.err
}

// reason is what an error says without the operation and the path before it.
func reason(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}
