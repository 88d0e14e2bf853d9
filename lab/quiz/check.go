package quiz

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/story"
	"netlab/lab/words"
)

// A Mark is what an answer is worth, and where one sees it.
type Mark struct {
	Points, Max int
	Right       bool
	Answer      string // as it was written, fit to be shown
	Want        string // the right answer, as a student would write it
	WantText    lab.Text

	// Run is the run that shows it, and Seen the events of it that do: the rungs to
	// draw. Of a rule it is the run with the student's rules.
	Run  *Run
	Seen []uint32

	// Expect is, of a rule, what the rules were to make happen, and what was seen
	// instead.
	Expect []event.ExpectInfo
	// Idle are, of rules, those that no packet met.
	Idle []string
	// Ended is the limit that ended the run with the student's rules, which make packets
	// without end; "": none did.
	Ended string
}

// Check marks an answer to a question. The error is a *Fault where the answer cannot
// be read, which counts for nothing: it may be asked for again. Another is of a run
// that could not be carried out.
func (q *Quiz) Check(ctx context.Context, a *Asked, answer string) (*Mark, error) {
	r, f := a.read(answer)
	if f != nil {
		return nil, f
	}
	m := a.blankMark()
	m.Answer = Printable(strings.TrimSpace(answer))
	switch a.Kind {
	case lab.AskChoice, lab.AskWhy:
		m.Right = r.order[0] == a.right
	case lab.AskOrder:
		m.Right = slices.EqualFunc(r.order, a.sorted, func(i, j int) bool { return a.alike(i, j) })
	case lab.AskPath:
		m.Right = a.goes(r.path)
	case lab.AskRule:
		if err := a.try(ctx, m, r.rules); err != nil {
			return nil, err
		}
	default:
		m.Right = a.agrees(r)
	}
	if m.Right {
		m.Points = m.Max
	}
	return m, nil
}

// Answer is the mark of somebody who says nothing: what would have been right, and
// where it is seen.
func (q *Quiz) Answer(ctx context.Context, a *Asked) (*Mark, error) {
	m := a.blankMark()
	if a.Kind == lab.AskRule {
		if err := a.try(ctx, m, a.Task.Solution); err != nil {
			return nil, err
		}
		m.Right = false
	}
	return m, nil
}

// seenBy are the events that decide about an option.
func seenBy(r *Run, o *lab.Option) (all []uint32) {
	list, _ := r.witness().Holds(o.If)
	for i := range list {
		all = append(all, list[i].Seen...)
	}
	return all
}

// packets are the run's first packets: what is to be seen of it where something did not
// happen, and nothing else did in its place.
func (r *Run) packets() (all []uint32) {
	const most = 20 // fill a screen
	for _, rung := range r.Story().Rungs {
		if rung.Kind == story.Packet && len(all) < most {
			all = append(all, rung.N)
		}
	}
	return all
}

// points is what a question is worth: each the same, all of it or nothing.
const points = 1

// blankMark is the mark of no answer.
func (a *Asked) blankMark() *Mark {
	m := &Mark{Max: points, Run: a.run, Seen: a.answer.Seen}
	switch a.Kind {
	case lab.AskChoice, lab.AskWhy:
		o := &a.Options[a.right]
		m.Want, m.WantText = o.Letter, o.Text
		if run, err := a.runFor(context.Background(), o.option); err == nil { // it was run when the question was opened
			m.Run, m.Seen = run, seenBy(run, o.option)
			for i := 0; i < len(a.Options) && len(m.Seen) == 0; i++ {
				// What did not happen has no rung: what happened instead has.
				if other, err := a.runFor(context.Background(), a.Options[i].option); err == nil && other == run {
					m.Seen = seenBy(run, a.Options[i].option)
				}
			}
			if len(m.Seen) == 0 {
				m.Seen = run.packets()
			}
		}
	case lab.AskOrder:
		var all []string
		for _, i := range a.sorted {
			all = append(all, letter(i))
		}
		m.Want = strings.Join(all, " ")
	case lab.AskPath:
		var all []string
		for _, s := range a.answer.States {
			all = append(all, s.String())
		}
		m.Want = strings.Join(all, " -> ")
	case lab.AskRule:
		m.Want = strings.Join(a.Task.Solution, "\n")
	default:
		m.Want = a.number()
	}
	return m
}

