package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"golang.org/x/term"

	"netlab/topology/linux"
)

// join runs the program of netlab exec in a network that is kept. There is false
// where none of that lab's is.
func (k *call) join(lab string) (there bool, err error) {
	c, err := net.DialUnix("unixpacket", nil, address(lab))
	if err != nil {
		return false, nil
	}
	defer c.Close()
	if uid, err := peer(c); err != nil || uid != os.Getuid() {
		return false, nil // it is somebody else's, who has taken the name
	}
	for _, f := range k.command.flags {
		if f != "lang" && k.from[f] != "" {
			return true, wrong("exec-stands", lab, k.from[f])
		}
	}
	q, err := k.request()
	if err != nil {
		return true, err
	}
	text, err := json.Marshal(q)
	if err != nil {
		return true, err
	}
	if len(text) > mostAsked {
		return true, wrong("exec-long")
	}
	v, err := newVisit()
	if err != nil {
		return true, err
	}
	// Who keeps the network ends the program when the connection does.
	defer context.AfterFunc(k.ctx, func() { c.Close() })()
	k.watch()
	r, err := v.take(c, text)
	v.end()
	if k.ctx.Err() != nil {
		return true, status(exitInterrupted)
	}
	if err != nil {
		return true, err
	}
	return true, r.told(lab, q)
}

// request is the program as it would run here.
func (k *call) request() (*request, error) {
	q := &request{Host: k.args[1], Args: append([]string{}, k.args[2:]...), Env: os.Environ()}
	path, err := lookPath(q.Args[0])
	if err != nil {
		return nil, err
	}
	if q.Args[0], err = filepath.Abs(path); err != nil {
		return nil, err
	}
	if q.Dir, err = os.Getwd(); err != nil {
		return nil, err
	}
	return q, nil
}

// visit is a program's terminal while it runs elsewhere. There it has no terminal
// of its own: it gets one made for it, and what passes between that and this one is
// carried to and fro here.
type visit struct {
	files  [3]*os.File
	person *os.File // nil: stdin is no terminal, and the files are ours as they are
	made   *os.File
	was    *term.State
	resize chan os.Signal
	drawn  chan struct{} // closed when all that the program has written is
}

func newVisit() (*visit, error) {
	v := &visit{files: [3]*os.File{os.Stdin, os.Stdout, os.Stderr}}
	if !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stdout.Fd())) {
		return v, nil
	}
	var err error
	if v.person, v.made, err = linux.PTY(); err != nil {
		return nil, err
	}
	for i, f := range v.files {
		if term.IsTerminal(int(f.Fd())) {
			v.files[i] = v.made
		}
	}
	return v, nil
}

// take has the program run, and waits until it has ended.
func (v *visit) take(c *net.UnixConn, text []byte) (*reply, error) {
	var fds []int
	for _, f := range v.files {
		fds = append(fds, int(f.Fd()))
	}
	if v.person != nil {
		linux.CopySize(os.Stdin, v.made)
	}
	if _, _, err := c.WriteMsgUnix(text, syscall.UnixRights(fds...), nil); err != nil {
		if errors.Is(err, syscall.EMSGSIZE) {
			return nil, wrong("exec-long")
		}
		return nil, err
	}
	if err := v.carry(); err != nil {
		return nil, err
	}
	answer := make([]byte, mostAsked)
	n, err := c.Read(answer)
	if n == 0 || err != nil {
		return nil, unable("exec-gone")
	}
	r := new(reply)
	return r, json.Unmarshal(answer[:n], r)
}

// carry begins to carry what is typed and what is drawn.
func (v *visit) carry() (err error) {
	if v.person == nil {
		return nil
	}
	v.made.Close() // it is the program's alone: its end is seen by it
	if v.was, err = term.MakeRaw(int(os.Stdin.Fd())); err != nil {
		return err
	}
	v.resize = make(chan os.Signal, 1)
	signal.Notify(v.resize, syscall.SIGWINCH)
	go func() {
		for range v.resize {
			linux.CopySize(os.Stdin, v.person)
		}
	}()
	v.drawn = make(chan struct{})
	go io.Copy(v.person, os.Stdin)
	go func() {
		io.Copy(os.Stdout, v.person)
		close(v.drawn)
	}()
	return nil
}

// end gives the terminal back as it was.
func (v *visit) end() {
	if v.was == nil {
		return
	}
	<-v.drawn
	signal.Stop(v.resize)
	term.Restore(int(os.Stdin.Fd()), v.was)
}

// told is what a reply says, as an error.
func (r *reply) told(lab string, q *request) error {
	switch {
	case r.Hosts != nil:
		return noHost(lab, q.Host, r.Hosts)
	case r.Stack != "":
		return wrong("exec-memory", q.Host, r.Stack)
	case r.Down:
		return unable("exec-down", q.Host)
	case r.Error != "":
		return &failure{code: r.Status, key: "exec-program", args: []any{q.Args[0], r.Error}}
	case r.Status != 0:
		return status(r.Status)
	}
	return nil
}
