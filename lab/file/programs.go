package file

import (
	"fmt"
	"slices"
	"strings"

	"netlab/lab"
)

var stepForm = form{takes: "a step: WORD, or {WORD: VALUE}, or {WORD: {ARGUMENT: VALUE}}", def: "step"}

var programsForm = mapOf("HOST", either(listOf(stepForm), mapOf("PROGRAM", listOf(stepForm), false)), false).
	called("a map: HOST to a list of steps, or to a map: PROGRAM to a list of steps")

var stepNames = func() []string {
	var names []string
	for i := range lab.Steps {
		names = append(names, lab.Steps[i].Name)
	}
	return names
}()

func readPrograms(r *reader, n *node, v *lab.Variant) {
	steps := 0
	r.eachPair(n, "a map of hosts to programs", maxHosts, func(host, value *node) {
		if !r.isHost[host.text] {
			r.unknown(host, 0, "host", host.text, r.env.Hosts)
		}
		switch value.kind {
		case list:
			r.program(v, host, host, value, &steps)
		case table:
			for _, p := range value.pairs {
				if r.checkName(p.key, "program") {
					r.program(v, host, p.key, p.value, &steps)
				}
			}
		default:
			hint := "write [] where nothing runs"
			if value.kind == scalar {
				hint = "put its steps into brackets: [" + value.text + "]"
			}
			r.key = host.text
			r.wrong(value, "a list of steps, or a map of programs", hint)
		}
	})
}

// program reads one program. An empty one is none: a variant says so that
// nothing runs on a host.
func (r *reader) program(v *lab.Variant, host, name, steps *node, count *int) {
	r.key = name.text
	if steps.kind != list {
		r.wrong(steps, "a list of steps", "")
		return
	}
	if *count += len(steps.items); *count > maxSteps {
		if *count-len(steps.items) <= maxSteps {
			r.fail(steps, "", "more than %d steps are too many for a lab file", maxSteps)
		}
		return
	}
	if len(steps.items) == 0 {
		return
	}
	if slices.Contains(r.programs, name.text) {
		r.fail(name, fmt.Sprintf("name it otherwise, %s-%s for instance: others wait for its steps by its name", host.text, name.text),
			"a program is called %s already", quote(name.text))
		return
	}
	p := lab.Program{Host: host.text, Name: name.text, Place: name.at}
	labels := []string{}
	socks := sockets{}
	for _, s := range steps.items {
		if r.errs.full() {
			return
		}
		step, ok := r.step(s)
		if ok {
			socks.step(r, s, &step)
		}
		if l := step.Args.One("label"); l != "" {
			if slices.Contains(labels, l) {
				r.fail(argNode(s, "label"), "labels are for one step each", "a step of %s before this one has the label %s", name.text, quote(l))
			}
			labels = append(labels, l)
		}
		if ok {
			p.Steps = append(p.Steps, step)
		}
	}
	r.programs = append(r.programs, name.text)
	r.labels[name.text] = labels
	v.Programs = append(v.Programs, p)
}

// step reads a step.
func (r *reader) step(n *node) (lab.Step, bool) {
	key, value := r.entry(n, "step", stepNames)
	if key == nil {
		return lab.Step{}, false
	}
	w := lab.FindStep(key.text)
	args, ok := r.args(&w.Word, key, value)
	if ok {
		ok = r.together(&w.Word, key, value, args)
	}
	return lab.Step{Do: w.Name, Args: args, Place: key.at}, ok
}

// entry takes apart what a list of steps or expectations has: a word, or a map
// of one word to what goes with it. Without a key, an error has been told.
func (r *reader) entry(n *node, what string, words []string) (key, value *node) {
	switch {
	case n.kind == scalar:
		key, value = n, &node{kind: nothing, at: n.at, src: n.src, own: n.own}
	case n.kind == table && len(n.pairs) == 1:
		key, value = n.pairs[0].key, n.pairs[0].value
	case n.kind == table && len(n.pairs) > 1:
		r.oneEach(n, what, words)
		return nil, nil
	default:
		r.fail(n, "write WORD, {WORD: VALUE} or {WORD: {ARGUMENT: VALUE}}", "%s belongs here, not %s", a(what), n.saw())
		return nil, nil
	}
	if !slices.Contains(words, key.text) {
		if first, rest, ok := strings.Cut(key.text, " "); ok && slices.Contains(words, first) {
			r.fail(key, fmt.Sprintf("write {%s: %s}", first, strings.TrimSpace(rest)), "no %s is called %s", what, quote(key.text))
			return nil, nil
		}
		r.unknown(key, 0, what, key.text, words)
		return nil, nil
	}
	return key, value
}

// oneEach tells of a map of several words, which is mostly arguments beside the
// word instead of under it, or several steps without their dashes.
func (r *reader) oneEach(n *node, what string, words []string) {
	first, second := n.pairs[0].key, n.pairs[1].key
	hint := "begin each with a - of its own"
	if !slices.Contains(words, second.text) {
		hint = fmt.Sprintf("arguments stand under the word: {%s: {%s: ...}}", first.text, second.text)
	}
	r.fail(second, hint, "%s is one word, and here are %s and %s", a(what), quote(first.text), quote(second.text))
}

// a is a noun with its article.
func a(noun string) string {
	if strings.IndexByte("aeiou", noun[0]) >= 0 {
		return "an " + noun
	}
	return "a " + noun
}

// argNode is the node of a step's argument, or the step's own.
func argNode(n *node, arg string) *node {
	if n.kind == table && len(n.pairs) == 1 {
		if a := n.pairs[0].value.get(arg); a != nil {
			return a
		}
	}
	return n
}

// stepExists checks PROGRAM.LABEL once all programs are known.
func (r *reader) stepExists(n *node, offset int, text string) {
	program, label, ok := strings.Cut(text, ".")
	switch {
	case !ok || program == "" || label == "":
		r.failAt(n, offset, "write PROGRAM.LABEL: client.sent", "%s names no step", quote(text))
	case !slices.Contains(r.programs, program):
		r.unknown(n, offset, "program", program, r.programs)
	case !slices.Contains(r.labels[program], label):
		hint := meant(label, r.labels[program])
		if len(r.labels[program]) == 0 {
			hint = fmt.Sprintf("give the step that is meant a label: {WORD: {label: %s}}", label)
		}
		r.failAt(n, offset+len(program)+1, hint, "no step of program %s has the label %s", program, quote(label))
	}
}