// number is the right number as a student would write it.
func (a *Asked) number() string {
	switch {
	case a.answer.IsTime:
		return words.Took(time.Duration(a.answer.Value))
	case a.Look.Args.One("field") == "tcp.flags":
		return segment.Flags(a.answer.Value).String()
	}
	return strconv.FormatInt(a.answer.Value, 10)
}

// A time is right if it is the run's as finely as the student wrote it, but the last
// digit may not be worth more than a fiftieth of the whole; and it need not be closer
// than the ladder shows it, which rounds to milliseconds. Under 5 ms, where a
// millisecond is much, it need be within a tenth.
const (
	coarsest   = 50 // the last digit counts at most the 50th part
	shown      = time.Millisecond
	finestFrom = 5 * time.Millisecond
	finest     = 10
)

// agrees says whether a number is the run's.
func (a *Asked) agrees(r reading) bool {
	if !a.answer.IsTime {
		return r.number == a.answer.Value
	}
	off, want := time.Duration(r.number-a.answer.Value).Abs(), time.Duration(a.answer.Value)
	near := shown / 2
	if want < finestFrom {
		near = want / finest
	}
	return off <= max(near, min(r.digit/2, want/(2*coarsest)))
}

// alike says whether two of the packets to be sorted look the same, as a segment and
// its repetition do: nobody can tell which came first.
func (a *Asked) alike(i, j int) bool {
	x, y := a.Given[i], a.Given[j]
	x.Letter, y.Letter = "", ""
	return x == y
}

// goes says whether a path is what the connection went through. What it passed within
// one event may be left out, and so may what it began in.
func (a *Asked) goes(path []event.State) bool {
	states, passed := a.answer.States, a.answer.Passed
	if len(path) > 0 && path[0] == event.Closed && states[0] == event.Listen {
		path = path[1:] // the listener's way, which the connection takes over
	}
	return follows(states, passed, path) || len(states) > 1 && follows(states[1:], passed[1:], path)
}

func follows(states []event.State, passed []bool, path []event.State) bool {
	for i, s := range states {
		switch {
		case len(path) > 0 && path[0] == s:
			path = path[1:]
		case !passed[i]:
			return false
		}
	}
	return len(path) == 0
}

// try runs rules that somebody wrote, and marks what they make happen.
func (a *Asked) try(ctx context.Context, m *Mark, lines []string) (err error) {
	if m.Run, err = a.quiz.runOf(ctx, a.Variant, change{rules: lines, alone: a.Task.Alone, limit: true}); err != nil {
		return err
	}
	m.Ended, m.Idle = m.Run.cut(), m.Run.idle(lines)
	m.Expect, m.Right = m.Run.witness().Holds(a.Task.Make)
	if m.Ended != "" {
		m.Right = false // a run that is cut short shows nothing of what does not happen
	}
	m.Seen = nil
	for i := range m.Expect {
		m.Seen = append(m.Seen, m.Expect[i].Seen...)
	}
	return nil
}

// Shown is what a run showed of one option: whether it is true, and why.
type Shown struct {
	Option Option
	True   bool
	Run    *Run // of a why: what would be if
	Expect []event.ExpectInfo
	Seen   []uint32
}

// Explain is what decides about each option of a choice or a why, in the student's
// order: the run, and what it was expected to show if the option were true. Of other
// kinds there is nothing.
func (q *Quiz) Explain(ctx context.Context, a *Asked) (all []Shown, err error) {
	for i := range a.Options {
		s := Shown{Option: a.Options[i]}
		if s.Run, err = a.runFor(ctx, s.Option.option); err != nil {
			return nil, err
		}
		s.Expect, s.True = s.Run.witness().Holds(s.Option.option.If)
		for j := range s.Expect {
			s.Seen = append(s.Seen, s.Expect[j].Seen...)
		}
		all = append(all, s)
	}
	return all, nil
}
