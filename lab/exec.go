package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/topology"
)

// The step exec: programs of the machine's own, inside a host. A lab is read from
// a file that may come from anywhere, so none of them is started unless who runs
// the lab has allowed it.

// terminalArg is an argument of exec that no file can give, only a Go program:
// the program has the run's terminal.
const terminalArg = "terminal"

// ExecProgram is a program of a lab that runs one of the machine's in a host
// (index into Network.Hosts), on the terminal that RunOptions has. Any exit status
// will do: Result.Exits has it.
func ExecProgram(host int, argv []string) ProgramPlan {
	return ProgramPlan{Name: "netlab exec", Host: host, // no file can call a program so
		Steps: []Step{{Do: "exec", Args: Args{"command": argv, "status": {"any"}, terminalArg: {"true"}}}}}
}

// onTerminal says whether it is a program of ExecProgram's.
func (p *program) onTerminal() bool {
	return len(p.plan.Steps) == 1 && p.plan.Steps[0].Args.Has(terminalArg)
}

// lastWords is how long a run goes on after the program that it is for has ended,
// if there are still packets on their way: those that end its connections.
const lastWords = time.Second

// visitorGone says whether the program that the run is for has ended.
func (r *run) visitorGone() bool {
	v := r.visitor
	if v == nil || v.phase != ended {
		return false
	}
	return r.net.Quiet() || r.net.Now() > v.left+lastWords
}

// Exit is how a program of the machine's ended.
type Exit struct {
	Program string   `json:"program"` // the lab's, which has started it
	Step    int      `json:"step"`
	Command []string `json:"command"`
	Status  int      `json:"status"`          // as shells count: 127 and 126 where it could not be started
	Error   string   `json:"error,omitempty"` // why it could not
}

// ExecError is the refusal of a plan that would run programs of the machine's
// without having been allowed to.
type ExecError struct {
	Place   Place
	Command []string
}

func (e *ExecError) Error() string {
	s := fmt.Sprintf("the lab would run %s on this machine, which RunOptions.AllowExec (--allow-exec) allows", CommandLine(e.Command))
	if !e.Place.IsZero() {
		s = e.Place.String() + ": " + s
	}
	return s
}

// Execs are the plan's steps that run programs of the machine's, as refusals, in
// their order.
func (p *Plan) Execs() (all []*ExecError) {
	for i := range p.Programs {
		for j := range p.Programs[i].Steps {
			if s := &p.Programs[i].Steps[j]; s.Do == "exec" {
				all = append(all, &ExecError{s.Place, s.Args["command"]})
			}
		}
	}
	return all
}

// hasVisitors says whether programs of the machine's own run in the host that has
// an address.
func (p *Plan) hasVisitors(a netip.Addr) bool {
	for i := range p.Programs {
		pr := &p.Programs[i]
		if !slices.ContainsFunc(pr.Steps, func(s Step) bool { return s.Do == "exec" }) {
			continue
		}
		for _, f := range p.Network.Hosts[pr.Host].Ifaces {
			if slices.ContainsFunc(f.Addrs, func(own netip.Prefix) bool { return own.Addr() == a }) {
				return true
			}
		}
	}
	return false
}

