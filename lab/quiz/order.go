package quiz

import (
	"strings"

	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/story"
)

// An order shows the packets that it asks about, and another question may ask for what
// stands in just these. So it shows of each what tells it from the others, and of that
// nothing that another question about the same run asks for. Those that then look alike
// may stand for each other.

// part is a part of a segment's notation, the smallest of which tells most.
type part uint8

const (
	flagsPart part = iota
	seqPart        // with the length
	lenPart        // the length alone
	ackPart
	parts
)

// partsOf are the parts that a field stands in.
func partsOf(field string) (all []part) {
	switch {
	case strings.HasPrefix(field, "tcp.flags"):
		return []part{flagsPart, ackPart} // whether there is a number tells of a flag
	case strings.HasPrefix(field, "tcp.seq"):
		return []part{seqPart}
	case strings.HasPrefix(field, "tcp.nxtseq"):
		return []part{seqPart, lenPart}
	case strings.HasPrefix(field, "tcp.ack"):
		return []part{ackPart, seqPart} // what is acknowledged, and so what comes next
	case strings.HasPrefix(field, "tcp.len"), strings.HasPrefix(field, "data.len"):
		return []part{lenPart, seqPart}
	}
	return nil
}

// askedElsewhere are the parts of segments that other questions about the same run ask
// for.
func (a *Asked) askedElsewhere() (hidden [parts]bool) {
	hide := func(all ...part) {
		for _, p := range all {
			hidden[p] = true
		}
	}
	for _, other := range a.quiz.Lab.asked {
		if other == a.Question || other.Variant != a.Variant {
			continue
		}
		hide(partsOf(other.Look.Args.One("field"))...)
		if other.Kind != lab.AskChoice {
			continue
		}
		for i := range other.Options {
			for _, e := range other.Options[i].If {
				if e.Args.Has("seq") {
					hide(flagsPart, seqPart, ackPart)
				}
				for _, word := range strings.FieldsFunc(e.Args.One("match"), func(r rune) bool { return r == ' ' || r == '(' || r == '!' }) {
					hide(partsOf(word)...)
				}
			}
		}
	}
	return hidden
}

// showOrder gives the packets to be sorted in the order in which they are shown.
func (a *Asked) showOrder(shown []int) (all []Given) {
	s := a.run.Story()
	rungs := make([]*story.Rung, len(shown))
	for i, j := range shown {
		rungs[i] = s.Event(a.answer.Seen[j])
	}
	show := a.telling(rungs)
	for i, r := range rungs {
		all = append(all, Given{Letter: letter(i), From: s.Names.Host(r.Host), To: s.Names.Host(r.Peer), Notation: partial(s, r, show)})
	}
	return all
}

// telling are the parts that are shown of segments to be sorted. Where what nobody else
// asks for would leave them all alike, there would be nothing to sort: then the first
// part that tells them apart is shown all the same.
func (a *Asked) telling(rungs []*story.Rung) (show [parts]bool) {
	s, hidden := a.run.Story(), a.askedElsewhere()
	kinds := func() int {
		seen := map[Given]bool{}
		for _, r := range rungs {
			seen[Given{From: s.Names.Host(r.Host), To: s.Names.Host(r.Peer), Notation: partial(s, r, show)}] = true
		}
		return len(seen)
	}
	for p := range parts {
		before := kinds()
		show[p] = !hidden[p]
		show[p] = show[p] && (p == flagsPart || kinds() > before)
	}
	for _, p := range []part{lenPart, seqPart, ackPart, flagsPart} {
		if kinds() > 1 {
			break
		}
		show[p] = true
		show[p] = kinds() > 1
	}
	return show
}

// Alike says whether some of the packets to be sorted look the same: then either may
// come first.
func (a *Asked) Alike() bool {
	if a.Kind != lab.AskOrder {
		return false
	}
	for i := range a.Given {
		for j := range i {
			if a.alike(i, j) {
				return true
			}
		}
	}
	return false
}

// partial is a packet in its notation, of which some parts are shown.
func partial(s *story.Story, r *story.Rung, show [parts]bool) string {
	p := s.Parts(r, story.Relative, nil)
	if r.Seg.Proto != segment.TCP {
		return brief(p)
	}
	p.Win, p.Opts = "", nil
	if !show[flagsPart] {
		p.Flags = ""
	}
	if !show[ackPart] {
		p.Ack = ""
	}
	switch {
	case show[seqPart]:
	case show[lenPart]:
		p.Seq = "(" + strings.TrimSuffix(p.Short[strings.LastIndex(p.Short, "(")+1:], ")") + ")"
	default:
		p.Seq = ""
	}
	return strings.TrimSpace(p.String())
}
