package main

import (
	"fmt"
	"strconv"
	"strings"

	"netlab/lab/report/ladder"
	"netlab/labs"
)

// mostLadders is how many runs are drawn whole at the end. More would push the marks,
// and each other, out of sight.
const mostLadders = 2

// ladders draws whole the runs that questions were about, in the order in which they
// came, and names the others.
func (d *dialogue) ladders() {
	drawn := map[string]bool{}
	for _, a := range d.asked {
		if drawn[a.Variant] {
			continue
		}
		drawn[a.Variant] = true
		fmt.Fprintln(d.out)
		if len(drawn) <= mostLadders {
			ladder.Draw(d.out, a.Run().Story(), d.picture.Options)
			continue
		}
		line := shellWord(d.args[0])
		if a.Variant != "" {
			line += " --variant " + a.Variant
		}
		if id := d.quiz.World.Student; id != "" {
			line += " --student " + shellWord(id)
		}
		d.tell(d.q("see", line+d.sameLang()))
	}
}

// shellWord is a word as a shell takes it.
func shellWord(text string) string {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("-_./:@%+,=", r) || r >= 0x80
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// marks tells what became of each question, and of all.
func (d *dialogue) marks() {
	yes, half, no, none := "✓", "½", "✗", "-"
	if d.picture.ASCII {
		yes, half, no = "+", "/", "x"
	}
	fmt.Fprintln(d.out)
	points := 0.0
	for i, a := range d.asked {
		points += d.results[i].points()
		sign, key := none, "result.none"
		switch d.results[i] {
		case rightAtOnce:
			sign, key = d.ink("32", yes), "result.right"
		case rightLater:
			sign, key = d.ink("33", half), "result.later"
		case wrongTwice:
			sign, key = d.ink("31", no), "result.wrong"
		case skippedIt:
			key = "result.skipped"
		}
		fmt.Fprintf(d.out, "%s %2d  %s  %s\n", sign, i+1, pad(a.ID, d.idWidth()), d.q(key))
	}
	d.tellInk("1", d.q("marks", pointsText(points), len(d.asked)), "")
}

// idWidth is the cells that the longest of the questions' names takes.
func (d *dialogue) idWidth() (n int) {
	for _, a := range d.asked {
		n = max(n, len(a.ID))
	}
	return n
}

// pointsText writes points, which may be halves.
func pointsText(p float64) string { return strconv.FormatFloat(p, 'f', -1, 64) }

// enter writes a quiz of the catalogue's into the student's progress. That this cannot
// be done is told, and is no failure of the quiz.
func (d *dialogue) enter() {
	name := d.quiz.Lab.Name
	if isFile(d.args[0]) || !labs.Has(name) {
		return
	}
	points, some := 0.0, false
	for i := range d.asked {
		points += d.results[i].points()
		some = some || d.results[i] != notAsked
	}
	if !some {
		return
	}
	d.watch()
	p, err := d.relearn(func(p *learned) { p.lab(name).quizzed(points, float64(len(d.quiz.Questions))) })
	d.out.Flush()
	switch {
	case err != nil:
		d.world.tell(d.lang, withReset(err))
	case p.Labs[name].Done != "":
		d.say("quiz-done", name)
	default:
		d.say("quiz-begun")
	}
}
