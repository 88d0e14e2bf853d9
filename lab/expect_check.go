package lab

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// An ArgError says which argument of an expectation is wrong, so that a loader
// finds its place in the file. Where Err is a *hooks.Error or a
// *segment.SyntaxError, that says which of its octets.
type ArgError struct {
	Arg   string // its name; "": the expectation as a whole
	Index int    // which of a list's words, from 0
	Err   error
}

func (e *ArgError) Error() string {
	if e.Arg == "" {
		return e.Err.Error()
	}
	return e.Arg + ": " + e.Err.Error()
}

func (e *ArgError) Unwrap() error { return e.Err }

// CheckExpectation reads an expectation as a run's judge will: moments, ranges,
// patterns, matches, and what goes together. The names in it are those of env;
// programs, which env does not know, are looked for only when the run is judged.
// The error is every *ArgError that there is, joined.
func CheckExpectation(e *Expectation, env hooks.Env) error {
	_, err := compileExpectation(e, &expectEnv{Env: env})
	return err
}

// A Seen is a packet that an expectation looks for, and where it says so: in a
// moment of an argument's list, or, with Arg "", in its from, to and wire.
type Seen struct {
	hooks.MatchSpec
	Arg   string
	Index int
}

// moments are the arguments of expectations that are moments.
var moments = []string{"of", "since", "at", "what", "after", "before"}

// SeenBy are the packets that an expectation, which has no error, looks for.
func SeenBy(e *Expectation, env hooks.Env) (all []Seen) {
	if from, to, wire := e.Args.One("from"), e.Args.One("to"), e.Args.One("wire"); from != "" || to != "" || wire != "" {
		all = append(all, Seen{MatchSpec: hooks.MatchSpec{From: from, To: to, Wire: wire}})
	}
	for _, arg := range moments {
		for i, text := range e.Args[arg] {
			if t, err := parseThing(text, &expectEnv{Env: env}); err == nil && t.sight != nil {
				all = append(all, Seen{t.sight.spec, arg, i})
			}
		}
	}
	return all
}

// ArgErrors takes apart what CheckExpectation returned.
func ArgErrors(err error) []*ArgError {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*ArgError
		for _, one := range many.Unwrap() {
			all = append(all, ArgErrors(one)...)
		}
		return all
	}
	var e *ArgError
	if errors.As(err, &e) {
		return []*ArgError{e}
	}
	return nil
}

