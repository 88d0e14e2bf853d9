package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"netlab/lab"
)

// parse makes a tree of a lab's text. What YAML itself would do with tags,
// anchors, aliases and merge keys is refused: all of them are mostly texts that
// wanted quotes. With errors that leave something to be read, it is returned too.
func parse(name string, text []byte, errs *errorList) *node {
	if e := gate(name, text); e != nil {
		errs.add(*e, true, "")
		return nil
	}
	p := parser{src: newSource(string(text)), file: name, errs: errs}
	limits := loaderlimits.New(loaderlimits.DepthValue(maxDepth))
	l, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithUniqueKeys(false), yaml.WithPlugin(limits))
	var doc yaml.Node
	if err == nil {
		err = l.Load(&doc)
	}
	switch {
	case errors.Is(err, io.EOF):
		p.fail(lab.Place{File: name}, "netlab new NAME writes one to begin with", "there is no lab in this file: it is empty")
		return nil
	case err != nil:
		e := p.syntax(err)
		errs.add(*e, true, "")
		return nil
	}
	root := p.node(doc.Content[0])
	var second yaml.Node
	if l.Load(&second) == nil {
		p.fail(p.at(&second), "put it into a file of its own", "a second YAML document begins here, and a file is one lab")
	}
	if variants := root.get("variants"); variants != nil {
		for _, v := range variants.pairs {
			v.value.owned()
		}
	}
	return root
}

type parser struct {
	src  *source
	file string
	errs *errorList
}

func (p *parser) fail(at lab.Place, hint, format string, args ...any) {
	p.errs.add(Error{at, fmt.Sprintf(format, args...), hint}, true, "")
}

func (p *parser) at(y *yaml.Node) lab.Place {
	return lab.Place{File: p.file, Line: y.Line, Column: y.Column}
}

// node converts a node of the library. The gate and the limit on depth bound
// the recursion.
func (p *parser) node(y *yaml.Node) *node {
	n := &node{at: p.at(y), src: p.src}
	n.lost = p.refuse(y, n.at)
	switch y.Kind {
	case yaml.ScalarNode:
		n.kind, n.text, n.style = scalar, y.Value, styleOf(y.Style)
		if y.Tag == "!!null" && n.style == plain {
			n.kind = nothing
		}
	case yaml.SequenceNode:
		n.kind = list
		n.items = make([]*node, len(y.Content))
		for i, c := range y.Content {
			n.items[i] = p.node(c)
		}
	case yaml.MappingNode:
		n.kind = table
		p.pairs(y, n)
	}
	return n
}

func styleOf(s yaml.Style) style {
	switch {
	case s&yaml.SingleQuotedStyle != 0:
		return single
	case s&yaml.DoubleQuotedStyle != 0:
		return double
	case s&yaml.LiteralStyle != 0:
		return literal
	case s&yaml.FoldedStyle != 0:
		return folded
	}
	return plain
}

// pairs converts a table's keys and values.
func (p *parser) pairs(y *yaml.Node, n *node) {
	first := make(map[string]lab.Place, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := p.node(y.Content[i])
		if key.kind != scalar {
			p.fail(key.at, "quote it if it is a text", "a key is a word, not %s", key.saw())
			continue
		}
		if y.Content[i].Tag == "!!merge" {
			p.fail(key.at, "write what is shared into the lab itself: variants inherit it", "<< (a merge key) is not for labs")
			continue
		}
		if before, ok := first[key.text]; ok {
			p.fail(key.at, fmt.Sprintf("it stands in line %d already: put both together", before.Line), "the key %s stands here a second time", quote(key.text))
			continue
		}
		first[key.text] = key.at
		n.pairs = append(n.pairs, pair{key, p.node(y.Content[i+1])})
	}
}

// refuse tells what YAML would silently take off a text, and says whether it did.
func (p *parser) refuse(y *yaml.Node, at lab.Place) bool {
	const shared = "; what variants share is written in the lab itself"
	quoted := func(mark string) string {
		if y.Kind == yaml.ScalarNode {
			mark += " " + y.Value
		}
		return "put the text in quotes: " + quote(strings.TrimSpace(mark))
	}
	switch {
	case y.Kind == yaml.AliasNode:
		p.fail(at, quoted("*"+y.Value)+shared, "YAML takes *%s for a reference (an alias)", y.Value)
	case y.Anchor != "":
		p.fail(at, quoted("&"+y.Anchor)+shared, "YAML takes &%s for a mark (an anchor) and drops it", y.Anchor)
	case y.Style&yaml.TaggedStyle != 0:
		p.fail(at, quoted(y.Tag), "YAML takes %s for a tag and drops it", y.Tag)
	default:
		return false
	}
	return true
}
