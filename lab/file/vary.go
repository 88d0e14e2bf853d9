package file

import (
	"strings"

	"netlab/lab"
)

// readVary reads what differs from student to student. Both ends of a range are tried
// in the variants, as --set would.
func readVary(r *reader, n *node, q *quizDraft) {
	r.eachPair(n, "a map of keys to ranges", maxVary, func(key, value *node) {
		text := r.word(value, "a range such as 5ms..40ms or 300..900")
		if text == "" {
			return
		}
		span, err := lab.ParseRange(text)
		switch {
		case !r.textError(value, err):
			return
		case !strings.Contains(text, "..") || strings.HasSuffix(strings.TrimSpace(text), "..") || span.High <= span.Low:
			r.wrong(value, "a range from one value to a larger one", "write 5ms..40ms, or 300..900")
			return
		}
		v := lab.Vary{Key: key.text, Range: span, Place: key.at}
		q.Lab.Vary = append(q.Lab.Vary, v)
		if errs := q.trial([]string{v.Setting(span.Low), v.Setting(span.High)}, "*"); len(errs) > 0 {
			r.fail(key, errs[0].Hint, "%s", strings.TrimPrefix(errs[0].Problem, "--set: "))
		}
	})
}

// trial reads a variant ("*": all of them) with settings, and gives what is wrong with
// these: what is wrong without them has been told.
func (q *quizDraft) trial(set []string, variant string) (errs Errors) {
	t := loader{name: q.loader.name, stacksTake: q.loader.stacksTake}
	t.settings = t.reader("").settings(set)
	if len(q.variants.pairs) == 0 {
		t.variant("", q.all, q.all)
	}
	rest := without(q.all, "title")
	for _, p := range q.variants.pairs {
		if variant == "*" || variant == p.key.text {
			t.variant(p.key.text, rest, t.over(p))
		}
	}
	t.missed()
	for _, e := range t.errs.errors(1) {
		if e.File == "--set" {
			errs = append(errs, e)
		}
	}
	return errs
}
