package quiz

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"netlab/lab"
)

// A SheetFile is a sheet that was filled in, as far as it could be read.
type SheetFile struct {
	Name    string // the file's, for places
	Lab     string
	Version string
	Student string
	World   string
	Answers []Answered

	places map[string]lab.Place // of what stands above the answers
}

// Answered is an answer of a sheet.
type Answered struct {
	ID    string
	Text  string
	Place lab.Place // of the answer
	Of    lab.Place // of the ID
}

// Bounds on a sheet. One of the catalogue has some 5 kB, and a question of it six
// nodes.
const (
	maxSheet   = 128 << 10 // octets
	maxMarks   = 10_000    // characters that YAML's structure is made of, outside of comments
	maxDepth   = 8         // lists and maps in each other
	maxAnswers = 100
)

// ReadSheet reads a sheet that was filled in. What cannot be read is told with its
// line, and the rest is read all the same: a slip in one answer does not cost the
// others. It runs nothing. Without a format or a lab that can be read the sheet is nil.
func ReadSheet(name string, text []byte) (*SheetFile, Faults) {
	if f := bounds(text); f != nil {
		f.Place.File = name
		return nil, Faults{f}
	}
	r := sheetReader{sheet: &SheetFile{Name: name, places: map[string]lab.Place{}}, seen: map[string]int{}}
	text = []byte(breaks.Replace(strings.TrimPrefix(string(text), "\ufeff")))
	if !r.whole(text) {
		r.pieces(text)
	}
	s := r.sheet
	start := lab.Place{File: name, Line: 1, Column: 1}
	switch {
	case !r.format:
		if s = nil; len(r.faults) == 0 {
			r.faults = append(r.faults, fault("sheet-format", Format, "").at(start))
		}
	case s.Lab == "":
		r.faults = append(r.faults, fault("sheet-lab").at(start))
		s = nil
	case s.Student == "":
		at, ok := s.places["student"]
		if !ok {
			at = start
		}
		r.faults = append(r.faults, fault("sheet-student").at(at))
	}
	slices.SortStableFunc(r.faults, func(a, b *Fault) int { return a.Place.Line - b.Place.Line })
	return s, r.faults
}

// breaks makes lines of a text what an editor counts as such. YAML breaks lines at a
// few characters more (YAML 1.1, 4.2), where nobody sees a line end.
var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", " ", "\u2028", " ", "\u2029", " ")

// bounds refuses what is too large, or no text, before anything is built of it.
func bounds(text []byte) *Fault {
	if len(text) > maxSheet {
		return fault("sheet-large", len(text), maxSheet)
	}
	marks, line := 0, 1
	for part := range bytes.Lines(text) {
		for i := 0; i < len(part); {
			r, n := utf8.DecodeRune(part[i:])
			if r == utf8.RuneError && n == 1 || r == 0 {
				return fault("sheet-text", part[i]).at(lab.Place{Line: line, Column: 1 + utf8.RuneCount(part[:i])})
			}
			i += n
		}
		if !bytes.HasPrefix(bytes.TrimLeft(part, " \t"), []byte("#")) {
			for _, c := range part {
				if strings.IndexByte(",[]{}:-?&*!|>%#\n", c) >= 0 {
					marks++
				}
			}
		}
		if marks > maxMarks {
			return fault("sheet-parts", maxAnswers).at(lab.Place{Line: line, Column: 1})
		}
		line++
	}
	return nil
}

type sheetReader struct {
	sheet  *SheetFile
	faults Faults
	format bool           // it says that it is a sheet
	seen   map[string]int // by ID: the line of its first answer
	shift  int            // lines above the piece that is being read
}

// mostFaults is how many are told.
const mostFaults = 200

func (r *sheetReader) fail(y *yaml.Node, f *Fault) {
	if len(r.faults) < mostFaults {
		r.faults = append(r.faults, f.at(r.at(y)))
	}
}

func (r *sheetReader) at(y *yaml.Node) lab.Place {
	return lab.Place{File: r.sheet.Name, Line: y.Line + r.shift, Column: y.Column}
}

// document has YAML read a text; nil where it cannot.
func document(text []byte) (*yaml.Node, error) {
	l, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithUniqueKeys(false), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := l.Load(&doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, io.EOF
	}
	return doc.Content[0], nil
}

// whole reads a sheet that YAML can read, and says whether it could.
func (r *sheetReader) whole(text []byte) bool {
	root, err := document(text)
	if err != nil {
		return false
	}
	r.top(root)
	return true
}

// pieces reads a sheet with a slip in it: what stands above the answers, and each of
// them, by itself. A piece that cannot be read is told, and costs no other.
func (r *sheetReader) pieces(text []byte) {
	var starts, lines []int // octets, and lines above
	at, line := 0, 0
	for part := range bytes.Lines(text) {
		item := strings.TrimLeft(string(part), " ")
		if strings.HasPrefix(item, "- id:") || strings.HasPrefix(item, "-id:") {
			starts, lines = append(starts, at), append(lines, line)
		}
		at += len(part)
		line++
	}
	ends := append(slices.Clone(starts), len(text))
	head := text[:ends[0]]
	if root, err := document(head); err != nil {
		r.slip(err)
	} else {
		r.top(root)
	}
	for i, from := range starts {
		r.shift = lines[i]
		root, err := document(text[from:ends[i+1]])
		switch {
		case err != nil:
			r.slip(err)
		case root.Kind == yaml.SequenceNode:
			r.answers(root)
		default:
			r.fail(root, fault("sheet-id"))
		}
	}
	r.shift = 0
}