// CommandLine is a command as a person would type it into a shell.
func CommandLine(argv []string) string {
	words := make([]string, len(argv))
	for i, w := range argv {
		if words[i] = w; w == "" || strings.ContainsFunc(w, func(r rune) bool {
			return r <= ' ' || strings.ContainsRune("\"'`\\$&|;<>()*?[]{}#~!", r)
		}) {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

// guest is a program of the machine's that a program of the lab waits for.
type guest struct {
	process topology.Process
	host    topology.Host // that it was started in; another one since a reboot
}

func startExec(p *program, s *Step) {
	argv := s.Args["command"]
	p.sock = nil
	if e := p.event(event.Call, event.CallInfo{Args: argv}); e != nil {
		p.run.record(e)
	}
	host := p.run.net.Host(p.host)
	if host == nil {
		p.notStarted(notStarted, "ENETDOWN", wHostDown, same(p.run.env.Hosts[p.plan.Host]))
		return
	}
	ex, ok := host.(topology.Executor)
	if !ok {
		stack := p.run.plan.Network.Hosts[p.plan.Host].Stack
		p.notStarted(notStarted, "EOPNOTSUPP", wExecHere, wExecStack.with(p.run.env.Hosts[p.plan.Host], stack))
		return
	}
	c := &topology.Command{Args: argv, Keep: true, Hosts: p.run.plan.HostNames()}
	if s.Args.Has(terminalArg) {
		c.Files, c.Keep = p.run.terminal, false
	}
	process, err := ex.Exec(c)
	if err != nil {
		status, errno := NotStarted(err)
		p.notStarted(status, errno, wExecAbility, same(err.Error()))
		return
	}
	p.run.guests = append(p.run.guests, process)
	if s.Args.One("background") == "true" {
		p.returnedExec(topology.OK, "")
		p.next()
		return
	}
	p.guest = guest{process, host}
	p.park(hosting)
	p.lookAtGuest()
}

// What shells end with where there is no such program, and where there is and
// cannot be run (POSIX.1-2017, XCU 2.8.2).
const (
	notFound   = 127
	notStarted = 126
)

// NotStarted is what a shell and errno.h would say of a program that could not be
// started.
func NotStarted(err error) (status int, e topology.Errno) {
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return notFound, "ENOENT"
	case errors.Is(err, fs.ErrPermission):
		return notStarted, "EACCES"
	}
	return notStarted, "EIO"
}

// HostNames are all hosts by their addresses, for the resolver of a program.
func (p *Plan) HostNames() (all []topology.HostName) {
	for i := range p.Network.Hosts {
		if a := p.Network.Addr(i, p.IP); a.IsValid() {
			all = append(all, topology.HostName{Addr: a, Name: p.Network.Hosts[i].Name})
		}
	}
	return all
}

// returnedExec records how an exec went.
func (p *program) returnedExec(result topology.Errno, output string) {
	if e := p.event(event.Return, event.CallInfo{Result: string(result), Value: output}); e != nil {
		p.run.record(e)
	}
}

// notStarted ends a program whose exec could not begin.
func (p *program) notStarted(status int, e topology.Errno, want, got say) {
	p.exited(status, got.en)
	p.returnedExec(e, "")
	p.fail(want, got)
	p.phase = ended
}

func (p *program) exited(status int, why string) {
	p.left = p.run.net.Now()
	p.run.exits = append(p.run.exits, Exit{Program: p.plan.Name, Step: p.at + 1, Command: p.step().Args["command"], Status: status, Error: why})
}

// killed is the status of a program that was ended: 128 and SIGKILL.
const killed = 128 + 9

// lookAtGuest goes on if the program that is waited for has ended.
func (p *program) lookAtGuest() bool {
	status, over := p.guest.process.Ended()
	if !over && p.run.net.Host(p.host) != p.guest.host {
		status, over = killed, true // with its host, which has crashed
	}
	if over {
		p.guestEnded(status)
	}
	return over
}

// guestEnded compares how a program has ended with what the step expects.
func (p *program) guestEnded(status int) {
	s := p.step()
	output := p.guest.process.Output()
	p.guest = guest{}
	p.exited(status, "")
	result := topology.OK
	if status != 0 {
		result = topology.Errno(fmt.Sprintf("exit %d", status))
	}
	p.returnedExec(result, clip(output))
	want := s.Args.One("status")
	if want == "" {
		want = "0"
	}
	if want != "any" && want != strconv.Itoa(status) {
		p.fail(wExecStatus.with(want), wExecEnded.with(status, wrote(output)))
		p.phase = ended
		return
	}
	if text := s.Args.One("text"); !strings.Contains(string(output), text) {
		p.fail(wExecText.with(strconv.Quote(text)), same(strconv.Quote(clip(output))))
	}
	p.next()
}

// guestLate ends a program that has had its time.
func (p *program) guestLate() {
	output := p.guest.process.Output()
	p.guest.process.Kill()
	p.guest = guest{}
	p.exited(killed, "")
	p.returnedExec(topology.Errno(fmt.Sprintf("exit %d", killed)), clip(output))
	within, _ := time.ParseDuration(p.step().Args.One("within")) // checked when the file was read
	p.fail(wExecWithin.with(within.String()), wExecKilled.with(wrote(output)))
	p.phase = ended
}

// wrote is what a program has written, as the end of a sentence.
func wrote(output []byte) say {
	text := strings.TrimSpace(string(output))
	if text == "" {
		return say{}
	}
	return wExecWrote.with(strconv.Quote(clip([]byte(text))))
}
