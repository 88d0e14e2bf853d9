package file

import (
	"errors"

	"netlab/hooks"
	"netlab/hooks/segment"
	"netlab/lab"
)

var expectForm = listOf(form{takes: "an expectation: {WORD: VALUE}, or {WORD: {ARGUMENT: VALUE}}", def: "expectation"}).called("a list of {WORD: VALUE} or {WORD: {ARGUMENT: VALUE}}")

var expectNames = func() []string {
	var names []string
	for i := range lab.Expectations {
		names = append(names, lab.Expectations[i].Name)
	}
	return names
}()

// stackArg is the argument of every expectation that says for which stack it
// counts.
const stackArg = "stack"

func readExpect(r *reader, n *node, v *lab.Variant) { v.Expect = r.expectations(n) }

// expectations reads a list of them.
func (r *reader) expectations(n *node) (all []lab.Expectation) {
	r.each(n, "a list of expectations", maxExpect, func(i *node) {
		key, value := r.entry(i, "expectation", expectNames)
		if key == nil {
			return
		}
		w := lab.FindExpectation(key.text)
		args, ok := r.args(&w.Word, key, value)
		e := lab.Expectation{Kind: w.Name, Args: args, Place: key.at}
		if ok {
			if ok = r.judged(&w.Word, key, value, lab.CheckExpectation(&e, r.env)); ok {
				r.apartIn(&e, key, value)
			}
		}
		if e.Stack = args.One(stackArg); e.Stack != "" {
			delete(args, stackArg)
			r.known(argNode(i, stackArg), "stack", stacks)
		}
		if ok {
			all = append(all, e)
		}
	})
	return all
}

// judged tells what package lab's judge says of an expectation, or of a question,
// whose arguments are right one by one.
func (r *reader) judged(w *lab.Word, key, value *node, found error) bool {
	errs := flatten(found)
	for _, err := range errs {
		at, offset := key, 0
		var a *lab.ArgError
		if errors.As(err, &a) {
			err = a.Err
			at = argAt(key, value, w, a.Arg, a.Index)
		}
		problem, hint := err.Error(), ""
		var inRule *hooks.Error
		var inText *segment.SyntaxError
		switch {
		case errors.As(err, &inRule):
			offset, problem, hint = inRule.Offset, inRule.Problem, inRule.Hint
		case errors.As(err, &inText):
			offset, problem = inText.Offset, inText.Reason
		}
		where := w.Name
		switch {
		case at == key:
			offset = 0
		case value.kind == table:
			where += "." + a.Arg
		}
		problem = where + ": " + problem
		r.failAt(at, min(offset, len(at.text)), hint, "%s", problem)
	}
	return len(errs) == 0
}

// flatten takes joined errors apart.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range many.Unwrap() {
			all = append(all, flatten(e)...)
		}
		return all
	}
	return []error{err}
}

// argAt is the node of an argument's word, or the key where it was not written.
func argAt(key, value *node, w *lab.Word, arg string, index int) *node {
	n := value.get(arg)
	if n == nil && value.kind != table {
		if p := w.Param(arg); p != nil && p.Main {
			n = value
		}
	}
	switch {
	case n == nil || n.kind == nothing:
		return key
	case n.kind == list && index < len(n.items):
		return n.items[index]
	}
	return n
}
