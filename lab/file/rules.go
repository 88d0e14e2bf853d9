package file

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"netlab/hooks"
	"netlab/lab"
)

// ruleDraft is a rule that is written as a map: its parts, and where each stands.
type ruleDraft struct {
	hooks.Rule
	parts map[string]*node // by hooks' names for them
}

// part reads a part of a rule that hooks will check.
func part(field string, to func(*ruleDraft) *string) func(*reader, *node, *ruleDraft) {
	return func(r *reader, n *node, d *ruleDraft) {
		d.parts[field] = n
		*to(d) = r.word(n, "a text")
	}
}

var ruleKeys = []key[ruleDraft]{
	{"name", aName, "a name, for pictures and for the step rule", "", func(r *reader, n *node, d *ruleDraft) { d.Name = r.name(n, "rule") }},
	{"off", aFlag, "true: switched off at the start", "", func(r *reader, n *node, d *ruleDraft) { d.Off = r.flag(n) }},
	{"from", aName, "the host at the end of the wire that the packet comes from", "", part("from", func(d *ruleDraft) *string { return &d.From })},
	{"to", aName, "the host at the other end", "", part("to", func(d *ruleDraft) *string { return &d.To })},
	{"wire", aName, "the wire", "", part("wire", func(d *ruleDraft) *string { return &d.Wire })},
	{"packet", aNumber, "one packet by its number in an earlier run, instead of match", "",
		func(r *reader, n *node, d *ruleDraft) { d.Packet = uint32(r.number(n, 1, math.MaxInt32)) }},
	{"match", aWord, "a role, or an expression in Wireshark's display-filter language (netlab help fields)", "", part("match", func(d *ruleDraft) *string { return &d.Match })},
	{"nth", aWord, "which of those that match: 1, 2..4, 3.., or \"1,3\"", "", part("nth", func(d *ruleDraft) *string { return &d.Nth })},
	{"chance", aPercent, "how many of them, by chance", "",
		func(r *reader, n *node, d *ruleDraft) { d.Chance = 100 * parsed(r, n, "a share", parsePercent) }},
	{"do", aWord, "what becomes of them: drop, delay 200ms, ... (netlab help rules)", "do: delay 200ms", part("do", func(d *ruleDraft) *string { return &d.Do })},
}

var rulesForm = listOf(either(form{takes: "a line, \"from HOST to HOST MATCH#N ACTION\"", build: func() schema { return schema{"type": "string"} }}, record(ruleKeys))).called("a list of lines, \"from HOST to HOST MATCH#N ACTION\", or of maps")

func readRules(r *reader, n *node, v *lab.Variant) {
	r.each(n, "a list of rules", maxRules, func(i *node) {
		var rule hooks.Rule
		var ok bool
		switch i.kind {
		case scalar:
			rule, ok = r.ruleLine(i)
		case table:
			rule, ok = r.ruleMap(i)
		default:
			r.wrong(i, "a rule in a line or in a map", `write "from client syn#1 drop"`)
		}
		if rule.Name != "" && slices.Contains(r.rules, rule.Name) {
			r.fail(i, "names are for one rule each", "a rule before this one is called %s already", quote(rule.Name))
		}
		name := rule.Name
		if name == "" {
			name = strconv.Itoa(len(r.rules) + 1)
		}
		r.rules = append(r.rules, name)
		if ok {
			v.Rules = append(v.Rules, rule)
		}
	})
}

