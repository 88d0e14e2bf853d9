// Package quiz asks a student before it shows, and marks what the student says.
//
// No answer that a run can give is written down anywhere: the run is carried out,
// and asked. So an answer is right because TCP did so, and whoever doubts it is
// shown the rung of the ladder on which it did.
//
// Each student has a world of their own (WorldOf): initial numbers, ports,
// addresses, and what the lab says may vary, all drawn from the student's ID and
// the lab's name. The story is the same for all, the numbers are not, and neither
// is the order of options and shuffled segments. The same student finds the same
// world on every machine.
//
//	lab.yaml -> Load -> Lab -> Open(student) -> Quiz -> Check(answer) -> Mark
//	                                              |
//	                                              +-> Sheet -> filled in -> ReadSheet -> Grade -> Marks
//
// A quiz runs on netstack, in virtual time: hundreds of sheets are marked while one
// on real time would be waiting for its first retransmission. What netstack cannot
// show is not asked.
//
// A sheet comes from anybody. It is read within bounds, it runs nothing but rules,
// and those under limits.
package quiz

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/file"
)

// A Runner carries out a plan and gives what was recorded of it. The error is of
// what cannot be run at all.
type Runner func(context.Context, *lab.Plan) (*lab.Result, *event.Log, error)

// A Source is a lab's file: its name, as errors call it and after which the lab is
// called, and its text.
type Source struct {
	Name string
	YAML []byte
}

// Version is what a sheet says of the lab's text: the first 12 hexadecimal digits of
// its SHA-256, as sha256sum prints them.
func (s *Source) Version() string {
	sum := sha256.Sum256(s.YAML)
	return hex.EncodeToString(sum[:])[:12]
}

// A Lab is a lab with its questions, read once for a whole class.
type Lab struct {
	*lab.Lab
	Source Source

	asked []*lab.Question // those that netstack can answer
}

// Load reads a lab with its questions. The error is a file.Errors. A lab without
// questions has none: that is for the caller to tell.
func Load(src Source) (*Lab, error) {
	l, errs := file.Load(src.Name, src.YAML, file.Options{Questions: true})
	if len(errs) > 0 {
		return nil, errs
	}
	own := &Lab{Lab: l, Source: src}
	for i := range l.Questions {
		q := &l.Questions[i]
		able := own.able(q.Variant)
		for _, o := range q.Options {
			able = able && (o.Run == nil || own.able(o.Run.Variant))
		}
		if able {
			own.asked = append(own.asked, q)
		}
	}
	return own, nil
}

// able says whether netstack can show a variant.
func (l *Lab) able(variant string) bool {
	v := l.Variant(variant)
	if v == nil || len(v.Needs) > 0 || v.CannotOn(stack) != nil || v.Time == "real" {
		return false
	}
	for _, h := range v.Hosts {
		if h.Stack != "" && h.Stack != stack {
			return false
		}
	}
	for _, p := range v.Programs {
		for _, s := range p.Steps {
			if s.Do == "exec" {
				return false
			}
		}
	}
	return true
}

// stack is what a quiz runs on.
const stack = "netstack"

// A Quiz is a lab as one student is asked about it.
type Quiz struct {
	Lab       *Lab
	World     World
	Questions []*Asked

	run  Runner
	runs map[string]*Run
}

// Open makes a student's quiz: it runs what the questions are about, and asks them in
// the student's order. Without a student ("") the world is the lab's own. The error is
// of an ID that is none, or of a run that could not be carried out, or that does not
// answer a question: then the lab is wrong, and the error says where.
func (l *Lab) Open(ctx context.Context, student string, run Runner) (*Quiz, error) {
	w, err := WorldOf(student, l.Lab)
	if err != nil {
		return nil, err
	}
	q := &Quiz{Lab: l, World: w, run: run, runs: map[string]*Run{}}
	for i, question := range l.asked {
		a := &Asked{Question: question, Number: i + 1, quiz: q}
		if err := a.open(ctx); err != nil {
			return nil, fmt.Errorf("%s: question %s: %w", question.Place, question.ID, err)
		}
		q.Questions = append(q.Questions, a)
	}
	return q, nil
}

// Open reads a lab and makes a student's quiz of it.
func Open(ctx context.Context, src Source, student string, run Runner) (*Quiz, error) {
	l, err := Load(src)
	if err != nil {
		return nil, err
	}
	return l.Open(ctx, student, run)
}

// Question is the question of an ID; nil if it is not asked.
func (q *Quiz) Question(id string) *Asked {
	for _, a := range q.Questions {
		if a.ID == id {
			return a
		}
	}
	return nil
}
