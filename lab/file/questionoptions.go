package file

import (
	"fmt"
	"strings"

	"netlab/lab"
)

// What a question offers: options, with the expectations that make one true, and the
// runs that show what would be if.

// optionDraft is an option that is being read.
type optionDraft struct {
	*lab.Option
	quiz *quizDraft
	in   *reader
}

func choiceKeys() []key[optionDraft] {
	return []key[optionDraft]{
		{"text", aText, "what it says", "", func(r *reader, n *node, d *optionDraft) { d.Text = r.text(n) }},
		{"if", expectForm, "the option is true where all of these expectations hold", "",
			func(r *reader, n *node, d *optionDraft) {
				r.within(d.in, func(in *reader) { d.If = in.expectations(n) })
			}},
	}
}

func whyKeys() []key[optionDraft] {
	text, holds := choiceKeys()[0], choiceKeys()[1]
	return []key[optionDraft]{
		text,
		{"run", record(runKeys()), "the run that shows it: a variant, with something changed", "", readRun},
		holds,
	}
}

func readChoice(r *reader, n *node, d *questionDraft) { d.options(r, n, choiceKeys(), 6) }

func readWhy(r *reader, n *node, d *questionDraft) { d.options(r, n, whyKeys(), 5) }

func (d *questionDraft) options(r *reader, n *node, keys []key[optionDraft], most int) {
	r.each(n, "a list of options", most, func(i *node) {
		o := optionDraft{Option: &lab.Option{Place: i.at}, quiz: d.quiz, in: d.in}
		readRecord(r, i, "an option", keys, &o)
		for _, k := range keys {
			if i.kind == table && i.get(k.name) == nil {
				r.fail(i, "every option of a "+string(d.Kind)+" has one", "an option has no %s", k.name)
			}
		}
		d.Options = append(d.Options, *o.Option)
	})
	if n.kind == list && len(n.items) < 2 {
		r.fail(n, fmt.Sprintf("write 2 to %d", most), "%s: one option is no choice", d.Kind)
	}
}

// runDraft is a counterfactual run that is being read.
type runDraft struct {
	lab.Counterfactual
	rules, set []*node
}

func runKeys() []key[runDraft] {
	return []key[runDraft]{
		{"variant", aName, "the variant that is run", "", func(r *reader, n *node, d *runDraft) { d.Variant = r.word(n, "the name of a variant") }},
		{"rules", listOf(aWord).called("a list of rules in lines"), "rules behind the variant's", "", func(r *reader, n *node, d *runDraft) {
			d.Rules, d.rules = r.words(n, "a list of rules in lines"), n.items
		}},
		{"set", listOf(aWord).called("a list of KEY=VALUE"), "what is changed in it, as with --set", "", func(r *reader, n *node, d *runDraft) { d.Set, d.set = r.words(n, "a list of KEY=VALUE"), n.items }},
	}
}

// readRun reads a counterfactual, and the variant as it is then: the option's names
// are that one's.
func readRun(r *reader, n *node, o *optionDraft) {
	var d runDraft
	readRecord(r, n, "a run", runKeys(), &d)
	if n.get("variant") == nil {
		d.Variant = o.quiz.Default
	}
	o.in = o.quiz.loader.readerOf(d.Variant)
	o.Run = &d.Counterfactual
	if o.in == nil {
		at := n.get("variant")
		if at == nil {
			at = n
		}
		r.unknown(at, 0, "variant", d.Variant, o.quiz.names())
		return
	}
	if !o.in.lines(r.key, d.rules) {
		return
	}
	o.quiz.tried(r, d.Variant, d.Set, d.set)
}

// lines checks rules that are written as lines; the variant's names are known.
func (r *reader) lines(key string, lines []*node) bool {
	ok := true
	r.key = key
	for _, n := range lines {
		if n.kind == scalar && n.text != "" {
			_, right := r.ruleLine(n)
			ok = ok && right
		}
	}
	for _, check := range r.checks {
		check()
	}
	r.checks = nil
	return ok
}

// tried tells, at the places where it stands, what is wrong with a variant whose parts
// are set otherwise.
func (q *quizDraft) tried(r *reader, variant string, set []string, places []*node) {
	if len(set) == 0 || len(set) != len(places) {
		return
	}
	for _, e := range q.trial(set, variant) {
		r.fail(places[min(max(e.Line-1, 0), len(places)-1)], e.Hint, "set: %s", strings.TrimPrefix(e.Problem, "--set: "))
	}
}