// ruleLine reads a rule in one line. It is compiled too, since a text that can be
// read may still ask for what cannot be.
func (r *reader) ruleLine(n *node) (hooks.Rule, bool) {
	if !r.plain(n) {
		return hooks.Rule{}, false
	}
	rule, err := hooks.ParseRule(n.text, r.env)
	if err == nil {
		_, err = hooks.Compile([]hooks.Rule{rule}, r.env)
	}
	for _, e := range hooks.Errors(err) {
		offset := e.Offset
		if e.Text != n.text { // of a part in its canonical form
			offset += max(strings.Index(n.text, e.Text), 0)
		}
		r.failAt(n, min(offset, len(n.text)), r.commented(n, e.Hint), "%s", e.Problem)
	}
	r.ruleSteps(n, rule.Do)
	if err == nil {
		r.apart(hooks.MatchSpec{From: rule.From, To: rule.To, Wire: rule.Wire}, func(part string) (*node, int) {
			word := map[string]string{"from": rule.From, "to": rule.To}[part]
			return n, max(0, strings.Index(n.text, part+" "+word)+len(part)+1)
		})
	}
	return rule, err == nil
}

// commented is a hint for a text that ends at a #, which YAML takes for the
// beginning of a comment where a space is before it.
func (r *reader) commented(n *node, hint string) string {
	if n.style != plain || n.src == nil {
		return hint
	}
	at := n.src.offset(n.at.Line, n.at.Column) + len(n.text)
	if at > len(n.src.text) || !strings.HasPrefix(strings.TrimLeft(n.src.text[at:], " "), "#") {
		return hint
	}
	return "YAML takes what follows \" #\" for a comment: write syn#1 without a space, or put the line into quotes"
}

// ruleMap reads a rule that is written as a map.
func (r *reader) ruleMap(n *node) (hooks.Rule, bool) {
	d := ruleDraft{parts: map[string]*node{}}
	if key := n.pairs; len(key) > 0 && !has(ruleKeys, key[0].key.text) && strings.ContainsRune(key[0].key.text, ' ') {
		r.fail(n, `put the whole rule into quotes: "from client syn drop"`, "a colon and a space made this rule a map")
		return d.Rule, false
	}
	if do := n.get("do"); do != nil && do.kind != scalar {
		r.fail(do, "write do: delay 200ms", "do: wanted an action in words, saw %s", do.saw())
		return d.Rule, false
	}
	readRecord(r, n, "a rule", ruleKeys, &d)
	if n.get("do") == nil {
		r.fail(n, "write do: drop, do: delay 200ms, ... (netlab help rules)", "a rule has no action")
		return d.Rule, false
	}
	_, err := hooks.Compile([]hooks.Rule{d.Rule}, r.env)
	for _, e := range hooks.Errors(err) {
		at := d.parts[e.Field]
		switch {
		case at == nil:
			r.fail(n, e.Hint, "%s", e.Problem)
		default:
			r.failAt(at, min(e.Offset, len(at.text)), e.Hint, "%s", e.Problem)
		}
	}
	r.ruleSteps(d.parts["do"], d.Do)
	if err == nil {
		r.apart(hooks.MatchSpec{From: d.From, To: d.To, Wire: d.Wire}, func(part string) (*node, int) { return d.parts[part], 0 })
	}
	return d.Rule, err == nil
}

// ruleSteps checks that the steps exist that a rule waits for: "until step
// client.sent".
func (r *reader) ruleSteps(n *node, do string) {
	words := strings.Fields(do)
	for i, w := range words {
		if i > 1 && words[i-1] == "step" && words[i-2] == "until" {
			r.later(func() { r.stepExists(n, max(strings.Index(n.text, w), 0), w) })
		}
	}
}

// ruleExists checks a rule's name or number, once all are known.
func (r *reader) ruleExists(n *node) {
	if i, err := strconv.Atoi(n.text); err == nil {
		if i < 1 || i > len(r.rules) {
			r.fail(n, "they are counted from 1", "there is no rule %d, but %d", i, len(r.rules))
		}
		return
	}
	var names []string
	for _, name := range r.rules {
		if _, err := strconv.Atoi(name); err != nil {
			names = append(names, name)
		}
	}
	if slices.Contains(names, n.text) {
		return
	}
	hint := meant(n.text, names)
	if len(names) == 0 {
		hint = fmt.Sprintf("give it one: \"name %s from client syn#1 drop\"", n.text)
	}
	r.fail(n, hint, "no rule is called %s", quote(n.text))
}
