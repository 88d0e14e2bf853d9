package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/quiz"
	"netlab/lab/report/ladder"
	"netlab/lab/words"
)

// A dialogue is a quiz in the terminal.
type dialogue struct {
	*call
	quiz    *quiz.Quiz
	asked   []*quiz.Asked
	picture *picture
	width   int
	echo    bool // what is said is shown: nobody typed it here
	said    *said
	results []result
	shown   map[string]bool // variants whose setting was shown
	unshown []*unshown
	untold  []*untold
}

// result is what became of a question.
type result uint8

const (
	notAsked result = iota
	skippedIt
	wrongTwice
	rightLater // at the second try
	rightAtOnce
)

// points is what a result is worth: the second try, after a hint, half.
func (r result) points() float64 {
	switch r {
	case rightAtOnce:
		return 1
	case rightLater:
		return 0.5
	}
	return 0
}

// q is a text of the dialogue's.
func (d *dialogue) q(key string, args ...any) string {
	text := words.T(d.lang, "quiz."+key, args...)
	if d.picture.ASCII && d.lang != words.Chinese {
		return ladder.Plain(text)
	}
	return text
}

// tell writes a paragraph of the dialogue.
func (d *dialogue) tell(text string) { d.tellInk("", "", text) }

// tellInk writes a paragraph that begins with some words in colour.
func (d *dialogue) tellInk(style, first, rest string) {
	fmt.Fprint(d.out, d.inked(wrap(first+rest, "", d.width), style, first))
}

// inked colours a part of a text that is laid out, where it stands first.
func (d *dialogue) inked(text, style, part string) string {
	return strings.Replace(text, part, d.ink(style, part), 1)
}

// ink colours a text where that is wanted.
func (d *dialogue) ink(style, text string) string {
	if !d.picture.Color || style == "" || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// aside writes a remark on how to answer.
func (d *dialogue) aside(text string) {
	for line := range strings.Lines(wrap(text, "", d.width)) {
		fmt.Fprintln(d.out, d.ink("2", strings.TrimSuffix(line, "\n")))
	}
}

// hold goes through the questions, and ends with the ladders and the marks.
func (d *dialogue) hold() error {
	d.watch() // an interrupt is to be told how far the student came
	d.said, d.shown = listen(d.in), map[string]bool{}
	d.results = make([]result, len(d.asked))
	d.opening()
	var end error
	for i, a := range d.asked {
		if d.results[i], end = d.question(i, a); end != nil {
			break
		}
	}
	switch {
	case end == nil:
		d.ladders()
	case errors.Is(end, errNoMore):
		d.tell("\n" + d.q("eof"))
		end = nil
	case errors.Is(end, errQuit):
		end = nil
	case errors.Is(end, status(exitInterrupted)):
		fmt.Fprintln(d.out)
	default:
		return end
	}
	d.marks()
	d.enter()
	switch {
	case end != nil:
		return end
	case slices.ContainsFunc(d.results, func(r result) bool { return r != rightAtOnce }):
		return status(exitUnmet)
	}
	return nil
}

// errQuit ends a dialogue because the student wants it to.
var errQuit = errors.New("quit")

// question asks one question until it is over.
func (d *dialogue) question(i int, a *quiz.Asked) (result, error) {
	d.pose(i, a)
	hints := 0
	hint := func() bool {
		if hints == len(a.Hints) {
			return false
		}
		hints++
		d.tell(d.q("hint", hints, len(a.Hints), a.Hints[hints-1].In(string(d.lang))))
		return true
	}
	for try := 1; ; {
		line, err := d.prompt()
		if err != nil {
			return notAsked, err
		}
		command := commandOf(line)
		if command == "help" && a.Kind != lab.AskRule {
			command = "hint"
		}
		switch command {
		case "help":
			d.helpRules()
			continue
		case "":
			d.tell(d.q("commands"))
			continue
		case "hint":
			switch {
			case len(a.Hints) == 0:
				d.tell(d.q("hint-never"))
			case !hint():
				d.tell(d.q("hint-none"))
			}
			continue
		case "quit":
			return notAsked, errQuit
		case "skip":
			m, err := d.quiz.Answer(d.ctx, a)
			if err != nil {
				return notAsked, d.failed(err)
			}
			return skippedIt, d.reveal(i, m, skippedIt)
		}
		m, err := d.quiz.Check(d.ctx, a, line)
		var f *quiz.Fault
		if errors.As(err, &f) {
			d.tell(f.In(d.lang)) // that counts for nothing
			continue
		}
		if err != nil {
			return notAsked, d.failed(err)
		}
		switch {
		case m.Right && try == 1:
			return rightAtOnce, d.reveal(i, m, rightAtOnce)
		case m.Right:
			return rightLater, d.reveal(i, m, rightLater)
		case try == 2:
			return wrongTwice, d.reveal(i, m, wrongTwice)
		}
		try++
		d.tellInk("31", d.q("wrong"), d.halfway(a, m))
		hint()
		d.tell(d.q("again"))
	}
}

// failed is an error of a run.
func (d *dialogue) failed(err error) error {
	if d.interrupted() {
		return status(exitInterrupted)
	}
	return wrong("quiz-lab", d.quiz.Lab.Name, err)
}

// prompt reads a line.
func (d *dialogue) prompt() (string, error) {
	fmt.Fprint(d.out, "> ")
	line, err := d.next()
	if err != nil {
		return "", err
	}
	line = strings.TrimSpace(line)
	if d.echo {
		fmt.Fprintln(d.out, printable(line))
	}
	return line, nil
}

// commandOf is the word that a line is, where it is no answer: "hint", "help", "skip", "quit",
// "" for an empty line; else "answer".
func commandOf(line string) string {
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "":
		return ""
	case "?", "？", "hint", "h", "提示":
		return "hint"
	case "help", "帮助":
		return "help"
	case "skip", "s", "跳过":
		return "skip"
	case "quit", "exit", "q", "退出":
		return "quit"
	}
	return "answer"
}

