package file

import (
	"slices"

	"netlab/lab"
)

// What a question reads off the run that answers it: the kinds that have no answer in
// the file.

// lookKeys are the kinds whose key is a word of lab.Looks.
func lookKeys(kinds ...lab.QuestionKind) (keys []key[questionDraft]) {
	for _, kind := range kinds {
		w := lab.FindLook(string(kind))
		keys = append(keys, key[questionDraft]{string(kind), lookForm(w), "asks for " + w.Does, "",
			kindOf(kind, func(r *reader, n *node, d *questionDraft) { d.look(r, w, n, n) })})
	}
	return keys
}

func lookForm(w *lab.Word) form {
	return form{takes: "a map: " + w.Example, build: func() schema { return wordSchema(w) }, keys: func() (keys []Key) {
		for i := range w.Params {
			p := &w.Params[i]
			keys = append(keys, Key{Name: p.Name, Takes: wants[p.Type].takes, Doc: p.Doc})
		}
		return keys
	}}
}

// look reads the arguments of a look.
func (d *questionDraft) look(r *reader, w *lab.Word, at, value *node) {
	r.within(d.in, func(in *reader) {
		args, ok := in.args(w, at, value)
		d.Look = lab.Look{Word: w.Name, Args: args}
		if ok {
			in.judged(w, at, value, lab.CheckLook(d.Look, in.env))
		}
	})
}

// numbers are the looks that stand under number.
var numbers = []string{"time", "count", "tcb", "bytes"}

func numberForm() form {
	return form{takes: "a map: time, count, tcb or bytes to a map; or field and of", build: func() schema {
		own := schema{}
		for _, name := range numbers {
			own[name] = wordSchema(lab.FindLook(name))
		}
		return anyOf(wordSchema(lab.FindLook("field")), schema{"type": "object", "minProperties": 1, "maxProperties": 1, "properties": own, "additionalProperties": false})
	}, keys: func() (keys []Key) {
		for _, name := range append(numbers[:len(numbers):len(numbers)], "field") {
			w := lab.FindLook(name)
			keys = append(keys, Key{Name: name, Takes: "a map", Doc: w.Does + ": " + w.Example})
		}
		return keys
	}}
}

func readNumber(r *reader, n *node, d *questionDraft) {
	const want = "one of time, count, tcb, bytes with its arguments, or field and of"
	switch {
	case n.kind != table || len(n.pairs) == 0:
		r.wrong(n, want, "write number: {count: {from: client, match: syn}}")
	case n.get("field") != nil || n.get("of") != nil:
		d.look(r, lab.FindLook("field"), n, n)
	case len(n.pairs) > 1:
		r.fail(n.pairs[1].key, "make two questions of it", "number: %s", "wanted "+want)
	case !slices.Contains(numbers, n.pairs[0].key.text):
		r.unknown(n.pairs[0].key, 0, "number", n.pairs[0].key.text, append(numbers[:len(numbers):len(numbers)], "field"))
	default:
		d.look(r, lab.FindLook(n.pairs[0].key.text), n.pairs[0].key, n.pairs[0].value)
	}
}
