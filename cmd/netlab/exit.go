package main

import (
	"errors"
	"fmt"

	"netlab/lab/words"
)

// The exit status.
const (
	exitOK          = 0   // every expectation was met
	exitUnmet       = 1   // one was not
	exitWrong       = 2   // the command line or a file is wrong
	exitUnable      = 3   // this machine, or this build, does not allow it
	exitLimit       = 4   // a limit ended it
	exitInterrupted = 130 // 128 + SIGINT, as shells say it
)

// statuses are all of them, for the manual.
var statuses = []int{exitOK, exitUnmet, exitWrong, exitUnable, exitLimit, exitInterrupted}

// gravity orders the statuses of several runs: the gravest of them is the
// command's.
var gravity = []int{exitOK, exitLimit, exitUnmet, exitUnable, exitWrong, exitInterrupted}

// graver is the graver of two statuses.
func graver(a, b int) int {
	for i := len(gravity) - 1; i >= 0; i-- {
		if gravity[i] == a || gravity[i] == b {
			return gravity[i]
		}
	}
	return a
}

var (
	errInterrupted = errors.New("interrupted")
	errGone        = errors.New("nobody reads stdout any more")
)

// A failure ends a command with words and a status. The words are a text of the
// catalogue, so that they can be said in the language that the command line, which
// may itself be what is wrong, asks for.
type failure struct {
	code int
	key  string
	args []any
	hint *failure // what to do about it; on the same line
}

func wrong(key string, args ...any) *failure {
	return &failure{code: exitWrong, key: key, args: args}
}

func unable(key string, args ...any) *failure {
	return &failure{code: exitUnable, key: key, args: args}
}

// or adds what to do about it.
func (f *failure) or(key string, args ...any) *failure {
	f.hint = &failure{key: key, args: args}
	return f
}

// in says it in a language.
func (f *failure) in(lang words.Lang) string {
	s := words.T(lang, "cmd."+f.key, f.args...)
	if f.hint != nil {
		s += words.T(lang, "cmd.colon") + f.hint.in(lang)
	}
	return s
}

// Error is the words in English.
func (f *failure) Error() string { return f.in(words.English) }

// status ends a command with a status and no words: all was said.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }
