package main

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"netlab/topology/linux"
)

// An outfile is a file that is written whole or not at all: it has no name, or,
// where files must have one, another beside its own, until all is in it.
type outfile struct {
	path string
	f    *os.File
	buf  *bufio.Writer
	err  error // the first that occurred
	kind outfileKind
}

type outfileKind uint8

const (
	inPlace   outfileKind = iota // a device or a pipe
	nameless                     // gone with its descriptor
	temporary                    // under another name
)

// outBuffer is how many octets are gathered before they are written out.
const outBuffer = 64 << 10

// newOutfile begins a file. Who calls it ends it with commit or discard.
func newOutfile(path string) (*outfile, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		// A device or a pipe has no other name to be written under.
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, unwritable(path, err)
		}
		return &outfile{path: path, f: f, buf: bufio.NewWriterSize(f, outBuffer)}, nil
	}
	kind := nameless
	f, err := linux.Draft(filepath.Dir(path))
	if err != nil {
		kind = temporary
		f, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	}
	if err != nil {
		return nil, unwritable(path, err)
	}
	return &outfile{path: path, f: f, buf: bufio.NewWriterSize(f, outBuffer), kind: kind}, nil
}

func (o *outfile) Write(b []byte) (int, error) {
	n, err := o.buf.Write(b)
	return n, o.fail(err)
}

// fail keeps the first error, in the words of the command.
func (o *outfile) fail(err error) error {
	if err != nil && o.err == nil {
		o.err = unwritable(o.path, err)
	}
	return o.err
}

// commit ends the file and gives it its name. After an error it is as if it had
// never been.
func (o *outfile) commit() error {
	o.fail(o.buf.Flush())
	if o.kind != inPlace {
		o.fail(o.f.Chmod(0o644))
	}
	if o.kind == nameless && o.err == nil {
		o.fail(linux.Publish(o.f, o.path))
	}
	o.fail(o.f.Close())
	if o.kind == temporary {
		if o.err == nil {
			o.fail(os.Rename(o.f.Name(), o.path))
		}
		if o.err != nil {
			os.Remove(o.f.Name())
		}
	}
	return o.err
}

// discard takes the file away.
func (o *outfile) discard() {
	o.f.Close()
	if o.kind == temporary {
		os.Remove(o.f.Name())
	}
}

// outputs are the files that one run writes.
type outputs struct {
	*world
	files []*outfile
}

// create begins a file among them; "-" is stdout.
func (o *outputs) create(path string) (io.Writer, error) {
	if path == "-" {
		return o.out, nil
	}
	o.watch()
	f, err := newOutfile(path)
	if err != nil {
		return nil, err
	}
	o.files = append(o.files, f)
	return f, nil
}

// commit ends all of them: those that cannot be ended do not keep the others
// from it.
func (o *outputs) commit() error {
	var errs []error
	for _, f := range o.files {
		errs = append(errs, f.commit())
	}
	o.files = nil
	return errors.Join(errs...)
}

// discard takes away what was not committed.
func (o *outputs) discard() {
	for _, f := range o.files {
		f.discard()
	}
	o.files = nil
}

// unwritable is the error for a file that cannot be written: the command line is
// wrong where the path is, and else the machine does not allow it.
func unwritable(path string, err error) *failure {
	for _, wrongPath := range []error{fs.ErrNotExist, fs.ErrExist, syscall.ENOTDIR, syscall.EISDIR} {
		if errors.Is(err, wrongPath) {
			return wrong("write", path, reason(err))
		}
	}
	return unable("write", path, reason(err))
}
