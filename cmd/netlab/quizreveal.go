package main

import (
	"fmt"
	"slices"
	"strings"

	"netlab/lab"
	"netlab/lab/quiz"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/lab/words"
)

// reveal tells what is right, shows where one sees it, and explains.
func (d *dialogue) reveal(i int, m *quiz.Mark, r result) error {
	a := d.asked[i]
	switch r {
	case rightAtOnce, rightLater:
		d.tellInk("32", d.q("right"), "")
	case wrongTwice:
		d.tellInk("31", d.q("wrong"), d.halfway(a, m))
	}
	if r != rightAtOnce && r != rightLater {
		d.answer(a, m)
	}
	later, err := d.show(i, m)
	if err != nil {
		return err
	}
	if text := a.Explain.In(string(d.lang)); text != "" {
		fmt.Fprint(d.out, "\n", wrap(text, "", d.width))
	}
	return d.decide(i, later)
}

// answer tells the right answer.
func (d *dialogue) answer(a *quiz.Asked, m *quiz.Mark) {
	switch {
	case len(m.WantText) > 0:
		d.tell(d.q("answer", m.Want+"  "+m.WantText.In(string(d.lang))))
	case a.Kind == lab.AskRule:
		d.tell(d.q("solution", strings.Join(a.Task.Solution, "; ")))
	default:
		d.tell(d.q("answer", m.Want))
	}
}

// Of a run that shows an answer these rungs are drawn: those that do, where they are
// many the first and the last of them, and one on either side of each.
const (
	firstRungs = 6
	lastRungs  = 3
)

// rungsSeen draws the rungs that tell of events, and none of those that are hidden.
func rungsSeen(s *story.Story, seen []uint32, hidden map[*story.Rung]bool, o ladder.Options) string {
	marked := map[*story.Rung]bool{}
	var order []*story.Rung
	for _, n := range seen {
		if r := s.Event(n); r != nil && !marked[r] {
			marked[r] = true
			order = append(order, r)
		}
	}
	slices.SortFunc(order, func(a, b *story.Rung) int { return a.Index - b.Index })
	if len(order) > firstRungs+lastRungs {
		for _, r := range order[firstRungs : len(order)-lastRungs] {
			delete(marked, r)
		}
	}
	return rungText(s, marked, hidden, o)
}

// raw says whether a question asks for a number as it stands in the packet.
func raw(a *quiz.Asked) bool { return strings.HasSuffix(a.Look.Args.One("field"), "_raw") }

// ladderFor is how a ladder is drawn that shows an answer: with the numbers that stand
// in the packets where that is what was asked for.
func ladderFor(raw bool, o ladder.Options) ladder.Options {
	if raw {
		o.Absolute, o.Letters = true, false
	}
	return o
}

// rungText draws the rungs that are marked, with one on either side, and the ladder's
// head over them, but none that is hidden. Where rungs are left out there is a gap.
func rungText(s *story.Story, marked, hidden map[*story.Rung]bool, o ladder.Options) string {
	sign, gap := "▸ ", "  ⋮"
	if o.ASCII {
		sign, gap = "> ", "  :"
	}
	if o.Width == 0 {
		o.Width = 80
	}
	o.Width -= len("> ")
	p := ladder.Take(s, o)
	is := func(i int) bool { return i >= 0 && i < len(p.Rungs) && marked[p.Rungs[i].Rung] }
	var b strings.Builder
	for _, l := range p.Head {
		b.WriteString("  " + l + "\n")
	}
	last := -1
	for i := range p.Rungs {
		if !is(i-1) && !is(i) && !is(i+1) || hidden[p.Rungs[i].Rung] {
			continue
		}
		if i > last+1 {
			b.WriteString(gap + "\n")
		}
		q := &p.Rungs[i]
		if q.Pause != "" {
			b.WriteString("  " + q.Pause + "\n")
		}
		for j, l := range q.Lines {
			if j == 0 && is(i) {
				b.WriteString(sign + l + "\n")
			} else {
				b.WriteString("  " + l + "\n")
			}
		}
		last = i
	}
	if last < len(p.Rungs)-1 {
		b.WriteString(gap + "\n")
	}
	return b.String()
}

// tellOptions tells of each option of a choice or a why what decided about it, and draws
// the runs of a why for those who want to see them. The question may be one before the
// i-th: then it says which.
func (d *dialogue) tellOptions(i int, u *untold) error {
	fmt.Fprintln(d.out)
	if u.question != i {
		d.tell(d.q("decided", u.question+1))
	}
	yes, no := "✓", "✗"
	if d.picture.ASCII {
		yes, no = "+", "x"
	}
	for n := range u.options {
		s := &u.options[n]
		sign, style := no, "31"
		if s.True {
			sign, style = yes, "32"
		}
		head := "  " + s.Option.Letter + " " + sign
		text := hang(head, d.decided(s), 6, d.width)
		fmt.Fprint(d.out, "  "+s.Option.Letter+" "+d.ink(style, sign)+strings.TrimPrefix(text, head))
	}
	if u.asked.Kind != lab.AskWhy {
		return nil
	}
	return d.look(u.options)
}

// decided says in one line what decides about an option: which run, and what it showed.
// Of an option that is not true the first thing that does not hold is enough.
func (d *dialogue) decided(s *quiz.Shown) string {
	var parts []string
	for i := range s.Expect {
		x := &s.Expect[i]
		text := words.Pick(d.lang, x.Text.Text)
		if !x.OK {
			got := words.Pick(d.lang, x.Got)
			if comma := d.t("show.comma"); !strings.Contains(text, comma) { // else any part of it may be what does not hold
				got, _, _ = strings.Cut(got, comma)
			}
			parts = []string{d.q("not-but", text, got)}
			break
		}
		parts = append(parts, text)
	}
	text := strings.Join(parts, d.t("show.comma"))
	if c := s.Option.Run(); c != nil {
		text = d.q("in-run", strings.Join(slices.Concat(variantWords(c.Variant), quoted(c.Rules), c.Set), d.q("run-comma"))) + text
	}
	return text
}

func variantWords(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// quoted are rules as the command line takes them.
func quoted(rules []string) (all []string) {
	for _, r := range rules {
		all = append(all, "'"+r+"'")
	}
	return all
}

// look draws the runs of options as long as somebody asks for one.
func (d *dialogue) look(all []quiz.Shown) error {
	d.aside(d.q("look", all[0].Option.Letter))
	for {
		line, err := d.prompt()
		if err != nil || line == "" {
			if err == errNoMore {
				return nil // the next question tells
			}
			return err
		}
		word, letter, _ := strings.Cut(strings.ToLower(line), " ")
		if word != "ladder" && word != "时序图" {
			d.pushBack(line)
			return nil
		}
		i := slices.IndexFunc(all, func(s quiz.Shown) bool { return s.Option.Letter == strings.TrimSpace(letter) })
		if i < 0 {
			d.aside(d.q("look", all[0].Option.Letter))
			continue
		}
		fmt.Fprintln(d.out)
		if err := ladder.Draw(d.out, all[i].Run.Story(), d.picture.Options); err != nil {
			return err
		}
	}
}