// halfway says how far a wrong answer is right, where it has parts, or what a rule did
// not bring about.
func (d *dialogue) halfway(a *quiz.Asked, m *quiz.Mark) string {
	switch a.Kind {
	case lab.AskPath, lab.AskOrder:
		if both := inCommon(m.Answer, m.Want); both != "" {
			return d.q("so-far", both)
		}
	case lab.AskRule:
		if m.Ended != "" {
			return d.q("rule-ended", m.Ended)
		}
		idle := ""
		for _, rule := range m.Idle {
			idle += d.q("rule-idle", quiz.Printable(rule))
		}
		if text, got := unmet(d.lang, m); text != "" {
			return idle + d.q("rule-unmet", text, got)
		}
		return idle
	}
	return ""
}

// helpRules says in brief how a rule is written: netlab help rules fills screens.
func (d *dialogue) helpRules() {
	d.tell(d.q("help-rule"))
	d.tell(d.q("help-which", strings.Join(append([]string{"any"}, event.RoleNames()...), " ")))
	d.tell(d.q("help-nth"))
	d.tell(d.q("help-actions"))
	for _, v := range hooks.Verbs() {
		fmt.Fprint(d.out, hang("  "+v.Word, d.q("verb."+v.Word), 13, d.width))
	}
	d.tell(d.q("help-more"))
}

// inCommon is what two lists of words begin with both. The state that a connection begins
// in may be left out of a path.
func inCommon(answer, want string) string {
	notWord := func(r rune) bool { return !('A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-') }
	x := strings.FieldsFunc(strings.ReplaceAll(strings.ToUpper(answer), "->", " "), notWord)
	y := strings.FieldsFunc(strings.ReplaceAll(strings.ToUpper(want), "->", " "), notWord)
	path := strings.Contains(want, "->")
	if path && len(x) > 0 && len(y) > 1 && x[0] != y[0] && x[0] == y[1] {
		y = y[1:]
	}
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	if path {
		return strings.Join(y[:n], " -> ")
	}
	return strings.ToLower(strings.Join(y[:n], " "))
}
