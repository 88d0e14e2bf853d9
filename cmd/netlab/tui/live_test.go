//go:build !js

package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"netlab/lab/debug"
	"netlab/lab/words"
)

// forward is a debugger of a run that goes forward only, and in which nothing happens
// until go is closed.
type forward struct {
	debug.Debugger
	happens chan struct{}
}

func (f *forward) View() (*debug.View, error) {
	v, err := f.Debugger.View()
	v.Forward = true
	return v, err
}

func (f *forward) Next(ctx context.Context) error {
	select {
	case <-f.happens:
		return f.Debugger.Next(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answer is what a command comes to, that of its timer left out.
func answer(t *testing.T, cmd tea.Cmd) tea.Msg {
	t.Helper()
	batch, ok := cmd().(tea.BatchMsg)
	if !ok || len(batch) != 2 {
		t.Fatalf("a live run answers %v at once", batch)
	}
	return batch[1]()
}

// TestWaiting waits for a live run: the screen goes on, and shows what came of it.
func TestWaiting(t *testing.T) {
	d := &forward{session(t, "handshake-loss", "synack"), make(chan struct{})}
	s := sized(t, d, 80, 24, Options{Lang: words.English})
	_, cmd := s.Update(keyOf("n"))
	if s.mode != waiting || !strings.Contains(s.shown(t), "until the next thing happens") {
		t.Fatalf("it does not wait:\n%s", s.shown(t))
	}
	s.Update(glance{})
	s.press("d n p w")
	if got := s.shown(t); s.mode != waiting || !strings.Contains(got, "event 1 ") || !strings.Contains(got, "stop waiting") {
		t.Errorf("while it waits:\n%s", got)
	}
	close(d.happens)
	s.Update(answer(t, cmd))
	if got := s.shown(t); s.mode != stepping || !strings.Contains(got, "event 2 ") {
		t.Errorf("after it:\n%s", got)
	}
}

// TestStopWaiting waits no longer, and is where it was.
func TestStopWaiting(t *testing.T) {
	d := &forward{session(t, "handshake-loss", "synack"), make(chan struct{})}
	s := sized(t, d, 80, 24, Options{Lang: words.Chinese})
	_, cmd := s.Update(keyOf("n"))
	s.press("esc")
	s.Update(answer(t, cmd))
	if got := s.shown(t); s.mode != stepping || s.bad || !strings.Contains(got, "事件 1 ") {
		t.Errorf("after it:\n%s", got)
	}
}

// pondered is a debugger of a run that stood still before a person while a timer ran.
type pondered struct{ debug.Debugger }

func (p pondered) View() (*debug.View, error) {
	v, err := p.Debugger.View()
	v.Forward, v.Thought = true, 1900*time.Millisecond
	return v, err
}

// TestPondered: the time that a timer took is not told without the person's part in it.
func TestPondered(t *testing.T) {
	for lang, want := range map[words.Lang]string{words.English: "1.900 s of that are your thinking", words.Chinese: "其中 1.900 s 是你思考的时间"} {
		d := session(t, "handshake-loss", "synack")
		if err := d.RunUntil(t.Context(), "1s"); err != nil {
			t.Fatal(err)
		}
		if got := sized(t, pondered{d}, 100, 40, Options{Lang: lang}).shown(t); !strings.Contains(got, want) {
			t.Errorf("%s: nothing of it in\n%s", lang, got)
		}
	}
}
