package main

import (
	"fmt"
	"slices"
	"strings"

	"netlab/lab"
	"netlab/lab/quiz"
	"netlab/lab/words"
)

// gradeTable writes marks for people: a line each, and, where they are wanted, the
// wrong answers under it.
func gradeTable(g *grading, all []*graded) error {
	head := []string{g.t("grade.student"), g.t("grade.lab"), g.t("grade.points"), "%"}
	rows := [][]string{head}
	for _, s := range all {
		rows = append(rows, g.row(s))
	}
	width := make([]int, len(head))
	for _, r := range rows {
		for i, text := range r {
			if !unmarked(r) || i < 2 {
				width[i] = max(width[i], cells(text))
			}
		}
	}
	for i, r := range rows {
		line := pad(r[0], width[0]) + "  " + pad(r[1], width[1]) + "  "
		if unmarked(r) {
			line += r[2] // it is no number: it begins where they do
		} else {
			line += padLeft(r[2], width[2]) + "  " + padLeft(r[3], width[3])
		}
		fmt.Fprintln(g.out, strings.TrimRight(line, " "))
		if i > 0 && g.answers {
			g.details(all[i-1])
		}
	}
	if !g.answers && slices.ContainsFunc(all, func(s *graded) bool { return len(s.wrong) > 0 }) {
		g.say("grade.more")
	}
	return nil
}

// unmarked says whether a row is of a sheet that could not be marked.
func unmarked(row []string) bool { return row[3] == "" }

// row is a sheet's line.
func (g *grading) row(s *graded) []string {
	if s.marks == nil {
		who := s.student
		if who == "" {
			who = printable(s.file)
		}
		return []string{who, s.lab, g.t("grade.unmarked"), ""}
	}
	return []string{s.student, s.lab, fmt.Sprintf("%d/%d", s.marks.Points, s.marks.Max), fmt.Sprintf("%.0f", percent(s.marks))}
}

// details lists the wrong answers of a sheet, each with the rung that shows the right
// one.
func (g *grading) details(s *graded) {
	width := min(g.width(), 100)
	for _, w := range s.wrong {
		fmt.Fprintln(g.out)
		answer := g.t("grade.none")
		if w.Answer != "" {
			answer = w.Answer
		}
		want := strings.ReplaceAll(w.Want, "\n", "; ")
		if len(w.WantText) > 0 {
			want += "  " + w.WantText.In(string(g.lang))
		}
		key := "grade.wrong"
		if w.Asked.Kind == lab.AskRule {
			key = "grade.wrong-rule"
		}
		fmt.Fprint(g.out, bullet(fmt.Sprintf("%d. %s: %s", w.Asked.Number, w.Asked.ID, g.t(key, answer, want)), "  ", width))
		if text, got := unmet(g.lang, w.Mark); text != "" && w.Given && w.Fault == nil {
			said := words.T(g.lang, "quiz.rule-unmet", text, got)
			for _, rule := range slices.Backward(w.Idle) {
				said = words.T(g.lang, "quiz.rule-idle", quiz.Printable(rule)) + said
			}
			fmt.Fprint(g.out, bullet(strings.TrimSpace(said), "     ", width))
		}
		fmt.Fprint(g.out, w.rungs)
	}
	if len(s.wrong) > 0 {
		fmt.Fprintln(g.out)
	}
}
