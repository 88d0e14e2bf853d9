package file

import "strconv"

// A variant is merged with what the lab says for all as trees: maps key by key,
// rules and expectations behind each other, a host's programs instead of the
// lab's, wires by their names.

// appended are the keys whose lists a variant adds to.
var appended = map[string]bool{"rules": true, "expect": true, "needs": true}

// merge lays a variant's table over the lab's.
func merge(base, over *node) *node {
	m := *base
	m.pairs = append([]pair(nil), base.pairs...)
	for _, p := range over.pairs {
		i := indexOf(m.pairs, p.key.text)
		if i < 0 {
			m.pairs = append(m.pairs, p)
			continue
		}
		below := m.pairs[i].value
		switch name := p.key.text; {
		case appended[name] && below.kind == list && p.value.kind == list:
			both := *p.value
			both.items = append(append([]*node(nil), below.items...), p.value.items...)
			m.pairs[i] = pair{p.key, &both}
		case name == "programs":
			m.pairs[i] = pair{p.key, laid(below, p.value, 1)}
		default:
			m.pairs[i] = pair{p.key, laid(below, p.value, maxDepth)}
		}
	}
	return &m
}

// laid is over on base: maps are joined so deep, anything else is replaced. A
// name that stands alone (client:) says nothing, and takes nothing away.
func laid(base, over *node, depth int) *node {
	switch {
	case over.kind == nothing && base.kind == table:
		return base
	case depth == 0 || over.kind != table || base.kind != table:
		return over
	}
	m := *over
	m.pairs = append([]pair(nil), base.pairs...)
	for _, p := range over.pairs {
		if i := indexOf(m.pairs, p.key.text); i >= 0 {
			m.pairs[i] = pair{p.key, laid(m.pairs[i].value, p.value, depth-1)}
		} else {
			m.pairs = append(m.pairs, p)
		}
	}
	return &m
}

func indexOf(pairs []pair, key string) int {
	for i := range pairs {
		if pairs[i].key.text == key {
			return i
		}
	}
	return -1
}

// normal brings hosts and wires, which may be lists, into one form: maps from
// names. A wire without a name is called as the lab's in its place, or by its
// place.
func (r *reader) normal(doc, lab *node) *node {
	if n := doc.get("hosts"); n != nil && n.kind == list {
		doc = doc.with(keyNode(doc, "hosts"), r.named(n, "host", func(i int, item *node) (name, value *node) {
			if item.kind != scalar {
				r.fail(item, "write hosts: [client, server], or hosts: {client: {...}, server: {...}}", "hosts: wanted the name of a host, saw %s", item.saw())
				return nil, nil
			}
			return item, &node{kind: nothing, at: item.at, src: item.src, own: item.own}
		}))
	}
	if n := doc.get("wires"); n != nil && n.kind == list {
		doc = doc.with(keyNode(doc, "wires"), r.named(n, "wire", func(i int, item *node) (name, value *node) {
			if item.kind != table {
				r.fail(item, "write {ends: [client, server], delay: 10ms}", "wires: wanted a map that describes a wire, saw %s", item.saw())
				return nil, nil
			}
			if name = item.get("name"); name == nil {
				name = &node{kind: scalar, text: "wire" + strconv.Itoa(i+1), at: item.at, own: item.own}
				if wires := lab.get("wires"); wires != nil && i < len(wires.pairs) {
					name.text = wires.pairs[i].key.text
				}
			} else if name.kind != scalar {
				r.fail(name, "", "name: wanted a name, saw %s", name.saw())
				return nil, nil
			}
			return name, item
		}))
	}
	return doc
}

// complete adds what may be left out where there are two hosts: the wire between
// them, and its ends.
func complete(doc *node) *node {
	hosts := doc.get("hosts")
	if hosts == nil || hosts.kind != table || len(hosts.pairs) != 2 {
		return doc
	}
	at := keyNode(doc, "hosts")
	ends := &node{kind: list, at: at.at, own: at.own}
	for _, p := range hosts.pairs {
		ends.items = append(ends.items, word(p.key.text, at.at))
	}
	wires := doc.get("wires")
	switch {
	case wires == nil:
		wires = &node{kind: table, at: at.at, pairs: []pair{{word("wire1", at.at), &node{kind: nothing, at: at.at}}}}
	case wires.kind != table:
		return doc
	}
	filled := *wires
	filled.pairs = nil
	for _, p := range wires.pairs {
		if p.value.kind == nothing {
			p.value = &node{kind: table, at: p.value.at, src: p.value.src, own: p.value.own}
		}
		if p.value.kind == table && p.value.get("ends") == nil {
			p.value = p.value.with(word("ends", p.value.at), ends)
		}
		filled.pairs = append(filled.pairs, p)
	}
	return doc.with(word("wires", wires.at), &filled)
}

func keyNode(doc *node, key string) *node { return doc.pairs[indexOf(doc.pairs, key)].key }

// named makes a table of a list.
func (r *reader) named(n *node, what string, each func(i int, item *node) (name, value *node)) *node {
	t := *n
	t.kind, t.items = table, nil
	seen := map[string]bool{}
	for i, item := range n.items {
		name, value := each(i, item)
		switch {
		case name == nil:
		case seen[name.text]:
			r.fail(name, "names are for one "+what+" each", "a %s before this one is called %s", what, quote(name.text))
		default:
			seen[name.text] = true
			t.pairs = append(t.pairs, pair{name, value})
		}
	}
	return &t
}
