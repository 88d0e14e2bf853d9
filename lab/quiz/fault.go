package quiz

import (
	"netlab/lab"
	"netlab/lab/words"
)

// A Fault is what is wrong with an answer that cannot be read, or with a part of a
// sheet: what was wanted, what was seen, and what to do. An answer that is merely
// wrong has none.
type Fault struct {
	Place lab.Place // in a sheet; zero: it stands in none
	Key   string    // of lab/words, in the area quiz-fault
	Args  []any
}

func fault(key string, args ...any) *Fault { return &Fault{Key: key, Args: args} }

// at is the fault at a place.
func (f *Fault) at(p lab.Place) *Fault {
	g := *f
	g.Place = p
	return &g
}

// Error is the fault in English, with its place.
func (f *Fault) Error() string { return f.In(words.English) }

// In is the fault in a language, with its place.
func (f *Fault) In(lang words.Lang) string {
	text := words.T(lang, "quiz-fault."+f.Key, f.args(lang)...)
	if f.Place.IsZero() {
		return text
	}
	return f.Place.String() + ": " + text
}

// args are the arguments, what came from a student shown as text: control characters
// escaped, and not too long.
func (f *Fault) args(lang words.Lang) (all []any) {
	for _, a := range f.Args {
		switch v := a.(type) {
		case string:
			a = Printable(v)
		case *Fault:
			a = v.In(lang)
		case lab.Text:
			a = v.In(string(lang))
		}
		all = append(all, a)
	}
	return all
}

// Faults are all that is wrong with a sheet, by lines.
type Faults []*Fault

// Error is the faults in English, one a line.
func (fs Faults) Error() string {
	text := ""
	for i, f := range fs {
		if i > 0 {
			text += "\n"
		}
		text += f.Error()
	}
	return text
}
