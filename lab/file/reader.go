package file

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"netlab/hooks"
	"netlab/hooks/segment"
	"netlab/lab"
)

// A reader reads one variant's tree into a lab.Variant, and the lab's own keys
// into a lab.Lab.
type reader struct {
	errs    *errorList
	variant string
	whole   bool   // reads what the lab says of itself, not for a variant
	key     string // whose value is being read, for errors

	// What the variant's names stand for, known once hosts and wires are read.
	env      hooks.Env
	isHost   map[string]bool
	ends     map[string][2]string // by wire: the hosts that it joins
	rules    []string             // their names
	labels   map[string][]string  // by program
	programs []string

	warnings   *errorList
	stacksTake func() []Setting // nil: settings are not checked
	checks     []func()         // for when all names are known
}

// failAt tells an error at an octet of a node's text.
func (r *reader) failAt(n *node, offset int, hint, format string, args ...any) {
	if n.lost || r.errs.full() {
		return
	}
	at := n.at
	if offset > 0 {
		at = n.placeIn(offset)
	}
	r.errs.add(Error{at, fmt.Sprintf(format, args...), hint}, n.own || r.whole, r.variant)
}

func (r *reader) fail(n *node, hint, format string, args ...any) {
	r.failAt(n, 0, hint, format, args...)
}

// warn tells of what is surely not meant, at an octet of a node's text.
func (r *reader) warn(n *node, offset int, hint, format string, args ...any) {
	errs := r.errs
	r.errs = r.warnings
	r.failAt(n, offset, hint, format, args...)
	r.errs = errs
}

// wrong is the error for a value that is not what the key takes.
func (r *reader) wrong(n *node, want, hint string) {
	r.fail(n, hint, "%s: wanted %s, saw %s", r.key, want, n.saw())
}

// unknown is the error for a name that nothing bears.
func (r *reader) unknown(n *node, offset int, what, name string, names []string) {
	if r.errs.full() {
		return
	}
	hint := meant(name, names)
	switch {
	case strings.ContainsAny(name, "“”„‘’"):
		hint = "these are typographic quotation marks, which YAML does not know: write \" or none"
	case len(names) == 0:
		hint = "there is none"
	}
	r.failAt(n, offset, hint, "no %s is called %s", what, quote(name))
}

// later runs a check when all names of the variant are known.
func (r *reader) later(check func()) { r.checks = append(r.checks, check) }

// word is a scalar's text, which must not be empty; "" with an error told if it
// is something else.
func (r *reader) word(n *node, want string) string {
	if n.kind != scalar || n.text == "" {
		r.wrong(n, want, "")
		return ""
	}
	if !r.plain(n) {
		return ""
	}
	return n.text
}

// plain refuses what a terminal, a page or a sheet would obey rather than show:
// characters that move a cursor, end a line where no editor shows its end, or turn
// round what stands beside them. What programs send may have them.
func (r *reader) plain(n *node) bool {
	i := strings.IndexFunc(n.text, func(c rune) bool {
		return unicode.IsControl(c) && c != '\n' && c != '\t' || c >= 0x2028 && c <= 0x202e || c >= 0x2066 && c <= 0x2069
	})
	if i < 0 {
		return true
	}
	c, _ := utf8.DecodeRuneInString(n.text[i:])
	r.fail(n, "leave it out", "%s: no text may have the control character %U", r.key, c)
	return false
}

// parsed is a scalar read by one of the functions that parse units.
func parsed[T any](r *reader, n *node, want string, parse func(string) (T, error)) (value T) {
	if s := r.word(n, want); s != "" {
		var err error
		if value, err = parse(s); err != nil {
			r.wrong(n, want, err.Error())
		}
	}
	return value
}

func (r *reader) duration(n *node) time.Duration { return parsed(r, n, "a time", parseDuration) }

// number reads an integer from least to most.
func (r *reader) number(n *node, least, most int) int {
	return parsed(r, n, "a number", func(s string) (int, error) {
		i, err := strconv.Atoi(s)
		if err != nil || i < least || i > most {
			return 0, fmt.Errorf("write an integer from %d to %d", least, most)
		}
		return i, nil
	})
}

