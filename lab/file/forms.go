package file

import (
	"strconv"
	"strings"
)

// schema is a JSON Schema, draft 2020-12.
type schema map[string]any

func ref(def string) schema        { return schema{"$ref": "#/$defs/" + def} }
func anyOf(forms ...schema) schema { return schema{"anyOf": forms} }
func pattern(p string) schema      { return schema{"type": "string", "pattern": p} }

// The forms of values. Numbers and truths are texts too: YAML's types are not
// asked for, only what is written.
var (
	aWord     = form{takes: "a text", def: "word"}
	aName     = form{takes: "a name", def: "name"}
	aText     = form{takes: "a text, or {en: ..., zh: ...}", def: "text"}
	aTime     = form{takes: "a time: 10us, 10ms, 1.5s, 2m, 1h", def: "time"}
	aRate     = form{takes: "a rate: 10kbit, 100mbit, 1gbit, or bits a second", def: "rate"}
	aPercent  = form{takes: "a share: 1%, 0.5%", def: "percent"}
	aNumber   = form{takes: "a number", def: "number"}
	aFlag     = form{takes: "true or false", def: "flag"}
	anAddress = form{takes: "an address with a prefix length: 10.0.0.1/24", def: "prefix"}
	aNetwork  = form{takes: "a network: 10.0.0.0/24", def: "prefix"}
	anExpr    = form{takes: "an expression on hosts' states", def: "word"}
)

// called is a form in other words.
func (f form) called(takes string) form {
	f.takes = takes
	return f
}

// brief is a form whose keys the manual does not go through: they stand elsewhere.
func (f form) brief() form {
	f.keys = nil
	return f
}

func oneOfWords(words ...string) form {
	return form{takes: "one of " + strings.Join(words, ", "), build: func() schema { return schema{"enum": typed(words)} }}
}

func listOf(f form) form {
	return form{takes: "a list, each " + f.takes, keys: f.keys,
		build: func() schema { return schema{"type": "array", "items": f.schema()} }}
}

// mapOf is a map whose names the file chooses. A name may have no value where
// there is nothing to say about it.
func mapOf(name string, f form, maybeNothing bool) form {
	return form{takes: "a map: " + name + " to " + f.takes,
		build: func() schema {
			value := f.schema()
			if maybeNothing {
				value = anyOf(schema{"type": "null"}, value)
			}
			return schema{"type": "object", "additionalProperties": value}
		},
		keys: func() []Key { return []Key{{Name: name, Takes: f.takes, Keys: f.subkeys()}} }}
}

// either is one form or the other; the manual goes on with the keys of the
// second.
func either(f, g form) form {
	return form{takes: f.takes + "; or " + g.takes, keys: g.keys,
		build: func() schema { return anyOf(f.schema(), g.schema()) }}
}

// typed is words as YAML would give them to a schema: 4 and true are no strings.
func typed(words []string) []any {
	all := make([]any, 0, len(words))
	for _, w := range words {
		all = append(all, w)
		if n, err := strconv.Atoi(w); err == nil {
			all = append(all, n)
		}
	}
	return all
}