// problems is what CheckExpectation returned, in one line.
func problems(err error) string {
	var list []string
	for _, a := range ArgErrors(err) {
		text := a.Err.Error()
		var h *hooks.Error
		if errors.As(a.Err, &h) {
			text = h.Message()
		}
		if a.Arg != "" {
			text = a.Arg + ": " + text
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// A check is a compiled expectation. It looks at what the history has kept when
// the log has been read.
type check interface {
	judge(*history) finding
	hosts() []event.HostID
}

// aboutHosts are the hosts whose stacks decide whether an expectation counts.
// None: every host that has a program.
type aboutHosts []event.HostID

func (a aboutHosts) hosts() []event.HostID { return a }

// aboutHost is one host, or none.
func aboutHost(h event.HostID) aboutHosts {
	if h == 0 {
		return nil
	}
	return aboutHosts{h}
}

// expectEnv is what an expectation is compiled in: names, and, where a run is
// judged, the plan and what the checks want to have kept for them.
type expectEnv struct {
	hooks.Env
	plan  *Plan // nil: a file is checked
	wants wants
}

// wants is what the history keeps while it reads the log, because a check asked
// for it.
type wants struct {
	sights []*sight
	tcbs   []*tcbWatch
}

func compileExpectation(e *Expectation, env *expectEnv) (check, error) {
	w := FindExpectation(e.Kind)
	if w == nil {
		var words []string
		for i := range Expectations {
			words = append(words, Expectations[i].Name)
		}
		return nil, &ArgError{Err: fmt.Errorf("there is no expectation %q: %s", e.Kind, didYouMean(e.Kind, words))}
	}
	var errs []error
	for i := range w.Params {
		if p := &w.Params[i]; p.Must && e.Args.One(p.Name) == "" {
			errs = append(errs, &ArgError{Err: fmt.Errorf("%s is missing: %s", p.Name, p.Doc)})
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return w.compile(env, e.Args)
}

// program says what is wrong with a program's name, if the plan is known.
func (env *expectEnv) program(name string) error {
	if env.plan == nil {
		return nil
	}
	var names []string
	for i := range env.plan.Programs {
		names = append(names, env.plan.Programs[i].Name)
	}
	if slices.Contains(names, name) {
		return nil
	}
	return fmt.Errorf("no program is called %q: %s", name, didYouMean(name, names))
}

// hostsNamed is the host of that name, or the one that the program of that name
// runs on.
func (env *expectEnv) hostsNamed(name string) aboutHosts {
	if i := slices.Index(env.Hosts, name); i >= 0 {
		return aboutHosts{event.HostID(i + 1)}
	}
	if env.plan != nil {
		for i := range env.plan.Programs {
			if p := &env.plan.Programs[i]; p.Name == name {
				return aboutHosts{event.HostID(p.Host + 1)}
			}
		}
	}
	return nil
}

// didYouMean is the end of an error about a word that is not one of the words.
func didYouMean(word string, words []string) string {
	if near := segment.Nearest(word, words); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "there are " + strings.Join(words, ", ")
}

// argReader reads an expectation's arguments, and gathers what is wrong in them.
type argReader struct {
	env  *expectEnv
	args Args
	errs []error
}

func (a *argReader) fail(arg string, index int, err error) {
	a.errs = append(a.errs, &ArgError{arg, index, err})
}

// done is the error of all that was wrong.
func (a *argReader) done() error { return errors.Join(a.errs...) }

// host is a host by its name; 0 where the argument was not given.
func (a *argReader) host(arg string) event.HostID {
	name := a.args.One(arg)
	if name == "" {
		return 0
	}
	i := slices.Index(a.env.Hosts, name)
	if i < 0 {
		a.fail(arg, 0, fmt.Errorf("no host is called %q: %s", name, didYouMean(name, a.env.Hosts)))
	}
	return event.HostID(i + 1)
}

func (a *argReader) flag(arg string) bool {
	switch v := a.args.One(arg); v {
	case "true":
		return true
	case "", "false":
	default:
		a.fail(arg, 0, fmt.Errorf("wanted true or false, saw %s", quoteShort(v)))
	}
	return false
}

func (a *argReader) number(arg string) int {
	v := a.args.One(arg)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseUint(v, 10, 31)
	if err != nil || n == 0 {
		a.fail(arg, 0, fmt.Errorf("wanted a number from 1 on, saw %s", quoteShort(v)))
	}
	return int(n)
}

// span is a range of times or numbers; nil where the argument was not given.
func (a *argReader) span(arg string, times bool) *Range {
	if !a.args.Has(arg) {
		return nil
	}
	r, err := ParseRange(a.args.One(arg))
	if err == nil {
		err = r.fits(times)
	}
	if err != nil {
		a.fail(arg, 0, err)
	}
	return &r
}

func (a *argReader) patterns(arg string) []segment.Pattern {
	var list []segment.Pattern
	for i, text := range a.args[arg] {
		p, err := segment.ParsePattern(text)
		if err != nil {
			a.fail(arg, i, err)
		}
		list = append(list, p)
	}
	return list
}

// oneOf is a word out of a list; "" where the argument was not given.
func (a *argReader) oneOf(arg string, words []string) string {
	w := a.args.One(arg)
	if w != "" && !slices.Contains(words, w) {
		a.fail(arg, 0, fmt.Errorf("%s is not one of the words: %s", quoteShort(w), didYouMean(w, words)))
	}
	return w
}

// thing is a moment; nil where the argument was not given.
func (a *argReader) thing(arg string) *thing {
	if !a.args.Has(arg) {
		return nil
	}
	return a.things(arg)[0]
}

func (a *argReader) things(arg string) []*thing {
	var list []*thing
	for i, text := range a.args[arg] {
		t, err := parseThing(text, a.env)
		if err != nil {
			a.fail(arg, i, err)
		}
		list = append(list, t)
	}
	return list
}

// sight is the packets that from, to, wire, match and fate describe.
func (a *argReader) sight() *sight {
	s, err := newSight(hooks.MatchSpec{From: a.args.One("from"), To: a.args.One("to"), Wire: a.args.One("wire"), Match: a.args.One("match")},
		fate(a.oneOf("fate", fateWords)), a.env)
	for _, e := range hooks.Errors(err) {
		a.fail(e.Field, 0, e)
	}
	return s
}
