package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/quiz"
	"netlab/lab/words"
	"netlab/labs"
)

// grade marks sheets: those of a class, in the order given. Whatever is wrong with a
// sheet is told with its place, and the rest of it is marked, and so are the others.
func grade(k *call) error {
	write := graders[k.text("format")]
	if write == nil {
		write = gradeTable
	}
	p, err := k.picture()
	if err != nil {
		return err
	}
	own, err := k.ownLabs()
	if err != nil {
		return err
	}
	g := &grading{call: k, picture: p, labs: own, first: map[string]string{}}
	g.answers = k.on("answers") || len(k.args) == 1 || k.text("format") == "json" || k.text("format") == "tap"
	line := k.terminalLine()
	var all []*graded
	for i, path := range k.args {
		if line != nil && len(k.args) > 1 {
			line.show(k.t("grade.progress", i+1, len(k.args)))
		}
		sheet, err := g.sheet(path)
		if line != nil {
			line.clear()
		}
		if err != nil {
			return err
		}
		g.tell(sheet)
		all = append(all, sheet)
	}
	if err := write(g, all); err != nil {
		return err
	}
	if g.faulty {
		return status(exitWrong)
	}
	return nil
}

// graders are the formats that sheets' marks are written in.
var graders = map[string]func(*grading, []*graded) error{"table": gradeTable, "csv": gradeCSV, "json": gradeJSON, "tap": gradeTAP}

// grading is a class being graded.
type grading struct {
	*call
	picture *picture
	answers bool // wrong answers are listed
	labs    map[string]*quiz.Lab
	first   map[string]string // by student and lab: the first sheet
	faulty  bool
}

// graded is a sheet with its marks.
type graded struct {
	file    string
	student string
	lab     string
	marks   *quiz.Marks // nil: it could not be marked
	faults  quiz.Faults
	failure error  // the file could not be read, or the lab is not known
	twin    string // the sheet of the same student and lab that came before
	wrong   []*wrongOne
}

// wrongOne is an answer that is not right, and where the right one shows.
type wrongOne struct {
	*quiz.Marked
	rungs string // as drawn; "": nothing shows it by itself
}

// ownLabs reads the labs of --lab, which are in no catalogue. A sheet names its lab and
// never a file.
func (k *call) ownLabs() (map[string]*quiz.Lab, error) {
	own := map[string]*quiz.Lab{}
	for _, path := range k.list("lab") {
		name, text, err := k.fileText(path)
		if err != nil {
			return nil, err
		}
		k.remember(name, text)
		l, err := quiz.Load(quiz.Source{Name: name, YAML: text})
		if err != nil {
			return nil, k.blame([]error{err})
		}
		if before := own[l.Name]; before != nil {
			return nil, wrong("grade-twice", before.Source.Name, name, l.Name)
		}
		own[l.Name] = l
	}
	return own, nil
}

// lab is the lab that a sheet is about.
func (g *grading) lab(name string) (*quiz.Lab, error) {
	if l := g.labs[name]; l != nil {
		return l, nil
	}
	text, err := labs.Open(name)
	if err != nil || !labs.Has(name) {
		f := wrong("grade-lab", quiz.Printable(name))
		if n := segment.Nearest(name, labs.Names()); n != "" {
			return nil, f.or("meant", n)
		}
		return nil, f.or("grade-own")
	}
	l, err := quiz.Load(quiz.Source{Name: labs.Path(name), YAML: text})
	if err != nil {
		return nil, err
	}
	g.labs[name] = l
	return l, nil
}

// sheet marks a file. The error ends all: an interrupt.
func (g *grading) sheet(path string) (*graded, error) {
	s := &graded{file: path}
	name, text, err := g.sheetText(path)
	if err != nil {
		s.failure = err
		return s, nil
	}
	g.remember(name, text)
	sheet, faults := quiz.ReadSheet(name, text)
	if s.faults = faults; sheet == nil {
		return s, nil
	}
	s.student, s.lab = quiz.Printable(sheet.Student), quiz.Printable(sheet.Lab)
	l, err := g.lab(sheet.Lab)
	if err != nil {
		s.failure = err
		return s, nil
	}
	q, err := l.Open(g.ctx, sheet.Student, runQuiz)
	if err == nil {
		s.marks, err = q.Grade(g.ctx, sheet)
	}
	if g.interrupted() {
		return nil, status(exitInterrupted)
	}
	if err != nil {
		s.failure = g.quizError(l.Name, err)
		return s, nil
	}
	s.faults = append(s.faults, s.marks.Faults...)
	slices.SortStableFunc(s.faults, func(a, b *quiz.Fault) int {
		return cmp.Or(cmp.Compare(a.Place.Line, b.Place.Line), cmp.Compare(a.Place.Column, b.Place.Column))
	})
	twin := sheet.Student + "\x00" + sheet.Lab
	if s.twin = g.first[twin]; s.twin == "" {
		g.first[twin] = path
	}
	for i := range s.marks.Questions {
		m := &s.marks.Questions[i]
		if m.Right {
			continue
		}
		w := &wrongOne{Marked: m}
		if g.answers {
			w.rungs = g.rungs(m)
		}
		s.wrong = append(s.wrong, w)
	}
	for i := range s.marks.Questions { // the runs of a class are not kept
		m := &s.marks.Questions[i]
		m.Mark.Run, m.Asked = nil, &quiz.Asked{Question: m.Asked.Question, Number: m.Asked.Number}
	}
	return s, nil
}

// sheetText is a sheet's text. A folder is none: a shell names the files in it.
func (g *grading) sheetText(path string) (string, []byte, error) {
	if info, err := os.Stat(path); path != "-" && err == nil && info.IsDir() {
		return "", nil, wrong("grade-folder", path).or("grade-glob", strings.TrimRight(path, `/\`))
	}
	return g.fileText(path)
}

// rungs draws where the right answer shows.
func (g *grading) rungs(m *quiz.Marked) string {
	if m.Run == nil || len(m.Seen) == 0 || m.Asked.Kind == lab.AskRule {
		return ""
	}
	o := ladderFor(raw(m.Asked), g.picture.Options)
	if g.text("format") != "" && g.text("format") != "table" {
		o.Color, o.Lang = false, words.English // data are in no language
	}
	return rungsSeen(m.Run.Story(), m.Seen, nil, o)
}

// tell says what is wrong with a sheet.
func (g *grading) tell(s *graded) {
	g.faulty = g.faulty || s.failure != nil || len(s.faults) > 0
	if s.failure != nil {
		fmt.Fprintf(g.err, "netlab: %s: ", printable(s.file))
		g.blameSheet(s.failure)
	}
	for _, f := range s.faults {
		fmt.Fprintln(g.err, f.In(g.lang))
		g.point(f.Place)
	}
	if s.twin != "" {
		g.say("grade.twin", printable(s.file), s.student, s.lab, printable(s.twin))
	}
}

func (g *grading) blameSheet(err error) {
	if f, ok := err.(*failure); ok {
		fmt.Fprintln(g.err, f.in(g.lang))
		return
	}
	fmt.Fprintln(g.err, err)
}

// percent is a mark out of a hundred.
func percent(m *quiz.Marks) float64 {
	if m == nil || m.Max == 0 {
		return 0
	}
	return 100 * float64(m.Points) / float64(m.Max)
}

// unmet is the first thing that a student's rules did not make happen.
func unmet(lang words.Lang, m *quiz.Mark) (text, got string) {
	for i := range m.Expect {
		if x := &m.Expect[i]; !x.OK {
			return words.Pick(lang, x.Text.Text), words.Pick(lang, x.Got)
		}
	}
	return "", ""
}
