package file

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"netlab/lab"
)

// Options are what the command line adds to a lab.
type Options struct {
	// Set changes parts of every variant: KEY=VALUE, with dots in KEY, as in
	// hosts.client.set.tcp_sack=0, wires.wire1.delay=50ms, limits.time=1h. A
	// wire may be given by its place too, from 0: wires.0.delay.
	Set []string

	// Vary is what differs from student to student: as Set, and before it, but a
	// variant that has no place for one of them does without.
	Vary []string

	// Rules are lines that come behind every variant's own.
	Rules []string

	// Only, where set, says which variants are read, by their names and that of
	// the default: of the others the name is known and nothing else. It is for
	// labs that are known to be good, which start twice as fast so.
	Only func(name, byDefault string) bool

	// Questions has what only a quiz needs (vary and questions) read too. It takes as
	// long as all the rest.
	Questions bool

	// Settings gives the stacks' settings, for "set". It is asked only if the file
	// sets something. Nil: every name and value is taken.
	Settings func() []Setting

	// Warn is told of what no run can have been meant to do, though a run can do
	// it. Nil: nobody wants to know.
	Warn func(*Error)
}

// LoadFile reads a lab from a file of the machine.
func LoadFile(name string, o Options) (*lab.Lab, Errors) {
	f, err := os.Open(name)
	return loadFrom(name, f, err, o)
}

// LoadFS reads a lab from a file system, such as the embedded catalogue.
func LoadFS(fsys fs.FS, name string, o Options) (*lab.Lab, Errors) {
	f, err := fsys.Open(name)
	return loadFrom(name, f, err, o)
}

func loadFrom(name string, f io.ReadCloser, err error, o Options) (*lab.Lab, Errors) {
	var src []byte
	if err == nil {
		defer f.Close()
		src, err = io.ReadAll(io.LimitReader(f, maxSize+1))
	}
	if err != nil {
		return nil, Errors{{Place: lab.Place{File: name}, Problem: "the file cannot be read: " + reason(err)}}
	}
	return Load(name, src, o)
}

// reason is an error without the file's name, which stands before it.
func reason(err error) string {
	if pe, ok := err.(*fs.PathError); ok {
		return pe.Err.Error()
	}
	return err.Error()
}

// Load reads a lab. name is the file's, for places, and the lab is called after
// it: handshake of labs/handshake/lab.yaml and of handshake.yaml. With any error
// there is no lab. src is not kept.
func Load(name string, src []byte, o Options) (*lab.Lab, Errors) {
	l := loader{name: name, options: o}
	if o.Settings != nil {
		l.stacksTake = sync.OnceValue(o.Settings)
	}
	read := l.load(src)
	variants := max(len(read.Variants), 1)
	if errs := l.errs.errors(variants); len(errs) > 0 {
		return nil, errs
	}
	if o.Warn != nil {
		for _, w := range l.warnings.errors(variants) {
			o.Warn(w)
		}
	}
	return read, nil
}

// labName is what a file's lab is called.
func labName(file string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	base := path.Base(file)
	base = strings.TrimSuffix(base, path.Ext(base))
	if dir := path.Base(path.Dir(file)); base == "lab" && dir != "." && dir != "/" {
		return dir
	}
	return base
}

type loader struct {
	name       string
	options    Options
	errs       errorList
	warnings   errorList
	settings   []*setting
	stacksTake func() []Setting   // nil: settings are not checked
	readers    map[string]*reader // of the variants, where questions are read that are about them
}

func (l *loader) reader(variant string) *reader {
	return &reader{errs: &l.errs, warnings: &l.warnings, stacksTake: l.stacksTake, variant: variant, isHost: map[string]bool{}, ends: map[string][2]string{}, labels: map[string][]string{}}
}

// load reads what can be read; errors are in l.errs.
func (l *loader) load(src []byte) *lab.Lab {
	out := &lab.Lab{Name: labName(l.name)}
	if l.options.Questions {
		l.readers = map[string]*reader{}
	} else if l.options.Only != nil {
		src = withoutQuiz(src)
	}
	root := parse(l.name, src, &l.errs)
	if root == nil {
		return out
	}
	r := l.reader("")
	r.whole = true
	if root.kind != table {
		r.fail(root, "write title: ..., hosts: ..., programs: ... (netlab help lab)", "a lab is a map of keys, not %s", root.saw())
		return out
	}
	variants := root.get("variants")
	if variants == nil || variants.kind == nothing {
		variants = &node{kind: table}
	}
	if variants.kind != table || len(variants.pairs) > maxVariants || root.count()*len(variants.pairs) > maxParts {
		l.tooMany(r, variants)
		return out
	}
	all, quiz := l.top(r, root, out)
	l.settings = r.settings(l.options.Vary)
	for _, s := range l.settings {
		s.done = true
	}
	l.settings = append(l.settings, r.settings(l.options.Set)...)
	if len(variants.pairs) == 0 {
		out.Variants = append(out.Variants, l.variant("", all, all))
	}
	all = without(all, "title")
	for _, v := range variants.pairs {
		r.checkName(v.key, "variant")
		if l.options.Only != nil && !l.options.Only(v.key.text, out.Default) {
			out.Variants = append(out.Variants, lab.Variant{Name: v.key.text, Place: v.value.at})
			continue
		}
		out.Variants = append(out.Variants, l.variant(v.key.text, all, l.over(v)))
	}
	l.missed()
	l.defaultVariant(r, root, out)
	if l.options.Questions {
		readRecord(r, &quiz, "a lab", quizKeys(), &quizDraft{out, l, variants, all})
	}
	return out
}

