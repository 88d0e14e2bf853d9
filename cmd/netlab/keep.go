package main

import (
	"netlab/lab"
)

// A network that is kept (netlab run --keep) stands until it is told to end, and
// programs can be run in its hosts from other terminals: netlab exec finds it by
// its lab's name, at a socket that no file stands for and at which only the same
// user is heard (keep_linux.go, join_linux.go).

// request is what netlab exec asks of who keeps a network. The program's stdin,
// stdout and stderr go with it.
type request struct {
	Host string   `json:"host"`
	Args []string `json:"args"` // the program by its path, and its arguments
	Dir  string   `json:"dir"`
	Env  []string `json:"env"`
}

// reply is what it is told, once the program has ended or could not begin.
type reply struct {
	Status int      `json:"status"` // as shells count
	Error  string   `json:"error,omitempty"`
	Hosts  []string `json:"hosts,omitempty"` // all there are, where the one that was named is none
	Stack  string   `json:"stack,omitempty"` // the host's, where no program can run on it
	Down   bool     `json:"down,omitempty"`  // the host has crashed
}

// keeps prepares to keep the network of what is run, where the command line asks
// for it: of one job, with hosts that programs can run in.
func (k *call) keeps(jobs []*job) error {
	switch {
	case !k.on("keep"), len(jobs) == 1 && jobs[0].skip != "":
		return nil
	case len(jobs) > 1:
		return wrong("keep-many", len(jobs))
	case !onMachine(jobs[0].plan):
		return wrong("keep-memory")
	}
	return k.stay(jobs[0])
}

// unlimited takes away from a plan what would end it, but for the limits that the
// command line gives: it stands until it is told to end. What the lab expects was
// not said of a network that strangers come to.
func (k *call) unlimited(p *lab.Plan) error {
	s, err := k.settings()
	if err == nil {
		p.Limits, p.Until, p.Expect = endless(s.Limits), "", nil
	}
	return err
}
