package file

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netlab/lab"
)

// A setting is a --set of the command line: a value, and the way to it in the
// document.
type setting struct {
	path  []*node // each step's name
	value *node
	lab   *reader // tells what is wrong in every variant
	done  bool    // some variant had the place for it
	miss  func()  // tells why the others had not
}

// settings reads KEY=VALUE, with dots in KEY.
func (r *reader) settings(texts []string) (all []*setting) {
	for i, text := range texts {
		at := lab.Place{File: "--set", Line: i + 1, Column: 1}
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			r.fail(word(text, at), "write limits.time=1h or wires.wire1.delay=50ms", "wanted KEY=VALUE, saw %s", quote(text))
			continue
		}
		s := &setting{lab: r}
		for part := range strings.SplitSeq(key, ".") {
			s.path = append(s.path, word(part, at))
			at.Column += len([]rune(part)) + 1
		}
		s.value = word(value, at)
		if top := s.path[0]; !slices.Contains(names(variantKeys)[1:], top.text) {
			hint := meant(top.text, names(variantKeys)[1:])
			if has(labKeys, top.text) || slices.Contains(quizWords, top.text) || top.text == "variants" {
				hint = "it is no part of a run; --variant chooses one"
			}
			r.fail(top, hint, "--set: a run has no %s", quote(top.text))
			continue
		}
		all = append(all, s)
	}
	return all
}

// apply sets what a variant has the place for.
func (s *setting) apply(doc *node) *node {
	changed, miss := s.put(doc, 0)
	if miss != nil {
		s.miss = miss
		return doc
	}
	s.done = true
	return changed
}

// put is n with the value in its place, or why there is none. Hosts, wires and
// programs must be there; other maps are made on the way.
func (s *setting) put(n *node, depth int) (*node, func()) {
	if depth == len(s.path) {
		return s.value, nil
	}
	at := s.path[depth]
	switch {
	case n == nil || n.kind == nothing:
		n = &node{kind: table, at: at.at}
	case n.kind == scalar:
		return nil, func() { s.lab.fail(at, "", "--set: %s is a text and has no parts", dotted(s.path[:depth])) }
	case n.kind == list:
		i, err := strconv.Atoi(at.text)
		if err != nil || i < 0 || i >= len(n.items) {
			return nil, func() {
				s.lab.fail(at, fmt.Sprintf("it has %d items, counted from 0", len(n.items)), "--set: %s has no item %s", dotted(s.path[:depth]), quote(at.text))
			}
		}
		item, miss := s.put(n.items[i], depth+1)
		if miss != nil {
			return nil, miss
		}
		c := *n
		c.items = slices.Clone(n.items)
		c.items[i] = item
		return &c, nil
	}
	if depth == 1 && declared[s.path[0].text] {
		if i, err := strconv.Atoi(at.text); err == nil && i >= 0 && i < len(n.pairs) {
			at = n.pairs[i].key
		} else if n.get(at.text) == nil {
			return nil, func() { s.lab.unknown(at, 0, declaredAs[s.path[0].text], at.text, keysOf(n)) }
		}
	}
	value, miss := s.put(n.get(at.text), depth+1)
	if miss != nil {
		return nil, miss
	}
	return n.with(at, value), nil
}

// declared are the maps whose names the file chooses; a setting makes none.
var (
	declared   = map[string]bool{"hosts": true, "wires": true, "programs": true}
	declaredAs = map[string]string{"hosts": "host", "wires": "wire", "programs": "program's host"}
)

func keysOf(n *node) []string {
	keys := make([]string, len(n.pairs))
	for i, p := range n.pairs {
		keys[i] = p.key.text
	}
	return keys
}

func dotted(parts []*node) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = p.text
	}
	return strings.Join(words, ".")
}