// missed tells of settings that no variant had the place for.
func (l *loader) missed() {
	for _, s := range l.settings {
		if !s.done && s.miss != nil {
			s.miss()
		}
	}
}

func (l *loader) tooMany(r *reader, variants *node) {
	r.key = "variants"
	switch {
	case variants.kind != table:
		r.wrong(variants, "a map of names to variants", "write variants: {NAME: {rules: [...]}}")
	case len(variants.pairs) > maxVariants:
		r.fail(variants, fmt.Sprintf("a lab may have %d", maxVariants), "variants: %d are too many", len(variants.pairs))
	default:
		r.fail(variants, "split the lab", "%d variants of so long a lab are too much to read", len(variants.pairs))
	}
}

// top reads the lab's own keys, and returns what it says for all variants, and for a
// quiz.
func (l *loader) top(r *reader, root *node, out *lab.Lab) (forAll *node, quiz node) {
	known := append(names(labKeys), names(variantKeys)[1:]...)
	known = append(append(known, quizWords...), "variants")
	own, all := *root, *root
	own.pairs, all.pairs = nil, nil
	quiz = own
	for _, p := range root.pairs {
		k := p.key.text
		switch {
		case has(labKeys, k):
			own.pairs = append(own.pairs, p)
		case slices.Contains(quizWords, k):
			quiz.pairs = append(quiz.pairs, p)
		case !slices.Contains(known, k):
			r.unknownKey(p.key, "a lab", known)
		}
		if has(variantKeys, k) {
			all.pairs = append(all.pairs, p)
		}
	}
	readRecord(r, &own, "a lab", labKeys, out)
	return &all, quiz
}

// over is what a variant says, without what it cannot say.
func (l *loader) over(v pair) *node {
	r := l.reader(v.key.text)
	r.whole = true
	o := *v.value
	o.kind, o.pairs = table, nil
	if v.value.kind != table && v.value.kind != nothing {
		r.key = v.key.text
		r.wrong(v.value, "a map of what the variant changes", "write rules: [...], expect: [...], hosts: {...}")
		return &o
	}
	for _, p := range v.value.pairs {
		k := p.key.text
		switch {
		case has(variantKeys, k):
			o.pairs = append(o.pairs, p)
		case has(labKeys, k) || slices.Contains(quizWords, k):
			r.fail(p.key, "write it at the beginning of the file", "a variant has no %s of its own", k)
		default:
			r.unknownKey(p.key, "a variant", names(variantKeys))
		}
	}
	return &o
}

// variant merges and reads one variant. The lab without variants is laid over
// itself: nothing changes then.
func (l *loader) variant(name string, all, over *node) lab.Variant {
	r := l.reader(name)
	if l.readers != nil {
		l.readers[name] = r
	}
	v := lab.Variant{Name: name, Place: over.at}
	doc := complete(r.normal(all, nil))
	if over != all {
		doc = complete(merge(doc, r.normal(over, doc)))
	}
	r.hasNetwork(doc)
	for _, s := range l.settings {
		doc = s.apply(doc)
	}
	doc = withRules(doc, l.options.Rules)
	readRecord(r, doc, "a lab", variantKeys, &v)
	for _, check := range r.checks {
		check()
	}
	r.checks = nil
	return v
}

// hasNetwork tells of hosts and wires that are missing altogether.
func (r *reader) hasNetwork(doc *node) {
	hosts := doc.get("hosts")
	switch {
	case hosts == nil || hosts.kind == nothing || hosts.kind == table && len(hosts.pairs) == 0:
		r.fail(doc, "write hosts: [client, server]", "a lab needs hosts, and there are none")
	case doc.get("wires") == nil && hosts.kind == table && len(hosts.pairs) > 2:
		r.fail(keyNode(doc, "hosts"), "write wires: [{ends: [HOST, HOST]}, ...]", "%d hosts, and no wires between them", len(hosts.pairs))
	}
}

// withRules adds the command line's rules.
func withRules(doc *node, lines []string) *node {
	if len(lines) == 0 {
		return doc
	}
	rules := node{kind: list}
	if n := doc.get("rules"); n != nil {
		if n.kind != list {
			return doc // which is told when it is read
		}
		rules = *n
		rules.items = slices.Clone(n.items)
	}
	for i, line := range lines {
		rules.items = append(rules.items, word(line, lab.Place{File: "--rule", Line: i + 1, Column: 1}))
	}
	return doc.with(word("rules", rules.at), &rules)
}

func without(n *node, key string) *node {
	c := *n
	c.pairs = nil
	for _, p := range n.pairs {
		if p.key.text != key {
			c.pairs = append(c.pairs, p)
		}
	}
	return &c
}

// defaultVariant checks the name of the default, or chooses the first.
func (l *loader) defaultVariant(r *reader, root *node, out *lab.Lab) {
	if out.Default == "" {
		out.Default = out.Variants[0].Name
		return
	}
	if out.Variant(out.Default) == nil {
		var names []string
		for _, v := range out.Variants {
			if v.Name != "" {
				names = append(names, v.Name)
			}
		}
		if len(names) == 0 {
			r.fail(root.get("default"), "leave it out", "the lab has no variants, so none can be its default")
			return
		}
		r.unknown(root.get("default"), 0, "variant", out.Default, names)
	}
}