// slip tells of YAML's error, but that there is nothing: what is missing then is told.
func (r *sheetReader) slip(err error) {
	if errors.Is(err, io.EOF) {
		return
	}
	at := lab.Place{File: r.sheet.Name, Line: 1 + r.shift, Column: 1}
	problem := err.Error()
	var e *yaml.LoadError
	if errors.As(err, &e) {
		mark := e.Mark
		if e.ContextMark.Line > 0 && e.ContextMark.Line < mark.Line { // where it began is what the student wrote
			mark = e.ContextMark
		}
		at.Line, at.Column, problem = max(mark.Line, 1)+r.shift, max(mark.Column, 1), strings.TrimSpace(e.Message+" "+e.ContextMsg)
	}
	if len(r.faults) < mostFaults {
		r.faults = append(r.faults, fault("sheet-yaml", problem).at(at))
	}
}

// pairs goes over a map's keys; the first of two that are the same counts.
func (r *sheetReader) pairs(y *yaml.Node, each func(key, value *yaml.Node)) {
	first := map[string]int{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if line, ok := first[key.Value]; ok {
			r.fail(key, fault("sheet-twice", key.Value, line))
			continue
		}
		first[key.Value] = key.Line + r.shift
		each(key, value)
	}
}

// top reads the map that a sheet is.
func (r *sheetReader) top(y *yaml.Node) {
	if y.Kind != yaml.MappingNode {
		r.fail(y, fault("sheet-format", Format, y.Value))
		return
	}
	s := r.sheet
	texts := map[string]*string{"lab": &s.Lab, "version": &s.Version, "student": &s.Student, "world": &s.World}
	r.pairs(y, func(key, value *yaml.Node) {
		to := texts[key.Value]
		switch {
		case key.Value == "format":
			if value.Kind != yaml.ScalarNode || value.Value != Format {
				r.fail(value, fault("sheet-format", Format, value.Value))
			}
			r.format = true
		case key.Value == "answers":
			r.answers(value)
		case to == nil:
			r.fail(key, fault("sheet-key", key.Value))
		case value.Kind != yaml.ScalarNode:
			r.fail(value, fault("sheet-type"))
		default:
			if *to = value.Value; value.Tag == "!!null" {
				*to = ""
			}
			*to = strings.TrimSpace(*to)
			s.places[key.Value] = r.at(value)
		}
	})
}

// answers reads the list of them.
func (r *sheetReader) answers(y *yaml.Node) {
	switch {
	case y.Kind == yaml.ScalarNode && y.Tag == "!!null":
		return
	case y.Kind != yaml.SequenceNode:
		r.fail(y, fault("sheet-map", "answers: [{id: ..., answer: ...}, ...]"))
		return
	}
	for _, item := range y.Content {
		if len(r.sheet.Answers) >= maxAnswers {
			r.fail(item, fault("sheet-parts", maxAnswers))
			return
		}
		r.answer(item)
	}
}

func (r *sheetReader) answer(y *yaml.Node) {
	if y.Kind != yaml.MappingNode {
		r.fail(y, fault("sheet-map", "- {id: ..., answer: ...}"))
		return
	}
	a := Answered{Place: r.at(y), Of: r.at(y)}
	r.pairs(y, func(key, value *yaml.Node) {
		switch key.Value {
		case "id":
			a.ID, a.Of = value.Value, r.at(value)
		case "answer":
			text, ok := answerText(value)
			if a.Place = r.at(value); !ok {
				r.fail(value, fault("sheet-type"))
			}
			a.Text = text
		default:
			r.fail(key, fault("sheet-key", key.Value))
		}
	})
	switch line, before := r.seen[a.ID]; {
	case a.ID == "":
		r.fail(y, fault("sheet-id"))
	case before:
		if len(r.faults) < mostFaults {
			r.faults = append(r.faults, fault("sheet-twice", a.ID, line).at(a.Of))
		}
	default:
		r.seen[a.ID] = a.Of.Line
		r.sheet.Answers = append(r.sheet.Answers, a)
	}
}

// answerText is an answer: a text, or a list of them, one a line. YAML's types are not
// asked for, only what is written.
func answerText(y *yaml.Node) (string, bool) {
	switch y.Kind {
	case yaml.ScalarNode:
		if y.Tag == "!!null" && y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 {
			return "", true
		}
		return y.Value, true
	case yaml.SequenceNode:
		var lines []string
		for _, item := range y.Content {
			if item.Kind != yaml.ScalarNode {
				return "", false
			}
			lines = append(lines, item.Value)
		}
		return strings.Join(lines, "\n"), true
	}
	return "", false
}
