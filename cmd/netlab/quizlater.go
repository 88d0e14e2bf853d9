package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netlab/lab"
	"netlab/lab/quiz"
	"netlab/lab/story"
	"netlab/lab/words"
)

// What shows one answer may give another away: the ACK that brings FIN-WAIT-2 stands
// one rung from the FIN that the next question is about. So rungs, what decided about
// options, and their runs, are kept until no later question asks for what is in them.

// unshown are the rungs of a run that are still to be drawn, for the questions that
// they answer.
type unshown struct {
	run       *quiz.Run
	seen      []uint32
	questions []int // from 0
	raw       bool  // with the numbers that stand in the packets
	why       bool  // the run is one of a why's: it may be another question's, but for a rule
}

// untold is what decided about the options of a question, and is still to be told.
type untold struct {
	question int // from 0
	asked    *quiz.Asked
	answer   *quiz.Mark
	options  []quiz.Shown
}

// keep puts by what shows the answer to the i-th question.
func (d *dialogue) keep(i int, m *quiz.Mark) {
	a := d.asked[i]
	if len(m.Seen) == 0 {
		return
	}
	at := slices.IndexFunc(d.unshown, func(u *unshown) bool { return u.run == m.Run })
	if at < 0 {
		at = len(d.unshown)
		d.unshown = append(d.unshown, &unshown{run: m.Run})
	}
	u := d.unshown[at]
	u.seen, u.questions, u.raw, u.why = append(u.seen, m.Seen...), append(u.questions, i), u.raw || raw(a), u.why || a.Kind == lab.AskWhy
}

// show draws the rungs that show answers, those of the i-th question and those that were
// put by, as far as no later question asks for them. It says whether those of the i-th
// are still to come.
func (d *dialogue) show(i int, m *quiz.Mark) (later bool, err error) {
	d.keep(i, m)
	var rest []*unshown
	for _, u := range d.unshown {
		spoils, err := d.spoilers(i, u.run)
		if err != nil {
			return false, err
		}
		tells := slices.ContainsFunc(u.seen, func(n uint32) bool { return spoils[u.run.Story().Event(n)] })
		drawn := rungsSeen(u.run.Story(), u.seen, spoils, ladderFor(u.raw, d.picture.Options))
		if !tells {
			if tells, err = d.numbersIn(i, drawn, u.run.Plan.Variant); err != nil {
				return false, err
			}
		}
		if tells || u.why && d.asksLater(i, u.run.Plan.Variant) {
			later = later || u.questions[len(u.questions)-1] == i
			rest = append(rest, u)
			continue
		}
		fmt.Fprintln(d.out)
		if len(u.questions) > 1 || u.questions[0] != i {
			key := "seen.one"
			if len(u.questions) > 1 {
				key = "seen.more"
			}
			d.tell(d.q(key, words.And(d.lang, numbers(u.questions))))
		}
		fmt.Fprint(d.out, drawn)
	}
	d.unshown = rest
	if later {
		d.tell(d.q("later"))
	}
	return later, nil
}

// numbers are questions' numbers as a student counts them.
func numbers(questions []int) (all []string) {
	for _, i := range questions {
		all = append(all, strconv.Itoa(i+1))
	}
	return all
}

// asksLater says whether a question after the i-th, other than one for rules, is about
// a variant.
func (d *dialogue) asksLater(i int, variant string) bool {
	return slices.ContainsFunc(d.asked[i+1:], func(a *quiz.Asked) bool { return a.Kind != lab.AskRule && a.Variant == variant })
}

// spoilers are the rungs of a run that answer questions after the i-th.
func (d *dialogue) spoilers(i int, run *quiz.Run) (map[*story.Rung]bool, error) {
	spoils := map[*story.Rung]bool{}
	for _, later := range d.asked[i+1:] {
		if later.Kind == lab.AskRule { // answered by a run of its own
			continue
		}
		m, err := d.quiz.Answer(d.ctx, later)
		if err != nil {
			return nil, d.failed(err)
		}
		for _, n := range m.Seen {
			if r := run.Story().Event(n); m.Run == run && r != nil {
				spoils[r] = true
			}
		}
	}
	return spoils, nil
}

