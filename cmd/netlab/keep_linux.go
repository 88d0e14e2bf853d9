package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/topology"
	"netlab/topology/linux"
)

// keeper keeps a network, and lets programs in.
type keeper struct {
	call *call
	plan *lab.Plan
	at   *net.UnixListener
	door *linux.Door
	net  *topology.Network // of the loop's
}

// address is where the keeper of a lab's network is found: an abstract socket
// (unix(7)), which is gone when the last process that has it is. Its name has the
// user in it, and its messages keep their bounds.
func address(lab string) *net.UnixAddr {
	return &net.UnixAddr{Net: "unixpacket", Name: fmt.Sprintf("@netlab/%d/%s", os.Getuid(), lab)}
}

// mostAsked is the longest message: a command line and an environment, which the
// kernel limits together (execve(2)), but seldom lets fill a socket's buffer.
const mostAsked = 256 << 10

// inherited is where Enter puts the first of its files.
const inherited = 3

// stay takes the name by which a job's network is found. It comes before Enter: in
// the network namespace that Enter makes nobody would find it.
func (k *call) stay(j *job) error {
	if err := k.unlimited(j.plan); err != nil {
		return err
	}
	s := &keeper{call: k, plan: j.plan}
	var err error
	if linux.Rootless() {
		f := os.NewFile(inherited, "listener")
		var l net.Listener
		if l, err = net.FileListener(f); err == nil {
			s.at = l.(*net.UnixListener)
		}
		f.Close()
	} else {
		s.at, err = net.ListenUnix("unixpacket", address(j.lab.Name))
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return unable("keep-twice", j.lab.Name)
	case err != nil:
		return err
	}
	k.keeper = s
	return nil
}

// file is the listener's, for Enter to pass on.
func (s *keeper) file() (*os.File, error) { return s.at.File() }

// open lets programs in from now on. Leave ends that: it comes when the run has.
func (s *keeper) open(m *linux.Machine, o *lab.RunOptions) (leave func(), err error) {
	if s.door, err = m.Door(); err != nil {
		return nil, err
	}
	o.Keep = s.stands
	return func() {
		s.at.Close()
		s.door.Close()
	}, nil
}

// stands tells that the network stands, and hears who comes from now on.
func (s *keeper) stands(net *topology.Network) {
	s.net = net
	s.call.say("keep-stands", s.plan.Lab, strings.Join(s.within(), "|"))
	go s.listen()
}

// within are the hosts that programs can run in.
func (s *keeper) within() (names []string) {
	for i, name := range hostNames(s.plan) {
		if takesPrograms(s.plan, i) {
			names = append(names, name)
		}
	}
	return names
}

func (s *keeper) listen() {
	for {
		c, err := s.at.AcceptUnix()
		if err != nil {
			return // it is closed
		}
		go func() {
			defer c.Close()
			if r := s.serve(c); r != nil {
				b, _ := json.Marshal(r)
				c.Write(b)
			}
		}()
	}
}

// serve runs one program for one who has come. Nil: there is nobody to be told.
func (s *keeper) serve(c *net.UnixConn) *reply {
	if uid, err := peer(c); err != nil || uid != os.Getuid() {
		return nil
	}
	q, files, err := receive(c)
	for _, f := range files {
		defer f.Close()
	}
	if err != nil {
		return refused(err)
	}
	at := s.plan.Network.Host(q.Host)
	if at < 0 {
		return &reply{Hosts: hostNames(s.plan)}
	}
	if !takesPrograms(s.plan, at) {
		return &reply{Stack: s.plan.Network.Hosts[at].Stack}
	}
	type begun struct {
		topology.Process
		not *reply
	}
	came := make(chan begun, 1)
	s.door.Ask(func() {
		host := s.net.Host(event.HostID(at + 1))
		if host == nil {
			came <- begun{not: &reply{Down: true}}
			return
		}
		p, err := host.(topology.Executor).Exec(&topology.Command{Args: q.Args, Files: files, Hosts: s.plan.HostNames(), Dir: q.Dir, Env: q.Env})
		if err != nil {
			came <- begun{not: refused(err)}
			return
		}
		came <- begun{Process: p}
	})
	gone, left := context.WithCancel(context.Background())
	go func() { // who has come says nothing more: what is read is his end
		c.Read(make([]byte, 1))
		left()
	}()
	var b begun
	select {
	case b = <-came:
	case <-gone.Done():
		go func() { // it may still begin
			if b := <-came; b.not == nil {
				b.Kill()
			}
		}()
		return nil
	}
	if b.not != nil {
		return b.not
	}
	for _, f := range files {
		f.Close() // the program has them: what it closes is closed
	}
	stop := context.AfterFunc(gone, b.Kill)
	defer stop()
	return &reply{Status: b.Process.(interface{ Wait() int }).Wait()}
}

// refused is the reply where a program could not begin.
func refused(err error) *reply {
	status, _ := lab.NotStarted(err)
	return &reply{Status: status, Error: err.Error()}
}

// peer is the user at the other end.
func peer(c *net.UnixConn) (uid int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	var cred *syscall.Ucred
	var e error
	if err := raw.Control(func(fd uintptr) {
		cred, e = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	}); err != nil {
		return 0, err
	}
	if e != nil {
		return 0, e
	}
	return int(cred.Uid), nil
}

// receive reads a request with its files, which are the caller's then.
func receive(c *net.UnixConn) (q *request, files [3]*os.File, err error) {
	text, rights := make([]byte, mostAsked), make([]byte, syscall.CmsgSpace(len(files)*4))
	n, rn, _, _, err := c.ReadMsgUnix(text, rights)
	if err != nil {
		return nil, files, err
	}
	messages, err := syscall.ParseSocketControlMessage(rights[:rn])
	if err != nil {
		return nil, files, err
	}
	i := 0
	for _, m := range messages {
		fds, err := syscall.ParseUnixRights(&m)
		if err != nil {
			return nil, files, err
		}
		for _, fd := range fds {
			if i < len(files) {
				files[i] = os.NewFile(uintptr(fd), "passed on")
				i++
			}
		}
	}
	if i != len(files) {
		return nil, files, errors.New("the program's files are missing")
	}
	q = new(request)
	if err := json.Unmarshal(text[:n], q); err != nil {
		return nil, files, err
	}
	if len(q.Args) == 0 {
		return nil, files, errors.New("the program is missing")
	}
	return q, files, nil
}
