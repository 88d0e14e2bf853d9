package file

import (
	"fmt"

	"netlab/lab"
)

// taskDraft is a task that is being read.
type taskDraft struct {
	*lab.Task
	in *reader
}

func taskKeys() []key[taskDraft] {
	return []key[taskDraft]{
		{"make", expectForm, "what the rules are to make happen: it must not hold without them", "",
			func(r *reader, n *node, d *taskDraft) {
				r.within(d.in, func(in *reader) { d.Make = in.expectations(n) })
			}},
		{"rules", aNumber, "how many rules may be written; left out: 1", "", func(r *reader, n *node, d *taskDraft) { d.Rules = r.number(n, 1, 5) }},
		{"alone", aFlag, "true: the student's rules stand instead of the variant's, not behind them", "", func(r *reader, n *node, d *taskDraft) { d.Alone = r.flag(n) }},
		{"solution", either(aWord.called("a rule in a line"), listOf(aWord)).called("a rule in a line, or a list of them"), "rules that do it, shown at the end", "", readSolution},
	}
}

func readTask(r *reader, n *node, d *questionDraft) {
	t := taskDraft{Task: &lab.Task{Rules: 1}, in: d.in}
	readRecord(r, n, "a task", taskKeys(), &t)
	for _, must := range []string{"make", "solution"} {
		if n.kind == table && n.get(must) == nil {
			r.fail(n, "every task has one", "a task has no %s", must)
		}
	}
	if len(t.Solution) > t.Rules {
		r.fail(n, fmt.Sprintf("write rules: %d, or a shorter solution", len(t.Solution)), "its solution has %d rules, and only %d may be written", len(t.Solution), t.Rules)
	}
	d.Task = t.Task
}

func readSolution(r *reader, n *node, d *taskDraft) {
	lines := []*node{n}
	if n.kind == list {
		lines = n.items
	}
	for _, i := range lines {
		if s := r.word(i, "a rule in a line"); s != "" {
			d.Solution = append(d.Solution, s)
		}
	}
	if d.in != nil {
		d.in.lines(r.key, lines)
	}
}