// numbersIn says whether rungs that were drawn of a variant's run have the number in them
// that a question after the i-th asks for: in a rung beside those that show an answer, or,
// since the variants of a lab are much alike, in just those.
func (d *dialogue) numbersIn(i int, drawn, variant string) (bool, error) {
	var marked strings.Builder
	for line := range strings.Lines(drawn) {
		if strings.HasPrefix(line, "▸") || strings.HasPrefix(line, ">") {
			marked.WriteString(line)
		}
	}
	for _, later := range d.asked[i+1:] {
		if later.Kind != lab.AskNumber && later.Kind != lab.AskBlank {
			continue
		}
		m, err := d.quiz.Answer(d.ctx, later)
		if err != nil {
			return false, d.failed(err)
		}
		text := drawn
		if later.Variant != variant {
			text = marked.String()
		}
		if mentions(text, later.Kind, m.Want) {
			return true, nil
		}
	}
	return false, nil
}

// decide tells what decided about the options of the i-th question, and of those before
// it of which that was put by. said: it was told already that more is shown later.
func (d *dialogue) decide(i int, said bool) error {
	a := d.asked[i]
	options, err := d.quiz.Explain(d.ctx, a)
	if err != nil {
		return d.failed(err)
	}
	if len(options) > 0 {
		m, err := d.quiz.Answer(d.ctx, a)
		if err != nil {
			return d.failed(err)
		}
		d.untold = append(d.untold, &untold{i, a, m, options})
	}
	told := d.untold
	d.untold = nil
	for _, u := range told {
		spoils, err := d.spoiledBy(i, u)
		if err != nil {
			return err
		}
		if spoils {
			d.untold = append(d.untold, u)
			if u.question == i && !said {
				d.tell("\n" + d.q("later-options"))
			}
			continue
		}
		if err := d.tellOptions(i, u); err != nil {
			return err
		}
	}
	return nil
}

// spoiledBy says whether what decided about a question's options answers another one
// after the i-th.
func (d *dialogue) spoiledBy(i int, u *untold) (bool, error) {
	tells := func(run *quiz.Run, seen []uint32) (bool, error) {
		spoils, err := d.spoilers(i, run)
		return slices.ContainsFunc(seen, func(n uint32) bool { return spoils[run.Story().Event(n)] }), err
	}
	if yes, err := tells(u.answer.Run, u.answer.Seen); yes || err != nil {
		return yes, err
	}
	for n := range u.options {
		s := &u.options[n]
		if u.asked.Kind == lab.AskWhy && d.asksLater(i, s.Run.Plan.Variant) {
			return true, nil // its run is drawn whole where that is wished
		}
		if yes, err := tells(s.Run, s.Seen); yes || err != nil {
			return yes, err
		}
		for _, later := range d.asked[i+1:] {
			if yes, err := d.gives(s, later); yes || err != nil {
				return yes, err
			}
		}
	}
	return false, nil
}

// gives says whether what is told of an option has the answer to a later question in it:
// its number, two of its states, or rules that do what is wanted.
func (d *dialogue) gives(s *quiz.Shown, later *quiz.Asked) (bool, error) {
	if later.Kind == lab.AskRule {
		if c := s.Option.Run(); c != nil && len(c.Rules) > 0 {
			m, err := d.quiz.Check(d.ctx, later, strings.Join(c.Rules, "\n"))
			var f *quiz.Fault
			if errors.As(err, &f) {
				return false, nil
			}
			return err == nil && m.Right, err
		}
		return false, nil
	}
	if later.Kind == lab.AskPath && s.Run.Plan.Variant != later.Variant {
		return false, nil
	}
	m, err := d.quiz.Answer(d.ctx, later)
	if err != nil {
		return false, d.failed(err)
	}
	return mentions(d.decided(s), later.Kind, m.Want), nil
}

// mentions says whether a text has an answer in it. A number of one digit or two stands
// in many texts, and tells nothing.
func mentions(text string, kind lab.QuestionKind, want string) bool {
	within := func(set string) func(rune) bool {
		return func(r rune) bool { return !strings.ContainsRune(set, r) }
	}
	switch kind {
	case lab.AskNumber, lab.AskBlank:
		want, _, _ = strings.Cut(want, " ") // the unit
		return len(want) > 2 && slices.Contains(strings.FieldsFunc(text, within("0123456789.")), want)
	case lab.AskPath:
		said := strings.FieldsFunc(text, within("ABCDEFGHIJKLMNOPQRSTUVWXYZ-12"))
		states := slices.Compact(slices.Sorted(slices.Values(strings.Split(want, " -> "))))
		return len(slices.DeleteFunc(states, func(s string) bool { return !slices.Contains(said, s) })) > 1
	}
	return false
}
