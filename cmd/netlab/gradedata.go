package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"netlab/lab"
	"netlab/lab/words"
)

// Marks for programs. They are in no language: what is text in them is English, or in
// both.

// gradeCSV writes a line for each sheet, as RFC 4180 has it.
func gradeCSV(g *grading, all []*graded) error {
	w := csv.NewWriter(g.out)
	w.Write([]string{"student", "lab", "points", "max", "percent", "wrong", "faults", "file"})
	for _, s := range all {
		points, most, share := "", "", ""
		var wrong []string
		if s.marks != nil {
			points, most, share = strconv.Itoa(s.marks.Points), strconv.Itoa(s.marks.Max), fmt.Sprintf("%.1f", percent(s.marks))
		}
		for _, q := range s.wrong {
			wrong = append(wrong, q.Asked.ID)
		}
		w.Write([]string{inert(s.student), inert(s.lab), points, most, share, strings.Join(wrong, " "), strconv.Itoa(g.faultsOf(s)), inert(s.file)})
	}
	w.Flush()
	return w.Error()
}

// inert is a cell that no spreadsheet takes for a formula, whatever a student wrote:
// some take the full-width signs of Chinese keyboards for one too.
func inert(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune("=+-@＝＋－＠\t\r", first) {
		return "'" + text
	}
	return text
}

// faultsOf is how much is wrong with a sheet.
func (g *grading) faultsOf(s *graded) int {
	n := len(s.faults)
	if s.failure != nil {
		n++
	}
	return n
}

type gradeEntry struct {
	File    string        `json:"file"`
	Student string        `json:"student,omitempty"`
	Lab     string        `json:"lab,omitempty"`
	Points  *int          `json:"points"` // null: it could not be marked
	Max     int           `json:"max,omitempty"`
	Percent float64       `json:"percent"`
	Twin    string        `json:"same_as,omitempty"` // an earlier sheet of the same student and lab
	Answers []answerEntry `json:"answers,omitempty"`
	Faults  []faultEntry  `json:"faults,omitempty"`
}

type answerEntry struct {
	ID       string   `json:"id"`
	Answer   string   `json:"answer"`
	Right    bool     `json:"right"`
	Want     string   `json:"want"`
	WantText lab.Text `json:"want_text,omitempty"`
	Variant  string   `json:"variant,omitempty"`
	Seen     []uint32 `json:"seen,omitempty"`  // the events that show the right one
	Rungs    []string `json:"rungs,omitempty"` // as the ladder draws them, where the answer is wrong
}

type faultEntry struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Text   string `json:"text"`
}

// gradeJSON writes an object a line for each sheet.
func gradeJSON(g *grading, all []*graded) error {
	e := json.NewEncoder(g.out)
	e.SetEscapeHTML(false) // paths and ladders have arrows
	for _, s := range all {
		entry := gradeEntry{File: s.file, Student: s.student, Lab: s.lab, Twin: s.twin, Faults: faultEntries(s)}
		if s.marks != nil {
			entry.Points, entry.Max, entry.Percent = &s.marks.Points, s.marks.Max, math.Round(percent(s.marks)*10)/10
			rungs := map[string]string{}
			for _, w := range s.wrong {
				rungs[w.Asked.ID] = w.rungs
			}
			for i := range s.marks.Questions {
				m := &s.marks.Questions[i]
				entry.Answers = append(entry.Answers, answerEntry{ID: m.Asked.ID, Answer: m.Answer, Right: m.Right, Want: m.Want,
					WantText: m.WantText, Variant: m.Asked.Variant, Seen: m.Seen, Rungs: linesOf(rungs[m.Asked.ID])})
			}
		}
		if err := e.Encode(entry); err != nil {
			return err
		}
	}
	return nil
}

func faultEntries(s *graded) (all []faultEntry) {
	if s.failure != nil {
		text := s.failure.Error()
		all = append(all, faultEntry{File: s.file, Text: text})
	}
	for _, f := range s.faults {
		at := f.Place
		bare := *f
		bare.Place = lab.Place{}
		all = append(all, faultEntry{at.File, at.Line, at.Column, bare.In(words.English)})
	}
	return all
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimRight(text, "\n"), "\n")
}

// gradeTAP writes a test for each answer, in the Test Anything Protocol, version 14.
func gradeTAP(g *grading, all []*graded) error {
	n := 0
	fmt.Fprintln(g.out, "TAP version 14")
	point := func(ok bool, what string) {
		n++
		word := "ok"
		if !ok {
			word = "not ok"
		}
		// A description ends at #, and a backslash escapes.
		fmt.Fprintf(g.out, "%s %d - %s\n", word, n, strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(what))
	}
	value := func(key, text string) {
		fmt.Fprintf(g.out, "  %s: %s\n", key, yamlText(text))
	}
	for _, s := range all {
		if s.marks == nil {
			point(false, printable(s.file)+" is marked")
			fmt.Fprintln(g.out, "  ---")
			if all := faultEntries(s); len(all) > 0 { // the others stand on stderr: a key may be there once
				value("fault", lab.Place{File: all[0].File, Line: all[0].Line, Column: all[0].Column}.String()+": "+all[0].Text)
			}
			fmt.Fprintln(g.out, "  ...")
			continue
		}
		next := 0
		for i := range s.marks.Questions {
			m := &s.marks.Questions[i]
			point(m.Right, s.student+" "+s.lab+"/"+m.Asked.ID)
			if m.Right {
				continue
			}
			w := s.wrong[next]
			next++
			fmt.Fprintln(g.out, "  ---")
			value("answer", w.Answer)
			value("want", w.Want)
			if text, got := unmet(words.English, w.Mark); text != "" && w.Given && w.Fault == nil {
				value("unmet", text)
				value("got", got)
			}
			if lines := linesOf(w.rungs); lines != nil {
				fmt.Fprintln(g.out, "  rungs:")
				for _, l := range lines {
					fmt.Fprintf(g.out, "    - %s\n", yamlText(l))
				}
			}
			fmt.Fprintln(g.out, "  ...")
		}
	}
	fmt.Fprintf(g.out, "1..%d\n", n)
	return nil
}

// yamlText writes a text as YAML may have it: a string of JSON's is one of YAML's.
func yamlText(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // ladders have arrows
	e.Encode(text)         // a string can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}
