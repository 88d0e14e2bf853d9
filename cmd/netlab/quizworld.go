package main

import (
	"errors"
	"fmt"
	"strings"

	"netlab/lab/file"
	"netlab/lab/quiz"
)

// studentWorld is the world of --student for a lab: what its quiz is asked about. Nobody's
// is the lab's own.
func (k *call) studentWorld(arg string) (quiz.World, error) {
	if k.from["student"] == "" {
		return quiz.World{}, nil
	}
	id := k.text("student")
	switch {
	case strings.TrimSpace(id) == "":
		return quiz.World{}, k.bad("student", k.t("want-student"))
	case k.text("seed") != "":
		return quiz.World{}, wrong("student-seed")
	}
	l, err := k.load(arg, file.Options{Questions: true})
	if err != nil {
		return quiz.World{}, err
	}
	w, err := quiz.WorldOf(id, l)
	var f *quiz.Fault
	if errors.As(err, &f) {
		return w, wrong("quiz-student", f.In(k.lang))
	}
	return w, err
}

// sayStudent tells above the picture whose world it is, and what it has of its own beside
// the seed and the addresses.
func (k *call) sayStudent(jobs []*job, p *picture) {
	if k.from["student"] == "" || len(jobs) == 0 || k.on("json") || k.text("pcap") == "-" || p.Quiet {
		return
	}
	text := k.t("student-world", printable(k.text("student")))
	if w := jobs[0].world; len(jobs) == 1 && len(w.Set) > 0 {
		text += k.t("comma-set", strings.Join(w.Set, ", "))
	}
	fmt.Fprintf(k.out, "%s\n", text)
}
