package lab_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/topology"
	"netlab/topology/netstack"
)

// inn is a host that can run programs, which are made up: what they are asked to do
// stands in their names.
type inn struct {
	topology.Host
	env      *topology.Env
	commands *[]*topology.Command
	ended    *int // how many were killed
}

func (i *inn) Describe() (string, map[string]string) {
	return "Inn 1", map[string]string{"beds": "2"}
}

func (i *inn) Exec(c *topology.Command) (topology.Process, error) {
	*i.commands = append(*i.commands, c)
	switch c.Args[0] {
	case "missing":
		return nil, fmt.Errorf("exec: missing: %w", fs.ErrNotExist)
	case "secret":
		return nil, fmt.Errorf("exec: secret: %w", fs.ErrPermission)
	}
	return &visitor{inn: i, name: c.Args[0]}, nil
}

type visitor struct {
	*inn
	name string
}

func (v *visitor) Ended() (int, bool) {
	switch v.name {
	case "sleep":
		return 0, false
	case "false":
		return 1, true
	}
	return 0, true
}

func (v *visitor) Output() []byte { return []byte("I am " + v.name + "\n") }
func (v *visitor) Kill()          { *v.ended++ }

// TestExec: what the step exec makes of how programs go.
func TestExec(t *testing.T) {
	for _, c := range []struct {
		name, step string
		result     string // of its return
		exit       string // Status and Error
		unmet      string // want and got of what was not met
		goesOn     bool
	}{
		{"well", `exec: ["true", a]`, "ok", `0 ""`, "", true},
		{"status", `exec: {command: "false", status: 1}`, "exit 1", `1 ""`, "", true},
		{"any status", `exec: {command: "false", status: any}`, "exit 1", `1 ""`, "", true},
		{"wrong status", `exec: "false"`, "exit 1", `1 ""`, `exit status 0, got exit status 1; it wrote "I am false"`, false},
		{"text", `exec: {command: "true", text: am t}`, "ok", `0 ""`, "", true},
		{"wrong text", `exec: {command: "true", text: was}`, "ok", `0 ""`, `"was" in what it writes, got "I am true\n"`, true},
		{"late", `exec: {command: sleep, within: 2s}`, "exit 137", `137 ""`, `that it ends within 2s, got it did not, and was killed; it wrote "I am sleep"`, false},
		{"background", `exec: {command: sleep, background: true}`, "ok", "", "", true},
		{"no such program", `exec: missing`, "ENOENT", `127 "exec: missing: file does not exist"`, "a program that can be started, got exec: missing: file does not exist", false},
		{"not allowed", `exec: secret`, "EACCES", `126 "exec: secret: permission denied"`, "a program that can be started, got exec: secret: permission denied", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planOf(t, "hosts: [client, server]\nprograms:\n  client: [{"+c.step+"}, note: on]\n")
			var commands []*topology.Command
			killed := 0
			var log event.Log
			res, err := lab.Run(context.Background(), p, lab.RunOptions{Log: &log, AllowExec: true, Makers: inns(&commands, &killed)})
			if err != nil {
				t.Fatal(err)
			}
			result, goesOn := "", false
			for e := range log.All() {
				switch e.Kind {
				case event.Return:
					result = e.More.Call.Result
				case event.Note:
					goesOn = true
				}
			}
			exit, unmet := "", ""
			for _, x := range res.Exits {
				exit += fmt.Sprintf("%d %q", x.Status, x.Error)
			}
			for _, o := range res.Expect {
				unmet += o.Want + ", got " + o.Got
			}
			for _, d := range []struct{ what, got, want string }{{"result", result, c.result}, {"exit", exit, c.exit}, {"unmet", unmet, c.unmet}} {
				if d.got != d.want {
					t.Errorf("%s\ngot  %s\nwant %s", d.what, d.got, d.want)
				}
			}
			if goesOn != c.goesOn {
				t.Errorf("it goes on: %v", goesOn)
			}
			if late := c.name == "late"; (killed == 1) != late {
				t.Errorf("%d killed", killed)
			}
			want := "[{10.0.0.1 client} {10.0.0.2 server}]"
			if got := fmt.Sprint(commands[0].Hosts); got != want || !commands[0].Keep {
				t.Errorf("it was told of %s, wanted %s", got, want)
			}
		})
	}
}

