package main

import (
	"fmt"

	"netlab/lab/compare"
	"netlab/lab/words"
)

// compareMany compares jobs: a line of a table for each, in their order.
func (k *call) compareMany(sides [2]comparedSide, p *picture) error {
	t := &differences{call: k, colour: p.Color, name: cells(k.t("total"))}
	for _, j := range sides[0].jobs {
		t.name = max(t.name, cells(j.name()))
	}
	var flights [2][]*flight
	air := newAirspace()
	for i, s := range sides {
		flights[i] = s.takeOff(s.jobs, p, air)
	}
	code := exitOK
	for i, j := range sides[0].jobs {
		var runs [2]done
		ran := true
		for side, s := range sides {
			var flew bool
			if runs[side], flew = s.land(flights[side], i, s.jobs[i], p); !flew || runs[side].err != nil {
				ran = false
			}
			if err := runs[side].err; err != nil {
				// It is told where it happened, and the others are compared all the same.
				code = graver(code, k.tell(k.lang, err))
			}
		}
		switch {
		case !ran:
			continue
		case j.skip != "" && k.on("json"):
			if err := k.writeJSON(j.notCompared()); err != nil {
				return err
			}
			continue
		case j.skip != "":
			if !k.on("quiet") {
				t.skipped(j)
			}
			continue
		}
		c, s := both(runs)
		if code = graver(code, s); s == exitInterrupted {
			continue // what was cut short compares with nothing
		}
		if len(c.New()) > 0 {
			code = graver(code, exitUnmet)
		}
		if dir := k.place(j); dir != "" {
			if err := k.comparePage(c, p, dir); err != nil {
				code = graver(code, k.tell(k.lang, err))
			}
		}
		switch {
		case k.on("json"):
			if err := k.writeJSON(c.Report()); err != nil {
				return err
			}
		case !k.on("quiet") || len(c.New()) > 0:
			t.row(j.name(), c)
		}
		k.out.Flush()
	}
	if k.ctx.Err() != nil {
		code = graver(code, exitInterrupted)
	}
	if !k.on("json") {
		t.total()
	}
	if code != exitOK {
		return status(code)
	}
	return nil
}

// differences is the table of a comparison of many: how many expectations each
// side met, how many differences there are of each kind, and how many are new.
type differences struct {
	*call
	colour bool
	name   int
	headed bool
	width  []int
	of     map[compare.Kind]int
	fresh  int
	all    int
}

// head writes what stands above the columns, once.
func (t *differences) head(names [2]string) {
	if t.headed {
		return
	}
	t.headed, t.of = true, map[compare.Kind]int{}
	titles := []string{names[0], names[1]}
	for _, kind := range compare.Kinds() {
		titles = append(titles, words.T(t.lang, "compare.short."+string(kind)))
	}
	titles = append(titles, t.t("compare-new"))
	line := pad("", t.name)
	for _, title := range titles {
		w := max(cells(title), len("0/0"))
		t.width = append(t.width, w)
		line += "  " + padLeft(title, w)
	}
	fmt.Fprintln(t.out, line)
}

func (t *differences) line(name string, values []string) {
	line := pad(name, t.name)
	for i, v := range values {
		cell := padLeft(v, t.width[i])
		if t.colour && i == len(values)-1 && v != "-" {
			cell = "\x1b[31m" + cell + "\x1b[0m"
		}
		line += "  " + cell
	}
	fmt.Fprintln(t.out, line)
}

// count is a number in the table.
func count(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func (t *differences) row(name string, c *compare.Comparison) {
	t.head(c.Names())
	var values []string
	for _, s := range c.Stories {
		met := 0
		for i := range s.Expects {
			if s.Expects[i].OK {
				met++
			}
		}
		values = append(values, fmt.Sprintf("%d/%d", met, len(s.Expects)))
	}
	of := map[compare.Kind]int{}
	for i := range c.Differences {
		of[c.Differences[i].Kind()]++
	}
	for _, kind := range compare.Kinds() {
		values = append(values, count(of[kind]))
		t.of[kind] += of[kind]
	}
	n := len(c.New())
	t.fresh += n
	t.all++
	t.line(name, append(values, count(n)))
	for _, d := range c.New() {
		fmt.Fprintf(t.out, "%s  %s  %s\n", pad("", t.name), t.t("compare-new"), c.Line(t.lang, d))
	}
}

func (t *differences) skipped(j *job) {
	fmt.Fprintf(t.out, "%s  %s\n", pad(j.name(), t.name), t.t("compare-skipped", j.skip))
}

func (t *differences) total() {
	if !t.headed || t.all < 2 || t.on("quiet") {
		return
	}
	values := []string{"", ""}
	for _, kind := range compare.Kinds() {
		values = append(values, count(t.of[kind]))
	}
	fmt.Fprintln(t.out)
	t.line(t.t("total"), append(values, count(t.fresh)))
}
