package file

import (
	"strings"

	"netlab/lab"
)

// What only a quiz needs stands in two keys of the lab as a whole, vary and
// questions. They are read when the variants are, because they name their hosts,
// and only for those who ask for them.

// maxQuestions bounds what a student can be asked in one lab.
const (
	maxQuestions = 50
	maxHints     = 3
	maxVary      = 20
)

// quizWords are the keys of quizKeys.
var quizWords = []string{"vary", "questions"}

// quizKeys is what a file says for a quiz. The tables of questions are made when they
// are asked for, which a run does not.
func quizKeys() []key[quizDraft] {
	return []key[quizDraft]{
		{"vary", mapOf("KEY", form{takes: "a range: 5ms..40ms, 300..900", def: "range"}, false), "what differs from student to student, within these ranges: the keys are those of --set. The story must be the same for all of them", "vary: {wires.0.delay: 5ms..40ms}", readVary},
		{"questions", listOf(record(questionKeys())), "what netlab quiz asks before it shows a run, and a run answers", "", readQuestions},
	}
}

// quizDraft is what is being read for a quiz.
type quizDraft struct {
	*lab.Lab
	loader   *loader
	variants *node // the file's
	all      *node // what it says for all of them
}

// questionDraft is a question that is being read.
type questionDraft struct {
	*lab.Question
	quiz *quizDraft
	in   *reader // of the variant that it is about; nil: there is no such variant
}

func readQuestions(r *reader, n *node, q *quizDraft) {
	seen, keys := map[string]bool{}, questionKeys()
	r.each(n, "a list of questions", maxQuestions, func(i *node) {
		d := questionDraft{Question: &lab.Question{Place: i.at}, quiz: q}
		if i.kind != table {
			r.wrong(i, "a question: {id: ..., ask: ..., ...}", "write id: NAME, ask: TEXT, and one of "+strings.Join(questionKinds, ", "))
			return
		}
		if i.get("variant") == nil {
			d.about(q.Default)
		}
		readRecord(r, i, "a question", keys, &d)
		for _, must := range []string{"id", "ask", "explain"} {
			if i.get(must) == nil {
				r.fail(i, "every question has one", "a question has no %s", must)
			}
		}
		if d.Kind == "" {
			r.fail(i, "write one of "+strings.Join(questionKinds, ", "), "a question asks for nothing")
		}
		if d.ID != "" && seen[d.ID] {
			r.fail(i.get("id"), "they are for one question each", "a question before this one has the id %s", quote(d.ID))
		}
		seen[d.ID] = true
		q.Questions = append(q.Questions, *d.Question)
	})
}

// about has the names of a question be those of a variant.
func (d *questionDraft) about(variant string) {
	d.Variant, d.in = variant, d.quiz.loader.readerOf(variant)
}

// readerOf is a reader that knows the names of a variant; nil where there is none.
func (l *loader) readerOf(variant string) *reader {
	of := l.readers[variant]
	if of == nil {
		return nil
	}
	r := *of
	r.whole, r.checks, r.variant = true, nil, ""
	return &r
}

// within reads something with the names of a variant known.
func (r *reader) within(in *reader, read func(in *reader)) {
	if in == nil {
		return // that there is no such variant has been told
	}
	in.key = r.key
	read(in)
	for _, check := range in.checks {
		check()
	}
	in.checks = nil
}

var questionKinds = []string{string(lab.AskNumber), string(lab.AskChoice), string(lab.AskPath), string(lab.AskBlank), string(lab.AskOrder),
	string(lab.AskRule), string(lab.AskWhy)}

// questionKeys is what a question may say.
func questionKeys() []key[questionDraft] {
	keys := []key[questionDraft]{
		{"id", form{takes: "small letters, digits and -", build: func() schema { return pattern("^[a-z0-9-]{1,40}$") }}, "its name, by which a sheet answers it", "", readID},
		{"ask", aText, "the question", "", func(r *reader, n *node, d *questionDraft) { d.Ask = r.text(n) }},
		{"variant", aName, "whose run answers it; left out: the default's", "", readAbout},
		{"hints", listOf(aText).called("a list of texts, up to 3"), "hints in steps, each telling more", "",
			func(r *reader, n *node, d *questionDraft) {
				r.each(n, "a list of texts", maxHints, func(i *node) { d.Hints = append(d.Hints, r.text(i)) })
			}},
		{"explain", aText, "what is said after the answer, with no number that differs from student to student", "",
			func(r *reader, n *node, d *questionDraft) { d.Explain = r.text(n) }},
		{string(lab.AskNumber), numberForm(), "asks for a number or a time; it must differ from student to student", "", kindOf(lab.AskNumber, readNumber)},
		{string(lab.AskChoice), listOf(record(choiceKeys())).called("a list of 2 to 6 options"), "asks which option is true of the run: one is", "", kindOf(lab.AskChoice, readChoice)},
	}
	keys = append(keys, lookKeys(lab.AskPath, lab.AskBlank, lab.AskOrder)...)
	return append(keys, []key[questionDraft]{
		{string(lab.AskRule), record(taskKeys()), "asks for rules that make something happen", "", kindOf(lab.AskRule, readTask)},
		{string(lab.AskWhy), listOf(record(whyKeys())).called("a list of 2 to 5 options"), "asks which reason is true: each is shown by a run of its own, and one is", "", kindOf(lab.AskWhy, readWhy)},
	}...)
}

// kindOf is the reader of one of the kinds, of which a question has one.
func kindOf(kind lab.QuestionKind, read func(*reader, *node, *questionDraft)) func(*reader, *node, *questionDraft) {
	return func(r *reader, n *node, d *questionDraft) {
		if d.Kind != "" {
			r.fail(n, "make two questions of it", "a question asks for one thing, and here are %s and %s", d.Kind, kind)
			return
		}
		d.Kind = kind
		read(r, n, d)
	}
}

func readID(r *reader, n *node, d *questionDraft) {
	d.ID = r.word(n, "a name")
	ok := len(d.ID) <= 40
	for _, c := range d.ID {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	if !ok {
		r.fail(n, "use small letters, digits and -, at most 40", "%s cannot be the id of a question", quote(d.ID))
	}
}

func readAbout(r *reader, n *node, d *questionDraft) {
	if name := r.word(n, "the name of a variant"); name != "" {
		if d.about(name); d.in == nil {
			r.unknown(n, 0, "variant", name, d.quiz.names())
		}
	}
}

// names are those of the variants.
func (q *quizDraft) names() (all []string) {
	for i := range q.Variants {
		if q.Variants[i].Name != "" {
			all = append(all, q.Variants[i].Name)
		}
	}
	return all
}
