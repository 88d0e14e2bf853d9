package file

import (
	"slices"
	"strings"

	"netlab/lab"
)

// What stands under a host's set: settings by name, and, under the name of a stack,
// those for a host that runs this one.

// A Setting is something that a lab can set for a host that runs a stack.
type Setting struct {
	Stack string
	Name  string
	Check func(value string) error // what is wrong with a value; nil: the stack alone can tell
}

var settingsForm = form{takes: "a map: SETTING to a text, or STACK to a map: SETTING to a text", build: func() schema {
	own := schema{"type": "object", "additionalProperties": aWord.schema()}
	perStack := schema{}
	for _, s := range stacks {
		perStack[s] = own
	}
	return schema{"type": "object", "properties": perStack, "additionalProperties": aWord.schema()}
}}

func readSettings(r *reader, n *node, h *lab.Host) {
	h.Set = map[string]string{}
	r.eachPair(n, "a map of settings", maxExpect, func(name, value *node) {
		if !slices.Contains(stacks, name.text) {
			h.Set[name.text] = r.setting("", name, value)
			return
		}
		r.key = "set." + name.text
		own := map[string]string{}
		r.eachPair(value, "a map of settings for "+name.text, maxExpect, func(setting, value *node) {
			own[setting.text] = r.setting(name.text, setting, value)
		})
		if h.SetFor == nil {
			h.SetFor = map[string]map[string]string{}
		}
		h.SetFor[name.text] = own
		r.key = "set"
	})
}

// setting reads a value, and checks it as the stack that it is for will: one that
// is for any must do for one that has it. What the other says shows when it is
// built.
func (r *reader) setting(stack string, name, value *node) string {
	text := r.word(value, "a value")
	if r.stacksTake == nil {
		return text
	}
	var names []string
	has, takes := false, false
	var refused error
	for _, s := range r.stacksTake() {
		if stack != "" && s.Stack != stack {
			continue
		}
		names = append(names, s.Name)
		if s.Name != name.text {
			continue
		}
		has = true
		if s.Check == nil {
			takes = true
		} else if err := s.Check(text); err == nil {
			takes = true
		} else if refused == nil {
			refused = err
		}
	}
	switch {
	case !has && stack != "":
		r.fail(name, r.settingElsewhere(name.text, names), "%s has no setting %q", stack, name.text)
	case !has:
		r.fail(name, meant(name.text, names), "no stack has a setting %q", name.text)
	case !takes && text != "":
		r.fail(value, "", "%s: %s", name.text, strings.TrimPrefix(refused.Error(), name.text+": "))
	}
	return text
}

// settingElsewhere is the hint for a setting that stands under a stack that does
// not have it.
func (r *reader) settingElsewhere(name string, names []string) string {
	for _, s := range r.stacksTake() {
		if s.Name == name {
			return "it is one of " + s.Stack
		}
	}
	return meant(name, names)
}
