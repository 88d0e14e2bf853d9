package labs_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/quiz"
	"netlab/lab/words"
	"netlab/labs"
	"netlab/topology"
	"netlab/topology/netstack"
)

// students are as many as show that the story is the same for all, and two besides
// whose IDs have letters of other kinds.
var students = []string{"s1", "2026010203", "张三", "Zoë", "s5"}

// carry is the quiz's runner.
func carry(ctx context.Context, p *lab.Plan) (*lab.Result, *event.Log, error) {
	log := new(event.Log)
	res, err := lab.Run(ctx, p, lab.RunOptions{Makers: map[string]topology.Maker{"netstack": netstack.New}, Log: log})
	return res, log, err
}

func quizOf(t testing.TB, name string) *quiz.Lab {
	t.Helper()
	src, err := labs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	l, err := quiz.Load(quiz.Source{Name: labs.Path(name), YAML: src})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func open(t testing.TB, l *quiz.Lab, student string) *quiz.Quiz {
	t.Helper()
	q, err := l.Open(t.Context(), student, carry)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// eachQuiz calls fn with every lab that has questions.
func eachQuiz(t *testing.T, fn func(t *testing.T, l *quiz.Lab)) {
	for _, name := range labs.Names() {
		t.Run(name, func(t *testing.T) {
			if l := quizOf(t, name); len(l.Questions) > 0 {
				fn(t, l)
			}
		})
	}
}

// TestStudentsWorlds: in every student's world each variant shows what it promises.
func TestStudentsWorlds(t *testing.T) {
	eachQuiz(t, func(t *testing.T, l *quiz.Lab) {
		for _, student := range students {
			w, err := quiz.WorldOf(student, l.Lab)
			if err != nil {
				t.Fatal(err)
			}
			changed := read(t, l.Name, l.Source.YAML, file.Options{Vary: w.Set})
			for i := range changed.Variants {
				v := &changed.Variants[i]
				if v.CannotOn("netstack") != nil || len(v.Needs) > 0 {
					continue
				}
				o := run(t, changed, v, w.Settings(lab.Settings{}))
				for _, e := range o.unmet() {
					t.Errorf("%s, student %s, %v: %s", v.Name, student, w.Set, e)
				}
			}
		}
	})
}

// TestEndsOfVary: the story is the same at both ends of what may vary.
func TestEndsOfVary(t *testing.T) {
	eachQuiz(t, func(t *testing.T, l *quiz.Lab) {
		for i := range l.Vary {
			x := &l.Vary[i]
			for _, end := range []int64{x.Range.Low, x.Range.High} {
				set := x.Setting(end)
				changed := read(t, l.Name, l.Source.YAML, file.Options{Vary: []string{set}})
				for i := range changed.Variants {
					v := &changed.Variants[i]
					if v.CannotOn("netstack") != nil || len(v.Needs) > 0 {
						continue
					}
					for _, e := range run(t, changed, v, lab.Settings{}).unmet() {
						t.Errorf("%s, %s: %s", v.Name, set, e)
					}
				}
			}
		}
	})
}

// TestQuestionTexts: questions, options, hints and explanations are there in both
// languages.
func TestQuestionTexts(t *testing.T) {
	eachQuiz(t, func(t *testing.T, l *quiz.Lab) {
		if n := len(l.Questions); n < 3 || n > 8 {
			t.Errorf("it asks %d questions", n)
		}
		for _, q := range l.Lab.Questions {
			texts := []lab.Text{q.Ask, q.Explain}
			texts = append(texts, q.Hints...)
			for _, o := range q.Options {
				texts = append(texts, o.Text)
			}
			for i, text := range texts {
				for _, lang := range languages {
					if text[string(lang)] == "" {
						t.Errorf("%s: text %d is missing in %s: %v", q.ID, i, lang, text)
					}
				}
			}
		}
	})
}

// TestAnswers: whoever answers right gets full marks, and whoever answers
// wrong none, in every student's world.
func TestAnswers(t *testing.T) {
	eachQuiz(t, func(t *testing.T, l *quiz.Lab) {
		for _, student := range students[:3] {
			q := open(t, l, student)
			for _, a := range q.Questions {
				best, err := q.Answer(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				if best.Want == "" || len(best.Seen) == 0 {
					t.Errorf("%s, student %s: no answer, or no rung shows it: %+v", a.ID, student, best)
				}
				if m := check(t, q, a, best.Want); !m.Right || m.Points != m.Max || m.Max == 0 {
					t.Errorf("%s, student %s: %q is right and gets %d of %d", a.ID, student, best.Want, m.Points, m.Max)
				}
				answers := wrongAnswers(a, best.Want)
				if len(answers) == 0 {
					t.Errorf("%s: no wrong answer to %q is tried", a.ID, best.Want)
				}
				for _, wrong := range answers {
					if m := check(t, q, a, wrong); m.Right || m.Points != 0 {
						t.Errorf("%s, student %s: %q is wrong (%q is right) and gets %d", a.ID, student, wrong, best.Want, m.Points)
					}
				}
			}
		}
	})
}

func check(t *testing.T, q *quiz.Quiz, a *quiz.Asked, answer string) *quiz.Mark {
	t.Helper()
	m, err := q.Check(t.Context(), a, answer)
	if err != nil {
		t.Fatalf("%s: %q: %v", a.ID, answer, err)
	}
	return m
}

// wrongAnswers are answers that can be read, and are wrong.
func wrongAnswers(a *quiz.Asked, want string) (all []string) {
	switch a.Kind {
	case lab.AskChoice, lab.AskWhy:
		for _, o := range a.Options {
			if o.Letter != want {
				all = append(all, o.Letter)
			}
		}
	case lab.AskOrder:
		letters := strings.Fields(want)
		shown := func(i int) quiz.Given {
			g := a.Given[letters[i][0]-'a']
			g.Letter = ""
			return g
		}
		for i := range letters { // two that look alike may change places
			if shown(i) != shown(0) {
				letters[0], letters[i] = letters[i], letters[0]
				all = append(all, strings.Join(letters, " "))
				break
			}
		}
	case lab.AskPath:
		states := strings.Split(want, " -> ")
		all = append(all, strings.Join(states[:len(states)-1], " "), want+" LISTEN", "ESTABLISHED")
		slices.Reverse(states)
		if back := strings.Join(states, " -> "); back != want {
			all = append(all, back)
		}
	case lab.AskRule:
		all = append(all, "from client icmp drop")
	default:
		if n, err := strconv.ParseInt(want, 10, 64); err == nil { // "0" is a time to time.ParseDuration too
			all = append(all, fmt.Sprint(n+1), fmt.Sprint(n+2))
		} else if d, err := time.ParseDuration(strings.ReplaceAll(want, " ", "")); err == nil {
			all = append(all, (d + d/10 + 3*time.Millisecond).String())
			if d > 0 {
				all = append(all, (d / 2).String())
			}
		} else if f, err := segment.ParseFlags(want); err == nil {
			all = append(all, (f ^ segment.SYN).String(), (f ^ segment.ACK).String(), (f ^ segment.FIN).String())
		}
	}
	return all
}

// TestOthersNumbers: the number of another student's is wrong.
func TestOthersNumbers(t *testing.T) {
	eachQuiz(t, func(t *testing.T, l *quiz.Lab) {
		var quizzes []*quiz.Quiz
		for _, student := range students {
			quizzes = append(quizzes, open(t, l, student))
		}
		own := quizzes[0]
		for i, a := range own.Questions {
			if a.Kind != lab.AskNumber {
				continue
			}
			want, _ := own.Answer(t.Context(), a)
			others := 0
			for _, other := range quizzes[1:] {
				theirs, _ := other.Answer(t.Context(), other.Questions[i])
				if theirs.Want == want.Want {
					continue // a delay that two have drawn
				}
				others++
				if m := check(t, own, a, theirs.Want); m.Right {
					t.Errorf("%s: %s is right, and so is another student's %s", a.ID, want.Want, theirs.Want)
				}
			}
			if others < len(quizzes)/2 {
				t.Errorf("%s: %s is the number of most: make it a choice, or have what it depends on vary", a.ID, want.Want)
			}
		}
	})
}

// TestSheets: a sheet filled in with the right answers gets full marks in either
// language, an empty one none, and neither has a fault.
func TestSheets(t *testing.T) {
	eachQuiz(t, func(t *testing.T, l *quiz.Lab) {
		for _, lang := range languages {
			q := open(t, l, "s1")
			empty := string(q.Sheet(lang))
			full := empty
			for _, a := range q.Questions {
				m, err := q.Answer(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				head := "- id: " + a.ID + "\n    answer:"
				full = strings.Replace(full, head, head+" "+strconv.Quote(m.Want), 1)
			}
			for text, want := range map[string]int{empty: 0, full: len(q.Questions)} {
				if m := grade(t, l, text); m.Points != want || m.Max != len(q.Questions) {
					t.Errorf("%s: %d of %d points, want %d\n%s", lang, m.Points, m.Max, want, text)
				}
			}
			for i, line := range strings.Split(empty, "\n") {
				if n := columns(line); n > 80 {
					t.Errorf("%s: line %d has %d columns: %s", lang, i+1, n, line)
				}
			}
		}
	})
}

func grade(t *testing.T, l *quiz.Lab, text string) *quiz.Marks {
	t.Helper()
	s, faults := quiz.ReadSheet("sheet.yaml", []byte(text))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	m, err := open(t, l, s.Student).Grade(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Faults) > 0 {
		t.Error(m.Faults)
	}
	return m
}

// columns counts the columns of a line, Chinese characters two.
func columns(line string) (n int) {
	for _, r := range line {
		n++
		if r >= 0x2e80 {
			n++
		}
	}
	return n
}

// TestExplained: each option of a choice is decided by a run, and exactly one is
// true.
func TestExplained(t *testing.T) {
	eachQuiz(t, func(t *testing.T, l *quiz.Lab) {
		q := open(t, l, "")
		for _, a := range q.Questions {
			shown, err := q.Explain(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			right := 0
			for _, s := range shown {
				if s.True {
					right++
				}
				for _, x := range s.Expect {
					for _, lang := range languages {
						if words.Pick(lang, x.Got) == "" {
							t.Errorf("%s %s: nothing is said in %s of what was seen", a.ID, s.Option.Letter, lang)
						}
					}
				}
			}
			if len(shown) > 0 && right != 1 {
				t.Errorf("%s: %d of its options are true", a.ID, right)
			}
		}
	})
}

// TestRunsSkipQuestions: what a run leaves out of a lab's file to begin sooner is what
// only a quiz needs, and nothing else.
func TestRunsSkipQuestions(t *testing.T) {
	for _, name := range labs.Names() {
		all := load(t, name, file.Options{})
		quick := load(t, name, file.Options{Only: func(string, string) bool { return true }})
		if diff := cmp.Diff(all, quick, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
			t.Errorf("%s (-read whole +read for a run):\n%s", name, diff)
		}
	}
}

// BenchmarkClass marks a class's sheets of one lab, as fast as it must be done.
func BenchmarkClass(b *testing.B) {
	for _, name := range labs.Names() {
		l := quizOf(b, name)
		if len(l.Questions) == 0 {
			continue
		}
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				student := fmt.Sprint("s", i)
				q, err := l.Open(b.Context(), student, carry)
				if err != nil {
					b.Fatal(err)
				}
				s, faults := quiz.ReadSheet("sheet.yaml", q.Sheet(words.English))
				if len(faults) > 0 {
					b.Fatal(faults)
				}
				if _, err := q.Grade(b.Context(), s); err != nil && !errors.Is(err, context.Canceled) {
					b.Fatal(err)
				}
			}
		})
	}
}
