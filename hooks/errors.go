package hooks

import (
	"errors"
	"strconv"

	"netlab/hooks/filter"
)

// An Error is something wrong in a rule, a match or a when, and where. A loader
// of files adds Offset to the place of Text to name the line and the column.
type Error struct {
	Rule    int    // which rule of those compiled, from 1; 0: not one of several
	Field   string // the part of the rule that Text is: "from", "match", "do", ...; "": the whole line
	Text    string // what was read
	Offset  int    // where in Text the trouble begins, in octets
	Problem string // what was wanted and what was seen
	Hint    string // what to do about it; may be empty
}

// Message is the problem and the hint in one line, without the place.
func (e *Error) Message() string {
	if e.Hint == "" {
		return e.Problem
	}
	return e.Problem + ": " + e.Hint
}

// Error is the problem, the text with a caret at the place, and the hint.
func (e *Error) Error() string {
	where := ""
	if e.Rule > 0 {
		where = "rule " + strconv.Itoa(e.Rule) + ": "
	}
	if e.Field != "" {
		where += e.Field + ": "
	}
	drawn := filter.Error{Src: e.Text, Offset: e.Offset, Msg: where + e.Problem, Suggestion: e.Hint}
	return drawn.Error()
}

// Errors takes apart what Compile returned: every Error in it, in order.
func Errors(err error) []*Error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Error
		for _, one := range many.Unwrap() {
			all = append(all, Errors(one)...)
		}
		return all
	}
	var e *Error
	if errors.As(err, &e) {
		return []*Error{e}
	}
	return nil
}
