//go:build !js

package tui

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"netlab/hooks"
	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/debug"
	"netlab/lab/file"
	"netlab/lab/report/ladder"
	"netlab/labs"
	"netlab/topology"
	"netlab/topology/netstack"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// session is a debugger of a variant of the catalogue.
func session(t testing.TB, name, variant string) *debug.Session {
	t.Helper()
	text, err := labs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return sessionOf(t, labs.Path(name), variant, text)
}

// sessionOf is one of a variant of a lab's text.
func sessionOf(t testing.TB, name, variant string, text []byte) *debug.Session {
	t.Helper()
	resolve := func(path string, text []byte, rules []hooks.Rule) (*lab.Plan, error) {
		l, errs := file.Load(path, text, file.Options{})
		if len(errs) > 0 {
			return nil, errs
		}
		p, bad := lab.Resolve(l, l.Variant(variant), lab.Settings{Rules: rules})
		if len(bad) > 0 {
			return nil, bad[0]
		}
		return p, nil
	}
	s, err := debug.New(context.Background(), debug.Options{
		Plan: func(rules []hooks.Rule) (*lab.Plan, error) { return resolve(name, text, rules) },
		Run: func(ctx context.Context, p *lab.Plan, o lab.RunOptions) (*lab.Result, error) {
			o.Makers = map[string]topology.Maker{topology.Netstack: netstack.New}
			return lab.Run(ctx, p, o)
		},
		Text:    func(rules []hooks.Rule) ([]byte, error) { return file.AppendRules(text, variant, rules) },
		Load:    func(path string, text []byte) (*lab.Plan, error) { return resolve(path, text, nil) },
		Command: func(path string) string { return "netlab run " + path + " --variant " + variant },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// screen is a Model of a variant, and what it wrote.
type screen struct {
	*Model
	files map[string]string
}

// sized sets how a screen is made.
func sized(t testing.TB, d debug.Debugger, w, h int, o Options) *screen {
	s := &screen{files: map[string]string{}}
	o.Title, o.Stacks = "handshake-loss / synack", "netstack"
	o.Path = func() string { return "handshake-loss-synack-1.yaml" }
	o.Create = func(path string) (func([]byte) error, error) {
		if len(path) > 200 {
			return nil, fmt.Errorf("%s: file name too long", path)
		}
		return func(text []byte) error {
			if text != nil {
				s.files[path] = string(text)
			}
			return nil
		}, nil
	}
	for _, f := range segment.Fields() {
		o.Fields = append(o.Fields, f.Name)
	}
	o.Compare = func(a, b int, _ ladder.Options) ([]string, error) {
		c, err := d.Compare(a, b)
		if err != nil {
			return nil, err
		}
		return []string{fmt.Sprintf("%d differences", len(c.Differences))}, nil
	}
	s.Model = New(d, o)
	s.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// named are the keys that have no text.
var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
}

// keyOf is a key as a terminal would send it.
func keyOf(name string) tea.KeyPressMsg {
	if code, ok := named[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	r := []rune(name)
	return tea.KeyPressMsg{Code: r[0], Text: name}
}

// press presses keys, in words; what stands in quotes is typed. It says whether the
// screen was left.
func (s *screen) press(keys string) (left bool) {
	for i, part := range strings.Split(keys, `"`) {
		names := strings.Fields(part)
		if i%2 == 1 {
			names = strings.Split(part, "")
		}
		for _, name := range names {
			_, cmd := s.Update(keyOf(name))
			if cmd != nil {
				if _, ok := cmd().(tea.QuitMsg); ok {
					left = true
				}
			}
		}
	}
	return left
}

// shown is the screen as plain text. It must be exactly as large as the terminal.
func (s *screen) shown(t testing.TB) string {
	t.Helper()
	text := s.View().Content
	lines := strings.Split(text, "\n")
	if len(lines) != s.h {
		t.Fatalf("the screen has %d lines, and %d are drawn:\n%s", s.h, len(lines), text)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w != s.w {
			t.Fatalf("line %d is %d cells wide, and the screen is %d: %q", i+1, w, s.w, l)
		}
		if !strings.Contains(l, "\x1b") {
			lines[i] = strings.TrimRight(l, " ")
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// golden compares a screen with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// firstVariant is the variant of a lab that is run where none is named.
func firstVariant(t testing.TB, name string) string {
	t.Helper()
	text, err := labs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	l, errs := file.Load(labs.Path(name), text, file.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if l.Default != "" {
		return l.Default
	}
	return l.Variants[0].Name
}
