//go:build !js

package tui

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"netlab/lab/debug"
	"netlab/lab/report/ladder"
	"netlab/lab/words"
)

// Options say how the screen looks, and how it reaches the world.
type Options struct {
	Lang     words.Lang
	Color    bool // of the 16 colours; false: no attributes at all
	ASCII    bool
	Absolute bool // as ladder.Options
	Letters  bool
	TimeMode byte

	Title  string        // the lab and its variant
	Stacks string        // whose TCP the hosts run, in short
	Path   func() string // where a branch is saved unless another path is typed
	Fields []string      // names that a field may be called, for completion

	// Create begins a file. What it gives writes the file whole, or, for no text, takes
	// it away.
	Create func(path string) (write func(text []byte) error, err error)

	// Compare draws two branches beside each other, with their differences, and without a
	// heading: which branches A and B are is told here.
	Compare func(a, b int, o ladder.Options) ([]string, error)
}

// Run shows the screen until the person leaves, or ctx is done, and gives the command
// lines that reproduce what was saved. The terminal is restored in any case. Of an
// error the cause of ctx is one.
func Run(ctx context.Context, d debug.Debugger, o Options, in io.Reader, out io.Writer, env []string) (saved []string, err error) {
	m := New(d, o)
	// What is coloured was decided before, and it is the 16 colours of every terminal:
	// bubbletea need not decide it again.
	env = slices.DeleteFunc(slices.Clone(env), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return name == "NO_COLOR" || name == "CLICOLOR" || name == "CLICOLOR_FORCE"
	})
	p := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithEnvironment(env), tea.WithoutSignalHandler())
	_, err = p.Run()
	if cause := context.Cause(ctx); cause != nil && errors.Is(err, tea.ErrProgramKilled) && !errors.Is(err, tea.ErrProgramPanic) {
		err = cause
	}
	return m.saved, err
}
