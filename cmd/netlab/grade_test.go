package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"netlab/lab/quiz"
	"netlab/lab/words"
	"netlab/labs"
)

// class writes filled-in sheets of a lab of the catalogue, one for each student.
func class(t testing.TB, name string, students int) (paths []string) {
	t.Helper()
	text, err := labs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	l, err := quiz.Load(quiz.Source{Name: labs.Path(name), YAML: text})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for i := range students {
		q, err := l.Open(context.Background(), fmt.Sprintf("S%d", i+1), runQuiz)
		if err != nil {
			t.Fatal(err)
		}
		sheet := string(q.Sheet(words.English))
		for range q.Questions {
			sheet = strings.Replace(sheet, "    answer:\n", fmt.Sprintf("    answer: from client to server data#1 delay %dms\n", i+1), 1)
		}
		path := filepath.Join(dir, fmt.Sprintf("%03d.yaml", i))
		if err := os.WriteFile(path, []byte(sheet), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// gradedJSON grades sheets and gives their lines of JSON.
func gradedJSON(t testing.TB, paths []string) (lines []gradeEntry) {
	t.Helper()
	var out, errs bytes.Buffer
	w := &world{err: &errs, getenv: func(string) string { return "" }, args: append([]string{"grade", "--format", "json"}, paths...), watch: func() {}}
	w.out = newPrinter(&out, func(error) {})
	w.run(context.Background())
	d := json.NewDecoder(&out)
	for d.More() {
		var e gradeEntry
		if err := d.Decode(&e); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, e)
	}
	return lines
}

// TestClass: a class of 500 is marked in under a minute, each by its own numbers. A
// tenth of it takes a tenth of that; it was measured at a seventh.
func TestClass(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("it measures how long it takes")
	}
	const students, limit = 50, 6 * time.Second
	paths := class(t, "handshake-loss", students)
	start := time.Now()
	all := gradedJSON(t, paths)
	if took := time.Since(start); took > limit {
		t.Errorf("%d sheets took %v, over %v", students, took, limit)
	}
	if len(all) != students {
		t.Fatalf("%d of %d sheets were marked", len(all), students)
	}
	wants := map[string]map[string]int{}
	for i, e := range all {
		if e.Student != fmt.Sprintf("S%d", i+1) || e.Points == nil {
			t.Errorf("sheet %d: %+v", i+1, e)
		}
		for _, a := range e.Answers {
			if wants[a.ID] == nil {
				wants[a.ID] = map[string]int{}
			}
			wants[a.ID][a.Want]++
		}
	}
	differ := 0
	for _, answers := range wants {
		if len(answers) > students/2 {
			differ++
		}
	}
	if differ == 0 {
		t.Errorf("no question has answers that differ from student to student: %v", wants)
	}
}

// TestRunsAreNotKept: a class's marks do not hold on to the runs that gave them, in no
// format.
func TestRunsAreNotKept(t *testing.T) {
	for _, answers := range []bool{false, true} {
		k := &call{world: &world{out: newPrinter(io.Discard, nil), err: io.Discard}, ctx: t.Context(), sources: map[string][]byte{}}
		g := &grading{call: k, picture: &picture{}, labs: map[string]*quiz.Lab{}, first: map[string]string{}, answers: answers}
		s, err := g.sheet(class(t, "handshake-loss", 1)[0])
		if err != nil || s.marks == nil {
			t.Fatal(err, s)
		}
		for i := range s.marks.Questions {
			if m := &s.marks.Questions[i]; m.Run != nil || m.Asked.Run() != nil || m.Asked.Number != i+1 {
				t.Errorf("answers %v: question %d keeps its run, or lost its number %d", answers, i+1, m.Asked.Number)
			}
		}
	}
}

func BenchmarkGrade(b *testing.B) {
	paths := class(b, "handshake-loss", 10)
	b.ResetTimer()
	for b.Loop() {
		if n := len(gradedJSON(b, paths)); n != len(paths) {
			b.Fatalf("%d were marked", n)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*len(paths)), "ms/sheet")
}
