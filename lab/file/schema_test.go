package file

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
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
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("lab.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("lab.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plainValue is a tree as an editor hands it to a schema: typed by YAML 1.2's
// core schema.
func plainValue(n *node) any {
	switch n.kind {
	case list:
		items := []any{}
		for _, i := range n.items {
			items = append(items, plainValue(i))
		}
		return items
	case table:
		m := map[string]any{}
		for _, p := range n.pairs {
			m[p.key.text] = plainValue(p.value)
		}
		return m
	case nothing:
		return nil
	}
	if n.style != plain {
		return n.text
	}
	if i, err := strconv.Atoi(n.text); err == nil {
		return i
	}
	if f, err := strconv.ParseFloat(n.text, 64); err == nil && n.text != "inf" && n.text != "nan" {
		return f
	}
	if n.text == "true" || n.text == "false" {
		return n.text == "true"
	}
	return n.text
}

func validate(t *testing.T, s *jsonschema.Schema, name string) (ok, readable bool) {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var errs errorList
	root := parse(name, src, &errs)
	if root == nil || len(errs.all) > 0 {
		return false, false
	}
	err = s.Validate(plainValue(root))
	if err != nil && strings.Contains(name, "good") {
		t.Errorf("%s: %v", name, err)
	}
	return err == nil, true
}

// An editor accepts the good labs, and refuses those of the bad ones that it can
// see through without the lab's names: which those are is in a file.
func TestSchema(t *testing.T) {
	s := compiled(t)
	for _, name := range files(t, "testdata/good/*.yaml") {
		validate(t, s, name)
	}
	var got strings.Builder
	for _, name := range files(t, "testdata/bad/*.yaml") {
		verdict := "no YAML for a lab"
		if ok, readable := validate(t, s, name); readable {
			verdict = map[bool]string{true: "takes it", false: "refuses it"}[ok]
		}
		got.WriteString(filepath.Base(name) + ": " + verdict + "\n")
	}
	golden(t, "testdata/bad/schema.golden", []byte(got.String()))
}

// Everything that the tables explain is in the schema and in the manual.
func TestManual(t *testing.T) {
	manual := Manual()
	for _, line := range strings.Split(manual, "\n") {
		if len([]rune(line)) > 80 {
			t.Errorf("over 80 columns: %s", line)
		}
	}
	golden(t, "testdata/manual.golden", []byte(manual))
	for _, k := range Keys() {
		if k.Doc == "" || k.Takes == "" {
			t.Errorf("%s is not explained", k.Name)
		}
		if k.Example == "" {
			continue
		}
		if strings.HasPrefix(k.Example, "variants") || strings.HasPrefix(k.Example, "default") {
			continue
		}
		src := k.Example + "\n"
		if !strings.HasPrefix(src, "hosts") {
			src += "hosts: [client, server]\n"
		} else {
			src += "wires: [{ends: [client, router]}, {ends: [router, server]}]\n"
		}
		if _, errs := Load("example", []byte(src), Options{}); errs != nil {
			t.Errorf("the example of %s: %v", k.Name, errs)
		}
	}
}
