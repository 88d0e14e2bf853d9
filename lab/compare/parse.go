package compare

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"netlab/hooks/segment"
)

// ParseKnown reads a table of known differences: a list of entries, each with
//
//	id: window-syn                   what it is called; each once
//	what: window.syn                 the differences that it explains, one or a list; * stands for anything
//	stacks: {netstack: 29184, kernel: 1..65535}   what each stack shows: any, none, some, a range, a text
//	peer: true                       stacks are those of the host at the other end; also: those of either
//	setting: [tcp_sack]              or, instead of stacks: one of these settings is not the same
//	lab: teardown/*                  only there, one or a list
//	joined: true                     only acknowledgements that the other side's next segments brought too
//	title: {en: ..., zh: ...}        in a few words
//	why: {en: ..., zh: ...}          why it is so
//	source: ["RFC 9293 (3.8.6)"]     where that is written
//
// All that is wrong is told at once, each with its place.
func ParseKnown(name string, text []byte) (Knowledge, error) {
	r := &tableReader{name: name, ids: map[string]bool{}}
	var doc yaml.Node
	l, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithUniqueKeys(false))
	if err == nil {
		err = l.Load(&doc)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	root := &doc
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		root = root.Content[0]
	}
	var k Knowledge
	if root.Kind != yaml.SequenceNode {
		r.fail(root, "wanted a list of entries")
	} else {
		for _, n := range root.Content {
			k = append(k, r.entry(n))
		}
	}
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	return k, nil
}

type tableReader struct {
	name string
	ids  map[string]bool
	errs []error
}

func (r *tableReader) fail(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %s", r.name, n.Line, n.Column, fmt.Sprintf(format, args...)))
}

var entryKeys = []string{"id", "what", "stacks", "peer", "setting", "lab", "joined", "title", "why", "source"}

func (r *tableReader) entry(n *yaml.Node) *Known {
	e := &Known{}
	has := map[string]bool{}
	r.pairs(n, "an entry", func(key, v *yaml.Node) {
		has[key.Value] = true
		switch key.Value {
		case "id":
			if e.ID = r.word(v); r.ids[e.ID] {
				r.fail(v, "%q is the id of another entry", e.ID)
			}
			r.ids[e.ID] = true
		case "what":
			e.what = r.patterns(v)
			for _, p := range e.what {
				kind, _, _ := strings.Cut(p, ".")
				if !slices.Contains(Kinds(), Kind(kind)) {
					r.fail(v, "%q begins with no kind of difference: there are %v", p, Kinds())
				}
			}
		case "stacks":
			e.stacks = map[string]value{}
			r.pairs(v, "stacks with what they show", func(stack, shows *yaml.Node) {
				e.stacks[stack.Value] = parseValue(r.word(shows))
			})
		case "peer":
			if e.peer = v.Value; e.peer != "true" && e.peer != "also" {
				r.fail(v, "peer: wanted true, also, or the key left out")
			}
		case "joined":
			if e.joined = v.Value == "true"; !e.joined {
				r.fail(v, "joined: wanted true, or the key left out")
			}
		case "setting":
			e.setting = r.list(v)
		case "lab":
			e.lab = r.patterns(v)
		case "title":
			e.Title = r.texts(v)
		case "why":
			e.Why = r.texts(v)
		case "source":
			e.Source = r.list(v)
		default:
			hint := ""
			if near := segment.Nearest(key.Value, entryKeys); near != "" {
				hint = fmt.Sprintf(": did you mean %q?", near)
			}
			r.fail(key, "no key is called %q%s", key.Value, hint)
		}
	})
	for _, key := range []string{"id", "what", "title", "why", "source"} {
		if !has[key] {
			r.fail(n, "the entry has no %s", key)
		}
	}
	if has["stacks"] == has["setting"] {
		r.fail(n, "the entry wants stacks or setting, one of them")
	}
	return e
}

// pairs goes over a map, each key of which may stand once.
func (r *tableReader) pairs(n *yaml.Node, want string, each func(key, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		r.fail(n, "wanted %s", want)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			r.fail(key, "the key %q stands here a second time", key.Value)
			continue
		}
		seen[key.Value] = true
		each(key, n.Content[i+1])
	}
}

// word is a scalar that says something.
func (r *tableReader) word(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Value == "" || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		r.fail(n, "wanted a text")
		return ""
	}
	return n.Value
}

// list is a scalar, or a list of them that is not empty.
func (r *tableReader) list(n *yaml.Node) (all []string) {
	if n.Kind != yaml.SequenceNode {
		return []string{r.word(n)}
	}
	for _, c := range n.Content {
		all = append(all, r.word(c))
	}
	if len(all) == 0 {
		r.fail(n, "the list is empty")
	}
	return all
}

func (r *tableReader) patterns(n *yaml.Node) []string {
	all := r.list(n)
	for _, p := range all {
		if _, err := path.Match(p, ""); err != nil {
			r.fail(n, "%q is no pattern: %v", p, err)
		}
	}
	return all
}

// texts is a text in both languages.
func (r *tableReader) texts(n *yaml.Node) map[string]string {
	t := map[string]string{}
	r.pairs(n, "a text by language: {en: ..., zh: ...}", func(lang, v *yaml.Node) {
		if lang.Value != "en" && lang.Value != "zh" {
			r.fail(lang, "texts are in en and zh, not in %q", lang.Value)
		}
		t[lang.Value] = strings.TrimSpace(r.word(v))
	})
	if n.Kind == yaml.MappingNode && (t["en"] == "" || t["zh"] == "") {
		r.fail(n, "wanted the text in both languages, en and zh")
	}
	return t
}
