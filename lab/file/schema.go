package file

import (
	"encoding/json"
	"maps"

	"netlab/lab"
)

// Schema is the JSON Schema (draft 2020-12) of a lab file, for editors that
// complete and check while one types. It is made of the tables that Load goes
// by. What takes knowing the lab's names, and what stands inside rules and
// expressions, only Load sees.
func Schema() []byte {
	defs := definitions()
	all := properties(labKeys)
	maps.Copy(all, properties(quizKeys()))
	variant := schema{}
	for name, s := range properties(variantKeys) {
		defs["variant."+name] = s
		variant[name] = ref("variant." + name)
		if all[name] == nil {
			all[name] = variant[name]
		}
	}
	all["variants"] = schema{"description": variantsKey.Doc, "type": "object", "additionalProperties": anyOf(schema{"type": "null"},
		schema{"type": "object", "properties": variant, "additionalProperties": false})}
	s := schema{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "netlab: a lab",
		"type":                 "object",
		"properties":           all,
		"additionalProperties": false,
		"anyOf":                []schema{{"required": []string{"hosts"}}, {"required": []string{"variants"}}},
		"$defs":                defs,
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // the tables are data of this package
	}
	return append(b, '\n')
}

// digits is a number that was put into quotes.
const digits = "^[0-9]+$"

func definitions() schema {
	const aTime = `([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)`
	steps := make([]*lab.Word, len(lab.Steps))
	for i := range lab.Steps {
		steps[i] = &lab.Steps[i].Word
	}
	expectations := make([]*lab.Word, len(lab.Expectations))
	for i := range lab.Expectations {
		expectations[i] = &lab.Expectations[i].Word
	}
	return schema{
		"word":    schema{"type": []string{"string", "number", "boolean"}},
		"name":    pattern(`^[A-Za-z][A-Za-z0-9_-]{0,62}$`),
		"time":    anyOf(pattern("^\\+?("+aTime+")+$"), schema{"enum": []any{0, "0"}}),
		"rate":    anyOf(schema{"type": "number", "minimum": 1}, pattern(`^[0-9.]+([KkMmGgTt]?([Ii]?([Bb][Ii][Tt]|[Bb][Pp][Ss])))?$`)),
		"range":   anyOf(schema{"type": "number"}, pattern(`[0-9]`)),
		"percent": pattern(`^[0-9.]+%$`),
		"number":  anyOf(schema{"type": "integer", "minimum": 0}, pattern(digits)),
		"flag":    schema{"enum": []any{true, false, "true", "false"}},
		"prefix":  pattern(`^[0-9a-fA-F:.]+/[0-9]+$`),
		"address": anyOf(schema{"type": "integer", "minimum": 0, "maximum": 65535}, pattern(`^(.*:)?[0-9]+$`)),
		"text": anyOf(ref("word"), schema{"type": "object", "minProperties": 1, "additionalProperties": false,
			"properties": schema{"en": ref("word"), "zh": ref("word")}}),
		"step":        entrySchema(steps),
		"expectation": entrySchema(expectations),
	}
}

// entrySchema is that of a word, or of a map of one word to what goes with it.
func entrySchema(words []*lab.Word) schema {
	var bare []string
	properties := schema{}
	for _, w := range words {
		if !needsMore(w, "") {
			bare = append(bare, w.Name)
		}
		properties[w.Name] = wordSchema(w)
	}
	whole := schema{"type": "object", "minProperties": 1, "maxProperties": 1, "properties": properties, "additionalProperties": false}
	if len(bare) == 0 {
		return whole
	}
	return anyOf(schema{"enum": bare}, whole)
}

// needsMore says whether a word has arguments that cannot be left out, besides
// the one that is given.
func needsMore(w *lab.Word, given string) bool {
	for _, p := range w.Params {
		if p.Must && p.Name != given {
			return true
		}
	}
	return false
}

// wordSchema is that of what stands behind a word: nothing, its main argument,
// or a map of arguments.
func wordSchema(w *lab.Word) schema {
	var forms []schema
	if !needsMore(w, "") {
		forms = append(forms, schema{"type": "null"})
	}
	properties, must := schema{}, []string{}
	for i := range w.Params {
		p := &w.Params[i]
		s := paramSchema(p)
		if p.Main && !needsMore(w, p.Name) {
			forms = append(forms, s)
		}
		if p.Must {
			must = append(must, p.Name)
		}
		properties[p.Name] = schema{"description": p.Doc, "anyOf": []schema{s}}
	}
	forms = append(forms, schema{"type": "object", "properties": properties, "required": must, "additionalProperties": false})
	return schema{"description": w.Does, "anyOf": forms}
}

func paramSchema(p *lab.Param) schema {
	s := wants[p.Type].schema()
	if p.Type == lab.OneOf {
		s = schema{"enum": typed(p.Words)}
	}
	if p.List {
		return anyOf(s, schema{"type": "array", "minItems": 1, "items": s})
	}
	return s
}
