package event

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("event.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("event.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchemaTakesWhatIsWritten(t *testing.T) {
	s := compiled(t)
	for line := range bytes.Lines(written(t)) {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err == nil {
			err = s.Validate(v)
		}
		if err != nil {
			t.Errorf("%s%v", line, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := compiled(t)
	for _, line := range []string{
		`{"n":2,"t_ns":0}`,
		`{"n":0,"t_ns":0,"kind":"note","note":{}}`,
		`{"n":2,"t_ns":-1,"kind":"note","note":{}}`,
		`{"n":2,"t_ns":0,"kind":"snd"}`,
		`{"n":2,"t_ns":0,"kind":"note"}`,
		`{"n":2,"t_ns":0,"kind":"note","note":{},"to":"CLOSED"}`,
		`{"n":2,"t_ns":0,"kind":"note","note":{},"hsot":"client"}`,
		`{"n":2,"t_ns":0,"kind":"state","to":"closed"}`,
		`{"n":2,"t_ns":0,"kind":"send","packet":1}`,
		`{"n":2,"t_ns":0,"kind":"send","seg":{"proto":"tcp","len":0}}`,
		`{"n":2,"t_ns":0,"kind":"send","packet":1,"seg":{"proto":"tcp","len":0,"role":"synn"}}`,
		`{"n":2,"t_ns":0,"kind":"send","packet":1,"seg":{"proto":"tcp","len":0,"roles":["synn"]}}`,
		`{"n":2,"t_ns":0,"kind":"send","packet":1,"raw":"*","seg":{"proto":"tcp","len":0}}`,
		`{"n":2,"t_ns":0,"kind":"end","end":{"reason":"done","standing":[{}]}}`,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("taken: %s", line)
		}
	}
}

// The table of fields, the reader's structs and the writer's order are one.
func TestFieldsAreWhatIsRead(t *testing.T) {
	var want, got []string
	var walk func(path string, v reflect.Type)
	walk = func(path string, v reflect.Type) {
		for i := range v.NumField() {
			f := v.Field(i)
			key, optional := tagOf(f)
			typ, inner := f.Type, path+key
			if path+key == "seg" {
				typ = reflect.TypeFor[segLine]()
			}
			for typ.Kind() == reflect.Pointer {
				typ = typ.Elem()
			}
			must := " must"
			if optional {
				must = ""
			}
			want = append(want, inner+" "+jsonType(typ)+must)
			if typ.Kind() == reflect.Slice && typ != rawType {
				inner, typ = inner+"[]", typ.Elem()
			}
			if typ.Kind() == reflect.Struct {
				walk(inner+".", typ)
			}
		}
	}
	walk("", reflect.TypeFor[line]())
	for _, f := range Fields() {
		must := ""
		if f.Must {
			must = " must"
		}
		got = append(got, f.Key+" "+f.Type+must)
		if f.Text == "" || strings.HasSuffix(f.Text, ".") || strings.Contains(f.Text, "\n") {
			t.Errorf("%s: the text is not one line without a full stop: %q", f.Key, f.Text)
		}
		if _, ok := forms[f.Form]; !ok && f.Form != "" {
			t.Errorf("%s: no form is named %s", f.Key, f.Form)
		}
		for _, k := range f.Kinds() {
			if k == 0 {
				t.Errorf("%s: no kind of %q", f.Key, f.In)
			}
		}
	}
	if w, g := strings.Join(want, "\n"), strings.Join(got, "\n"); w != g {
		t.Errorf("the reader has\n%s\n\nthe table has\n%s", w, g)
	}
}

func jsonType(t reflect.Type) string {
	switch {
	case t == rawType:
		return "any"
	case t.Kind() == reflect.Slice:
		return "[]" + jsonType(t.Elem())
	case t.Kind() == reflect.Map:
		return "{}string"
	case t.Kind() == reflect.Struct:
		return "object"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.String:
		return "string"
	}
	return "integer"
}
