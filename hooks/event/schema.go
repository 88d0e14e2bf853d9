package event

import (
	"encoding/json"
	"slices"
	"strings"
)

// Schema is the JSON Schema (draft 2020-12) of one line of the JSON form, made
// from Fields.
func Schema() []byte {
	root := object()
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "netlab event, " + Format
	root["description"] = "One line of a recording. The first is a run event, the last an end event."
	for _, f := range fields {
		at, key := descend(root, f.Key)
		at["properties"].(schema)[key] = f.schema()
		if f.Must {
			at["required"] = append(at["required"].([]string), key)
		}
	}
	var rules []schema
	for k := Kind(1); int(k) < len(kindNames); k++ {
		needs, bars := []string{}, schema{}
		for _, f := range fields {
			kinds := f.Kinds()
			switch {
			case strings.Contains(f.Key, ".") || kinds == nil:
			case !slices.Contains(kinds, k):
				bars[f.Key] = false
			case slices.Contains(needed[k], f.Key):
				needs = append(needs, f.Key)
			}
		}
		if k.ofPacket() {
			needs = append(needs, "packet")
		}
		rules = append(rules, schema{
			"if":   schema{"properties": schema{"kind": schema{"const": k.String()}}},
			"then": schema{"required": needs, "properties": bars},
		})
	}
	root["allOf"] = rules
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // the tables are ours
	}
	return append(text, '\n')
}

// needed are the keys without which an event of the kind says nothing.
var needed = map[Kind][]string{
	Run: {"run"}, Call: {"op"}, Return: {"op"}, Send: {"seg"}, Verdict: {"seg", "action"}, Deliver: {"seg"}, Drop: {"seg"},
	Change: {"to"}, Timer: {"timer"}, Note: {"note"}, Expect: {"expect"}, End: {"end"},
}

type schema = map[string]any

func object() schema {
	return schema{"type": "object", "properties": schema{}, "required": []string{}, "additionalProperties": false}
}

// descend finds the object that a path's last key belongs to.
func descend(at schema, path string) (schema, string) {
	for {
		key, rest, deeper := strings.Cut(path, ".")
		if !deeper {
			return at, key
		}
		name, list := strings.CutSuffix(key, "[]")
		at = at["properties"].(schema)[name].(schema)
		if list {
			at = at["items"].(schema)
		}
		path = rest
	}
}

// schema is what a field's own value must be.
func (f Field) schema() schema {
	base, list := strings.CutPrefix(f.Type, "[]")
	s := schema{}
	switch base {
	case "object":
		s = object()
	case "{}string":
		s = schema{"type": "object", "additionalProperties": schema{"type": "string"}}
	case "any":
	default:
		s["type"] = base
	}
	if words := forms[f.Form]; words != nil {
		s["enum"] = words
	}
	if r, ok := ranges[f.Form]; ok {
		s["minimum"], s["maximum"] = r[0], r[1]
	}
	if f.Form == "base64" {
		s["contentEncoding"] = "base64"
		s["pattern"] = "^[A-Za-z0-9+/]*={0,2}$"
	}
	if list {
		s = schema{"type": "array", "items": s}
	}
	s["description"] = f.Text
	return s
}

// ranges are the least and the greatest number of a form.
var ranges = map[string][2]uint64{
	"u8": {0, 1<<8 - 1}, "u16": {0, 1<<16 - 1}, "u32": {0, 1<<32 - 1}, "u64": {0, 1<<64 - 1},
	"time": {0, 1<<63 - 1}, "number": {1, 1<<32 - 1},
}
