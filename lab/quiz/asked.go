package quiz

import (
	"context"
	"fmt"
	"strings"

	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/story"
)

// Asked is a question as a student gets it. What it shows is all that the student
// may see before the answer.
type Asked struct {
	*lab.Question
	Number int // from 1

	// Options are those of a choice or a why, in the student's order.
	Options []Option
	// Given are the segments that a blank, or a number that is a field, is to be
	// worked out from, and for a blank that segment last, with the Hole in it. For an
	// order they are the packets to be sorted, lettered and shuffled.
	Given []Given
	// Goals are what the rules of a task are to make happen, in words by language.
	Goals []map[string]string

	quiz   *Quiz
	run    *Run       // the variant's
	answer lab.Answer // number, path, blank, order
	right  int        // choice, why: index into Options
	sorted []int      // order: the i-th packet sent is Given[sorted[i]]
}

// Option is an answer that is offered.
type Option struct {
	Letter string // "a", "b", ...
	Text   lab.Text
	option *lab.Option
}

// Given is a segment that a question shows.
type Given struct {
	Letter   string // order: "a", "b", ...; else ""
	From, To string // hosts
	Notation string // as tcpdump and packetdrill write it; Hole stands for what is asked
}

// Hole stands in a Given for what is asked.
const Hole = "____"

// Plan is what the question is about, resolved: who is joined to whom, by what, what
// the programs do, and the rules.
func (a *Asked) Plan() *lab.Plan { return a.run.Plan }

// Run is the run that answers the question. It is not for the student's eyes before
// the answer.
func (a *Asked) Run() *Run { return a.run }

func letter(i int) string { return string(rune('a' + i)) }

// open runs what the question is about, finds the answer, and what is shown.
func (a *Asked) open(ctx context.Context) (err error) {
	if a.run, err = a.quiz.runOf(ctx, a.Variant, change{}); err != nil {
		return err
	}
	if why := a.run.cut(); why != "" {
		return fmt.Errorf("its run ended at a limit (%s)", why)
	}
	switch a.Kind {
	case lab.AskChoice, lab.AskWhy:
		return a.offer(ctx)
	case lab.AskRule:
		without, err := a.quiz.runOf(ctx, a.Variant, change{alone: a.Task.Alone})
		if err != nil {
			return err
		}
		list, done := without.witness().Holds(a.Task.Make)
		if a.Goals = goals(list); done {
			return fmt.Errorf("what the rules are to make happen does so without them")
		}
		m := a.blankMark()
		if err := a.try(ctx, m, a.Task.Solution); err != nil {
			return err
		}
		if !m.Right {
			return fmt.Errorf("its own solution does not make it happen")
		}
		return nil
	}
	if a.answer, err = a.run.witness().Ask(a.Look); err != nil {
		return err
	}
	if !a.answer.Known {
		return fmt.Errorf("the run does not answer it: %s", lab.Text(a.answer.Reason).In("en"))
	}
	switch a.Look.Word {
	case "order":
		a.shuffle()
	case "field", "blank":
		a.before()
	}
	return nil
}

// offer puts options into the student's order, and finds which one is true.
func (a *Asked) offer(ctx context.Context) error {
	a.right = -1
	for i, j := range a.quiz.World.order(a.ID, len(a.Question.Options)) {
		o := &a.Question.Options[j]
		a.Options = append(a.Options, Option{letter(i), o.Text, o})
		run, err := a.runFor(ctx, o)
		if err != nil {
			return err
		}
		if _, holds := run.witness().Holds(o.If); !holds {
			continue
		}
		if a.right >= 0 {
			return fmt.Errorf("two of its options are true: %q and %q", o.Text.In("en"), a.Options[a.right].Text.In("en"))
		}
		a.right = i
	}
	if a.right < 0 {
		return fmt.Errorf("none of its options is true")
	}
	return nil
}

// runFor is the run that decides about an option.
func (a *Asked) runFor(ctx context.Context, o *lab.Option) (*Run, error) {
	if o.Run == nil {
		return a.run, nil
	}
	return a.quiz.runOf(ctx, o.Run.Variant, change{rules: o.Run.Rules, set: o.Run.Set})
}

// shuffle shows the packets of an order in another one than theirs.
func (a *Asked) shuffle() {
	n := len(a.answer.Seen)
	shown := a.quiz.World.order(a.ID, n)
	moved := false
	for i, j := range shown {
		moved = moved || i != j
	}
	if !moved { // sorted already, by chance
		shown = append(shown[1:], shown[0])
	}
	a.sorted = make([]int, n)
	for i, j := range shown {
		a.sorted[j] = i
	}
	a.Given = a.showOrder(shown)
}

// mostBefore is how many segments are shown before the one that is asked about: what
// it depends on is seldom further back.
const mostBefore = 3

// before shows what a field is worked out from: the segments of the same connection
// that were sent before its own, and for a blank its own, with a hole in it.
func (a *Asked) before() {
	how := story.Relative
	field := a.Look.Args.One("field")
	if strings.HasSuffix(field, "_raw") {
		how = story.Absolute
	}
	s := a.run.Story()
	own := s.Event(a.answer.Seen[0])
	for _, r := range s.Rungs {
		if r.Kind == story.Packet && r.Stream == own.Stream && r.N < own.N {
			a.Given = append(a.Given, a.quiz.given(a.run, r.N, how))
		}
	}
	a.Given = a.Given[max(0, len(a.Given)-mostBefore):]
	if a.Kind == lab.AskBlank {
		g := a.quiz.given(a.run, own.N, how)
		g.Notation = holed(s.Parts(own, how, nil), own, field)
		a.Given = append(a.Given, g)
	}
}

// given is a packet as it is shown.
func (q *Quiz) given(r *Run, n uint32, how story.Numbers) Given {
	s := r.Story()
	rung := s.Event(n)
	p := s.Parts(rung, how, nil)
	return Given{From: s.Names.Host(rung.Host), To: s.Names.Host(rung.Peer), Notation: brief(p)}
}

// brief leaves out of the notation what no question is about: the options.
func brief(p story.Parts) string {
	p.Opts = nil
	return p.String()
}

// holed is a segment in its notation with a hole where a field stands, or, where the
// notation does not have the field, the field behind it.
func holed(p story.Parts, r *story.Rung, field string) string {
	tcp := r.Seg.Proto == segment.TCP
	n := fmt.Sprintf("(%d)", r.Seg.PayloadLen())
	switch {
	case !tcp:
		return brief(p) + " " + field + "=" + Hole
	case strings.HasPrefix(field, "tcp.flags"):
		p.Flags = Hole
		if field != "tcp.flags" {
			p.Flags = field + "=" + Hole
		}
		p.Ack = "" // its presence tells of a flag
	case field == "tcp.seq", field == "tcp.seq_raw":
		p.Seq = Hole + n
	case field == "tcp.ack", field == "tcp.ack_raw":
		p.Ack = "ack " + Hole
	case field == "tcp.nxtseq":
		p.Seq = p.Short // without its end, which it is
		return brief(p) + " " + field + "=" + Hole
	case field == "tcp.len", field == "data.len":
		p.Seq = strings.SplitN(p.Short, "(", 2)[0] + "(" + Hole + ")"
	case field == "tcp.window_size_value":
		p.Win = "win " + Hole
	default:
		return brief(p) + " " + field + "=" + Hole
	}
	return brief(p)
}

// Run is how the run that decides about the option differs from the lab's own; nil where
// it is the question's run.
func (o Option) Run() *lab.Counterfactual { return o.option.Run }
