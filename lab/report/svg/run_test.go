package svg_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/labs/labstest"
)

// one is the story of a variant.
func one(t testing.TB, lab, name string) *story.Story {
	t.Helper()
	return story.Fold(labstest.Variant(t, lab, name).All())
}

// file draws a picture of its own.
func drawn(t testing.TB, s *story.Story, o svg.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := svg.Draw(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wellFormed reads a picture as XML, and sees to it that there is nothing in it but
// what pictures are made of: no script, no style in an attribute, nothing to be loaded.
// It returns the picture's texts.
func wellFormed(t testing.TB, picture []byte) []string {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(picture))
	var texts []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, picture[max(0, int(d.InputOffset())-300):d.InputOffset()])
		}
		switch x := token.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "svg", "g", "path", "rect", "line", "text", "title", "desc", "style":
			default:
				t.Fatalf("there is a <%s>", x.Name.Local)
			}
			for _, a := range x.Attr {
				name := a.Name.Local
				if strings.HasPrefix(name, "on") || name == "href" || name == "style" || name == "src" {
					t.Fatalf("there is an attribute %s=%q", name, a.Value)
				}
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Fatalf("%s=%q", name, a.Value)
				}
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(x)); s != "" {
				texts = append(texts, s)
			}
		}
	}
}

var languages = []words.Lang{words.English, words.Chinese}