func (r *reader) flag(n *node) bool {
	return parsed(r, n, aFlag.takes, parseFlag)
}

// parseFlag reads true or false. YAML's other words for them are not taken: YAML
// itself has given them up.
func parseFlag(s string) (bool, error) {
	switch s {
	case "true", "false":
		return s == "true", nil
	case "yes", "on", "1":
		return false, fmt.Errorf("write true")
	case "no", "off", "0":
		return false, fmt.Errorf("write false")
	}
	return false, fmt.Errorf("write one of them")
}

func (r *reader) oneOf(n *node, words []string) string {
	want := "one of " + strings.Join(words, ", ")
	s := r.word(n, want)
	if s != "" && !slices.Contains(words, s) {
		hint := ""
		if near := segment.Nearest(s, words); near != "" && len(s) > 1 {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		r.wrong(n, want, hint)
		return ""
	}
	return s
}

// name reads a name that the file gives to something.
func (r *reader) name(n *node, what string) string {
	s := r.word(n, "a name")
	if s != "" {
		r.checkName(n, what)
	}
	return s
}

// checkName tells of a name that rules and filters could not say. They read a
// word of letters, digits, - and _, and a dot ends a host's name before .state.
func (r *reader) checkName(n *node, what string) bool {
	s := n.text
	if validName(s) {
		return true
	}
	r.fail(n, "begin with a letter and go on with letters, digits, - and _, at most 63", "%s cannot be the name of a %s", quote(s), what)
	return false
}

func validName(s string) bool {
	if len(s) == 0 || len(s) > 63 { // as labels of host names, RFC 1035 (2.3.4)
		return false
	}
	for i, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '-' && c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

// known reads a name that must be one of names.
func (r *reader) known(n *node, what string, names []string) string {
	s := r.word(n, "a "+what)
	if s != "" && !slices.Contains(names, s) {
		r.unknown(n, 0, what, s, names)
	}
	return s
}

// languages are those that texts are written in.
var languages = []string{"en", "zh"}

// text reads "..." or {en: ..., zh: ...}.
func (r *reader) text(n *node) lab.Text {
	const want = "a text, or one by language: {en: ..., zh: ...}"
	switch n.kind {
	case scalar:
		if n.text != "" {
			return lab.Text{"en": r.word(n, want)}
		}
	case table:
		t := lab.Text{}
		for _, p := range n.pairs {
			if !slices.Contains(languages, p.key.text) {
				r.fail(p.key, "texts are in en and zh", "%s: no language is called %s", r.key, quote(p.key.text))
				continue
			}
			t[p.key.text] = r.word(p.value, "a text")
		}
		if len(n.pairs) > 0 {
			return t
		}
	}
	r.wrong(n, want, "")
	return nil
}

// each goes over the items of a list, which may have at most so many.
func (r *reader) each(n *node, want string, most int, item func(*node)) {
	if n.kind != list {
		hint := ""
		switch n.kind {
		case scalar:
			hint = "put it into brackets: [" + quote(n.text) + "]"
		case table:
			hint = "begin each of its items with a -"
		}
		r.wrong(n, want, hint)
		return
	}
	if !r.fits(n, len(n.items), most) {
		return
	}
	for _, i := range n.items {
		if r.errs.full() {
			return
		}
		item(i)
	}
}

// eachPair goes over a map's names and values.
func (r *reader) eachPair(n *node, want string, most int, item func(key, value *node)) {
	if n.kind != table {
		r.wrong(n, want, "")
		return
	}
	if !r.fits(n, len(n.pairs), most) {
		return
	}
	for _, p := range n.pairs {
		if r.errs.full() {
			return
		}
		item(p.key, p.value)
	}
}

func (r *reader) fits(n *node, have, most int) bool {
	if have > most {
		r.fail(n, fmt.Sprintf("a lab may have %d", most), "%s: %d are too many", r.key, have)
	}
	return have <= most
}

// words reads a list of texts.
func (r *reader) words(n *node, want string) (words []string) {
	r.each(n, want, maxExpect, func(i *node) {
		if w := r.word(i, "a text"); w != "" {
			words = append(words, w)
		}
	})
	return words
}