// inns makes hosts that run programs.
func inns(commands *[]*topology.Command, killed *int) map[string]topology.Maker {
	return map[string]topology.Maker{"netstack": func(env *topology.Env) (topology.Host, error) {
		h, err := netstack.New(env)
		return &inn{h, env, commands, killed}, err
	}}
}

func planOf(t *testing.T, text string) *lab.Plan {
	t.Helper()
	l, errs := file.Load("x.yaml", []byte(text), file.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	p, bad := lab.Resolve(l, &l.Variants[0], lab.Settings{})
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	return p
}

// TestExecInMemory: a host that can run no programs says so.
func TestExecInMemory(t *testing.T) {
	p := planOf(t, "hosts: [client, server]\nprograms: {client: [exec: \"true\"]}\n")
	res, err := lab.Run(context.Background(), p, lab.RunOptions{AllowExec: true, Makers: map[string]topology.Maker{"netstack": netstack.New}})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Expect) != 1 || res.Expect[0].Got != "client runs netstack, in memory: only a host of the kernel's can" {
		t.Errorf("%+v", res.Expect)
	}
}

// TestExecRefused: without leave no host is built.
func TestExecRefused(t *testing.T) {
	p := planOf(t, "hosts: [client, server]\nprograms: {client: [exec: [rm, -r, \"a b\", \"it's\"]]}\n")
	_, err := lab.Run(context.Background(), p, lab.RunOptions{Makers: map[string]topology.Maker{"netstack": func(*topology.Env) (topology.Host, error) {
		t.Error("a host is built")
		return nil, os.ErrInvalid
	}}})
	const want = `x.yaml:2:21: the lab would run rm -r 'a b' 'it'\''s' on this machine, which RunOptions.AllowExec (--allow-exec) allows`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestExecProgram: a Go program's own exec has the terminal, and its exit status
// is no finding.
func TestExecProgram(t *testing.T) {
	p := planOf(t, "hosts: [client, server]\nprograms: {client: [wait: 1ms]}\n")
	p.Programs = append(p.Programs, lab.ExecProgram(1, []string{"false", "x"}))
	var commands []*topology.Command
	killed := 0
	tty := [3]*os.File{os.Stdin, os.Stdout, os.Stderr}
	res, err := lab.Run(context.Background(), p, lab.RunOptions{AllowExec: true, Terminal: tty, Makers: inns(&commands, &killed)})
	if err != nil {
		t.Fatal(err)
	}
	want := []lab.Exit{{Program: "netlab exec", Step: 1, Command: []string{"false", "x"}, Status: 1}}
	if diff := cmp.Diff(want, res.Exits); diff != "" || !res.OK() {
		t.Errorf("%v (-want +got):\n%s", res.Expect, diff)
	}
	if len(commands) != 1 || commands[0].Files != tty || commands[0].Keep {
		t.Errorf("it was started with %+v", commands)
	}
}

// A plan that was recorded is no leave for a terminal: the argument is no file's.
func TestTerminalIsNoFiles(t *testing.T) {
	_, errs := file.Load("x.yaml", []byte("hosts: [client, server]\nprograms: {client: [exec: {command: sh, terminal: true}]}\n"), file.Options{})
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), `exec has no argument "terminal"`) {
		t.Error(errs)
	}
}

// TestDescribed: a host that tells what it is stands so in the run's first event.
func TestDescribed(t *testing.T) {
	p := planOf(t, "hosts: [client, server]\nframing: ethernet\nprograms: {client: [wait: 1ms]}\n")
	p.Network.Wires[0].Framing = 1
	var commands []*topology.Command
	killed := 0
	var log event.Log
	for i := range p.Network.Hosts {
		p.Network.Hosts[i].Ifaces[0].Framing = 0 // what the stack itself makes of it is not asked here
	}
	if _, err := lab.Run(context.Background(), p, lab.RunOptions{Log: &log, Makers: inns(&commands, &killed), Version: func(string) string { return "x" }}); err != nil {
		t.Fatal(err)
	}
	for e := range log.All() {
		if e.Kind == event.Run {
			h := e.More.Run.Hosts[0]
			if h.Version != "Inn 1" || h.Settings["beds"] != "2" || e.More.Run.Framing != "ethernet" {
				t.Errorf("%+v, framing %s", h, e.More.Run.Framing)
			}
		}
	}
}
