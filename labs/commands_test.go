package labs_test

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlab/lab/words"
)

// A command of a text stands in a code block of the shell's. The comment above it,
// which may be above several, says with which status it ends, if not with 0.
type command struct {
	line   string
	args   []string
	status int
	sudo   bool // it needs the machine's kernel
}

var (
	shell  = regexp.MustCompile("(?ms)^```sh\n(.*?)^```\n")
	status = regexp.MustCompile(`(?:exit status|退出状态) (\d+)`)
)

func (p *page) commands(t *testing.T) (all []command) {
	t.Helper()
	for _, b := range shell.FindAllStringSubmatch(p.text, -1) {
		ends, fresh := 0, true
		for line := range strings.Lines(b[1]) {
			line = strings.TrimSpace(line)
			switch {
			case strings.HasPrefix(line, "#"):
				if fresh {
					ends, fresh = 0, false
				}
				if m := status.FindStringSubmatch(line); m != nil {
					ends, _ = strconv.Atoi(m[1])
				}
			case line != "":
				fresh = true
				args := split(line)
				sudo := args[0] == "sudo"
				if sudo {
					args = args[1:]
				}
				if args[0] != "netlab" {
					t.Fatalf("%s: only netlab is run in these texts, not %q", p.path, args[0])
				}
				all = append(all, command{line, args[1:], ends, sudo})
			}
		}
	}
	return all
}

// split takes a line apart as a shell would; quotes are single ones.
func split(line string) (args []string) {
	word, quoted, began := "", false, false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted, began = !quoted, true
		case r == ' ' && !quoted:
			if began {
				args = append(args, word)
			}
			word, began = "", false
		default:
			word += string(r)
			began = true
		}
	}
	if began {
		args = append(args, word)
	}
	return args
}

// TestCommands: every command that a text gives runs, ends as the text says, and
// speaks the text's language; every variant of the lab is among them.
func TestCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	if runtime.GOOS == "js" {
		t.Skip("there are no processes here")
	}
	netlab := build(t)
	pages(t, func(t *testing.T, p *page) {
		commands := p.commands(t)
		for _, c := range commands {
			if zh := strings.Contains(c.line, "--lang zh"); zh != (p.lang == words.Chinese) {
				t.Errorf("%s: %s: is it in the text's language?", p.path, c.line)
			}
			if !c.sudo {
				c.try(t, netlab)
			}
		}
		if len(commands) == 0 || !slices.Equal(commands[0].args[:2], []string{"run", p.lab.Name}) {
			t.Errorf("%s: the first command should run the lab", p.path)
		}
		for i := range p.lab.Variants {
			if v := p.lab.Variants[i].Name; v != p.lab.Default && !slices.ContainsFunc(commands, func(c command) bool { return slices.Contains(c.args, v) }) {
				t.Errorf("%s: no command shows the variant %s", p.path, v)
			}
		}
	})
}

// build makes the program, for tests of what it does.
func build(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "netlab.exe")
	if out, err := exec.Command("go", "build", "-o", path, "netlab/cmd/netlab").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// try runs a command and says where it does otherwise than the text says. On the
// kernel a machine that was late says so, and is asked again.
func (c *command) try(t *testing.T, netlab string) {
	t.Helper()
	for n := 1; ; n++ {
		cmd := exec.Command(netlab, c.args...)
		cmd.Dir = t.TempDir()
		cmd.Env = []string{"COLUMNS=80"}
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		err := cmd.Run()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		got := cmd.ProcessState.ExitCode()
		if got != c.status && n < again && wasLate(out.String()) {
			t.Logf("%s\nthe machine was late: once more", c.line)
			continue
		}
		if got != c.status {
			t.Errorf("%s\nended with status %d, the text says %d\n%s%s", c.line, got, c.status, errs.String(), out.String())
		}
		if out.Len()+errs.Len() == 0 {
			t.Errorf("%s: says nothing", c.line)
		}
		return
	}
}

// A run on a machine that is late is another story than the one that the lab tells.
// It is told again, so often.
const again = 5

// wasLate says whether a ladder or a comparison says so, on however many lines.
func wasLate(text string) bool {
	text = blanks.ReplaceAllString(text, "")
	for _, lang := range languages {
		ladder := strings.Split(words.T(lang, "sum.late", "|"), "|")[0]
		compare := strings.Split(words.T(lang, "compare.note.late", "|", "|"), "|")[1]
		for _, said := range []string{ladder, compare} {
			if strings.Contains(text, blanks.ReplaceAllString(said, "")) {
				return true
			}
		}
	}
	return false
}
