//go:build !js

package tui

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"netlab/hooks"
	"netlab/lab/debug"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
)

// A Model is the screen's state. It is used by one goroutine.
type Model struct {
	p paint
	o Options
	d debug.Debugger
	v *debug.View

	w, h   int
	mode   mode
	focus  pane
	scroll [panes]int // by how many lines a pane is moved; the ladder: up from its end

	prompt *prompt
	asked  *prompt // whose answer is being carried out: asked again, if it cannot be
	said   string  // what the last key came to
	bad    bool    // it was refused

	chosen int // choosing: the packet, as a place in packets()
	row    int // listing: the branch

	sheet sheet

	stop  context.CancelFunc // waiting: ends it
	saved []string           // command lines that reproduce what was saved
	drawn drawing
	why   reasons
}

// A sheet is a text that fills the screen.
type sheet struct {
	name string
	text func(w int) []string
	top  int  // its first line that is shown
	from mode // where it was opened
}

// drawing is the ladder as it was last drawn, and reasons as they were last found.
type drawing struct {
	of     *debug.View
	width  int
	pieces *ladder.Pieces
}

type reasons struct {
	of   *debug.View
	text []string
}

// New makes the screen of a debugger, standing where that stands.
func New(d debug.Debugger, o Options) *Model {
	m := &Model{p: paint{o.Lang, o.Color, o.ASCII}, o: o, d: d, w: 80, h: 24, mode: stepping, focus: reasonPane}
	m.look()
	if !m.bad {
		m.say(m.p.t("step.begin"))
	}
	return m
}

// Init is for bubbletea: there is nothing to begin with.
func (m *Model) Init() tea.Cmd { return nil }

// finished says that what a live run was asked for is done.
type finished struct {
	err  error
	then func()
}

// Update takes a key, a text that was pasted, or a new size.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.PasteMsg:
		if m.prompt != nil {
			m.prompt.typed(msg.Content)
		}
	case finished:
		if m.mode == waiting {
			m.mode = stepping
		}
		m.done(msg.err, msg.then)
	case glance:
		if m.mode == waiting {
			said := m.said
			m.look()
			m.said = said
			return m, tick()
		}
	case tea.KeyPressMsg:
		return m, m.key(msg)
	}
	return m, nil
}

func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	if q := m.prompt; q != nil {
		if done, ok := q.key(k); done {
			m.prompt = nil
			m.say("")
			if text := strings.TrimSpace(string(q.text)); ok && text != "" {
				m.asked = q
				return q.take(text)
			}
		}
		return nil
	}
	m.say("")
	return m.press(k.String())
}

// say puts a sentence at the foot of the screen; refuse one that says no.
func (m *Model) say(text string)    { m.said, m.bad = text, false }
func (m *Model) refuse(text string) { m.said, m.bad = clean(text), true }

// do carries out an operation of the debugger that answers at once, and then.
func (m *Model) do(op func() error, then func()) tea.Cmd {
	m.done(op(), then)
	return nil
}

// wait carries out one that waits for the world, where that is live: the screen goes
// on meanwhile. A run on virtual time answers at once.
func (m *Model) wait(op func(context.Context) error, then func()) tea.Cmd {
	if !m.v.Forward {
		return m.do(func() error { return op(context.Background()) }, then)
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.mode, m.stop = waiting, cancel
	m.say(m.p.t("step.waiting"))
	return tea.Batch(tick(), func() tea.Msg {
		err := op(ctx)
		if ctx.Err() != nil {
			err = nil // the person did not want to wait any longer
		}
		cancel()
		return finished{err, then}
	})
}

// glance is when a live run is looked at while it goes on.
type glance struct{}

func tick() tea.Cmd {
	const often = 200 * time.Millisecond
	return tea.Tick(often, func(time.Time) tea.Msg { return glance{} })
}

// done looks at what came of an operation.
func (m *Model) done(err error, then func()) {
	asked := m.asked
	m.asked = nil
	if err != nil {
		m.look()
		m.refuse(m.sentence(err))
		if m.prompt = asked; asked != nil {
			asked.fault(err)
		}
		return
	}
	m.scroll = [panes]int{}
	m.say("")
	m.look()
	if then != nil {
		then()
	}
}

// look takes a new view.
func (m *Model) look() {
	v, err := m.d.View()
	if err != nil {
		m.refuse(m.sentence(err))
		if m.v == nil {
			m.v = &debug.View{Story: &story.Story{}, Branch: &debug.Branch{Parent: -1}}
		}
		return
	}
	m.v = v
}

// sentence is an error in one line, in the reader's language where it has one.
func (m *Model) sentence(err error) string {
	var r *debug.Refusal
	var h *hooks.Error
	switch {
	case errors.As(err, &r):
		return m.p.own(r.In(m.p.lang))
	case errors.As(err, &h):
		return h.Message()
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}
