package file

import (
	"maps"

	"netlab/hooks/segment"
)

// A Key is something that a lab file may say: the manual lists them, and what
// is not among them is refused.
type Key struct {
	Name    string // NAME where the file chooses it
	Takes   string // what its value is, in words
	Doc     string // what it means, in one sentence
	Example string // as a line of a lab file; may be empty
	Keys    []Key  // of the map that is its value
}

// A key is an entry of a table that dispatches: the same entry reads the value
// into a T, explains it in the manual and describes it in the schema.
type key[T any] struct {
	name    string
	form    form
	doc     string
	example string
	read    func(r *reader, n *node, to *T)
}

// A form is what a value looks like. Its schema and its keys are made when
// somebody asks for them, which a run does not.
type form struct {
	takes string        // in words
	def   string        // the schema's definition of that name; "": build makes it
	build func() schema // makes the schema
	keys  func() []Key  // where it is a map, what it may hold; nil: nothing to explain
}

func (f form) schema() schema {
	if f.def != "" {
		return ref(f.def)
	}
	return f.build()
}

func (f form) subkeys() []Key {
	if f.keys == nil {
		return nil
	}
	return f.keys()
}

// record is the form of a map with the given keys.
func record[T any](keys []key[T]) form {
	return form{takes: "a map",
		build: func() schema {
			return schema{"type": "object", "properties": properties(keys), "additionalProperties": false}
		},
		keys: func() []Key { return explained(keys) }}
}

// properties are the schemas of a table's values, by key.
func properties[T any](keys []key[T]) schema {
	all := schema{}
	for i := range keys {
		s := schema{"description": keys[i].doc}
		maps.Copy(s, keys[i].form.schema())
		all[keys[i].name] = s
	}
	return all
}

// explained is a table for the manual.
func explained[T any](keys []key[T]) []Key {
	var all []Key
	for i := range keys {
		k := &keys[i]
		all = append(all, Key{k.name, k.form.takes, k.doc, k.example, k.form.subkeys()})
	}
	return all
}

func names[T any](keys []key[T]) []string {
	names := make([]string, len(keys))
	for i := range keys {
		names[i] = keys[i].name
	}
	return names
}

// readRecord reads a map by its table, in the table's order, so that what a
// later key refers to is known.
func readRecord[T any](r *reader, n *node, what string, keys []key[T], to *T) {
	if n.kind != table {
		r.wrong(n, "a map of "+what, meantFor(n, names(keys)))
		return
	}
	for _, p := range n.pairs {
		if !has(keys, p.key.text) {
			r.unknownKey(p.key, what, names(keys))
		}
	}
	for i := range keys {
		if v := n.get(keys[i].name); v != nil {
			outer := r.key
			r.key = keys[i].name
			keys[i].read(r, v, to)
			r.key = outer
		}
	}
}

func has[T any](keys []key[T], name string) bool {
	for i := range keys {
		if keys[i].name == name {
			return true
		}
	}
	return false
}

// meantFor says how a map looks, to somebody who wrote something else.
func meantFor(n *node, names []string) string {
	if n.kind == list {
		return "write KEY: VALUE without a - before it"
	}
	return "write KEY: VALUE; " + meant("", names)
}

// unknownKey tells of a key that is in no table, and where it would belong.
func (r *reader) unknownKey(key *node, what string, names []string) {
	if r.errs.full() {
		return
	}
	hint := meant(key.text, names)
	if home := homes[key.text]; home != "" && segment.Nearest(key.text, names) == "" {
		hint = home
	}
	r.fail(key, hint, "%s: no key is called %s", what, quote(key.text))
}
