package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/quiz"
)

// askQuiz asks about a lab before it shows it: a dialogue on stdout and stdin. With
// --export it writes the questions down instead, to be answered and graded.
func askQuiz(k *call) error {
	name, text, err := k.source(k.args[0])
	if err != nil {
		return err
	}
	k.remember(name, text)
	l, err := quiz.Load(quiz.Source{Name: name, YAML: text})
	if err != nil {
		return k.blame([]error{err})
	}
	p, err := k.picture()
	if err != nil {
		return err
	}
	if k.from["student"] != "" && strings.TrimSpace(k.text("student")) == "" {
		return k.bad("student", k.t("want-student"))
	}
	q, err := l.Open(k.ctx, k.text("student"), runQuiz)
	if err != nil {
		return k.quizError(l.Name, err)
	}
	if len(q.Questions) == 0 {
		return wrong("quiz-none", l.Name).or("quiz-run", k.args[0])
	}
	if path := k.text("export"); path != "" {
		if k.text("variant") != "" {
			return wrong("quiz-whole")
		}
		return k.exportSheet(q, path)
	}
	asked, err := k.askedOf(q)
	if err != nil {
		return err
	}
	d := &dialogue{call: k, quiz: q, asked: asked, picture: p, width: min(k.width(), 100), echo: !k.typed()}
	return d.hold()
}

// runQuiz carries out a run of a quiz: on netstack, which needs nothing of the
// machine.
func runQuiz(ctx context.Context, p *lab.Plan) (*lab.Result, *event.Log, error) {
	log := new(event.Log)
	r, err := lab.Run(ctx, p, lab.RunOptions{Makers: inMemory, Log: log, Version: stackVersion})
	return r, log, err
}

// quizError is why a quiz could not be made.
func (k *call) quizError(lab string, err error) error {
	var f *quiz.Fault
	switch {
	case k.interrupted():
		return status(exitInterrupted)
	case errors.As(err, &f):
		return wrong("quiz-student", f.In(k.lang))
	}
	return wrong("quiz-lab", lab, err)
}

// askedOf are the questions that --variant leaves: those about its run.
func (k *call) askedOf(q *quiz.Quiz) (of []*quiz.Asked, err error) {
	name := k.text("variant")
	if k.from["variant"] == "" || name == "all" {
		return q.Questions, nil
	}
	for _, a := range q.Questions {
		if a.Variant == name {
			of = append(of, a)
		}
	}
	if len(of) > 0 {
		return of, nil
	}
	if _, err := k.variants(q.Lab.Lab); err != nil {
		return nil, err
	}
	var names []string
	for _, a := range q.Questions {
		if len(names) == 0 || names[len(names)-1] != a.Variant {
			names = append(names, a.Variant)
		}
	}
	return nil, wrong("quiz-variant", q.Lab.Name, name).or("there-are", strings.Join(names, ", "))
}

// exportSheet writes a sheet to be filled in; "-" is stdout. A file that is there may
// be somebody's answers, and is not overwritten unasked.
func (k *call) exportSheet(q *quiz.Quiz, path string) error {
	sheet := q.Sheet(k.lang)
	if q.World.Student == "" {
		defer k.say("quiz-nobody")
	}
	if path == "-" {
		_, err := k.out.Write(sheet)
		return err
	}
	if _, err := os.Lstat(path); err == nil && !k.on("force") {
		return wrong("quiz-exists", path).or("quiz-force")
	}
	k.watch()
	f, err := newOutfile(path)
	if err != nil {
		return err
	}
	f.Write(sheet) // commit tells
	return f.commit()
}
