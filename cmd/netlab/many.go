package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"netlab/lab/words"
)

// runMany runs jobs: a line for each, in their order, and a table of labs at the
// end.
func (k *call) runMany(jobs []*job, p *picture) error {
	// With events on stdout the lines are words beside the data.
	var to io.Writer = k.out
	if k.on("json") {
		to = k.err
	}
	t := &tally{call: k, colour: p.Color && !k.on("json")}
	front := &index{call: k}
	code := exitOK
	for _, j := range jobs {
		t.name = max(t.name, cells(j.name()))
	}
	flights := k.takeOff(jobs, p, newAirspace())
	for i, j := range jobs {
		d, flew := k.land(flights, i, j, p)
		if !flew {
			continue
		}
		if d.err != nil {
			// It is told where it happened, and the others are run all the same.
			code = graver(code, k.tell(k.lang, d.err))
			t.add(j, "failed")
			front.add(j, &d, "failed")
			continue
		}
		key := verdictKey(d.status())
		if j.skip != "" {
			key = "skipped"
		}
		t.add(j, key)
		front.add(j, &d, key)
		code = graver(code, d.status())
		if k.on("quiet") && d.status() == exitOK {
			continue
		}
		t.line(to, j, &d, key)
		if key == "unmet" || key == "limit" {
			p.summary(indented{to}, d.story)
		}
		k.out.Flush()
	}
	if k.ctx.Err() != nil {
		code = graver(code, exitInterrupted)
	}
	if !k.on("quiet") {
		t.table(to)
	}
	if dir := k.text("out"); dir != "" {
		if err := front.write(dir); err != nil {
			code = graver(code, k.tell(k.lang, err))
		}
	}
	if code != exitOK {
		return status(code)
	}
	return nil
}

// place is the folder of a job among several; "" where no files are asked for.
func (k *call) place(j *job) string {
	if k.text("out") == "" {
		return ""
	}
	return filepath.Join(k.text("out"), j.lab.Name, j.variant.Name)
}

// verdictKey names in one word what a status says of a run.
func verdictKey(code int) string {
	switch code {
	case exitUnmet:
		return "unmet"
	case exitLimit:
		return "limit"
	case exitInterrupted:
		return "cut"
	}
	return "met"
}

// verdicts are the columns of the table.
var verdicts = []string{"met", "unmet", "limit", "cut", "failed", "skipped"}

// tally counts what became of several runs.
type tally struct {
	*call
	colour bool
	name   int // cells of the longest name
	labs   []*labTally
}

type labTally struct {
	name string
	of   map[string]int
}

func (t *tally) add(j *job, key string) {
	if n := len(t.labs); n == 0 || t.labs[n-1].name != j.lab.Name {
		t.labs = append(t.labs, &labTally{j.lab.Name, map[string]int{}})
	}
	t.labs[len(t.labs)-1].of[key]++
}

// line tells of one run.
func (t *tally) line(w io.Writer, j *job, d *done, key string) {
	what := t.t("mark." + key)
	mark := t.painted(key, what) + strings.Repeat(" ", max(1, 9-cells(what)))
	if key == "skipped" {
		fmt.Fprintf(w, "%s%s  %s\n", mark, pad(j.name(), t.name), j.skip)
		return
	}
	met := 0
	for i := range d.result.Expect {
		if d.result.Expect[i].OK {
			met++
		}
	}
	fmt.Fprintf(w, "%s%s  %12s  %s\n", mark, pad(j.name(), t.name), words.Took(time.Duration(d.result.Ended)),
		t.t("of-expectations", met, len(d.result.Expect)))
}

// painted colours a verdict.
func (t *tally) painted(key, text string) string {
	if !t.colour {
		return text
	}
	ink := map[string]string{"met": "32", "unmet": "31", "failed": "31"}[key]
	if ink == "" {
		ink = "33"
	}
	return "\x1b[" + ink + "m" + text + "\x1b[0m"
}

// table tells of every lab, and of all together. Columns in which nothing stands
// are left out.
func (t *tally) table(w io.Writer) {
	total := &labTally{t.t("total"), map[string]int{}}
	width := cells(total.name)
	for _, l := range t.labs {
		width = max(width, cells(l.name))
		for key, n := range l.of {
			total.of[key] += n
		}
	}
	head, columns := pad("", width), []string{}
	for _, v := range verdicts {
		if total.of[v] > 0 {
			columns = append(columns, v)
			head += "  " + padLeft(t.t("mark."+v), 8)
		}
	}
	fmt.Fprintf(w, "\n%s\n", head)
	for _, l := range append(t.labs, total) {
		row := pad(l.name, width)
		for _, v := range columns {
			n := "-"
			if l.of[v] > 0 {
				n = fmt.Sprint(l.of[v])
			}
			row += "  " + padLeft(n, 8)
		}
		fmt.Fprintln(w, row)
	}
}

// indented writes lines a little to the right.
type indented struct{ w io.Writer }

func (i indented) Write(b []byte) (int, error) {
	text := strings.TrimSuffix(string(b), "\n")
	_, err := io.WriteString(i.w, "    "+strings.ReplaceAll(text, "\n", "\n    ")+"\n")
	return len(b), err
}
