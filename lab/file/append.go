package file

import (
	"errors"
	"fmt"
	"strings"

	"netlab/hooks"
)

// AppendRules adds rules to a variant of a lab's text ("" is what all variants
// share, and the lab that names none), behind those that it has. Everything else
// stays as it was written, comments, order and line ends included. The rules'
// names of hosts and wires are not looked at: Load does that. src must be a lab
// that Load takes.
func AppendRules(src []byte, variant string, rules []hooks.Rule) ([]byte, error) {
	var errs errorList
	root := parse("lab", src, &errs)
	if es := errs.errors(1); len(es) > 0 {
		return nil, es
	}
	owner, err := ownerOf(root, variant)
	switch {
	case err != nil:
		return nil, err
	case len(rules) == 0:
		return src, nil
	}
	e := editor{src: string(src), text: newSource(string(src)), newline: "\n"}
	if strings.Contains(e.src, "\r\n") {
		e.newline = "\r\n"
	}
	lines := make([]string, len(rules))
	for i, r := range rules {
		lines[i] = quoted(r.String())
	}
	out := e.append(owner, lines)

	// The edit is text. That it did what it should, and nothing else, is seen by
	// reading it again.
	if again := parse("lab", []byte(out), &errs); len(errs.all) > 0 || !grown(root, again, variant, rules) {
		return nil, fmt.Errorf("the rules cannot be put into this file: its form is unusual; write %s into it by hand", strings.Join(lines, ", "))
	}
	return []byte(out), nil
}

// An owner is where a list of rules is, or belongs: under key, in the table that it
// is the value of.
type owner struct {
	key   *node // nil: the document
	table *node
	next  *node // what comes behind it in the file; nil: nothing
}

// ownerOf finds the table that a variant's rules belong to.
func ownerOf(root *node, variant string) (owner, error) {
	if root.kind != table {
		return owner{}, errors.New("this is no lab")
	}
	if variant == "" {
		return owner{table: root}, nil
	}
	variants := root.get("variants")
	var names []string
	if variants != nil && variants.kind == table {
		names = keysOf(variants)
	}
	i := -1
	for j, name := range names {
		if name == variant {
			i = j
		}
	}
	if i < 0 {
		return owner{}, fmt.Errorf("no variant is called %q: %s", variant, meant(variant, names))
	}
	o := owner{key: variants.pairs[i].key, table: variants.pairs[i].value}
	after := indexOf(root.pairs, "variants") + 1
	switch {
	case i+1 < len(variants.pairs):
		o.next = variants.pairs[i+1].key
	case after < len(root.pairs):
		o.next = root.pairs[after].key
	}
	if o.table.kind != table && o.table.kind != nothing {
		return owner{}, fmt.Errorf("variant %s is no map", variant)
	}
	return o, nil
}

// quoted writes a rule as YAML, in the quotes that need the fewest escapes.
func quoted(rule string) string {
	if !strings.ContainsAny(rule, `"\`) {
		return `"` + rule + `"`
	}
	return "'" + strings.ReplaceAll(rule, "'", "''") + "'"
}

// grown says whether after is before with the rules behind those of a variant,
// and nothing else is different.
func grown(before, after *node, variant string, rules []hooks.Rule) bool {
	path := []string{"rules"}
	if variant != "" {
		path = []string{"variants", variant, "rules"}
	}
	list := after
	for _, key := range path {
		if list = list.get(key); list == nil {
			return false
		}
	}
	old := len(list.items) - len(rules)
	if old < 0 {
		return false
	}
	for i, r := range rules {
		if list.items[old+i].text != r.String() {
			return false
		}
	}
	list.items = list.items[:old]
	return same(before, after)
}

// same compares two trees by what they say. An empty list or table that one has
// and the other has not says nothing.
func same(a, b *node) bool {
	if empty(a) || empty(b) {
		return empty(a) && empty(b)
	}
	if a.kind != b.kind || a.text != b.text || len(a.items) != len(b.items) {
		return false
	}
	for i := range a.items {
		if !same(a.items[i], b.items[i]) {
			return false
		}
	}
	for _, p := range a.pairs {
		if !same(p.value, b.get(p.key.text)) {
			return false
		}
	}
	for _, p := range b.pairs {
		if a.get(p.key.text) == nil && !empty(p.value) {
			return false
		}
	}
	return true
}

func empty(n *node) bool {
	if n == nil {
		return true
	}
	for _, p := range n.pairs {
		if !empty(p.value) {
			return false
		}
	}
	return n.kind != scalar && len(n.items) == 0
}
