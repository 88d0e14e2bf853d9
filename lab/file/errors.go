package file

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"netlab/hooks/segment"
	"netlab/lab"
)

// An Error is one thing that is wrong in a lab file, and where. In what came
// from the command line, File is "--set" or "--rule" and Line says which of
// them, from 1.
type Error struct {
	lab.Place
	Problem string // what was wanted and what was seen
	Hint    string // what to do about it; may be empty
}

// Error is the place, the problem and the hint in one line.
func (e *Error) Error() string {
	s := e.Problem
	if e.Hint != "" {
		s += ": " + e.Hint
	}
	if e.Place.IsZero() {
		return s
	}
	return e.Place.String() + ": " + s
}

// Errors are all that is wrong in a file, in the order of their places.
type Errors []*Error

// Error is the errors, one a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// maxErrors is how many errors are told: more than anybody reads at once.
const maxErrors = 100

// errorList gathers errors, each of them once, however many variants it shows
// in.
type errorList struct {
	all  []*found
	seen map[Error]*found
	most int // how many are told; 0: maxErrors
}

// namesCost is how many names may be looked through for suggestions in all: a
// look at one takes some 10 us.
const namesCost = 50_000

// many tells of a lab with so many names that its errors, each of which looks
// for the nearest, have to be fewer.
func (l *errorList) many(names int) {
	if names > namesCost/maxErrors {
		l.most = max(5, namesCost/names)
	}
}

func (l *errorList) limit() int {
	if l.most > 0 {
		return l.most
	}
	return maxErrors
}

// found is an error with the variants that it was found in.
type found struct {
	Error
	own   bool // written in a variant: it needs no saying in which
	in    []string
	order int
}

func (l *errorList) add(e Error, own bool, variant string) {
	if f := l.seen[e]; f != nil {
		if f.in[len(f.in)-1] != variant {
			f.in = append(f.in, variant)
		}
		return
	}
	if l.full() {
		return
	}
	if l.seen == nil {
		l.seen = map[Error]*found{}
	}
	f := &found{e, own, []string{variant}, len(l.all)}
	l.seen[e] = f
	l.all = append(l.all, f)
}

// full says that nobody wants to know more.
func (l *errorList) full() bool { return len(l.all) > l.limit() }

// errors are the errors in the order of their places. An error in what all
// variants share that shows in only some of them says in which.
func (l *errorList) errors(variants int) Errors {
	slices.SortStableFunc(l.all, func(a, b *found) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.order, b.order))
	})
	var es Errors
	for _, f := range l.all {
		if len(es) == l.limit() {
			return append(es, &Error{Place: lab.Place{File: f.File}, Problem: fmt.Sprintf("and more: these are the first %d errors", len(es))})
		}
		if !f.own && len(f.in) < variants {
			f.Problem = "in variant " + strings.Join(f.in, ", ") + ": " + f.Problem
		}
		es = append(es, &f.Error)
	}
	return es
}

// quote is how an error shows what it saw: short, on one line.
func quote(s string) string {
	const most = 40
	runes := []rune(strings.ToValidUTF8(s[:min(len(s), 4*most)], "?"))
	if len(runes) > most {
		return fmt.Sprintf("%q...", string(runes[:most]))
	}
	return fmt.Sprintf("%q", string(runes))
}

// meant is the hint for a word that is none of the words: the nearest one, or
// all of them where they are few.
func meant(word string, words []string) string {
	const near, few = 2000, 24 // candidates looked at, and listed
	if n := segment.Nearest(word, words[:min(len(words), near)]); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	switch {
	case len(words) == 0:
		return ""
	case len(words) > few:
		return "there are " + strings.Join(words[:few], ", ") + ", ..."
	}
	return "there are " + strings.Join(words, ", ")
}
