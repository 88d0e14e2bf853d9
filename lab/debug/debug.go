// Package debug lets a person stand beside a run: look at it event by event, stop
// where a packet comes to the desk, decide its fate by hand, go back, and ask what
// would have been.
//
// A run on virtual time is exact, and takes a millisecond. So a Session does not
// hold a network that it drives; it holds records. Each Branch is a whole run: the
// lab's plan with some rules behind its own, and everything that came of it. The
// world stands still because the cursor does: it stands at an event of a branch,
// what lies before it has happened, and what lies behind it is not shown. A step
// back moves the cursor. What is no event (the timers that are pending, the packets
// that are held) is asked of the network itself, by running the plan once more up to
// that event.
//
// A decision by hand is an appended rule, "packet 17 drop", and nothing else. The
// plan is resolved anew with it and run whole; up to the moment at which packet 17
// reaches the rule the two runs are the same to the byte, so that the cursor stays
// where it is, on a new branch beside the old one. A branch is therefore a lab file
// with one rule more, and Save writes that file.
//
// A run on real time cannot be taken back. A Live session drives one run, forward
// only: see there.
package debug

import (
	"context"

	"netlab/hooks"
	"netlab/lab"
	"netlab/lab/compare"
)

// Options are what a session gets from whoever makes it: how a plan is made of the
// lab, and how it is carried out.
type Options struct {
	// Plan resolves the lab with these rules behind all others.
	Plan func(rules []hooks.Rule) (*lab.Plan, error)
	// Run carries out a plan: lab.Run with makers.
	Run func(context.Context, *lab.Plan, lab.RunOptions) (*lab.Result, error)

	// Text is the lab's file with these rules appended, and Load the plan of such a
	// file once it is called path, as netlab run would make it. Command is the
	// command line that runs it. They are asked by Save only.
	Text    func(rules []hooks.Rule) ([]byte, error)
	Load    func(path string, text []byte) (*lab.Plan, error)
	Command func(path string) string
}

// A Debugger is what a screen drives: a Session, or a Live. Where something cannot
// be done the error is a *Refusal, one sentence in either language, or a
// *hooks.Error that points into what was typed, and nothing has changed.
//
// It is used by one goroutine, that of the screen, but for View.
type Debugger interface {
	// View is everything at the cursor. It is made when it is asked for, and belongs
	// to the caller.
	View() (*View, error)

	// Next and Back move by one event. NextDesk and PrevDesk move to where a packet
	// comes to the desk; where none does any more, to the last event, or the first.
	// Goto moves to an event of the branch.
	//
	// On a live run Next, NextDesk and RunUntil wait for the world, until ctx is done;
	// View may be asked meanwhile.
	Next(ctx context.Context) error
	Back() error
	NextDesk(ctx context.Context) error
	PrevDesk() error
	Goto(n uint32) error

	// RunUntil goes on until something holds: a moment of the run ("1.5s"), an
	// expression on states or the time ("client.state == ESTABLISHED"), or a packet
	// that comes to the desk, as rules describe it ("from client data#2", "tcp.len >
	// 0"). It stops at a breakpoint before that; with an empty text at the next
	// breakpoint. Where neither comes it refuses, and does not move.
	RunUntil(ctx context.Context, text string) error
	// Break sets a breakpoint, which takes what RunUntil takes but a moment. Breaks are
	// those that are set, and Unbreak takes the ith away.
	Break(text string) error
	Breaks() []string
	Unbreak(i int)

	// Decide lets the packet at the desk have a fate: an action as rules write it,
	// "drop", "delay 300ms", "rewrite tcp.window_size_value = 0", "inject R. 1:1(0) back".
	// It takes the place of what was decided by hand about it before, and what was decided
	// about packets that reach the desk later is decided no more: their world is not to be.
	// A branch with the same decisions that there is already is gone to, and none grows.
	Decide(action string) error
	// Hold keeps the packet at the desk back until Release lets it go.
	Hold() error
	Release(packet uint32) error
	// WhatIf does the same to a past packet, and goes to where it stands at the desk.
	WhatIf(packet uint32, action string) error

	// Branches are all that there are, in the order in which they grew. Switch goes to
	// one of them, to the same event where it has the same history, or else to where the
	// two part. Undo goes back to where the current one was decided, on the branch
	// that was shown then, and forgets the current one, unless it is saved or others left it.
	Branches() []*Branch
	Switch(branch int) error
	Undo() error
	// Compare lays two branches beside each other, and says in what they differ.
	Compare(a, b int) (*compare.Comparison, error)

	// Save makes the current branch a lab file. It writes no file: the caller does. The
	// branch is from now on what netlab run makes of that file.
	Save(path string) (Saved, error)

	// Close ends what still goes on.
	Close() error
}

// Saved is a branch as a lab file.
type Saved struct {
	Text    []byte
	Command string // the command line that reproduces the branch to the byte
}

var _ Debugger = (*Session)(nil)
