package file

import (
	"fmt"

	"netlab/lab"
)

// kind is what a node is.
type kind uint8

const (
	nothing kind = iota // a key with no value, null or ~
	scalar
	list
	table // of keys and values
)

// A node is a part of a lab file: what was written, and where. Nodes are never
// changed once they are read; merging makes new ones around them.
type node struct {
	kind  kind
	text  string // a scalar's value
	style style
	items []*node // of a list
	pairs []pair  // of a table, in the file's order
	at    lab.Place
	src   *source
	own   bool // written in a variant, not in what all variants share
	lost  bool // YAML took a part of it away, which has been told: no more about it
}

type pair struct{ key, value *node }

// style is how a scalar was written.
type style uint8

const (
	plain style = iota
	single
	double
	literal // |
	folded  // >
)

// get is the value of a table's key; nil if there is none.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, p := range n.pairs {
		if p.key.text == key {
			return p.value
		}
	}
	return nil
}

// count is how many nodes there are in n, itself included.
func (n *node) count() int {
	c := 1
	for _, i := range n.items {
		c += i.count()
	}
	for _, p := range n.pairs {
		c += 1 + p.value.count()
	}
	return c
}

// saw is how an error names what stands at a node.
func (n *node) saw() string {
	switch n.kind {
	case scalar:
		return quote(n.text)
	case list:
		if len(n.items) == 0 {
			return "an empty list"
		}
		return fmt.Sprintf("a list of %d", len(n.items))
	case table:
		if len(n.pairs) > 0 {
			return "a map with " + quote(n.pairs[0].key.text)
		}
		return "an empty map"
	}
	return "nothing"
}

// word is a scalar made of a node that was not written: a default, or a piece
// of the command line.
func word(text string, at lab.Place) *node {
	return &node{kind: scalar, text: text, style: plain, at: at}
}

// with is a table with a key more, or with another value for it.
func (n *node) with(key, value *node) *node {
	c := *n
	c.pairs = append(make([]pair, 0, len(n.pairs)+1), n.pairs...)
	for i := range c.pairs {
		if c.pairs[i].key.text == key.text {
			c.pairs[i] = pair{key, value}
			return &c
		}
	}
	c.pairs = append(c.pairs, pair{key, value})
	return &c
}

// owned marks a variant's part of the file, while it is being read.
func (n *node) owned() {
	n.own = true
	for _, i := range n.items {
		i.owned()
	}
	for _, p := range n.pairs {
		p.key.owned()
		p.value.owned()
	}
}
