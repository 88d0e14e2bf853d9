package quiz

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"netlab/lab"
)

// Marks are what a sheet is worth.
type Marks struct {
	Student     string
	Lab         string
	Points, Max int
	Questions   []Marked // every question of the quiz, in its order
	Faults      Faults   // what was found wrong with the sheet in marking it
}

// Marked is a question of a sheet.
type Marked struct {
	Asked *Asked
	*Mark           // of no answer too: it tells what would have been right
	Given bool      // the sheet has an answer
	Fault *Fault    // the answer cannot be read; nil: it can
	Place lab.Place // of the answer; zero: the sheet has none
}

// Grade marks a sheet by the quiz of its student, which is to be opened with the
// sheet's student. It runs nothing of the sheet's but rules, and those under limits.
// The error is of a run that could not be carried out; whatever is wrong with the
// sheet stands in Faults, and the rest is marked.
func (q *Quiz) Grade(ctx context.Context, s *SheetFile) (*Marks, error) {
	m := &Marks{Student: q.World.Student, Lab: q.Lab.Name}
	place := func(key string) lab.Place {
		if p, ok := s.places[key]; ok {
			return p
		}
		return lab.Place{File: s.Name, Line: 1, Column: 1}
	}
	if s.Version != q.Lab.Source.Version() {
		m.Faults = append(m.Faults, fault("sheet-version", q.Lab.Name, cmp.Or(s.Version, "-"), q.Lab.Source.Version()).at(place("version")))
	}
	if s.World != q.World.mark() && s.Student != "" {
		m.Faults = append(m.Faults, fault("sheet-world", s.Student).at(place("world")))
	}
	answers := map[string]*Answered{}
	for i := range s.Answers {
		a := &s.Answers[i]
		switch {
		case q.Question(a.ID) != nil:
			answers[a.ID] = a
		case q.Lab.has(a.ID):
			m.Faults = append(m.Faults, fault("sheet-left-out", a.ID).at(a.Of))
		default:
			m.Faults = append(m.Faults, fault("sheet-question", q.Lab.Name, a.ID).at(a.Of))
		}
	}
	for _, asked := range q.Questions {
		marked, err := q.mark(ctx, asked, answers[asked.ID])
		if err != nil {
			return nil, err
		}
		if marked.Fault != nil {
			m.Faults = append(m.Faults, fault("sheet-answer", asked.ID, marked.Fault).at(marked.Place))
		}
		m.Points, m.Max = m.Points+marked.Points, m.Max+marked.Max
		m.Questions = append(m.Questions, *marked)
	}
	slices.SortStableFunc(m.Faults, func(a, b *Fault) int { return a.Place.Line - b.Place.Line })
	return m, nil
}

// has says whether the lab has a question, whether it is asked or not.
func (l *Lab) has(id string) bool {
	return slices.ContainsFunc(l.Lab.Questions, func(q lab.Question) bool { return q.ID == id })
}

// mark marks one question; given is nil, or empty, where the sheet has no answer.
func (q *Quiz) mark(ctx context.Context, a *Asked, given *Answered) (*Marked, error) {
	m := &Marked{Asked: a}
	if given != nil {
		m.Place = given.Place
	}
	if given != nil && clean(given.Text) != "" {
		var err error
		var f *Fault
		m.Given = true
		m.Mark, err = q.Check(ctx, a, given.Text)
		switch {
		case err == nil:
			return m, nil
		case errors.As(err, &f):
			m.Fault = f
		default:
			return nil, err
		}
	}
	var err error
	m.Mark, err = q.Answer(ctx, a)
	if given != nil && err == nil {
		m.Answer = Printable(given.Text)
	}
	return m, err
}
